// Two real modules, one of C++ and one of Rust, run in this very Node into every kind of trap. Each stack is shown as the engine
// printed it, then as wasm-symbolicate reads it, then the source line that is to blame.
// Run it: npm run demo
import { formatText, openModule, symbolicate } from '../dist/index.js';
import { BUILT_UNDER, readSourceExcerpt } from './source.js';
import { bold, cyan, dim, red, rule } from './terminal.js';
import { load, runUntilItStops } from './wasm.js';

const shows = [
  {
    file: 'inventory-O2-dwarf5.wasm',
    built: 'C++, clang -O2, DWARF 5',
    scenes: [
      { title: 'An item that is not on the shelf', call: 'fail_unreachable' },
      { title: 'The mean load of no pallets', call: 'fail_divide' },
      { title: 'A label far outside the memory', call: 'fail_memory' },
      { title: 'A handler of another type', call: 'fail_signature' },
      { title: 'A crate in a crate in a crate …', call: 'fail_stack', frames: 4 },
      { title: 'The host knows no price', call: 'stocktake', priceOf: noPrice },
    ],
  },
  {
    file: 'words-Os.wasm',
    built: 'Rust with its standard library, rustc -C opt-level=s, DWARF 4',
    scenes: [
      { title: 'The word behind the last one', call: 'fail_bounds', frames: 12 },
      { title: 'A word that is no number', call: 'fail_parse', frames: 16 },
      { title: 'A pointer into nowhere', call: 'fail_memory' },
      { title: 'One level too deep', call: 'fail_stack', frames: 4 },
    ],
  },
];

function noPrice(code) {
  throw new Error(`no price for item ${code}`);
}

let stacks = 0;
let milliseconds = 0;
for (const { file, built, scenes } of shows) {
  const bytes = await load(file);
  const module = await openModule(bytes);
  console.log(`\n${rule(file, built)}`);
  for (const scene of scenes) await play(bytes, module, scene);
}
console.log(
  `\n${dim(`${stacks} stacks in ${milliseconds.toFixed(0)} ms, the reading of the modules' debug information included.`)}`,
);

async function play(bytes, module, { title, call, frames = 8, ...host }) {
  const { stack, report } = runUntilItStops(bytes, call, frames, host);
  const start = performance.now();
  const symbolicated = await symbolicate(stack, [module]);
  milliseconds += performance.now() - start;
  stacks += 1;

  console.log(`\n${bold(cyan(title))}`);
  if (report !== null) console.log(`the module says: ${report.replaceAll('\n', ' ')}`);
  console.log(`\n${bold('before')}\n${indented(dim(stack))}`);
  console.log(`\n${bold('after')}\n${indented(ownFramesStandOut(formatText(symbolicated)))}`);
  const excerpt = await readSourceExcerpt(symbolicated);
  if (excerpt !== null) console.log(`\n${excerptText(excerpt)}`);
}

/** Dims the frames of libraries, and shortens the commit in the paths of Rust's own. */
function ownFramesStandOut(text) {
  return text
    .replace(/[0-9a-f]{40}/g, (commit) => `${commit.slice(0, 8)}…`)
    .replace(/^ +at .*$/gm, (frame) => (frame.includes(`(${BUILT_UNDER}`) ? frame : dim(frame)));
}

/** The lines, the one to blame marked, and its column if that is known. */
function excerptText({ file, line, column, lines }) {
  const numbered = lines.flatMap(({ number, text }) => {
    const gutter = String(number).padStart(5);
    if (number !== line) return [`${dim(`  ${gutter} │`)} ${text}`.trimEnd()];
    const marked = `${red('▸')} ${red(gutter)} ${dim('│')} ${bold(text)}`;
    return column === null ? [marked] : [marked, `${dim('        │')} ${' '.repeat(column - 1)}${red('^')}`];
  });
  return [`  ${dim(file)}`, ...numbered].join('\n');
}

function indented(text) {
  return text.replace(/^/gm, '  ');
}
