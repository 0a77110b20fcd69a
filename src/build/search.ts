import { isRegularFile } from '../container/local-file.ts';
import type { ModuleInput } from '../container/open-reader.ts';
import { isHttp } from './locations.ts';

/** Where the files that a module names may be looked for. */
export interface CompanionSearch {
  /**
   * Reads what lies behind HTTP. Left out: nothing is fetched. Its answer is opened as any module, a response by its body.
   */
  readonly fetch?: ((url: string, options: { readonly signal?: AbortSignal }) => Promise<ModuleInput>) | undefined;
  /**
   * `true`: on disk also where the module says, be it anywhere: for modules of one's own build. Left out: only in the module's folder and below, as a module of
   * unknown origin could name any file of the host.
   */
  readonly anywhere?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the first of these locations at which there is a file. `null`: there is none that may be read.
 * @param open what it throws is thrown on: a file that is there and cannot be read is no missing one
 */
export async function openFirst<T>(
  locations: readonly string[],
  { fetch, signal }: CompanionSearch,
  open: (input: ModuleInput) => Promise<T>,
): Promise<T | null> {
  for (const location of new Set(locations)) {
    signal?.throwIfAborted();
    if (!isHttp(location)) {
      if (await isRegularFile(location)) return open(location);
    } else if (fetch !== undefined) {
      const input = await fetch(location, signal === undefined ? {} : { signal });
      if (!isAbsent(input)) return open(input);
    }
  }
  return null;
}

/** Servers say 404 or 410 where there is no file, and some storages 403 where nobody may see whether there is one. */
function isAbsent(input: ModuleInput): boolean {
  return typeof input === 'object' && 'status' in input && [403, 404, 410].includes(input.status);
}
