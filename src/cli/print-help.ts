import { hasColor, heading } from './color.ts';
import { ANSWERED, type ExitCode } from './failure.ts';
import type { CommandName } from './options.ts';
import { writeOutput } from './streams.ts';

/** Prints the help of a command, or with `null` of the program. */
export async function printHelp(command: CommandName | null): Promise<ExitCode> {
  const { helpText } = await import('./help/main.ts');
  await writeOutput(helpText(command, (await hasColor()) ? heading : (text) => text));
  return ANSWERED;
}
