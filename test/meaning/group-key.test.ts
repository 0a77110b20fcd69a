import { describe, expect, test } from 'vitest';
import { groupKey, type GroupedStack } from '../../src/meaning/group-key.ts';
import type { Role } from '../../src/meaning/role.ts';

/** One array a frame of the text, innermost functions first; `role:name` for other roles than the user's. */
function stack(...frames: readonly (readonly string[])[]): GroupedStack {
  return { frames: frames.map((names) => ({ kind: 'wasm', frames: names.map(functionOf) })) };
}

function functionOf(text: string) {
  const found = /^(panic|std|runtime|glue|allocator):(?!:)(.*)$/.exec(text);
  return { function: found?.[2] ?? text, role: (found?.[1] ?? 'user') as Role };
}

const KEY = groupKey(stack(['a::f(int)'], ['b']));

describe('one failure has one key', () => {
  test.each([
    ['with calls inlined or not', stack(['a::f(int)', 'b'])],
    ['with parameters or not', stack(['a::f'], ['b'])],
    ['with other template arguments', stack(['int a::f<4>(int)'], ['b'])],
    ['with a hash', stack(['a::f::h0123456789abcdef'], ['b'])],
    ['with recursion', stack(['a::f'], ['a::f'], ['a::f'], ['b'])],
    [
      'with the panic’s own functions',
      stack(['panic:core::panicking::panic'], ['std:core::f', 'a::f'], ['glue:g'], ['b']),
    ],
    [
      'with scripts between',
      {
        frames: [...stack(['a::f']).frames, { kind: 'javascript', frames: [functionOf('x')] }, ...stack(['b']).frames],
      },
    ],
  ])('%s', (_, other) => {
    expect(groupKey(other)).toBe(KEY);
  });

  test('wherever an engine cuts it', () => {
    const whole = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [name]);
    expect(groupKey(stack(...whole))).toBe(groupKey(stack(...whole.slice(0, 5))));
    const recursion = Array.from({ length: 8 }, () => ['deep']);
    expect(groupKey(stack(...recursion, ['main']))).toBe(groupKey(stack(...recursion)));
  });
});

describe('an exhausted stack', () => {
  const overflow = (...names: readonly string[]) =>
    groupKey({ ...stack(...names.map((name) => [name])), trap: 'stack-overflow' });
  const rounds = (count: number, ...names: readonly string[]) => Array.from({ length: count }, () => names).flat();

  test('has the key of its circle, whichever function was called last and however many an engine shows', () => {
    const key = overflow(...rounds(5, 'visit', 'walk'));
    expect(overflow(...rounds(60, 'walk', 'visit'))).toBe(key);
    expect(overflow('helper', ...rounds(6, 'walk', 'visit'))).toBe(key);
    expect(overflow(...rounds(5, 'visit', 'other'))).not.toBe(key);
  });

  test('has the key of its innermost functions where it shows no circle', () => {
    expect(overflow('a::f', 'b')).toBe(KEY);
  });
});

test('a failure within mutual recursion is that of its innermost function', () => {
  const [visit, walk] = [['visit'], ['walk']];
  expect(groupKey(stack(visit, walk, visit, walk))).not.toBe(groupKey(stack(walk, visit, walk, visit)));
});

test('other failures have others', () => {
  const others = [stack(['b'], ['a::f']), stack(['a::f']), stack(['a::g'], ['b']), stack(['a::f'], ['c'])].map(
    groupKey,
  );
  expect(new Set([KEY, ...others]).size).toBe(5);
});

test('where all is the runtime’s, that counts', () => {
  expect(groupKey(stack(['allocator:dlmalloc'], ['runtime:_start']))).toBe(groupKey(stack(['dlmalloc'], ['_start'])));
});

test('without functions there is none', () => {
  expect(groupKey(stack([]))).toBeNull();
  expect(groupKey({ frames: [] })).toBeNull();
});

test('keys stay as they are from version to version', () => {
  expect(KEY).toMatchInlineSnapshot(`"1-56231fe606c126e6"`);
});
