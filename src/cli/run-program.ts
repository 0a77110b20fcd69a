import process from 'node:process';
import { SymbolicationError } from '../errors.ts';
import { describeFailure, type ExitCode, OutputError, UNREADABLE_INPUT, UsageError, WRONG_USAGE } from './failure.ts';
import { reportError } from './streams.ts';

/** Runs one of the package's programs: what goes wrong becomes a line on standard error and an exit code. */
export async function runProgram(name: string, run: (args: readonly string[]) => Promise<ExitCode>): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    process.exitCode = report(error, name);
  }
}

/** Throws on what is a defect. */
function report(error: unknown, program: string): ExitCode {
  if (UsageError.is(error)) {
    const help = [program, error.command, '--help'].filter((word) => word !== null).join(' ');
    const end = error.message.endsWith('?') ? '' : ';';
    reportError(`${error.message}${end} see \`${help}\``, program);
    return WRONG_USAGE;
  }
  if (SymbolicationError.is(error)) {
    reportError(describeFailure(error), program);
    return error.code === 'invalid-argument' ? WRONG_USAGE : UNREADABLE_INPUT;
  }
  if (!OutputError.is(error)) throw error;
  reportError(error.message, program);
  return UNREADABLE_INPUT;
}
