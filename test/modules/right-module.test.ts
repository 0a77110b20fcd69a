import { afterAll, describe, expect, test } from 'vitest';
import type { ModuleIdentity } from '../../src/identity/module-identity.ts';
import { identityOf } from '../../src/modules/identity.ts';
import type { StackMatch } from '../../src/modules/match.ts';
import { matchWithCode } from '../../src/modules/match-with-code.ts';
import { closeModule, type Module, openModule } from '../../src/modules/module.ts';
import { haveSameBodies } from '../../src/modules/outline.ts';
import { stopOf } from '../../src/meaning/stop.ts';
import type { ParsedStack } from '../../src/stack/frame.ts';
import { parseStructured } from '../../src/stack/structured/parse-structured.ts';
import { parseStack } from '../../src/stack/parse.ts';
import { ALL_MODULES, bytesAt } from '../container/fixtures.ts';
import { type Capture, readCaptures } from '../stack/captures.ts';
import { expectGolden } from '../support/golden.ts';
import { changeable, type Rebuilt, withInstructions } from '../support/rebuild.ts';

interface Known {
  readonly path: string;
  readonly module: Module;
  readonly identity: ModuleIdentity;
}

async function known(bytes: Uint8Array, path: string): Promise<Known> {
  const module = await openModule(bytes, { name: path.slice(path.lastIndexOf('/') + 1) });
  return { path, module, identity: await identityOf(module) };
}

const all = await Promise.all(ALL_MODULES.map((path) => known(bytesAt(path), path)));
const byPath = new Map(all.map((each) => [each.path, each]));
afterAll(() => Promise.all(all.map(({ module }) => closeModule(module))));

/** Bun's `at unknown` says nothing, so that there is nothing to choose by. */
const says = ({ frames = [] }: Capture): boolean => frames.some(({ rule }) => rule !== 'no-information');
const captures = readCaptures().filter((capture) => capture.module !== undefined && says(capture));

function parsed({ text, message }: Capture): ParsedStack {
  return message === undefined ? parseStack(text) : parseStructured(Object.assign(new Error(message), { stack: text }));
}

/** The stack without all by which it names its modules, and, with `functions`, without the names of functions. */
function hidden(stack: ParsedStack, functions: boolean): ParsedStack {
  const frames = stack.frames.map((frame) => {
    if (frame.kind !== 'wasm') return frame;
    const names = functions ? { printedName: null, functionName: null } : { printedName: frame.functionName };
    return { ...frame, url: null, moduleName: null, raw: '', ...names };
  });
  return { ...stack, frames };
}

function match(stack: ParsedStack, modules: readonly Known[]): Promise<StackMatch> {
  return matchWithCode(
    stack,
    stopOf(stack).trap,
    { outlines: modules.map(({ module }) => module.outline), identities: modules.map(({ identity }) => identity) },
    modules.map(({ module }) => module.file),
  );
}

const isSame = (a: Module, b: Module): boolean => haveSameBodies(a.outline, b.outline);

type Outcome = 'right' | 'none' | 'wrong' | 'wrong build';

async function outcome(stack: ParsedStack, modules: readonly Known[], right: Module): Promise<Outcome> {
  const found = await match(stack, modules);
  const wasm = found.frames.filter(({ reason }) => reason !== 'not-wasm');
  const isOther = wasm.some(({ module, reason }) => {
    const chosen = module === null ? undefined : modules[module];
    return chosen !== undefined && reason === null && !isSame(chosen.module, right);
  });
  if (isOther) return 'wrong';
  if (found.modules.some(({ isWrongBuild }) => isWrongBuild)) return 'wrong build';
  return wasm.every(({ module, reason }) => module !== null && reason === null) ? 'right' : 'none';
}

function rightOf({ module = '' }: Capture): Module {
  const found = byPath.get(`stacks/modules/${module}`);
  if (found === undefined) throw new TypeError(module);
  return found.module;
}

function table(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const keys = Object.keys(rows[0] ?? {});
  const widths = keys.map((key) => Math.max(key.length, ...rows.map((row) => String(row[key]).length)));
  const line = (cells: readonly (string | number)[]): string =>
    cells
      .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i] ?? 0) : String(cell).padStart(widths[i] ?? 0)))
      .join('  ');
  return `${[line(keys), ...rows.map((row) => line(keys.map((key) => row[key] ?? '')))].join('\n')}\n`;
}

