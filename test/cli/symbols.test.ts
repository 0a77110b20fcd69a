import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { custom, sized } from '../container/module-bytes.ts';
import { serveFiles } from '../sources/servers.ts';
import { COMMAND, FIXTURES, type Outcome } from './run.ts';

const ID = '67e924c1b2a34d5e8f90112233445566';
const APP = readFileSync(join(FIXTURES, 'stacks/modules/app.wasm'));
const STRIPPED = readFileSync(join(FIXTURES, 'stacks/modules/app-stripall.wasm'));
const withId = (module: Uint8Array): Uint8Array =>
  Uint8Array.from([...module, ...custom('build_id', sized([...Buffer.from(ID, 'hex')]))]);

const stackAt = (url: string): string => `RuntimeError: unreachable\n    at ${url}:wasm-function[9]:0x2df\n`;
const ANSWER = `RuntimeError: unreachable
    at geo::detail::clampIndex(int) (/src/app.cpp:16:5)
    at geo::detail::inlineOuter(int) (/src/app.cpp:21:11)
    at geo::detail::Box<int, 4>::at(int) const (/src/app.cpp:30:11)
`;
const APP_URL = 'https://app.example/app.wasm';

let folder = '';

function put(path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-symbols-'));
  put('named/app.wasm', APP);
  put(`ids/buildid/${ID}/debuginfo`, withId(APP));
  put('stripped.wasm', withId(STRIPPED));
  put('crash.txt', stackAt(APP_URL));
  put('hash.txt', stackAt('wasm://wasm/3ec88d66'));
  put('other.txt', stackAt('https://app.example/other.wasm'));
  cpSync(join(folder, 'named/app.wasm'), join(folder, 'plugin.wasm'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(args: readonly string[], environment: Record<string, string> = {}, input = ''): Promise<Outcome> {
  const env = { ...process.env, DEBUGINFOD_URLS: '', WASM_SYMBOLICATE_CACHE: '', ...environment };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, ...args], { cwd: folder, env });
    const [stdout, stderr]: Buffer[][] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout?.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr?.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code,
        stdout: Buffer.concat(stdout ?? []),
        stderr: Buffer.concat(stderr ?? [])
          .toString()
          .replaceAll(folder, 'FOLDER'),
      });
    });
    child.stdin.end(input);
  });
}

async function textOf(...asked: Parameters<typeof run>): Promise<{ stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await run(...asked);
  expect(code).toBe(0);
  return { stdout: stdout.toString(), stderr };
}

it('a directory has the module by its name, which is no proof', async () => {
  expect(await textOf(['crash.txt', '--symbols', 'named'])).toEqual({
    stdout: ANSWER,
    stderr: `wasm-symbolicate: ${APP_URL}: answered by FOLDER/named/app.wasm, found by its name alone\n`,
  });
});

it('a directory has the module by V8’s hash of its bytes, which is one', async () => {
  expect(await textOf(['hash.txt', '--symbols', 'named'])).toEqual({ stdout: ANSWER, stderr: '' });
});

it('a pipe is answered as well', async () => {
  const { stdout } = await textOf(['--symbols', 'named'], {}, `log\n${stackAt(APP_URL)}more\n`);
  expect(stdout).toBe(`log\n${ANSWER}more\n`);
});

it('what is missing is said, with who was asked', async () => {
  const { stdout, stderr } = await textOf(['other.txt', '--symbols', 'named']);
  expect(stdout).toBe(stackAt('https://app.example/other.wasm'));
  expect(stderr.split('\n')[0]).toBe(
    'wasm-symbolicate: https://app.example/other.wasm: no module was found: FOLDER/named has none',
  );
});

it('--json says what was sought and what answered', async () => {
  const { stdout } = await textOf(['crash.txt', '--json', '--symbols', 'named']);
  const { sought } = JSON.parse(stdout) as { sought: unknown };
  expect(sought).toEqual([
    {
      url: APP_URL,
      names: [],
      buildIds: [],
      v8Hash: null,
      frames: [0],
      evidence: 'file-name',
      files: [{ name: join(folder, 'named/app.wasm'), by: 'file-name' }],
      misses: [],
    },
  ]);
});

