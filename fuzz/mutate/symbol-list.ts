/** Symbol lists in their forms, with lines that are none, indices that lie, escapes, damaged JSON, and one form within the other. */
import { spliced } from '../bytes.ts';
import { below, next, oddNumber, once, pick, scaled } from '../random.ts';
import type { Random } from '../random.ts';

export function makeSymbolList(random: Random): Uint8Array<ArrayBuffer> {
  const count = scaled(random, once(random, 50) ? 60_000 : 400);
  const entries = Array.from({ length: count }, (_, n) => [indexOf(random, n), nameOf(random)] as const);
  const text = once(random, 2)
    ? entries.map(([index, name]) => `${index}:${name}`).join(pick(random, ['\n', '\r\n', '\n\n', '\r']))
    : `{${entries.map(([index, name]) => `"${index}":${once(random, 20) ? oddValue(random) : JSON.stringify(name)}`).join(',')}}`;
  let bytes = new TextEncoder().encode(text);
  for (let left = once(random, 2) ? scaled(random, 12) : 0; left > 0; left -= 1) {
    const at = below(random, bytes.length + 1);
    const insert = new TextEncoder().encode(pick(random, PIECES));
    bytes = spliced(
      bytes,
      at,
      Math.min(bytes.length, at + below(random, 8)),
      once(random, 9) ? [next(random) % 256] : insert,
    );
  }
  return once(random, 6) ? bytes.slice(0, below(random, bytes.length + 1)) : bytes;
}

function indexOf(random: Random, n: number): string {
  if (once(random, 40)) return String(oddNumber(random));
  return once(random, 200) ? pick(random, ['-1', '1e3', ' 7', '0x10', 'a', '', '00001', '9'.repeat(400)]) : String(n);
}

function nameOf(random: Random): string {
  const parts = [
    'run',
    'std::',
    '\\28int\\29',
    '\\,3\\+6',
    '\\5c\\2c3',
    '\\',
    '"',
    '\\u00e9',
    'größe',
    '<',
    '\u{1f600}',
    ':',
    '7',
    'fail_',
  ];
  const length = once(random, 300) ? scaled(random, 20_000) : below(random, 6);
  return Array.from({ length }, () => parts[below(random, parts.length)] ?? '').join('');
}

function oddValue(random: Random): string {
  const deep = scaled(random, 2000);
  return pick(random, [
    'null',
    '7',
    '"',
    '[1,{"2":"}"}]',
    '{',
    `${'['.repeat(deep)}${']'.repeat(deep)}`,
    '"\\ud800"',
    '"\\u12"',
  ]);
}

const PIECES: readonly [string, ...string[]] = [
  '\n',
  '\\',
  '"',
  '{',
  '}',
  ',',
  ':',
  '\ufeff',
  '\0',
  '12:',
  '"5":"',
  '\\u',
  '\\ud83d',
  ']',
];
