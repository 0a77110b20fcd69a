import {
  ADDR2LINE_SUBJECT,
  brief,
  COMMAND_NAMES,
  COMMAND_SUBJECTS,
  DEFAULT_COMMAND,
  PROGRAM,
  quoted,
} from './model.ts';
import type { Option, Subject } from '../program.ts';
import type { Completion } from '../shape.ts';

export function fishCompletion(): string {
  const commands = COMMAND_SUBJECTS.map(
    ({ command, summary }) =>
      `complete -c ${PROGRAM} -n __fish_use_subcommand -a ${command ?? ''} -d ${quoted(brief(summary))}`,
  );
  const options = COMMAND_SUBJECTS.flatMap((subject) => lines(PROGRAM, subject, condition(subject)));
  return `${[
    ...commands,
    `complete -c ${PROGRAM} -n __fish_use_subcommand -l version -d 'print the version'`,
    ...options,
    ...lines(ADDR2LINE_SUBJECT.program, ADDR2LINE_SUBJECT, ''),
  ].join('\n')}\n`;
}

/** The default command is meant wherever no other is named. */
function condition({ command }: Subject): string {
  const others = COMMAND_NAMES.filter((name) => name !== DEFAULT_COMMAND).join(' ');
  const test =
    command === DEFAULT_COMMAND
      ? `not __fish_seen_subcommand_from ${others}`
      : `__fish_seen_subcommand_from ${command ?? ''}`;
  return ` -n ${quoted(test)}`;
}

function lines(program: string, { options, operands }: Subject, when: string): string[] {
  const words = Array.isArray(operands) ? [`complete -c ${program}${when} -f -a ${quoted(operands.join(' '))}`] : [];
  return [...options.map((option) => `complete -c ${program}${when}${flags(option)}`), ...words];
}

function flags({ name, short, value, completes, text }: Option): string {
  const spelled = `${short === undefined ? '' : ` -s ${short}`} -l ${name}`;
  return `${spelled}${value === null ? '' : argument(completes)} -d ${quoted(brief(text))}`;
}

/** `-r`: a value must follow, which may be a file; `-x`: one that is none. */
function argument(completes: Completion): string {
  if (completes === 'file') return ' -r -F';
  if (completes === 'directory') return " -x -a '(__fish_complete_directories)'";
  return completes === 'none' ? ' -x' : ` -x -a ${quoted(completes.join(' '))}`;
}
