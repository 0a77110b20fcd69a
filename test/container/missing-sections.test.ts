import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { missingDebugSections } from '../../src/container/missing-sections.ts';
import { readModule } from '../../src/container/module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { lookup, openIndex, rows } from '../../src/symbol-index/index.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const FOLDERS = ['modules', 'companions', 'embedded-sources', 'features', 'source-maps', 'stacks/modules'];
const bytesOf = (file: string): Uint8Array => readFileSync(new URL(file, FIXTURES));

async function missingIn(bytes: Uint8Array): Promise<readonly string[]> {
  return missingDebugSections(await readModule(await openReader(bytes)));
}

/** Of the file up to a section. */
async function cutBefore(file: string, section: string): Promise<Uint8Array> {
  const bytes = bytesOf(file);
  const { sections } = await readModule(await openReader(bytes));
  return bytes.subarray(0, sections.find(({ name }) => name === section)?.start);
}

it('whole files lack nothing', async () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, FIXTURES))
      .filter((file) => /\.(?:wasm|o|dwo)$/.test(file))
      .map((file) => `${folder}/${file}`),
  );
  expect(files.length).toBeGreaterThan(90);
  for (const file of files) expect([file, await missingIn(bytesOf(file))]).toEqual([file, []]);
});

describe('a file that ends exactly in front of a section', () => {
  it.each([
    ['modules/inventory-O2-dwarf4.wasm', '.debug_info', []],
    ['modules/inventory-O2-dwarf4.wasm', '.debug_ranges', ['.debug_line', '.debug_str', '.debug_ranges']],
    ['modules/inventory-O2-dwarf4.wasm', '.debug_str', ['.debug_line', '.debug_str']],
    ['modules/inventory-O2-dwarf4.wasm', '.debug_line', ['.debug_line']],
    ['modules/inventory-O2-dwarf5.wasm', '.debug_line', ['.debug_line']],
    // Line tables alone name it, and without it paths are unknown.
    ['modules/inventory-O2-dwarf5.wasm', '.debug_line_str', []],
    // Units of DWARF 4 and of DWARF 5 beside each other.
    ['modules/glossary-O2-dwarf5.wasm', '.debug_ranges', ['.debug_ranges']],
    // What follows is not referred to by offsets.
    ['modules/glossary-O2-dwarf5.wasm', 'name', []],
  ])('lacks what its debug information refers to: %s before %s', async (file, section, missing) => {
    expect(await missingIn(await cutBefore(file, section))).toEqual(missing);
  });

  it.each([
    ['modules/inventory-O2-dwarf4.wasm', '.debug_line'],
    ['modules/ledger-O0-dwarf5.wasm', '.debug_ranges'],
  ])('answers nothing as if it were all: %s before %s', async (file, section) => {
    const index = openIndex(await buildIndex(await cutBefore(file, section)));
    const whole = openIndex(await buildIndex(bytesOf(file)));
    const answers = Array.from(rows(whole), ({ offset }) => lookup(index, offset));
    expect(new Set(answers.map(({ status, reason }) => `${status} ${reason}`))).toEqual(
      new Set(['partial truncated-module']),
    );
  });
});
