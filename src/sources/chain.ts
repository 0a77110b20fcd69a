import type { ModuleIdentity } from '../identity/module-identity.ts';
import {
  type FindOptions,
  type FoundFile,
  joinAnswers,
  type SourceAnswer,
  type SymbolSource,
} from './symbol-source.ts';

/** Asks one source for a module. */
export type Ask = (source: SymbolSource, identity: ModuleIdentity, options: FindOptions) => Promise<SourceAnswer>;

const askItself: Ask = (source, identity, options) => source.find(identity, options);

/**
 * Asks sources one after the other until both the module and its debug information were found by build id, or one of them has it by name. A later source is asked for what the earlier ones left open: one has the
 * module, another its debug file. Files that were found by name are not added to those of an id, which they may not be of.
 * @param ask stands between, as a memory of what a source does not have
 */
export async function findInOrder(
  sources: readonly SymbolSource[],
  identity: ModuleIdentity,
  options: FindOptions = {},
  ask: Ask = askItself,
): Promise<SourceAnswer> {
  const answers: SourceAnswer[] = [];
  const byId: FoundFile[] = [];
  const byName: FoundFile[] = [];
  for (const source of sources) {
    options.signal?.throwIfAborted();
    const answer = await ask(source, identity, options);
    answers.push(answer);
    for (const file of answer.files) (file.by === 'build-id' ? byId : byName).push(file);
    const isWhole = ['executable', 'debuginfo'].every((kind) => byId.some((file) => file.kind === kind));
    // A name may be that of many builds: where an id is known, the other sources are asked for it first.
    if (isWhole || (byName.length > 0 && identity.buildIds.length === 0)) break;
  }
  return { ...joinAnswers(answers), files: byId.length > 0 ? firstOfKind(byId) : firstSourceOnly(byName, answers) };
}

function firstOfKind(files: readonly FoundFile[]): readonly FoundFile[] {
  return files.filter((file, i) => files.findIndex(({ kind }) => kind === file.kind) === i);
}

function firstSourceOnly(files: readonly FoundFile[], answers: readonly SourceAnswer[]): readonly FoundFile[] {
  const first = answers.find((answer) => answer.files.some((file) => files.includes(file)));
  return first === undefined ? [] : first.files;
}

/** Several sources as one, asked in this order. */
export function chainOf(sources: readonly SymbolSource[]): SymbolSource {
  const fetching = sources.flatMap(({ fetch }) => fetch ?? []);
  return {
    name: sources.map(({ name }) => name).join(', '),
    isRemote: sources.some(({ isRemote }) => isRemote),
    find: (identity, options) => findInOrder(sources, identity, options),
    fetch: fetching.length === 0 ? undefined : (url, options) => firstFetched(fetching, url, options),
  };
}

/** The first answer that is no absence. */
export async function firstFetched(
  fetching: readonly NonNullable<SymbolSource['fetch']>[],
  url: string,
  options: { readonly signal?: AbortSignal },
): ReturnType<NonNullable<SymbolSource['fetch']>> {
  for (const fetch of fetching) {
    const input = await fetch(url, options);
    if (!(typeof input === 'object' && 'status' in input && input.status === 404)) return input;
  }
  return new Response(null, { status: 404 });
}
