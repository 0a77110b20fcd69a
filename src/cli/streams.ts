import { closeSync, fstatSync, openSync, readSync, type Stats, statSync, writeSync } from 'node:fs';
import process from 'node:process';
import { SymbolicationError } from '../errors.ts';

/** The name under which standard input is given and reported. */
export const STANDARD_INPUT = '-';
/** The name under which standard output is given as a file to write. */
export const STANDARD_OUTPUT = '-';

const STDIN = 0;
export const STDOUT = 1;
export const STDERR = 2;

/**
 * The most bytes of one input. A frame of 60 bytes of text takes some 700 bytes of memory, so that a text of this size that is
 * nothing but frames still fits into Node's heap.
 */
export const INPUT_LIMIT = 128 * 1024 * 1024;

const CHUNK_SIZE = 64 * 1024;

/** All bytes of a file, or of standard input for `-`. @throws SymbolicationError 'unreadable-input' */
export async function readInput(path: string): Promise<Uint8Array> {
  const chunks = new Chunks();
  try {
    if (path === STANDARD_INPUT) await readStandardInput(chunks);
    else readFile(path, chunks);
    return Buffer.concat(chunks.all, chunks.size);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Standard input as it comes. @throws SymbolicationError 'unreadable-input' */
export async function* inputChunks(): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of process.stdin) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    throw unreadable(STANDARD_INPUT, error);
  }
}

/** What is thrown where an input cannot be read. */
export function unreadable(path: string, error: unknown): SymbolicationError {
  const cause = error instanceof Error ? causeOf(error) : String(error);
  return new SymbolicationError('unreadable-input', `${path}: ${cause}`, { file: path, cause: error });
}

class Chunks {
  readonly all: Uint8Array[] = [];
  size = 0;

  add(chunk: Uint8Array): void {
    this.all.push(chunk);
    this.size += chunk.length;
    if (this.size > INPUT_LIMIT) {
      throw new Error(`it has more than ${INPUT_LIMIT >> 20} MiB; give the part with the stack`);
    }
  }
}

function readFile(path: string, to: Chunks): void {
  const descriptor = openSync(path, 'r');
  try {
    readToEnd(descriptor, to);
  } finally {
    closeSync(descriptor);
  }
}

/** Call by call: loading Node's streams takes 6 ms, a tenth of what the whole command takes. */
function readToEnd(descriptor: number, to: Chunks): void {
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_SIZE);
    const size = readSync(descriptor, chunk, 0, CHUNK_SIZE, null);
    if (size === 0) return;
    to.add(chunk.subarray(0, size));
  }
}

async function readStandardInput(to: Chunks): Promise<void> {
  if (await isTerminal(STDIN)) {
    reportError('reading standard input up to its end (Ctrl-D)');
  } else {
    try {
      readToEnd(STDIN, to);
      return;
    } catch (error) {
      const code = codeOf(error);
      // How Windows says that a pipe has ended.
      if (code === 'EOF') return;
      if (code !== WOULD_WAIT) throw error;
    }
  }
  for await (const chunk of process.stdin) if (chunk instanceof Uint8Array) to.add(chunk);
}

/** Whoever started the command may have made a pipe so that calls fail instead of waiting; Node's streams wait. */
const WOULD_WAIT = 'EAGAIN';

/** Closed descriptors are none. */
export async function isTerminal(descriptor: number): Promise<boolean> {
  // Nearly never, and the module that knows it brings Node's sockets with it: 2 ms.
  if (!mayBeTerminal(descriptor)) return false;
  const { isatty } = await import('node:tty');
  return isatty(descriptor);
}

function mayBeTerminal(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    return status.isCharacterDevice() && !isNullDevice(status);
  } catch {
    return false;
  }
}

/** What services and scripts give instead of a terminal. */
function isNullDevice({ rdev }: Stats): boolean {
  return process.platform !== 'win32' && statSync('/dev/null').rdev === rdev;
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOSPC: 'no space is left on the disk',
};

/** A system error in words. */
export function causeOf(error: Error): string {
  return CAUSES[codeOf(error)] ?? error.message;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Writes to standard output, and waits until it has taken the bytes, so that a long answer does not pile up in memory. */
export async function writeOutput(chunk: string | Uint8Array): Promise<void> {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  const written = writeNow(STDOUT, bytes);
  if (written === bytes.length) return;
  await new Promise<void>((resolve) => {
    streamOf(STDOUT).write(bytes.subarray(written), () => {
      resolve();
    });
  });
}

/** A line on standard error, as all errors of the package's programs look. */
export function reportError(message: string, program = 'wasm-symbolicate'): void {
  reportText(`${program}: ${message}\n`);
}

/** Writes to standard error, as it is. */
export function reportText(text: string): void {
  const bytes = Buffer.from(text);
  const written = writeNow(STDERR, bytes);
  if (written < bytes.length) streamOf(STDERR).write(bytes.subarray(written));
}

/** Descriptors whose stream is in use: what is written beside it could overtake it. */
const streams = new Map<number, NodeJS.WriteStream>();

function streamOf(descriptor: typeof STDOUT | typeof STDERR): NodeJS.WriteStream {
  const known = streams.get(descriptor);
  if (known !== undefined) return known;
  const stream = descriptor === STDOUT ? process.stdout : process.stderr;
  stream.on('error', (error) => {
    endIfClosed(descriptor, error);
    throw error;
  });
  streams.set(descriptor, stream);
  return stream;
}

/** Writes without Node's streams, as long as the other side takes the bytes at once. Returns how many it has taken. */
function writeNow(descriptor: number, bytes: Uint8Array): number {
  // The terminal of Windows takes text, which only the stream can give it.
  if (streams.has(descriptor) || (process.platform === 'win32' && mayBeTerminal(descriptor))) return 0;
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      endIfClosed(descriptor, error);
      if (codeOf(error) === WOULD_WAIT) break;
      throw error;
    }
  }
  return written;
}

/** A reader that has gone, as `head` does when it has seen enough, is no failure. Windows has a second word for it. */
function endIfClosed(descriptor: number, error: unknown): void {
  if (descriptor === STDOUT && ['EPIPE', 'EOF'].includes(codeOf(error))) process.exit(0);
}
