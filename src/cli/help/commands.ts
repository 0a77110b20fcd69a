import type { CommandsHelp, OptionHelp } from './shape.ts';

const HELP: OptionHelp = { text: 'print this text' };

const COLOR: OptionHelp = {
  value: 'WHEN',
  completes: ['auto', 'always', 'never'],
  text: 'when to use colours: `always`, `never`, or `auto` (the default): on a terminal, as far as NO_COLOR and FORCE_COLOR do not say otherwise',
};

const PATHS = {
  'map-path': {
    value: 'FROM=TO',
    completes: 'none',
    text: 'write paths at or below FROM as paths below TO; repeat it, the first match counts',
  },
  'readable-paths': {
    text: 'write toolchains’ own paths as people do: `rust/library/…` for `/rustc/HASH/library/…`',
  },
} as const satisfies Record<string, OptionHelp>;

const CONTEXT = {
  'source-root': {
    value: 'DIR',
    completes: 'directory',
    text: `show the lines around each place, of sources in DIR; repeat it. Relative paths are looked for in DIR, absolute ones must lie in it
      (\`--map-path\` brings them there). Nothing outside is read.`,
  },
  context: {
    value: 'N',
    completes: 'none',
    text: 'so many lines on each side (3), also of texts that a symbol index, DWARF 5 or a source map holds',
  },
} as const satisfies Record<string, OptionHelp>;

const SYMBOLS_ENVIRONMENT = `WASM_SYMBOLICATE_CACHE names a folder in which indexes of what \`--symbols\` finds are kept for later. The servers of DEBUGINFOD_URLS are asked, too, for the debug information of
  modules that were given without, by their build id.`;

