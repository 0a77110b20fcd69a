import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { readDebugAhead, takeDebugAhead } from '../../src/build/debug-ahead.ts';
import { openModule } from '../../src/build/open-module.ts';
import type { RangeReader } from '../../src/container/range-reader.ts';
import { rejectionOf } from '../container/rejection.ts';

const BYTES = readFileSync(new URL('../../fixtures/modules/ledger-O1-lines.wasm', import.meta.url));

/** Fails where it is asked for what begins at or behind an offset, once it is told to. */
function reader(): RangeReader & { failsFrom: number; readonly asked: number[] } {
  return {
    name: 'app.wasm',
    size: BYTES.length,
    failsFrom: Infinity,
    asked: [],
    read(offset, length) {
      this.asked.push(offset);
      if (offset >= this.failsFrom) throw new Error('gone');
      return BYTES.subarray(offset, offset + length);
    },
  };
}

describe('debug sections that are read ahead', () => {
  it('serve one build, which gives the same index and does not read them again', async () => {
    const file = reader();
    const module = await openModule({ ...file, read: file.read.bind(file) });
    await readDebugAhead(module);
    const ahead = takeDebugAhead(module.layout);
    await ahead;
    expect(takeDebugAhead(module.layout)).toBeNull();

    await readDebugAhead(module);
    const info = module.layout.sections.find(({ name }) => name === '.debug_info');
    const before = file.asked.filter((offset) => offset === info?.contents).length;
    const index = await buildIndex(module);
    expect(file.asked.filter((offset) => offset === info?.contents)).toHaveLength(before);
    expect(index).toEqual(await buildIndex(BYTES));
    expect(await buildIndex(module)).toEqual(index);
  });

  it('fail the build that takes them where they cannot be read', async () => {
    const file = reader();
    const module = await openModule({ ...file, read: file.read.bind(file) });
    file.failsFrom = module.codeStart;
    await readDebugAhead(module);
    expect(await rejectionOf(buildIndex(module))).toMatchObject({ code: 'unreadable-input', file: 'app.wasm' });
    file.failsFrom = Infinity;
    expect(await buildIndex(module)).toEqual(await buildIndex(BYTES));
  });
});
