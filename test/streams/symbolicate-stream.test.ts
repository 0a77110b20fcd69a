import { beforeAll, describe, expect, test } from 'vitest';
import { buildIndex } from '../../src/build/build-index.ts';
import { formatText } from '../../src/format/text.ts';
import { closeModule, openModule } from '../../src/modules/module.ts';
import { symbolicateStream, type SymbolicateStreamOptions } from '../../src/streams/symbolicate-stream.ts';
import { openIndex, type SymbolIndex } from '../../src/symbol-index/index.ts';
import { symbolicate, symbolicateSync, type SymbolicatedStack } from '../../src/symbolicate.ts';
import { seeded } from '../container/seeded.ts';
import { readCaptures, STACKS } from '../stack/captures.ts';

const captures = readCaptures();
const MODULES = ['app.wasm', 'eh.wasm', 'as-release.wasm', 'start.wasm', 'tail.wasm', 'weird.wasm', 'emsm.wasm'];
let indexes: readonly SymbolIndex[] = [];

beforeAll(async () => {
  const paths = MODULES.map((name) => new URL(`modules/${name}`, STACKS));
  indexes = await Promise.all(paths.map(async (url) => openIndex(await buildIndex(url), { name: url.pathname })));
});

/** What comes out of a stream for chunks that are written one after the other. */
async function outputOf<T extends string | Uint8Array>(
  chunks: Iterable<T>,
  modules: Parameters<typeof symbolicateStream>[0] = indexes,
  options: SymbolicateStreamOptions = {},
): Promise<T[]> {
  const source = new ReadableStream<T>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const parts: T[] = [];
  const reader = source.pipeThrough(symbolicateStream<T>(modules, options)).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value);
  return parts;
}

const textOf = async (chunks: Iterable<string>): Promise<string> => (await outputOf(chunks)).join('');
const bytesOf = async (chunks: Iterable<Uint8Array>): Promise<Buffer> => Buffer.concat(await outputOf(chunks));

/** Cut at places that a seed chooses, half of them within a few characters. */
function* cut<T extends string | Uint8Array>(whole: T, seed: number, slice: (from: number, to: number) => T) {
  const random = seeded(seed);
  for (let at = 0; at < whole.length;) {
    const to = Math.min(whole.length, at + 1 + random(random(2) === 0 ? 7 : 3000));
    yield slice(at, to);
    at = to;
  }
}

describe('all captures in one stream, wherever it is cut, give what the whole text gives', () => {
  // Logs put something between two stacks. Frames of the next one right below the last are one stack with it.
  const texts = captures.filter(({ text }) => text.length < 20_000).map(({ text }) => text);
  const joined = `${texts.join('\nnächste Meldung 🦀\n\n')}\r\n`;

  test.each([1, 2, 3])('as text, seed %i', async (seed) => {
    const whole = formatText(symbolicateSync(joined, indexes));
    expect(whole).not.toBe(joined);
    expect((await textOf(cut(joined, seed, (from, to) => joined.slice(from, to)))) === whole).toBe(true);
  });

  test.each([4, 5, 6])('as bytes, seed %i', async (seed) => {
    const bytes = Buffer.from(joined);
    const whole = Buffer.from(formatText(symbolicateSync(joined, indexes)));
    const given = await bytesOf(cut<Uint8Array>(bytes, seed, (from, to) => bytes.subarray(from, to)));
    expect(given.equals(whole)).toBe(true);
  });
});

const FRAME = '    at f (http://h/app.wasm:wasm-function[8]:0x1fb)\n';
const NAMED = '    at geo::Engine::step(int, int) (/src/app.cpp:103:15)\n';

describe('of a module file', () => {
  test('each capture is answered as by itself, places that its engine does not print among them', async () => {
    const app = await openModule(new URL('modules/app.wasm', STACKS));
    for (const { text, module } of captures) {
      // Longer ones are answered in parts.
      if (module !== 'app.wasm' || text.length > 20_000) continue;
      const whole = formatText(await symbolicate(text, [app]));
      expect((await outputOf([text], [app])).join('')).toBe(whole);
    }
    await closeModule(app);
  });

  test('the first stacks get an index each, then the full one is built once', async () => {
    const app = await openModule(new URL('modules/app.wasm', STACKS));
    const stacks = (count: number): string => `E\n${FRAME}\n`.repeat(count);
    await outputOf([stacks(3)], [app]);
    expect(app.fullIndex).toBe(null);
    const text = (await outputOf([stacks(5)], [app])).join('');
    expect(text).toBe(`E\n${NAMED}\n`.repeat(5));
    expect(app.fullIndex).not.toBe(null);
    await closeModule(app);
  });
});

/** A stream whose chunks a test writes one by one. */
function opened(options: SymbolicateStreamOptions = {}) {
  const { readable, writable } = symbolicateStream<string>(indexes, options);
  return { reader: readable.getReader(), writer: writable.getWriter() };
}

