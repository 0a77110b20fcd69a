import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { SymbolicationError } from '../../src/errors.ts';
import { formatText } from '../../src/format/text.ts';
import { moduleIdentity } from '../../src/identity/module-identity.ts';
import { directorySource } from '../../src/sources/directory-source.ts';
import { moduleUrlSource } from '../../src/sources/module-url-source.ts';
import { serverSource } from '../../src/sources/server-source.ts';
import type { SymbolSource } from '../../src/sources/symbol-source.ts';
import type { SymbolStoreOptions } from '../../src/store/store-options.ts';
import { SymbolStore } from '../../src/store/symbol-store.ts';
import { custom, sized } from '../container/module-bytes.ts';
import { serveFiles, serveHttp, serveRaw } from '../sources/servers.ts';
import { ANSWER, APP, APP_URL, FIXTURES, fixture, ID, stackAt, STRIPPED, withId } from './app.ts';

let folder = '';
let now = 0;

function put(path: string, bytes: Uint8Array): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  return file;
}

function storeOf(sources: readonly SymbolSource[], options: Partial<SymbolStoreOptions> = {}): SymbolStore {
  return new SymbolStore({ sources, now: () => now, ...options });
}

/** Text of the answer, what it rests on, and what was missed. */
async function answerOf(store: SymbolStore, url: string): Promise<{ text: string; modules: unknown[] }> {
  const answer = await store.symbolicate(stackAt(url));
  const modules = answer.sought.map(({ evidence, misses }) => [evidence, ...misses.map(({ reason }) => reason)]);
  return { text: formatText(answer), modules };
}

const noRetries = { limits: { retries: 0 } };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-store-'));
  now = 1_000_000;
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a stack', () => {
  it('is answered by the file of its name', async () => {
    put('app.wasm', APP);
    await using store = storeOf([directorySource(folder)]);
    expect(await answerOf(store, 'https://app.example/app.wasm')).toEqual({ text: ANSWER, modules: [['file-name']] });
    expect(await answerOf(store, 'https://app.example/app.wasm')).toEqual({ text: ANSWER, modules: [['file-name']] });
    expect(store.metrics()).toMatchObject({ requests: 2, built: 1, builds: 1, memoryHits: 1, misses: 0 });
  });

  it('that names no module is answered by the one whose bytes have its hash', async () => {
    put('app.wasm', APP);
    put('other.wasm', fixture('stacks/modules/eh.wasm'));
    await using store = storeOf([directorySource(folder)]);
    expect(await answerOf(store, 'wasm://wasm/3ec88d66')).toEqual({ text: ANSWER, modules: [['v8-hash']] });
    rmSync(join(folder, 'other.wasm'));
    expect(await answerOf(store, 'wasm://wasm/00000000')).toEqual({ text: ANSWER, modules: [['elimination']] });
  });

  it('that names no module is not answered where several may be meant', async () => {
    put('app.wasm', APP);
    put('other.wasm', fixture('stacks/modules/app-mangled.wasm'));
    await using store = storeOf([directorySource(folder)]);
    const url = 'wasm://wasm/00000000';
    expect(await answerOf(store, url)).toEqual({ text: stackAt(url), modules: [[null, 'nothing-to-ask-by']] });
  });

  it('with build ids from an event is answered by id, and says so', async () => {
    put(`buildid/${ID}/debuginfo`, withId(APP));
    put('app.wasm', fixture('stacks/modules/eh.wasm'));
    await using store = storeOf([directorySource(folder)]);
    const url = 'https://app.example/app.wasm';
    const answer = await store.symbolicate(stackAt(url), { identities: [moduleIdentity({ url, buildIds: [ID] })] });
    expect(formatText(answer)).toBe(ANSWER);
    expect(answer.sought).toMatchObject([{ evidence: 'build-id', frames: [0], misses: [] }]);
  });

  it('that names modules which nobody has stays as it is, with reasons', async () => {
    await using server = await serveFiles({});
    await using store = storeOf([directorySource(folder), moduleUrlSource([server.origin], noRetries)]);
    const url = 'https://elsewhere.example/app.wasm';
    expect(await answerOf(store, url)).toEqual({
      text: stackAt(url),
      modules: [[null, 'not-found', 'not-allowed']],
    });
    expect(server.asked).toEqual([]);
  });

  it('is looked for in the sources only where the given modules do not answer', async () => {
    const { openModule } = await import('../../src/modules/module.ts');
    const module = await openModule(APP, { name: 'app.wasm' });
    await using store = storeOf([directorySource(folder)]);
    const answer = await store.symbolicate(stackAt('https://app.example/app.wasm'), { modules: [module] });
    expect([formatText(answer), answer.sought]).toEqual([ANSWER, []]);
  });

  it('of a stranger costs no more than its first modules', async () => {
    const frames = Array.from({ length: 1000 }, (_, i) => `    at https://h.example/${i}.wasm:wasm-function[0]:0x10`);
    await using store = storeOf([directorySource(folder)], { modulesPerStack: 3 });
    const answer = await store.symbolicate(`Error\n${frames.join('\n')}\n`);
    expect([answer.frames.length, answer.sought.length, store.metrics().requests]).toEqual([1000, 3, 3]);
  });
});

