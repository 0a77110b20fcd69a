/** What `--help` prints, per command. */

const MODULE_HELP = `A MODULE is a WebAssembly module with its debug information or name section, a component, whose
core modules all count, or a symbol index of a module made by \`wasm-symbolicate index\`. It is a path or an
http(s) URL. Debug information in other files is found where the module says that they are, or beside it:
external_debug_info, .dwo, .dwp.`;

const PATH_HELP = `      --map-path FROM=TO  write paths at or below FROM as paths below TO; repeat it, the first match counts
      --readable-paths    write toolchains' own paths as people do: rust/library/… for /rustc/HASH/library/…`;

const SYMBOLS_HELP = `      --symbols DIR|URL look here for modules that are not given; repeat it. In DIR by build id
                        (buildid/ID/debuginfo, 67/e924…/debuginfo, 67/e924….debug), by path and name, or by
                        the frames where these name nothing; at URL by build id or name, and at the frames'
                        own URLs if they are of its origin. No other server is asked. What is only found by
                        name is said. With -m, modules without debug information get it by their build id.`;

const SYMBOLS_ENVIRONMENT = `Environment
  WASM_SYMBOLICATE_CACHE   a folder in which indexes of what --symbols finds are kept for later
  DEBUGINFOD_URLS          servers that are asked, too, for debug information of modules with a build id`;

const CONTEXT_HELP = `      --source-root DIR   show the lines around each place, of sources in DIR; repeat it. Relative paths are looked
                          for in DIR, absolute ones must lie in it (--map-path brings them there). Nothing
                          outside is read.
      --context N         so many lines on each side (3), also of texts that a symbol index holds`;

export const USAGE = `Turns raw WebAssembly stack traces into function names, files, lines and inlined calls.

  wasm-symbolicate [stack] [FILE…|-] -m MODULE…   put names into texts with stacks
  wasm-symbolicate [stack] [FILE…|-] --symbols DIR|URL…
                                                  the same, with modules that are found by id or name
  wasm-symbolicate lookup -m MODULE [OFFSET…]     look up byte offsets of a module
  wasm-symbolicate index MODULE -o FILE           build a symbol index, to answer faster later
  wasm-symbolicate inspect MODULE…                say what a build carries, and what is missing
  wasm-symbolicate export MODULE --source-map FILE
                                                  make a source map of all that is known of a module

Examples
  wasm-symbolicate -m app.wasm < crash.txt
  node crash.js 2>&1 | wasm-symbolicate -m app.wasm
  wasm-symbolicate lookup -m app.wasm 0x2df

Each command explains itself with --help. --version prints the version.

${MODULE_HELP}

Exit codes: 0 all that was asked for was answered (a miss is an answer), 1 an input could not be
read, 2 wrong usage, 3 a check that was asked for failed.
`;

export const STACK_USAGE = `wasm-symbolicate [stack] [FILE…|-] -m MODULE… [--symbols DIR|URL]… [--scripts DIR]… [--json]

Reads texts with stack traces of Chromium, Node, workerd or Firefox, and prints them again with function
names, files, lines and columns of the WebAssembly frames; an inlined call gets a line of its own.
All other text stays as it is. Without FILE, or with -, it reads standard input; that of a pipe may be
endless: each line is written as soon as no more can belong to its stack.

  -m, --module MODULE   the module of the frames; repeat it where a stack runs through several. Frames
                        find theirs by its file name or by its own name. A single one given counts for
                        all that name no other.
${SYMBOLS_HELP}
      --scripts DIR     answer JavaScript frames, too, from the source maps of scripts in this folder,
                        by their path or the end of it; repeat it for more. Without it nothing that a
                        stack names is read. --scripts / allows every path on this machine.
      --json            one line of JSON for each FILE: the frames with all that is known of them,
                        and for each one that is not fully resolved the reason
      --explain         say why frames were taken for a module's, and how each fits its code: on standard
                        error, or with --json as fields
      --guess           answer frames of another build than the MODULE, too: with what stands there in this one,
                        which is mostly wrong. Without it they stay as they are, and that is said
${PATH_HELP}
${CONTEXT_HELP}
  -h, --help            this text

Examples
  wasm-symbolicate -m app.wasm < crash.txt
  tail -f app.log | wasm-symbolicate -m app.wasm
  wasm-symbolicate crash1.txt crash2.txt -m app.wsym -m plugin.wasm --json
  wasm-symbolicate crash.txt --symbols /srv/symbols --symbols https://symbols.example

${MODULE_HELP}

${SYMBOLS_ENVIRONMENT}
`;

