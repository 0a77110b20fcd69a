/** Installs and builds what the bench needs, where it is not there yet. Everything goes to bench/corpus. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { Program } from './contender.ts';

const WASM_TOOLS_VERSION = '1.263.0';

export const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
export const corpus = (path: string): string => here(`../corpus/${path}`);
const root = here('../../');

export interface Tools {
  readonly ours: Program;
  readonly peers: Program;
  readonly wasmTools: string;
  /** The command line of the package. */
  readonly cli: string;
}

export function prepareTools(): Tools {
  mkdirSync(corpus(''), { recursive: true });
  buildPackage();
  return {
    ours: { command: process.execPath, args: [bundleOurs(), here('../../dist/index.js')] },
    peers: { command: buildPeers(), args: [] },
    wasmTools: installWasmTools(),
    cli: here('../../dist/cli.cjs'),
  };
}

/** Only where it is older than what it is made of: others may be using it. */
function buildPackage(): void {
  const built = here('../../dist/index.js');
  const isFresh = existsSync(built) && newest(join(root, 'src'), join(root, 'native/pkg')) <= statSync(built).mtimeMs;
  if (isFresh) return;
  if (!existsSync(join(root, 'node_modules'))) run('installing the package', 'npm', ['ci', '--silent'], root);
  run('building the package', 'npm', ['run', '--silent', 'build', '--', '--silent'], root);
}

function newest(...folders: readonly string[]): number {
  const times = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => statSync(join(folder, path)).mtimeMs),
  );
  return Math.max(...times);
}

function bundleOurs(): string {
  const outfile = corpus('ours.mjs');
  buildSync({
    entryPoints: [here('ours.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return outfile;
}

/** cargo itself knows whether there is something to do. */
function buildPeers(): string {
  const target = corpus('peers');
  run(
    'building the native peers',
    'cargo',
    ['build', '--release', '--locked', '--quiet', '--target-dir', target],
    here('../peers'),
  );
  return join(target, 'release/peers');
}

function installWasmTools(): string {
  const path = corpus('wasm-tools/bin/wasm-tools');
  if (versionOf(path) === `wasm-tools ${WASM_TOOLS_VERSION}`) return path;
  // Nothing but the command that is timed: the rest takes a quarter of an hour to build and changes no time.
  const features = ['--no-default-features', '--features', 'addr2line'];
  const places = ['--root', corpus('wasm-tools'), '--target-dir', corpus('wasm-tools/target')];
  const pinned = ['--version', WASM_TOOLS_VERSION, '--locked'];
  run('installing wasm-tools', 'cargo', ['install', 'wasm-tools', '--quiet', ...pinned, ...features, ...places], root);
  return path;
}

/** The first line of what a program says of its version; `null` where there is none. */
export function versionOf(command: string): string | null {
  const { stdout, error } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return error === undefined ? (stdout.split('\n')[0] ?? null) : null;
}

/** @throws where the command fails */
export function run(what: string, command: string, args: readonly string[], cwd: string): void {
  process.stderr.write(`${what} …\n`);
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (error !== undefined || status !== 0)
    throw new Error(`${what} failed: ${command} ${args.join(' ')}`, { cause: error });
}

/** Milliseconds from before a process is made until it has ended. */
export function timeProcess(command: string, args: readonly string[]): number {
  const start = performance.now();
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const total = performance.now() - start;
  if (error !== undefined || status !== 0) throw new Error(`${command} ${args.join(' ')} failed`, { cause: error });
  return total;
}
