import { isPlaceholder } from '../identity/file-name.ts';
import type { ModuleIdentity } from '../identity/module-identity.ts';
import { AllowedFetch, type HttpOptions, type Traffic } from './allowed-fetch.ts';
import { DEFAULT_FETCH_LIMITS } from './fetch-limits.ts';
import { fetchBeside, fetchFile } from './fetched-file.ts';
import { type Layout, pathEnds, placesById } from './layouts.ts';
import {
  type FoundFile,
  nothingFound,
  type SourceAnswer,
  type SourceMiss,
  type SymbolSource,
} from './symbol-source.ts';
import { allowedUrl } from './url.ts';

export interface ServerOptions extends HttpOptions {
  /** Layouts by which it is asked, in this order. Default: `debuginfod`, `unified`. */
  readonly layouts?: readonly Layout[] | undefined;
  /** Whether it is asked for the path and name under which a stack has the module, too: `https://symbols.example/app.wasm`. Default: false. */
  readonly byName?: boolean | undefined;
}

/**
 * A server of symbols, asked by build id: `GET /buildid/ID/debuginfo` of the debuginfod protocol, or Sentry's unified layout. Only its own origin is asked.
 * @param url of the server, to which the layouts' paths are added
 * @throws SymbolicationError `invalid-argument` for what is no http(s) URL
 */
export function serverSource(url: string, options: ServerOptions = {}): SymbolSource {
  const { layouts = ['debuginfod', 'unified'], byName = false } = options;
  const base = allowedUrl(url);
  const root = `${base.origin}${base.pathname.replace(/\/*$/, '/')}`;
  const allowed = new AllowedFetch([base.origin], { ...DEFAULT_FETCH_LIMITS, ...options.limits }, options);
  const source = { name: root, allowed };
  return {
    name: root,
    isRemote: true,
    async find(identity, { signal, known = [] } = {}) {
      const traffic: Traffic = { requests: 0, bytes: 0 };
      const misses: SourceMiss[] = [];
      for (const places of layouts.flatMap((layout) => placesById(identity.buildIds, layout))) {
        const answers = await Promise.all(
          places.map(({ kind, path }) =>
            fetchFile(source, root + path, { kind, by: 'build-id' }, traffic, { signal, known }),
          ),
        );
        const files = answers.filter((answer) => 'by' in answer);
        misses.push(...answers.filter((answer) => 'reason' in answer));
        if (files.length > 0) return answerOf(files, misses, traffic);
      }
      for (const path of byName ? namedPaths(identity) : []) {
        const file = await fetchFile(source, root + path, { kind: 'any', by: 'file-name' }, traffic, { signal, known });
        if ('by' in file) return answerOf([file], misses, traffic);
        misses.push(file);
      }
      return traffic.requests === 0 ? nothingFound(root, 'nothing-to-ask-by') : answerOf([], misses, traffic);
    },
    fetch: fetchBeside(source),
  };
}

/** That a layout has no file says nothing once another has it; what was wrong with a file does. */
function answerOf(files: readonly FoundFile[], misses: readonly SourceMiss[], traffic: Traffic): SourceAnswer {
  const telling = misses.filter(({ reason }) => reason !== 'not-found');
  const [first] = misses;
  const said = files.length > 0 || telling.length > 0 || first === undefined ? telling : [{ ...first, detail: null }];
  return { files, misses: said, ...traffic };
}

function namedPaths({ url, names }: ModuleIdentity): readonly string[] {
  const ends =
    url !== null && !isPlaceholder(url)
      ? pathEnds(url)
      : names.flatMap((name) => pathEnds(name).filter((end) => !end.includes('/')));
  return ends.map((end) => end.split('/').map(encodeURIComponent).join('/'));
}
