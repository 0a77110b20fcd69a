import { ADDR2LINE_OPTIONS, type CommandName, OPTIONS, type OptionShape } from '../options.ts';
import { ADDR2LINE } from './addr2line.ts';
import { COMMANDS } from './commands.ts';
import type { CommandHelp, Completion, Example } from './shape.ts';

/** A name and what it means, for lists. */
export interface Item {
  readonly term: string;
  readonly text: string;
}

/** An option as the parser takes it, with what there is to say of it. */
export interface Option extends OptionShape {
  readonly name: string;
  readonly value: string | null;
  readonly completes: Completion;
  readonly text: string;
}

/** A command line to be explained: a program, or a command of one. */
export interface Subject extends Omit<CommandHelp, 'options'> {
  readonly program: string;
  /** `null`: the program has no commands. */
  readonly command: CommandName | null;
  readonly options: readonly Option[];
}

function subject(
  program: string,
  command: CommandName | null,
  help: CommandHelp,
  table: Readonly<Record<string, OptionShape>>,
): Subject {
  const options = Object.entries(table).map(([name, shape]): Option => {
    const { value = null, completes = 'none', text = '' } = help.options[name] ?? {};
    return { ...shape, name, value, completes, text };
  });
  return { ...help, program, command, options };
}

export const PROGRAM = 'wasm-symbolicate';

/** In the order in which they are explained. */
export const COMMAND_SUBJECTS: readonly Subject[] = (Object.keys(OPTIONS) as CommandName[]).map((name) =>
  subject(PROGRAM, name, COMMANDS[name], OPTIONS[name]),
);

export const ADDR2LINE_SUBJECT: Subject = subject('wasm-addr2line', null, ADDR2LINE, ADDR2LINE_OPTIONS);

/** `-m, --module MODULE`, with room for the short one where there is none. */
export function flagsOf({ name, short, value }: Option): string {
  return `${short === undefined ? '    ' : `-${short}, `}--${name}${value === null ? '' : ` ${value}`}`;
}

export const SUMMARY = 'Turns raw WebAssembly stack traces into function names, files, lines and inlined calls.';

export const FIRST_EXAMPLES: readonly Example[] = [
  { about: 'A crash that was saved', command: 'wasm-symbolicate -m app.wasm crash.txt' },
  { about: 'A program that is running', command: 'node crash.js 2>&1 | wasm-symbolicate -m app.wasm' },
  { about: 'What stands at an offset', command: 'wasm-symbolicate lookup -m app.wasm 0x2df' },
  { about: 'What a build will tell of its crashes', command: 'wasm-symbolicate inspect app.wasm' },
];

/** What `-m` and operands may be. */
export const MODULE_NOTE = `A MODULE is a WebAssembly module with its debug information or name section, a component, whose core modules all count, or a symbol index
  of a module made by \`wasm-symbolicate index\`. It is a path or an http(s) URL. Debug information in other files is found where the module says that they are,
  or beside it: external_debug_info, .dwo, .dwp, .map. Files given together are grouped by the module that they describe: its deployed file, debug file, \`.dwo\`,
  \`.dwp\`, source map, symbol list; one that fits nothing is named with the reason.`;

export const EXIT_CODES: readonly Item[] = [
  { term: '0', text: 'all that was asked for was answered; a miss is an answer' },
  { term: '1', text: 'an input could not be read, or an output not be written' },
  { term: '2', text: 'wrong usage' },
  { term: '3', text: 'a check that was asked for failed' },
];

export const ENVIRONMENT: readonly Item[] = [
  { term: 'NO_COLOR', text: 'any value but the empty one: no colours' },
  {
    term: 'FORCE_COLOR',
    text: '`0` or `false`: no colours; anything else: colours also where there is no terminal. It outweighs NO_COLOR.',
  },
  { term: 'TERM', text: '`dumb`: neither colours nor progress' },
];

export const FILES: readonly Item[] = [
  {
    term: 'MODULE.map, *.dwo, MODULE.dwp',
    text: 'beside a module, or where it says: its source map, split debug information, and the file of its external_debug_info',
  },
  { term: '*.wsym', text: 'symbol indexes, by custom; what a file is, is told by its bytes' },
];
