/** How the caller follows and stops a long run. */
export interface RunOptions {
  /** Aborts between two steps; the run then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Bytes of debug information done, and to do. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Short enough for a page to stay responsive, long enough for the pauses to cost nothing. */
const YIELD_AFTER_MS = 50;

/**
 * To be called between two steps: throws when aborted, reports, and now and then lets the host's other tasks run, without which neither a signal
 * from them could arrive nor a progress bar be drawn.
 */
export function pacer(
  options: RunOptions,
): (done: () => readonly [done: number, total: number]) => Promise<void> | null {
  // Nobody watches. The clock is left alone as well: the first look at it takes Node 1.4 ms.
  if (options.signal === undefined && options.onProgress === undefined) return () => null;
  let lastYield = performance.now();
  return (progress) => {
    options.signal?.throwIfAborted();
    if (performance.now() - lastYield < YIELD_AFTER_MS) return null;
    options.onProgress?.(...progress());
    return new Promise((resolve) => {
      setTimeout(() => {
        lastYield = performance.now();
        resolve();
      }, 0);
    });
  };
}
