import type { AllowedFiles } from './allowed-files.ts';
import { dataUrlText, sourceMapReference } from './map-reference.ts';
import { scriptPath } from './script-path.ts';
import type { ScriptSources } from './script-sources.ts';

/** A place in a script, 1-based. */
export interface ScriptPlace {
  readonly line: number;
  readonly column: number;
}

/** A map's text, and what its sources' names are relative to. */
export interface FoundMap {
  readonly text: string;
  readonly base: string;
}

/**
 * The map of the script that a stack calls `url`; `null` where there is none that may be read.
 * @throws what the caller's resolver throws
 */
export async function findMap(
  url: string,
  places: readonly ScriptPlace[],
  { resolveSourceMap }: ScriptSources,
  files: AllowedFiles | null,
): Promise<FoundMap | null> {
  const resolved: unknown = await resolveSourceMap?.(url);
  if (typeof resolved === 'string') return { text: resolved, base: url };
  const path = files === null ? null : scriptPath(url);
  if (files === null || path === null) return null;
  for await (const script of files.scripts(path)) {
    // A file of the same name may be another program's.
    if (!holdsPlaces(script.text, places)) continue;
    const reference = sourceMapReference(script.text);
    const inlined = reference === null ? null : dataUrlText(reference);
    // Where the file was found, unless the stack says it itself.
    const base = path.absolute ?? url;
    if (inlined !== null) return { text: inlined, base };
    const beside = [...referredFile(reference), `${script.path}.map`];
    for (const each of beside) {
      const map = await files.beside(script.path, each);
      if (map !== null) return { text: map.text, base: neighbour(base, reference, each) };
    }
  }
  return null;
}

/** Nothing is fetched, so that a URL of another server leads nowhere. */
function referredFile(reference: string | null): readonly string[] {
  if (reference === null || /^(?:[a-z][a-z0-9+.-]+:|\/\/)/i.test(reference)) return [];
  const path = reference.replace(/[?#].*$/s, '');
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') ? [] : [decoded];
  } catch {
    return [path];
  }
}

/** Where the map is as seen from the script: sources are relative to the map. */
function neighbour(script: string, reference: string | null, found: string): string {
  if (reference === null || referredFile(reference)[0] !== found || found.startsWith('/')) return script;
  return `${script.replace(/[?#].*$/s, '').replace(/[^/\\]*$/, '')}${found}`;
}

function holdsPlaces(text: string, places: readonly ScriptPlace[]): boolean {
  const sorted = [...places].sort((a, b) => a.line - b.line);
  let line = 1;
  let start = 0;
  for (const place of sorted) {
    for (; line < place.line; line++) {
      const feed = text.indexOf('\n', start);
      if (feed < 0) return false;
      start = feed + 1;
    }
    const feed = text.indexOf('\n', start);
    if (place.column > (feed < 0 ? text.length : feed) - start + 1) return false;
  }
  return true;
}
