import { readArguments } from './arguments.ts';
import { ANSWERED, type ExitCode, UsageError } from './failure.ts';
import { printHelp } from './print-help.ts';
import { writeOutput } from './streams.ts';

/** `completion`: prints a script that makes a shell complete the command. */
export async function runCompletion(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = await readArguments('completion', args);
  if (values.help === true) return printHelp('completion');
  const [shell] = positionals;
  if (shell === undefined) throw new UsageError('no shell given; it is bash, zsh or fish', 'completion');
  const { completionScript } = await import('./help/main.ts');
  const script = completionScript(shell);
  if (script === null)
    throw new UsageError(`there are completions for bash, zsh and fish, not for '${shell}'`, 'completion');
  await writeOutput(script);
  return ANSWERED;
}
