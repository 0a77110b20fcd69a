import { withoutFileScheme } from './map-path.ts';

/** How toolchains write paths that are on no disk, or deep in their own folders, and what people call the same files. */
const FORMS: readonly (readonly [pattern: RegExp, readable: string])[] = [
  // Rust's own sources: as shipped, and where the component rust-src is installed.
  [/^[/\\]rustc[/\\](?:[0-9a-f]{40}|[\w.-]+)[/\\](.+)$/i, 'rust/$1'],
  [/^.*[/\\]lib[/\\]rustlib[/\\](?:src|rustc-src)[/\\]rust[/\\](.+)$/i, 'rust/$1'],
  // Crates that cargo unpacked or checked out.
  [/^.*[/\\]\.?cargo[/\\]registry[/\\]src[/\\][^/\\]+[/\\](.+)$/i, 'crates/$1'],
  [/^.*[/\\]\.?cargo[/\\]git[/\\]checkouts[/\\]([^/\\]+)-[0-9a-f]{16}[/\\][^/\\]+[/\\](.+)$/i, 'crates/$1/$2'],
  [/^.*[/\\]emsdk[/\\](?:upstream[/\\])?emscripten[/\\](.+)$/i, 'emscripten/$1'],
  // Of Debian, Homebrew and the like.
  [/^.*[/\\]emscripten[/\\](?:[\d.]+[/\\]libexec[/\\])?(system[/\\](?:lib|include)[/\\].+)$/i, 'emscripten/$1'],
  [/^wasisdk:\/\/(?:v[\d.]+\/)?(.+)$/i, 'wasi-sdk/$1'],
  [/^org-dartlang-sdk:\/*(?:dart-sdk\/|sdk\/)?(.+)$/i, 'dart-sdk/$1'],
  [/^org-dartlang-app:\/*(.+)$/i, '$1'],
  // webpack://NAMESPACE/./src/app.ts?1a2b; the namespace may be empty.
  [/^webpack(?:-internal)?:\/\/[^/]*\/(?:\.\/)?([^?]+)(?:\?[\w-]*)?$/i, '$1'],
];

/** No file system takes longer paths; in a hostile index thousands of files could each have one of megabytes. */
const LONGEST = 4096;

/** A path as people would write it: `rust/library/core/src/option.rs` for `/rustc/HASH/library/…`. As it is where it is of no known form. */
export function readablePath(path: string): string {
  if (path.length > LONGEST) return path;
  const plain = withoutFileScheme(path);
  for (const [pattern, readable] of FORMS) {
    // The same file, whatever the system of the build.
    if (pattern.test(plain)) return plain.replace(pattern, readable).replaceAll('\\', '/');
  }
  return plain;
}
