import type { ADDR2LINE_OPTIONS, CommandName, OPTIONS } from '../options.ts';

/** What may stand behind an option or as an operand: what a shell can complete. */
export type Completion = 'file' | 'directory' | 'none' | readonly string[];

/** What there is to say of an option. Texts are prose with `code` in backticks; how they are broken into lines is the renderers' business. */
export interface OptionHelp {
  /** The placeholder of its value; absent where it takes none. */
  readonly value?: string;
  readonly completes?: Completion;
  readonly text: string;
}

/** A command line that can be run as it stands, and what it is for. */
export interface Example {
  readonly about: string;
  readonly command: string;
}

export interface CommandHelp<OptionName extends string = string> {
  /** What stands behind the program's name, a line each. */
  readonly synopsis: readonly string[];
  /** In a few words, for lists of commands. */
  readonly summary: string;
  /** Paragraphs. */
  readonly description: readonly string[];
  readonly operands: Completion;
  readonly options: Readonly<Record<OptionName, OptionHelp>>;
  /** Whether what is said of modules in general belongs to it. */
  readonly takesModules: boolean;
  /** Paragraphs behind the options. */
  readonly notes: readonly string[];
  readonly examples: readonly Example[];
}

/** An option without help, or help without an option, does not compile. */
export type CommandsHelp = {
  readonly [Name in CommandName]: CommandHelp<Extract<keyof (typeof OPTIONS)[Name], string>>;
};
export type Addr2lineHelp = CommandHelp<keyof typeof ADDR2LINE_OPTIONS>;
