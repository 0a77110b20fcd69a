import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (file: string): string => readFileSync(new URL(`../../native/${file}`, import.meta.url), 'utf8');

/** Crates that run while the cores are built, as macros and for them, and of which nothing is in the cores. */
const FOR_THE_BUILD = [
  'bumpalo',
  'proc-macro2',
  'quote',
  'rustversion',
  'stable_deref_trait',
  'syn',
  'wasm-bindgen-macro',
  'wasm-bindgen-macro-support',
];

/** Of crates.io; our own have no source. */
function lockedCrates(): string[] {
  const crates = read('Cargo.lock').matchAll(/^name = "(.+)"\nversion = "(.+)"\nsource = /gm);
  return [...crates].flatMap(([, name = '', version = '']) =>
    FOR_THE_BUILD.includes(name) ? [] : [`${name} ${version}`],
  );
}

it('the notices of all crates in the cores travel with them, of the locked versions; native/licenses.js writes them', () => {
  const noticed = [...read('LICENSES.md').matchAll(/^## (\S+ \d\S*) \((.+)\)$/gm)].map(([, crate]) => crate);
  expect(noticed).toEqual(lockedCrates());
});

it('a licence that holds besides another one is there, too', () => {
  expect(read('LICENSES.md').match(/AND Unicode-3\.0/g)?.length).toBe(1);
  expect(read('LICENSES.md')).toContain('UNICODE LICENSE V3');
});
