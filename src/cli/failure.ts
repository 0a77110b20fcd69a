import { type ErrorCode, SymbolicationError } from '../errors.ts';

/** What a command ends with; scripts hang on the numbers. */
export type ExitCode = 0 | 1 | 2 | 3;
export const ANSWERED: ExitCode = 0;
export const UNREADABLE_INPUT: ExitCode = 1;
export const WRONG_USAGE: ExitCode = 2;
export const CHECK_FAILED: ExitCode = 3;

/** A command line that has no meaning. `command` is the one whose help would tell more. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly command: string | null;

  /** By name, for the files of the built command have a class each. */
  static is(error: unknown): error is UsageError {
    return error instanceof Error && error.name === 'UsageError';
  }

  constructor(message: string, command: string | null) {
    super(message);
    this.command = command;
  }
}

/** A result that could not be written. */
export class OutputError extends Error {
  override readonly name = 'OutputError';

  static is(error: unknown): error is OutputError {
    return error instanceof Error && error.name === 'OutputError';
  }
}

/** What would help, where the message does not say it itself. */
const HELP: Readonly<Partial<Record<ErrorCode, string>>> = {
  component: 'give one of its core modules, as `wasm-tools component unbundle` writes them',
  'not-a-module': 'give a WebAssembly module or a symbol index',
  'malformed-module': 'the file may be cut off; fetch or build it again',
  'not-an-index': 'give a WebAssembly module or a symbol index',
  'malformed-index': 'build it again with `wasm-symbolicate index`',
  'core-out-of-memory':
    "a module's debug sections must fit in 4 GiB of memory; where it has little debug information, `lookup` and `stack` need less than `index`",
  'core-failed': 'this is a defect of wasm-symbolicate; please report it with the module',
};

/** `FILE: what, at offset N; what would help`, each part once although some messages hold some of them. */
export function describeFailure(error: SymbolicationError): string {
  const { file, offset } = error;
  let text = error.message.replace(/\.$/, '');
  if (file !== null) {
    if (text.startsWith(`${file} `)) text = `${file}: ${text.slice(file.length + 1)}`;
    else if (!text.includes(file)) text = `${file}: ${text}`;
  }
  if (offset !== null && offset > 0 && !/ at (?:offset|byte) /.test(text)) text += `, at offset ${offset}`;
  const help = HELP[error.code];
  return help === undefined ? text : `${text}; ${help}`;
}
