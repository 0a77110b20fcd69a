import type { Addr2lineHelp } from './shape.ts';

export const ADDR2LINE: Addr2lineHelp = {
  synopsis: ['[OPTIONS] [ADDRESS…]'],
  summary: 'addr2line for WebAssembly, with the flags and the output of binutils',
  description: [
    `Prints the file and the line of each ADDRESS, as GNU addr2line 2.40 does, so that scripts which were made for it run as they are. Without ADDRESS they are read
      from standard input, a line each, and each line is answered before the next one is waited for. What is not known is \`??\`, with line \`?\` where a function is
      known and \`0\` where nothing is.`,
    `An address is hexadecimal, with 0x or without, and a byte offset in the module file: the number that engines print in stacks, and that emsymbolizer takes. With
      \`--code-relative\` it counts from the contents of the code section, as DWARF, llvm-addr2line and llvm-symbolizer have it.`,
  ],
  operands: 'none',
  options: {
    exe: {
      value: 'FILE',
      completes: 'file',
      text: 'the module, component or symbol index; `a.out` where it is not given',
    },
    functions: { text: 'the function’s name in a line in front of the place' },
    inlines: { text: 'and a place for each call that the instruction was inlined into, innermost first' },
    addresses: { text: 'the address in front, as eight hexadecimal digits or more' },
    'pretty-print': { text: 'one line for each place, to be read by people' },
    basenames: { text: 'file names without their directories' },
    demangle: { text: 'names for people instead of linkage names; a style (`--demangle=gnu-v3`) is passed over' },
    'code-relative': { text: 'addresses count from the contents of the code section' },
    help: { text: 'print this text' },
    version: { text: 'print the version' },
  },
  takesModules: false,
  notes: [
    `Flags may be joined (\`-fipe app.wasm\`) and long ones cut short (\`--func\`), as binutils lets them be. Unlike GNU addr2line it has no \`-b\`, \`-j\`, \`-R\`, \`-r\` and
      \`@FILE\`, prints no discriminators, and ends with 2 where the command line is wrong.`,
  ],
  examples: [
    { about: 'Everything, in a line each', command: 'wasm-addr2line -fipCe app.wasm 0x2df 0x231' },
    { about: 'From a pipe', command: "printf '2df\\n231\\n' | wasm-addr2line -e app.wasm -f -C -s" },
  ],
};
