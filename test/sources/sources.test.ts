import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SymbolicationError } from '../../src/errors.ts';
import { type ModuleIdentity, moduleIdentity } from '../../src/identity/module-identity.ts';
import { chainOf } from '../../src/sources/chain.ts';
import { directorySource } from '../../src/sources/directory-source.ts';
import { moduleUrlSource } from '../../src/sources/module-url-source.ts';
import { serverSource } from '../../src/sources/server-source.ts';
import type { SourceAnswer, SymbolSource } from '../../src/sources/symbol-source.ts';
import { serveFiles, serveHttp } from './servers.ts';

const ID = '67e924c1b2a34d5e8f90112233445566';
const CODE_ID = `10${ID}`;
let folder = '';

function put(path: string, text = path): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-sources-'));
  put(`debuginfod/buildid/${ID}/executable`);
  put(`debuginfod/buildid/${ID}/debuginfo`);
  put(`unified/10/${ID}/executable`);
  put(`unified/10/${ID}/debuginfo`);
  put(`canonical/67/${ID.slice(2)}/debuginfo`);
  put(`native/67/${ID.slice(2)}.debug`);
  put(`native/67/${ID.slice(2)}`);
  put(`gdb/.build-id/67/${ID.slice(2)}.debug`);
  put('named/static/app.wasm');
  put('named/static/app.debug.wasm');
  put('named/app.wasm');
  put('named/main.wasm');
  put('secret.wasm');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What was found, without the folder's own path. */
async function found(source: SymbolSource, known: Partial<ModuleIdentity>): Promise<string[]> {
  const { files, misses } = await source.find(moduleIdentity(known));
  return [
    ...files.map(({ kind, by, name }) => `${kind} ${by} ${name.replace(`${folder}/`, '')}`),
    ...misses.map(({ reason }) => reason),
  ];
}

describe('a directory', () => {
  const within = (path: string): SymbolSource => directorySource(join(folder, path));

  it.each([
    ['debuginfod', [`buildid/${ID}/executable`, `buildid/${ID}/debuginfo`]],
    ['unified', [`10/${ID}/executable`, `10/${ID}/debuginfo`]],
    ['native', [`67/${ID.slice(2)}`, `67/${ID.slice(2)}.debug`]],
  ])('gives both files of a build id in the layout %s', async (name, [executable, debuginfo]) => {
    const both = [`executable build-id ${name}/${executable ?? ''}`, `debuginfo build-id ${name}/${debuginfo ?? ''}`];
    expect(await found(within(name), { buildIds: [ID] })).toEqual(both);
    // Sentry sends the section with its length.
    expect(await found(within(name), { buildIds: [CODE_ID] })).toEqual(both);
  });

  it('gives what there is of a build id', async () => {
    expect(await found(within('canonical'), { buildIds: [ID] })).toEqual([
      `debuginfo build-id canonical/67/${ID.slice(2)}/debuginfo`,
    ]);
    expect(await found(within('gdb'), { buildIds: [ID] })).toEqual([
      `debuginfo build-id gdb/.build-id/67/${ID.slice(2)}.debug`,
    ]);
  });

  it('gives the file at the longest end of a URL’s path, and what lies beside it', async () => {
    expect(await found(within('named'), { url: 'https://app.example/v2/static/app.wasm?x#y' })).toEqual([
      'any file-name named/static/app.wasm',
      'any file-name named/static/app.debug.wasm',
    ]);
    expect(await found(within('named'), { url: '/srv/app.wasm' })).toEqual(['any file-name named/app.wasm']);
    expect(await found(within('named'), { names: ['main'] })).toEqual(['any file-name named/main.wasm']);
  });

  it.each([
    'https://h/%2e%2e/secret.wasm',
    'https://h/..%2fsecret.wasm',
    '../secret.wasm',
    'https://h/..%5csecret.wasm',
    'https://h/a%00/app.wasm',
    'https://h/.hidden',
    'wasm://wasm/app.wasm',
    '<app.wasm>',
    `/${'a'.repeat(300)}`,
  ])('reads nothing outside for %s', async (url) => {
    const [answer] = await found(within('named'), { url });
    expect(['nothing-to-ask-by', 'not-found']).toContain(answer);
  });

  it('says why there is nothing', async () => {
    expect(await found(within('named'), { buildIds: ['ffffffffffffffff'] })).toEqual(['not-found']);
    expect(await found(within('named'), { buildIds: ['../../secret', 'FF', ''] })).toEqual(['not-found']);
    expect(await found(within('named'), { v8Hash: '00010002' })).toEqual(['nothing-to-ask-by']);
    expect(await found(within('absent'), { url: '/app.wasm' })).toEqual(['not-found']);
  });

  it('has the modules in it as candidates', async () => {
    const files = (await within('named').candidates?.(moduleIdentity({}))) ?? [];
    expect(files.map(({ name }) => name.replace(`${folder}/`, ''))).toEqual(['named/app.wasm', 'named/main.wasm']);
    const ofLength =
      (await within('named').candidates?.(moduleIdentity({ byteLength: 'named/app.wasm'.length }))) ?? [];
    expect(ofLength.map(({ name }) => name.replace(`${folder}/`, ''))).toEqual(['named/app.wasm']);
  });
});

