/** What programs that crash again ask for again; more is a hostile text. */
export const MOST_REMEMBERED = 10_000;

/** Gives a value that is made when it is first wanted. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Calls `make` once for each number, as long as there is room. */
export function remembered<T>(make: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    if (known.size < MOST_REMEMBERED) known.set(key, made);
    return made;
  };
}
