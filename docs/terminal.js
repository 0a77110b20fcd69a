// Draws docs/terminal.svg: what a terminal shows of the command, in the colours that it really prints. Run: node docs/terminal.js
// With `-` it writes to standard output, by which a test sees that the picture is fresh.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, runUntilItStops } from '../demo/wasm.js';

const root = join(import.meta.dirname, '..');
const COLUMNS = 118;
const CHARACTER = { width: 7.8, height: 18, size: 13 };
const MARGIN = 16;

/** Codes that the command prints, and what they set or end. */
const ON = { 1: 'bold', 2: 'dim', 32: 'green', 33: 'yellow', 36: 'cyan' };
const OFF = { 22: ['bold', 'dim'], 39: ['green', 'yellow', 'cyan'] };

const readme = await readFile(join(root, 'README.md'), 'utf8');
const [, crash] = /^```text\n(.*?)^```$/ms.exec(readme);
const folder = await mkdtemp(join(tmpdir(), 'wasm-symbolicate-terminal-'));
await writeFile(join(folder, 'crash.txt'), crash);
const panic = runUntilItStops(await load('words-Os.wasm'), 'fail_bounds', 12).stack;
await writeFile(join(folder, 'panic.txt'), panic);

const shows = [
  { command: 'cat crash.txt', output: crash },
  {
    command: 'wasm-symbolicate -m app.wasm crash.txt',
    output: symbolicated('stacks/modules/app.wasm', 'crash.txt'),
  },
  {
    command: 'wasm-symbolicate -m words.wasm panic.txt --readable-paths --map-path /src/rust=src',
    output: symbolicated('modules/words-Os.wasm', 'panic.txt', '--readable-paths', '--map-path', '/src/rust=src'),
  },
];
await rm(folder, { recursive: true });

const picture = svg(
  shows.flatMap(({ command, output }) => [...wrapped(`\x1b[32m$\x1b[39m ${command}`), ...linesOf(output), []]),
);
if (process.argv[2] === '-') process.stdout.write(picture);
else writeFileSync(join(import.meta.dirname, 'terminal.svg'), picture);

function symbolicated(module, text, ...options) {
  const args = ['dist/cli.cjs', '-m', `fixtures/${module}`, join(folder, text), '--color=always', ...options];
  return execFileSync('node', args, { cwd: root, encoding: 'utf8' });
}

function linesOf(output) {
  return output.trimEnd().split('\n').flatMap(wrapped);
}

/** A line as a terminal breaks it: lists of characters, each with the styles that hold for it. */
function wrapped(line) {
  const styles = new Set();
  const cells = [];
  for (const [, code, character] of line.matchAll(/\x1b\[(\d+)m|(.)/gsu)) {
    if (code === undefined) cells.push({ character, styles: [...styles].join(' ') });
    else apply(Number(code), styles);
  }
  const lines = [];
  for (let start = 0; start < cells.length; start += COLUMNS) lines.push(cells.slice(start, start + COLUMNS));
  return lines;
}

function apply(code, styles) {
  if (!(code in ON) && !(code in OFF)) throw new Error(`no style for code ${code}`);
  if (code in ON) styles.add(ON[code]);
  for (const style of OFF[code] ?? []) styles.delete(style);
}

function svg(lines) {
  const [width, height] = [
    Math.ceil(COLUMNS * CHARACTER.width) + 2 * MARGIN,
    (lines.length - 1) * CHARACTER.height + 2 * MARGIN,
  ];
  const rows = lines.map((cells, row) => {
    const y = MARGIN + row * CHARACTER.height + CHARACTER.size;
    return cells.length === 0 ? '' : `<text x="${MARGIN}" y="${y}">${runs(cells)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" xml:space="preserve">
<title>Stacks of a C++ and a Rust program, before and after wasm-symbolicate</title>
<style>
text { font: ${CHARACTER.size}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #c9d1d9; white-space: pre; }
.bold { font-weight: 700; } .dim { fill: #6e7681; } .green { fill: #56d364; } .yellow { fill: #e3b341; } .cyan { fill: #39c5cf; }
</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${rows.filter((row) => row !== '').join('\n')}
</svg>
`;
}

/** Neighbours of one style together; each run says how wide it is, so that columns stand whatever the font. */
function runs(cells) {
  let result = '';
  for (let start = 0, end = 0; start < cells.length; start = end) {
    while (end < cells.length && cells[end].styles === cells[start].styles) end++;
    const text = cells.slice(start, end).map(({ character }) => character);
    const { styles } = cells[start];
    const x = (MARGIN + start * CHARACTER.width).toFixed(1);
    const length = ((end - start) * CHARACTER.width).toFixed(1);
    const kind = styles === '' ? '' : ` class="${styles}"`;
    result += `<tspan x="${x}" textLength="${length}"${kind}>${escaped(text.join(''))}</tspan>`;
  }
  return result;
}

function escaped(text) {
  return text.replace(/[<>&]/g, (character) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[character]);
}
