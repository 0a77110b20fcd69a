import { fstatSync } from 'node:fs';
import process from 'node:process';
import type { Paint } from '../format/paint.ts';
import { UnansweredFrames } from '../format/unanswered-text.ts';
import type { Module } from '../modules/module.ts';
import { BYTES } from '../streams/chunk-kind.ts';
import { type StackAnswerer, TextSymbolicator } from '../streams/text-symbolicator.ts';
import { progressLine } from './progress.ts';
import { inputChunks, reportError, writeOutput } from './streams.ts';

/** Milliseconds without input after which a stack counts as ended. */
const PAUSE = 200;

/** Whether standard input may go on for ever, or be longer than a text may be that is answered as a whole. */
export function isEndless(limit: number): boolean {
  try {
    const standardInput = fstatSync(0);
    return !standardInput.isFile() || standardInput.size > limit;
  } catch {
    return false;
  }
}

/** Standard input to standard output with names, each stack as soon as it has ended. */
export async function runPipe(modules: readonly Module[], paint: Paint, answer?: StackAnswerer): Promise<void> {
  const unanswered = new UnansweredFrames();
  const progress = await progressLine('reading debug information');
  const text = new TextSymbolicator(BYTES, modules, {
    ...progress,
    paint,
    answer,
    onStack: (stack) => {
      progress.end();
      unanswered.add(stack);
    },
  });
  // A terminal's user sees each line answered, but may wait for a prompt.
  if (process.stdin.isTTY) reportError('reading standard input up to its end (Ctrl-D)');
  const input = inputChunks();
  let next = input.next();
  for (;;) {
    if (text.isWaiting && (await isPaused(next))) await writeAll(text.pause());
    const chunk = await next;
    if (chunk.done === true) break;
    await writeAll(text.add(chunk.value));
    next = input.next();
  }
  await writeAll(text.end());
  const report = unanswered.text();
  if (report !== null) reportError(report);
}

/** Whether nothing comes for a while. */
async function isPaused(next: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, PAUSE, true);
  });
  const comes = next.then(
    () => false,
    () => false,
  );
  const isPaused = await Promise.race([comes, pause]);
  clearTimeout(timer);
  return isPaused;
}

async function writeAll(parts: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const part of parts) await writeOutput(part);
}
