import { SymbolicationError } from '../../src/errors.ts';
import type { ErrorFacts } from '../support/errors.ts';

/** What a promise rejects with, to be compared whole; any other class fails the test. */
export async function rejectionOf(promise: Promise<unknown>): Promise<ErrorFacts> {
  const error = await promise.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  );
  if (!SymbolicationError.is(error)) throw error;
  const { code, message, file, offset } = error;
  return { code, message, file, offset };
}
