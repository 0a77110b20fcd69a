import { afterAll, describe, expect, test } from 'vitest';
import { closeModule, type Module, openModule } from '../src/modules/module.ts';
import { symbolicate } from '../src/symbolicate.ts';
import type { SymbolFrame } from '../src/types.ts';
import { readCaptures, STACKS } from './stack/captures.ts';

/** The captures' truth has 0 for an unknown column. */
function chainOf(frames: readonly SymbolFrame[]) {
  return frames.map(({ function: name, file, line, column }) => ({ function: name, file, line, column: column ?? 0 }));
}

const opened = new Map<string, Promise<Module>>();
function moduleOf(name: string): Promise<Module> {
  const known = opened.get(name) ?? openModule(new URL(`modules/${name}`, STACKS));
  opened.set(name, known);
  return known;
}
afterAll(async () => {
  await Promise.all([...opened.values()].map(async (module) => closeModule(await module)));
});

describe('captured stacks of real engines become functions, files, lines, columns and inlined calls', () => {
  const captures = readCaptures().filter(({ frames, module }) => frames !== undefined && module !== undefined);

  test.each(captures)('$id', async ({ text, module = '', frames: truth = [] }) => {
    const stack = await symbolicate(text, [await moduleOf(module)]);
    const wasm = stack.frames.filter(({ kind }) => kind === 'wasm').slice(0, truth.length);
    expect(wasm.map(({ functionIndex, offset }) => ({ functionIndex, offset }))).toEqual(
      truth.map(({ functionIndex, offset }) => ({ functionIndex, offset })),
    );
    wasm.forEach(({ frames, status }, i) => {
      const chain = truth[i]?.chain ?? [];
      if (chain.length > 0) {
        expect({ status, chain: chainOf(frames) }).toEqual({ status: 'resolved', chain });
      } else {
        // Modules without debug information: their functions have names, and no place is invented.
        expect(frames.map(({ file, line, column }) => ({ file, line, column }))).toEqual([
          { file: null, line: null, column: null },
        ]);
      }
    });
    for (const { kind, status, reason, frames } of stack.frames) {
      if (kind !== 'wasm')
        expect({ status, reason, frames }).toEqual({ status: 'unresolved', reason: 'not-wasm', frames: [] });
    }
  });
});
