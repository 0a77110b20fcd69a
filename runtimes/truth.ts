/** What the crash of guest/crash.js is, from a capture whose chains llvm-symbolizer 14 gave: fixtures/stacks/README.md. */
import { readFileSync } from 'node:fs';

const CAPTURE = 'node24-bytes-app-unreachable';

/** A function of an answer. */
export interface Place {
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

export interface TrueFrame {
  readonly functionIndex: number;
  readonly offset: number;
  readonly chain: readonly Place[];
}

export function trueFrames(): readonly TrueFrame[] {
  const captures = readFileSync(new URL('../fixtures/stacks/captured.jsonl', import.meta.url), 'utf8');
  const line = captures.split('\n').find((text) => text.includes(`"${CAPTURE}"`));
  const capture: unknown = JSON.parse(line ?? 'null');
  if (!isCapture(capture)) throw new Error(`fixtures/stacks/captured.jsonl has no ${CAPTURE}`);
  return capture.frames;
}

function isCapture(value: unknown): value is { readonly frames: readonly TrueFrame[] } {
  return typeof value === 'object' && value !== null && 'frames' in value && Array.isArray(value.frames);
}
