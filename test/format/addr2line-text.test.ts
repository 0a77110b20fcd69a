import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addr2lineText } from '../../src/format/addr2line-text.ts';
import type { Lookup, SymbolFrame } from '../../src/types.ts';

/** What GNU addr2line 2.40 printed of two objects (goldens/addr2line/record.sh), of which the answers are given here by hand. */
const recorded = readFileSync(new URL('goldens/addr2line/gnu.txt', import.meta.url), 'utf8')
  .split(/^\$ /m)
  .slice(1)
  .map((session) => {
    const [command = '', ...output] = session.split('\n');
    const [, flags = '', object = '', addresses = ''] = /^addr2line (?:-(\w+) )?-e (\w+)\.o (.*)$/.exec(command) ?? [];
    return { flags, object, addresses: addresses.split(' '), output: output.join('\n') };
  });

const frame = (name: string, symbol: string, line: number | null, inlined: boolean): SymbolFrame => ({
  function: name,
  symbol,
  file: line === null ? null : '/src/shapes.c',
  line,
  column: null,
  inlined,
  origin: { name: 'dwarf', location: line === null ? null : 'dwarf' },
});

const FRAMES: Readonly<Record<string, readonly SymbolFrame[]>> = {
  'shapes 4': [frame('clamp', 'clamp', 1, true), frame('outer', 'outer', 3, true), frame('at', 'at', 6, false)],
  'names 0': [frame('geo::clamp(int)', '_ZN3geo5clampEi', null, false)],
};

function lookup(frames: readonly SymbolFrame[] = []): Lookup {
  return { offset: 0, functionIndex: null, status: 'partial', reason: null, frames };
}

describe('an answer reads as GNU addr2line writes it', () => {
  test('with every set of flags', () => {
    expect(recorded).toHaveLength(2 ** 6 * 2);
  });

  test.each(recorded)('-$flags -e $object', ({ flags, object, addresses, output }) => {
    const style = {
      addresses: flags.includes('a'),
      functions: flags.includes('f'),
      inlines: flags.includes('i'),
      prettyPrint: flags.includes('p'),
      basenames: flags.includes('s'),
      demangle: flags.includes('C'),
    };
    const texts = addresses.map((address) => addr2lineText(lookup(FRAMES[`${object} ${address}`]), address, style));
    expect(texts.join('')).toBe(output);
  });
});

const ALL = { addresses: true, functions: true, inlines: true, prettyPrint: true, basenames: true, demangle: true };

test('names that would forge lines are shown escaped', () => {
  const forged = frame('main\nevil', 'main', 1, false);
  expect(addr2lineText(lookup([forged]), '4', ALL)).toBe('0x00000004: main\\x0aevil at shapes.c:1\n');
});

test.each([
  ['C:\\work\\app.cpp', 'app.cpp'],
  ['app.cpp', 'app.cpp'],
])('the base name of %s is %s', (file, base) => {
  expect(addr2lineText(lookup([{ ...frame('f', 'f', 1, false), file }]), '4', ALL)).toBe(
    `0x00000004: f at ${base}:1\n`,
  );
});
