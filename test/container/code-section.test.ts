import { describe, expect, it } from 'vitest';
import { BODY_LIMIT, readBodies } from '../../src/container/code-section.ts';
import { readModule } from '../../src/container/module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { codeSection, leb, moduleOf, section } from './module-bytes.ts';
import { rejectionOf } from './rejection.ts';

async function bodiesOf(bytes: Uint8Array): Promise<{ starts: number[]; lengths: number[] }> {
  const { starts, lengths } = await readBodies(await readModule(await openReader(bytes)));
  return { starts: [...starts], lengths: [...lengths] };
}

const failureOf = (...contents: readonly number[][]): ReturnType<typeof rejectionOf> =>
  rejectionOf(bodiesOf(moduleOf(section(10, contents.flat()))));

describe('function bodies', () => {
  it('start behind their size, counted from the function count', async () => {
    expect(await bodiesOf(moduleOf(section(1, [0]), codeSection(3, 2)))).toEqual({ starts: [2, 6], lengths: [3, 2] });
  });

  it('are none in a module without code, and in one whose code section is empty', async () => {
    const none = { starts: [], lengths: [] };
    expect([await bodiesOf(moduleOf()), await bodiesOf(moduleOf(codeSection()))]).toEqual([none, none]);
  });

  it('are found wherever the chunks in which the section is read end', async () => {
    // Sizes around powers of two shift sizes of one, two and three bytes over every chunk border.
    const sizes = Array.from({ length: 3000 }, (_, body) => (body * 37) % 150).concat(
      16380,
      16384,
      40_000,
      1,
      1,
      70_000,
      2,
    );
    const starts: number[] = [];
    let at = leb(sizes.length).length;
    for (const size of sizes) {
      at += leb(size).length;
      starts.push(at);
      at += size;
    }
    expect(await bodiesOf(moduleOf(codeSection(...sizes)))).toEqual({ starts, lengths: sizes });
  });

  it.each<[string, number[][], number]>([
    ['a body that leaves the section', [[1], [5, 0, 0]], 12],
    ['fewer bodies than announced', [[2], [1, 0]], 13],
    ['more bodies than announced', [[1], [1, 0], [1, 0]], 13],
    ['a number cut off by the end of the section', [[2], [1, 0], [0x80]], 14],
    ['a number of more than 32 bits', [[1], [0xff, 0xff, 0xff, 0xff, 0x7f]], 11],
    ['an announced count beyond all engines', [leb(BODY_LIMIT + 1)], 10],
  ])('are an error where they and the section do not agree: %s', async (_, contents, offset) => {
    expect(await failureOf(...contents)).toMatchObject({ code: 'malformed-module', offset });
  });

  it('are those that the file still has of a code section that is cut, the last one as far as it goes', async () => {
    const bytes = moduleOf(codeSection(3, 20, 2));
    const upTo = (size: number): ReturnType<typeof bodiesOf> => bodiesOf(bytes.subarray(0, 10 + size));
    expect(await upTo(29)).toEqual({ starts: [2, 6, 27], lengths: [3, 20, 2] });
    expect(await upTo(15)).toEqual({ starts: [2, 6], lengths: [3, 9] });
    // The size of the second might be a part of it only.
    expect(await upTo(7)).toEqual({ starts: [2], lengths: [3] });
    for (const size of [0, 1, 4]) expect(await upTo(size)).toEqual({ starts: [], lengths: [] });
  });

  it('are an error where none is missing and the section goes on behind the end of the file', async () => {
    const bytes = moduleOf([10, 50, 1, 2, 0, 0x0b, 1, 1, 1, 1]);
    expect(await rejectionOf(bodiesOf(bytes))).toMatchObject({ code: 'malformed-module', offset: 14 });
  });

  it('are an error in a code section without even a count', async () => {
    expect(await failureOf()).toMatchObject({ code: 'malformed-module', offset: 10 });
  });
});
