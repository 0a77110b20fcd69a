import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import type { Companions } from '../../src/build/companions.ts';
import { companionFit } from '../../src/build/companion-fit.ts';
import { findCompanion } from '../../src/build/find-companion.ts';
import { splitFinder } from '../../src/build/find-split.ts';
import { openCompanion, openModule } from '../../src/build/open-module.ts';
import type { OpenModule } from '../../src/build/open-module.ts';
import { openSplitFile } from '../../src/build/split-file.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { lookupAll, openIndex, verifyChecksum } from '../../src/symbol-index/index.ts';
import type { Lookup } from '../../src/types.ts';
import { fixtureBytes } from '../container/fixtures.ts';
import { codeSection, custom, list, moduleOf, section, sized } from '../container/module-bytes.ts';
import { withPaddedBodies } from '../support/padded-bodies.ts';
import { COMPANION_FIXTURES, INVENTORY, companionBytes, companionPath, wholeBytes } from './companion-fixtures.ts';
import type { CompanionFixture } from './companion-fixtures.ts';

/** What is known of every byte of the module's code, in the order of the code; offsets count from the code section's contents. */
async function answers(module: OpenModule, companions: Companions = {}): Promise<Lookup[]> {
  const index = openIndex(await buildIndex(module, { companions }));
  const size = module.layout.code?.size ?? 0;
  return lookupAll(
    index,
    Array.from({ length: size }, (_, address) => address),
    { codeRelative: true },
  );
}

async function diagnosticsOf(module: OpenModule, companions: Companions = {}): Promise<readonly [string, number][]> {
  const index = openIndex(await buildIndex(module, { companions }));
  return diagnostics(index).map(({ kind, count }) => [kind, count]);
}

async function companionsOf({ dwarf, split }: CompanionFixture): Promise<Companions> {
  return {
    dwarf: dwarf === null ? undefined : await openCompanion(companionBytes(dwarf)),
    split: await Promise.all(split.map((file) => openSplitFile(companionBytes(file)))),
  };
}

const title = ({ module, dwarf, split }: CompanionFixture): string => [module, dwarf, ...split].join(' ');
const CASES = COMPANION_FIXTURES.map((fixture) => [title(fixture), fixture] as const);

describe('a module and the files that describe it', () => {
  it.each(CASES)('answer at every byte as the build that has all in one: %s', async (_, fixture) => {
    const whole = await answers(await openModule(wholeBytes(fixture)));
    const module = await openModule(companionBytes(fixture.module));
    expect(await answers(module, await companionsOf(fixture))).toEqual(whole);
    expect(whole.some(({ frames }) => frames.length > 1)).toBe(true);
  });

  it.each(CASES)('answer for chosen offsets as for all: %s', async (_, fixture) => {
    const module = await openModule(companionBytes(fixture.module));
    const companions = await companionsOf(fixture);
    const full = await answers(module, companions);
    for (const start of module.bodyStarts) {
      const offsets = [module.codeStart + start];
      const index = openIndex(await buildIndex(module, { companions, offsets }));
      expect(lookupAll(index, [start], { codeRelative: true })).toEqual([full[start]]);
    }
  });
});

