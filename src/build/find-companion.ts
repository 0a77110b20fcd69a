import { readLink } from '../container/links.ts';
import { beside, fileName, isAbsolute, isHttp, staysBelow } from './locations.ts';
import { openCompanion } from './open-module.ts';
import type { OpenModule } from './open-module.ts';
import { openFirst } from './search.ts';
import type { CompanionSearch } from './search.ts';

/** What a module says of the file with its debug information, and that file where it was found. The caller closes it. */
export interface FoundCompanion {
  /** As the module has it in `external_debug_info`; `null`: it names none, and `companion` is `null` too. */
  readonly link: string | null;
  readonly companion: OpenModule | null;
}

/**
 * Looks for the file that a module's `external_debug_info` names (tool-conventions, Dwarf.md): relative to the module, be it on disk or behind HTTP; of a link that
 * leads elsewhere the file of that name beside a module on disk. Over HTTP only with `search.fetch`.
 * @throws SymbolicationError where there is a file and it cannot be read, or is no module; what `search.fetch` throws; the signal's reason when it aborts
 */
export async function findCompanion(
  module: Pick<OpenModule, 'name' | 'layout'>,
  search: CompanionSearch = {},
): Promise<FoundCompanion> {
  const link = await readLink(module.layout, 'external_debug_info');
  if (link === null) return { link, companion: null };
  const locations = locationsOf(module.name, link, search.anywhere === true);
  const companion = await openFirst(locations, search, (input) => openCompanion(input, { signal: search.signal }));
  return { link, companion };
}

function locationsOf(module: string | null, link: string, anywhere: boolean): string[] {
  if (module === null || isHttp(module)) return absoluteUrl(link, module);
  const paths = pathsOf(link);
  const named = paths.flatMap((path) => {
    if (staysBelow(path)) return [beside(module, path)];
    return anywhere && !isHttp(link) ? [isAbsolute(path) ? path : beside(module, path)] : [];
  });
  const bare = paths.map(fileName).filter(staysBelow);
  return [...named, ...bare.map((name) => beside(module, name)), ...absoluteUrl(link, null)];
}

/**
 * A link as a path: its escapes undone, and without query and fragment, as it is a URL by convention. Most are bare file names, whose tools mean each character as
 * it is, so that such a file is looked for, too.
 */
function pathsOf(link: string): readonly string[] {
  const bare = withoutEscapes(link.replace(/[?#].*$/s, ''));
  return isHttp(link) ? [bare] : [...new Set([withoutEscapes(link), bare])];
}

function withoutEscapes(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}

/** What lies behind HTTP, where the link or the module does. */
function absoluteUrl(link: string, base: string | null): string[] {
  try {
    const { href } = base === null ? new URL(link) : new URL(link, base);
    return isHttp(href) ? [href] : [];
  } catch {
    return [];
  }
}
