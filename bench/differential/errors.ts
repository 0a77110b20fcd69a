/** A wrong argument: exit code 2. */
export class UsageError extends Error {}

/** Something that the comparison needs is not there: exit code 1, and the message says what would help. */
export class SetupError extends Error {}
