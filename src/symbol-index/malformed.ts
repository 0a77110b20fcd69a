import { SymbolicationError } from '../errors.ts';

/** Where the place says all that there is to say. */
export const DAMAGED = 'damaged';

/** Throws 'malformed-index'; `offset` counts from the start of the index file, `null` where no one place is wrong. */
export function malformed(name: string | null, offset: number | null, what: string): never {
  const place = offset === null ? '' : ` at byte ${offset}`;
  throw new SymbolicationError('malformed-index', `${name ?? 'symbol index'}: ${what}${place}`, { file: name, offset });
}
