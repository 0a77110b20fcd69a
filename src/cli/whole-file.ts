import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { OutputError } from './failure.ts';
import { causeOf } from './streams.ts';

/** Writes a file so that its readers see the old one or the whole new one. */
export async function writeFileWhole(path: string, contents: Uint8Array | string): Promise<void> {
  try {
    const target = await existing(path);
    // A rename would put a file in the place of a pipe or a device such as /dev/null.
    if (target?.isFile === false) await writeFile(target.path, contents);
    else await writeBeside(target?.path ?? path, contents);
  } catch (error) {
    const cause = error instanceof Error ? causeOf(error) : String(error);
    throw new OutputError(`${path}: it cannot be written: ${cause}`, { cause: error });
  }
}

/** What is there already, links followed: a rename would replace a link and not the file that it leads to. */
async function existing(path: string): Promise<{ path: string; isFile: boolean } | null> {
  try {
    const target = await realpath(path);
    return { path: target, isFile: (await stat(target)).isFile() };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function writeBeside(path: string, contents: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
