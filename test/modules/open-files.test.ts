import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { exportSourceMap } from '../../src/export/source-map.ts';
import { formatText } from '../../src/format/text.ts';
import { indexOf, openModule, openModules } from '../../src/modules/module.ts';
import { openFiles } from '../../src/modules/open-files.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { openIndex, lookup } from '../../src/symbol-index/index.ts';
import { symbolicate } from '../../src/symbolicate.ts';
import { custom, section, sized } from '../container/module-bytes.ts';
import { withPaddedBodies } from '../support/padded-bodies.ts';
import { buildIndex } from '../../src/build/build-index.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const at = (path: string): URL => new URL(path, FIXTURES);
const bytes = (path: string): Uint8Array => readFileSync(at(path));

const STRIPPED = 'stacks/modules/app-stripdebug.wasm';
const WHOLE = 'stacks/modules/app.wasm';
const STACK = '    at f (http://h/app-stripdebug.wasm:wasm-function[9]:0x2df)';
const NAMED = `    at geo::detail::clampIndex(int) (/src/app.cpp:16:5)
    at geo::detail::inlineOuter(int) (/src/app.cpp:21:11)
    at geo::detail::Box<int, 4>::at(int) const (/src/app.cpp:30:11)`;

/** Module-file offset of a body. */
async function startOf(path: string, body: number): Promise<number> {
  const { outline, close } = await openModule(at(path));
  await close();
  return (outline.bodyStarts[body] ?? 0) + outline.codeStart;
}

describe('files given together become one module', () => {
  it('a stripped module and the one with its debug information', async () => {
    const { modules, joined, unused, close } = await openFiles([at(STRIPPED), at(WHOLE)]);
    expect([modules.length, joined, unused]).toEqual([1, [{ file: 1, to: 0, evidence: 'code' }], []]);
    expect(formatText(await symbolicate(STACK, modules))).toBe(NAMED);
    await close();
  });

  it('a module and the same code with the sizes of its bodies written otherwise', async () => {
    const deployed = await withPaddedBodies(bytes(WHOLE));
    const { modules, joined, unused, close } = await openFiles([deployed, at(WHOLE)]);
    expect([modules.length, joined, unused]).toEqual([1, [{ file: 1, to: 0, evidence: 'code' }], []]);
    const [module] = modules;
    if (module === undefined) throw new Error('no module');
    const start = (module.outline.bodyStarts[7] ?? 0) + module.outline.codeStart;
    expect(lookup(await indexOf(module), start).frames.map(({ file }) => file)).toEqual(
      lookup(openIndex(await buildIndex(at(WHOLE))), await startOf(WHOLE, 7)).frames.map(({ file }) => file),
    );
    await close();
  });

  it('a stripped module and an exported map: names and inlined calls out of its scopes', async () => {
    const whole = await openModule(at(WHOLE));
    const map = exportSourceMap(await indexOf(whole), { file: 'app-stripdebug.wasm' });
    const given = new TextEncoder().encode(JSON.stringify(map));
    const { modules, joined, close } = await openFiles([given, at(STRIPPED)]);
    expect(joined).toEqual([{ file: 0, to: 1, evidence: 'link' }]);
    expect(formatText(await symbolicate(STACK, modules))).toBe(NAMED);
    await close();
    const withOwnField = new TextEncoder().encode(JSON.stringify({ toolchain: { id: 7 }, ...map }));
    const again = await openFiles([withOwnField, at(STRIPPED)]);
    expect(again.joined).toEqual(joined);
    await again.close();
    await whole.close();
  });

  it('a module without names and a symbol list', async () => {
    const list = new TextEncoder().encode('9:Box::at\n8:Engine::step\n');
    const { modules, close } = await openFiles([at('stacks/modules/app-stripall.wasm'), list]);
    expect(formatText(await symbolicate('at@<?>:wasm-function[9]\nf@<?>:wasm-function[8]', modules))).toBe(
      'Box::at@<?>:wasm-function[9]\nEngine::step@<?>:wasm-function[8]',
    );
    await close();
  });

  it.each([4, 5])('modules and split files of any name, by the ids of their units: DWARF %i', async (version) => {
    const [calculator, inventory] = ['calculator', 'inventory'].map((name) =>
      bytes(`companions/${name}-split${version}.wasm`),
    );
    const split = ['inventory', 'parser', 'lexer'].map((name) => bytes(`companions/${name}-split${version}.dwo`));
    if (calculator === undefined || inventory === undefined) throw new Error('no fixtures');
    const evidence = 'split-id';
    const { joined, unused, modules, close } = await openFiles([...split, calculator, inventory]);
    expect(joined).toEqual([
      { file: 1, to: 3, evidence },
      { file: 2, to: 3, evidence },
      { file: 0, to: 4, evidence },
    ]);
    expect(unused).toEqual([]);
    for (const module of modules) expect(diagnostics(await indexOf(module))).toEqual([]);
    await close();
    const packed = await openFiles([bytes(`companions/calculator-split${version}.wasm.dwp`), calculator, inventory]);
    expect(packed.joined).toEqual([{ file: 0, to: 1, evidence }]);
    await packed.close();
  });

  it('but a module and another stay two', async () => {
    const { modules, joined, unused, close } = await openFiles([at(WHOLE), at('stacks/modules/eh.wasm')]);
    expect([modules.length, joined, unused]).toEqual([2, [], []]);
    await close();
  });
});