describe('what was found is held against what is known', () => {
  it('a file that lies under an id and has another is not used', async () => {
    put(`buildid/${ID}/debuginfo`, withId(APP, 'ffffffffffffffffffffffffffffffff'));
    await using store = storeOf([directorySource(folder)]);
    expect(await store.indexFor(moduleIdentity({ buildIds: [ID] }))).toMatchObject({
      indexes: [],
      evidence: null,
      misses: [{ reason: 'other-build' }],
    });
  });

  it('a file without an id counts as what the source keeps it for, and says so', async () => {
    put(`buildid/${ID}/debuginfo`, APP);
    await using store = storeOf([directorySource(folder)]);
    expect(await store.indexFor(moduleIdentity({ buildIds: [ID] }))).toMatchObject({ evidence: 'kept-under-id' });
  });

  it('a file of the same name and another id is not used', async () => {
    put('app.wasm', withId(APP, 'ffffffffffffffffffffffffffffffff'));
    await using store = storeOf([directorySource(folder)]);
    const found = await store.indexFor(moduleIdentity({ buildIds: [ID], url: '/app.wasm' }));
    expect([found.indexes, found.misses.map(({ reason }) => reason)]).toEqual([[], ['not-found', 'other-build']]);
  });

  it('a debug file of other code gives no lines', async () => {
    put(`buildid/${ID}/executable`, withId(STRIPPED));
    put(`buildid/${ID}/debuginfo`, withId(fixture('stacks/modules/eh.wasm')));
    await using store = storeOf([directorySource(folder)]);
    const { indexes } = await store.indexFor(moduleIdentity({ buildIds: [ID] }));
    expect(indexes.map(({ rows }) => rows.length)).toEqual([0]);
  });

  it('a module and its debug file are joined, whose offsets are the module’s', async () => {
    put(`buildid/${ID}/executable`, withId(STRIPPED));
    put(`buildid/${ID}/debuginfo`, withId(APP));
    await using store = storeOf([directorySource(folder)]);
    const url = 'https://app.example/app.wasm';
    const answer = await store.symbolicate(stackAt(url), { identities: [moduleIdentity({ url, buildIds: [ID] })] });
    expect(formatText(answer)).toBe(ANSWER);
  });

  it.each([
    ['a page', new TextEncoder().encode('<!doctype html>'), 'unreadable'],
    ['a module that is cut off', APP.subarray(0, APP.length - 10), 'incomplete'],
    ['a module without its end', APP.subarray(0, 700), 'incomplete'],
    ['nothing', new Uint8Array(0), 'unreadable'],
  ])('%s is no answer, and no answer for ever', async (_, bytes, reason) => {
    put('app.wasm', bytes);
    await using store = storeOf([directorySource(folder)], { cache: { folder: join(folder, 'cache') } });
    expect(await answerOf(store, APP_URL)).toEqual({ text: stackAt(APP_URL), modules: [[null, reason]] });
    put('app.wasm', APP);
    now += 60_000;
    expect(await answerOf(store, APP_URL)).toEqual({ text: ANSWER, modules: [['file-name']] });
  });
});

