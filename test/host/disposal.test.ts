import { describe, expect, it } from 'vitest';
import { disposable } from '../../src/host/disposal.ts';
import { openCompanion, openFiles, openModule, openModules, openSplitFile } from '../../src/index.ts';
import { fixtureBytes } from '../container/fixtures.ts';

function closing(): { readonly closed: () => number; readonly close: () => Promise<void> } {
  let times = 0;
  const close = (): Promise<void> => {
    times += 1;
    return Promise.resolve();
  };
  return { closed: () => times, close };
}

describe('what can be closed', () => {
  it('is closed at the end of its block by `await using`, also when the block fails', async () => {
    const { closed, close } = closing();
    const use = async (): Promise<void> => {
      await using held = disposable({ close });
      throw new Error(`in the block with ${Object.keys(held).join()}`);
    };
    await expect(use()).rejects.toThrow('in the block with close');
    expect(closed()).toBe(1);
  });

  it('is closed by `using`, which does not wait, and so keeps failures to itself', async () => {
    const { closed, close } = closing();
    {
      using held = disposable({ close });
      using failing = disposable({ close: () => Promise.reject(new Error('lost')) });
      expect(failing).not.toBe(held);
    }
    await new Promise(setImmediate);
    expect(closed()).toBe(1);
  });

  it('looks as before to whoever prints or copies it', () => {
    const { close } = closing();
    expect(Object.keys(disposable({ close }))).toEqual(['close']);
  });
});

it('everything that is opened can be disposed of', async () => {
  const bytes = fixtureBytes('inventory-O2-dwarf5.wasm');
  const opened = [
    await openModule(bytes),
    ...(await openModules(bytes)),
    await openFiles([bytes]),
    await openCompanion(bytes),
    await openSplitFile(bytes),
  ];
  for (const { close, [Symbol.dispose]: dispose, [Symbol.asyncDispose]: asyncDispose } of opened) {
    dispose();
    expect(asyncDispose).toBe(close);
    await asyncDispose();
  }
});
