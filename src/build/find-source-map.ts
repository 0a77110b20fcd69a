import { readLink } from '../container/links.ts';
import { openReader } from '../container/open-reader.ts';
import { collectStream } from '../container/whole-body.ts';
import { SymbolicationError } from '../errors.ts';
import { dataUrlBytes, isDataUrl } from '../source-map/data-url.ts';
import { parseSourceMap } from '../source-map/parse.ts';
import type { SourceMap } from '../source-map/source-map.ts';
import { staysBelow } from './locations.ts';
import type { OpenModule } from './open-module.ts';

export interface FindSourceMapOptions {
  /**
   * Fetches `http:` and `https:` URLs: the global `fetch`, or one that allows only some. Left out, nothing is requested over HTTP.
   */
  readonly fetch?: ((url: string, init: { signal?: AbortSignal }) => Promise<Response>) | undefined;
  /** `false`: on disk only in the module's folder and below, as a module of unknown origin could name any file of the host. Left out: wherever the module says. */
  readonly anywhere?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A map, or why there is none. */
export interface FoundSourceMap {
  readonly map: SourceMap | null;
  /** Where the map is, or would be: a path or URL, `data:` for a map within the module; `null` where nothing tells. */
  readonly location: string | null;
  /**
   * Why there is no map: `not-linked` no section names one and none lies beside the module, `not-allowed` it is behind a URL and no `fetch` was passed, `not-found`
   * it is not where the module says, `unsupported-location` a URL of a kind that is not followed. `null` with a map.
   */
  readonly missing: 'not-linked' | 'not-allowed' | 'not-found' | 'unsupported-location' | null;
}

/** A whole map may stand in the module. */
const LINK_LIMIT = 256 * 1024 * 1024;

const HTTP = /^https?:\/\//i;
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/** Control characters and blanks, at the start and at the end. */
const BLANKS_AROUND = /^[\0- ]+|[\0- ]+$/g;

/** In messages and as the name of a map that the module holds itself. */
const WITHIN_MODULE = 'data:';

/**
 * Finds a module's source map: where its `sourceMappingURL` section says (a URL or path, relative to the module's own path or URL; or the map itself, as `data:` URL),
 * else beside the module, as `X.wasm.map` for `X.wasm`. Local files are read, HTTP is asked only by the `fetch` that is passed.
 * @throws SymbolicationError `malformed-source-map` where the map cannot be parsed, `unreadable-input` where a server or disk fails; what the passed `fetch` throws
 */
export async function findSourceMap(
  module: Pick<OpenModule, 'layout' | 'name'>,
  options: FindSourceMapOptions = {},
): Promise<FoundSourceMap> {
  const written = await readLink(module.layout, 'sourceMappingURL', LINK_LIMIT);
  // As URLs are read: without the blanks and line ends around them.
  const link = written === null ? null : written.replace(BLANKS_AROUND, '');
  if (link !== null && isDataUrl(link)) {
    const name = `${module.name ?? ''}#${WITHIN_MODULE}`;
    const map = parseSourceMap(dataUrlBytes(link, name), { name });
    return { map, location: WITHIN_MODULE, missing: null };
  }
  const mayFollow = link !== null && (options.anywhere !== false || HTTP.test(link) || staysBelow(link));
  const linked = mayFollow ? linkedLocations(link, module.name) : [];
  const beside = module.name === null ? [] : [besideOf(module.name)];
  let missing: FoundSourceMap['missing'] = link === null ? 'not-linked' : 'not-found';
  for (const location of [...linked, ...beside]) {
    const read = await readLocation(location, options);
    if (typeof read !== 'string') {
      return { map: parseSourceMap(read, { name: location }), location, missing: null };
    }
    if (linked.includes(location) && read !== 'not-found') missing = read;
  }
  if (link !== null && linked.length === 0) missing = 'unsupported-location';
  return { map: null, location: linked[0] ?? link ?? null, missing };
}

/** Where a link may lead: it is a URL, but many tools write a bare path, in which `%` and spaces stand for themselves. */
function linkedLocations(link: string, moduleName: string | null): readonly string[] {
  if (HTTP.test(link)) return [link];
  // Of other hosts' files on Windows: opening them asks over the network.
  if (/^([/\\]{2}|file:\/\/[^/])/i.test(link)) return [];
  if (/^file:/i.test(link)) return [link];
  if (SCHEME.test(link) && !/^[a-z]:[/\\]/i.test(link)) return [];
  if (moduleName === null) return [];
  if (SCHEME.test(moduleName) && !/^[a-z]:[/\\]/i.test(moduleName)) {
    return URL.canParse(link, moduleName) ? [new URL(link, moduleName).href] : [];
  }
  const folder = moduleName.slice(0, Math.max(moduleName.lastIndexOf('/'), moduleName.lastIndexOf('\\')) + 1);
  const paths = [percentDecoded(link.replace(/[?#].*$/, '')), link];
  const isAbsolute = /^([/\\]|[a-z]:[/\\])/i.test(link);
  return [...new Set(paths)].filter((path) => path !== '').map((path) => (isAbsolute ? path : folder + path));
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function besideOf(moduleName: string): string {
  if (!HTTP.test(moduleName)) return `${moduleName}.map`;
  const end = moduleName.search(/[?#]/);
  return end < 0 ? `${moduleName}.map` : `${moduleName.slice(0, end)}.map${moduleName.slice(end)}`;
}

async function readLocation(
  location: string,
  { fetch, signal }: FindSourceMapOptions,
): Promise<Uint8Array | 'not-allowed' | 'not-found'> {
  if (!HTTP.test(location)) return readFile(location, signal);
  if (fetch === undefined) return 'not-allowed';
  const response = await fetch(location, signal === undefined ? {} : { signal });
  if (response.status === 404 || response.status === 410) return 'not-found';
  if (!response.ok) {
    const message = `${location} cannot be read: the server answered ${response.status}.`;
    throw new SymbolicationError('unreadable-input', message, { file: location });
  }
  return collectStream(response.body, location, signal);
}

/** What cannot be opened counts as not there: a host may have no files at all. */
async function readFile(location: string, signal: AbortSignal | undefined): Promise<Uint8Array | 'not-found'> {
  try {
    const reader = await openReader(location, { signal });
    try {
      return await reader.read(0, reader.size);
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (!SymbolicationError.is(error) || error.code !== 'unreadable-input') throw error;
    return 'not-found';
  }
}
