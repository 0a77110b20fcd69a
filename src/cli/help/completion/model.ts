import { ADDR2LINE_SUBJECT, COMMAND_SUBJECTS, type Option, PROGRAM, type Subject } from '../program.ts';

/** What all shells complete. */
export { ADDR2LINE_SUBJECT, COMMAND_SUBJECTS, PROGRAM };

/** The command that is meant where none is named. */
export const DEFAULT_COMMAND = 'stack';

export const COMMAND_NAMES: readonly string[] = COMMAND_SUBJECTS.flatMap(({ command }) => command ?? []);

/** `-m`, `--module` */
export function spellings({ name, short }: Option): readonly string[] {
  return [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
}

export function allSpellings({ options }: Subject): readonly string[] {
  return options.flatMap(spellings);
}

/** The beginning of what help says, as much as a menu has room for. */
export function brief(text: string): string {
  const [first = ''] = text
    .replaceAll('`', '')
    .replace(/\s+/g, ' ')
    .split(/[;:,.(] /, 1);
  return first.trim().replace(/\.$/, '');
}

/** Within single quotes of a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
