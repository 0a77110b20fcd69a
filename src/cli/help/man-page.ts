import {
  ADDR2LINE_SUBJECT,
  COMMAND_SUBJECTS,
  ENVIRONMENT,
  EXIT_CODES,
  FILES,
  type Item,
  MODULE_NOTE,
  type Option,
  PROGRAM,
  type Subject,
  SUMMARY,
} from './program.ts';

/** man/wasm-symbolicate.1 */
export function programManPage(): string {
  return page(PROGRAM, 'wasm-addr2line', SUMMARY, [
    ...section('SYNOPSIS', COMMAND_SUBJECTS.flatMap(synopsisLines)),
    ...COMMAND_SUBJECTS.flatMap((subject) =>
      section((subject.command ?? '').toUpperCase(), [
        ...subject.description.flatMap(paragraph),
        ...subject.options.flatMap(optionLines),
        ...subject.notes.flatMap(paragraph),
        ...exampleLines(subject),
      ]),
    ),
    ...section('MODULES', paragraph(MODULE_NOTE)),
    ...commonSections(),
  ]);
}

/** man/wasm-addr2line.1 */
export function addr2lineManPage(): string {
  const { program, summary, description, options, notes } = ADDR2LINE_SUBJECT;
  return page(program, PROGRAM, summary, [
    ...section('SYNOPSIS', synopsisLines(ADDR2LINE_SUBJECT)),
    ...section('DESCRIPTION', description.flatMap(paragraph)),
    ...section('OPTIONS', options.flatMap(optionLines)),
    ...section('NOTES', notes.flatMap(paragraph)),
    ...section('EXAMPLES', exampleLines(ADDR2LINE_SUBJECT)),
    ...commonSections(),
  ]);
}

/** `man`'s macros, understood by groff and mandoc. */
function page(name: string, other: string, summary: string, sections: readonly string[]): string {
  return `${[
    `.\\" Made of src/cli/help; UPDATE_GOLDENS=1 npx vitest run test/cli/manual.test.ts writes it anew.`,
    `.TH ${name.toUpperCase().replaceAll('-', '\\-')} 1`,
    ...section('NAME', [`${name.replaceAll('-', '\\-')} \\- ${inline(summary.replace(/\.$/, ''))}`]),
    ...sections,
    ...section('SEE ALSO', [`.BR ${other.replaceAll('-', '\\-')} (1)`]),
  ].join('\n')}\n`;
}

function commonSections(): string[] {
  return [
    ...section('EXIT STATUS', EXIT_CODES.flatMap(itemLines)),
    ...section('ENVIRONMENT', ENVIRONMENT.flatMap(itemLines)),
    ...section('FILES', FILES.flatMap(itemLines)),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return [`.SH ${title}`, ...lines];
}

function synopsisLines({ program, synopsis }: Subject): string[] {
  return synopsis.flatMap((line) => ['.PP', `.B ${plain(program)}`, plain(line)]);
}

function paragraph(text: string): string[] {
  return ['.PP', inline(text)];
}

function optionLines({ name, short, value, text }: Option): string[] {
  const flags = [...(short === undefined ? [] : [`-${short}`]), `--${name}`].map((flag) => `\\fB${plain(flag)}\\fR`);
  const placeholder = value === null ? '' : ` \\fI${plain(value)}\\fR`;
  return ['.TP', `${flags.join(', ')}${placeholder}`, inline(text)];
}

function itemLines({ term, text }: Item): string[] {
  return ['.TP', `\\fB${plain(term)}\\fR`, inline(text)];
}

function exampleLines({ examples }: Subject): string[] {
  return examples.flatMap(({ about, command }) => [
    '.PP',
    `${plain(about)}:`,
    '.PP',
    '.EX',
    `    ${plain(command)}`,
    '.EE',
  ]);
}

/** Prose on one line; `code` is bold. */
function inline(text: string): string {
  return plain(text.replace(/\s+/g, ' ')).replace(/`([^`]*)`/g, '\\fB$1\\fR');
}

/** Characters that mean something to roff, and those that it would turn into typographic ones. */
function plain(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('’', '\\(cq')
    .replaceAll("'", '\\(aq')
    .replaceAll('…', '...');
  return escaped.startsWith('.') ? `\\&${escaped}` : escaped;
}
