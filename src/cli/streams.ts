import { createReadStream } from 'node:fs';
import process from 'node:process';
import { SymbolicationError } from '../errors.ts';

/** The name under which standard input is given and reported. */
export const STANDARD_INPUT = '-';
/** The name under which standard output is given as a file to write. */
export const STANDARD_OUTPUT = '-';

/**
 * The most bytes of one input. A frame of 60 bytes of text takes some 700 bytes of memory, so that a text of this size that is
 * nothing but frames still fits into Node's heap.
 */
const INPUT_LIMIT = 128 * 1024 * 1024;

/** All bytes of a file, or of standard input for `-`. @throws SymbolicationError 'unreadable-input' */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    const source = path === STANDARD_INPUT ? standardInput() : createReadStream(path);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of source) {
      if (!(chunk instanceof Uint8Array)) continue;
      chunks.push(chunk);
      size += chunk.length;
      if (size > INPUT_LIMIT)
        throw new Error(`it has more than ${INPUT_LIMIT >> 20} MiB; give the part with the stack`);
    }
    return Buffer.concat(chunks, size);
  } catch (error) {
    const cause = error instanceof Error ? causeOf(error) : String(error);
    throw new SymbolicationError('unreadable-input', `${path}: ${cause}`, { file: path, cause: error });
  }
}

function standardInput(): NodeJS.ReadStream {
  if (process.stdin.isTTY) process.stderr.write('wasm-symbolicate: reading standard input up to its end (Ctrl-D)\n');
  return process.stdin;
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOSPC: 'no space is left on the disk',
};

/** A system error in words. */
export function causeOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return CAUSES[code] ?? error.message;
}

/** Writes to standard output, and waits until it has taken the bytes, so that a long answer does not pile up in memory. */
export function writeOutput(chunk: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(chunk, () => {
      resolve();
    });
  });
}

/** A line on standard error, as all of this command's errors look. */
export function reportError(message: string): void {
  process.stderr.write(`wasm-symbolicate: ${message}\n`);
}

/** A reader that has gone, as `head` does when it has seen enough, is no failure. */
export function endQuietlyOnClosedOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
