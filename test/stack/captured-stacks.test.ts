import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatText } from '../../src/format/text.ts';
import { parseStack } from '../../src/stack/parse.ts';
import { symbolicateSync } from '../../src/symbolicate.ts';
import { expectGolden } from '../support/golden.ts';
import { hasWholeTruth, readCaptures, STACKS } from './captures.ts';

const captures = readCaptures();

describe('every Wasm frame of a captured stack is found, and none is invented', () => {
  test.each(captures.filter(({ frames }) => frames !== undefined))('$id', ({ text, frames = [] }) => {
    const found = parseStack(text).frames.filter(({ kind }) => kind === 'wasm');
    expect(found.slice(0, frames.length).map(({ line }) => line)).toEqual(frames.map(({ line }) => line));
    expect(found.length === frames.length || !hasWholeTruth(frames)).toBe(true);
  });
});

describe('what engines print that count from the module’s start is the offset', () => {
  const exact = captures.filter(({ frames = [] }) => frames.some(({ rule }) => rule === 'module-offset'));
  test.each(exact)('$id', ({ text, frames = [] }) => {
    const found = parseStack(text).frames.filter(({ kind }) => kind === 'wasm');
    frames.forEach(({ rule, offset }, i) => {
      if (rule === 'module-offset') expect(found[i]?.offset).toBe(offset);
    });
  });
});

test('without a module, each text stays as it is', () => {
  for (const { text } of captures) expect(formatText(symbolicateSync(text, []))).toBe(text);
});

test('the frames of documented stacks, whose engines were not run', () => {
  const folder = new URL('documented/', STACKS);
  const files = readdirSync(folder).filter((file) => file.endsWith('.txt'));
  const lines = files.flatMap((file) => {
    const { frames } = parseStack(readFileSync(new URL(file, folder), 'utf8'));
    return frames.map(
      ({ raw, dialect, kind, moduleName, functionName, url, functionIndex, offset, relativeOffset }) =>
        `${JSON.stringify({ file, raw, dialect, kind, moduleName, functionName, url, functionIndex, offset, relativeOffset })}\n`,
    );
  });
  expectGolden(lines.join(''), new URL('documented.jsonl', import.meta.url));
});
