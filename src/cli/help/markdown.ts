import {
  ADDR2LINE_SUBJECT,
  COMMAND_SUBJECTS,
  ENVIRONMENT,
  EXIT_CODES,
  FILES,
  flagsOf,
  type Item,
  MODULE_NOTE,
  type Subject,
  SUMMARY,
} from './program.ts';

/** The manual as docs/command.md has it. */
export function manualMarkdown(): string {
  return `${[
    '# The command line',
    '<!-- Made of src/cli/help; `UPDATE_GOLDENS=1 npx vitest run test/cli/manual.test.ts` writes it anew. -->',
    `${SUMMARY} The same as manual pages: \`man wasm-symbolicate\`, \`man wasm-addr2line\`.`,
    ...COMMAND_SUBJECTS.flatMap(subjectParts),
    '## Modules',
    flat(MODULE_NOTE),
    ...listParts('Exit codes', EXIT_CODES),
    ...listParts('Environment', ENVIRONMENT),
    ...listParts('Files', FILES),
    ...subjectParts(ADDR2LINE_SUBJECT),
  ].join('\n\n')}\n`;
}

function subjectParts({ program, command, synopsis, description, options, notes, examples }: Subject): string[] {
  return [
    `## \`${command ?? program}\``,
    fenced(synopsis.map((line) => `${program} ${line}`)),
    ...description.map(flat),
    options.map((option) => `- \`${flagsOf(option).trim()}\`: ${flat(option.text)}`).join('\n'),
    ...notes.map(flat),
    fenced(examples.flatMap(({ about, command: line }) => [`# ${about}`, line])),
  ];
}

function listParts(title: string, items: readonly Item[]): string[] {
  return [`## ${title}`, items.map(({ term, text }) => `- \`${term}\`: ${flat(text)}`).join('\n')];
}

function fenced(lines: readonly string[]): string {
  return ['```sh', ...lines, '```'].join('\n');
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ');
}
