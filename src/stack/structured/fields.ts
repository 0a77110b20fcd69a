/** Reading values of unknown shape. A getter that throws, or a proxy, says nothing. */

export function field(value: unknown, name: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}

/** `null` for what is no text. An empty one says nothing either. */
export function textField(value: unknown, name: string): string | null {
  const found = field(value, name);
  return typeof found === 'string' && found !== '' ? found : null;
}

/** `null` for what is no index, line, column or offset. */
export function numberField(value: unknown, name: string): number | null {
  return asNumber(field(value, name));
}

export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** The elements of an array, as many as anybody reads; none for what is no array. */
export function listField(value: unknown, name: string): readonly unknown[] {
  const found = field(value, name);
  return Array.isArray(found) ? found.slice(0, MOST_ELEMENTS) : [];
}

/** Of frames of one stack. */
export const MOST_ELEMENTS = 100_000;

export function has(value: unknown, name: string): boolean {
  return field(value, name) !== undefined;
}

/** What a method returns, or what a field holds where a call site went through JSON. */
export function answerOf(value: unknown, name: string): unknown {
  const member = field(value, name);
  if (typeof member !== 'function') return member;
  try {
    return Reflect.apply(member, value, []) as unknown;
  } catch {
    return undefined;
  }
}
