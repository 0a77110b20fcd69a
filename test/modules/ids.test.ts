import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { idsOf, idsOfIndex } from '../../src/modules/ids.ts';
import { openModule } from '../../src/modules/module.ts';
import { openIndex } from '../../src/symbol-index/index.ts';
import { fixtureBytes } from '../container/fixtures.ts';
import { codeSection, custom, moduleOf, section, sized } from '../container/module-bytes.ts';

const UUID = Array.from({ length: 16 }, (_, at) => at * 16 + 1);
const HEX = Buffer.from(UUID).toString('hex');
const CODE = [section(1, [1, 0x60, 0, 0]), section(3, [1, 0]), codeSection(2)] as const;

describe('a module and its symbol index have the same ids', () => {
  it.each([
    ['with a build id of the convention', moduleOf(...CODE, custom('build_id', sized(UUID))), HEX, `10${HEX}`],
    ['with one that has no length', moduleOf(...CODE, custom('build_id', UUID)), HEX, HEX],
    ['without any', moduleOf(...CODE), null, null],
    ['without code', moduleOf(), null, null],
    ['as wasm-ld makes one', fixtureBytes('matrix-build-id.wasm'), 'a1c17c53fe02d4e9cfcaa3f2fe745b3ce27ad7df', null],
  ])('%s', async (_, bytes, buildId, codeId) => {
    const ids = await idsOf(await openModule(bytes));
    expect(ids.buildId).toBe(buildId);
    if (codeId !== null) expect(ids.codeId).toBe(codeId);
    const index = openIndex(await buildIndex(bytes));
    expect(idsOfIndex(index)).toEqual(ids);
    expect(await idsOf(await openModule(await buildIndex(bytes)))).toEqual(ids);
  });

  it('and what is derived of the code does not change with what is around it', async () => {
    const bare = await idsOf(await openModule(moduleOf(...CODE)));
    const dressed = await idsOf(await openModule(moduleOf(...CODE, custom('name', [0, 2, 1, 0x61]))));
    expect(bare.derived).toEqual(dressed.derived);
    expect(bare.derived).not.toBeNull();
    expect(bare.openTelemetry.htlhash).not.toBe(dressed.openTelemetry.htlhash);
  });
});
