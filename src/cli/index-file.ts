import { buildIndex } from '../build/build-index.ts';
import type { IndexContents } from '../reduce/reduce-index.ts';
import { COMMON_OPTIONS, PATH_OPTIONS, pathOptions, readArguments } from './arguments.ts';
import { ANSWERED, type ExitCode, UsageError } from './failure.ts';
import { progressLine } from './progress.ts';
import { writeOutput } from './streams.ts';
import { INDEX_USAGE } from './usage.ts';
import { writeFileWhole } from './whole-file.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  ...PATH_OPTIONS,
  output: { type: 'string', short: 'o' },
  contents: { type: 'string' },
} as const;

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
  const options = { ...pathOptions('index', values), contents: contentsOf(values.contents) };
  const progress = progressLine(`indexing ${module}`);
  let index: Uint8Array;
  try {
    index = await buildIndex(module, { ...options, onProgress: progress.report });
  } finally {
    progress.end();
  }
  await writeFileWhole(values.output, index);
  return ANSWERED;
}

function contentsOf(text: string | undefined): IndexContents | undefined {
  if (text === undefined || text === 'names' || text === 'lines') return text;
  throw new UsageError(`--contents is 'names' or 'lines', not '${text}'`, 'index');
}
