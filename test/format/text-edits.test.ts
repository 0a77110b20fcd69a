import { afterAll, describe, expect, test } from 'vitest';
import { formatText } from '../../src/format/text.ts';
import { applyEdits, inverseEdits, textEdits } from '../../src/format/text-edits.ts';
import { closeModule, type Module, openModule } from '../../src/modules/module.ts';
import { symbolicate } from '../../src/symbolicate.ts';
import { readCaptures, STACKS } from '../stack/captures.ts';

const opened = new Map<string, Promise<Module>>();
function moduleOf(name: string): Promise<Module> {
  const known = opened.get(name) ?? openModule(new URL(`modules/${name}`, STACKS));
  opened.set(name, known);
  return known;
}
afterAll(async () => {
  await Promise.all([...opened.values()].map(async (module) => closeModule(await module)));
});

describe('the annotated text with names and added lines taken out again is the original', () => {
  const captures = readCaptures();

  test('of every capture, byte for byte', async () => {
    let changed = 0;
    for (const { id, text, module = 'app.wasm' } of captures) {
      const stack = await symbolicate(text, [await moduleOf(module)]);
      const edits = textEdits(stack);
      const annotated = formatText(stack);
      expect(applyEdits(text, edits) === annotated, id).toBe(true);
      expect(applyEdits(annotated, inverseEdits(text, edits)) === text, id).toBe(true);
      if (annotated !== text) changed += 1;
    }
    expect({ all: captures.length, areMost: changed > 300 }).toEqual({ all: 433, areMost: true });
  });

  test('only frames of Wasm are touched, in order', async () => {
    for (const { text, module = 'app.wasm' } of captures) {
      const { frames, ...rest } = await symbolicate(text, [await moduleOf(module)]);
      const ends = frames.flatMap(({ kind, spans }) => (kind === 'wasm' ? [spans.frame] : []));
      let [at, behind] = [0, 0];
      for (const { start, end } of textEdits({ ...rest, frames })) {
        while ((ends[at]?.end ?? Infinity) < end) at += 1;
        expect(start >= behind && start >= (ends[at]?.start ?? Infinity)).toBe(true);
        behind = end;
      }
    }
  });
});
