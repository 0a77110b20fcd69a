import { describe, expect, it } from 'vitest';
import { openSplitFile } from '../../src/build/split-file.ts';
import type { SplitFile } from '../../src/build/split-file.ts';
import { SplitParts } from '../../src/build/split-parts.ts';
import type { PackageIndex } from '../../src/container/package-index.ts';
import { custom, moduleOf } from '../container/module-bytes.ts';

/** A file whose sections hold these bytes. */
function fileOf(sections: Readonly<Record<string, readonly number[]>>): Promise<SplitFile> {
  return openSplitFile(moduleOf(...Object.entries(sections).map(([name, bytes]) => custom(`${name}.dwo`, [...bytes]))));
}

type Parts = Readonly<Record<string, readonly [offset: number, size: number]>>;

function indexOf(units: Readonly<Record<number, Parts>>): PackageIndex {
  return new Map(
    Object.entries(units).map(([id, parts]) => [
      BigInt(id),
      new Map(Object.entries(parts).map(([name, [offset, size]]) => [name, { offset, size }])),
    ]),
  ) as PackageIndex;
}

async function added(
  files: readonly SplitFile[],
  ids: readonly bigint[] = [],
  room = Infinity,
): Promise<{ sections: Record<string, number[]>; members: number[][]; notes: number[] }> {
  const parts = new SplitParts();
  for (const file of files) room -= parts.add(file, new Set(ids), room);
  const { debug, members, notes } = parts.inputs();
  const sections: Record<string, number[]> = {};
  for (const [name, source] of debug) sections[name] = [...(await source.read(0, source.size))];
  const rows = Array.from({ length: members.length / 11 }, (_, row) => [...members.subarray(row * 11, row * 11 + 11)]);
  return { sections, members: rows, notes: [...notes] };
}

/** Where a section begins that a file does not have. */
const NONE = 2 ** 31;

const PACKAGE = { '.debug_info': [1, 2, 3, 4, 5, 6], '.debug_abbrev': [7, 8, 9], '.debug_str': [0x61, 0] };

describe('the sections of split files', () => {
  it('stand one behind the other, each file a member', async () => {
    const first = await fileOf({ '.debug_info': [1, 2], '.debug_str': [3], '.debug_rnglists': [4, 5] });
    const second = await fileOf({ '.debug_info': [6], '.debug_types': [7, 8], '.debug_str': [9] });
    expect(await added([first, second])).toEqual({
      sections: {
        '.debug_info': [1, 2, 6],
        '.debug_types': [7, 8],
        '.debug_str': [3, 9],
        '.debug_rnglists': [4, 5],
      },
      members: [
        [0, 2, 0, 0, NONE, NONE, 0, NONE, NONE, 0, 0],
        [2, 1, 0, 2, NONE, NONE, 1, NONE, NONE, NONE, 0],
      ],
      notes: [],
    });
  });

  it('are of a package those that the wanted units take, shared ones once', async () => {
    const units = indexOf({
      1: { '.debug_info': [4, 2], '.debug_abbrev': [1, 2] },
      2: { '.debug_info': [2, 2], '.debug_abbrev': [0, 3] },
      3: { '.debug_info': [0, 2], '.debug_abbrev': [1, 2] },
    });
    const file = { ...(await fileOf(PACKAGE)), units };
    expect(await added([file], [1n, 3n])).toEqual({
      sections: { '.debug_info': [1, 2, 5, 6], '.debug_abbrev': [8, 9], '.debug_str': [0x61, 0] },
      members: [
        [0, 2, 0, 0, 0, NONE, 0, NONE, NONE, NONE, 0],
        [2, 2, 0, 0, 0, NONE, 0, NONE, NONE, NONE, 0],
      ],
      notes: [],
    });
  });

  it('are left out where units overlap, or lie outside: each would be read anew', async () => {
    const units = indexOf({
      1: { '.debug_info': [0, 6] },
      2: { '.debug_info': [0, 6] },
      3: { '.debug_info': [1, 3] },
      4: { '.debug_info': [0xffffffff, 0xffffffff] },
      5: { '.debug_abbrev': [0, 3] },
    });
    const file = { ...(await fileOf(PACKAGE)), units };
    const { members, notes } = await added([file], [1n, 2n, 3n, 4n, 5n]);
    expect(members.map(([start, length]) => [start, length])).toEqual([[0, 6]]);
    expect(notes).toEqual([112, 4, 0]);
  });

  it('are left out where they exceed the room', async () => {
    const file = await fileOf(PACKAGE);
    expect(await added([file, file], [], 12)).toMatchObject({
      sections: { '.debug_info': [1, 2, 3, 4, 5, 6] },
      notes: [11, 1, 0],
    });
  });

  it('are followed, where the end of a file cuts them, by bytes that say nothing, and not by those of the next file', async () => {
    const whole = moduleOf(custom('.debug_info.dwo', [1, 2]), custom('.debug_str.dwo', [0x61, 0x62, 0]));
    const cut = await openSplitFile(whole.subarray(0, -1));
    const { sections, members } = await added([cut, await fileOf({ '.debug_info': [3], '.debug_str': [0x63, 0] })]);
    const strings = sections['.debug_str'] ?? [];
    expect([strings.slice(0, 2), new Set(strings.slice(2, -2)), strings.slice(-2)]).toEqual([
      [0x61, 0x62],
      new Set([0xff]),
      [0x63, 0],
    ]);
    expect(members.map((member) => member[10])).toEqual([1, 0]);
    // Longer than any name.
    expect(members.map((member) => member[6])).toEqual([0, strings.length - 2]);
    expect(strings.length).toBeGreaterThan(100_000);
  });
});
