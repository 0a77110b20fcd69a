import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildIndex, init, parseSourceMap } from '../../src/index.ts';
import type { CoreSources } from '../../src/index.ts';
import { fixtureBytes } from '../container/fixtures.ts';
import { rejectionOf } from '../container/rejection.ts';
import { errorOf } from '../support/errors.ts';

/** C++: needs the core and the demangler. */
const MODULE = fixtureBytes('inventory-O2-dwarf5.wasm');

const FILES = {
  core: 'gimli_wasm_bg',
  parts: 'gimli_wasm_parts_bg',
  demangler: 'demangler_bg',
  sourceMap: 'source_map_rows_bg',
} satisfies Record<keyof CoreSources, string>;

function coreBytes(name: keyof typeof FILES): Buffer<ArrayBuffer> {
  return readFileSync(new URL(`../../native/pkg/${FILES[name]}.wasm`, import.meta.url));
}

function compiled(name: keyof typeof FILES): WebAssembly.Module {
  return new WebAssembly.Module(coreBytes(name));
}

/** As workerd and pages with a strict policy do. */
function forbidCompiling(): void {
  vi.spyOn(WebAssembly, 'compile').mockRejectedValue(
    new WebAssembly.CompileError('WebAssembly.compile(): Wasm code generation disallowed by embedder'),
  );
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('where the host forbids compiling', () => {
  it('the error names the way out, and given cores are it', async () => {
    const expected = await buildIndex(MODULE);
    forbidCompiling();
    // The cores that the build above compiled are forgotten.
    init({ core: coreBytes('core') });
    expect(await rejectionOf(buildIndex(MODULE))).toMatchObject({
      code: 'core-failed',
      message:
        'The core could not be compiled: WebAssembly.compile(): Wasm code generation disallowed by embedder. ' +
        'A host that forbids compiling can be given compiled cores, see `init`.',
    });

    init({ core: compiled('core'), demangler: compiled('demangler') });
    expect(Buffer.compare(await buildIndex(MODULE), expected)).toBe(0);
  });

  it('builds in parts and source maps have cores of their own', async () => {
    forbidCompiling();
    init({ parts: compiled('parts'), sourceMap: compiled('sourceMap'), demangler: compiled('demangler') });
    const [asc, map] = ['asc.wasm', 'asc.wasm.map'].map((file) =>
      readFileSync(new URL(`../../fixtures/source-maps/${file}`, import.meta.url)),
    );
    if (asc === undefined || map === undefined) throw new Error('no fixtures');
    const inParts = await buildIndex(MODULE, { limits: { memory: 1 } });
    const ofMap = await buildIndex(asc, { companions: { sourceMap: parseSourceMap(map) } });
    expect([inParts.length > 0, ofMap.length > 0]).toEqual([true, true]);
  });
});

describe('a core', () => {
  it.each([
    ['compiled', compiled('core')],
    ['as an array of bytes', new Uint8Array(coreBytes('core'))],
    ['as a buffer', new Uint8Array(coreBytes('core')).buffer],
  ])('may be given %s, alone', async (_, core) => {
    init(core);
    expect((await buildIndex(MODULE)).length).toBeGreaterThan(0);
  });

  it('that a function gives is asked for when it is needed, once', async () => {
    const core = vi.fn(() => Promise.resolve(compiled('core')));
    init({ core });
    expect(core).toHaveBeenCalledTimes(0);
    await buildIndex(MODULE);
    await buildIndex(MODULE);
    expect(core).toHaveBeenCalledTimes(1);
  });

  it('that did not arrive is asked for again', async () => {
    const answers = [() => Promise.reject(new Error('offline')), () => Promise.resolve(compiled('core'))];
    init(() => answers.shift()?.() ?? Promise.reject(new Error('asked a third time')));
    expect(await rejectionOf(buildIndex(MODULE))).toMatchObject({
      code: 'core-failed',
      message: 'The core could not be started: offline.',
    });
    expect((await buildIndex(MODULE)).length).toBeGreaterThan(0);
  });

  it('in the place of another one is of another version', async () => {
    init(compiled('sourceMap'));
    expect(await rejectionOf(buildIndex(MODULE))).toMatchObject({ code: 'core-failed' });
    init(compiled('core'));
  });

  it.each([
    ['a path', 'core.wasm'],
    ['nothing', undefined],
    ['null', null],
    ['a promise among cores', { demangler: Promise.resolve() }],
  ])('is not %s', (_, wrong) => {
    expect(
      errorOf(() => {
        Reflect.apply(init, undefined, [wrong]);
      }),
    ).toMatchObject({ code: 'invalid-argument' });
  });
});
