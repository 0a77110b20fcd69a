import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { openModule } from '../../src/build/open-module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import type { RangeReader } from '../../src/container/range-reader.ts';
import { diagnostics } from '../../src/symbol-index/diagnostics.ts';
import { identity, lookup, lookupAll, openIndex, verifyChecksum } from '../../src/symbol-index/index.ts';
import { FIXTURES, fixtureBytes } from '../container/fixtures.ts';
import { codeSection, custom, list, moduleOf, nameMap, section, sized } from '../container/module-bytes.ts';
import { rejectionOf } from '../container/rejection.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** A module of one imported function and three bodies, of which the section names one and exports name two. */
const NAMED = moduleOf(
  section(1, list([0x60, 0x00, 0x00])),
  section(2, list([...sized('env'), ...sized('log'), 0x00, 0x00])),
  section(3, list([0x00], [0x00], [0x00])),
  section(7, list([...sized('run'), 0x00, 0x01], [...sized('stop'), 0x00, 0x02])),
  codeSection(2, 2, 2),
  custom('build_id', sized([0xab, 0xcd])),
  custom('name', [...section(0, sized('app')), ...nameMap(1, [0, 'imported'], [1, 'app::run'], [9, 'nowhere'])]),
);
const CODE_START = 51;

describe('the index of a module without debug information', () => {
  it('carries its identity', async () => {
    const index = openIndex(await buildIndex(NAMED));
    expect(identity(index)).toEqual({
      codeStart: CODE_START,
      codeSize: 10,
      moduleSize: NAMED.length,
      importedFunctions: 1,
      exportedFunctions: 2,
      codeHash: sha256(sha256(NAMED.subarray(CODE_START, CODE_START + 10))).toString('hex'),
      buildId: 'abcd',
      moduleName: 'app',
      functionCount: 3,
      partial: false,
      arbitrated: false,
    });
  });

  it('answers with the name section first, exports second, and says from where a name is', async () => {
    const index = openIndex(await buildIndex(NAMED));
    const bodies = [0, 1, 2].map((body) => lookup(index, CODE_START + 2 + 3 * body));
    const frames = bodies.map(({ functionIndex, frames: [frame] }) => [
      functionIndex,
      frame?.function,
      frame?.origin.name,
    ]);
    expect(frames).toEqual([
      [1, 'app::run', 'name-section'],
      [2, 'stop', 'export'],
      [3, null, null],
    ]);
  });

  it('counts what the container left out', async () => {
    expect(diagnostics(openIndex(await buildIndex(NAMED)))).toEqual([
      { kind: 'name-out-of-range', count: 1, place: NAMED.length - 9 },
    ]);
  });
});

describe('the index of every fixture', () => {
  it.each(FIXTURES)('is sound, and the same bytes each time: %s', async (file) => {
    const bytes = fixtureBytes(file);
    const first = await buildIndex(bytes);
    expect(verifyChecksum(openIndex(first))).toBe(true);
    expect(Buffer.compare(first, await buildIndex(new Blob([bytes])))).toBe(0);
  });

  // By the same code, so that an answer does not depend on how it was asked for.
  it.each(FIXTURES)('answers as one that was built for the asked offsets only: %s', async (file) => {
    const bytes = fixtureBytes(file);
    const { bodyStarts, bodyLengths, codeStart } = await openModule(bytes);
    const full = openIndex(await buildIndex(bytes));
    const step = Math.max(1, Math.floor(bodyStarts.length / 12));
    for (let body = 0; body < bodyStarts.length; body += step) {
      const start = codeStart + (bodyStarts[body] ?? 0);
      const length = bodyLengths[body] ?? 0;
      const offsets = [start, start + Math.floor(length / 3), start + Math.floor(length / 2), start + length - 1];
      const partial = openIndex(await buildIndex(bytes, { offsets }));
      expect(identity(partial).partial).toBe(true);
      expect(lookupAll(partial, offsets)).toEqual(lookupAll(full, offsets));
    }
  });
});

describe('building', () => {
  const file = 'glossary-O2-dwarf5.wasm';

  it('for chosen offsets reads no code but the sizes of bodies, and all debug sections once', async () => {
    const bytes = fixtureBytes(file);
    let read = 0;
    const reader: RangeReader = {
      name: file,
      size: bytes.length,
      read: (offset, length) => {
        read += length;
        return Promise.resolve(bytes.subarray(offset, offset + length));
      },
    };
    await buildIndex(reader, { offsets: [] });
    expect(read).toBeLessThan(bytes.length * 1.1);
  });

  it('ignores offsets outside the code, and refuses what is no offset', async () => {
    const bytes = fixtureBytes(file);
    const index = openIndex(await buildIndex(bytes, { offsets: [0, bytes.length, 2 ** 40] }));
    expect(identity(index)).toMatchObject({ partial: true, codeHash: null });
    expect(await rejectionOf(buildIndex(new File([bytes], 'app.wasm'), { offsets: [-1] }))).toEqual({
      code: 'invalid-argument',
      message: 'An offset is an integer ≥ 0, not -1.',
      file: 'app.wasm',
      offset: null,
    });
  });

  it('leaves a module open that the caller opened, for more than one index', async () => {
    const module = await openModule(fixtureBytes(file));
    const [first, second] = [await buildIndex(module), await buildIndex(module)];
    await module.close();
    expect(Buffer.compare(first, second)).toBe(0);
  });

  it('ends with the reason of the signal', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(buildIndex(fixtureBytes(file), { signal })).rejects.toThrow('too late');
  });

  it('names the file where the core fails', async () => {
    const damaged = { ...(await openReader(moduleOf(section(10, [2, 1, 0])))), name: 'app.wasm' };
    expect(await rejectionOf(buildIndex(damaged))).toMatchObject({ code: 'malformed-module', file: 'app.wasm' });
  });
});
