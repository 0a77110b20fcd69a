import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FIXTURES, run } from './run.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The first bytes of a fixture, under its own name. */
function cut(path: string, size: number): void {
  writeFileSync(
    join(folder, path.slice(path.lastIndexOf('/') + 1)),
    readFileSync(join(FIXTURES, path)).subarray(0, size),
  );
}

const APP = 'stacks/modules/app.wasm';
const IN_INFO =
  'wasm-symbolicate: app.wasm: the file is cut off: its section .debug_info, at offset 0xaf1, announces 1,875 bytes, of which 184 are there; fetch or build it again\n';
const STACK = 'RuntimeError: unreachable\n    at wasm://wasm/3ec88d66:wasm-function[9]:0x2df\n';

test('of a module that is cut off, every command says where, and that its answers may lack something', async () => {
  cut(APP, 3000);
  const lookup = await run(['lookup', '-m', 'app.wasm', '0x2df'], '', folder);
  expect([lookup.code, lookup.stderr]).toEqual([0, IN_INFO]);
  expect(lookup.stdout.toString()).toMatch(/^0x2df: \?\? at \?\? \(truncated-module: /);
  const stack = await run(['-m', 'app.wasm'], STACK, folder);
  expect(stack).toMatchObject({ code: 0, stdout: Buffer.from(STACK) });
  expect(stack.stderr).toBe(
    `${IN_INFO}wasm-symbolicate: 1 of 1 WebAssembly frames stay as they are: the file is cut off, or lacks a debug section, and more may have been said of this function in what is missing\n`,
  );
  const inspect = await run(['inspect', '--check', 'app.wasm'], '', folder);
  expect([inspect.code, inspect.stderr]).toEqual([
    3,
    `${IN_INFO}wasm-symbolicate: app.wasm: stacks would get function names only\n`,
  ]);
});

test('what is there still answers: with lines where the cut is behind them, in the functions in front of it where it is in the code', async () => {
  cut(APP, 6700);
  const { stdout } = await run(['-m', 'app.wasm'], STACK, folder);
  expect(stdout.toString()).toContain('at geo::detail::clampIndex(int) (/src/app.cpp:16:5)');
  cut(APP, 800);
  const within = await run(['-m', 'app.wasm', '--json'], STACK.replace('[9]:0x2df', '[11]:0x3a0'), folder);
  expect(JSON.parse(within.stdout.toString())).toMatchObject({
    frames: [{ functionIndex: 11, offset: 0x3a0, status: 'unresolved', reason: 'truncated-module' }],
  });
});

test('a source map that lies beside a module and cannot be read is named, and the module answers without it', async () => {
  cut('source-maps/asc.wasm', Infinity);
  const without = await run(['lookup', '-m', 'asc.wasm', '0x1a0'], '', folder);
  expect(without.stdout.toString()).toMatch(/^0x1a0: tally at \?\? \(companion-missing: /);
  cut('source-maps/asc.wasm.map', 300);
  const damaged = await run(['lookup', '-m', 'asc.wasm', '0x1a0'], '', folder);
  expect([damaged.code, damaged.stdout]).toEqual([0, without.stdout]);
  expect(damaged.stderr).toMatch(
    /^wasm-symbolicate: \S*asc\.wasm\.map: it is no JSON from character \d+ on; not used\n$/,
  );
});

test('so does one whose mappings cannot be read, unless it was given', async () => {
  cut('source-maps/emcc.wasm', Infinity);
  const without = await run(['lookup', '-m', 'emcc.wasm', '0x500'], '', folder);
  const map = readFileSync(join(FIXTURES, 'source-maps/emcc.wasm.map'), 'utf8');
  writeFileSync(join(folder, 'emcc.wasm.map'), map.replace(/("mappings": *")/, '$1AAAA,A,AA!,'));
  const place = String.raw`\S*emcc\.wasm\.map: The mappings cannot be read at line 0, segment 2, character 9 \(all counted from 0\): a character that is no digit of base64`;
  const damaged = await run(['lookup', '-m', 'emcc.wasm', '0x500'], '', folder);
  expect([damaged.code, damaged.stdout]).toEqual([0, without.stdout]);
  expect(damaged.stderr).toMatch(new RegExp(`^wasm-symbolicate: ${place}; not used\n$`));
  const inspected = await run(['inspect', 'emcc.wasm'], '', folder);
  expect([inspected.code, inspected.stderr]).toEqual([0, damaged.stderr]);
  const given = await run(['lookup', '-m', 'emcc.wasm', '-m', 'emcc.wasm.map', '0x500'], '', folder);
  expect([given.code, given.stdout.toString()]).toEqual([1, '']);
  expect(given.stderr).toMatch(new RegExp(`^wasm-symbolicate: ${place}\n$`));
});

test('a debug file that is cut off is named, too, be it found or given', async () => {
  cut('companions/matrix-separate.wasm', Infinity);
  cut('companions/matrix.debug.wasm', 3500);
  const found = await run(['lookup', '-m', 'matrix-separate.wasm', '0x200'], '', folder);
  const given = await run(['lookup', '-m', 'matrix-separate.wasm', '-m', 'matrix.debug.wasm', '0x200'], '', folder);
  const message = /^wasm-symbolicate: \S*matrix\.debug\.wasm: the file is cut off: its section \S+, at offset 0x/;
  expect(found.stderr).toMatch(message);
  expect(given.stderr).toMatch(message);
  expect(found.stdout.toString()).toContain('truncated-module');
  expect(given.stdout).toEqual(found.stdout);
});

test('a split file that is cut off is named, too, be it found or given, and its functions keep their lines', async () => {
  cut('companions/calculator-split5.wasm', Infinity);
  cut('companions/parser-split5.dwo', Infinity);
  cut('companions/lexer-split5.dwo', 1200);
  const found = await run(['lookup', '-m', 'calculator-split5.wasm', '0x1c0'], '', folder);
  const given = await run(
    ['lookup', '-m', 'calculator-split5.wasm', '-m', 'lexer-split5.dwo', '-m', 'parser-split5.dwo', '0x1c0'],
    '',
    folder,
  );
  const message =
    /^wasm-symbolicate: \S*lexer-split5\.dwo: the file is cut off: its section \.debug_abbrev\.dwo, at offset 0x/;
  expect(found.stderr).toMatch(message);
  expect(given.stderr).toMatch(message);
  expect(found.stdout.toString()).toMatch(/ at \/src\/c\/\w+\.c:\d+.*\(split-debug-missing: /);
  expect(given.stdout).toEqual(found.stdout);
});
