import { describe, expect, it } from 'vitest';
import { normalizeDebugId, sourceMapDebugId } from '../../src/ids/debug-id.ts';
import { moduleIds, namesModule } from '../../src/ids/module-ids.ts';
import type { IdFacts } from '../../src/ids/module-ids.ts';
import { byteLengthOfV8UrlHash, v8UrlHash } from '../../src/ids/v8-hash.ts';

const UUID = '0ba020cdd2444f7eafdd25999a8e9010';
const HASH = 'f282209d799ba5287ce5c3e667d939c7616725c693c20d9d9be97180242d4b6d';
const NO_FACTS: IdFacts = { buildId: null, buildIdPrefix: null, codeHash: null, fileHash: null, moduleSize: 0 };

describe('the ids of a module', () => {
  // The event of @sentry/wasm for such a module has these.
  it('without a length in front of the build id are the same for everybody', () => {
    expect(moduleIds({ ...NO_FACTS, buildId: UUID, buildIdPrefix: '' })).toEqual({
      buildId: UUID,
      codeId: UUID,
      debug: { debugId: '0ba020cd-d244-4f7e-afdd-25999a8e9010', breakpadId: '0BA020CDD2444F7EAFDD25999A8E90100' },
      canonicalDebug: {
        debugId: '0ba020cd-d244-4f7e-afdd-25999a8e9010',
        breakpadId: '0BA020CDD2444F7EAFDD25999A8E90100',
      },
      debuginfod: { debuginfo: `/buildid/${UUID}/debuginfo`, executable: `/buildid/${UUID}/executable` },
      openTelemetry: { gnu: UUID, htlhash: null },
      v8UrlHash: null,
      derived: null,
    });
  });

  // symbolic#1069: whoever reads the section raw has the length in the id, and the last byte of the UUID not.
  it('with a length in front of it differ between raw readers and the convention’s', () => {
    const ids = moduleIds({ ...NO_FACTS, buildId: UUID, buildIdPrefix: '10' });
    expect(ids).toMatchObject({
      buildId: UUID,
      codeId: `10${UUID}`,
      debug: { debugId: '100ba020-cdd2-444f-7eaf-dd25999a8e90', breakpadId: '100BA020CDD2444F7EAFDD25999A8E900' },
      canonicalDebug: { debugId: '0ba020cd-d244-4f7e-afdd-25999a8e9010' },
    });
    expect(moduleIds({ ...NO_FACTS, buildId: UUID })).toEqual(ids);
  });

  it('of 20 bytes (SHA-1) keep the first 16 for debug ids; of 8 bytes have none', () => {
    const sha1 = 'a1c17c53fe02d4e9cfcaa3f2fe745b3ce27ad7df';
    expect(moduleIds({ ...NO_FACTS, buildId: sha1, buildIdPrefix: '14' })).toMatchObject({
      codeId: `14${sha1}`,
      debug: { breakpadId: '14A1C17C53FE02D4E9CFCAA3F2FE745B0' },
      canonicalDebug: { breakpadId: 'A1C17C53FE02D4E9CFCAA3F2FE745B3C0' },
      openTelemetry: { gnu: sha1 },
    });
    expect(moduleIds({ ...NO_FACTS, buildId: '0123456789abcdef', buildIdPrefix: '08' })).toMatchObject({
      codeId: '080123456789abcdef',
      debug: null,
      canonicalDebug: null,
    });
    expect(moduleIds({ ...NO_FACTS, buildId: '00'.repeat(200) }).codeId).toBe(`c801${'00'.repeat(200)}`);
  });

  it('are derived from the code where no tool wrote any, and then say so', () => {
    expect(moduleIds({ ...NO_FACTS, codeHash: HASH, fileHash: UUID, moduleSize: 20_000 })).toEqual({
      buildId: null,
      codeId: null,
      debug: null,
      canonicalDebug: null,
      debuginfod: null,
      openTelemetry: { gnu: null, htlhash: UUID },
      v8UrlHash: '00013882',
      derived: {
        codeHash: HASH,
        debugId: 'f282209d-799b-8528-bce5-c3e667d939c7',
        breakpadId: 'F282209D799B8528BCE5C3E667D939C70',
      },
    });
  });

  it('are found again in whatever spelling', () => {
    const ids = moduleIds({ ...NO_FACTS, buildId: UUID, buildIdPrefix: '10', codeHash: HASH });
    const spellings = [
      UUID,
      UUID.toUpperCase(),
      '0ba020cd-d244-4f7e-afdd-25999a8e9010',
      '{0BA020CD-D244-4F7E-AFDD-25999A8E9010}',
      '0BA020CDD2444F7EAFDD25999A8E90100',
      '100ba020-cdd2-444f-7eaf-dd25999a8e90',
      `10${UUID}`,
    ];
    expect(spellings.filter((each) => !namesModule(ids, each))).toEqual([]);
    expect(['', 'x', null, 7, HASH, `${UUID}00`].filter((each) => namesModule(ids, each))).toEqual([]);
    expect(namesModule(moduleIds(NO_FACTS), null)).toBe(false);
  });
});

describe('the debug id of a source map', () => {
  it.each([
    [{ debugId: '0BA020CD-D244-4F7E-AFDD-25999A8E9010' }, UUID],
    [{ debug_id: ' 0ba020cd-d244-4f7e-afdd-25999a8e9010 ' }, UUID],
    [{ debugId: null, debug_id: UUID }, UUID],
    [{ debugId: 'a1c17c53fe02d4e9cfcaa3f2fe745b3ce27ad7df' }, 'a1c17c53fe02d4e9cfcaa3f2fe745b3ce27ad7df'],
    [{ debugId: 'not hex' }, null],
    [{ debugId: [UUID] }, null],
    [{}, null],
  ])('%j is %s', (map, id) => {
    expect(sourceMapDebugId(map)).toBe(id);
  });

  it('has no length without a bound', () => {
    expect(normalizeDebugId('a'.repeat(10_000))).toBeNull();
  });
});

describe('V8’s hash in a made-up URL', () => {
  // A module of 1,716,093 bytes was printed as wasm://wasm/0068bdf6.
  it.each([
    [16_383, null],
    [16_384, '00010002'],
    [1_716_093, '0068bdf6'],
    [1_073_741_823, 'fffffffe'],
    [1_073_741_824, null],
    [-1, null],
    [NaN, null],
  ])('of %d bytes is %s', (byteLength, hash) => {
    expect(v8UrlHash(byteLength)).toBe(hash);
    if (hash !== null) expect(byteLengthOfV8UrlHash(hash)).toBe(byteLength);
  });

  it.each(['1cebdb1f', '0000fffe', '1CEBDB1E', '', '00010002 ', 'zzzzzzzz'])(
    '%s is that of no number of bytes',
    (hash) => {
      expect(byteLengthOfV8UrlHash(hash)).toBeNull();
    },
  );
});