describe('what is known is given at once', () => {
  test('a line of no stack, and a stack when a line follows that is no part of it', async () => {
    const { reader, writer } = opened({ pauseAfter: 1_000_000 });
    void writer.write('started\n');
    expect(await reader.read()).toEqual({ done: false, value: 'started\n' });
    void writer.write(`RuntimeError: unreachable\n${FRAME}`);
    expect((await reader.read()).value).toBe('RuntimeError: unreachable\n');
    void writer.write('next\n');
    expect((await reader.read()).value).toBe(`${NAMED}next\n`);
    void writer.close();
    expect((await reader.read()).done).toBe(true);
  });

  test('a stack that nothing follows, after a pause', async () => {
    const { reader, writer } = opened({ pauseAfter: 1 });
    void writer.write(FRAME);
    expect((await reader.read()).value).toBe(NAMED);
    void writer.write(FRAME);
    expect((await reader.read()).value).toBe(NAMED);
    void writer.close();
  });

  test('a line without end waits, and with it the stack above it', async () => {
    const { reader, writer } = opened({ pauseAfter: 1 });
    void writer.write(FRAME + FRAME.slice(0, 30));
    await new Promise((resolve) => setTimeout(resolve, 30));
    void writer.write(FRAME.slice(30));
    expect((await reader.read()).value).toBe(NAMED + NAMED);
    void writer.close();
  });

  test('prose that begins as a frame waits for no more than 64 lines', async () => {
    const { reader, writer } = opened({ pauseAfter: 1_000_000 });
    void writer.write('at noon\n');
    void writer.write('line\n'.repeat(64));
    expect((await reader.read()).value).toBe(`at noon\n${'line\n'.repeat(64)}`);
    void writer.close();
  });
});

describe('of whatever size', () => {
  test('a stack of a hundred thousand lines is given in parts, in bounded memory', async () => {
    const many = FRAME.repeat(1000);
    const named = NAMED.repeat(1000);
    let [written, read, most, right] = [0, 0, 0, 0];
    const source = new ReadableStream<string>(
      {
        pull(controller) {
          if (written === 100) {
            controller.close();
            return;
          }
          controller.enqueue(many);
          written += 1;
        },
      },
      { highWaterMark: 0 },
    );
    let held = '';
    const reader = source.pipeThrough(symbolicateStream<string>(indexes)).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      held += part.value;
      read += part.value.length;
      while (held.length >= named.length) {
        if (held.startsWith(named)) right += 1;
        held = held.slice(named.length);
      }
      // All that was written and not read yet is in the stream.
      most = Math.max(most, written * many.length - (read / NAMED.length) * FRAME.length);
    }
    expect({ right, held }).toEqual({ right: 100, held: '' });
    expect(most).toBeLessThan(500_000);
  });

  test('frames of a stack in parts are those of the whole, with lines counted from the start of the stream', async () => {
    const detail = '                    at /src/app.cpp:15:7\n';
    const frame = `    0:    0x2dd - app.wasm!f\n${detail.repeat(40)}`;
    const lines: number[] = [];
    const text = `x\n${frame.repeat(200)}end\n`;
    const onStack = ({ frames }: SymbolicatedStack): void => void lines.push(...frames.map(({ line }) => line));
    const parts = await outputOf([text], indexes, { onStack });
    expect(parts.join('')).toBe(formatText(symbolicateSync(text, indexes)));
    expect(lines).toEqual(Array.from({ length: 200 }, (_, i) => 1 + 41 * i));
  });

  test('a line of ten megabytes is read, one of twenty passes as it is', async () => {
    const name = 'x'.repeat(10_000_000);
    expect(await textOf([`    at ${name} (http://h/app.wasm:wasm-function[8]:0x1fb)\n`])).toBe(NAMED);
    const long = `    at ${name}${name} (http://h/app.wasm:wasm-function[8]:0x1fb)\n`;
    expect(
      (await textOf([FRAME, long.slice(0, 18_000_000), long.slice(18_000_000), FRAME])) === NAMED + long + NAMED,
    ).toBe(true);
  });

  test('bytes that are no text come back as they were', async () => {
    const random = seeded(9);
    const noise = Uint8Array.from({ length: 100_000 }, () => random(256));
    expect((await bytesOf(cut<Uint8Array>(noise, 1, (from, to) => noise.subarray(from, to)))).equals(noise)).toBe(true);
  });
});

describe('what ends a stream', () => {
  test.each<[string, unknown[]]>([
    ['numbers', [1]],
    ['bytes behind text', ['a', new Uint8Array(1)]],
    ['text behind bytes', [new Uint8Array(1), 'a']],
  ])('%s', async (_, chunks) => {
    const stream: TransformStream<unknown, unknown> = symbolicateStream(indexes);
    const writer = stream.writable.getWriter();
    stream.readable
      .getReader()
      .read()
      .catch(() => undefined);
    const written = Promise.all(chunks.map((chunk) => writer.write(chunk)));
    writer.closed.catch(() => undefined);
    await expect(written).rejects.toMatchObject({ name: 'SymbolicationError', code: 'invalid-argument' });
  });

  test('a signal, with its reason', async () => {
    const abort = new AbortController();
    const { reader, writer } = opened({ signal: abort.signal, pauseAfter: 1_000_000 });
    writer.closed.catch(() => undefined);
    writer.write(FRAME).catch(() => undefined);
    const reading = reader.read();
    abort.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });

  test('a reader that has enough', async () => {
    const { reader, writer } = opened({ pauseAfter: 1 });
    writer.closed.catch(() => undefined);
    await Promise.all([writer.write(FRAME), reader.read()]);
    await reader.cancel();
    await expect(writer.write(FRAME)).rejects.toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
});
