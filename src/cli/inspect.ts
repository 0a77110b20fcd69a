import { diagnose, type ProductionLevel } from '../doctor/diagnose.ts';
import { inspectText } from '../format/inspect-text.ts';
import { type Inspection, inspectModule } from '../modules/inspect.ts';
import { COMMON_OPTIONS, readArguments } from './arguments.ts';
import { ANSWERED, CHECK_FAILED, type ExitCode, UsageError } from './failure.ts';
import { withModules } from './modules.ts';
import { progressLine } from './progress.ts';
import { reportError, writeOutput } from './streams.ts';
import { INSPECT_USAGE } from './usage.ts';

const OPTIONS = { ...COMMON_OPTIONS, json: { type: 'boolean' }, check: { type: 'boolean' } } as const;

/** `inspect`: what each module carries, what will not be answered, and what would change that. */
export async function runInspect(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments('inspect', OPTIONS, args);
  if (values.help === true) {
    await writeOutput(INSPECT_USAGE);
    return ANSWERED;
  }
  if (positionals.length === 0) throw new UsageError('no module given', 'inspect');
  const before: Inspection[] = [];
  let exitCode = ANSWERED;
  for (const path of positionals) {
    const inspection = await inspect(path);
    const diagnosis = diagnose(inspection, before);
    const text =
      values.json === true ? JSON.stringify({ ...inspection, ...diagnosis }) : inspectText(inspection, diagnosis);
    await writeOutput(`${before.length > 0 && values.json !== true ? '\n' : ''}${text}\n`);
    before.push(inspection);
    if (values.check !== true || diagnosis.production === 'lines') continue;
    reportError(`${path}: stacks would get ${LESS_THAN_LINES[diagnosis.production]}`);
    exitCode = CHECK_FAILED;
  }
  return exitCode;
}

const LESS_THAN_LINES: Readonly<Record<Exclude<ProductionLevel, 'lines'>, string>> = {
  names: 'function names only',
  nothing: 'neither lines nor function names',
};

function inspect(path: string): Promise<Inspection> {
  return withModules([path], async ([module]) => {
    if (module === undefined) throw new UsageError('no module given', 'inspect');
    const progress = progressLine(`reading ${path}`);
    try {
      return await inspectModule(module, { onProgress: progress.report });
    } finally {
      progress.end();
    }
  });
}
