import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { buildIndex } from '../build/build-index.ts';
import { SymbolicationError } from '../errors.ts';
import { COMMON_OPTIONS, readArguments } from './arguments.ts';
import { ANSWERED, type ExitCode, UsageError } from './failure.ts';
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
    index = await buildIndex(module, { onProgress: progress.report });
  } finally {
    progress.end();
  }
  await writeAtomically(values.output, index);
  return ANSWERED;
}

/** Readers see the old file or the whole new one: it is written beside its place, then put there by one rename. */
async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
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
    const cause = error instanceof Error ? causeOf(error) : String(error);
    throw new SymbolicationError('unreadable-input', `${path}: it cannot be written: ${cause}`, {
      file: path,
      cause: error,
    });
  }
}
