/**
 * Tags and flags of the items of `scopes`, as the proposal for ECMA-426 and the specification's draft (tc39/ecma426 pull request 196) have them
 * and Chromium's developer tools read them. (An older text of the proposal wrote generated ranges with tags one higher, and call sites with 9 and
 * relative numbers.)
 */
export const ORIGINAL_SCOPE_START = 1;
export const ORIGINAL_SCOPE_END = 2;
export const GENERATED_RANGE_START = 4;
export const GENERATED_RANGE_END = 5;
export const GENERATED_RANGE_CALL_SITE = 8;

export const SCOPE_HAS_NAME = 1;
/** A call of this scope makes a frame of the stack. */
export const SCOPE_IS_STACK_FRAME = 4;

export const RANGE_HAS_DEFINITION = 2;
/** The range is a function of the generated code. */
export const RANGE_IS_STACK_FRAME = 4;
