import { describe, expect, test } from 'vitest';
import { output } from './run.ts';

const APP = 'stacks/modules/app.wasm';
const STEP = {
  offset: 507,
  functionIndex: 8,
  status: 'resolved',
  reason: null,
  frames: [
    {
      function: 'geo::Engine::step(int, int)',
      symbol: '_ZN3geo6Engine4stepEii',
      file: '/src/app.cpp',
      line: 103,
      column: 15,
      inlined: false,
      origin: { name: 'dwarf', location: 'dwarf' },
    },
  ],
};
const jsonLines = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('lookup', () => {
  test('prints function and place of each offset, and the calls that it was inlined into', async () => {
    expect(await output(['lookup', '-m', APP, '0x2df', '507', '5']))
      .toBe(`0x2df: geo::detail::clampIndex(int) at /src/app.cpp:16:5
 (inlined by) geo::detail::inlineOuter(int) at /src/app.cpp:21:11
 (inlined by) geo::detail::Box<int, 4>::at(int) const at /src/app.cpp:30:11
0x1fb: geo::Engine::step(int, int) at /src/app.cpp:103:15
0x5: ?? at ?? (outside-code: the offset does not lie in the module's code section)
`);
  });

  test('writes one line of JSON for each offset in order, with exactly the documented fields', async () => {
    const text = await output(['lookup', '--json', '-m', APP, '0x1FB', '5', '507']);
    expect(jsonLines(text)).toEqual([
      STEP,
      { offset: 5, functionIndex: null, status: 'unresolved', reason: 'outside-code', frames: [] },
      STEP,
    ]);
    expect(text.split('\n')[0]).toBe(JSON.stringify(STEP));
  });

  test('reads offsets from standard input, a line each', async () => {
    expect(jsonLines(await output(['lookup', '--json', '-m', APP], '507\r\n\n 0x1fb\n'))).toEqual([STEP, STEP]);
    expect(await output(['lookup', '--json', '-m', APP], '')).toBe('');
  });

  test('counts from the code section’s contents with --code-relative', async () => {
    const [whole] = jsonLines(await output(['inspect', '--json', APP]));
    expect(whole).toMatchObject({ identity: { codeStart: expect.any(Number) as number } });
    const { codeStart } = (whole as { identity: { codeStart: number } }).identity;
    const relative = 507 - codeStart;
    expect(jsonLines(await output(['lookup', '--json', '--code-relative', '-m', APP, `${relative}`]))).toEqual([
      { ...STEP, offset: relative },
    ]);
    expect(jsonLines(await output(['lookup', '--json', '--base', 'module', '-m', APP, '507']))).toEqual([STEP]);
  });
});