describe('a server', () => {
  const bytes = new TextEncoder().encode('a file');

  it('is asked by the debuginfod protocol', async () => {
    await using server = await serveFiles({ [`buildid/${ID}/debuginfo`]: bytes });
    expect(await found(serverSource(server.origin), { buildIds: [ID] })).toEqual([
      `debuginfo build-id ${server.origin}/buildid/${ID}/debuginfo`,
    ]);
    expect(server.asked.sort()).toEqual([`/buildid/${ID}/debuginfo`, `/buildid/${ID}/executable`]);
  });

  it('is asked by the unified layout below its own path', async () => {
    await using server = await serveFiles({ [`symbols/10/${ID}/executable`]: bytes });
    const source = serverSource(`${server.origin}/symbols`, { layouts: ['unified'] });
    expect(await found(source, { buildIds: [ID] })).toEqual([
      `executable build-id ${server.origin}/symbols/10/${ID}/executable`,
    ]);
  });

  it('is asked by name only where that is allowed', async () => {
    await using server = await serveFiles({ 'js/my%20app.wasm': bytes });
    const identity = { url: 'https://h.example/static/js/my%20app.wasm' };
    expect(await found(serverSource(server.origin), identity)).toEqual(['nothing-to-ask-by']);
    expect(server.asked).toEqual([]);
    expect(await found(serverSource(server.origin, { byName: true }), identity)).toEqual([
      `any file-name ${server.origin}/js/my%20app.wasm`,
    ]);
  });

  it('says once that it has nothing, and counts what that took', async () => {
    await using server = await serveFiles({});
    const answer: SourceAnswer = await serverSource(server.origin).find(moduleIdentity({ buildIds: [ID] }));
    expect(answer).toEqual({
      files: [],
      misses: [{ source: `${server.origin}/`, reason: 'not-found', detail: null }],
      requests: 6,
      bytes: 0,
    });
  });

  it('gives one file although the other fails, and says that', async () => {
    await using server = await serveHttp(({ url = '' }, response) => {
      if (url.endsWith('/executable')) response.end('a file');
      else response.writeHead(500).end();
    });
    const source = serverSource(server.origin, { limits: { retries: 0 } });
    expect(await found(source, { buildIds: [ID] })).toEqual([
      `executable build-id ${server.origin}/buildid/${ID}/executable`,
      'server-error',
    ]);
  });

  it.each(['ftp://h.example', 'symbols', 'https://user:secret@h.example/'])('is no %s', (url) => {
    expect(() => serverSource(url)).toThrow(SymbolicationError);
  });
});

describe('module URLs', () => {
  it('are fetched from allowed origins only', async () => {
    await using server = await serveFiles({ 'app.wasm': new TextEncoder().encode('a file') });
    await using other = await serveFiles({ 'app.wasm': new TextEncoder().encode('a file') });
    const source = moduleUrlSource([server.origin]);
    expect(await found(source, { url: `${server.origin}/app.wasm` })).toEqual([`any url ${server.origin}/app.wasm`]);
    expect(await found(source, { url: `${other.origin}/app.wasm` })).toEqual(['not-allowed']);
    expect(await found(source, { url: 'file:///app.wasm' })).toEqual(['nothing-to-ask-by']);
    expect(await found(source, { buildIds: [ID] })).toEqual(['nothing-to-ask-by']);
    expect(other.asked).toEqual([]);
  });

  it('have a debug file beside them, of the same origins', async () => {
    await using server = await serveFiles({ 'app.debug.wasm': new TextEncoder().encode('debug') });
    const fetch = moduleUrlSource([server.origin]).fetch;
    expect(await fetch?.(`${server.origin}/app.debug.wasm`, {})).toMatchObject({ size: 5 });
    expect(await fetch?.(`${server.origin}/other.wasm`, {})).toMatchObject({ status: 404 });
    expect(await fetch?.('http://169.254.169.254/', {})).toMatchObject({ status: 404 });
    const gone = await serveFiles({});
    await gone[Symbol.asyncDispose]();
    await expect(
      moduleUrlSource([gone.origin], { limits: { retries: 0 } }).fetch?.(`${gone.origin}/a`, {}),
    ).rejects.toMatchObject({ miss: { reason: 'unreachable' } });
  });
});

describe('a chain', () => {
  it('takes the module from one source and its debug file from the next', async () => {
    await using server = await serveFiles({ [`buildid/${ID}/debuginfo`]: new TextEncoder().encode('debug') });
    put(`stripped/buildid/${ID}/executable`);
    const chain = chainOf([directorySource(join(folder, 'stripped')), serverSource(server.origin)]);
    expect(await found(chain, { buildIds: [ID] })).toEqual([
      `executable build-id stripped/buildid/${ID}/executable`,
      `debuginfo build-id ${server.origin}/buildid/${ID}/debuginfo`,
    ]);
  });

  it('asks no further than it must', async () => {
    await using server = await serveFiles({});
    const chain = chainOf([directorySource(join(folder, 'debuginfod')), serverSource(server.origin)]);
    expect(await found(chain, { buildIds: [ID] })).toHaveLength(2);
    expect(server.asked).toEqual([]);
  });

  it('prefers a build id to a name', async () => {
    const chain = chainOf([directorySource(join(folder, 'named')), directorySource(join(folder, 'debuginfod'))]);
    expect(await found(chain, { buildIds: [ID], url: '/app.wasm' })).toEqual([
      `executable build-id debuginfod/buildid/${ID}/executable`,
      `debuginfo build-id debuginfod/buildid/${ID}/debuginfo`,
    ]);
  });
});
