import { bytesReader } from '../container/bytes-reader.ts';
import type { ModuleInput } from '../container/open-reader.ts';
import type { AllowedFetch, Traffic } from './allowed-fetch.ts';
import {
  type FindOptions,
  type FoundFile,
  SourceFailure,
  type SourceMiss,
  type SymbolSource,
} from './symbol-source.ts';

/** A source that fetches. */
export interface Fetching {
  readonly name: string;
  readonly allowed: AllowedFetch;
}

/** A file at a URL, or why it is not there. */
export async function fetchFile(
  { name, allowed }: Fetching,
  url: string,
  found: Pick<FoundFile, 'kind' | 'by'>,
  traffic: Traffic,
  { signal, known = [] }: FindOptions,
): Promise<FoundFile | SourceMiss> {
  const version = known.find((file) => file.name === url)?.version ?? null;
  const fetched = await allowed.get(url, traffic, version, signal);
  switch (fetched.kind) {
    case 'file':
      return { ...found, name: url, version: fetched.version, input: bytesReader(fetched.bytes, url) };
    case 'unchanged':
      return { ...found, name: url, version, input: null };
    case 'missed':
      return { source: name, reason: fetched.reason, detail: fetched.detail };
  }
}

/** Files that a found module names, as far as their origin is allowed. What is not allowed counts as absent. */
export function fetchBeside({ name, allowed }: Fetching): NonNullable<SymbolSource['fetch']> {
  return async (url, { signal }): Promise<ModuleInput> => {
    if (!allowed.allows(url)) return new Response(null, { status: 404 });
    const fetched = await allowed.get(url, { requests: 0, bytes: 0 }, null, signal);
    if (fetched.kind === 'file') return bytesReader(fetched.bytes, url);
    if (fetched.kind === 'unchanged' || fetched.reason === 'not-found') return new Response(null, { status: 404 });
    throw new SourceFailure({ source: name, reason: fetched.reason, detail: fetched.detail });
  };
}
