import { describe, expect, it } from 'vitest';
import { AllowedFetch, type Fetched, type HttpOptions } from '../../src/sources/allowed-fetch.ts';
import { DEFAULT_FETCH_LIMITS, type FetchLimits } from '../../src/sources/fetch-limits.ts';
import { type Answer, serveHttp, serveRaw } from './servers.ts';

const BODY = 'all of it';

interface Asked {
  readonly fetched: Fetched;
  readonly requests: number;
}

async function get(
  url: string,
  { limits = {}, options = {}, version = null, signal }: GetOptions = {},
): Promise<Asked> {
  const all = { ...DEFAULT_FETCH_LIMITS, retries: 0, retryDelay: 1, ...limits };
  const fetching = new AllowedFetch([new URL(url).origin], all, options);
  const traffic = { requests: 0, bytes: 0 };
  const fetched = await fetching.get(url, traffic, version, signal);
  return { fetched, requests: traffic.requests };
}

interface GetOptions {
  readonly limits?: Partial<FetchLimits>;
  readonly options?: HttpOptions;
  readonly version?: string | null;
  readonly signal?: AbortSignal;
}

function file(text: string, version: string | null = null): Fetched {
  return { kind: 'file', bytes: new TextEncoder().encode(text), version };
}

/** Detail without the server's port. */
function missed({ fetched }: Asked, origin: string): { reason: string; detail: string } | Fetched {
  return fetched.kind === 'missed'
    ? { reason: fetched.reason, detail: fetched.detail.replaceAll(origin, 'SERVER') }
    : fetched;
}

const PLAIN: Answer = (_, response) => {
  response.end(BODY);
};

describe('a server that answers', () => {
  it('gives the file', async () => {
    await using server = await serveHttp(PLAIN);
    expect(await get(`${server.origin}/a`)).toEqual({ fetched: file(BODY), requests: 1 });
  });

  it('gives the file with its entity tag, and says that it has not changed', async () => {
    await using server = await serveHttp((request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"1"' }).end(BODY);
    });
    expect((await get(`${server.origin}/a`)).fetched).toEqual(file(BODY, '"1"'));
    expect((await get(`${server.origin}/a`, { version: '"1"' })).fetched).toEqual({ kind: 'unchanged' });
    expect((await get(`${server.origin}/a`, { version: '"0"' })).fetched).toEqual(file(BODY, '"1"'));
  });

  it('is asked by date where it has no entity tags', async () => {
    const date = 'Tue, 24 Nov 2026 10:00:00 GMT';
    await using server = await serveHttp((request, response) => {
      if (request.headers['if-modified-since'] === date) response.writeHead(304).end();
      else response.writeHead(200, { 'last-modified': date }).end(BODY);
    });
    expect((await get(`${server.origin}/a`)).fetched).toEqual(file(BODY, date));
    expect((await get(`${server.origin}/a`, { version: date })).fetched).toEqual({ kind: 'unchanged' });
  });

  it.each([
    [404, 'not-found'],
    [403, 'not-found'],
    [410, 'not-found'],
    [400, 'server-error'],
    [500, 'server-error'],
    [204, 'server-error'],
    [206, 'server-error'],
  ])('with %i has no file: %s', async (status, reason) => {
    await using server = await serveHttp((_, response) => {
      response.writeHead(status).end();
    });
    expect(missed(await get(`${server.origin}/a`), server.origin)).toMatchObject({ reason });
  });
});

describe('a server that fails', () => {
  it('is asked again where that may help', async () => {
    let attempt = 0;
    await using server = await serveHttp((_, response) => {
      attempt += 1;
      if (attempt < 3) response.writeHead(503).end();
      else response.end(BODY);
    });
    expect(await get(`${server.origin}/a`, { limits: { retries: 2 } })).toEqual({ fetched: file(BODY), requests: 3 });
  });

  it('is asked no more often than allowed, and not where asking again cannot help', async () => {
    await using server = await serveHttp(({ url }, response) => {
      response.writeHead(url === '/404' ? 404 : 500).end();
    });
    expect((await get(`${server.origin}/500`, { limits: { retries: 2 } })).requests).toBe(3);
    expect((await get(`${server.origin}/404`, { limits: { retries: 2 } })).requests).toBe(1);
  });

  it('is unreachable', async () => {
    const server = await serveHttp(PLAIN);
    await server[Symbol.asyncDispose]();
    const asked = await get(`${server.origin}/a`, { limits: { retries: 1 } });
    expect(missed(asked, server.origin)).toMatchObject({ reason: 'unreachable' });
    expect(asked.requests).toBe(2);
  });
});

