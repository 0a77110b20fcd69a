import { SymbolicationError } from '../errors.ts';

/** An object out of JSON, and what to call it in messages. */
export interface JsonObject {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Path or URL of the map. */
  readonly file: string | null;
  /** Where in the map it stands, such as `sections[2].map.`; empty at the top. */
  readonly where: string;
}

/** Throws 'malformed-source-map', naming the map and what of it is wrong. */
export function malformedMap(file: string | null, what: string, cause?: unknown): never {
  throw new SymbolicationError('malformed-source-map', `${file ?? 'The source map'}: ${what}.`, { file, cause });
}

function wrongType({ file, where }: JsonObject, name: string, wanted: string, value: unknown): never {
  malformedMap(file, `"${where}${name}" is ${article(value)}, not ${wanted}`);
}

function article(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A value that JSON has as an object. */
export function jsonObject(value: unknown, file: string | null, name: string, where: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    malformedMap(
      file,
      name === '' ? `it is ${article(value)}, not an object` : `"${name}" is ${article(value)}, not an object`,
    );
  return { fields: Object.fromEntries(Object.entries(value)), file, where };
}

/** `null` where the field is absent or `null`. */
export function stringField(object: JsonObject, name: string): string | null {
  const value = object.fields[name] ?? null;
  return value === null || typeof value === 'string' ? value : wrongType(object, name, 'a string', value);
}

/** An integer ≥ 0; `null` where the field is absent or `null`. */
export function indexField(object: JsonObject, name: string): number | null {
  const value = object.fields[name] ?? null;
  return value === null || isIndex(value) ? value : wrongType(object, name, 'an integer from 0 on', value);
}

export function listField(object: JsonObject, name: string): readonly unknown[] | null {
  const value = object.fields[name] ?? null;
  return value === null || Array.isArray(value) ? value : wrongType(object, name, 'a list', value);
}

/** Empty where the field is absent or `null`. */
export function stringsField(object: JsonObject, name: string): readonly string[] {
  return (listField(object, name) ?? []).map((value, at) =>
    typeof value === 'string' ? value : wrongType(object, `${name}[${at}]`, 'a string', value),
  );
}

/** The same, of strings and `null`. */
export function optionalStringsField(object: JsonObject, name: string): readonly (string | null)[] {
  return (listField(object, name) ?? []).map((value, at) =>
    value === null || typeof value === 'string'
      ? value
      : wrongType(object, `${name}[${at}]`, 'a string or null', value),
  );
}

/** Empty where the field is absent or `null`. */
export function indexesField(object: JsonObject, name: string): readonly number[] {
  return (listField(object, name) ?? []).map((value, at) =>
    isIndex(value) ? value : wrongType(object, `${name}[${at}]`, 'an integer from 0 on', value),
  );
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
