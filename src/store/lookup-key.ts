import { fileNameOf, isPlaceholder } from '../identity/file-name.ts';
import { type ModuleIdentity, moduleIdentity } from '../identity/module-identity.ts';
import type { FoundFile, SymbolSource } from '../sources/symbol-source.ts';
import { idSpellings } from '../ids/id-spellings.ts';

/** One way to look for a module: what sources are asked by, and the key under which the outcome is kept. */
export interface Way {
  readonly key: string;
  readonly identity: ModuleIdentity;
  /** An id names one build for ever; what lies under a name changes. */
  readonly isById: boolean;
  /** The only source to be asked; left out: all. */
  readonly only?: SymbolSource;
}

/** Longer URLs are none of a file; they would fill the memory. */
const LONGEST_URL = 2048;

/**
 * The ways to look for a module, the surest first. Only what sources ask by is in them, so that one module that stacks describe differently is read once; what else is known is held against each outcome.
 */
export function waysTo({ buildIds, url, names }: ModuleIdentity): readonly Way[] {
  const ways: Way[] = [];
  const ids = idSpellings(buildIds).buildIds;
  if (ids.length > 0) {
    ways.push({ key: `id ${[...ids].sort().join(' ')}`, identity: moduleIdentity({ buildIds: ids }), isById: true });
  }
  if (url !== null && !isPlaceholder(url) && url.length <= LONGEST_URL) {
    ways.push({ key: `url ${url}`, identity: moduleIdentity({ url }), isById: false });
  } else if (names.length > 0) {
    const short = names.filter(({ length }) => length <= LONGEST_URL);
    ways.push({ key: `names ${JSON.stringify(short)}`, identity: moduleIdentity({ names: short }), isById: false });
  }
  return ways;
}

/** A file that was chosen among those that a source has. No other source is told of it. */
export function wayToFile({ source, file }: { readonly source: SymbolSource; readonly file: FoundFile }): Way {
  const url = fileNameOf(file.name);
  const identity = moduleIdentity({ url });
  return { key: `file ${source.name}\n${file.name}`, identity, isById: false, only: source };
}
