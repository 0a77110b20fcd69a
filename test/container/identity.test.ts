import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readBuildId } from '../../src/container/build-id.ts';
import { hashCode } from '../../src/container/code-hash.ts';
import { debugSections } from '../../src/container/debug-sections.ts';
import { readLink } from '../../src/container/links.ts';
import { readModule } from '../../src/container/module.ts';
import type { ModuleLayout } from '../../src/container/module.ts';
import { readProducers } from '../../src/container/producers.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { custom, leb, list, moduleOf, section, sized } from './module-bytes.ts';

async function layoutOf(...sections: readonly (readonly number[])[]): Promise<ModuleLayout> {
  return readModule(await openReader(moduleOf(...sections)));
}

const UUID = Array.from({ length: 16 }, (_, index) => 0xa0 + index);

describe('the build id', () => {
  it.each<[string, number[], number[] | null]>([
    ['with its length in front, as the convention has it', sized(UUID), UUID],
    ['raw, as wasm-split wrote it', UUID, UUID],
    ['of another length', sized([1, 2, 3, 4, 5]), [1, 2, 3, 4, 5]],
    ['raw, when the number in front is no length', [17, ...UUID.slice(1)], [17, ...UUID.slice(1)]],
    ['none, when it is empty', [], null],
    ['none, when its length is zero', [0], null],
    ['none, when it is as large as no id', Array.from({ length: 2000 }, () => 1), null],
  ])('is read %s', async (_, payload, expected) => {
    const id = await readBuildId(await layoutOf(custom('build_id', payload)));
    expect(id === null ? null : [...id]).toEqual(expected);
  });

  it('is none without its section, and none where the file cuts it off', async () => {
    const whole = moduleOf(custom('build_id', sized(UUID)));
    const cut = await readModule(await openReader(whole.subarray(0, -1)));
    expect([await readBuildId(await layoutOf()), await readBuildId(cut)]).toEqual([null, null]);
  });
});

describe('the code hash', () => {
  const sha256 = (...parts: Uint8Array[]): Uint8Array => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return new Uint8Array(hash.digest());
  };

  it('is SHA-256 over the SHA-256 of each MiB of the code section, and independent of everything around it', async () => {
    const body = Uint8Array.from({ length: 2_500_000 }, (_, index) => (index * 7919) >>> 3);
    const contents = [1, ...leb(body.length), ...body];
    const code = Uint8Array.from(contents);
    const MIB = 1024 * 1024;
    const expected = sha256(
      sha256(code.subarray(0, MIB)),
      sha256(code.subarray(MIB, 2 * MIB)),
      sha256(code.subarray(2 * MIB)),
    );
    const bare = await hashCode(await layoutOf(section(10, contents)));
    const dressed = await hashCode(await layoutOf(section(1, [0]), section(10, contents), custom('x', [1])));
    expect([bare, dressed]).toEqual([expected, expected]);
  });

  it('is none without code', async () => {
    expect(await hashCode(await layoutOf(section(1, [0])))).toBeNull();
  });
});

describe('debug sections', () => {
  it('are those that are read, each the last of its name that is not empty', async () => {
    const found = debugSections(
      await layoutOf(
        custom('.debug_info', [1]),
        custom('.debug_loc', [1]),
        custom('.debug_info', [1, 2]),
        custom('.debug_info', []),
        custom('.debug_line', []),
        custom('.debug_str', [1, 2, 3]),
      ),
    );
    expect([...found].map(([name, { size }]) => [name, size])).toEqual([
      ['.debug_info', 2],
      ['.debug_str', 3],
    ]);
  });
});

describe('links', () => {
  it('are the last valid section of the name', async () => {
    const layout = await layoutOf(
      custom('external_debug_info', sized('a.debug.wasm')),
      custom('external_debug_info', sized('b.debug.wasm')),
      custom('external_debug_info', [50, 0x63]),
    );
    expect(await readLink(layout, 'external_debug_info')).toBe('b.debug.wasm');
    expect(await readLink(layout, 'sourceMappingURL')).toBeNull();
  });

  it('are cut where a whole source map stands in them', async () => {
    const layout = await layoutOf(custom('sourceMappingURL', sized(`data:application/json,${'x'.repeat(200_000)}`)));
    expect((await readLink(layout, 'sourceMappingURL'))?.length).toBeLessThan(65_536);
  });
});

describe('producers', () => {
  const field = (name: string, ...values: readonly (readonly [string, string])[]): number[] => [
    ...sized(name),
    ...list(...values.map(([tool, version]) => [...sized(tool), ...sized(version)])),
  ];

  it('are listed in their order', async () => {
    const contents = list(
      field('language', ['C11', '']),
      field('processed-by', ['clang', '19.1'], ['wasm-opt', '116']),
    );
    expect(await readProducers(await layoutOf(custom('producers', contents)))).toEqual([
      { field: 'language', name: 'C11', version: '' },
      { field: 'processed-by', name: 'clang', version: '19.1' },
      { field: 'processed-by', name: 'wasm-opt', version: '116' },
    ]);
  });

  it('end where the section is damaged', async () => {
    const contents = [2, ...field('language', ['Rust', '']), 99];
    expect(await readProducers(await layoutOf(custom('producers', contents)))).toEqual([
      { field: 'language', name: 'Rust', version: '' },
    ]);
  });
});
