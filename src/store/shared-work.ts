/** Work that several ask for at once is done once. It is stopped when all who wait for it have gone. */
export class SharedWork<T> {
  readonly #running = new Map<string, Running<T>>();

  get size(): number {
    return this.#running.size;
  }

  /** Joins the work of this key, or starts it. Rejects with the signal's reason when it aborts, while the others go on waiting. */
  async run(key: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const running = this.#running.get(key) ?? this.#start(key, work);
    running.waiting += 1;
    try {
      return await (signal === undefined ? running.result : withAbort(running.result, signal));
    } finally {
      running.waiting -= 1;
      if (running.waiting === 0) this.#leave(key, running);
    }
  }

  has(key: string): boolean {
    return this.#running.has(key);
  }

  /** Stops all work; whoever waits gets the reason. */
  abortAll(reason: unknown): void {
    for (const { controller } of this.#running.values()) controller.abort(reason);
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<T>): Running<T> {
    const controller = new AbortController();
    const running: Running<T> = { controller, waiting: 0, result: work(controller.signal) };
    this.#running.set(key, running);
    const end = (): void => {
      if (this.#running.get(key) === running) this.#running.delete(key);
    };
    running.result.then(end, end);
    return running;
  }

  /** Whoever asks now must not join what is being stopped. */
  #leave(key: string, running: Running<T>): void {
    if (this.#running.get(key) !== running) return;
    this.#running.delete(key);
    running.controller.abort(new Error('nobody waits for it any more'));
  }
}

interface Running<T> {
  readonly controller: AbortController;
  readonly result: Promise<T>;
  waiting: number;
}

/** The result, or the signal's reason as soon as it aborts. */
export function withAbort<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      // What a signal is aborted with is its owner's.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    result.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
