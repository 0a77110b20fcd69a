import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../javascript/program.ts';
import { readCaptures } from '../stack/captures.ts';
import { COMMAND, FIXTURES, output, run } from './run.ts';

const APP = 'stacks/modules/app.wasm';

const CRASH = `RuntimeError: unreachable
    at app.wasm.geo::detail::Box<int, 4>::at(int) const (wasm://wasm/app.wasm-bd803bbe:wasm-function[9]:0x2df)
    at app.wasm.geo::Engine::step(int, int) (wasm://wasm/app.wasm-bd803bbe:wasm-function[8]:0x1fb)
    at Object.callRun (/srv/app/harness.js:45:57)
`;
const NAMED = `RuntimeError: unreachable
    at geo::detail::clampIndex(int) (/src/app.cpp:16:5)
    at geo::detail::inlineOuter(int) (/src/app.cpp:21:11)
    at geo::detail::Box<int, 4>::at(int) const (/src/app.cpp:30:11)
    at geo::Engine::step(int, int) (/src/app.cpp:103:15)
    at Object.callRun (/srv/app/harness.js:45:57)
`;

describe('stack', () => {
  test.each([
    ['by default', ['-m', APP]],
    ['by its name', ['stack', '-m', APP]],
    ['with - for standard input', ['stack', '-', '--module', APP]],
  ])('puts names into standard input %s', async (_, args) => {
    expect(await output(args, CRASH)).toBe(NAMED);
  });

  describe('of another build', () => {
    const other = CRASH.replace(':0x1fb', ':0x1fc');

    test('stays as it is, and says so', async () => {
      const { stdout, stderr } = await run(['-m', APP], other);
      expect([stdout.toString(), stderr]).toEqual([
        other,
        "wasm-symbolicate: 2 of 2 WebAssembly frames stay as they are: the stack's frames do not fit the module's code, so it is another build\n",
      ]);
    });

    test('is answered on request', async () => {
      expect(await output(['-m', APP, '--guess'], other)).toBe(NAMED);
    });
  });

  test('--explain says why on standard error', async () => {
    const { stdout, stderr } = await run(['-m', APP, '--explain'], CRASH.replace('0x1fb', '0x1fa'));
    expect(stdout.toString()).toBe(CRASH.replace('0x1fb', '0x1fa'));
    expect(stderr.split('\n').slice(1)).toEqual([
      `lines 2 to 3: another build of ${APP}: the frames print the module's name, fit of frames: 1 exact, 1 impossible`,
      '  line 2: exact: the program can have stopped so at its instruction',
      '  line 3: impossible: a frame stands above it, but its instruction calls nothing',
      '',
    ]);
  });

  test('and in JSON as fields', async () => {
    const parsed: unknown = JSON.parse(await output(['-m', APP, '--explain', '--json'], CRASH));
    expect(parsed).toMatchObject({
      modules: [
        {
          frames: [0, 1],
          module: APP,
          certainty: 'likely',
          isWrongBuild: false,
          evidence: [
            { kind: 'module-name', agrees: true },
            { kind: 'fit', agrees: true, exact: 2, plausible: 0, impossible: 0 },
          ],
        },
      ],
      frames: [
        { fit: 'exact', fitReason: 'trap' },
        { fit: 'exact', fitReason: 'call' },
        { fit: null, fitReason: null },
      ],
    });
  });

  test('writes one line of JSON for each text', async () => {
    const lines = (await output(['--json', '-m', APP], CRASH)).split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      file: '-',
      message: 'RuntimeError: unreachable',
      frames: [
        {
          line: 1,
          kind: 'wasm',
          module: APP,
          functionIndex: 9,
          offset: 735,
          inferred: null,
          fit: 'exact',
          status: 'resolved',
          reason: null,
          frames: [
            { function: 'geo::detail::clampIndex(int)', line: 16, inlined: true },
            { function: 'geo::detail::inlineOuter(int)', line: 21, inlined: true },
            { function: 'geo::detail::Box<int, 4>::at(int) const', line: 30, inlined: false },
          ],
        },
        { line: 2, functionIndex: 8, frames: [{ function: 'geo::Engine::step(int, int)', line: 103 }] },
        { line: 3, kind: 'javascript', status: 'unresolved', reason: 'not-wasm', frames: [] },
      ],
    });
  });

  test('keeps bytes that are no UTF-8, carriage returns and a missing final line break', async () => {
    const input = Buffer.concat([
      Buffer.of(0xff, 0xfe, 0x00, 0x0d, 0x0a),
      Buffer.from('    at f (http://h/app.wasm:wasm-function[8]:0x1fb)\r\n'),
      Buffer.of(0xc3, 0x28, 0xed, 0xa0, 0x80),
    ]);
    const { code, stdout, stderr } = await run(['-m', APP], input);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toEqual(
      Buffer.concat([
        Buffer.of(0xff, 0xfe, 0x00, 0x0d, 0x0a),
        Buffer.from('    at geo::Engine::step(int, int) (/src/app.cpp:103:15)\r\n'),
        Buffer.of(0xc3, 0x28, 0xed, 0xa0, 0x80),
      ]),
    );
  });

  test('gives back a text without frames byte for byte', async () => {
    const { stdout } = await run(['-m', APP, 'stacks/src/app.cpp']);
    expect(stdout).toEqual(await readFile(`${FIXTURES}stacks/src/app.cpp`));
  });

  test('answers the files that it can read, and names the one that it cannot', async () => {
    const { code, stdout, stderr } = await run(['-m', APP, 'none.txt', '-'], CRASH);
    expect({ code, stdout: stdout.toString(), stderr }).toEqual({
      code: 1,
      stdout: NAMED,
      stderr: 'wasm-symbolicate: none.txt: no such file or directory\n',
    });
  });

  test('finds each frame’s module among several', async () => {
    const mixed = `E
    at rethrower (http://h/eh.wasm:wasm-function[2]:0x5e)
    at f (http://h/app.wasm:wasm-function[8]:0x1fb)
    at g (http://h/other.wasm:wasm-function[8]:0x1fb)
`;
    const text = await output(['-m', 'stacks/modules/eh.wasm', '-m', APP], mixed);
    expect(text.split('\n').slice(2)).toEqual([
      '    at geo::Engine::step(int, int) (/src/app.cpp:103:15)',
      '    at g (http://h/other.wasm:wasm-function[8]:0x1fb)',
      '',
    ]);
  });

  test('writes no name from another build', async () => {
    const { stdout } = await run(
      ['--json', '-m', 'stacks/modules/emsm.wasm', '-m', 'stacks/modules/start.wasm'],
      CRASH,
    );
    expect(stdout.toString()).not.toContain('clampIndex(');
  });

  test('answers frames of scripts with --scripts, and only then', async () => {
    const program = runProgram({ sourcemap: true });
    const whole = `${program.stack}${CRASH}`;
    const without = await output(['-m', APP], whole);
    expect(without).toContain(`at u (${program.script}:1:`);
    const named = await output(['-m', APP, '--scripts', program.folder], whole);
    expect(named).toContain(`at sortedBy (${program.folder}/src/sorting.ts:4:52)`);
    expect(named.endsWith(NAMED)).toBe(true);
    const json: unknown = JSON.parse(await output(['-m', APP, '--scripts', program.folder, '--json'], program.stack));
    expect(json).toMatchObject({
      file: '-',
      message: 'Error: no age',
      trap: null,
      panic: null,
      groupKey: null,
      mentions: [],
    });
    expect(json).toHaveProperty(
      'frames[2]',
      expect.objectContaining({ kind: 'javascript', status: 'resolved', reason: null }),
    );
    expect(json).toHaveProperty('frames[2].frames[0]', {
      function: 'sortedBy',
      symbol: null,
      file: `${program.folder}/src/sorting.ts`,
      line: 4,
      column: 52,
      inlined: false,
      origin: { name: 'source-map', location: 'source-map' },
      role: 'user',
    });
    rmSync(program.folder, { recursive: true });
  });

  test('ends quietly when its reader goes', async () => {
    const { spawn } = await import('node:child_process');
    const { fileURLToPath } = await import('node:url');
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url)), '-m', APP], {
      cwd: FIXTURES,
    });
    const stderr: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(CRASH.repeat(20_000));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, stderr: Buffer.concat(stderr).toString() }).toEqual({ code: 0, stderr: '' });
  });

  test('leaves every other byte of every capture as it is', async () => {
    // The stripped and renamed builds have names of their own; beside frames of app.wasm they are other modules.
    const captures = readCaptures().filter(
      (capture) =>
        capture.module === 'app.wasm' &&
        /^(?:node|chromium|workerd|firefox)/.test(capture.engine) &&
        !/app-(?:strip|nomodname|mangled)/.test(capture.case),
    );
    const text = captures.map((capture) => capture.text).join('\n\n');
    const named = (await output(['-m', APP], text)).split('\n');
    expect(captures.length).toBeGreaterThan(50);
    const isWasm = (line: string): boolean => line.includes('wasm-function[');
    const isPlace = (line: string): boolean => line.includes('/src/app.cpp:');
    expect(named.filter((line) => !isPlace(line))).toEqual(text.split('\n').filter((line) => !isWasm(line)));
  });

  test('answers each stack of a pipe before the next one comes', async () => {
    const { spawn } = await import('node:child_process');
    const child = spawn(process.execPath, [COMMAND, '-m', APP], { cwd: FIXTURES, stdio: ['pipe', 'pipe', 'inherit'] });
    const output = child.stdout[Symbol.asyncIterator]();
    const answerTo = async (text: string, length: number): Promise<string> => {
      if (text !== '') child.stdin.write(text);
      let answer = '';
      while (answer.length < length) {
        const part = await output.next();
        if (part.done === true) break;
        answer += String(part.value);
      }
      return answer;
    };
    for (let i = 0; i < 5; i++) expect(await answerTo(CRASH, NAMED.length)).toBe(NAMED);
    expect(await answerTo('a line\n', 7)).toBe('a line\n');
    child.stdin.end('the end');
    expect(await answerTo('', 7)).toBe('the end');
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  });
});
