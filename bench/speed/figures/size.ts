/** Bytes: of indexes, of the cores, of the reader. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { numberOf } from '../contender.ts';
import { megabytes } from '../table.ts';
import type { Row } from '../table.ts';
import { here } from '../tools.ts';
import { CPP } from '../modules.ts';
import type { Language } from '../modules.ts';
import type { Figure } from './figure.ts';

const PROMISED: Readonly<Record<Language, readonly [must: number, aim: number]>> = {
  C: [0.35, 0.25],
  Rust: [0.65, 0.5],
  'C++': [0.75, 0.6],
};

export const indexBytes: Figure = {
  name: 'bytes',
  async measure(bench) {
    const rows: Row[] = [];
    const names = bench.quick ? ['jq-web'] : ['jq-web', 'ruby', 'big-rust', CPP];
    for (const { name, path, language } of names.map(bench.subject)) {
      const ours = numberOf(await bench.ours.ask('index', path), 'bytes');
      const peer = numberOf(await bench.peers.ask('symcache', path), 'bytes');
      const [must, aim] = PROMISED[language];
      rows.push({
        figure: 'index bytes, with columns and both names, against SymCache',
        module: `${name} (${language})`,
        ours: megabytes(ours),
        peer: megabytes(peer),
        measured: ours / peer,
        ofMinima: null,
        must,
        aim,
        unit: '×',
        memory: '',
      });
    }
    return rows;
  },
};

export const packageBytes: Figure = {
  name: 'size',
  measure() {
    const core = compressed(readFileSync(here('../../native/pkg/gimli_wasm_bg.wasm')));
    const demangler = compressed(readFileSync(here('../../native/pkg/demangler_bg.wasm')));
    return Promise.resolve([
      sizeRow('core, gzipped, without the demangler', core, 85, 75),
      sizeRow('core, gzipped, with the demangler', core + demangler, 160, 145),
      sizeRow('reader alone, minified and gzipped', compressed(minifiedReader()), 5, 4),
    ]);
  },
};

function sizeRow(figure: string, bytes: number, must: number, aim: number): Row {
  const measured = bytes / 1000;
  return { figure, module: '', ours: '', peer: '', measured, ofMinima: null, must, aim, unit: 'kB', memory: '' };
}

function compressed(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).length;
}

/** All that `import … from 'wasm-symbolicate/lookup'` brings. */
function minifiedReader(): Uint8Array {
  const entryPoints = [here('../../dist/lookup.js')];
  const { outputFiles } = buildSync({ entryPoints, bundle: true, minify: true, format: 'esm', write: false });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('the reader cannot be bundled');
  return file.contents;
}