describe('a module whose split files are not there', () => {
  it.each([
    ['inventory-split4.wasm', 1],
    ['inventory-split5.wasm', 1],
    ['calculator-split4.wasm', 2],
    ['calculator-split5.wasm', 2],
  ])('answers with its lines and names, and says what is missing: %s', async (file, units) => {
    const module = await openModule(companionBytes(file));
    expect(await diagnosticsOf(module)).toEqual([['split-debug-missing', units]]);
    const found = (await answers(module)).filter(({ functionIndex }) => functionIndex !== null);
    const undescribed = found.filter(({ reason }) => reason === 'split-debug-missing');
    expect(undescribed.length).toBeGreaterThan(found.length / 2);
    for (const { status, frames } of undescribed) {
      expect(status).toBe('partial');
      expect(frames.map(({ origin }) => origin)).toEqual([{ name: 'name-section', location: 'dwarf' }]);
      expect(frames[0]?.file).toMatch(/^\/src\/c/);
      expect(frames[0]?.line).toBeGreaterThan(0);
    }
  });

  it('misses nothing where the skeletons have the inlined calls themselves', async () => {
    const module = await openModule(companionBytes('inventory-split-inlining.wasm'));
    const found = (await answers(module)).filter(({ frames }) => frames.length > 1);
    expect(found.length).toBeGreaterThan(0);
    expect(found.map(({ reason }) => reason)).not.toContain('split-debug-missing');
  });

  it('has nothing of a split file of another build', async () => {
    const module = await openModule(companionBytes('inventory-split5.wasm'));
    const split = [await openSplitFile(companionBytes('lexer-split5.dwo'))];
    expect(await diagnosticsOf(module, { split })).toEqual([
      ['split-debug-missing', 1],
      ['split-debug-mismatch', 1],
    ]);
    expect(await answers(module, { split })).toEqual(await answers(module));
  });

  it('takes a split file once, however often it is given', async () => {
    const fixture = INVENTORY;
    const module = await openModule(companionBytes(fixture.module));
    const files = [...fixture.split, ...fixture.split];
    const split = await Promise.all(files.map((file) => openSplitFile(companionBytes(file))));
    expect(await diagnosticsOf(module, { split })).toEqual([['split-debug-mismatch', 1]]);
    expect(await answers(module, { split })).toEqual(await answers(await openModule(wholeBytes(fixture))));
  });

  it('says that a file is no split file, or one that cannot be read', async () => {
    const module = await openModule(companionBytes('calculator-split5.wasm'));
    const split = [
      await openSplitFile(moduleOf()),
      await openSplitFile(moduleOf(custom('.debug_info.dwo', [0]), custom('.debug_cu_index', [5, 0, 0]))),
    ];
    expect(await diagnosticsOf(module, { split })).toEqual([
      ['split-debug-missing', 2],
      ['split-file-unreadable', 2],
    ]);
  });
});

describe('split files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-split-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const put = (file: string, as = file): string => {
    const path = join(folder, as);
    writeFileSync(path, companionBytes(file));
    return path;
  };

  it('are found beside the module by their names', async () => {
    const module = await openModule(put('calculator-split4.wasm'));
    put('lexer-split4.dwo');
    expect(await diagnosticsOf(module, { findSplit: splitFinder(module) })).toEqual([['split-debug-missing', 1]]);
    put('parser-split4.dwo');
    expect(await diagnosticsOf(module, { findSplit: splitFinder(module) })).toEqual([]);
    await module.close();
  });

  it.each(['calculator-split5.wasm.dwp', 'calculator-split5.dwp'])('are found as a package: %s', async (name) => {
    const module = await openModule(put('calculator-split5.wasm'));
    const path = put('calculator-split5.wasm.dwp', name);
    expect(await diagnosticsOf(module, { findSplit: splitFinder(module) })).toEqual([]);
    rmSync(path);
    await module.close();
  });

  it('that cannot be read are said', async () => {
    const module = await openModule(put('inventory-split4.wasm'));
    const path = join(folder, 'inventory-split4.dwo');
    writeFileSync(path, 'no split file');
    expect(await diagnosticsOf(module, { findSplit: splitFinder(module) })).toEqual([
      ['split-debug-missing', 1],
      ['split-file-unreadable', 1],
    ]);
    await module.close();
  });
});

