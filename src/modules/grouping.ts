import { fileNameOf, urlFileName } from '../identity/file-name.ts';
import { sameBuild } from '../source-map/debug-id.ts';

/** What a file given by the caller is. */
export type FileKind = 'module' | 'debug-file' | 'symbol-index' | 'source-map' | 'symbol-list' | 'split-dwarf';

/** What is known of a file that may describe a module. Ids are lower-case hex without dashes. */
export interface FileIdentity {
  readonly kind: FileKind;
  /** Path or URL. */
  readonly name: string | null;
  /** Equal for files with the same code section, whatever else differs; `null` where the file has no code. */
  readonly code: string | null;
  /** The code is told by its contents. Not so of a partial index and of a file that is cut off, whose code is nobody else's and yet not known to differ. */
  readonly isCodeKnown: boolean;
  /** Build id of a module, debug id of a source map. */
  readonly id: string | null;
  /** From the name section. */
  readonly moduleName: string | null;
  /** Files to which this one points: `external_debug_info`, `sourceMappingURL`, a map's `file`. */
  readonly links: readonly string[];
  /** Ids of the split units that a module asks for, or that a split file holds. */
  readonly splitIds: readonly string[];
}

/** By what a file can be found to belong to a group, from the surest to the least sure. */
export const EVIDENCE = ['code', 'build-id', 'split-id', 'link', 'file-name', 'only-module'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** Files that describe one module. Indexes into the list that was given. */
export interface FileGroup {
  /** The deployed module: the first file of the group that has code, or its symbol index. Offsets are this file's. */
  readonly deployed: number;
  /** The others, in the order given. */
  readonly members: readonly { readonly file: number; readonly evidence: Evidence }[];
}

/** Why a file stands outside, in the words of a code: nothing is guessed. */
export type Conflict =
  /** It has an id, and none of the modules that it fits otherwise has the same. */
  | 'other-id'
  /** It fits several modules equally well. */
  | 'several-modules'
  /** Nothing tells to which module it belongs. */
  | 'no-module';

/** What ids and code say against each other. The code decides, so both files are used. */
export type Contradiction =
  /** The build id of a module whose code is another: a tool rewrote the code and kept the id. */
  | 'same-id-other-code'
  /** The code of a module whose build id is another: it was linked anew, and what is not code may differ. */
  | 'same-code-other-id';

export interface Grouping {
  readonly groups: readonly FileGroup[];
  readonly contradictions: readonly {
    readonly file: number;
    readonly contradiction: Contradiction;
    readonly other: number;
  }[];
  /** Files that describe none of the modules given. `other` is the file with which it is in conflict. */
  readonly conflicts: readonly { readonly file: number; readonly conflict: Conflict; readonly other: number | null }[];
}

/**
 * Groups files by the module that they describe. Code tells for sure: files with the same code section are one module, others are not, whatever
 * their ids say (a tool that moves code and keeps the build id breaks BuildId.md). A file without code joins by id, by the
 * split units that it holds, by a link from one to the other, by file name (`app.wasm.map`, `app.debug.wasm`), or because there is one module only; but
 * never against an id of its own.
 */
export function groupFiles(files: readonly FileIdentity[]): Grouping {
  const groups: { deployed: number; members: { file: number; evidence: Evidence }[] }[] = [];
  const conflicts: { file: number; conflict: Conflict; other: number | null }[] = [];
  const contradictions: { file: number; contradiction: Contradiction; other: number }[] = [];
  const byCode = new Map<string, (typeof groups)[number]>();
  const byId = new Map<string, number>();
  files.forEach(({ code, id, isCodeKnown }, file) => {
    if (code === null) return;
    const group = byCode.get(code);
    const other = id === null || !isCodeKnown ? undefined : byId.get(id);
    if (other !== undefined && files[other]?.code !== code)
      contradictions.push({ file, contradiction: 'same-id-other-code', other });
    if (id !== null && isCodeKnown && other === undefined) byId.set(id, file);
    if (group !== undefined) {
      const first = [group.deployed, ...group.members.map((member) => member.file)].find(
        (member) => (files[member]?.id ?? null) !== null,
      );
      if (id !== null && first !== undefined && files[first]?.id !== id)
        contradictions.push({ file, contradiction: 'same-code-other-id', other: first });
      group.members.push({ file, evidence: 'code' });
      return;
    }
    const made = { deployed: file, members: [] };
    byCode.set(code, made);
    groups.push(made);
  });
  // All files of a group speak for it: the link to a map may stand in the debug companion alone.
  const speakers = groups.map((group) => [group.deployed, ...group.members.map(({ file }) => file)]);
  files.forEach((identity, file) => {
    if (identity.code !== null) return;
    const found = homeOf(identity, files, speakers);
    if ('conflict' in found) conflicts.push({ file, ...found });
    else for (const group of found.groups) groups[group]?.members.push({ file, evidence: found.evidence });
  });
  for (const group of groups) group.members.sort((a, b) => a.file - b.file);
  return { groups, conflicts, contradictions };
}

type Home = { groups: readonly number[]; evidence: Evidence } | { conflict: Conflict; other: number | null };

/** The ways in which a file without code can belong to a module, the surest first. */
const WAYS: readonly (readonly [Evidence, (file: FileIdentity, module: FileIdentity) => boolean])[] = [
  ['build-id', (file, module) => haveSameId(file, module) === true],
  ['split-id', (file, module) => file.splitIds.some((id) => module.splitIds.includes(id))],
  ['link', isLinked],
  ['file-name', hasNameOf],
  ['only-module', () => true],
];

function homeOf(file: FileIdentity, files: readonly FileIdentity[], speakers: readonly (readonly number[])[]): Home {
  if (speakers.length === 0) return { conflict: 'no-module', other: null };
  let rejected: number | null = null;
  for (const [evidence, holds] of WAYS) {
    if (evidence === 'only-module' && speakers.length > 1) break;
    const fitting = speakers.flatMap((own, group) => {
      const modules = own.flatMap((speaker) => files[speaker] ?? []);
      return modules.some((module) => holds(file, module)) ? [{ group, modules, deployed: own[0] ?? 0 }] : [];
    });
    const sound = fitting.filter(({ modules }) => !contradicts(file, modules));
    rejected ??= fitting.find((each) => !sound.includes(each))?.deployed ?? null;
    const [first, second] = sound;
    // An object file that was linked into several modules has one split file.
    if (evidence === 'split-id' && second !== undefined) return { groups: sound.map(({ group }) => group), evidence };
    if (second !== undefined) return { conflict: 'several-modules', other: first?.deployed ?? null };
    if (first !== undefined) return { groups: [first.group], evidence };
  }
  return rejected === null ? { conflict: 'no-module', other: null } : { conflict: 'other-id', other: rejected };
}

/** Whether the file has an id, the module's files have some that can be compared with it, and none is the same. */
function contradicts(file: FileIdentity, modules: readonly FileIdentity[]): boolean {
  const verdicts = modules.map((module) => haveSameId(file, module));
  return verdicts.includes(false) && !verdicts.includes(true);
}

/** `null` where one has none, or they cannot be compared: a map's id is a UUID, for which a longer build id is cut, and a shorter one does not suffice. */
function haveSameId(file: FileIdentity, module: FileIdentity): boolean | null {
  if (file.id === null || module.id === null) return null;
  if (file.kind !== 'source-map') return file.id === module.id;
  // Binaryen writes the build id as it is, of any length.
  return sameBuild(file.id, module.id) ?? (file.id.length === module.id.length ? false : null);
}

function isLinked(file: FileIdentity, module: FileIdentity): boolean {
  return points(module, file) || points(file, module);
}

/** By the last part: the folders of the machine that built are rarely those of the one that asks. */
function points(from: FileIdentity, to: FileIdentity): boolean {
  const name = to.name === null ? null : fileNameOf(to.name);
  // Links are URLs by convention, and mostly bare names.
  return name !== null && from.links.some((link) => fileNameOf(link) === name || urlFileName(link) === name);
}

/** `app.wasm.map`, `app.map`, `app.debug.wasm`, `app.wasm.symbols`, `app.js.symbols`, `app.dwp` are about `app.wasm`. */
function hasNameOf(file: FileIdentity, module: FileIdentity): boolean {
  const [own, other] = [stemOf(file.name), stemOf(module.name)];
  return own !== null && own === other;
}

const ENDINGS = /(?:\.(?:wasm|wsym|map|debug|dbg|dwarf|dwp|dwo|symbols|symbol|sym|js|mjs|json|wat))+$/i;

function stemOf(name: string | null): string | null {
  const file = name === null ? null : fileNameOf(name);
  if (file === null) return null;
  // wasm-bindgen's `app_bg.wasm` has `app_bg.wasm.map` and `app_bg.debug.wasm` beside it, so its `_bg` needs no rule.
  const stem = file.replace(ENDINGS, '');
  return stem === '' ? null : stem;
}
