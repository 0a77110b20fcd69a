import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SetupError } from './errors.ts';

/** A module that is compared. */
export interface Subject {
  readonly name: string;
  readonly path: string;
  /** `sound`: as compiler and linker wrote it. `binaryen`: wasm-opt moved its code, and what DWARF says of inlined calls is torn. */
  readonly kind: 'sound' | 'binaryen';
  /** Share of LLVM's chains that must be ours too when rows do not arbitrate. */
  readonly paintAtLeast: number;
}

interface ManifestEntry {
  readonly file: string;
  readonly dwarf: number | null;
  readonly kind: string;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Every fixture with debug information that is about its code. */
export function fixtures(): Subject[] {
  const manifest = JSON.parse(readFileSync(here('../../fixtures/manifest.json'), 'utf8')) as readonly ManifestEntry[];
  return manifest.flatMap(({ file, dwarf, kind }) =>
    dwarf !== null && (kind === 'sound' || kind === 'binaryen')
      ? [{ name: file, path: here(`../../fixtures/modules/${file}`), kind, paintAtLeast: 0 }]
      : [],
  );
}

/** Published modules, from this folder's dependencies. */
export function published(): Subject[] {
  const packages = (path: string): string => here(`../node_modules/${path}`);
  return [
    {
      name: 'web-tree-sitter',
      path: packages('web-tree-sitter/debug/web-tree-sitter.wasm'),
      kind: 'binaryen',
      paintAtLeast: 1,
    },
    { name: 'jq-web', path: packages('jq-web/jq.wasm'), kind: 'binaryen', paintAtLeast: 0.997 },
    {
      name: 'ruby',
      path: packages('@ruby/3.4-wasm-wasi/dist/ruby.debug+stdlib.wasm'),
      kind: 'binaryen',
      paintAtLeast: 0.97,
    },
  ];
}

/** A large module straight from rustc and its linker, built on demand. */
export function bigRust(): Subject {
  const target = here('../corpus/big-rust');
  const path = `${target}/wasm32-unknown-unknown/release/big_rust.wasm`;
  if (!existsSync(path)) {
    process.stderr.write('building bench/big-rust …\n');
    const { status } = spawnSync(
      'cargo',
      ['build', '--release', '--locked', '--target', 'wasm32-unknown-unknown', '--target-dir', target],
      { cwd: here('../big-rust'), stdio: ['ignore', 'ignore', 'inherit'] },
    );
    if (status !== 0)
      throw new SetupError('bench/big-rust cannot be built: it needs cargo of Rust 1.95 and network access');
  }
  return { name: 'big-rust', path, kind: 'sound', paintAtLeast: 1 };
}
