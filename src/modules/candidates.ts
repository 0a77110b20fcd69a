import type { ModuleIdentity } from '../identity/module-identity.ts';
import { fileNameOf, urlFileName } from '../identity/file-name.ts';
import { v8HashIn } from '../identity/stack-identities.ts';
import type { StackFrame } from '../stack/frame.ts';
import type { ModuleOutline } from './outline.ts';
import { countsFromComponent } from './placement.ts';

export const NONE: readonly number[] = [];

/**
 * A function that tells which modules a frame names: by the hash or the file's name in its URL, by the module's name in V8's, JavaScriptCore's and other places, or in front of the
 * function's. URLs repeat, and may be as long as a `data:` URL, so each is read once.
 */
export function namedModules(
  modules: readonly ModuleOutline[],
  identities: readonly ModuleIdentity[],
): (frame: StackFrame) => readonly number[] {
  const fileNames = modules.map(({ name }) => (name === null ? null : fileNameOf(name)));
  const where = (holds: (module: ModuleOutline, i: number) => boolean): readonly number[] =>
    modules.flatMap((module, i) => (holds(module, i) ? [i] : []));
  const prefixes = modules.flatMap(({ moduleName }, i) =>
    moduleName === null ? [] : [{ i, prefix: `${moduleName}.` }],
  );
  const inPrefix = (name: string): readonly number[] => {
    const found = prefixes.filter(({ prefix }) => name.startsWith(prefix));
    return found.length === 0 ? NONE : found.map(({ i }) => i);
  };
  const byUrl = new Map<string, readonly number[]>();
  // Neighbours mostly have one URL, cut from the text anew for each, which a map would have to hash.
  let [lastUrl, lastFound]: [string | null, readonly number[]] = [null, NONE];
  const inUrl = (url: string, moduleName: string | null): readonly number[] => {
    if (url === lastUrl) return lastFound;
    lastUrl = url;
    lastFound = byUrl.get(url) ?? findByUrl(url, moduleName);
    byUrl.set(url, lastFound);
    return lastFound;
  };
  const findByUrl = (url: string, moduleName: string | null): readonly number[] => {
    const [fileName, hash] = [urlFileName(url), v8HashIn(url)];
    // A stripped copy has another hash than the debug build of the same name, and a module may have the size of another.
    return where(
      (module, i) =>
        (hash !== null && identities[i]?.v8Hash === hash) ||
        (fileName !== null && fileNames[i] === fileName) ||
        (moduleName !== null && (module.moduleName === moduleName || fileNames[i] === moduleName)),
    );
  };
  return ({ url, moduleName, printedName, dialect, raw }) => {
    const found = url === null ? NONE : inUrl(url, moduleName);
    if (found.length > 0) return found;
    // JavaScriptCore: both the function's and the module's name may hold an `@`, so that only the module knows where its own begins.
    if (dialect === 'jsc') {
      const own = where((module) => module.moduleName !== null && raw.includes(`@${module.moduleName}:wasm-function[`));
      if (own.length > 0) return own;
    }
    if (moduleName !== null)
      return where((module, i) => module.moduleName === moduleName || fileNames[i] === moduleName);
    return printedName === null ? NONE : inPrefix(printedName);
  };
}

/**
 * The core modules in which the offset of a frame without names lies, where components alone are given; as a single module is taken for all that name none.
 */
export function modulesAround(modules: readonly ModuleOutline[]): (frame: StackFrame) => readonly number[] {
  if (modules.some(({ place }) => place === null)) return () => NONE;
  return (frame) => {
    const { offset } = frame;
    if (offset === null || namesModule(frame)) return NONE;
    return modules.flatMap((module, i) => {
      const { place } = module;
      const isIn = place !== null && offset >= place.start && offset < place.start + place.size;
      return isIn && countsFromComponent(module, frame) ? [i] : [];
    });
  };
}

/** Whether the frame says of what module it is, be it one of those given or not. */
export function namesModule({ url, moduleName }: StackFrame): boolean {
  return moduleName !== null || (url !== null && urlFileName(url) !== null);
}
