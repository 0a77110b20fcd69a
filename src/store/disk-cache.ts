import { version } from '../../package.json';
import { nodeModule } from '../host/node-modules.ts';
import { type CacheFiles, hostCacheFiles } from './cache-files.ts';
import { type Checksum, decodeEntry, encodeEntry } from './entry-file.ts';
import type { Counters } from './metrics.ts';
import type { StoredModule } from './stored-module.ts';

export interface DiskCacheOptions {
  readonly folder: string;
  /** Bytes of its files; those that were not used for the longest time go first. */
  readonly maxBytes: number;
  readonly files?: CacheFiles | undefined;
}

/** Of what an entry is: another version of the package may make other indexes of the same module. */
const WRITER = `wasm-symbolicate ${version}, index format 1`;

const ENTRY = /^[0-9a-f]{40}\.wscache$/;
const TEMPORARY = /^[0-9a-f]{40}\.wscache\..*\.tmp$/;
/** A process that writes one entry for so long is none any more. */
const LONGEST_WRITE = 60 * 60_000;
/** Part of `maxBytes` that is written before the folder is looked through again. */
const WRITTEN_BETWEEN_LOOKS = 1 / 8;
const OWNER_ONLY = 0o700;

/**
 * Indexes in a folder, which several processes may share: an entry appears whole or not at all, and is never changed, but replaced. Nothing here fails: without a disk that can be read or written a store works
 * as without a cache, and counts it.
 */
export class DiskCache {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #files: CacheFiles;
  readonly #host: Host;
  readonly #counters: Counters;
  /** More than all, so that the first write looks through the folder. */
  #writtenSinceLook = Infinity;
  #looking: Promise<void> = Promise.resolve();

  private constructor(options: DiskCacheOptions, host: Host, counters: Counters) {
    this.#folder = options.folder;
    this.#maxBytes = options.maxBytes;
    this.#files = options.files ?? host.files;
    this.#host = host;
    this.#counters = counters;
  }

  /** `null` on hosts without files. */
  static open(options: DiskCacheOptions, counters: Counters): DiskCache | null {
    const host = openHost();
    return host === null ? null : new DiskCache(options, host, counters);
  }

  /** `null` where there is none that is whole. */
  async read(key: string): Promise<StoredModule | null> {
    const path = this.#pathOf(key);
    let file: Awaited<ReturnType<CacheFiles['read']>>;
    try {
      file = await this.#files.read(path);
    } catch (error) {
      if (!isAbsence(error)) this.#counters.diskReadFailures += 1;
      return null;
    }
    const entry = decodeEntry(file.bytes, this.#host.checksum);
    if (entry?.writer !== WRITER || entry.key !== key) {
      // Left where it is: another process may be about to put a sound one in its place, which would be lost.
      this.#counters.diskCorrupted += 1;
      return null;
    }
    if (Date.now() - file.mtimeMs > MARK_AFTER) this.#markUsed(path);
    return entry;
  }

  /** Writes an entry, or counts why not. */
  async write(entry: StoredModule): Promise<void> {
    const path = this.#pathOf(entry.key);
    const bytes = encodeEntry({ ...entry, writer: WRITER }, this.#host.checksum);
    if (sizeOnDisk(bytes.length) > this.#maxBytes) return;
    const temporary = `${path}.${this.#host.uniqueName()}.tmp`;
    try {
      await this.#files.mkdir(this.#folder, { recursive: true, mode: OWNER_ONLY });
      // Not synced to the disk: what a crash of the system tears has a wrong checksum.
      await this.#files.writeFile(temporary, bytes, { flag: 'wx' });
      await this.#files.rename(temporary, path);
    } catch {
      this.#counters.diskWriteFailures += 1;
      await this.#files.rm(temporary, { force: true }).catch(() => undefined);
      return;
    }
    this.#counters.diskWrites += 1;
    this.#counters.diskWrittenBytes += bytes.length;
    this.#writtenSinceLook += sizeOnDisk(bytes.length);
    if (this.#writtenSinceLook > this.#maxBytes * WRITTEN_BETWEEN_LOOKS) {
      this.#writtenSinceLook = 0;
      this.#looking = this.#looking.then(() => this.#tidy());
    }
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    await this.#looking;
  }

  #pathOf(key: string): string {
    return this.#host.join(this.#folder, `${this.#host.digest(`${WRITER}\n${key}`)}.wscache`);
  }

  /** By the file's time, which all processes see. Nobody who waits for an index waits for this. */
  #markUsed(path: string): void {
    const now = new Date();
    const marking = this.#files.utimes(path, now, now).catch(() => undefined);
    this.#looking = this.#looking.then(() => marking);
  }

  /** Takes away what was used longest ago, above the limit, and what processes left that were killed while they wrote. Touches no file but the cache's own. */
  async #tidy(): Promise<void> {
    const names = await this.#files.readdir(this.#folder).catch(() => []);
    const entries: { path: string; size: number; mtimeMs: number }[] = [];
    for (const name of names) {
      const isTemporary = TEMPORARY.test(name);
      if (!isTemporary && !ENTRY.test(name)) continue;
      const path = this.#host.join(this.#folder, name);
      const status = await this.#files.stat(path).catch(() => null);
      if (status === null) continue;
      if (!isTemporary) entries.push({ path, size: sizeOnDisk(status.size), mtimeMs: status.mtimeMs });
      else if (Date.now() - status.mtimeMs > LONGEST_WRITE) await this.#remove(path);
    }
    let total = entries.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of entries.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
      if (total <= this.#maxBytes) return;
      await this.#remove(path);
      this.#counters.diskEvictions += 1;
      total -= size;
    }
  }

  async #remove(path: string): Promise<void> {
    await this.#files.rm(path, { force: true }).catch(() => undefined);
  }
}

/** Entries are told apart by when they were used, but not to the second. */
const MARK_AFTER = 60_000;

/** Files take whole blocks: a million remembered misses would be a small sum of bytes. */
function sizeOnDisk(bytes: number): number {
  return Math.ceil(bytes / BLOCK) * BLOCK;
}

const BLOCK = 4096;

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

interface Host {
  readonly files: CacheFiles;
  readonly join: (folder: string, name: string) => string;
  readonly checksum: Checksum;
  /** 40 hexadecimal digits. */
  readonly digest: (text: string) => string;
  readonly uniqueName: () => string;
}

function openHost(): Host | null {
  const files = hostCacheFiles();
  const [path, zlib, crypto] = [nodeModule('node:path'), nodeModule('node:zlib'), nodeModule('node:crypto')];
  if (files === null || path === null || zlib === null || crypto === null) return null;
  // Older Buns and Denos lack it.
  if (!('crc32' in zlib)) return null;
  return {
    files,
    join: (folder, name) => path.join(folder, name),
    checksum: (bytes) => zlib.crc32(bytes),
    digest: (text) => crypto.createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH),
    uniqueName: () => crypto.randomUUID(),
  };
}

const DIGEST_LENGTH = 40;