const WAYS: readonly (readonly [string, (stack: ParsedStack) => ParsedStack, boolean])[] = [
  ['all', (stack) => stack, true],
  ['no module named', (stack) => hidden(stack, false), true],
  ['by fit alone', (stack) => hidden(stack, true), true],
  ['right one not given', (stack) => stack, false],
  ['and by fit alone', (stack) => hidden(stack, true), false],
];

describe(`of ${all.length} modules`, () => {
  test('each captured stack finds its own, or none, and never takes another for it', async () => {
    const rows = new Map<string, Record<string, string | number>>();
    const wrong: string[] = [];
    for (const capture of captures) {
      const right = rightOf(capture);
      const others = all.filter(({ module }) => !isSame(module, right));
      const row = rows.get(capture.engine) ?? { engine: capture.engine, stacks: 0 };
      rows.set(capture.engine, row);
      row['stacks'] = Number(row['stacks']) + 1;
      for (const [way, change, isGiven] of WAYS) {
        const found = await outcome(change(parsed(capture)), isGiven ? all : others, right);
        row[way] = Number(row[way] ?? 0) + (found === (isGiven ? 'right' : 'wrong') ? 1 : 0);
        if (found.startsWith('wrong')) wrong.push(`${capture.id}: ${way}: ${found}`);
      }
    }
    const total = [...rows.values()].reduce<Record<string, string | number>>(
      (sum, row) =>
        Object.fromEntries(
          Object.keys(row).map((key) => [key, key === 'engine' ? 'all' : Number(sum[key] ?? 0) + Number(row[key])]),
        ),
      {},
    );
    const text = table([...rows.values(), total]);
    expectGolden(text, new URL('goldens/right-module.txt', import.meta.url));
    expect(wrong).toEqual([]);
  });
});

/** Builds with a change in each body: in front of the first instruction, and of others. */
const PER_BODY = 4;

/** By how many bytes it grows. A direct call of the fixtures has 6 bytes, so that one call comes to stand where another was. */
const GROWTHS = [1, 6, 2, 12, 3, 30, 7, 48, 18];

/** Where the stack's frames say that they are; those without an offset say nothing of a build. */
function placesOf(stack: ParsedStack, { frames }: StackMatch): readonly number[] {
  return frames.flatMap(({ judgement }, i) => {
    const { offset = null } = judgement?.placement ?? {};
    return offset !== null && stack.frames[i]?.offsetIsSure === true ? [offset] : [];
  });
}

test('a rebuilt module is told from the right one wherever a place of the stack moved', async () => {
  const rows = new Map<string, { moved: number; told: number; kept: number; 'told falsely': number }>();
  const withPlaces = captures.filter(({ id }) =>
    /^(?:node20|chromium156|firefox153|deno296|wasmtime49|wasm3|wamr)/.test(id),
  );
  const rebuilds = new Map<string, readonly { readonly rebuilt: Rebuilt; readonly known: Known }[]>();
  for (const capture of withPlaces) {
    const name = capture.module ?? '';
    const own = byPath.get(`stacks/modules/${name}`);
    if (own === undefined) throw new TypeError(name);
    const bytes = bytesAt(own.path);
    const builds =
      rebuilds.get(name) ??
      (await Promise.all(
        (await changeable(bytes, PER_BODY)).map(async (offset, i) => {
          const rebuilt = await withInstructions(bytes, offset, GROWTHS[i % GROWTHS.length] ?? 1);
          return { rebuilt, known: await known(rebuilt.bytes, own.path) };
        }),
      ));
    rebuilds.set(name, builds);
    const stack = parsed(capture);
    const places = placesOf(stack, await match(stack, [own]));
    if (places.length === 0) continue;
    for (const { rebuilt, known: other } of builds) {
      const hasMoved = places.filter((offset) => rebuilt.moved(offset) !== offset).length;
      const { modules } = await match(stack, [other]);
      const isTold = modules.some(({ isWrongBuild }) => isWrongBuild);
      const key = hasMoved === 0 ? 'none' : hasMoved > 3 ? '4 and more' : `${hasMoved}`;
      const row = rows.get(key) ?? { moved: 0, told: 0, kept: 0, 'told falsely': 0 };
      rows.set(key, row);
      if (hasMoved > 0) row.moved += 1;
      else row.kept += 1;
      if (isTold) row[hasMoved > 0 ? 'told' : 'told falsely'] += 1;
    }
  }
  await Promise.all([...rebuilds.values()].flat().map((each) => closeModule(each.known.module)));
  const text = table([...rows].sort().map(([frames, row]) => ({ 'frames that moved': frames, ...row })));
  expectGolden(text, new URL('goldens/rebuilt-modules.txt', import.meta.url));
});
