import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import * as nodeFiles from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CacheFiles, hostCacheFiles } from '../../src/store/cache-files.ts';
import { DiskCache } from '../../src/store/disk-cache.ts';
import { newCounters } from '../../src/store/metrics.ts';
import type { StoredModule } from '../../src/store/stored-module.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-cache-'));
});

afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

function entry(key: string, size = 64): StoredModule {
  const index = new Uint8Array(size).fill(key.charCodeAt(0));
  return { key, files: [], indexes: [index], misses: [], storedAt: 1, expiresAt: null };
}

interface Opened {
  readonly cache: DiskCache;
  readonly counters: ReturnType<typeof newCounters>;
}

function open({ at = folder, maxBytes = 1e9, files }: OpenOptions = {}): Opened {
  const counters = newCounters();
  const cache = DiskCache.open({ folder: at, maxBytes, files }, counters);
  if (cache === null) throw new Error('this host has no files');
  return { cache, counters };
}

interface OpenOptions {
  readonly at?: string;
  readonly maxBytes?: number;
  readonly files?: CacheFiles;
}

async function keys({ cache }: Opened, ...wanted: string[]): Promise<string[]> {
  const read = await Promise.all(wanted.map((key) => cache.read(key)));
  return read.flatMap((each) => each?.key ?? []);
}

function hostFiles(): CacheFiles {
  const files = hostCacheFiles();
  if (files === null) throw new Error('this host has no files');
  return files;
}

const FAILURE = (code: string): Error => Object.assign(new Error(code), { code });

describe('a cache', () => {
  it('gives back what was written, to others too', async () => {
    const first = open();
    await first.cache.write(entry('a'));
    const second = open();
    expect(await second.cache.read('a')).toMatchObject(entry('a'));
    expect(await second.cache.read('b')).toBe(null);
    expect([first.counters.diskWrites, second.counters.diskCorrupted, second.counters.diskReadFailures]).toEqual([
      1, 0, 0,
    ]);
  });

  it('makes its folder, for its user alone', async () => {
    const at = join(folder, 'deep/er');
    const opened = open({ at });
    await opened.cache.write(entry('a'));
    expect(await keys(opened, 'a')).toEqual(['a']);
    expect((await nodeFiles.stat(at)).mode & 0o077).toBe(0);
  });

  it('replaces entries', async () => {
    const opened = open();
    await opened.cache.write(entry('a', 64));
    await opened.cache.write(entry('a', 128));
    expect((await opened.cache.read('a'))?.indexes[0]?.length).toBe(128);
  });

  it('drops what was used longest ago, and touches no file of others', async () => {
    writeFileSync(join(folder, 'mine.txt'), 'x'.repeat(10_000));
    const opened = open({ maxBytes: 3 * 4096 });
    for (const [i, key] of ['a', 'b', 'c'].entries()) {
      await opened.cache.write(entry(key, 700));
      const [newest] = readdirSync(folder).filter((name) => name.endsWith('.wscache') && !dated.has(name));
      dated.add(newest ?? '');
      utimesSync(join(folder, newest ?? ''), i + 1, i + 1);
    }
    // Reading is using.
    const reader = open();
    expect(await keys(reader, 'a')).toEqual(['a']);
    await opened.cache.write(entry('d', 900));
    await opened.cache.close();
    expect(await keys(reader, 'a', 'b', 'c', 'd')).toEqual(['a', 'c', 'd']);
    expect(opened.counters.diskEvictions).toBe(1);
    expect(existsSync(join(folder, 'mine.txt'))).toBe(true);
  });
  const dated = new Set<string>();

  it('takes away what killed processes left half written, after a while', async () => {
    const opened = open();
    await opened.cache.write(entry('a'));
    const [name = ''] = readdirSync(folder);
    const [old, fresh] = [join(folder, `${name}.old.tmp`), join(folder, `${name}.fresh.tmp`)];
    for (const path of [old, fresh]) writeFileSync(path, 'half');
    utimesSync(old, 1, 1);
    const other = open();
    await other.cache.write(entry('b'));
    await other.cache.close();
    expect([existsSync(old), existsSync(fresh), await keys(other, 'a', 'b')]).toEqual([false, true, ['a', 'b']]);
  });
});

