import { type CutDescription, describeCut } from '../build/cut.ts';
import { componentSectionName } from '../build/section-name.ts';
import type { OpenReader } from '../container/range-reader.ts';
import { fileNameOf } from '../identity/file-name.ts';
import { closeModule, type Module, openModules } from '../modules/module.ts';
import { cutText } from '../doctor/words.ts';
import { openFiles } from '../modules/open-files.ts';
import type { OpenedFiles, UnusedFile } from '../modules/opened-files.ts';
import { describeFailure, UsageError } from './failure.ts';
import type { CommandName } from './options.ts';
import { openLocalFile } from './local-file.ts';
import { reportError } from './streams.ts';

/** The values of `-m`, of which there must be at least one. */
export function modulePaths(command: CommandName, paths: readonly string[] | undefined, or = ''): readonly string[] {
  if (paths === undefined || paths.length === 0) {
    throw new UsageError(`no module given; name one with -m MODULE${or}`, command);
  }
  return paths;
}

/** The same of `stack`, which can look for modules. */
export function stackModulePaths(paths: readonly string[] | undefined): readonly string[] {
  return modulePaths('stack', paths, ', or with --symbols DIR|URL where modules are kept');
}

/** The module is the user's own: its debug information may be wherever the build left it. */
const SEARCH = { anywhere: true } as const;

type Use<T> = (modules: readonly Module[]) => Promise<T>;

/**
 * Opens modules, symbol indexes and the core modules of components for as long as `use` runs. Several files are grouped by the modules that they
 * describe; what none of them uses is said.
 * @param prepare called once where one of them is a module file, if that can be told before the file is read
 */
export async function withModules<T>(
  paths: readonly string[],
  use: Use<T>,
  prepare: () => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  const [path, ...others] = paths;
  return path === undefined || others.length > 0 ? withFiles(paths, use, prepare) : withFile(path, use, prepare);
}

async function withFile<T>(path: string, use: Use<T>, prepare: () => Promise<void>): Promise<T> {
  const modules: Module[] = [];
  const file: OpenReader | null = openLocalFile(path);
  try {
    if (file !== null && (await isModuleFile(file))) await prepare();
    // Beside a file that is opened by its path more of its module is looked for.
    modules.push(...(await openModules(file ?? path, { search: SEARCH })));
    reportCut(modules);
    return await reportingCompanions(modules, use);
  } finally {
    await Promise.all(modules.map(closeModule));
    // Who opens a reader closes it.
    await file?.close();
  }
}

/** "\0asm", of a module or a component. */
const MAGIC = [0x00, 0x61, 0x73, 0x6d];

async function isModuleFile({ size, read }: OpenReader): Promise<boolean> {
  const head = await read(0, Math.min(MAGIC.length, size));
  return MAGIC.every((byte, i) => head[i] === byte);
}

async function withFiles<T>(paths: readonly string[], use: Use<T>, prepare: () => Promise<void>): Promise<T> {
  const opened = await openFiles(paths, { search: SEARCH });
  try {
    for (const file of opened.unused) reportError(unusedText(file, paths));
    for (const each of opened.contradictions) reportError(contradictionText(each, paths));
    for (const { file, cut } of opened.cut) reportCutFile(paths[file] ?? '', cut);
    if (opened.modules.some(({ file }) => file !== null)) await prepare();
    return await reportingCompanions(opened.modules, use);
  } finally {
    await opened.close();
  }
}

/** Says of the files of modules where they end too early; the core modules of a component are one file. */
function reportCut(modules: readonly Module[]): void {
  for (const { file, outline } of modules) {
    const component = file?.nesting?.component ?? null;
    const cut = component === null ? file && describeCut(file.layout) : describeCut(component, componentSectionName);
    if (cut === null) continue;
    reportCutFile(outline.name ?? '', cut);
    if (component !== null) return;
  }
}

/** Says of files that were found beside modules what is wrong with them, which is known once they have been used. */
async function reportingCompanions<T>(modules: readonly Module[], use: Use<T>): Promise<T> {
  const result = await use(modules);
  for (const { sources } of modules) {
    const mapError = sources?.mapError ?? null;
    if (mapError !== null) reportError(`${describeFailure(mapError)}; not used`);
    for (const { file, cut } of (await sources?.cutFiles()) ?? []) reportCutFile(file ?? '', cut);
  }
  return result;
}

function reportCutFile(file: string, cut: CutDescription): void {
  reportError(`${file}: ${cutText(cut)}; fetch or build it again`);
}

function contradictionText(
  { file, contradiction, other }: OpenedFiles['contradictions'][number],
  paths: readonly string[],
): string {
  const [name, against] = [paths[file] ?? '', paths[other] ?? ''];
  switch (contradiction) {
    case 'same-id-other-code':
      return `${name}: it has the build id of ${against} and other code, so that each answers for itself: a tool changed the code and left the id`;
    case 'same-code-other-id':
      return `${name}: it has the code of ${against} and another build id; both are taken for one module`;
  }
}

function unusedText({ file, reason, other }: UnusedFile, paths: readonly string[]): string {
  const name = paths[file] ?? '';
  const against = other === null ? 'the other files' : (fileNameOf(paths[other] ?? '') ?? 'the other files');
  switch (reason) {
    case 'other-id':
      return `${name}: not used: its id is of another build than ${against}`;
    case 'several-modules':
      return `${name}: not used: it may be about several of the modules given`;
    case 'no-module':
      return `${name}: not used: it is about none of the modules given`;
    case 'needs-module':
      return `${name}: not used: it can be read together with the module itself only, and ${against} is an index of it`;
    case 'not-needed':
      return `${name}: not used: it tells nothing that ${against} and the others do not`;
  }
}
