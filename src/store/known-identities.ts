import { isPlaceholder } from '../identity/file-name.ts';
import { type ModuleIdentity } from '../identity/module-identity.ts';
import type { StackModuleIdentity } from '../identity/stack-identities.ts';

/**
 * The modules of a stack with what is known of them from elsewhere, as an event's list of images: joined where both have the same URL, V8 hash or name, or where there is one of each.
 */
export function withKnown(
  groups: readonly StackModuleIdentity[],
  known: readonly ModuleIdentity[],
): readonly StackModuleIdentity[] {
  if (known.length === 0) return groups;
  return groups.map((group) => {
    const [only, ...others] = known.filter((each) => isSame(group.identity, each));
    const [first, ...rest] = known;
    const isOnly = groups.length === 1 && rest.length === 0 && isUnnamed(group.identity);
    const match = only !== undefined && others.length === 0 ? only : isOnly ? first : undefined;
    return match === undefined ? group : { ...group, identity: joined(group.identity, match) };
  });
}

function isSame(a: ModuleIdentity, b: ModuleIdentity): boolean {
  if (a.url !== null && b.url !== null) return a.url === b.url;
  if (a.v8Hash !== null && b.v8Hash !== null) return a.v8Hash === b.v8Hash;
  return a.names.some((name) => b.names.includes(name));
}

function isUnnamed({ url, names }: ModuleIdentity): boolean {
  return (url === null || isPlaceholder(url)) && names.length === 0;
}

/** What the frames say stays, as far as they say something. */
function joined(said: ModuleIdentity, known: ModuleIdentity): ModuleIdentity {
  return {
    url: said.url ?? known.url,
    names: [...new Set([...said.names, ...known.names])],
    buildIds: [...new Set([...said.buildIds, ...known.buildIds])],
    v8Hash: said.v8Hash ?? known.v8Hash,
    byteLength: said.byteLength ?? known.byteLength,
    codeHash: said.codeHash ?? known.codeHash,
    functionCount: said.functionCount ?? known.functionCount,
    functionNames: said.functionNames.length > 0 ? said.functionNames : known.functionNames,
  };
}
