import { describe, expect, it } from 'vitest';
import { coreFunction, coreLoader } from '../../src/core/instance.ts';
import { PREAMBLE, list, section, sized } from '../container/module-bytes.ts';
import { rejectionOf } from '../container/rejection.ts';
import { errorOf } from '../support/errors.ts';

/** A core with these limits of memory and one function `step`, which traps; as base64. */
function coreOf(limits: readonly number[]): string {
  return Buffer.from([
    ...PREAMBLE,
    ...section(1, list([0x60, 0x00, 0x01, 0x7f])),
    ...section(3, list([0x00])),
    ...section(5, list(limits)),
    ...section(7, list([...sized('memory'), 0x02, 0x00], [...sized('step'), 0x00, 0x00])),
    ...section(10, list(sized([0x00, 0x00, 0x0b]))),
  ]).toString('base64');
}

/** One page of memory, which may grow. */
const CORE = coreOf([0x00, 0x01]);

describe('a core', () => {
  it('is loaded once, and each instance has a memory of its own', async () => {
    let loads = 0;
    const load = coreLoader(() => {
      loads += 1;
      return Promise.resolve({ default: CORE });
    });
    const [first, second] = [await load(), await load()];
    expect([loads, first.memory === second.memory]).toEqual([1, false]);
  });

  it('that could not be loaded is tried again at the next call', async () => {
    const answers = [Promise.reject(new Error('the network is down')), Promise.resolve({ default: CORE })];
    const load = coreLoader(() => answers.shift() ?? Promise.reject(new Error('a third load')));
    expect(await rejectionOf(load())).toEqual({
      code: 'core-failed',
      message: 'The core could not be started: the network is down.',
      file: null,
      offset: null,
    });
    expect((await load()).memory.buffer.byteLength).toBe(65_536);
  });

  it('that traps becomes an error with a code', async () => {
    const core = await coreLoader(() => Promise.resolve({ default: CORE }))();
    expect(errorOf(() => coreFunction(core, 'step')())).toMatchObject({
      code: 'core-failed',
      message: 'The core stopped on this module: unreachable.',
    });
  });

  it.each([
    ['may grow no further', [0x01, 0x01, 0x01]],
    ['is a gigabyte', [0x00, 0x80, 0x80, 0x01]],
  ])('that traps where its memory %s has run out of it', async (_, limits) => {
    const core = await coreLoader(() => Promise.resolve({ default: coreOf(limits) }))();
    expect(errorOf(() => coreFunction(core, 'step')())).toMatchObject({ code: 'core-out-of-memory' });
  });

  it('of another version is refused', async () => {
    const core = await coreLoader(() => Promise.resolve({ default: CORE }))();
    expect(errorOf(() => coreFunction(core, 'begin'))).toMatchObject({
      code: 'core-failed',
      message: 'The built core has no function begin: it is of another version.',
    });
  });
});
