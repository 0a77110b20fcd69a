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
  /** `null` where not even the person who captured it can know. */
  readonly functionIndex: number | null;
  readonly function: string | null;
  /** Of the instruction. */
  readonly offset: number | null;
  /** The engine printed no offset. */
  readonly offsetNotInText?: boolean;
  /** How the printed number becomes the offset. */
  readonly rule: string;
  readonly chain?: readonly { function: string; file: string; line: number; column: number }[];
}

export const STACKS = new URL('../../fixtures/stacks/', import.meta.url);

/** All of them. */
export function readCaptures(): Capture[] {
  const lines = readFileSync(new URL('captured.jsonl', STACKS), 'utf8').trimEnd().split('\n');
  const captures: unknown = JSON.parse(`[${lines.join(',')}]`);
  if (!isCaptures(captures)) throw new TypeError('captured.jsonl holds something else');
  return captures;
}

/** Deep stacks were recorded whole, but their truth only for the first frames. */
export function hasWholeTruth(frames: readonly CapturedFrame[]): boolean {
  return frames.length < 60;
}

function isCaptures(value: unknown): value is Capture[] {
  return (
    Array.isArray(value) &&
    value.every((each: unknown) => typeof each === 'object' && each !== null && 'text' in each && 'engine' in each)
  );
}
