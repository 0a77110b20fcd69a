/**
 * Loads the command's parts as V8 compiled them in an earlier run: to read and compile 150 kB anew took a fifth of a command that answers from an index. What
 * is kept holds the functions that ran, too, which V8 compiles one by one when they are first called. Node 22 can do this by itself (`enableCompileCache`), but
 * Node 20 cannot, and the flag that `prepare-core.ts` sets makes V8 refuse all that is kept while it is set.
 *
 * V8 believes what it is given, so that whoever writes there may run code: a file counts only if it belongs to who runs this, and nobody else may write to it.
 * Whatever fails (no folder, no room, another version, damage) means that the part is compiled as usual.
 */
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Script } from 'node:vm';
import { version } from '../../../package.json';

/** Parts that are loaded before a flag of V8's is set. All others are loaded by `require`. */
const KEPT_PARTS: readonly string[] = ['main', 'addr2line-main', 'module-files', 'join-files', 'commands'];

/** Bytes in front of V8's, which say of which file they are. */
const KEY_LENGTH = 64;

/** What CommonJS gives a module. */
type Body = (
  exports: object,
  require: (id: string) => unknown,
  module: { exports: object },
  filename: string,
  dirname: string,
) => void;

interface Kept {
  readonly path: string;
  /** Changes whenever the part is written anew, even with the times and sizes of before, as packages have them. */
  readonly key: string;
}

/** This file's own: Node's, of CommonJS. */
const load: (id: string) => unknown = require;
const loaded = new Map<string, object>();
const toBeKept: (Kept & { readonly script: Script })[] = [];

/** The exports of a part, which is a file beside this one. */
export function loadPart(part: string): unknown {
  const folder = KEPT_PARTS.includes(part) ? folderOf(process.env, process.platform) : null;
  const path = join(__dirname, `${part}.cjs`);
  if (folder === null) return load(path);
  const known = loaded.get(part);
  if (known !== undefined) return known;
  const module = { exports: {} };
  loaded.set(part, module.exports);
  compiled(path, keptOf(folder, part, path))(module.exports, requirePart, module, path, __dirname);
  loaded.set(part, module.exports);
  return module.exports;
}

function requirePart(id: string): unknown {
  const part = /^\.\/([\w-]+)\.cjs$/.exec(id)?.[1];
  return part === undefined ? load(id) : loadPart(part);
}

/** Where users' programs keep what can be made again, as each system has it; `null` where it is not to be used. */
function folderOf(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  const { NODE_DISABLE_COMPILE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA, HOME } = environment;
  const isNode = process.versions['bun'] === undefined && process.versions['deno'] === undefined;
  if (!isNode || (NODE_DISABLE_COMPILE_CACHE ?? '') !== '') return null;
  const home = HOME === undefined ? undefined : join(HOME, platform === 'darwin' ? 'Library/Caches' : '.cache');
  // The specification of XDG takes an empty one for none.
  const folder = platform === 'win32' ? LOCALAPPDATA : XDG_CACHE_HOME === '' ? home : (XDG_CACHE_HOME ?? home);
  return folder === undefined ? null : join(folder, 'wasm-symbolicate', 'compiled');
}

function keptOf(folder: string, part: string, path: string): Kept {
  const { size, ctimeMs, ino } = statSync(path);
  const key = `${version} ${size} ${ctimeMs} ${ino}`.slice(0, KEY_LENGTH).padEnd(KEY_LENGTH);
  return { path: join(folder, `${part}-${process.version}-${process.arch}-${hashOf(__dirname)}`), key };
}

/** Several copies of the package do not take turns in one file. FNV-1a. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16);
}

function compiled(filename: string, kept: Kept): Body {
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'utf8')}\n})`;
  const cachedData = readKept(kept);
  const script = new Script(source, cachedData === null ? { filename } : { filename, cachedData });
  if (script.cachedDataRejected !== false) {
    if (toBeKept.length === 0) process.once('exit', keepAll);
    toBeKept.push({ ...kept, script });
  }
  const body: unknown = script.runInThisContext();
  if (!isBody(body)) throw new Error(`${filename} is no module`);
  return body;
}

function isBody(value: unknown): value is Body {
  return typeof value === 'function';
}

function readKept({ path, key }: Kept): Buffer | null {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const { uid, mode } = fstatSync(file);
    // Windows has no such numbers; there the folder is the user's own.
    const isOwn = process.geteuid === undefined || (uid === process.geteuid() && (mode & 0o022) === 0);
    const bytes = isOwn ? readFileSync(file) : null;
    return bytes?.toString('latin1', 0, KEY_LENGTH) === key ? onceOf(bytes.subarray(KEY_LENGTH)) : null;
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** What is there twice, if both are equal. */
function onceOf(bytes: Buffer): Buffer | null {
  const half = bytes.subarray(0, bytes.length / 2);
  return half.equals(bytes.subarray(half.length)) ? half : null;
}

/** Writes beside and renames, so that no other process sees half a file. */
function keepAll(): void {
  // V8 keeps with each script the flags that it had, and takes it only with these.
  const v8 = process.getBuiltinModule('node:v8');
  for (const flag of ['--no-liftoff-only', '--wasm-tier-up', '--wasm-dynamic-tiering']) v8.setFlagsFromString(flag);
  for (const { path, key, script } of toBeKept) {
    const beside = `${path}.${process.pid}`;
    const isWritten = attempt(() => {
      mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
      // Twice: of 60 files in which one bit was another, 22 ended the process. To compare takes 30 µs, a checksum in code that is not compiled yet, or loading Node's, 1 ms.
      const code = script.createCachedData();
      writeFileSync(beside, Buffer.concat([Buffer.from(key, 'latin1'), code, code]), { mode: 0o600 });
      renameSync(beside, path);
    });
    if (!isWritten)
      attempt(() => {
        rmSync(beside, { force: true });
      });
  }
}

/** Nobody is told that nothing is kept. */
function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
