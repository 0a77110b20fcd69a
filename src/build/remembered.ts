/** What was made for a key before, or is being made; else what `make` gives. A failure is told to all who wait, and not remembered: what could not be read now may be later. */
export async function remembered<Key extends WeakKey, Value>(
  known: WeakMap<Key, Promise<Value>>,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> {
  const making = known.get(key) ?? make();
  known.set(key, making);
  try {
    return await making;
  } catch (error) {
    known.delete(key);
    throw error;
  }
}