it('-m counts before what is found', async () => {
  const both = `${stackAt(APP_URL)}    at https://app.example/plugin.wasm:wasm-function[8]:0x1fb\n`;
  const { stdout, stderr } = await textOf(['-m', 'plugin.wasm', '--symbols', 'named'], {}, both);
  expect(stdout).toBe(`${ANSWER}    at geo::Engine::step(int, int) (/src/app.cpp:103:15)\n`);
  expect(stderr).toBe(`wasm-symbolicate: ${APP_URL}: answered by FOLDER/named/app.wasm, found by its name alone\n`);
});

it('a server has the module by its name, or at the frames’ own URL', async () => {
  await using server = await serveFiles({ 'app.wasm': APP, 'deep/app.wasm': APP });
  expect((await textOf(['crash.txt', '--symbols', server.origin])).stdout).toBe(ANSWER);
  const stack = stackAt(`${server.origin}/deep/app.wasm`);
  expect((await textOf(['--symbols', `${server.origin}/nothing`], {}, stack)).stdout).toBe(ANSWER);
});

it('indexes are kept in the folder of WASM_SYMBOLICATE_CACHE, and only there', async () => {
  const cache = { WASM_SYMBOLICATE_CACHE: 'cache' };
  expect((await textOf(['crash.txt', '--symbols', 'named'], cache)).stdout).toBe(ANSWER);
  expect(readdirSync(join(folder, 'cache'))).toHaveLength(1);
  expect((await textOf(['crash.txt', '--symbols', 'named'], cache)).stdout).toBe(ANSWER);
  put('in-the-way', '');
  expect((await textOf(['crash.txt', '--symbols', 'named'], { WASM_SYMBOLICATE_CACHE: 'in-the-way' })).stdout).toBe(
    ANSWER,
  );
});

it('a module without debug information gets it by its build id', async () => {
  const { stdout } = await textOf(['-m', 'stripped.wasm', 'hash.txt', '--symbols', 'ids']);
  expect(stdout).toBe(ANSWER);
  const looked = await textOf(['lookup', '-m', 'stripped.wasm', '--symbols', 'ids', '0x2df']);
  expect(looked.stdout).toMatch(/^0x2df: geo::detail::clampIndex\(int\) at \/src\/app\.cpp:16:5\n/);
});

it('DEBUGINFOD_URLS is asked for build ids of modules, and for nothing else', async () => {
  await using server = await serveFiles({ [`buildid/${ID}/debuginfo`]: withId(APP) });
  const servers = { DEBUGINFOD_URLS: `ftp://old.example ${server.origin}` };
  expect((await textOf(['-m', 'stripped.wasm', 'hash.txt'], servers)).stdout).toBe(ANSWER);
  expect(server.asked.sort()).toEqual([`/buildid/${ID}/debuginfo`, `/buildid/${ID}/executable`]);
  await textOf(['-m', 'named/app.wasm', 'crash.txt'], servers);
  await textOf(['crash.txt', '--symbols', 'named'], servers);
  expect(server.asked).toHaveLength(2);
});

it.each([
  [['crash.txt', '--symbols', 'nowhere'], '--symbols: nowhere is neither a directory nor a URL'],
  [['crash.txt'], 'no module given; name one with -m MODULE, or with --symbols DIR|URL where modules are kept'],
  [
    ['crash.txt', '--symbols', 'https://a:b@h.example'],
    '--symbols: Not a URL of a server with symbols: the URL of h.example holds a name or password',
  ],
])('%j is wrong usage', async (args, text) => {
  const { code, stderr } = await run(args);
  expect([code, stderr]).toEqual([2, `wasm-symbolicate: ${text}; see \`wasm-symbolicate stack --help\`\n`]);
});
