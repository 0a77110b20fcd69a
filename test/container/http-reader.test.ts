import { afterEach, describe, expect, it } from 'vitest';
import { openModule } from '../../src/build/open-module.ts';
import { openReader } from '../../src/container/open-reader.ts';
import type { OpenReader } from '../../src/container/range-reader.ts';
import { rangeOf, serve, withRanges } from './http-server.ts';
import type { Handler, TestServer } from './http-server.ts';
import { codeSection, custom, moduleOf } from './module-bytes.ts';
import { rejectionOf } from './rejection.ts';

const KIB = 1024;
const contents = Uint8Array.from({ length: 400 * KIB }, (_, index) => (index * 31) >>> 5);

let server: TestServer | null = null;
afterEach(() => {
  server?.close();
});

async function open(handler: Handler): Promise<OpenReader> {
  server = await serve(handler);
  return openReader(server.url);
}

/** Answers the first request as it should be, and all others by `then`. */
function atFirstSound(then: Handler): Handler {
  const sound = withRanges(contents);
  let requests = 0;
  return (request, response) => {
    requests += 1;
    (requests === 1 ? sound : then)(request, response);
  };
}

describe('a file behind HTTP', () => {
  it('is read by few requests, of 64 KiB at first and larger ones where reading goes on', async () => {
    const reader = await open(withRanges(contents));
    for (let at = 0; at < contents.length; at += KIB) {
      expect(await reader.read(at, KIB)).toEqual(contents.subarray(at, at + KIB));
    }
    expect(server?.ranges).toEqual(['bytes=0-65535', 'bytes=65536-196607', 'bytes=196608-409599']);
  });

  it('starts small again after a jump', async () => {
    const reader = await open(withRanges(contents));
    await reader.read(0, 8);
    await reader.read(200 * KIB, 8);
    expect(server?.ranges).toEqual(['bytes=0-65535', 'bytes=204800-270335']);
  });

  it('may be empty', async () => {
    const reader = await open(withRanges(new Uint8Array(0)));
    expect(reader.size).toBe(0);
  });

  it('is taken whole, once, where the server hides the size', async () => {
    const reader = await open((request, response) => {
      const range = rangeOf(request);
      if (range === null) response.end(contents);
      else response.writeHead(206, { 'content-range': 'bytes 0-65535/*' }).end(contents.subarray(0, 65_536));
    });
    expect([reader.size, server?.ranges]).toEqual([contents.length, ['bytes=0-65535', null]]);
  });

  it('is taken whole where ranges would be ranges of something compressed', async () => {
    const reader = await open((request, response) => {
      if (rangeOf(request) === null) response.end(contents);
      else {
        const headers = { 'content-range': 'bytes 0-65535/409600', 'content-encoding': 'unknown' };
        response.writeHead(206, headers).end(contents.subarray(0, 65_536));
      }
    });
    expect([reader.size, server?.ranges]).toEqual([contents.length, ['bytes=0-65535', null]]);
  });
});

describe('a server that cannot be relied on', () => {
  it('is an error that says what it answered', async () => {
    server = await serve((_, response) => response.writeHead(404).end('<html>'));
    expect(await rejectionOf(openReader(server.url))).toEqual({
      code: 'unreadable-input',
      message: `${server.url} cannot be read: the server answered 404 Not Found.`,
      file: server.url,
      offset: null,
    });
  });

  it('is an error where nobody listens', async () => {
    const closed = await serve((_, response) => response.end());
    closed.close();
    const failure = await rejectionOf(openReader(closed.url));
    expect(failure).toMatchObject({ code: 'unreadable-input', file: closed.url });
    expect(failure.message).toContain('ECONNREFUSED');
  });

  it.each<[string, string, Handler]>([
    [
      'the file changes',
      'the file has changed on the server while it was read',
      (_, response) => {
        response
          .writeHead(206, { etag: '"2"', 'content-range': 'bytes 204800-270335/409600' })
          .end(contents.subarray(0, 65_536));
      },
    ],
    [
      'ranges end to be honoured',
      'the file has changed on the server while it was read',
      (_, response) => {
        response.writeHead(200, { etag: '"1"' }).end(contents);
      },
    ],
    [
      'another range comes',
      'the server sent another range than asked for',
      (_, response) => {
        response
          .writeHead(206, { etag: '"1"', 'content-range': 'bytes 0-65535/409600' })
          .end(contents.subarray(0, 65_536));
      },
    ],
    [
      'fewer bytes come',
      'the server sent 5 bytes instead of 65536',
      (_, response) => {
        response
          .writeHead(206, { etag: '"1"', 'content-range': 'bytes 204800-270335/409600' })
          .end(contents.subarray(0, 5));
      },
    ],
    [
      'more bytes come',
      'the server sent more than it was asked for',
      (_, response) => {
        response
          .writeHead(206, { etag: '"1"', 'content-range': 'bytes 204800-270335/409600' })
          .end(contents.subarray(0, 70_000));
      },
    ],
  ])('is an error with the place when %s', async (_, cause, then) => {
    const reader = await open(atFirstSound(then));
    expect(await rejectionOf(Promise.resolve(reader.read(200 * KIB, 8)))).toEqual({
      code: 'unreadable-input',
      message: `${server?.url} cannot be read at offset 0x32000: ${cause}.`,
      file: server?.url,
      offset: 200 * KIB,
    });
  });

  it('can be left alone by the signal, whose reason is what is thrown', async () => {
    server = await serve((_, response) => response.writeHead(200).write('…'));
    const reason = new Error('the tab was closed');
    const controller = new AbortController();
    const opening = openReader(server.url, { signal: controller.signal });
    setTimeout(() => {
      controller.abort(reason);
    }, 20);
    await expect(opening).rejects.toBe(reason);
  });
});

it('reads of a module behind HTTP what it needs, not what it carries', async () => {
  const large = custom(
    '.debug_info',
    Array.from({ length: 300_000 }, () => 7),
  );
  const module = moduleOf(codeSection(3), large, custom('.debug_str', [1]), large, custom('name', []));
  server = await serve(withRanges(module));
  await openModule(server.url);
  const read = server.ranges.map((range) => {
    const [start = 0, end = 0] = range?.slice('bytes='.length).split('-').map(Number) ?? [];
    return end - start + 1;
  });
  expect(read.reduce((sum, size) => sum + size, 0)).toBeLessThan(module.length / 2);
});
