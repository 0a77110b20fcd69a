import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findBuildPaths } from '../../src/container/build-paths.ts';
import { readModule } from '../../src/container/module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { custom, moduleOf, section, utf8 } from './module-bytes.ts';

const COMMIT = '59807616e1fa2540724bfbac14d7976d7e4a3860';

async function pathsIn(bytes: Uint8Array): ReturnType<typeof findBuildPaths> {
  return findBuildPaths(await readModule(await openReader(bytes)));
}

const utf16 = (text: string): number[] => [...Buffer.from(text, 'utf16le')];
const data = (...bytes: readonly number[]): Uint8Array => moduleOf(section(11, bytes));

it.each([
  [`/rustc/${COMMIT}/library/core/src/option.rs`, [`/rustc/${COMMIT}`]],
  [`/rustc/${COMMIT}\\library\\core\\src\\option.rs`, [`/rustc/${COMMIT}`]],
  [`/rustc/1.95.0/library /rustc/${COMMIT}`, []],
])('folders of Rust in the data: %s', async (text, toolchainFolders) => {
  expect(await pathsIn(data(...utf8(text)))).toEqual({ homes: [], toolchainFolders });
});

it.each([
  ['/home/alice/app.c', ['/home/alice']],
  ['/mnt/home/alice/app.c', ['/home/alice']],
  ['/home/josé/app.c', ['/home/josé']],
  ['/Users/Max Mustermann/app.c', ['/Users/Max Mustermann']],
  ['C:\\Users\\Jürgen Groß\\app.c', ['C:\\Users\\Jürgen Groß']],
  ['c:\\users\\eve\\app.c', ['c:\\users\\eve']],
  ['file:///home/alice/app.c', ['/home/alice']],
  ['/home/ali@corp.example/app.c', ['/home/ali@corp.example']],
  ['https://example.org/home/page/index.html', []],
  ['https://example.org:8080/Users/list/', []],
  ['/home/web_user/', []],
  ['see /home/ and /usr/', []],
])('home directories: %s', async (text, homes) => {
  expect((await pathsIn(data(...utf8(text)))).homes.flatMap((each) => each.homes)).toEqual(homes);
});

it('the library of AssemblyScript, whose strings are UTF-16', async () => {
  expect((await pathsIn(data(...utf16('~lib/array.ts'), ...utf16('~lib/map.ts')))).toolchainFolders).toEqual(['~lib']);
  expect((await pathsIn(data(...utf8('~lib/array.ts')))).toolchainFolders).toEqual([]);
});

it('nothing of the debug information, which names the sources of every library', async () => {
  expect(await pathsIn(moduleOf(custom('.debug_str', utf8(`/rustc/${COMMIT}/library/`))))).toEqual({
    homes: [],
    toolchainFolders: [],
  });
});

it('a real module that was stripped of all else', async () => {
  const bytes = readFileSync(new URL('../../fixtures/guides/orders_bg.wasm', import.meta.url));
  const { toolchainFolders } = await pathsIn(bytes);
  expect(toolchainFolders).toEqual([expect.stringMatching(/^\/rustc\/[0-9a-f]{40}$/)]);
});
