/** Stops an attempt: when its caller does, when it takes too long, or when nothing arrives. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #stallAfter: number;
  readonly #end: ReturnType<typeof setTimeout>;
  readonly #caller: AbortSignal | undefined;
  #stall: ReturnType<typeof setTimeout>;
  /** What ran out, in words; `null` while nothing has. */
  expired: string | null = null;

  constructor(limits: { readonly timeout: number; readonly stallTimeout: number }, caller: AbortSignal | undefined) {
    this.#stallAfter = limits.stallTimeout;
    this.#caller = caller;
    this.#end = this.#timer(limits.timeout, `it was not done after ${limits.timeout} ms`);
    this.#stall = this.#stallTimer();
    if (caller?.aborted === true) this.#follow();
    else caller?.addEventListener('abort', this.#follow, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something has arrived. */
  progress(): void {
    clearTimeout(this.#stall);
    this.#stall = this.#stallTimer();
  }

  end(): void {
    clearTimeout(this.#end);
    clearTimeout(this.#stall);
    this.#caller?.removeEventListener('abort', this.#follow);
  }

  readonly #follow = (): void => {
    this.#controller.abort(this.#caller?.reason);
  };

  #stallTimer(): ReturnType<typeof setTimeout> {
    return this.#timer(this.#stallAfter, `nothing came for ${this.#stallAfter} ms`);
  }

  #timer(after: number, what: string): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.expired ??= what;
      this.#controller.abort(new Error(what));
    }, after);
  }
}

/** Waits so many milliseconds. Rejects with the signal's reason as soon as it aborts. */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = (): void => {
      clearTimeout(timer);
      // What an AbortSignal is aborted with is the caller's own.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