describe('core modules of components', () => {
  const component = (...modules: readonly string[]): Uint8Array =>
    Uint8Array.from([0, 0x61, 0x73, 0x6d, 13, 0, 1, 0, ...modules.flatMap((path) => section(1, [...bytes(path)]))]);
  const EH = 'stacks/modules/eh.wasm';

  test.each([
    ['a component', component(EH, WHOLE)],
    ['the core module alone', bytes(WHOLE)],
  ])('have the debug information of %s with the same code', async (_, other) => {
    const { modules, joined, unused, close } = await openFiles([component(STRIPPED, EH), other]);
    expect([modules.length, joined, unused]).toEqual([2, [{ file: 1, to: 0, evidence: 'code' }], []]);
    expect(modules.map(({ outline }) => outline.place?.start)).toEqual([11, expect.any(Number)]);
    const [module] = modules;
    if (module === undefined) throw new Error('no module');
    const { frames } = lookup(await indexOf(module), 0x2df);
    expect(frames.map(({ line }) => line)).toEqual([16, 21, 30]);
    await close();
  });

  it('give theirs to a module that was taken out of the component', async () => {
    const { modules, joined, close } = await openFiles([at(STRIPPED), component(EH, WHOLE)]);
    expect([modules.length, joined]).toEqual([2, [{ file: 1, to: 0, evidence: 'code' }]]);
    expect(formatText(await symbolicate(STACK, modules))).toBe(NAMED);
    await close();
  });

  it('are all deployed where one component holds a module twice, and other code stays a module of its own', async () => {
    const { modules, joined, unused, close } = await openFiles([component(STRIPPED, STRIPPED), component(EH)]);
    expect([modules.length, joined, unused]).toEqual([3, [], []]);
    await close();
  });

  it('are said to add nothing where they do not', async () => {
    const { modules, unused, close } = await openFiles([component(WHOLE), component(STRIPPED)]);
    expect([modules.length, unused]).toEqual([1, [{ file: 1, reason: 'not-needed', other: 0 }]]);
    await close();
  });

  it('find each its own debug file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'component-'));
    const link = (path: string): number[] => [
      ...bytes(path),
      ...custom('external_debug_info', sized('app.debug.wasm')),
    ];
    const modules = [[...bytes(EH)], link(STRIPPED)].flatMap((each) => section(1, each));
    writeFileSync(join(folder, 'app.wasm'), Uint8Array.from([0, 0x61, 0x73, 0x6d, 13, 0, 1, 0, ...modules]));
    writeFileSync(join(folder, 'app.debug.wasm'), bytes(WHOLE));
    const opened = await openModules(join(folder, 'app.wasm'));
    const lines = [];
    for (const each of opened) lines.push(lookup(await indexOf(each), 0x2df).frames.map(({ line }) => line));
    expect(lines.at(-1)).toEqual([16, 21, 30]);
    for (const each of opened) await each.close();
    rmSync(folder, { recursive: true });
  });
});

