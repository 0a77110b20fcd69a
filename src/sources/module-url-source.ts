import { isPlaceholder } from '../identity/file-name.ts';
import { AllowedFetch, type HttpOptions, type Traffic } from './allowed-fetch.ts';
import { DEFAULT_FETCH_LIMITS } from './fetch-limits.ts';
import { fetchBeside, fetchFile } from './fetched-file.ts';
import { nothingFound, type SymbolSource } from './symbol-source.ts';
import { allowedUrl } from './url.ts';

/**
 * The URLs under which stacks have their modules, of these origins only, as `https://app.example`. What lies there is what is deployed now, which need not be the build that the stack is of; so an answer
 * is held against all that is known of the module, and its evidence is `url`. The debug file that a module names is fetched from the same origins.
 * @throws SymbolicationError `invalid-argument` for what is no origin
 */
export function moduleUrlSource(origins: readonly string[], options: HttpOptions = {}): SymbolSource {
  const allowedOrigins = origins.map((origin) => allowedUrl(origin).origin);
  const allowed = new AllowedFetch(allowedOrigins, { ...DEFAULT_FETCH_LIMITS, ...options.limits }, options);
  const name = `module URLs of ${allowedOrigins.join(', ')}`;
  const source = { name, allowed };
  return {
    name,
    isRemote: true,
    async find({ url }, { signal, known } = {}) {
      if (url === null || isPlaceholder(url) || !/^https?:\/\//i.test(url))
        return nothingFound(name, 'nothing-to-ask-by');
      if (!allowed.allows(url)) return nothingFound(name, 'not-allowed', url);
      const traffic: Traffic = { requests: 0, bytes: 0 };
      const address = url.replace(/#.*$/s, '');
      const file = await fetchFile(source, address, { kind: 'any', by: 'url' }, traffic, { signal, known });
      return 'by' in file ? { files: [file], misses: [], ...traffic } : { files: [], misses: [file], ...traffic };
    },
    fetch: fetchBeside(source),
  };
}
