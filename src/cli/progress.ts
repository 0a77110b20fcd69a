import process from 'node:process';
import { isTerminal, STDERR } from './streams.ts';

/** Shorter work ends before anyone has read a progress line. */
const SILENT_MILLISECONDS = 250;
const REDRAW_MILLISECONDS = 100;

export interface Progress {
  /** Left out where nobody would see it, for work that tells its progress has to pause for it. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Clears the line. What is reported later is other work. */
  readonly end: () => void;
}

/** A line on standard error with the part done; nothing where standard error is no terminal. */
export async function progressLine(label: string): Promise<Progress> {
  if (process.env['TERM'] === 'dumb' || !(await isTerminal(STDERR))) return { end: () => undefined };
  let start: number | null = null;
  let drawn: number | null = null;
  return {
    onProgress(done, total) {
      const now = performance.now();
      start ??= now;
      if (now - start < SILENT_MILLISECONDS || now - (drawn ?? 0) < REDRAW_MILLISECONDS || total <= 0) return;
      drawn = now;
      process.stderr.write(`\r\x1b[K${label}: ${Math.floor((100 * Math.min(done, total)) / total)} %`);
    },
    end() {
      if (drawn !== null) process.stderr.write('\r\x1b[K');
      start = drawn = null;
    },
  };
}
