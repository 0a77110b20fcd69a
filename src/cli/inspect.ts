import { type Diagnosis, diagnose, type ProductionLevel } from '../doctor/diagnose.ts';
import { inspectComponentText, inspectText } from '../format/inspect-text.ts';
import { type ComponentInspection, type Inspection, inspectFile } from '../modules/inspect.ts';
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
  for (const [i, path] of positionals.entries()) {
    const inspection = await inspect(path);
    const own = inspection.kind === 'component' ? inspection.modules : [inspection];
    const diagnoses = own.map((each) => diagnose(each, before));
    before.push(...own);
    await writeOutput(`${i > 0 && values.json !== true ? '\n' : ''}${textOf(inspection, diagnoses, values.json)}\n`);
    if (values.check !== true) continue;
    for (const { production } of diagnoses) {
      if (production === 'lines') continue;
      reportError(`${path}: stacks would get ${LESS_THAN_LINES[production]}`);
      exitCode = CHECK_FAILED;
    }
  }
  return exitCode;
}

function textOf(
  inspection: Inspection | ComponentInspection,
  diagnoses: readonly Diagnosis[],
  asJson: boolean | undefined,
): string {
  if (inspection.kind === 'component') {
    const modules = inspection.modules.map((each, n) => ({ ...each, ...diagnoses[n] }));
    return asJson === true ? JSON.stringify({ ...inspection, modules }) : inspectComponentText(inspection, diagnoses);
  }
  const [diagnosis] = diagnoses;
  return asJson === true ? JSON.stringify({ ...inspection, ...diagnosis }) : inspectText(inspection, diagnosis);
}

const LESS_THAN_LINES: Readonly<Record<Exclude<ProductionLevel, 'lines'>, string>> = {
  names: 'function names only',
  nothing: 'neither lines nor function names',
};

function inspect(path: string): Promise<Inspection | ComponentInspection> {
  return withModules([path], async (modules) => {
    const progress = progressLine(`reading ${path}`);
    try {
      return await inspectFile(modules, { onProgress: progress.report });
    } finally {
      progress.end();
    }
  });
}
