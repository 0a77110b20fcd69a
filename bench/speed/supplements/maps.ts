/** Source maps: a made one of two million mappings and a real one, against the two libraries that resolve maps. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { askOnce, numberOf } from '../contender.ts';
import { madeMap } from '../made-map.ts';
import { markdown, megabytes } from '../table.ts';
import { corpus, here } from '../tools.ts';
import type { Supplement } from './supplement.ts';

const NAMES = ['ours', 'source-map', 'trace-mapping'] as const;
/** What is promised of ours, times the faster of the others. */
const MUST = { first: 0.35, lookup: 0.4, retained: 0.25, retainedAfter: 0.25 } as const;

interface Subject {
  readonly name: string;
  readonly files: readonly [module: string, map: string, columns: string];
}

export const maps: Supplement = {
  name: 'maps',
  measure(bench) {
    const lines: string[][] = [];
    for (const { name, files } of [real(), ...(bench.quick ? [] : [made()])]) {
      // One process after the other: they would take each other's cores.
      const answers = NAMES.map((contender) => {
        const args = ['--expose-gc', here('map-contender.js'), contender, here('../../dist/index.js')];
        return askOnce({ command: process.execPath, args }, ...files, String(bench.rounds));
      });
      for (const figure of ['first', 'lookup', 'retained', 'retainedAfter'] as const) {
        const [ours = 0, ...others] = answers.map((answer) => numberOf(answer, figure));
        const ratio = ours / Math.min(...others);
        const shown = [ours, ...others].map((value) =>
          figure.startsWith('retained') ? megabytes(value) : milliseconds(value),
        );
        lines.push([name, FIGURES[figure], ...shown, `${ratio.toFixed(2)} ×`, `≤ ${MUST[figure]} ×`]);
      }
    }
    const head = ['map', 'figure', 'ours', 'source-map 0.8.0', 'trace-mapping 0.3.31', 'measured', 'must'];
    return Promise.resolve(`Source maps, least of the rounds\n\n${markdown(head, lines)}`);
  },
};

const FIGURES = {
  first: 'text to first answer',
  lookup: 'a lookup',
  retained: 'memory that stays',
  retainedAfter: 'memory that stays after all lookups',
} as const;

function milliseconds(value: number): string {
  return value < 0.1 ? `${(value * 1000).toFixed(2)} µs` : `${value.toFixed(1)} ms`;
}

/** Of web-tree-sitter, whose debug build has both DWARF and a map; DWARF comes first, so that it has to be made away with. */
function real(): Subject {
  const folder = here('../node_modules/web-tree-sitter/debug/');
  const module = renamedDebugSections(new Uint8Array(readFileSync(`${folder}web-tree-sitter.wasm`)));
  return written('web-tree-sitter', { module, map: readFileSync(`${folder}web-tree-sitter.wasm.map`, 'utf8') });
}

function made(): Subject {
  return written('made, 2,000,000 mappings', madeMap());
}

/** So that nothing moves, for the map has the offsets of this very file. */
function renamedDebugSections(module: Uint8Array): Uint8Array {
  const text = Buffer.from(module.buffer).toString('latin1');
  for (let at = text.indexOf('.debug_'); at >= 0; at = text.indexOf('.debug_', at + 1)) module[at] = 0x2d;
  return module;
}

function written(name: string, parts: { module: Uint8Array; map: string; columns?: Uint32Array }): Subject {
  mkdirSync(corpus('made'), { recursive: true });
  const [base = 'map'] = name.split(',');
  const files = [corpus(`made/${base}.wasm`), corpus(`made/${base}.wasm.map`), corpus(`made/${base}.columns`)] as const;
  if (files.every(existsSync)) return { name, files };
  const columns = parts.columns ?? columnsWithin(parts.module.length);
  writeFileSync(files[0], parts.module);
  writeFileSync(files[1], parts.map);
  writeFileSync(files[2], new Uint8Array(columns.buffer));
  return { name, files };
}

/** In the middle of the file, which is code. */
function columnsWithin(size: number): Uint32Array {
  return Uint32Array.from({ length: 100_000 }, (_, n) => 20_000 + ((n * 7_919) % Math.floor(size / 8)));
}
