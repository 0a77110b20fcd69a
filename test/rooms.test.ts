import { readFileSync, readdirSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { expect, it } from 'vitest';

/** The rooms of ARCHITECTURE.md and what each may import besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  errors: [],
  types: [],
  host: [],
  container: ['errors', 'host'],
  core: ['errors'],
  ids: [],
  identity: ['ids', 'stack'],
  'dwarf-sources': ['container'],
  'source-map': ['errors', 'types'],
  'symbol-list': ['errors'],
  'symbol-index': ['errors', 'types'],
  'hot-rows': ['symbol-index'],
  export: ['errors', 'types', 'paths', 'symbol-index'],
  stack: ['errors', 'types'],
  paths: ['errors'],
  'source-context': ['errors', 'types', 'host', 'paths', 'symbol-index'],
  reduce: ['errors', 'types', 'paths', 'source-context', 'symbol-index'],
  build: [
    'errors',
    'types',
    'host',
    'container',
    'core',
    'paths',
    'reduce',
    'source-context',
    'source-map',
    'symbol-list',
    'dwarf-sources',
  ],
  modules: [
    'errors',
    'hot-rows',
    'types',
    'host',
    'container',
    'ids',
    'identity',
    'source-map',
    'symbol-index',
    'symbol-list',
    'stack',
    'build',
    'fit',
    'dwarf-sources',
    'source-context',
  ],
  sources: ['errors', 'container', 'host', 'ids', 'identity'],
  fit: ['container', 'stack'],
  answers: ['errors', 'types', 'paths', 'fit', 'identity', 'symbol-index', 'stack', 'modules', 'javascript', 'meaning'],
  javascript: ['errors', 'types', 'host', 'stack'],
  meaning: ['types', 'stack'],
  doctor: ['errors', 'types', 'build', 'symbol-index', 'modules'],
  symbolicate: [
    'answers',
    'identity',
    'errors',
    'types',
    'paths',
    'source-context',
    'symbol-index',
    'stack',
    'modules',
    'javascript',
    'meaning',
  ],
  format: [
    'errors',
    'types',
    'fit',
    'identity',
    'symbol-index',
    'stack',
    'modules',
    'meaning',
    'symbolicate',
    'doctor',
  ],
  store: [
    'errors',
    'host',
    'hot-rows',
    'types',
    'build',
    'container',
    'ids',
    'identity',
    'modules',
    'sources',
    'stack',
    'symbol-index',
    'symbolicate',
  ],
  streams: ['errors', 'types', 'symbol-index', 'stack', 'modules', 'symbolicate', 'format'],
  index: [
    'errors',
    'hot-rows',
    'fit',
    'build',
    'container',
    'core',
    'doctor',
    'export',
    'format',
    'host',
    'identity',
    'ids',
    'javascript',
    'meaning',
    'modules',
    'paths',
    'reduce',
    'source-context',
    'source-map',
    'sources',
    'stack',
    'store',
    'streams',
    'symbol-index',
    'symbol-list',
    'symbolicate',
    'types',
  ],
  cli: [
    'errors',
    'identity',
    'types',
    'container',
    'symbol-index',
    'stack',
    'build',
    'modules',
    'symbolicate',
    'format',
    'export',
    'doctor',
    'paths',
    'reduce',
    'source-context',
    'source-map',
    'sources',
    'store',
    'streams',
    'symbol-list',
  ],
};

const source = join(import.meta.dirname, '../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));

const importsOf = new Map(
  files.map((file) => {
    const text = readFileSync(join(source, file), 'utf8');
    const specifiers = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+\.ts)'/g)].map(
      ([, specifier = '']) => specifier,
    );
    return [file, specifiers.map((specifier) => posix.join(posix.dirname(file), specifier))];
  }),
);

function roomOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace(/\.ts$/, '');
}

it('every room of the sources is known', () => {
  expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});

it('no file imports against the flow', () => {
  const against = [...importsOf].flatMap(([file, imports]) =>
    imports
      .filter((imported) => roomOf(imported) !== roomOf(file) && !MAY_IMPORT[roomOf(file)]?.includes(roomOf(imported)))
      .map((imported) => `${file} → ${imported}`),
  );
  expect(against).toEqual([]);
});

it('no file imports itself by way of others', () => {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (path.includes(file) || done.has(file)) return;
    for (const imported of importsOf.get(file) ?? []) visit(imported, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

it('only the core touches WebAssembly', () => {
  const touching = files.filter((file) =>
    /\bWebAssembly\.(compile|instantiate|validate|[A-Z]\w*\()/.test(readFileSync(join(source, file), 'utf8')),
  );
  expect(touching.filter((file) => roomOf(file) !== 'core').map((file) => relative('.', file))).toEqual([]);
});
