import { copyFileSync, fstatSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeModule, indexOf, openFiles, openModule } from '../../src/index.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

let folder = '';
let file = '';
const warnings: string[] = [];
const onWarning = ({ message }: Error): void => void warnings.push(message);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-forgotten-'));
  file = join(folder, 'app.wasm');
  copyFileSync(new URL('../../fixtures/stacks/modules/app.wasm', import.meta.url), file);
  process.on('warning', onWarning);
});

afterAll(() => {
  process.off('warning', onWarning);
  rmSync(folder, { recursive: true });
});

/** How many descriptors of this process are of the file. */
function descriptors(): number {
  const { dev, ino } = statSync(file);
  const isOfFile = (descriptor: number): boolean => {
    try {
      const found = fstatSync(descriptor);
      return found.dev === dev && found.ino === ino;
    } catch {
      return false;
    }
  };
  return Array.from({ length: 256 }, (_, descriptor) => descriptor).filter(isOfFile).length;
}

/** Collects until so many are open, or it is no use. */
async function collectUntil(open: number): Promise<number> {
  for (let times = 0; times < 100 && descriptors() !== open; times += 1) {
    if (typeof collectGarbage === 'function') Reflect.apply(collectGarbage, undefined, []);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return descriptors();
}

async function openAndForget(): Promise<void> {
  for (let times = 0; times < 3; times += 1) await openModule(file);
  await openFiles([file]);
}

describe('a file that nobody closed', () => {
  it('is closed with the last that could read it, without the warning that Node gives of forgotten handles', async () => {
    await openAndForget();
    expect(descriptors()).toBeGreaterThanOrEqual(4);
    expect(await collectUntil(0)).toBe(0);
    expect(warnings).toEqual([]);
  });

  it('stays open for a module that is still in use', async () => {
    const module = await openModule(file);
    await openAndForget();
    expect(await collectUntil(1)).toBe(1);
    expect((await indexOf(module)).functionCount).toBeGreaterThan(0);
    await closeModule(module);
    expect(descriptors()).toBe(0);
  });
});