describe('with their code at hand', () => {
  /** The second frame is at an instruction at which no frame can be. */
  const stack = `${stackAt(APP_URL).split('\n').slice(0, 2).join('\n')}\n    at ${APP_URL}:wasm-function[8]:0x1fa\n`;

  it('frames tell a wrong build that lies under the right name', async () => {
    put('app.wasm', APP);
    await using store = storeOf([directorySource(folder)]);
    const [, untested] = (await store.symbolicate(stack)).frames;
    expect([untested?.fit, untested?.reason]).toEqual(['plausible', null]);
    const tested = await store.symbolicate(stack, { testCode: true });
    expect([tested.frames[1]?.fit, tested.frames[1]?.reason, tested.modules[0]?.isWrongBuild]).toEqual([
      'impossible',
      'wrong-build',
      true,
    ]);
    expect(formatText(await store.symbolicate(stackAt(APP_URL), { testCode: true }))).toBe(ANSWER);
    expect(store.metrics()).toMatchObject({ builds: 1 });
  });

  it('a file that was replaced meanwhile is not taken for the index’s', async () => {
    const { modulesWithCode } = await import('../../src/store/with-code.ts');
    const name = put('app.wasm', fixture('stacks/modules/eh.wasm'));
    const { openIndex } = await import('../../src/symbol-index/index.ts');
    const index = openIndex(await buildIndex(APP));
    const file = { name, kind: 'any', by: 'file-name', version: null } as const;
    expect(await modulesWithCode([file], [index], undefined)).toBe(null);
    expect(await modulesWithCode([{ ...file, name: 'https://h.example/app.wasm' }], [index], undefined)).toBe(null);
    expect(await modulesWithCode([{ ...file, name: join(folder, 'gone') }], [index], undefined)).toBe(null);
  });
});

