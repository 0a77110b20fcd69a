import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';

/** A server on the loopback interface, and the paths that it was asked for. */
export interface LoopbackServer extends AsyncDisposable {
  readonly origin: string;
  readonly asked: string[];
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export async function serveHttp(answer: Answer): Promise<LoopbackServer> {
  const asked: string[] = [];
  const server = createHttpServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  const origin = await listening(server);
  return {
    origin,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Says what HTTP servers of libraries refuse to say: this very text, after which it closes, or does nothing. */
export async function serveRaw(text: string | Uint8Array, then: 'close' | 'wait' | 'reset'): Promise<LoopbackServer> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (request) => {
      asked.push(request.toString().split(' ')[1] ?? '');
      socket.write(text, () => {
        if (then === 'close') socket.end();
        if (then === 'reset') socket.resetAndDestroy();
      });
    });
  });
  const origin = await listening(server);
  return {
    origin,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

/** As a store of symbols: these files, and 404 for all others. */
export function serveFiles(files: Readonly<Record<string, Uint8Array>>): Promise<LoopbackServer> {
  return serveHttp(({ url = '' }, response) => {
    const bytes = files[url.slice(1)];
    if (bytes === undefined) response.writeHead(404).end('no such file');
    else response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  });
}
