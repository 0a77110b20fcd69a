import { describe, expect, test } from 'vitest';
import { expectGolden } from '../support/golden.ts';
import { output, run } from './run.ts';

const ONE = 'components/counter.wasm';
const THREE = 'components/reporter.wasm';
const NESTED = 'components/nested.wasm';
const APP = 'stacks/modules/app.wasm';

describe('a stack of wasmtime through a component', () => {
  // The shim's call through its table trapped, for which `count` had called it: 0x535 is in core module 1, 0x88 in core module 0.
  const stack = (shim: string, program: string): string => `Error: failed to run \`reporter.wasm\`

Caused by:
    0: error while executing at wasm backtrace:
           0:  0x535 - ${shim}!indirect-$root-log
           1:   0x88 - ${program}!count
    1: wasm trap: undefined element: out of bounds table access
`;
  const ANSWERED = '           1:   0x88 - count\n                    at /src/counter.c:17:3\n';

  test.each([
    ['modules by name', stack('wit-component:shim', 'reporter.wasm')],
    ['no module, as where no core module has a name', stack('<unknown>', '<unknown>')],
  ])('counts from its file; it names %s', async (_, text) => {
    const { stdout, stderr } = await run(['-m', THREE, '--explain'], text);
    expect(stdout.toString()).toContain(ANSWERED);
    expect(stderr).toContain('line 5: exact: the program can have stopped so at its instruction');
    expect(stderr).toContain('line 6: exact: it waits at a call');
  });

  test('is of another build where its numbers, counted so, lie in another function', async () => {
    // Counted from the core module, 0x59 would be the trap in `count`.
    const text = stack('<unknown>', 'reporter.wasm').replace('0x88', '0x59');
    const { stdout, stderr } = await run(['-m', THREE], text);
    expect(stdout.toString()).toContain('0x59 - reporter.wasm!count\n');
    expect(stderr).toContain('the module is another build');
  });

  test('counts from a module that is given beside the component', async () => {
    const answered = await output(
      ['-m', THREE, '-m', APP],
      '           0:  0x2df - app.wasm!geo::detail::Box<int, 4>::at(int) const\n',
    );
    expect(answered).toContain('at /src/app.cpp:16:5\n');
  });
});

describe('offsets in a component', () => {
  const ANSWER = 'step at /src/counter.c:4:5\n (inlined by) count at /src/counter.c:15:13\n';

  test('count from its file with --base component', async () => {
    expect(await output(['lookup', '-m', THREE, '--base', 'component', '0x7e'])).toBe(`0x7e: ${ANSWER}`);
  });

  test('find the core module that they lie in, also in a component within', async () => {
    const lines = (await output(['lookup', '-m', NESTED, '--base', 'component', '--json', '0x7a', '0x2c', '4', '0x2c']))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { offset: number; reason: string; frames: { function: string }[] });
    expect(lines.map(({ offset, reason, frames }) => [offset, reason, ...frames.map((each) => each.function)])).toEqual(
      [
        [0x7a, 'no-debug-info', 'deep'],
        [0x2c, 'no-debug-info', 'leaf'],
        [4, 'outside-code'],
        [0x2c, 'no-debug-info', 'leaf'],
      ],
    );
  });

  test('count from its only core module without', async () => {
    // The same instruction: the core module begins at 11 in this component.
    const fromComponent = await output(['lookup', '-m', ONE, '--base', 'component', '0x53']);
    expect(fromComponent).toContain('/src/counter.c');
    expect(await output(['lookup', '-m', ONE, '0x48'])).toBe(fromComponent.replace('0x53', '0x48'));
  });

  test.each([
    [
      ['-m', THREE, '0x59'],
      'components/reporter.wasm is a component of 3 core modules; give offsets in its file, with --base component',
    ],
    [
      ['-m', APP, '--base', 'component', '5'],
      '--base component: stacks/modules/app.wasm is no component, its offsets have --base module',
    ],
    [
      ['-m', THREE, '--base', 'component', '--code-relative', '5'],
      'offsets count from the component or from a code section, not from both',
    ],
  ])('%j has no meaning', async (args, message) => {
    const { code, stdout, stderr } = await run(['lookup', ...args]);
    expect([code, stdout.toString(), stderr]).toEqual([
      2,
      '',
      `wasm-symbolicate: ${message}; see \`wasm-symbolicate lookup --help\`\n`,
    ]);
  });
});

test('stack takes a component for all of its core modules', async () => {
  const stack = 'RuntimeError: unreachable\n    at count (reporter.wasm:wasm-function[1]:0x59)\n';
  expect(await output(['stack', '-m', THREE], stack)).toContain('step (/src/counter.c:4:5');
});

test('index is of one module, and says so of a component with several', async () => {
  const { code, stderr } = await run(['index', THREE, '-o', '/dev/null']);
  expect([code, stderr]).toEqual([
    1,
    'wasm-symbolicate: components/reporter.wasm: is a WebAssembly component of 3 core modules, where one is asked for; give one of its core modules, as `wasm-tools component unbundle` writes them\n',
  ]);
});

test('inspect tells of a component and each core module in it', async () => {
  const text = await output(['inspect', NESTED]);
  expectGolden(text, new URL('goldens/inspect-nested.txt', import.meta.url));
  const json = JSON.parse(await output(['inspect', '--json', NESTED])) as Record<string, unknown>;
  expect(json).toMatchObject({
    file: NESTED,
    size: 382,
    kind: 'component',
    modules: [
      { file: NESTED, kind: 'module', nesting: { start: 10, size: 60, path: [0] } },
      { kind: 'module', nesting: { start: 83, size: 69, path: [0, 0] } },
      { kind: 'module', nesting: { start: 160, size: 23, path: [0, 1] } },
    ],
  });
});
