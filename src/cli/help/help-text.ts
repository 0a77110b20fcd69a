import {
  ADDR2LINE_SUBJECT,
  COMMAND_SUBJECTS,
  ENVIRONMENT,
  EXIT_CODES,
  FIRST_EXAMPLES,
  flagsOf,
  type Item,
  MODULE_NOTE,
  PROGRAM,
  type Subject,
  SUMMARY,
} from './program.ts';
import type { Example } from './shape.ts';

/** Columns. Terminals that have fewer break lines themselves. */
const WIDTH = 100;

/** How headings are written; plain where there are no colours. */
export type Heading = (text: string) => string;

/** What `--help` prints of a command, or of a program without commands. */
export function subjectHelp(subject: Subject, heading: Heading): string {
  const { program, synopsis, description, options, takesModules, notes, examples } = subject;
  const terms = options.map((option): Item => ({ term: flagsOf(option), text: option.text }));
  return sections([
    synopsis.map((line) => heading(`${program} ${line}`)).join('\n'),
    ...description.map((text) => wrapped(text, 0)),
    `${heading('Options')}\n${list(terms)}`,
    ...[...notes, ...(takesModules ? [MODULE_NOTE] : [])].map((text) => wrapped(text, 0)),
    `${heading('Examples')}\n${exampleLines(examples)}`,
  ]);
}

/** What `wasm-symbolicate --help` prints. */
export function programHelp(heading: Heading): string {
  const commands = COMMAND_SUBJECTS.flatMap(({ synopsis, summary }) => {
    const lines = synopsis.map((line) => `  ${PROGRAM} ${line.replace(' [OPTIONS]', '')}`);
    return [...lines, `      ${summary}`];
  });
  return sections([
    SUMMARY,
    `${heading('Commands')}\n${commands.join('\n')}`,
    wrapped(
      `Each explains itself with \`--help\`; \`--version\` prints the version. \`${ADDR2LINE_SUBJECT.program}\` is ${ADDR2LINE_SUBJECT.summary}.`,
      0,
    ),
    `${heading('Examples')}\n${exampleLines(FIRST_EXAMPLES)}`,
    `${heading('Exit codes')}\n${list(EXIT_CODES)}`,
    `${heading('Environment')}\n${list(ENVIRONMENT)}`,
  ]);
}

function sections(texts: readonly string[]): string {
  return `${texts.join('\n\n')}\n`;
}

function exampleLines(examples: readonly Example[]): string {
  return examples.map(({ about, command }) => `  # ${about}\n  ${command}`).join('\n');
}

/** Terms on the left, their texts on the right. */
function list(items: readonly Item[]): string {
  const indent = Math.max(...items.map(({ term }) => term.length)) + 4;
  return items.map(({ term, text }) => `  ${term.padEnd(indent - 2)}${wrapped(text, indent).trimStart()}`).join('\n');
}

/** A text broken into lines that start at a column; `code` stays whole. */
function wrapped(text: string, indent: number): string {
  const words = text.match(/`[^`]*`\S*|\S+/g) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => ' '.repeat(indent) + each).join('\n');
}
