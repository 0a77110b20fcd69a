/** What `--help` prints, per command. */

const MODULE_HELP = `A MODULE is a WebAssembly module with its debug information or name section, or a symbol
index of one made by \`wasm-symbolicate index\`. It is a path or an http(s) URL.`;

export const USAGE = `Turns raw WebAssembly stack traces into function names, files, lines and inlined calls.

  wasm-symbolicate [stack] [FILE…|-] -m MODULE…   put names into texts with stacks
  wasm-symbolicate lookup -m MODULE [OFFSET…]     look up byte offsets of a module
  wasm-symbolicate index MODULE -o FILE           build a symbol index, to answer faster later
  wasm-symbolicate inspect MODULE…                say what a build carries, and what is missing

Examples
  wasm-symbolicate -m app.wasm < crash.txt
  node crash.js 2>&1 | wasm-symbolicate -m app.wasm
  wasm-symbolicate lookup -m app.wasm 0x2df

Each command explains itself with --help. --version prints the version.

${MODULE_HELP}

Exit codes: 0 all that was asked for was answered (a miss is an answer), 1 an input could not be
read, 2 wrong usage, 3 a check that was asked for failed.
`;

export const STACK_USAGE = `wasm-symbolicate [stack] [FILE…|-] -m MODULE… [--json]

Reads texts with stack traces of Chromium, Node, workerd or Firefox, and prints them again with function
names, files, lines and columns of the WebAssembly frames; an inlined call gets a line of its own.
All other text stays as it is. Without FILE, or with -, it reads standard input; that of a pipe may be
endless: each line is written as soon as no more can belong to its stack.

  -m, --module MODULE   the module of the frames; repeat it where a stack runs through several. Frames
                        find theirs by its file name or by its own name. A single one given counts for
                        all that name no other.
      --json            one line of JSON for each FILE: the frames with all that is known of them,
                        and for each one that is not fully resolved the reason
  -h, --help            this text

Examples
  wasm-symbolicate -m app.wasm < crash.txt
  tail -f app.log | wasm-symbolicate -m app.wasm
  wasm-symbolicate crash1.txt crash2.txt -m app.wsym -m plugin.wasm --json

${MODULE_HELP}
`;

export const LOOKUP_USAGE = `wasm-symbolicate lookup -m MODULE [OFFSET…] [--json] [--code-relative] [--base module]

Prints function and place of the instruction at each OFFSET, and the calls that it was inlined
into. An offset is the number behind \`wasm-function[9]:\` in a stack: a byte offset in the module file,
decimal, or hexadecimal with 0x. Without OFFSET they are read from standard input, a line each.

  -m, --module MODULE    the module, or its symbol index
      --json             one line of JSON for each offset, in order
      --code-relative    offsets count from the contents of the code section, as DWARF's addresses and
                         llvm-symbolizer's do
      --base module      what offsets count from: the core module (the default); components come later
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

  -o, --output FILE   where to write the index
  -h, --help          this text

Example
  wasm-symbolicate index app.debug.wasm -o app.wsym
`;

export const INSPECT_USAGE = `wasm-symbolicate inspect MODULE… [--json]

Says what a build carries: sections by size, kinds of debug information, names, ids and tools; and what
will not be answered, and why.

      --json   one line of JSON for each MODULE
  -h, --help   this text

Example
  wasm-symbolicate inspect app.wasm

${MODULE_HELP}
`;
