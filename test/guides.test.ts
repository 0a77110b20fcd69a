import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Newcomer } from './support/newcomer.ts';
import { Snippets } from './support/snippets.ts';

/**
 * The guides, as someone follows them who has just built their program: fixtures/guides/build.sh builds with the commands that a guide gives, and these are its files under the
 * names that they have there.
 */
const BUILT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'rust.md': { 'pkg/orders_bg.wasm': 'guides/orders_bg.wasm', 'crash.txt': 'guides/orders.txt' },
  'emscripten.md': {
    'shelf.wasm': 'guides/shelf.wasm',
    'shelf.debug.wasm': 'guides/shelf.debug.wasm',
    'crash.txt': 'guides/shelf.txt',
    'mapped/shelf.wasm': 'guides/mapped.wasm',
    'mapped/shelf.wasm.map': 'guides/mapped.wasm.map',
    'mapped/crash.txt': 'guides/mapped.txt',
    'boxes.wasm': 'symbol-lists/boxes.wasm',
    'boxes.js.symbols': 'symbol-lists/boxes.js.symbols',
  },
  'wasi-sdk.md': { 'shelf.wasm': 'guides/shelf-wasi.wasm', 'crash.txt': 'guides/shelf-wasi.txt' },
  'assemblyscript.md': {
    'basket.wasm': 'guides/basket.wasm',
    'basket.wasm.map': 'guides/basket.wasm.map',
    'crash.txt': 'guides/basket.txt',
  },
  'zig.md': { 'lookup.wasm': 'guides/lookup.wasm', 'crash.txt': 'guides/lookup.txt' },
  'tinygo.md': {},
  'error-service.md': { 'app.wasm': 'stacks/modules/app.wasm' },
  'dev-server.md': { 'app.wasm': 'stacks/modules/app.wasm' },
  'test-runner.md': { 'app.wasm': 'guides/lookup.wasm' },
};

const folder = new URL('../docs/guides/', import.meta.url);

it('every guide is known', () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(BUILT).sort());
});

describe.each(Object.entries(BUILT))('%s', (guide, files) => {
  const snippets = new Snippets(new URL(guide, folder));
  let newcomer: Newcomer;

  beforeAll(() => {
    newcomer = new Newcomer();
    for (const [file, fixture] of Object.entries(files)) newcomer.copy(fixture, file);
    for (const [name, text] of snippets.files) newcomer.write(name, text);
  });

  afterAll(() => {
    newcomer.remove();
  });

  it('says what of it runs, or that nothing does', () => {
    expect(snippets.programsWithoutOutput).toBe(0);
    const runs = snippets.sessions.length + snippets.programs.length;
    expect(runs > 0).toBe(Object.keys(files).length > 0);
  });

  if (snippets.sessions.length > 0) {
    it.each(snippets.sessions)('$ %s', (command, output) => {
      expect(newcomer.shell(command)).toBe(output);
    });
  }

  if (snippets.programs.length > 0) {
    it.each(snippets.programs)('program %#', (program, output) => {
      expect(newcomer.node(program)).toBe(output);
    });
  }
});