describe('the fit of a debug file', () => {
  const fit = async (module: string, companion: Uint8Array): Promise<unknown> =>
    companionFit(await openModule(companionBytes(module)), await openCompanion(companion));

  it('is judged by the code, wherever it begins in the file', async () => {
    expect(await fit('matrix-moved.wasm', companionBytes('matrix.debug.wasm'))).toEqual({
      evidence: 'code',
      refusal: null,
    });
  });

  it('has nothing to go by where the debug file has neither code nor id', async () => {
    expect(await fit('inventory-kept.wasm', companionBytes('inventory-codeless.debug.wasm'))).toEqual({
      evidence: 'none',
      refusal: null,
    });
  });

  it('is refused for other code', async () => {
    const other = { evidence: null, refusal: 'other-code' };
    expect(await fit('inventory-kept.wasm', companionBytes('matrix.debug.wasm'))).toEqual(other);
    const changed = companionBytes('matrix.debug.wasm');
    const { codeStart, bodyStarts } = await openModule(changed);
    const at = codeStart + (bodyStarts.at(-1) ?? 0) + 1;
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(await fit('matrix-moved.wasm', changed)).toEqual(other);
  });

  it('is judged by build id, or by the number of functions, where the code was removed', async () => {
    const deployed = moduleOf(codeSection(2, 2), custom('build_id', sized([1, 2, 3])));
    const declared = (...functions: number[][]): number[] => section(3, list(...functions));
    const cases: readonly (readonly [Uint8Array, string | null])[] = [
      [moduleOf(custom('build_id', sized([1, 2, 3]))), 'build-id'],
      [moduleOf(custom('build_id', sized([1, 2, 4])), declared([0], [0])), null],
      [moduleOf(declared([0], [0])), 'function-count'],
      [moduleOf(declared([0])), null],
      [moduleOf(declared([0], [0]), section(10, [])), 'function-count'],
      [moduleOf(declared([0], [0]), section(10, [0])), 'function-count'],
    ];
    for (const [companion, evidence] of cases) {
      const module = await openModule(deployed);
      expect(await companionFit(module, await openCompanion(companion))).toMatchObject({ evidence });
    }
  });

  it('leaves the module with its own names where it is refused, and says why', async () => {
    const module = await openModule(companionBytes('matrix-separate.wasm'));
    const dwarf = await openCompanion(wholeBytes(INVENTORY));
    expect(await diagnosticsOf(module, { dwarf })).toEqual([['other-code', 1]]);
    const [first = 0] = module.bodyStarts;
    const answer = (await answers(module, { dwarf }))[first];
    expect(answer).toMatchObject({
      status: 'partial',
      reason: 'other-code',
      frames: [{ origin: { name: 'name-section' } }],
    });
  });
});

describe('a debug file that writes the sizes of bodies in other numbers of bytes', () => {
  const FILE = 'calculator-Os-dwarf4.wasm';

  it('answers at every byte of each body as for its own code, for all offsets and for chosen ones', async () => {
    const whole = await openModule(fixtureBytes(FILE));
    const module = await openModule(await withPaddedBodies(fixtureBytes(FILE)));
    const dwarf = await openCompanion(fixtureBytes(FILE));
    const [expected, found] = [await answers(whole), await answers(module, { dwarf })];
    expect([...module.bodyStarts]).not.toEqual([...whole.bodyStarts]);
    for (const [body, start] of module.bodyStarts.entries()) {
      const length = module.bodyLengths[body] ?? 0;
      const atHome = expected.slice(whole.bodyStarts[body], (whole.bodyStarts[body] ?? 0) + length);
      const moved = atHome.map((answer, at) => ({ ...answer, offset: start + at }));
      expect(found.slice(start, start + length)).toEqual(moved);
      const offset = module.codeStart + start + (length >>> 1);
      const index = openIndex(await buildIndex(module, { companions: { dwarf }, offsets: [offset] }));
      expect(lookupAll(index, [offset - module.codeStart], { codeRelative: true })).toEqual([moved[length >>> 1]]);
    }
    const index = openIndex(await buildIndex(module, { companions: { dwarf } }));
    expect(verifyChecksum(index)).toBe(true);
  });

  it('is refused where a byte of a body is another', async () => {
    const module = await openModule(await withPaddedBodies(fixtureBytes(FILE)));
    const changed = fixtureBytes(FILE);
    const { codeStart, bodyStarts } = await openModule(changed);
    const at = codeStart + (bodyStarts.at(-1) ?? 0) + 1;
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(await companionFit(module, await openCompanion(changed))).toEqual({ evidence: null, refusal: 'other-code' });
  });
});

