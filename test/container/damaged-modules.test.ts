import { describe, expect, it } from 'vitest';
import { describeModule } from '../../src/build/describe-module.ts';
import { openModule } from '../../src/build/open-module.ts';
import type { OpenModule } from '../../src/build/open-module.ts';
import { readModule } from '../../src/container/module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import { SymbolicationError } from '../../src/errors.ts';
import { FIXTURES, fixtureBytes } from './fixtures.ts';
import { seeded } from './seeded.ts';

const ALLOWED = ['malformed-module', 'not-a-module', 'component'];

/** An opened module that keeps its promises, or one of the codes for damage. Everything else fails the test. */
async function openDamaged(bytes: Uint8Array): Promise<OpenModule | null> {
  try {
    const module = await openModule(bytes);
    await describeModule(module);
    checkBodies(module, bytes.length);
    return module;
  } catch (error) {
    if (!SymbolicationError.is(error) || !ALLOWED.includes(error.code)) throw error;
    return null;
  }
}

function checkBodies({ bodyStarts, bodyLengths, layout, codeStart }: OpenModule, size: number): void {
  let end = 0;
  bodyStarts.forEach((start, body) => {
    if (start <= end) throw new Error(`body ${body} starts in front of the end of the last`);
    end = start + (bodyLengths[body] ?? NaN);
  });
  if (end > (layout.code?.size ?? 0) || codeStart + end > size) throw new Error('a body leaves the code section');
}

/** Of each toolchain one module, and none so large that a thousand damaged copies would take long. */
const SUBJECTS = FIXTURES.filter((file) => fixtureBytes(file).length < 40_000);

describe('a module cut off', () => {
  it.each(SUBJECTS)('at each border of a section keeps its code, unless the cut comes before it: %s', async (file) => {
    const bytes = fixtureBytes(file);
    const whole = await openModule(bytes);
    const { sections } = await readModule(await openReader(bytes));
    const codeEnd = (whole.layout.code?.contents ?? 0) + (whole.layout.code?.size ?? 0);
    for (const { start, contents, size } of sections) {
      for (const cut of [start, start + 1, contents, contents + 1, contents + size - 1]) {
        const module = await openDamaged(bytes.subarray(0, cut));
        if (module === null || cut < codeEnd) continue;
        expect(module.bodyStarts).toEqual(whole.bodyStarts);
        expect(module.importedFunctions).toBe(whole.importedFunctions);
      }
    }
  });

  it('is refused in front of its code only', async () => {
    for (const file of SUBJECTS) {
      const bytes = fixtureBytes(file);
      const { sections, code } = await readModule(await openReader(bytes));
      for (const { id, start, contents, size } of sections) {
        if (size === 0) continue;
        const module = await openDamaged(bytes.subarray(0, contents + size - 1));
        const isBeforeCode = start < (code?.start ?? Infinity);
        expect([file, start, module === null]).toEqual([file, start, id !== 0 && isBeforeCode]);
        if (module !== null) expect(module.layout.cut?.section?.start).toBe(start);
      }
    }
  });

  it('within its code keeps the bodies in front of the cut', async () => {
    for (const file of SUBJECTS) {
      const bytes = fixtureBytes(file);
      const { bodyStarts, bodyLengths, codeStart } = await openModule(bytes);
      const middle = bodyStarts.length >>> 1;
      const [start = 0, length = 0] = [bodyStarts[middle], bodyLengths[middle]];
      if (bodyStarts.length < 2 || length < 3) continue;
      const half = length >>> 1;
      const module = await openDamaged(bytes.subarray(0, codeStart + start + half));
      expect(module?.bodyStarts).toEqual(bodyStarts.slice(0, middle + 1));
      expect(module?.bodyLengths).toEqual(Uint32Array.from([...bodyLengths.slice(0, middle), half]));
    }
  });
});

describe('a module with bytes changed at random', () => {
  it.each(SUBJECTS)('gives an answer that holds together, or says that it is damaged: %s', async (file) => {
    const bytes = fixtureBytes(file);
    const { sections } = await readModule(await openReader(bytes));
    const random = seeded(FIXTURES.indexOf(file));
    for (let round = 0; round < 150; round += 1) {
      const damaged = bytes.slice();
      for (let changes = 1 + random(4); changes > 0; changes -= 1) {
        // Half of the changes hit the beginning of a section, where lengths and counts are.
        const section = sections[random(sections.length)];
        const place = random(2) === 0 ? random(bytes.length) : (section?.start ?? 0) + random(24);
        if (place < damaged.length) damaged[place] = random(3) === 0 ? 0xff : random(256);
      }
      await openDamaged(damaged.subarray(0, random(4) === 0 ? random(bytes.length) : bytes.length));
    }
  });
});