describe('time', () => {
  it('a file that was replaced is read anew', async () => {
    put('app.wasm', fixture('stacks/modules/eh.wasm'));
    await using store = storeOf([directorySource(folder)]);
    expect((await answerOf(store, APP_URL)).text).not.toBe(ANSWER);
    put('app.wasm', APP);
    now += 2000;
    expect((await answerOf(store, APP_URL)).text).toBe(ANSWER);
    now += 2000;
    expect((await answerOf(store, APP_URL)).text).toBe(ANSWER);
    expect(store.metrics()).toMatchObject({ builds: 2, memoryHits: 1 });
  });

  it('a URL is asked again after a while, and costs nothing where it has not changed', async () => {
    let sent = 0;
    await using server = await serveHttp((request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else {
        sent += 1;
        response.writeHead(200, { etag: '"1"' }).end(APP);
      }
    });
    await using store = storeOf([moduleUrlSource([server.origin])]);
    const url = `${server.origin}/app.wasm`;
    for (let i = 0; i < 3; i += 1) {
      expect(await answerOf(store, url)).toEqual({ text: ANSWER, modules: [['url']] });
      now += 120_000;
    }
    expect([server.asked.length, sent, store.metrics().builds]).toEqual([3, 1, 1]);
  });

  it('a server that fails when it is asked again leaves what there was', async () => {
    let fails = false;
    await using server = await serveHttp((_, response) => {
      if (fails) response.writeHead(503).end();
      else response.writeHead(200, { etag: '"1"' }).end(APP);
    });
    await using store = storeOf([moduleUrlSource([server.origin], noRetries)]);
    const url = `${server.origin}/app.wasm`;
    await answerOf(store, url);
    fails = true;
    now += 120_000;
    expect((await answerOf(store, url)).text).toBe(ANSWER);
  });

  it('what a server does not have is remembered, on disk too, and what it may have soon is not', async () => {
    await using server = await serveFiles({});
    const cache = { folder: join(folder, 'cache') };
    const identity = moduleIdentity({ buildIds: [ID] });
    await using first = storeOf([serverSource(server.origin)], { cache });
    await first.indexFor(identity);
    await first.indexFor(identity);
    expect([server.asked.length, first.metrics().rememberedMisses]).toEqual([6, 1]);
    await using second = storeOf([serverSource(server.origin)], { cache });
    expect((await second.indexFor(identity)).misses).toMatchObject([{ reason: 'not-found' }]);
    expect(server.asked.length).toBe(6);
    now += 61 * 60_000;
    await second.indexFor(identity);
    expect(server.asked.length).toBe(12);

    await using failing = await serveHttp((_, response) => {
      response.writeHead(500).end();
    });
    await using third = storeOf([serverSource(failing.origin, noRetries)], { cache });
    await third.indexFor(identity);
    await using fourth = storeOf([serverSource(failing.origin, noRetries)], { cache });
    await fourth.indexFor(identity);
    expect(failing.asked.length).toBe(12);
  });

  it('what a module names beside it may come later, on disk too', async () => {
    const cache = { folder: join(folder, 'cache') };
    put('app.wasm', Uint8Array.from([...STRIPPED, ...custom('external_debug_info', sized('app-lines.wasm'))]));
    await using first = storeOf([directorySource(folder)], { cache });
    expect((await answerOf(first, APP_URL)).text).not.toBe(ANSWER);
    put('app-lines.wasm', APP);
    now += 31_000;
    expect((await answerOf(first, APP_URL)).text).toBe(ANSWER);
    rmSync(join(folder, 'cache'), { recursive: true });
    rmSync(join(folder, 'app-lines.wasm'));
    await using second = storeOf([directorySource(folder)], { cache });
    await answerOf(second, APP_URL);
    put('app-lines.wasm', APP);
    now += 31_000;
    await using third = storeOf([directorySource(folder)], { cache });
    expect((await answerOf(third, APP_URL)).text).toBe(ANSWER);
  });

  it('a debug file that did not arrive is not missing for good', async () => {
    let fails = true;
    await using server = await serveHttp(({ url = '' }, response) => {
      if (url.endsWith('/executable')) response.end(withId(STRIPPED));
      else if (fails) response.writeHead(503).end();
      else response.end(withId(APP));
    });
    const cache = { folder: join(folder, 'cache') };
    await using store = storeOf([serverSource(server.origin, noRetries)], { cache });
    const identity = moduleIdentity({ buildIds: [ID] });
    const rows = async (): Promise<number[]> =>
      (await store.indexFor(identity)).indexes.map((index) => index.rows.length);
    expect(await rows()).toEqual([0]);
    fails = false;
    now += 31_000;
    expect((await rows())[0]).toBeGreaterThan(0);
    // An id names one build for ever.
    now += 1e12;
    const asked = server.asked.length;
    expect((await rows())[0]).toBeGreaterThan(0);
    expect(server.asked.length).toBe(asked);
  });
});