describe('a body that is not what was announced', () => {
  const head = (length: number): string => `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`;

  it('is incomplete where the server announces more than it sends', async () => {
    await using server = await serveRaw(`${head(100)}${BODY}`, 'close');
    expect(missed(await get(`${server.origin}/a`), server.origin)).toMatchObject({ reason: 'incomplete' });
  });

  it('is never longer than announced', async () => {
    await using server = await serveRaw(`${head(3)}${BODY}`, 'close');
    const { fetched } = await get(`${server.origin}/a`);
    // HTTP takes what comes behind for another message; it is no part of the file.
    if (fetched.kind === 'file') expect(fetched).toEqual(file('all'));
    else expect(fetched).toMatchObject({ kind: 'missed', reason: 'incomplete' });
  });

  it('is incomplete where the connection dies in mid-body', async () => {
    const chunk = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nall o\r\n';
    await using server = await serveRaw(chunk, 'reset');
    const asked = await get(`${server.origin}/a`, { limits: { retries: 1 } });
    expect(missed(asked, server.origin)).toMatchObject({ reason: 'incomplete' });
    expect(asked.requests).toBe(2);
  });

  it('is asked for without compression, since Node does not say where that breaks off', async () => {
    const encodings: unknown[] = [];
    await using server = await serveHttp((request, response) => {
      encodings.push(request.headers['accept-encoding']);
      response.end(BODY);
    });
    await get(`${server.origin}/a`);
    expect(encodings).toEqual(['identity']);
  });

  it('is refused before it is sent where it is announced to be too large', async () => {
    await using server = await serveRaw(head(1001), 'wait');
    expect(missed(await get(`${server.origin}/a`, { limits: { maxBytes: 1000 } }), server.origin)).toEqual({
      reason: 'too-large',
      detail: 'SERVER/a: it has more than 1000 bytes',
    });
  });

  it('is left where it never ends', async () => {
    let sent = 0;
    await using server = await serveHttp((_, response) => {
      const send = (): void => {
        while (!response.destroyed && response.write(new Uint8Array(64 * 1024))) sent += 64 * 1024;
      };
      response.on('drain', send);
      send();
    });
    const asked = await get(`${server.origin}/a`, { limits: { maxBytes: 1024 * 1024 } });
    expect(missed(asked, server.origin)).toMatchObject({ reason: 'too-large' });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('a slow server', () => {
  it('that says nothing is left', async () => {
    await using server = await serveHttp(() => undefined);
    expect(missed(await get(`${server.origin}/a`, { limits: { stallTimeout: 30 } }), server.origin)).toEqual({
      reason: 'timeout',
      detail: 'SERVER/a: nothing came for 30 ms',
    });
  });

  it('that stops in mid-body is left', async () => {
    await using server = await serveRaw('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nall', 'wait');
    expect(missed(await get(`${server.origin}/a`, { limits: { stallTimeout: 30 } }), server.origin)).toEqual({
      reason: 'timeout',
      detail: 'SERVER/a: nothing came for 30 ms',
    });
  });

  it('that sends drop by drop is left', async () => {
    await using server = await serveHttp((_, response) => {
      const drops = setInterval(() => response.write('.'), 5);
      response.on('close', () => {
        clearInterval(drops);
      });
    });
    const limits = { timeout: 60, stallTimeout: 5000 };
    expect(missed(await get(`${server.origin}/a`, { limits }), server.origin)).toEqual({
      reason: 'timeout',
      detail: 'SERVER/a: it was not done after 60 ms',
    });
  });

  it('is left when the caller goes, with the caller’s reason', async () => {
    await using server = await serveHttp(() => undefined);
    const controller = new AbortController();
    const asking = get(`${server.origin}/a`, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(asking).rejects.toThrow('enough');
    await expect(get(`${server.origin}/a`, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow(
      'before',
    );
  });
});

describe('redirects', () => {
  const to =
    (location: string): Answer =>
    (request, response) => {
      if (request.url === '/target') response.end(BODY);
      else response.writeHead(302, { location }).end();
    };

  it('are followed within the origin', async () => {
    await using server = await serveHttp(to('/target'));
    expect(await get(`${server.origin}/a`)).toEqual({ fetched: file(BODY), requests: 2 });
  });

  it('to a private address are refused, and nothing is asked there', async () => {
    await using inner = await serveHttp(PLAIN);
    await using server = await serveHttp(to(`${inner.origin}/latest/meta-data`));
    expect(missed(await get(`${server.origin}/a`), server.origin)).toEqual({
      reason: 'redirect-refused',
      detail: `SERVER/a: it redirects to ${inner.origin}, which is not allowed`,
    });
    expect(inner.asked).toEqual([]);
  });

  it('to another origin are followed where that very origin is allowed, without the headers meant for the first', async () => {
    const headers: (string | undefined)[] = [];
    await using other = await serveHttp((request, response) => {
      headers.push(request.headers.authorization);
      response.end(BODY);
    });
    await using server = await serveHttp((request, response) => {
      headers.push(request.headers.authorization);
      response.writeHead(307, { location: `${other.origin}/b` }).end();
    });
    const options = { redirectOrigins: [other.origin], headers: { authorization: 'Bearer secret' } };
    expect((await get(`${server.origin}/a`, { options })).fetched).toEqual(file(BODY));
    expect(headers).toEqual(['Bearer secret', undefined]);
  });

  it.each([
    'http://169.254.169.254/latest',
    'http://localhost:1/',
    'file:///etc/passwd',
    'http://user:pw@127.0.0.1/',
    '//[',
  ])('to %s are refused', async (location) => {
    await using server = await serveHttp(to(location));
    expect(missed(await get(`${server.origin}/a`), server.origin)).toMatchObject({ reason: 'redirect-refused' });
  });

  it('in circles are left', async () => {
    await using server = await serveHttp(to('/a'));
    const asked = await get(`${server.origin}/a`);
    expect(missed(asked, server.origin)).toMatchObject({ reason: 'redirect-refused' });
    expect(asked.requests).toBe(6);
  });
});

it('asks no origin but those allowed', async () => {
  await using server = await serveHttp(PLAIN);
  const fetching = new AllowedFetch(['https://symbols.example'], DEFAULT_FETCH_LIMITS, {});
  const traffic = { requests: 0, bytes: 0 };
  expect(await fetching.get(`${server.origin}/a`, traffic, null)).toEqual({
    kind: 'missed',
    reason: 'not-allowed',
    detail: `${server.origin}/a`,
  });
  expect([server.asked, traffic.requests]).toEqual([[], 0]);
});
