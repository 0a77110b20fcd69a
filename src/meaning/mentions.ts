/** A function that a message tells by its number. */
export interface Mentioned {
  /** As written: `function at index 672`. */
  readonly text: string;
  /** Imports counted. */
  readonly functionIndex: number;
}

const FORMS = /\b(?:wasm-function\[(\d{1,9})\]|(?:unknown )?function at index (\d{1,9})|wasm function:? (\d{1,9}))/g;

/** Real messages tell of one. */
const MOST = 16;
const LONGEST = 4096;

/** The functions that a message tells by their numbers, each once. */
export function mentionedIn(message: string): readonly Mentioned[] {
  const found = new Map<number, Mentioned>();
  if (!message.includes('function')) return [];
  for (const { 0: text, 1: first, 2: second, 3: third } of message.slice(0, LONGEST).matchAll(FORMS)) {
    const functionIndex = Number(first ?? second ?? third);
    if (!found.has(functionIndex)) found.set(functionIndex, { text, functionIndex });
    if (found.size === MOST) break;
  }
  return [...found.values()];
}
