import { OPTIONS, type CommandName } from '../options.ts';
import { bashCompletion } from './completion/bash.ts';
import { fishCompletion } from './completion/fish.ts';
import { zshCompletion } from './completion/zsh.ts';
import { type Heading, programHelp, subjectHelp } from './help-text.ts';
import { ADDR2LINE_SUBJECT, COMMAND_SUBJECTS } from './program.ts';
import { nearest } from './suggest.ts';

/** What only a start that explains something needs; a file of its own in the built command. */

/** `null`: of the program as a whole. */
export function helpText(command: CommandName | null, heading: Heading): string {
  const subject = COMMAND_SUBJECTS.find((each) => each.command === command);
  return subject === undefined ? programHelp(heading) : subjectHelp(subject, heading);
}

export function addr2lineHelp(heading: Heading): string {
  return subjectHelp(ADDR2LINE_SUBJECT, heading);
}

const SHELLS: Readonly<Record<string, () => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** The script for a shell; `null` where it is none that is known. */
export function completionScript(shell: string): string | null {
  return Object.hasOwn(SHELLS, shell) ? (SHELLS[shell]?.() ?? null) : null;
}

/** The command that a misspelt one most likely means. */
export function nearestCommand(word: string): string | null {
  return nearest(word, Object.keys(OPTIONS));
}

/** The option that a misspelt one most likely means, both with their dashes. */
export function nearestOption(option: string, table: Readonly<Record<string, unknown>>): string | null {
  const name = nearest(option.replace(/^-+/, ''), Object.keys(table));
  return name === null ? null : `--${name}`;
}
