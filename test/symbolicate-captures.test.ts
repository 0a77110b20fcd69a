import { afterAll, describe, expect, test } from 'vitest';
import { closeModule, type Module, openModule } from '../src/modules/module.ts';
import { symbolicate, type SymbolicatedFrame } from '../src/symbolicate.ts';
import type { SymbolFrame } from '../src/types.ts';
import { type Capture, type CapturedFrame, readCaptures, STACKS } from './stack/captures.ts';

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

async function wasmFrames({ text, message, module = '', frames = [] }: Capture): Promise<SymbolicatedFrame[]> {
  const error = message === undefined ? text : Object.assign(new Error(message), { stack: text });
  const stack = await symbolicate(error, [await moduleOf(module)]);
  return stack.frames.filter(({ kind }) => kind === 'wasm').slice(0, frames.length);
}

const known = readCaptures().filter(({ frames, module }) => frames !== undefined && module !== undefined);
/** Bun's `at unknown` is all that there is of a frame. */
const says = ({ rule }: CapturedFrame): boolean => rule !== 'no-information';

describe('captured stacks of real engines become functions, files, lines, columns and inlined calls', () => {
  test.each(known)('$id', async (capture) => {
    const found = await wasmFrames(capture);
    (capture.frames ?? []).forEach((truth, i) => {
      const frame = found[i];
      if (!says(truth)) {
        expect(frame).toMatchObject({ status: 'unresolved', reason: 'no-offset', frames: [] });
        return;
      }
      if (truth.functionIndex !== null) expect(frame?.functionIndex).toBe(truth.functionIndex);
      if (truth.offsetNotInText !== true && truth.offset !== null) expect(frame?.offset).toBe(truth.offset);
      if (truth.offset === null || frame?.offset !== truth.offset) return;
      const { chain = [] } = truth;
      if (chain.length > 0) {
        expect({ status: frame.status, chain: chainOf(frame.frames) }).toEqual({ status: 'resolved', chain });
      } else {
        // No debug information: names, and places only where a source map lies beside the module.
        const hasMap = /^(?:emsm|as-release)/.test(capture.module ?? '');
        for (const { file, line, origin } of frame.frames) {
          expect([file === null, line === null, origin.location]).toEqual(
            hasMap && file !== null ? [false, false, 'source-map'] : [true, true, null],
          );
        }
      }
    });
  });
});

describe('a place that the engine did not print', () => {
  const silent = known.filter(({ frames = [] }) =>
    frames.some((frame) => frame.offsetNotInText === true && says(frame)),
  );

  test.each(silent)('$id: is never inferred wrongly, and is a candidate wherever there are some', async (capture) => {
    const found = await wasmFrames(capture);
    (capture.frames ?? []).forEach(({ offset, offsetNotInText }, i) => {
      const { inferred = null, offset: place = null } = found[i] ?? {};
      if (offsetNotInText !== true || offset === null || inferred === null) return;
      expect(inferred.candidates).toContain(offset);
      expect(place).toBe(inferred.candidates.length === 1 ? offset : null);
    });
  });

  test('is inferred for nineteen in twenty', async () => {
    let [all, right] = [0, 0];
    for (const capture of silent) {
      const found = await wasmFrames(capture);
      (capture.frames ?? []).forEach((truth, i) => {
        if (truth.offsetNotInText !== true || !says(truth)) return;
        all += 1;
        if (found[i]?.offset === truth.offset) right += 1;
      });
    }
    expect(all).toBeGreaterThan(400);
    expect(right / all).toBeGreaterThan(0.95);
  });
});
