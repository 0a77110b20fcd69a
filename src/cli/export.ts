import { exportSourceMap } from '../export/source-map.ts';
import { fileNameOf } from '../identity/file-name.ts';
import { indexOf, type Module } from '../modules/module.ts';
import type { PathOptions } from '../paths/path-options.ts';
import { pathOptions, readArguments } from './arguments.ts';
import { ANSWERED, type ExitCode, UsageError } from './failure.ts';
import { printHelp } from './print-help.ts';
import { withModules } from './modules.ts';
import { progressLine } from './progress.ts';
import { STANDARD_OUTPUT, writeOutput } from './streams.ts';
import { writeFileWhole } from './whole-file.ts';

/** `export`: a module in, a source map of it out. */
export async function runExport(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = await readArguments('export', args);
  if (values.help === true) return printHelp('export');
  const [path] = positionals;
  if (path === undefined) throw new UsageError('no module given', 'export');
  const target = values['source-map'];
  if (target === undefined) throw new UsageError('no output given; name it with --source-map FILE', 'export');
  const options = pathOptions('export', values);
  return withModules(positionals, async ([module, ...others]) => {
    if (module === undefined) return ANSWERED;
    if (others.length > 0)
      throw new UsageError('a source map is of one module; these files are about several', 'export');
    const map = `${JSON.stringify(await mapOf(module, path, options))}\n`;
    await (target === STANDARD_OUTPUT ? writeOutput(map) : writeFileWhole(target, map));
    return ANSWERED;
  });
}

async function mapOf(module: Module, path: string, options: PathOptions): Promise<ReturnType<typeof exportSourceMap>> {
  const progress = await progressLine(`reading ${path}`);
  try {
    const index = await indexOf(module, progress);
    // A symbol index does not know what its module's file is called.
    return exportSourceMap(index, { ...options, file: module.file === null ? null : fileNameOf(path) });
  } finally {
    progress.end();
  }
}
