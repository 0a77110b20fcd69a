import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { openModule } from '../../src/build/open-module.ts';
import { debugSections } from '../../src/container/debug-sections.ts';
import { lookupAll, openIndex, rows } from '../../src/symbol-index/index.ts';
import type { Lookup } from '../../src/symbol-index/index.ts';
import { fixtureBytes } from '../container/fixtures.ts';
import { seeded } from '../container/seeded.ts';

/** Programs of several units, of different languages and DWARF versions. None with weak copies: there, several units describe one body. */
const SUBJECTS = [
  'calculator-Os-dwarf4.wasm',
  'calculator-lto-dwarf5.wasm',
  'evaluator-lto.wasm',
  'glossary-O2-dwarf5.wasm',
  'ledger-O3-lto-dwarf5.wasm',
  'shipping-mixed.wasm',
];

/** Of each module so many units, from the first on. */
const UNITS = 8;

interface UnitBytes {
  /** Of its first byte in the file. */
  readonly start: number;
  /** Bytes of the length and of what stands behind it in the header. */
  readonly header: number;
  readonly end: number;
}

async function unitsOf(bytes: Uint8Array): Promise<UnitBytes[]> {
  const info = debugSections((await openModule(bytes)).layout).get('.debug_info');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const units: UnitBytes[] = [];
  const sectionEnd = (info?.contents ?? 0) + (info?.size ?? 0);
  for (let start = info?.contents ?? 0; start < sectionEnd; start = units.at(-1)?.end ?? sectionEnd) {
    const header = view.getUint16(start + 4, true) === 5 ? 12 : 11;
    units.push({ start, header, end: start + 4 + view.getUint32(start, true) });
  }
  return units;
}

/** What is known at the first byte of each row and body, by offset. */
async function answersOf(bytes: Uint8Array, offsets: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const answers = lookupAll(openIndex(await buildIndex(bytes)), offsets);
  return new Map(answers.map((answer: Lookup) => [answer.offset, JSON.stringify(answer)]));
}

async function offsetsOf(bytes: Uint8Array): Promise<number[]> {
  const index = openIndex(await buildIndex(bytes));
  const starts = Array.from(index.bodies[0], (start) => index.identity.codeStart + start);
  return [...new Set([...starts, ...Array.from(rows(index), ({ offset }) => offset)])];
}

/** The unit's length stays: without it nobody knows where the next unit begins. */
const DAMAGES: readonly (readonly [string, (unit: Uint8Array, header: number, seed: number) => void])[] = [
  ['an abbreviation table elsewhere', (unit, header) => unit.fill(0xff, header - 5, header - 1)],
  [
    'an address size that no machine has',
    (unit, header) => unit.fill(3, header === 12 ? 7 : 10, header === 12 ? 8 : 11),
  ],
  ['nothing but zeros', (unit, header) => unit.fill(0, header)],
  ['nothing but ones', (unit, header) => unit.fill(0xff, header)],
  ['ones from its middle on', (unit) => unit.fill(0xff, unit.length >> 1)],
  [
    'random bytes at twenty places',
    (unit, header, seed) => {
      const random = seeded(seed);
      for (let n = 0; n < 20; n += 1) unit[header + random(unit.length - header)] = random(256);
    },
  ],
];

describe('a unit with damage costs no other unit an answer', () => {
  it.each(SUBJECTS)('%s', async (file) => {
    const bytes = fixtureBytes(file);
    const offsets = await offsetsOf(bytes);
    const whole = await answersOf(bytes, offsets);
    const units = (await unitsOf(bytes)).slice(0, UNITS);
    expect(units.length).toBeGreaterThan(1);
    const lost: unknown[] = [];
    for (const [number, { start, header, end }] of units.entries()) {
      const spoil = async (damage: (unit: Uint8Array) => void): Promise<ReadonlyMap<number, string>> => {
        const spoilt = bytes.slice();
        damage(spoilt.subarray(start, end));
        return answersOf(spoilt, offsets);
      };
      // A version that nobody reads: what then is answered as before needs nothing of this unit.
      const without = await spoil((unit) => unit.fill(0x63, 4, 6));
      const others = offsets.filter((offset) => without.get(offset) === whole.get(offset));
      for (const [name, damage] of DAMAGES) {
        const answers = await spoil((unit) => {
          damage(unit, header, number);
        });
        const wrong = others.filter((offset) => answers.get(offset) !== whole.get(offset));
        if (wrong.length > 0) lost.push([number, name, wrong.length, others.length, answers.get(wrong[0] ?? 0)]);
      }
    }
    expect(lost).toEqual([]);
  });
});
