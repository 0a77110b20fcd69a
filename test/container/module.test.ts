import { describe, expect, it } from 'vitest';
import { SECTION_LIMIT, SECTION_NAME_LIMIT, readModule } from '../../src/container/module.ts';
import type { ModuleLayout } from '../../src/container/module.ts';
import { NOTE_SECTION_MALFORMED, NOTE_SECTION_TRUNCATED } from '../../src/container/notes.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { PREAMBLE, codeSection, custom, leb, moduleOf, section, sized, utf8 } from './module-bytes.ts';
import { rejectionOf } from './rejection.ts';

async function layoutOf(bytes: Uint8Array): Promise<ModuleLayout> {
  return readModule(await openReader(bytes));
}

const failureOf = (bytes: Uint8Array): ReturnType<typeof rejectionOf> => rejectionOf(layoutOf(bytes));

describe('the section table', () => {
  it('says where each section and its contents are, custom ones by name', async () => {
    const { sections, code, notes } = await layoutOf(
      moduleOf(section(1, [0]), codeSection(3), custom('näme', [7, 8, 9])),
    );
    const codeEntry = { id: 10, name: null, start: 11, contents: 13, size: 5, announced: 5 };
    expect({ sections, code, notes }).toEqual({
      sections: [
        { id: 1, name: null, start: 8, contents: 10, size: 1, announced: 1 },
        codeEntry,
        { id: 0, name: 'näme', start: 18, contents: 26, size: 3, announced: 3 },
      ],
      code: codeEntry,
      notes: [],
    });
  });

  it('reads sizes in the padded five-byte form that lld writes', async () => {
    const { code } = await layoutOf(moduleOf([10, 0x81, 0x80, 0x80, 0x80, 0x00, 0x00]));
    expect(code).toEqual({ id: 10, name: null, start: 8, contents: 14, size: 1, announced: 1 });
  });

  it('is empty for a module without sections', async () => {
    const { sections, code, notes } = await layoutOf(moduleOf());
    expect({ sections, code, notes }).toEqual({ sections: [], code: null, notes: [] });
  });

  it('passes over sections of later versions of WebAssembly', async () => {
    const { sections } = await layoutOf(moduleOf(section(14, [1, 2]), codeSection(1)));
    expect(sections.map(({ id }) => id)).toEqual([14, 10]);
  });

  it('keeps the beginning of an endless section name', async () => {
    const { sections } = await layoutOf(moduleOf(custom('x'.repeat(5000), [1])));
    expect(sections).toEqual([
      { id: 0, name: 'x'.repeat(SECTION_NAME_LIMIT), start: 8, contents: 5013, size: 1, announced: 1 },
    ]);
  });
});

describe('damage in custom sections, which costs no code offset', () => {
  const truncated = { code: NOTE_SECTION_TRUNCATED, count: 1 };

  it('keeps what is there of a section that the file cuts off', async () => {
    const bytes = moduleOf(codeSection(2), custom('.debug_info', [1, 2, 3, 4]));
    const { sections, notes } = await layoutOf(bytes.subarray(0, -3));
    expect({ last: sections.at(-1), notes }).toEqual({
      last: { id: 0, name: '.debug_info', start: 14, contents: 28, size: 1, announced: 4 },
      notes: [{ ...truncated, place: 14 }],
    });
  });

  it.each([
    ['its id', [0]],
    ['its size', [0, 0x80]],
    ['its name', [0, ...leb(20), ...leb(11), ...utf8('.debug')]],
  ])('leaves out a section that is cut off within or behind %s', async (_, rest) => {
    const { sections, notes } = await layoutOf(moduleOf(codeSection(2), rest));
    expect({ ids: sections.map(({ id }) => id), notes }).toEqual({ ids: [10], notes: [{ ...truncated, place: 14 }] });
  });

  it('goes on behind a section whose name is longer than the section', async () => {
    const { sections, notes } = await layoutOf(moduleOf(section(0, [9, 0x61]), codeSection(2)));
    expect({ sections, notes }).toEqual({
      sections: [
        { id: 0, name: '', start: 8, contents: 12, size: 0, announced: 0 },
        { id: 10, name: null, start: 12, contents: 14, size: 4, announced: 4 },
      ],
      notes: [{ code: NOTE_SECTION_MALFORMED, count: 1, place: 8 }],
    });
  });
});

describe('a file that is cut off', () => {
  const cutOf = async (bytes: Uint8Array): Promise<unknown> => {
    const { cut, code, notes } = await layoutOf(bytes);
    return { start: cut?.start, section: cut?.section?.id, code: code?.size, notes: notes.map(({ place }) => place) };
  };

  it('keeps what is there of its code, and of sections behind it', async () => {
    const bytes = moduleOf(codeSection(2), section(11, [0, 1, 2]));
    expect(await cutOf(bytes)).toEqual({ start: undefined, section: undefined, code: 4, notes: [] });
    expect(await cutOf(bytes.subarray(0, 13))).toEqual({ start: 8, section: 10, code: 3, notes: [8] });
    expect(await cutOf(bytes.subarray(0, 17))).toEqual({ start: 14, section: 11, code: 4, notes: [14] });
  });

  it('says so where the header of a section is all that is left of it', async () => {
    const bytes = moduleOf(codeSection(2), section(11, [0, 1, 2]));
    expect(await cutOf(bytes.subarray(0, 15))).toEqual({ start: 14, section: undefined, code: 4, notes: [14] });
  });

  it('is an error in front of its code, as nothing can be answered', async () => {
    const bytes = moduleOf(section(3, [1, 0]), codeSection(2));
    expect(await failureOf(bytes.subarray(0, 11))).toEqual({
      code: 'malformed-module',
      message: 'The module is damaged at offset 0x8: section 3 announces 2 bytes, 1 are left in the file.',
      file: null,
      offset: 8,
    });
    expect(await failureOf(bytes.subarray(0, 13))).toMatchObject({
      message: 'The module is damaged at offset 0xc: the file ends within the header of section 10.',
    });
  });

  it('says so between two sections where the one in front announces the one that is missing', async () => {
    const counted = moduleOf(section(12, [1]), codeSection(2));
    expect(await cutOf(counted)).toEqual({
      start: counted.length,
      section: undefined,
      code: 4,
      notes: [counted.length],
    });
    for (const whole of [
      moduleOf(section(12, [0]), codeSection(2)),
      moduleOf(section(12, [1]), codeSection(2), section(11, [0])),
      // A file of debug information whose code was removed.
      moduleOf(section(3, [1, 0])),
    ]) {
      expect((await layoutOf(whole)).cut).toBeNull();
    }
  });
});

describe('damage that makes code offsets doubtful', () => {
  it('is an error: two code sections', async () => {
    expect(await failureOf(moduleOf(codeSection(1), codeSection(1)))).toEqual({
      code: 'malformed-module',
      message: 'The module is damaged at offset 0xd: a second section with id 10.',
      file: null,
      offset: 13,
    });
  });

  it('is an error: a size of more than 32 bits', async () => {
    expect(await failureOf(moduleOf([10, 0xff, 0xff, 0xff, 0xff, 0x1f, 0, 0, 0]))).toMatchObject({
      code: 'malformed-module',
      offset: 9,
    });
  });

  it('is an error: more sections than any module has, as a file of zeros would', async () => {
    const empty = section(0, sized(''));
    const bytes = Uint8Array.from([...PREAMBLE, ...Array.from({ length: SECTION_LIMIT + 1 }, () => empty).flat()]);
    expect(await failureOf(bytes)).toMatchObject({ code: 'malformed-module', offset: 8 + 3 * SECTION_LIMIT });
  });
});