export const LOOKUP_USAGE = `wasm-symbolicate lookup -m MODULE [OFFSET…] [--json] [--code-relative] [--base module|component]

Prints function and place of the instruction at each OFFSET, and the calls that it was inlined
into. An offset is the number behind \`wasm-function[9]:\` in a stack: a byte offset in the module file,
decimal, or hexadecimal with 0x. Without OFFSET they are read from standard input, a line each.

  -m, --module MODULE    the module, or its symbol index
      --json             one line of JSON for each offset, in order
      --code-relative    offsets count from the contents of the code section, as DWARF's addresses and
                         llvm-symbolizer's do
      --base BASE        what offsets count from: 'module', the core module (the default), or
                         'component', the file of a component, as wasmtime's backtraces do
      --symbols DIR|URL  where to look for the module's debug information by its build id, as \`stack\` does
${PATH_HELP}
${CONTEXT_HELP}
  -h, --help             this text

Examples
  wasm-symbolicate lookup -m app.wasm 0x2df 0x1fb
  printf '735\\n507\\n' | wasm-symbolicate lookup -m app.wsym --json

${MODULE_HELP}
`;

export const INDEX_USAGE = `wasm-symbolicate index MODULE -o FILE

Builds a symbol index: one file with all names, places and inlined calls of the module, which is smaller than
the debug information and is read in microseconds. Keep it instead of the debug build; \`-m\` takes it.
FILE appears whole or not at all. While a large module is read, a terminal shows the progress.

  -o, --output FILE       where to write the index
      --contents WHAT     names: function names alone; lines (the default): files, lines and inlined calls too;
                          sources: and the texts of sources, for those who may read them
      --source-root DIR   where these texts are; repeat it. Nothing outside is read
${PATH_HELP}
                          What is mapped or left out is not in FILE any more, so that it can be handed on.
  -h, --help              this text

Examples
  wasm-symbolicate index app.debug.wasm -o app.wsym
  wasm-symbolicate index app.debug.wasm -o app.wsym --map-path $HOME/app= --readable-paths
`;

export const INSPECT_USAGE = `wasm-symbolicate inspect MODULE… [--json] [--check]

Says what a build carries: sections by size, kinds of debug information, names, ids as other systems spell
them, and tools; what will not be answered and why, and which switch of the tools that made the build would
change it; and what everyone can read who gets the file. Of a component, each of its core modules.

      --json    one line of JSON for each MODULE
      --check   end with 3 where stacks of a MODULE would get less than lines, for continuous integration
  -h, --help    this text

Examples
  wasm-symbolicate inspect app.wasm
  wasm-symbolicate inspect --check build/*.wasm

${MODULE_HELP}
`;

export const EXPORT_USAGE = `wasm-symbolicate export MODULE --source-map FILE

Makes a source map (ECMA-426) of a module's debug information, for tools that read maps and no DWARF: browsers,
bundlers, error trackers. Offsets map to files, lines and columns; function names and inlined calls are in \`scopes\`,
a proposed part of the standard, which older tools pass over. Where the module has a build id, it is the map's debugId.
FILE appears whole or not at all.

      --source-map FILE   where to write the map; - is standard output
${PATH_HELP}
  -h, --help              this text

Example
  wasm-symbolicate export app.debug.wasm --source-map app.wasm.map

${MODULE_HELP}
`;
