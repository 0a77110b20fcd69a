// Prints the hash of all that the built cores are made from. pkg/inputs.sha256 holds the hash at the time of the build, so that a
// test that needs no Rust can tell that the committed cores are of other sources.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';

const folder = new URL('./', import.meta.url);

function sources(below) {
  return readdirSync(new URL(below, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.rs'))
    .map((entry) => new URL(`${entry.parentPath}/${entry.name}`, 'file://').pathname.slice(folder.pathname.length));
}

/** SHA-256 over name and contents of each input, as hex. */
export function hashInputs() {
  const fixed = ['Cargo.lock', 'Cargo.toml', 'build.sh', 'demangler/Cargo.toml', 'package-lock.json', 'room/Cargo.toml', 'rust-toolchain.toml', 'source-map/Cargo.toml'];
  const hash = createHash('sha256');
  for (const name of [...fixed, ...sources('src/'), ...sources('demangler/src/'), ...sources('room/src/'), ...sources('source-map/src/')].sort()) {
    hash.update(`${name}\0`).update(readFileSync(new URL(name, folder))).update('\0');
  }
  return hash.digest('hex');
}

if (process.argv[1] !== undefined && import.meta.url === new URL(process.argv[1], 'file://').href) console.log(hashInputs());