export const COMMANDS: CommandsHelp = {
  stack: {
    synopsis: ['[stack] [FILE…|-] -m MODULE… [OPTIONS]', '[stack] [FILE…|-] --symbols DIR|URL… [OPTIONS]'],
    summary: 'put names into texts with stacks',
    description: [
      `Reads texts with stack traces of any engine, and prints them again with function names, files, lines and columns of the WebAssembly frames; an inlined call
        gets a line of its own. All other text stays as it is, byte for byte.`,
      `Without FILE, or with \`-\`, it reads standard input; that of a pipe may be endless: each line is written as soon as no more can belong to its stack. This is the
        command that is meant where none is named.`,
    ],
    operands: 'file',
    options: {
      module: {
        value: 'MODULE',
        completes: 'file',
        text: `the module of the frames; repeat it where a stack runs through several, or for its other files. Frames find their module by its file name or by its own
          name. A single one given counts for all that name no other.`,
      },
      symbols: {
        value: 'DIR|URL',
        completes: 'directory',
        text: `look here for modules that are not given; repeat it. In DIR by build id (\`buildid/ID/debuginfo\`, \`67/e924…/debuginfo\`, \`67/e924….debug\`), by path and name, or by the
          frames where these name nothing; at URL by build id or name, and at the frames’ own URLs if they are of its origin. No other server is asked. What is only
          found by name is said. Modules of \`-m\` without debug information get it by their build id.`,
      },
      scripts: {
        value: 'DIR',
        completes: 'directory',
        text: `answer JavaScript frames, too, from the source maps of scripts in this folder, by their path or the end of it; repeat it for more. Without it nothing that
          a stack names is read. \`--scripts /\` allows every path on this machine.`,
      },
      json: {
        text: `one line of JSON for each FILE: the frames with all that is known of them, and for each one that is not fully resolved the reason`,
      },
      explain: {
        text: 'say why frames were taken for a module’s, and how each fits its code: on standard error, or with `--json` as fields',
      },
      guess: {
        text: `answer frames of another build than the MODULE, too: with what stands there in this one, which is mostly wrong. Without it they stay as they are, and that is
          said.`,
      },
      ...PATHS,
      ...CONTEXT,
      color: COLOR,
      help: HELP,
    },
    takesModules: true,
    notes: [SYMBOLS_ENVIRONMENT],
    examples: [
      { about: 'A crash that was saved', command: 'wasm-symbolicate -m app.wasm crash.txt' },
      { about: 'A program that is running', command: 'node crash.js 2>&1 | wasm-symbolicate -m app.wasm' },
      {
        about: 'As data, through two modules',
        command: 'wasm-symbolicate crash.txt -m app.wsym -m plugin.wasm --json',
      },
    ],
  },
  lookup: {
    synopsis: ['lookup -m MODULE [OFFSET…] [OPTIONS]'],
    summary: 'look up byte offsets of a module',
    description: [
      `Prints function and place of the instruction at each OFFSET, and the calls that it was inlined into. An offset is the number behind \`wasm-function[9]:\` in a
        stack: a byte offset in the module file, decimal, or hexadecimal with 0x. Without OFFSET they are read from standard input, a line each.`,
      `For scripts that are made for addr2line there is \`wasm-addr2line\`, with its flags.`,
    ],
    operands: 'none',
    options: {
      module: { value: 'MODULE', completes: 'file', text: 'the module, or its symbol index' },
      symbols: {
        value: 'DIR|URL',
        completes: 'directory',
        text: 'where to look for the module’s debug information by its build id, as `stack` does; repeat it',
      },
      json: { text: 'one line of JSON for each offset, in order' },
      'code-relative': {
        text: 'offsets count from the contents of the code section, as DWARF’s addresses and those of llvm-symbolizer do',
      },
      base: {
        value: 'BASE',
        completes: ['module', 'component'],
        text: `what offsets count from: \`module\`, the core module (the default), or \`component\`, the file of a component, as wasmtime’s backtraces do`,
      },
      ...PATHS,
      ...CONTEXT,
      color: COLOR,
      help: HELP,
    },
    takesModules: true,
    notes: [],
    examples: [
      { about: 'Two offsets of a stack', command: 'wasm-symbolicate lookup -m app.wasm 0x2df 0x1fb' },
      { about: 'Many, as data', command: "printf '735\\n507\\n' | wasm-symbolicate lookup -m app.wsym --json" },
    ],
  },
  index: {
    synopsis: ['index MODULE… -o FILE [OPTIONS]'],
    summary: 'build a symbol index, to answer faster later',
    description: [
      `Builds a symbol index: one file with all names, places and inlined calls of the module, which is smaller than the debug information and is read in
        microseconds. Keep it instead of the debug build; \`-m\` takes it. FILE appears whole or not at all. While a large module is read, a terminal shows the progress.`,
    ],
    operands: 'file',
    options: {
      output: { value: 'FILE', completes: 'file', text: 'where to write the index' },
      contents: {
        value: 'WHAT',
        completes: ['names', 'lines', 'sources'],
        text: `how much it tells: \`names\`, function names alone; \`lines\` (the default), files, lines and inlined calls too; \`sources\`, and the texts of sources, for those who may
          read them: those that DWARF 5 or a source map embeds, and those in DIR`,
      },
      'source-root': {
        value: 'DIR',
        completes: 'directory',
        text: 'where texts of sources are; repeat it. Nothing outside is read.',
      },
      ...PATHS,
      help: HELP,
    },
    notes: ['What is mapped or left out is not in FILE any more, so that it can be handed on.'],
    takesModules: true,
    examples: [
      { about: 'Keep what a build knows', command: 'wasm-symbolicate index app.debug.wasm -o app.wsym' },
      {
        about: 'For others’ eyes',
        command: 'wasm-symbolicate index app.debug.wasm -o app.wsym --map-path $HOME/app= --readable-paths',
      },
    ],
  },
  inspect: {
    synopsis: ['inspect MODULE… [OPTIONS]'],
    summary: 'say what a build carries, and what is missing',
    description: [
      `Says what a build carries: sections by size, kinds of debug information, names, ids as other systems spell them, and tools; what will not be answered and why,
        and which switch of the tools that made the build would change it; and what everyone can read who gets the file. Of a component, each of its core modules.`,
    ],
    operands: 'file',
    options: {
      json: { text: 'one line of JSON for each MODULE' },
      check: { text: 'end with 3 where stacks of a MODULE would get less than lines, for continuous integration' },
      help: HELP,
    },
    takesModules: true,
    notes: [],
    examples: [
      { about: 'One build', command: 'wasm-symbolicate inspect app.wasm' },
      { about: 'A gate for releases', command: 'wasm-symbolicate inspect --check build/*.wasm' },
    ],
  },
  export: {
    synopsis: ['export MODULE --source-map FILE [OPTIONS]'],
    summary: 'make a source map of all that is known of a module',
    description: [
      `Makes a source map (ECMA-426) of a module’s debug information, for tools that read maps and no DWARF: browsers, bundlers, error trackers. Offsets map to files,
        lines and columns; function names and inlined calls are in \`scopes\`, a proposed part of the standard, which older tools pass over. Where the module has a build
        id, it is the map’s debugId. FILE appears whole or not at all.`,
    ],
    operands: 'file',
    options: {
      'source-map': { value: 'FILE', completes: 'file', text: 'where to write the map; `-` is standard output' },
      ...PATHS,
      help: HELP,
    },
    takesModules: true,
    notes: [],
    examples: [
      {
        about: 'A map to put beside the module',
        command: 'wasm-symbolicate export app.debug.wasm --source-map app.wasm.map',
      },
    ],
  },
  completion: {
    synopsis: ['completion bash|zsh|fish'],
    summary: 'print what makes a shell complete this command',
    description: [
      'Prints a script that teaches the shell to complete commands, options and their values, of `wasm-addr2line` too. Let the shell read it at its start:',
      'bash, in ~/.bashrc: `eval "$(wasm-symbolicate completion bash)"`',
      'zsh, in ~/.zshrc behind compinit: `eval "$(wasm-symbolicate completion zsh)"`',
      'fish, in ~/.config/fish/config.fish: `wasm-symbolicate completion fish | source`',
    ],
    operands: ['bash', 'zsh', 'fish'],
    options: { help: HELP },
    takesModules: false,
    notes: [],
    examples: [{ about: 'In this shell only', command: 'eval "$(wasm-symbolicate completion bash)"' }],
  },
};
