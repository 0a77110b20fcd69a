import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { buildIndex } from '../build/build-index.ts';
import { indexBytesOf } from '../modules/module.ts';
import { COMMON_OPTIONS, readArguments } from './arguments.ts';
import { ANSWERED, type ExitCode, OutputError, UsageError } from './failure.ts';
import { withModules } from './modules.ts';
import { progressLine } from './progress.ts';
import { causeOf, writeOutput } from './streams.ts';
import { INDEX_USAGE } from './usage.ts';

const OPTIONS = { ...COMMON_OPTIONS, output: { type: 'string', short: 'o' } } as const;

/** `index`: a module in, its symbol index out. */
export async function runIndex(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments('index', OPTIONS, args);
  if (values.help === true) {
    await writeOutput(INDEX_USAGE);
    return ANSWERED;
  }
  const [module, ...others] = positionals;
  if (module === undefined) throw new UsageError('no module given', 'index');
  if (others.length > 0) throw new UsageError('an index is of one module; give one', 'index');
  if (values.output === undefined) throw new UsageError('no output given; name it with -o FILE', 'index');
  const progress = progressLine(`indexing ${module}`);
  let index: Uint8Array;
  try {
    index = await withModules([module], ([opened]) =>
      // What is no module says so itself.
      opened?.file == null ? buildIndex(module) : indexBytesOf(opened, opened.file, { onProgress: progress.report }),
    );
  } finally {
    progress.end();
  }
  await writeFileWhole(values.output, index);
  return ANSWERED;
}

/** Writes a file so that its readers see the old one or the whole new one. */
async function writeFileWhole(path: string, bytes: Uint8Array): Promise<void> {
  try {
    const target = await existing(path);
    // A rename would put a file in the place of a pipe or a device such as /dev/null.
    if (target?.isFile === false) await writeFile(target.path, bytes);
    else await writeBeside(target?.path ?? path, bytes);
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

async function writeBeside(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
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
