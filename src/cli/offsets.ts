import { SymbolicationError } from '../errors.ts';
import { readInput, STANDARD_INPUT } from './streams.ts';

/** An offset as written: decimal digits, or hexadecimal ones behind `0x`; `null` for anything else. */
export function parseOffset(text: string): number | null {
  if (!/^(?:\d{1,16}|0x[0-9a-f]{1,14})$/i.test(text)) return null;
  const offset = Number(text);
  return Number.isSafeInteger(offset) ? offset : null;
}

/** The offsets on standard input, a line each; empty lines count for nothing. */
export async function readOffsets(): Promise<number[]> {
  const lines = new TextDecoder().decode(await readInput(STANDARD_INPUT)).split('\n');
  return lines.flatMap((line, i) => {
    const text = line.trim();
    if (text === '') return [];
    const offset = parseOffset(text);
    if (offset !== null) return [offset];
    const shown = JSON.stringify(text.slice(0, 40));
    throw new SymbolicationError(
      'unreadable-input',
      `standard input: line ${i + 1}: ${shown} is no offset; write 735 or 0x2df`,
    );
  });
}
