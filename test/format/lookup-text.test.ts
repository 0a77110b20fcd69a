import { expect, test } from 'vitest';
import { lookupText } from '../../src/format/lookup-text.ts';
import { lookup } from '../../src/symbol-index/index.ts';
import { exampleIndex } from './example.ts';

test.each([
  [
    0x6f,
    [
      '0x6f: inner at /src/inner.h:2:5',
      ' (inlined by) outer(int) at /src/main.c:7',
      ' (inlined by) main at /src/main.c:12:9',
    ],
  ],
  [
    0x74,
    [
      '0x74: main at /src/main.c (compiler-generated: the compiler made this instruction itself, it belongs to no line)',
    ],
  ],
  [0x7d, ['0x7d: plain at ?? (no-debug-info: no debug information covers this function)']],
  [0x89, ['0x89: ?? at ?? (no-symbols: the module has neither debug information nor a name for this function)']],
  [0, ["0x0: ?? at ?? (outside-code: the offset does not lie in the module's code section)"]],
])('lookupText of %i', (offset, lines) => {
  expect(lookupText(lookup(exampleIndex(), offset)).split('\n')).toEqual(lines);
});
