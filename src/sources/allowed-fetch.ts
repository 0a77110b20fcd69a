import { Deadline, pause } from './deadline.ts';
import { type FetchLimits, MOST_REDIRECTS } from './fetch-limits.ts';
import { announcedLength, readBody } from './response-body.ts';
import type { MissReason } from './symbol-source.ts';

/** How a server is asked. */
export interface HttpOptions {
  readonly limits?: Partial<FetchLimits> | undefined;
  /** Sent with each request to an allowed origin itself, and not where it redirects to: `authorization`, for instance. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Further origins to which a server may redirect, as `https://objects.example`. */
  readonly redirectOrigins?: readonly string[] | undefined;
  /** Instead of the host's own `fetch`. It must heed `redirect: 'manual'`: what it follows by itself is not checked. */
  readonly fetch?: typeof fetch | undefined;
}

/** What came of a request. `bytes` are counted by {@link AllowedFetch}. */
export type Fetched =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly version: string | null }
  /** The file is of the version that was told. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'missed'; readonly reason: MissReason; readonly detail: string };

/** What requests have cost so far. */
export interface Traffic {
  requests: number;
  bytes: number;
}

type Missed = Extract<Fetched, { kind: 'missed' }>;

/**
 * Fetches whole files from origins that the caller allowed, and from nowhere else: what a stack, a module or a server's redirect names is no permission. So a private address is asked only where that very
 * origin was allowed. What did not come whole is not given.
 */
export class AllowedFetch {
  readonly #origins: ReadonlySet<string>;
  readonly #redirectOrigins: ReadonlySet<string>;
  readonly #limits: FetchLimits;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #fetch: typeof fetch;

