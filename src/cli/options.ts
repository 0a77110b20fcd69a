import type { ParseArgsConfig } from 'node:util';

type OptionTable = NonNullable<ParseArgsConfig['options']>;

/** Every command has it. */
const HELP = { help: { type: 'boolean', short: 'h' } } as const;

/** Whether a text for people has colours. */
const COLOR = { color: { type: 'string' } } as const;

/** `-m MODULE`, which may repeat. */
const MODULE = { module: { type: 'string', short: 'm', multiple: true } } as const;

/** `--symbols DIR|URL`, which may repeat. */
const SYMBOLS = { symbols: { type: 'string', multiple: true } } as const;

/** How paths of source files are to be written. */
const PATHS = { 'map-path': { type: 'string', multiple: true }, 'readable-paths': { type: 'boolean' } } as const;

/** Lines of the sources around the places of an answer. */
const CONTEXT = { 'source-root': { type: 'string', multiple: true }, context: { type: 'string' } } as const;

/**
 * The options of each command, as `parseArgs` of node:util takes them. Help, completions and the manual go by the same tables, in this order; what they say of
 * an option is in `help/`, which most starts of the command do not load.
 */
export const OPTIONS = {
  stack: {
    ...MODULE,
    ...SYMBOLS,
    scripts: { type: 'string', multiple: true },
    json: { type: 'boolean' },
    explain: { type: 'boolean' },
    guess: { type: 'boolean' },
    ...PATHS,
    ...CONTEXT,
    ...COLOR,
    ...HELP,
  },
  lookup: {
    ...MODULE,
    ...SYMBOLS,
    json: { type: 'boolean' },
    'code-relative': { type: 'boolean' },
    base: { type: 'string' },
    ...PATHS,
    ...CONTEXT,
    ...COLOR,
    ...HELP,
  },
  index: {
    output: { type: 'string', short: 'o' },
    contents: { type: 'string' },
    'source-root': { type: 'string', multiple: true },
    ...PATHS,
    ...HELP,
  },
  inspect: { json: { type: 'boolean' }, check: { type: 'boolean' }, ...HELP },
  export: { 'source-map': { type: 'string' }, ...PATHS, ...HELP },
  completion: { ...HELP },
} as const satisfies Readonly<Record<string, OptionTable>>;

export type CommandName = keyof typeof OPTIONS;

export function isCommandName(text: string): text is CommandName {
  return Object.hasOwn(OPTIONS, text);
}

/** The options of `wasm-addr2line`: those of binutils' addr2line that mean something for a module, and ours behind them. */
export const ADDR2LINE_OPTIONS = {
  exe: { type: 'string', short: 'e' },
  functions: { type: 'boolean', short: 'f' },
  inlines: { type: 'boolean', short: 'i' },
  addresses: { type: 'boolean', short: 'a' },
  'pretty-print': { type: 'boolean', short: 'p' },
  basenames: { type: 'boolean', short: 's' },
  demangle: { type: 'boolean', short: 'C' },
  'code-relative': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const satisfies OptionTable;

/** What the tables tell of an option, besides its name. */
export interface OptionShape {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
}