describe('a file that none of the modules can use is said, not guessed about', () => {
  it('a map with the debug id of another build', async () => {
    const map = { version: 3, debugId: '00112233-4455-6677-8899-aabbccddeeff', sources: [], names: [], mappings: '' };
    const given = new TextEncoder().encode(JSON.stringify(map));
    const { modules, unused, close } = await openFiles([at('modules/matrix-build-id.wasm'), given]);
    expect([modules.length, unused]).toEqual([1, [{ file: 1, reason: 'other-id', other: 0 }]]);
    await close();
  });

  it('a second map, and the one that counts has the debug id, whichever was given first', async () => {
    const module = bytes('modules/matrix-build-id.wasm');
    const own = openIndex(await buildIndex(module));
    const map = exportSourceMap(own);
    const text = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
    const named = text({ ...map, debugId: undefined, file: 'x' });
    const { unused, close } = await openFiles([module, named, text({ ...map, debugId: own.identity.buildId })]);
    expect(unused).toEqual([{ file: 1, reason: 'not-needed', other: 0 }]);
    await close();
  });

  it('nor is it said of an index and its module, unless their ids differ', async () => {
    const module = bytes('modules/matrix-build-id.wasm');
    const index = await buildIndex(module);
    const agreeing = await openFiles([module, index]);
    expect([agreeing.modules.length, agreeing.unused, agreeing.contradictions]).toEqual([1, [], []]);
    await agreeing.close();
    const id = openIndex(index).identity.buildId ?? '';
    const at = Buffer.from(module).indexOf(Buffer.from(id, 'hex'));
    const renamed = module.with(at, (module[at] ?? 0) ^ 1);
    const differing = await openFiles([renamed, index]);
    expect([differing.modules.length, differing.unused, differing.contradictions]).toEqual([
      1,
      [],
      [{ file: 1, contradiction: 'same-code-other-id', other: 0 }],
    ]);
    await differing.close();
  });

  it('code that a tool changed under the same build id: both modules are used', async () => {
    const module = bytes('modules/matrix-build-id.wasm');
    const { codeStart, codeSize } = openIndex(await buildIndex(module)).identity;
    const last = codeStart + codeSize - 2;
    const { modules, contradictions, close } = await openFiles([module, module.with(last, (module[last] ?? 0) ^ 1)]);
    expect([modules.length, contradictions]).toEqual([2, [{ file: 1, contradiction: 'same-id-other-code', other: 0 }]]);
    await close();
  });

  it('a second file with debug information', async () => {
    const { unused, close } = await openFiles([at(WHOLE), at(STRIPPED)]);
    expect(unused).toEqual([{ file: 1, reason: 'not-needed', other: 0 }]);
    await close();
  });

  it('a text that is none of them is an error with its name', async () => {
    await expect(openFiles([at(WHOLE), at('README.md')])).rejects.toMatchObject({ code: 'not-a-module' });
  });
});

it('a map in place of DWARF answers alike at every row: DWARF → map with scopes → index', async () => {
  const whole = openIndex(await buildIndex(bytes(WHOLE)));
  const map = new TextEncoder().encode(JSON.stringify(exportSourceMap(whole)));
  const { modules, close } = await openFiles([bytes(STRIPPED), map]);
  const [module] = modules;
  if (module === undefined) throw new Error('there is a module');
  const again = await indexOf(module);
  const essence = ({ frames }: ReturnType<typeof lookup>) =>
    frames.map(({ function: name, file, line }) => [name, file, line]);
  const { codeStart, codeSize } = whole.identity;
  let compared = 0;
  for (let offset = codeStart; offset < codeStart + codeSize; offset += 1) {
    const expected = lookup(whole, offset);
    if (expected.status !== 'resolved') continue;
    compared += 1;
    expect([offset, essence(lookup(again, offset))]).toEqual([offset, essence(expected)]);
  }
  expect(compared).toBeGreaterThan(400);
  await close();
});
