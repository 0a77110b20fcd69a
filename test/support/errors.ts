import { SymbolicationError } from '../../src/errors.ts';
import type { ErrorCode } from '../../src/errors.ts';

export interface ErrorFacts {
  readonly code: ErrorCode;
  readonly message: string;
  readonly file: string | null;
  readonly offset: number | null;
}

/** What a call throws, to be compared whole; a call that throws nothing or another class fails the test. */
export function errorOf(call: () => unknown): ErrorFacts {
  try {
    call();
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
    const { code, message, file, offset } = error;
    return { code, message, file, offset };
  }
  throw new Error('the call threw nothing');
}
