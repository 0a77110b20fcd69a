import { inspectComponentText, inspectText } from '../format/inspect-text.ts';
import { inspectFile } from '../modules/inspect.ts';
import { COMMON_OPTIONS, readArguments } from './arguments.ts';
import { ANSWERED, type ExitCode, UsageError } from './failure.ts';
import { withModules } from './modules.ts';
import { progressLine } from './progress.ts';
import { writeOutput } from './streams.ts';
import { INSPECT_USAGE } from './usage.ts';

const OPTIONS = { ...COMMON_OPTIONS, json: { type: 'boolean' } } as const;

/** `inspect`: what each module carries, and what will not be answered. */
export async function runInspect(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments('inspect', OPTIONS, args);
  if (values.help === true) {
    await writeOutput(INSPECT_USAGE);
    return ANSWERED;
  }
  if (positionals.length === 0) throw new UsageError('no module given', 'inspect');
  for (const [i, path] of positionals.entries()) {
    const text = await inspect(path, values.json === true);
    await writeOutput(`${i > 0 && values.json !== true ? '\n' : ''}${text}\n`);
  }
  return ANSWERED;
}

function inspect(path: string, asJson: boolean): Promise<string> {
  return withModules([path], async (modules) => {
    const progress = progressLine(`reading ${path}`);
    try {
      const inspection = await inspectFile(modules, { onProgress: progress.report });
      if (asJson) return JSON.stringify(inspection);
      return inspection.kind === 'component' ? inspectComponentText(inspection) : inspectText(inspection);
    } finally {
      progress.end();
    }
  });
}
