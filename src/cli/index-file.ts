import { buildIndex } from '../build/build-index.ts';
import { indexBytesOf } from '../modules/module.ts';
import type { IndexContents } from '../reduce/reduce-index.ts';
import { sourcesUnder } from '../source-context/sources-under.ts';
import { pathOptions, readArguments } from './arguments.ts';
import { ANSWERED, type ExitCode, UsageError } from './failure.ts';
import { printHelp } from './print-help.ts';
import { withModules } from './modules.ts';
import { progressLine } from './progress.ts';
import { writeFileWhole } from './whole-file.ts';

/** `index`: a module in, its symbol index out. */
export async function runIndex(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = await readArguments('index', args);
  if (values.help === true) return printHelp('index');
  const [module] = positionals;
  if (module === undefined) throw new UsageError('no module given', 'index');
  if (values.output === undefined) throw new UsageError('no output given; name it with -o FILE', 'index');
  const contents = contentsOf(values.contents);
  const roots = values['source-root'] ?? [];
  if (roots.length > 0 && contents !== 'sources') {
    throw new UsageError('--source-root is for --contents sources', 'index');
  }
  const sources = roots.length === 0 ? undefined : await sourcesUnder(roots);
  const options = { ...pathOptions('index', values), contents, sources };
  const progress = await progressLine(`indexing ${module}`);
  let index: Uint8Array;
  try {
    index = await withModules(positionals, ([opened, ...others]) => {
      // What is no module, or a component of several, says so itself.
      if (opened?.file == null || (others.length > 0 && opened.file.nesting !== null)) return buildIndex(module);
      if (others.length > 0) throw new UsageError('an index is of one module; these files are about several', 'index');
      return indexBytesOf(opened, opened.file, { ...options, ...progress });
    });
  } finally {
    progress.end();
  }
  await writeFileWhole(values.output, index);
  return ANSWERED;
}

function contentsOf(text: string | undefined): IndexContents | undefined {
  if (text === undefined || text === 'names' || text === 'lines' || text === 'sources') return text;
  throw new UsageError(`--contents is 'names', 'lines' or 'sources', not '${text}'`, 'index');
}