describe('hostile servers', () => {
  const head = 'HTTP/1.1 200 OK\r\n';
  const cache = (): { folder: string } => ({ folder: join(folder, 'cache') });

  it.each([
    ['that announces more than it sends', `${head}content-length: 999999\r\n\r\n`, APP, 'incomplete'],
    ['that announces less than it sends', `${head}content-length: ${APP.length - 10}\r\n\r\n`, APP, 'incomplete'],
    ['that closes in mid-body', `${head}\r\n`, APP.subarray(0, APP.length - 10), 'incomplete'],
  ])('one %s: nothing wrong is answered or kept', async (_, text, body, reason) => {
    const answer = new Uint8Array([...new TextEncoder().encode(text), ...body]);
    await using server = await serveRaw(answer, 'close');
    const sources = [moduleUrlSource([server.origin], noRetries)];
    const url = `${server.origin}/app.wasm`;
    await using store = storeOf(sources, { cache: cache() });
    expect(await answerOf(store, url)).toEqual({ text: stackAt(url), modules: [[null, reason]] });
    expect(store.metrics()).toMatchObject({ diskWrites: 0, memoryModules: 0, misses: 1 });
  });

  it('one that redirects to a private address: nothing is asked there', async () => {
    await using inner = await serveFiles({ 'app.wasm': APP });
    await using server = await serveHttp((_, response) => {
      response.writeHead(302, { location: `${inner.origin}/app.wasm` }).end();
    });
    await using store = storeOf([moduleUrlSource([server.origin], noRetries)], { cache: cache() });
    const url = `${server.origin}/app.wasm`;
    expect(await answerOf(store, url)).toEqual({ text: stackAt(url), modules: [[null, 'redirect-refused']] });
    expect(inner.asked).toEqual([]);
  });

  it('a module that names a debug file elsewhere: nothing is asked there', async () => {
    await using inner = await serveFiles({ 'app.debug.wasm': APP });
    const link = custom('external_debug_info', sized(`${inner.origin}/app.debug.wasm`));
    await using server = await serveFiles({ 'app.wasm': Uint8Array.from([...STRIPPED, ...link]) });
    await using store = storeOf([moduleUrlSource([server.origin], noRetries)]);
    const { modules } = await answerOf(store, `${server.origin}/app.wasm`);
    expect([modules, inner.asked]).toEqual([[['url']], []]);
  });

  it('a slow one: the caller may go, and others wait on', async () => {
    let release = (): void => undefined;
    await using server = await serveHttp((_, response) => {
      release = () => response.end(APP);
    });
    await using store = storeOf([moduleUrlSource([server.origin])]);
    const stack = stackAt(`${server.origin}/app.wasm`);
    const controller = new AbortController();
    const impatient = store.symbolicate(stack, { signal: controller.signal });
    const patient = store.symbolicate(stack);
    await expect.poll(() => server.asked.length).toBe(1);
    controller.abort(new Error('enough'));
    await expect(impatient).rejects.toThrow('enough');
    release();
    expect(formatText(await patient)).toBe(ANSWER);
    expect(store.metrics()).toMatchObject({ builds: 1, joined: 1, failed: 1 });
  });
});

describe('load', () => {
  it('builds a module once for all who ask at the same time', async () => {
    put('app.wasm', APP);
    await using store = storeOf([directorySource(folder)]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => answerOf(store, APP_URL)));
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set([ANSWER]));
    expect(store.metrics()).toMatchObject({ builds: 1, built: 1, joined: 19 });
  });

  it('does so many things at once, lets so many wait, and refuses the rest', async () => {
    const waiting: (() => void)[] = [];
    await using server = await serveHttp((_, response) => {
      waiting.push(() => response.writeHead(404).end());
    });
    await using store = storeOf([moduleUrlSource([server.origin])], { concurrency: 2, queue: 3 });
    const ask = (i: number): Promise<unknown> => store.symbolicate(stackAt(`${server.origin}/${i}.wasm`));
    const asking = [0, 1, 2, 3, 4].map(ask);
    await expect(ask(5)).rejects.toMatchObject({ code: 'overloaded' });
    await expect.poll(() => waiting.length).toBe(2);
    expect(store.metrics()).toMatchObject({ running: 2, waiting: 3, failed: 1 });
    const releasing = setInterval(() => waiting.shift()?.(), 1);
    await Promise.all(asking);
    clearInterval(releasing);
    expect(store.metrics()).toMatchObject({ running: 0, waiting: 0, misses: 5 });
  });

  it('gives the place of one that has gone while it waited to the next', async () => {
    const waiting: (() => void)[] = [];
    await using server = await serveHttp((_, response) => {
      waiting.push(() => response.writeHead(404).end());
    });
    await using store = storeOf([moduleUrlSource([server.origin])], { concurrency: 1, queue: 1 });
    const ask = (i: number, signal?: AbortSignal): Promise<unknown> =>
      store.symbolicate(stackAt(`${server.origin}/${i}.wasm`), { signal });
    const first = ask(0);
    const controller = new AbortController();
    const second = ask(1, controller.signal);
    controller.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    await expect.poll(() => store.metrics().waiting).toBe(0);
    const third = ask(2);
    const releasing = setInterval(() => waiting.shift()?.(), 1);
    await Promise.all([first, third]);
    clearInterval(releasing);
    expect(server.asked).toEqual(['/0.wasm', '/2.wasm']);
  });

  it('keeps its budget of memory at every moment', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `${i}.wasm`);
    for (const name of names) put(name, APP);
    const size = (await buildIndex(APP)).length;
    const memory = Math.round(size * 4.5) + 50_000;
    await using store = storeOf([directorySource(folder)], { memory });
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(names.map((name) => answerOf(store, `https://app.example/${name}`)));
      expect(store.metrics().memoryBytes).toBeLessThanOrEqual(memory);
    }
    const { peakMemoryBytes, evictions, memoryModules } = store.metrics();
    expect(peakMemoryBytes).toBeLessThanOrEqual(memory);
    expect(evictions).toBeGreaterThan(0);
    expect(memoryModules).toBeGreaterThan(0);
  });

  it('answers without keeping anything where there is no budget', async () => {
    put('app.wasm', APP);
    await using store = storeOf([directorySource(folder)], { memory: 0 });
    expect((await answerOf(store, APP_URL)).text).toBe(ANSWER);
    expect(store.metrics()).toMatchObject({ memoryBytes: 0, memoryModules: 0 });
  });
});