describe('damage', () => {
  it.each([
    ['a changed byte', (bytes: Buffer) => bytes.with(bytes.length >> 1, 0xee)],
    ['a changed last byte', (bytes: Buffer) => bytes.with(bytes.length - 1, 0xee)],
    ['a missing end', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ['only its beginning', (bytes: Buffer) => bytes.subarray(0, 10)],
    ['nothing in it', () => new Uint8Array(0)],
    ['zeros', (bytes: Buffer) => new Uint8Array(bytes.length)],
    ['something else', () => new TextEncoder().encode('<!doctype html>')],
  ])('an entry with %s is none, and replaced by the next', async (_, damaged) => {
    const opened = open();
    await opened.cache.write(entry('a'));
    const [name = ''] = readdirSync(folder);
    writeFileSync(join(folder, name), damaged(readFileSync(join(folder, name))));
    expect(await keys(opened, 'a')).toEqual([]);
    expect(opened.counters.diskCorrupted).toBe(1);
    await opened.cache.write(entry('a'));
    expect(await keys(opened, 'a')).toEqual(['a']);
  });

  it('an entry under the name of another is none', async () => {
    const opened = open();
    await opened.cache.write(entry('a'));
    const [a = ''] = readdirSync(folder);
    const sound = readFileSync(join(folder, a));
    await opened.cache.write(entry('b'));
    const b = readdirSync(folder).find((name) => name !== a) ?? '';
    writeFileSync(join(folder, b), sound);
    expect(await keys(opened, 'a', 'b')).toEqual(['a']);
  });
});

describe('a disk that fails', () => {
  it('a file in the folder’s place: no cache', async () => {
    const at = join(folder, 'file');
    writeFileSync(at, '');
    const opened = open({ at });
    await opened.cache.write(entry('a'));
    expect(await keys(opened, 'a')).toEqual([]);
    expect(opened.counters).toMatchObject({ diskWriteFailures: 1, diskWrites: 0, diskReadFailures: 1 });
  });

  it.skipIf(process.getuid?.() === 0)('a folder that may not be written: what is there is read', async () => {
    const opened = open();
    await opened.cache.write(entry('a'));
    chmodSync(folder, 0o500);
    await opened.cache.write(entry('b'));
    expect(await keys(opened, 'a', 'b')).toEqual(['a']);
    expect(opened.counters.diskWriteFailures).toBe(1);
  });

  it.each(['ENOSPC', 'EROFS', 'EACCES', 'EDQUOT'])(
    '%s in mid-write: nothing half is left, and what was whole stays',
    async (code) => {
      const opened = open();
      await opened.cache.write(entry('a'));
      const full = open({
        files: {
          ...hostFiles(),
          async writeFile(path, bytes, options) {
            await nodeFiles.writeFile(path, bytes.subarray(0, bytes.length >> 1), options);
            throw FAILURE(code);
          },
        },
      });
      await full.cache.write(entry('a', 128));
      await full.cache.write(entry('b'));
      expect(await keys(full, 'a', 'b')).toEqual(['a']);
      expect(full.counters).toMatchObject({ diskWriteFailures: 2, diskWrites: 0, diskCorrupted: 0 });
      expect(readdirSync(folder)).toHaveLength(1);
    },
  );

  it('EIO at reading: as if there were nothing', async () => {
    const opened = open({ files: { ...hostFiles(), read: () => Promise.reject(FAILURE('EIO')) } });
    await opened.cache.write(entry('a'));
    expect(await keys(opened, 'a')).toEqual([]);
    expect(opened.counters.diskReadFailures).toBe(1);
  });
});
