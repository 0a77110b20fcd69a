import { SymbolicationError } from '../errors.ts';

/** `unreadable-input` with the cause in words. */
export function unreadable(
  file: string | null,
  cause: string,
  details: { offset?: number; cause?: unknown } = {},
): SymbolicationError {
  const place = details.offset === undefined ? '' : ` at offset 0x${details.offset.toString(16)}`;
  return new SymbolicationError('unreadable-input', `${file ?? 'The module'} cannot be read${place}: ${cause}.`, {
    file,
    ...details,
  });
}
