import process from 'node:process';

/** Shorter work ends before anyone has read a progress line. */
const SILENT_MILLISECONDS = 250;
const REDRAW_MILLISECONDS = 100;

export interface Progress {
  readonly report: (done: number, total: number) => void;
  /** Clears the line. */
  readonly end: () => void;
}

/** A line on standard error with the part done; nothing where standard error is no terminal. */
export function progressLine(label: string): Progress {
  const { stderr } = process;
  if (!stderr.isTTY) return { report: () => undefined, end: () => undefined };
  const start = performance.now();
  let drawn = 0;
  return {
    report(done, total) {
      const now = performance.now();
      if (now - start < SILENT_MILLISECONDS || now - drawn < REDRAW_MILLISECONDS || total <= 0) return;
      drawn = now;
      stderr.write(`\r\x1b[K${label}: ${Math.floor((100 * Math.min(done, total)) / total)} %`);
    },
    end() {
      if (drawn > 0) stderr.write('\r\x1b[K');
    },
  };
}