describe('the debug file that a module names', () => {
  it('is found beside it', async () => {
    const module = await openModule(companionPath('matrix-separate.wasm'));
    const { link, companion } = await findCompanion(module);
    expect([link, companion?.name]).toEqual(['matrix.debug.wasm', companionPath('matrix.debug.wasm')]);
    await companion?.close();
    await module.close();
  });

  it('takes the place of DWARF in the module, which no longer counts', async () => {
    const own = companionBytes('matrix.debug.wasm');
    const module = await openModule(new Uint8Array([...own, ...custom('external_debug_info', sized('x.wasm'))]));
    expect(await diagnosticsOf(module)).toEqual([['companion-missing', 1]]);
    const [first = 0] = module.bodyStarts;
    expect((await answers(module))[first]).toMatchObject({ status: 'partial', reason: 'companion-missing' });
    // What the debug file says of itself is none of the rule's business.
    const dwarf = await openCompanion(new Uint8Array([...own, ...custom('external_debug_info', sized('x.wasm'))]));
    expect(await answers(module, { dwarf })).toEqual(await answers(await openModule(own)));
  });

  const linking = (name: string | null, ...links: string[]): Promise<OpenModule> =>
    openModule(moduleOf(codeSection(2), ...links.map((link) => custom('external_debug_info', sized(link))))).then(
      (module) => ({ ...module, name }),
    );

  it.each([
    ['app.debug.wasm?x=1', 'app.debug.wasm'],
    ['app.debug.wasm#x', 'app.debug.wasm'],
    ['sub%20folder/app.debug.wasm?x=%20', 'app.debug.wasm'],
    ['app%20debug.wasm', 'app debug.wasm'],
    ['app?.wasm', 'app?.wasm'],
    ['app%.wasm?x', 'app%.wasm'],
  ])('is found on disk by a URL: %s is %s', async (link, file) => {
    const folder = mkdtempSync(join(tmpdir(), 'link-'));
    writeFileSync(join(folder, file), companionBytes('matrix.debug.wasm'));
    const { companion } = await findCompanion(await linking(join(folder, 'app.wasm'), link));
    expect(companion?.name).toBe(join(folder, file));
    await companion?.close();
    rmSync(folder, { recursive: true });
  });

  it('is fetched only by a fetcher that was passed, relative to the module or where the link says', async () => {
    const cases: readonly (readonly [module: string | null, link: string, asked: readonly string[]])[] = [
      ['https://h.test/a/app.wasm?v=1', 'app.debug.wasm', ['https://h.test/a/app.debug.wasm']],
      ['https://h.test/a/app.wasm', '../d/app%20x.wasm', ['https://h.test/d/app%20x.wasm']],
      ['https://h.test/a/app.wasm', 'file:///etc/passwd', []],
      ['/srv/app.wasm', 'https://h.test/app.debug.wasm', ['https://h.test/app.debug.wasm']],
      [null, 'https://h.test/app.debug.wasm', ['https://h.test/app.debug.wasm']],
      [null, 'app.debug.wasm', []],
    ];
    for (const [name, link, expected] of cases) {
      const asked: string[] = [];
      const module = await linking(name, link);
      expect((await findCompanion(module)).companion).toBeNull();
      const fetch = (url: string): Promise<Response> => {
        asked.push(url);
        return Promise.resolve(new Response(null, { status: 404 }));
      };
      expect(await findCompanion(module, { fetch })).toEqual({ link, companion: null });
      expect(asked).toEqual(expected);
    }
  });

  it('is what the fetcher gives', async () => {
    const module = await linking('https://h.test/matrix-moved.wasm', 'matrix.debug.wasm');
    const fetch = (): Promise<Response> => Promise.resolve(new Response(companionBytes('matrix.debug.wasm')));
    const { companion } = await findCompanion(module, { fetch });
    expect(companion?.bodyStarts.length).toBe(18);
  });
});
