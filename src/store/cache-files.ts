import { nodeModule } from '../host/node-modules.ts';

/** What the cache needs of a file system. */
export interface CacheFiles {
  /** All of a file, and when it was last marked as used, in milliseconds since 1970. */
  readonly read: (path: string) => Promise<{ readonly bytes: Uint8Array; readonly mtimeMs: number }>;
  readonly writeFile: (path: string, bytes: Uint8Array, options: { readonly flag: 'wx' }) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly rm: (path: string, options: { readonly force: true }) => Promise<void>;
  readonly mkdir: (path: string, options: { readonly recursive: true; readonly mode: number }) => Promise<unknown>;
  readonly readdir: (path: string) => Promise<string[]>;
  readonly stat: (path: string) => Promise<{ readonly size: number; readonly mtimeMs: number }>;
  readonly utimes: (path: string, accessed: Date, modified: Date) => Promise<void>;
}

/** The host's own; `null` where there are none. */
export function hostCacheFiles(): CacheFiles | null {
  const [promises, callbacks] = [nodeModule('node:fs/promises'), nodeModule('node:fs')];
  if (promises === null || callbacks === null) return null;
  const { writeFile, rename, rm, mkdir, readdir, stat, utimes } = promises;
  return { read: (path) => readWhole(callbacks, path), writeFile, rename, rm, mkdir, readdir, stat, utimes };
}

/**
 * By callbacks: Node's promises make an object of each open file, and wait for it to be closed. A start from a full cache takes two thirds of the time.
 */
function readWhole(fs: typeof import('node:fs'), path: string): ReturnType<CacheFiles['read']> {
  return new Promise((resolve, reject) => {
    fs.open(path, 'r', (failure, descriptor) => {
      if (failure !== null) {
        reject(failure);
        return;
      }
      const end = (error: Error | null, bytes: Uint8Array, mtimeMs: number): void => {
        fs.close(descriptor, () => undefined);
        if (error === null) resolve({ bytes, mtimeMs });
        else reject(error);
      };
      fs.fstat(descriptor, (error, status) => {
        if (error !== null) {
          end(error, NOTHING, 0);
          return;
        }
        const { size, mtimeMs } = status;
        const bytes = new Uint8Array(size);
        const readOn = (filled: number): void => {
          fs.read(descriptor, bytes, filled, size - filled, filled, (failed, count) => {
            if (failed !== null) end(failed, NOTHING, 0);
            else if (count === 0 || filled + count === size) end(null, bytes.subarray(0, filled + count), mtimeMs);
            else readOn(filled + count);
          });
        };
        if (size === 0) end(null, NOTHING, mtimeMs);
        else readOn(0);
      });
    });
  });
}

const NOTHING = new Uint8Array(0);
