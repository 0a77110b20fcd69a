import process from 'node:process';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { progressLine } from '../../src/cli/progress.ts';
import * as streams from '../../src/cli/streams.ts';

vi.mock('../../src/cli/streams.ts', { spy: true });

const written: string[] = [];

beforeEach(() => {
  written.length = 0;
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  vi.mocked(streams.isTerminal).mockResolvedValue(true);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Reports the part done each 50 ms, for as long as some work takes. */
async function work(milliseconds: number): Promise<void> {
  const { onProgress, end } = await progressLine('reading app.wasm');
  for (let done = 0; done <= milliseconds; done += 50) {
    onProgress?.(done, 1000);
    vi.advanceTimersByTime(50);
  }
  end();
}

const draw = (percent: number): string => `\r\x1b[Kreading app.wasm: ${percent} %`;
const CLEAR = '\r\x1b[K';

test('work of up to 250 ms shows nothing', async () => {
  await work(200);
  expect(written).toEqual([]);
});

test('longer work shows the part done, ten times a second at most, and is cleared', async () => {
  await work(500);
  expect(written).toEqual([draw(25), draw(35), draw(45), CLEAR]);
});

test('what begins behind its end is new work', async () => {
  const { onProgress, end } = await progressLine('reading app.wasm');
  onProgress?.(0, 1000);
  vi.advanceTimersByTime(10_000);
  end();
  onProgress?.(0, 1000);
  vi.advanceTimersByTime(200);
  onProgress?.(200, 1000);
  end();
  expect(written).toEqual([]);
});

test('nothing is asked for where standard error is no terminal', async () => {
  vi.mocked(streams.isTerminal).mockResolvedValue(false);
  expect((await progressLine('reading app.wasm')).onProgress).toBeUndefined();
});

test('a dumb terminal shows nothing', async () => {
  vi.stubEnv('TERM', 'dumb');
  await work(1000);
  expect(written).toEqual([]);
});
