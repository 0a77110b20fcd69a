/** Bytes of `.debug_info` that a core reads while a thread starts. */
const START = 2_000_000;

/**
 * Units that this thread reads for each that another does: it also hashes the code, takes the parts of the others and writes the index. Measured as processor time
 * of each thread on modules of 7, 17 and 215 MB of `.debug_info`, where 0.8, 1 and 0.5 would have been best.
 */
const OWN_SHARE = 0.7;

/** More would each read all unit headers for a few units of their own. */
const MAX_THREADS = 32;

/** How many threads besides this one a module is worth, of as many as are allowed. */
export function usefulThreads(infoSize: number, allowed: number): number {
  return Math.min(allowed, MAX_THREADS, 1 + Math.floor(infoSize / START)) - 1;
}

/** Where in `.debug_info` this thread's units end, and those of each other thread; the last share takes what is left. */
export function shareEnds(infoSize: number, others: number): number[] {
  const each = (infoSize + others * START) / (OWN_SHARE + others) - START;
  const own = infoSize - others * each;
  return Array.from({ length: others + 1 }, (_, number) =>
    number === others ? 2 ** 32 - 1 : Math.floor(own + number * each),
  );
}
