import { SymbolicationError } from '../errors.ts';

/** An object out of JSON, and what to call it in messages. */
export interface JsonObject {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Where in the map it stands, such as `sections[2].map.`; empty at the top. */
  readonly where: string;
  /** Where its damaged fields are counted. */
  readonly damage: Damage;
}

/** Throws 'malformed-source-map', naming the map and what of it is wrong. */
export function malformedMap(file: string | null, what: string, cause?: unknown): never {
  throw new SymbolicationError('malformed-source-map', `${file ?? 'The source map'}: ${what}.`, { file, cause });
}

/**
 * Fields and entries that are not what ECMA-426 wants. Nearly all of these it lets a reader report and pass over; what is lost with one is itself, and an entry keeps its place in its
 * list, for the others are meant by their numbers.
 */
export class Damage {
  count = 0;
  /** What is wrong with the first, in words. */
  first: string | null = null;

  /** `name` (of a field or an entry) has this value, and not what is wanted. */
  addValue(name: string, value: unknown, wanted: string): void {
    this.count += 1;
    this.first ??= `"${name}" is ${article(value)}, not ${wanted}`;
  }

  add(what: string): void {
    this.count += 1;
    this.first ??= what;
  }
}

/** A value as messages name it. */
export function article(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** What JSON has as an object; `null` for any other value, which is not yet counted as damage. */
export function jsonObject(value: unknown, where: string, damage: Damage): JsonObject | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return { fields: Object.fromEntries(Object.entries(value)), where, damage };
}

/** `null` where the field is absent, `null` or damaged. */
export function objectField(object: JsonObject, name: string): JsonObject | null {
  const field = jsonObject(object.fields[name], `${object.where}${name}.`, object.damage);
  if (field === null) object.damage.addValue(`${object.where}${name}`, object.fields[name], 'an object');
  return field;
}

/** `null` where the field is absent, `null` or damaged. */
export function stringField({ fields, where, damage }: JsonObject, name: string): string | null {
  const value = fields[name] ?? null;
  if (value === null || typeof value === 'string') return value;
  damage.addValue(`${where}${name}`, value, 'a string');
  return null;
}

/** `null` where the field is absent, `null` or damaged. */
export function listField({ fields, where, damage }: JsonObject, name: string): readonly unknown[] | null {
  const value = fields[name] ?? null;
  if (value === null || Array.isArray(value)) return value;
  damage.addValue(`${where}${name}`, value, 'a list');
  return null;
}

/** Empty where the field is absent or `null`; a damaged entry is an empty text. */
export function stringsField(object: JsonObject, name: string): readonly string[] {
  return (listField(object, name) ?? []).map((value, at) => {
    if (typeof value === 'string') return value;
    object.damage.addValue(`${object.where}${name}[${at}]`, value, 'a string');
    return '';
  });
}

/** Strings and `null`; a damaged entry is `null`. */
export function optionalStringsField(object: JsonObject, name: string): readonly (string | null)[] {
  return (listField(object, name) ?? []).map((value, at) => {
    if (value === null || typeof value === 'string') return value;
    object.damage.addValue(`${object.where}${name}[${at}]`, value, 'a string or null');
    return null;
  });
}

/** Numbers of sources; what is none is left out. */
export function sourceNumbersField(object: JsonObject, name: string, sourceCount: number): ReadonlySet<number> {
  const numbers = new Set<number>();
  (listField(object, name) ?? []).forEach((value, at) => {
    if (isIndex(value) && value < sourceCount) numbers.add(value);
    else object.damage.add(`"${object.where}${name}[${at}]" is the number of no source`);
  });
  return numbers;
}

/** An integer from 0 on, 0 where the field is absent or `null`; `null` where it is damaged. */
export function offsetField({ fields, where, damage }: JsonObject, name: string): number | null {
  const value = fields[name] ?? 0;
  if (isIndex(value)) return value;
  damage.addValue(`${where}${name}`, value, 'an integer from 0 on');
  return null;
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
