import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** A server on the loopback interface, and what it was asked. */
export interface TestServer {
  readonly url: string;
  /** The `Range` of each request, `null` where it had none. */
  readonly ranges: readonly (string | null)[];
  close(): void;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export async function serve(handler: Handler): Promise<TestServer> {
  const ranges: (string | null)[] = [];
  const server: Server = createServer((request, response) => {
    ranges.push(request.headers.range ?? null);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/app.wasm`,
    ranges,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The range asked for, end exclusive. */
export function rangeOf(request: IncomingMessage): { start: number; end: number } | null {
  const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  return match === null ? null : { start: Number(match[1]), end: Number(match[2]) + 1 };
}

/** As a static file server: ranges honoured, an entity tag. */
export function withRanges(bytes: Uint8Array): Handler {
  return (request, response) => {
    const range = rangeOf(request);
    if (range === null) {
      response.writeHead(200, { etag: '"1"' }).end(bytes);
    } else if (range.start >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    } else {
      const part = bytes.subarray(range.start, range.end);
      const end = range.start + part.length - 1;
      response
        .writeHead(206, { etag: '"1"', 'content-range': `bytes ${range.start}-${end}/${bytes.length}` })
        .end(part);
    }
  };
}

/** As many small servers: `Range` ignored. */
export function withoutRanges(bytes: Uint8Array): Handler {
  return (_, response) => {
    response.end(bytes);
  };
}
