import { readFileSync } from 'node:fs';

/** A captured stack with the truth of its Wasm frames, where that is known; fixtures/stacks/README.md tells the fields. */
export interface Capture {
  readonly id: string;
  readonly engine: string;
  readonly case: string;
  readonly text: string;
  readonly message?: string;
  readonly module?: string;
  readonly frames?: readonly CapturedFrame[];
}

export interface CapturedFrame {
  readonly line: number;
  readonly functionIndex: number;
  readonly function: string;
  readonly offset: number | null;
  readonly chain?: readonly { function: string; file: string; line: number; column: number }[];
}

export const STACKS = new URL('../../fixtures/stacks/', import.meta.url);

/** Captures of the engines whose dialects are read. */
export function readCaptures(): Capture[] {
  const lines = readFileSync(new URL('captured.jsonl', STACKS), 'utf8').trimEnd().split('\n');
  const captures: unknown = JSON.parse(`[${lines.join(',')}]`);
  if (!isCaptures(captures)) throw new TypeError('captured.jsonl holds something else');
  return captures.filter(({ engine }) => /^(node(18|2\d)|chromium|workerd|firefox|gjs)/.test(engine));
}

function isCaptures(value: unknown): value is Capture[] {
  return (
    Array.isArray(value) &&
    value.every((each: unknown) => typeof each === 'object' && each !== null && 'text' in each && 'engine' in each)
  );
}