  /** @param origins as `https://symbols.example:8443` */
  constructor(origins: readonly string[], limits: FetchLimits, options: HttpOptions) {
    this.#origins = new Set(origins);
    this.#redirectOrigins = new Set([...origins, ...(options.redirectOrigins ?? []).map(originOf)]);
    this.#limits = limits;
    this.#headers = options.headers ?? {};
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  allows(url: string): boolean {
    const parsed = parse(url);
    return parsed !== null && this.#origins.has(parsed.origin);
  }

  /**
   * Reads a file, again where the network or the server fails. Throws the signal's reason only.
   * @param version of the file that is known already, as it was given with it
   */
  async get(url: string, traffic: Traffic, version: string | null, signal?: AbortSignal): Promise<Fetched> {
    for (let attempt = 0; ; attempt += 1) {
      const fetched = await this.#attempt(url, traffic, version, signal);
      if (fetched.kind !== 'missed' || !fetched.mayPass || attempt >= this.#limits.retries) return withoutHint(fetched);
      // Many that were turned away at once must not come back at once.
      await pause(this.#limits.retryDelay * 2 ** attempt * (0.5 + Math.random()), signal);
    }
  }

  async #attempt(
    url: string,
    traffic: Traffic,
    version: string | null,
    signal: AbortSignal | undefined,
  ): Promise<Exclude<Fetched, Missed> | Failed> {
    const deadline = new Deadline(this.#limits, signal);
    try {
      const response = await this.#follow(url, traffic, version, deadline);
      return 'reason' in response ? response : await this.#read(response, url, traffic, deadline);
    } catch (error) {
      signal?.throwIfAborted();
      if (deadline.expired !== null) return failed('timeout', `${url}: ${deadline.expired}`);
      return { ...failed('unreachable', `${url}: ${causeOf(error)}`), mayPass: true };
    } finally {
      deadline.end();
    }
  }

  /** The first response that is no redirect. */
  async #follow(
    url: string,
    traffic: Traffic,
    version: string | null,
    { signal }: Deadline,
  ): Promise<Response | Failed> {
    const first = parse(url);
    if (first === null || !this.#origins.has(first.origin)) return failed('not-allowed', url);
    let at: URL = first;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      traffic.requests += 1;
      const isOwn = this.#origins.has(at.origin);
      const headers = {
        ...UNCOMPRESSED,
        ...(isOwn ? this.#headers : {}),
        ...(version === null ? {} : condition(version)),
      };
      const response: Response = await this.#fetch(at.href, {
        headers,
        redirect: 'manual',
        credentials: 'omit',
        signal,
      });
      if (response.type === 'opaqueredirect')
        return failed('redirect-refused', `${at.href}: it redirects, and this host does not show where to`);
      if (!REDIRECTS.has(response.status)) return response;
      await response.body?.cancel();
      const location = response.headers.get('location');
      const next = location === null ? null : parse(location, at.href);
      if (next === null) return failed('redirect-refused', `${at.href}: it redirects to nowhere`);
      if (!this.#redirectOrigins.has(next.origin))
        return failed('redirect-refused', `${at.href}: it redirects to ${next.origin}, which is not allowed`);
      at = next;
    }
    return failed('redirect-refused', `${url}: it redirects more than ${MOST_REDIRECTS} times`);
  }

  async #read(
    response: Response,
    url: string,
    traffic: Traffic,
    deadline: Deadline,
  ): Promise<Exclude<Fetched, Missed> | Failed> {
    const { status } = response;
    if (status !== 200) {
      await response.body?.cancel();
      if (status === 304) return { kind: 'unchanged' };
      const said = `${url}: the server answered ${status} ${response.statusText}`.trimEnd();
      if (ABSENT.has(status)) return failed('not-found', said);
      return { ...failed('server-error', said), mayPass: status === 429 || status >= 500 };
    }
    const { maxBytes } = this.#limits;
    const announced = announcedLength(response);
    const tooLarge = failed('too-large', `${url}: it has more than ${maxBytes} bytes`);
    if (announced !== null && announced > maxBytes) {
      await response.body?.cancel();
      return tooLarge;
    }
    const read = await readBody(response.body, announced, maxBytes, (length) => {
      deadline.progress();
      traffic.bytes += length;
    });
    if (read === 'too-large') return tooLarge;
    if (!ArrayBuffer.isView(read)) {
      if (deadline.signal.aborted) throw read.cause;
      return { ...failed('incomplete', `${url}: it broke off: ${causeOf(read.cause)}`), mayPass: true };
    }
    if (announced !== null && read.length !== announced) {
      const lengths = `${read.length} bytes came, ${announced} were announced`;
      return { ...failed('incomplete', `${url}: ${lengths}`), mayPass: true };
    }
    return { kind: 'file', bytes: read, version: versionOf(response) };
  }
}

type Failed = Missed & { readonly mayPass: boolean };

function failed(reason: MissReason, detail: string): Failed {
  return { kind: 'missed', reason, detail, mayPass: false };
}

function withoutHint(fetched: Exclude<Fetched, Missed> | Failed): Fetched {
  if (fetched.kind !== 'missed') return fetched;
  return { kind: 'missed', reason: fetched.reason, detail: fetched.detail };
}

/** A compressed body that breaks off is a shorter file to Node. Browsers do not let this be set, and notice it. */
const UNCOMPRESSED = { 'accept-encoding': 'identity' } as const;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Some storages say 403 where nobody may see whether there is a file. */
const ABSENT: ReadonlySet<number> = new Set([403, 404, 410]);

function parse(url: string, base?: string): URL | null {
  try {
    const parsed = new URL(url, base);
    const isHttp = parsed.protocol === 'http:' || parsed.protocol === 'https:';
    // `fetch` throws on names and passwords in URLs; a server's may not bring its own.
    return isHttp && parsed.username === '' && parsed.password === '' ? parsed : null;
  } catch {
    return null;
  }
}

function originOf(url: string): string {
  return new URL(url).origin;
}

/** Dates are no entity tags: `Last-Modified` is asked for by another header. */
function condition(version: string): Record<string, string> {
  return version.startsWith('"') || version.startsWith('W/')
    ? { 'if-none-match': version }
    : { 'if-modified-since': version };
}

function versionOf({ headers }: Response): string | null {
  return headers.get('etag') ?? headers.get('last-modified');
}

/** Hosts say just "fetch failed" or "terminated" and hide the reason one level down. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
