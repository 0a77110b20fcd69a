import { afterAll, test } from 'vitest';
import { groupKey } from '../../src/meaning/group-key.ts';
import { closeModule, type Module, openModule } from '../../src/modules/module.ts';
import { symbolicate, type SymbolicatedStack } from '../../src/symbolicate.ts';
import { type Capture, readCaptures, STACKS } from '../stack/captures.ts';
import { expectGolden } from '../support/golden.ts';

const opened = new Map<string, Promise<Module>>();
afterAll(async () => {
  await Promise.all([...opened.values()].map(async (module) => closeModule(await module)));
});

async function answered({ text, message, module = '' }: Capture): Promise<SymbolicatedStack> {
  const known = opened.get(module) ?? openModule(new URL(`modules/${module}`, STACKS));
  opened.set(module, known);
  const error = message === undefined ? text : Object.assign(new Error(message), { stack: text });
  return symbolicate(error, [await known]);
}

/** What was called in the module, whatever the engine and however the module was compiled, stripped or loaded. */
function failureOf({ case: name }: Capture): string | null {
  return (
    /(?:^|-)(unreachable|div0|oob|tableoob|sigmismatch|jsthrow|reenter|stackoverflow|shadowoverflow|adjacent-\w+)$/.exec(
      name,
    )?.[1] ?? null
  );
}

const captures = readCaptures().filter(
  (capture) =>
    capture.frames !== undefined && capture.module?.startsWith('app') === true && failureOf(capture) !== null,
);

test('captures of one failure have one key in all engines, as far as these tell the functions', async () => {
  const lines = new Map<string, { engines: Set<string>; captures: number; functions: string }>();
  for (const capture of captures) {
    const stack = await answered(capture);
    const key = groupKey(stack);
    const functions = stack.frames.flatMap(({ frames }) => frames.map(({ function: name }) => name ?? '?')).slice(0, 8);
    const line = `${failureOf(capture) ?? ''} ${key ?? 'null'}`;
    const known = lines.get(line) ?? { engines: new Set(), captures: 0, functions: functions.join(' < ') };
    known.engines.add(capture.engine);
    known.captures += 1;
    lines.set(line, known);
  }
  const text = [...lines]
    .map(
      ([line, { engines, captures: count, functions }]) =>
        `${line} ${count} captures of ${[...engines].sort().join(' ')}: ${functions}\n`,
    )
    .sort();
  expectGolden(text.join(''), new URL('group-keys.txt', import.meta.url));
});
