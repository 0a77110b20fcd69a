import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { COMMAND, FIXTURES } from './run.ts';

const APP = 'stacks/modules/app.wasm';
// Each a stack of its own: the function does not call itself, so that more of it in one would be of another build.
const FRAME = 'E\n    at f (http://h/app.wasm:wasm-function[8]:0x1fb)\n';
const NAMED = 'E\n    at geo::Engine::step(int, int) (/src/app.cpp:103:15)\n';
const COUNT = 5000;

/** Runs the command in a process that first makes a descriptor so that calls fail where they would have to wait, as some shells and editors do. */
function withoutWaiting(descriptor: 0 | 1): readonly string[] {
  const open = `new (require('node:net').Socket)({ fd: ${descriptor}, readable: false, writable: false }).unref();`;
  const start = `process.argv.splice(1, 0, ''); require(${JSON.stringify(COMMAND)});`;
  return ['-e', `${open} ${start}`, '--', '-m', APP];
}

interface Timing {
  /** Before the input is written, and before the output is read. */
  readonly inputAfter?: number;
  readonly outputAfter?: number;
}

/** What a process writes that gets many frames. */
async function outputOf(args: readonly string[], { inputAfter = 0, outputAfter = 0 }: Timing): Promise<string> {
  const child = spawn(process.execPath, args, { cwd: FIXTURES, stdio: ['pipe', 'pipe', 'inherit'] });
  const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const feeding = wait(inputAfter).then(() => child.stdin.end(FRAME.repeat(COUNT)));
  await wait(outputAfter);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  await feeding;
  return Buffer.concat(chunks).toString();
}

test.each<[string, readonly string[], Timing]>([
  ['a reader that is slow', [COMMAND, '-m', APP], { outputAfter: 600 }],
  ['a writer that is slow', [COMMAND, '-m', APP], { inputAfter: 300 }],
  ['a reader that is slow, and calls that do not wait', withoutWaiting(1), { outputAfter: 600 }],
  ['a writer that is slow, and calls that do not wait', withoutWaiting(0), { inputAfter: 300 }],
])('nothing is lost with %s', async (_, args, timing) => {
  const text = await outputOf(args, timing);
  expect(text === NAMED.repeat(COUNT)).toBe(true);
});
