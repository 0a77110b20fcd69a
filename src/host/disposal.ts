/** The symbols, which Safari and browsers before 2025 do not have; there, what compilers of `using` put in their place. */
const symbols: { readonly dispose?: symbol; readonly asyncDispose?: symbol } = Symbol;
const DISPOSE = symbols.dispose ?? Symbol.for('Symbol.dispose');
const ASYNC_DISPOSE = symbols.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

/** What is given back by `close`. */
export interface Closable {
  readonly close: () => Promise<void>;
}

/** What `using` and `await using` give back at the end of their block. `await using` waits until it is closed, `using` does not. */
export interface Disposal extends Disposable, AsyncDisposable {}

/** Adds both ways to dispose of a value. */
export function disposable<T extends Closable>(value: T): T & Disposal;
export function disposable(value: Closable): Closable {
  const { close } = value;
  return Object.defineProperties(value, {
    [DISPOSE]: {
      // Nobody waits, so nobody could be told that a file that was only read did not close.
      value: () => void close().catch(() => undefined),
    },
    [ASYNC_DISPOSE]: { value: close },
  });
}
