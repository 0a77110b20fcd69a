/** A C++ module, built on demand with Debian's clang 19 and libc++ for WebAssembly, as the fixtures are. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { corpus, here, run } from './tools.ts';

const SYSTEM_ROOT = '/usr/lib/wasm32-wasi';

/** Its path; `null` where the tools for it are missing. */
export function buildCppText(): string | null {
  const output = corpus('cpp-text/text.wasm');
  if (existsSync(output)) return output;
  const builtins = spawnSync('clang-19', ['--target=wasm32-wasi', '-print-libgcc-file-name'], { encoding: 'utf8' });
  if (builtins.error !== undefined || !existsSync(`${SYSTEM_ROOT}/libc++.a`)) return null;
  mkdirSync(corpus('cpp-text'), { recursive: true });
  const object = corpus('cpp-text/text.o');
  const language = ['--target=wasm32-wasi', '-std=c++20', '-fno-exceptions', '-O2', '-gdwarf-5'];
  run('compiling bench/cpp-text', 'clang-19', [...language, '-c', 'text.cpp', '-o', object], here('../cpp-text'));
  const libraries = [`-L${SYSTEM_ROOT}`, '-lc++', '-lc++abi', '-lc', builtins.stdout.trim()];
  run('linking bench/cpp-text', 'wasm-ld-19', ['--no-entry', object, ...libraries, '-o', output], here('../cpp-text'));
  return output;
}
