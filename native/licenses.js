// Writes LICENSES.md: the notices of all crates that are compiled into the cores, which their licences ask to be passed on.
//   node native/licenses.js
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const cargo = (...args) => execFileSync('cargo', args, { cwd: import.meta.dirname, encoding: 'utf8', maxBuffer: 1 << 28 });
const target = 'wasm32-unknown-unknown';

const { packages } = JSON.parse(cargo('metadata', '--format-version', '1', '--locked', '--filter-platform', target));
const linked = new Set(
  cargo('tree', '--workspace', '--locked', '--target', target, '-e', 'normal,no-proc-macro', '--prefix', 'none', '--format', '{p}')
    .split('\n')
    .map((line) => line.split(' ').slice(0, 2).join(' ')),
);

/** The shortest of the licences that a crate offers, and those that hold besides. */
function noticeOf(folder, license) {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying)/i.test(file));
  const chosen = files.find((name) => /mit/i.test(name)) ?? files.find((name) => !/apache/i.test(name)) ?? files[0];
  const besides = [...license.matchAll(/ AND ([A-Za-z]+)/g)].map(([, name]) =>
    files.find((file) => file.toLowerCase().includes(name.toLowerCase())),
  );
  return [chosen, ...besides].map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
}

const sections = packages
  .filter(({ name, version, source }) => source !== null && linked.has(`${name} v${version}`))
  .sort((a, b) => (a.name < b.name ? -1 : 1))
  .map(({ name, version, license, manifest_path }) => `## ${name} ${version} (${license})\n\n${noticeOf(dirname(manifest_path), license)}\n`);

/** Not among the packages that cargo knows of: the standard library, its allocator, and what stands in for instructions that Wasm does not have. */
function standardLibrary() {
  const terms = sections.join('').match(/^Permission is hereby granted, free of charge, to any\n(?:.+\n|\n)*?DEALINGS IN THE SOFTWARE\.$/m)[0];
  const holders = 'Copyright (c) The Rust Project Contributors\nCopyright (c) 2014 Alex Crichton';
  return `## Rust's standard library, with compiler-builtins and dlmalloc (MIT OR Apache-2.0)\n\n${holders}\n\n${terms}\n`;
}

writeFileSync(
  join(import.meta.dirname, 'LICENSES.md'),
  `# What is compiled into the cores\n\nMade by licenses.js.\n\n${[...sections, standardLibrary()].join('\n')}`,
);
