import type { ModuleIdentity } from '../identity/module-identity.ts';
import type { FoundBy, MissReason, SourceMiss } from '../sources/symbol-source.ts';
import type { SoughtModule } from '../store/symbol-store.ts';

/** What people should know of the modules that were looked for: those of which nothing proves that they are the right build, and those that are missing. */
export function soughtText(modules: readonly SoughtModule[]): readonly string[] {
  return modules.flatMap(({ identity, evidence, files, misses, indexes }) => {
    const name = nameOf(identity);
    if (indexes.length === 0) return [`${name}: no module was found: ${reasonsText(misses)}`];
    const [file] = files;
    const weak = evidence === null ? undefined : WITHOUT_PROOF[evidence];
    return file === undefined || weak === undefined ? [] : [`${name}: answered by ${file.name}, ${weak}`];
  });
}

function nameOf({ url, names, v8Hash, buildIds }: ModuleIdentity): string {
  const name = url ?? names[0] ?? (v8Hash === null ? undefined : `the module with V8's hash ${v8Hash}`);
  return name ?? (buildIds[0] === undefined ? 'the module that frames do not name' : `the module ${buildIds[0]}`);
}

const WITHOUT_PROOF: Readonly<Partial<Record<string, string>>> = {
  url: 'which lies at its URL now',
  'file-name': 'found by its name alone',
  elimination: 'the only one that the frames fit',
};

function reasonsText(misses: readonly SourceMiss[]): string {
  const telling = misses.filter(({ reason }) => reason !== 'nothing-to-ask-by');
  const said = (telling.length > 0 ? telling : misses).map(({ source, reason, detail }) => {
    const text = REASON_TEXT[reason];
    return detail === null || detail === source ? `${source} ${text}` : `${source} ${text} (${detail})`;
  });
  return said.length === 0 ? 'nothing was asked' : [...new Set(said)].join('; ');
}

const REASON_TEXT: Readonly<Record<MissReason, string>> = {
  'not-found': 'has none',
  'nothing-to-ask-by': 'can only be asked by a name or id, and the frames tell none',
  'not-allowed': 'may not be asked for it',
  'redirect-refused': 'redirects to where nothing may be asked',
  'too-large': 'has a file that is too large',
  timeout: 'did not answer in time',
  incomplete: 'gave a file that is cut off',
  'server-error': 'failed',
  unreachable: 'cannot be reached',
  unreadable: 'has a file that cannot be read',
  'other-build': 'has another build',
  'no-code': 'has its debug information, but not its code',
};

/** A module that was looked for, in JSON: how the frames name it, what answered, and what was missing. */
export interface JsonSoughtModule extends Pick<ModuleIdentity, 'url' | 'names' | 'buildIds' | 'v8Hash'> {
  /** Places in `frames`. */
  readonly frames: readonly number[];
  readonly evidence: SoughtModule['evidence'];
  readonly files: readonly { readonly name: string; readonly by: FoundBy }[];
  readonly misses: readonly SourceMiss[];
}

export function soughtJson(modules: readonly SoughtModule[]): readonly JsonSoughtModule[] {
  return modules.map(({ identity: { url, names, buildIds, v8Hash }, frames, evidence, files, misses }) => ({
    url,
    names,
    buildIds,
    v8Hash,
    frames,
    evidence,
    files: files.map(({ name, by }) => ({ name, by })),
    misses,
  }));
}