describe('closing', () => {
  it('ends what is under way, and refuses what comes after', async () => {
    await using server = await serveHttp(() => undefined);
    const store = storeOf([moduleUrlSource([server.origin])]);
    const asking = store.symbolicate(stackAt(`${server.origin}/app.wasm`));
    await expect.poll(() => server.asked.length).toBe(1);
    await Promise.all([store.close(), expect(asking).rejects.toMatchObject({ code: 'closed' })]);
    await expect(store.indexFor(moduleIdentity({ url: '/app.wasm' }))).rejects.toMatchObject({ code: 'closed' });
    await store.close();
  });

  it('is what `await using` does', async () => {
    put('app.wasm', APP);
    let kept: SymbolStore;
    {
      await using store = storeOf([directorySource(folder)]);
      kept = store;
      await answerOf(store, APP_URL);
    }
    expect(kept.metrics().memoryModules).toBe(0);
  });
});

it('a number that is none is refused', () => {
  expect(() => storeOf([], { memory: Number.NaN })).toThrow(SymbolicationError);
  expect(() => storeOf([], { queue: -1 })).toThrow(SymbolicationError);
});

describe('the disk cache', () => {
  it('gives a new process what an old one built, without its sources’ files being read', async () => {
    put('app.wasm', APP);
    const cache = { folder: join(folder, 'cache') };
    await using first = storeOf([directorySource(folder)], { cache });
    await answerOf(first, APP_URL);
    await using second = storeOf([directorySource(folder)], { cache });
    expect(await answerOf(second, APP_URL)).toEqual({ text: ANSWER, modules: [['file-name']] });
    expect(second.metrics()).toMatchObject({ diskHits: 1, builds: 0 });
    // The file is another one now: what is kept of the old one does not count.
    copyFileSync(new URL('stacks/modules/eh.wasm', FIXTURES), join(folder, 'app.wasm'));
    await using third = storeOf([directorySource(folder)], { cache });
    expect((await answerOf(third, APP_URL)).text).not.toBe(ANSWER);
    expect(third.metrics()).toMatchObject({ diskHits: 0, builds: 1 });
  });

  it('is not shared between sources: what one may not read another has read', async () => {
    const allowed = join(folder, 'allowed');
    put('allowed/app.wasm', APP);
    const cache = { folder: join(folder, 'cache') };
    await using first = storeOf([directorySource(allowed)], { cache });
    await answerOf(first, APP_URL);
    await using second = storeOf([directorySource(join(folder, 'empty'))], { cache });
    expect(await answerOf(second, APP_URL)).toEqual({ text: stackAt(APP_URL), modules: [[null, 'not-found']] });
  });
});
