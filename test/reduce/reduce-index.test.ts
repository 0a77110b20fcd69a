import { readdirSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { parsePathRule } from '../../src/paths/map-path.ts';
import { reduceIndex } from '../../src/reduce/reduce-index.ts';
import { functions, identity, lookupAll, openIndex, rows, verifyChecksum } from '../../src/symbol-index/index.ts';
import type { Lookup } from '../../src/types.ts';
import { description, indexOf } from '../symbol-index/module.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const MODULES = readdirSync(new URL('modules/', FIXTURES))
  .filter((file) => file.endsWith('.wasm'))
  .map((file) => `modules/${file}`);

/** Answers at every row and every body of an index, and at the same offsets of others. */
function answersOf(bytes: Uint8Array, ...others: readonly Uint8Array[]): Lookup[][] {
  const index = openIndex(bytes);
  const offsets = new Set<number>();
  for (const { start, end } of functions(index)) for (const each of [start, end - 1]) offsets.add(each);
  for (const { offset } of rows(index)) offsets.add(offset);
  return [index, ...others.map((other) => openIndex(other))].map((each) => lookupAll(each, offsets));
}

function holds(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes).includes(text);
}

/** All strings in the file, those that nothing names too. */
function stringsOf(bytes: Uint8Array): string[] {
  const { strings } = openIndex(bytes);
  const found: string[] = [];
  for (let at = 0; at < strings.length;) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = strings[at++] ?? 0;
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    found.push(Buffer.from(strings.subarray(at, at + length)).toString());
    at += length;
  }
  return found;
}

describe('mapped paths', () => {
  test.each(MODULES)('are in the answers of %s, and the old ones are not in the file', async (path) => {
    const whole = await buildIndex(new URL(path, FIXTURES));
    const directories = new Set<string>();
    for (const { file } of rows(openIndex(whole))) directories.add(/^\/[^/]+/.exec(file ?? '')?.[0] ?? '/none');
    const rules = [...directories].map((from, i) => ({ from, to: `/mapped${i}` }));
    const mapped = reduceIndex(whole, { mapPath: rules });
    const [before = [], after = []] = answersOf(whole, mapped);
    const expected = before.map((answer) => ({
      ...answer,
      frames: answer.frames.map((frame) => ({
        ...frame,
        file: frame.file?.replace(/^\/[^/]+/, (from) => rules.find((rule) => rule.from === from)?.to ?? from) ?? null,
      })),
    }));
    expect(after).toEqual(expected);
    expect(verifyChecksum(openIndex(mapped))).toBe(true);
    const old = stringsOf(mapped).filter((text) => rules.some(({ from }) => text.startsWith(from)));
    expect(old).toEqual([]);
  });

  it('are made by the build, from the same options', async () => {
    const module = new URL('stacks/modules/app.wasm', FIXTURES);
    const options = { mapPath: [parsePathRule('/src=app')], readablePaths: true };
    expect(await buildIndex(module, options)).toEqual(reduceIndex(await buildIndex(module), options));
  });

  it('leave out directories that no path uses', () => {
    const mapped = reduceIndex(indexOf(), { mapPath: [parsePathRule('/nowhere=/x')] });
    const [before, after] = answersOf(indexOf(), mapped);
    expect(after).toEqual(before);
    // `/build` is in front of `src` of the first file, and of two absolute paths.
    expect(holds(mapped, '/build')).toBe(true);
    const onlyAbsolute = indexOf({
      files: description.files?.slice(1, 3) ?? [],
      functions: [],
      callSites: [],
      nodes: [],
      bodies: [],
    });
    expect(holds(onlyAbsolute, '/build')).toBe(true);
    expect(holds(reduceIndex(onlyAbsolute, { mapPath: [parsePathRule('/nowhere=/x')] }), '/build')).toBe(false);
  });

  it('are put into names that clang makes of a place', () => {
    const bytes = indexOf({
      functions: [
        { linkage: 'run<(lambda at /home/alice/app.cpp:12:5)>', file: 1, line: 1 },
        { linkage: '_Z1f', display: 'f((unnamed struct at /home/alice/a (1).c:1:2), (lambda at b.cpp:3:4))' },
        { linkage: 'plain at home' },
      ],
      files: [{ name: '/home/alice/app.cpp' }],
      callSites: [],
      nodes: [],
      bodies: [1, 2, 3].map((id) => ({ start: id * 20, length: 10, function: id })),
    });
    const mapped = reduceIndex(bytes, { mapPath: [parsePathRule('/home/alice=/app')] });
    expect(Array.from(functions(openIndex(mapped)), (each) => each.function)).toEqual([
      'run<(lambda at /app/app.cpp:12:5)>',
      'f((unnamed struct at /app/a (1).c:1:2), (lambda at b.cpp:3:4))',
      'plain at home',
    ]);
    expect(holds(mapped, 'alice')).toBe(false);
  });
});

describe('an index of names', () => {
  test.each(MODULES)('of %s names all bodies and holds no path', async (path) => {
    const whole = await buildIndex(new URL(path, FIXTURES));
    const names = reduceIndex(whole, { contents: 'names' });
    const [before = [], after = []] = answersOf(whole, names);
    expect(after).toEqual(
      before.map(({ offset, functionIndex, frames, status, reason }) => {
        const body = frames.at(-1);
        if (body === undefined) return { offset, functionIndex, frames, status, reason };
        const frame = { ...body, file: null, line: null, column: null, origin: { ...body.origin, location: null } };
        return {
          offset,
          functionIndex,
          status: body.function === null ? 'unresolved' : 'partial',
          reason: 'not-indexed',
          frames: [frame],
        };
      }),
    );
    const files = new Set(Array.from(rows(openIndex(whole)), ({ file }) => file?.split('/').at(-1)));
    expect(stringsOf(names).filter((text) => text.startsWith('/') || (text.includes('.') && files.has(text)))).toEqual(
      [],
    );
    expect(verifyChecksum(openIndex(names))).toBe(true);
    expect({ ...identity(openIndex(names)), partial: false }).toEqual(identity(openIndex(whole)));
  });

  it('holds no folder in names that clang makes of a place', () => {
    const bytes = indexOf({
      functions: [
        { linkage: 'run<(lambda at /home/alice/app.cpp:12:5)>', file: 1, line: 1 },
        { linkage: '_Z1f', display: 'f((lambda at C:\\Users\\alice\\a.cpp:3:4))' },
      ],
      files: [{ name: '/home/alice/app.cpp' }],
      callSites: [],
      nodes: [],
      bodies: [1, 2].map((id) => ({ start: id * 20, length: 10, function: id })),
    });
    const names = reduceIndex(bytes, { contents: 'names' });
    expect(Array.from(functions(openIndex(names)), (each) => each.function)).toEqual([
      'run<(lambda at app.cpp:12:5)>',
      'f((lambda at a.cpp:3:4))',
    ]);
    expect(holds(names, 'alice')).toBe(false);
  });

  it('holds no names of functions that are only inlined', () => {
    const names = reduceIndex(indexOf(), { contents: 'names' });
    expect(['total()', 'long', 'exported'].map((name) => holds(names, name))).toEqual([true, true, true]);
    expect(['tax(int)', 'round'].map((name) => holds(names, name))).toEqual([false, false]);
  });
});

it('is the index itself where nothing is to change', () => {
  const bytes = indexOf();
  expect(reduceIndex(bytes, { contents: 'lines', mapPath: [] })).toBe(bytes);
});
