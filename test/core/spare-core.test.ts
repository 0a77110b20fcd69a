import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runIndexCore } from '../../src/core/index-core.ts';
import { coreLoader } from '../../src/core/instance.ts';
import type { CoreInstance } from '../../src/core/instance.ts';
import { keepingSpare } from '../../src/core/spare-core.ts';
import { rejectionOf } from '../container/rejection.ts';
import { PREAMBLE, list, section, sized } from '../container/module-bytes.ts';
import { fakeCore } from './fake-core.ts';

/** A core that has a memory of so many pages, as base64. */
function coreOf(...pages: readonly number[]): string {
  const memory = section(5, list([0x00, ...pages]));
  return Buffer.from([...PREAMBLE, ...memory, ...section(7, list([...sized('memory'), 0x02, 0x00]))]).toString(
    'base64',
  );
}

const spareOf = (...pages: readonly number[]) =>
  keepingSpare(coreLoader(() => Promise.resolve({ default: coreOf(...pages) })));

describe('a spare core', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('serves the next task, and one task at a time', async () => {
    const load = spareOf(1);
    const first = await load();
    load.giveBack(first);
    const [second, third] = [await load(), await load()];
    expect([second === first, third === first]).toEqual([true, false]);
  });

  it('is one, the last', async () => {
    const load = spareOf(1);
    const [first, second] = [await load(), await load()];
    load.giveBack(first);
    load.giveBack(second);
    expect([await load(), await load()].map((core) => core === second || core === first)).toEqual([true, false]);
  });

  it('is dropped after two seconds', async () => {
    const load = spareOf(1);
    const first = await load();
    load.giveBack(first);
    vi.advanceTimersByTime(1999);
    const second = await load();
    load.giveBack(second);
    vi.advanceTimersByTime(2000);
    expect([second === first, (await load()) === first]).toEqual([true, false]);
  });

  it('is none with more than 128 MiB of memory', async () => {
    const [large, larger] = [spareOf(0x80, 0x10), spareOf(0x81, 0x10)];
    const cores = [await large(), await larger()] as const;
    large.giveBack(cores[0]);
    larger.giveBack(cores[1]);
    expect([(await large()) === cores[0], (await larger()) === cores[1]]).toEqual([true, false]);
  });

  it('is dropped when cores come from elsewhere from now on', async () => {
    const load = spareOf(1);
    const first = await load();
    load.giveBack(first);
    load.loadFrom(() => coreOf(2));
    expect((await load()).memory.buffer.byteLength).toBe(2 * 65_536);
  });

  it('is what a build used that went well', async () => {
    const given: CoreInstance[] = [];
    const lending = (core: CoreInstance) =>
      Object.assign(() => Promise.resolve(core), { giveBack: (back: CoreInstance) => given.push(back) });
    const inputs = {
      bodies: Uint32Array.of(2, 3),
      identity: Uint8Array.of(1),
      names: Uint32Array.of(),
      nameBytes: [],
      wanted: null,
      notes: Uint32Array.of(),
      debug: new Map(),
    };
    const [sound, failing] = [fakeCore({ output: () => [7] }).instance, fakeCore({ step: () => -3 }).instance];
    await runIndexCore(inputs, {}, lending(sound));
    await rejectionOf(runIndexCore(inputs, {}, lending(failing)));
    expect(given).toEqual([sound]);
  });
});
