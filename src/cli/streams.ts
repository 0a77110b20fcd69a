import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { SymbolicationError } from '../errors.ts';

/** The name under which standard input is given and reported. */
export const STANDARD_INPUT = '-';

/** All bytes of a file, or of standard input for `-`. @throws SymbolicationError 'unreadable-input' */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    return path === STANDARD_INPUT ? await readStandardInput() : await readFile(path);
  } catch (error) {
    const cause = error instanceof Error ? causeOf(error) : String(error);
    throw new SymbolicationError('unreadable-input', `${path}: ${cause}`, { file: path, cause: error });
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  if (process.stdin.isTTY) process.stderr.write('wasm-symbolicate: reading standard input up to its end (Ctrl-D)\n');
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) {
    if (chunk instanceof Uint8Array) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
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
