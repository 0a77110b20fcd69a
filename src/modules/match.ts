import type { StackFrame } from '../stack/frame.ts';
import type { Reason } from '../types.ts';
import { fileNameOf, urlFileName } from '../identity/file-name.ts';
import { haveSameBodies, type ModuleOutline } from './outline.ts';
import { placeIn } from './placement.ts';

/** The module that a frame means. */
export interface FrameMatch {
  /** Index in the list of modules; `null` where none is the frame's. With 'wrong-function' the module is another build of it. */
  readonly module: number | null;
  /** Why the module cannot answer for the frame; `null` where it can. */
  readonly reason: Reason | null;
}

/**
 * Finds each frame's module among those given. By name first: the file name in the frame's URL, the module's name in
 * `wasm://wasm/NAME-HASH`, the module's name in front of the function's. Else by elimination: a single module given is taken
 * for all frames that name no module, and for those that name one only as long as none of the stack's frames names the given
 * one; else a second module's frames would get names of the first.
 *
 * A frame whose offset does not lie in the body of its function index is not answered, for the lines of another build are wrong.
 */
export function matchFrames(frames: readonly StackFrame[], modules: readonly ModuleOutline[]): FrameMatch[] {
  const named = namedModules(modules);
  const candidates = frames.map((frame) => (frame.kind === 'wasm' ? named(frame) : NONE));
  const someNamed = candidates.some((found) => found.length > 0);
  const same = sameModules(modules);
  return frames.map((frame, i) => {
    if (frame.kind !== 'wasm') return { module: null, reason: 'not-wasm' };
    const found = candidates[i] ?? NONE;
    if (found.length > 0) return choose(frame, found, modules, same);
    const only = modules.length === 1 && !(someNamed && namesModule(frame)) ? 0 : null;
    return only === null ? { module: null, reason: 'no-module' } : choose(frame, [only], modules, same);
  });
}

const NONE: readonly number[] = [];

/** A function that tells which modules a frame names. URLs repeat, and may be as long as a `data:` URL, so each is read once. */
function namedModules(modules: readonly ModuleOutline[]): (frame: StackFrame) => readonly number[] {
  const fileNames = modules.map(({ name }) => (name === null ? null : fileNameOf(name)));
  const where = (holds: (module: ModuleOutline, i: number) => boolean): readonly number[] =>
    modules.flatMap((module, i) => (holds(module, i) ? [i] : []));
  const byUrl = new Map<string, readonly number[]>();
  const inUrl = (url: string): readonly number[] => {
    const known = byUrl.get(url);
    if (known !== undefined) return known;
    const fileName = urlFileName(url);
    const found = fileName === null ? NONE : where((_, i) => fileNames[i] === fileName);
    byUrl.set(url, found);
    return found;
  };
  return ({ url, moduleName, printedName, dialect, raw }) => {
    const found = url === null ? NONE : inUrl(url);
    if (found.length > 0) return found;
    // JavaScriptCore: both the function's and the module's name may hold an `@`, so that only the module knows where its own begins.
    if (dialect === 'jsc') {
      const own = where((module) => module.moduleName !== null && raw.includes(`@${module.moduleName}:wasm-function[`));
      if (own.length > 0) return own;
    }
    if (moduleName !== null)
      return where((module, i) => module.moduleName === moduleName || fileNames[i] === moduleName);
    if (printedName === null) return NONE;
    return where((module) => module.moduleName !== null && printedName.startsWith(`${module.moduleName}.`));
  };
}

/** Whether the frame says of what module it is, be it one of those given or not. */
function namesModule({ url, moduleName }: StackFrame): boolean {
  return moduleName !== null || (url !== null && urlFileName(url) !== null);
}

function choose(
  frame: StackFrame,
  candidates: readonly number[],
  modules: readonly ModuleOutline[],
  same: (a: number, b: number) => boolean,
): FrameMatch {
  const holding = candidates.filter((candidate) => {
    const module = modules[candidate];
    return module !== undefined && placeIn(module, frame).fits;
  });
  const [first, ...others] = holding;
  if (first === undefined) return { module: candidates[0] ?? null, reason: 'wrong-function' };
  if (others.some((other) => !same(first, other))) return { module: null, reason: 'ambiguous-module' };
  return { module: first, reason: null };
}

/** Compares two modules' bodies, each pair once: a text may hold a million frames. */
function sameModules(modules: readonly ModuleOutline[]): (a: number, b: number) => boolean {
  const known = new Map<number, boolean>();
  return (a, b) => {
    const key = a * modules.length + b;
    const [first, second] = [modules[a], modules[b]];
    const found = known.get(key) ?? (first !== undefined && second !== undefined && haveSameBodies(first, second));
    known.set(key, found);
    return found;
  };
}
