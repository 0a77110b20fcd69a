import type { ParsedStack } from '../stack/frame.ts';
import { type TrapKind, trapOf } from '../stack/trap.ts';
import { type Panic, panicOf } from './panic.ts';

/** What stopped a program: the engine's trap, and what the program said itself. Often both, for a panic ends in `unreachable`. */
export interface Stop {
  readonly trap: TrapKind | null;
  readonly panic: Panic | null;
}

/** UTF-16 units around the frames in which a log may say what happened. */
const AROUND = 2000;

/** By the message; else by what stands around the frames, as in a log. */
export function stopOf(stack: ParsedStack): Stop {
  const { text, message, frames } = stack;
  const [first, last] = [frames[0], frames.at(-1)];
  const escapes = first?.escapes ?? 0;
  const end = last?.spans.frame.end ?? text.length;
  const before = plain(
    text.slice(Math.max(0, (first?.spans.frame.start ?? text.length) - AROUND), first?.spans.frame.start),
    escapes,
  );
  const behind = plain(text.slice(end, end + AROUND), escapes);
  const panic = panicOf(message ?? '') ?? panicOf(before) ?? panicOf(behind);
  if (panic !== null) return { panic, trap: engineTrap(before) ?? engineTrap(message ?? '') };
  if (message !== null) return { panic, trap: trapOf(message) };
  return { panic, trap: first === undefined ? null : (trapOf(before) ?? trapOf(behind)) };
}

/** A panic speaks of bounds and division in the engines' own words, so that only a line that is an engine's counts beside it. */
function engineTrap(text: string): TrapKind | null {
  const lines = text.slice(-AROUND).trimEnd().split('\n');
  const line = lines.findLast((each) =>
    /^\s*(?:Uncaught\s+)?(?:\(in promise\)\s+)?(?:[\w.]*RuntimeError|RangeError|InternalError|wasm trap|Error: wasm trap)\b/.test(
      each,
    ),
  );
  return line === undefined ? null : trapOf(line);
}

/** What was put into string literals, taken out again; a slice of one may begin anywhere. */
function plain(text: string, escapes: number): string {
  let out = text;
  for (let level = 0; level < escapes; level++) {
    out = out.replace(/\\(["\\/nrt])/g, (_, character: string) => ESCAPED[character] ?? character);
  }
  return out;
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
