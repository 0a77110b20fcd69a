import { type Diagnosis, diagnose, type ProductionLevel } from '../doctor/diagnose.ts';
import { isComponentGlue } from '../doctor/component-glue.ts';
import { inspectComponentText, inspectText, placeInComponent } from '../format/inspect-text.ts';
import { type ComponentInspection, type Inspection, inspectFile } from '../modules/inspect.ts';
import type { Module } from '../modules/module.ts';
import { readArguments } from './arguments.ts';
import { ANSWERED, CHECK_FAILED, type ExitCode, UsageError } from './failure.ts';
import { printHelp } from './print-help.ts';
import { withModules } from './modules.ts';
import { progressLine } from './progress.ts';
import { reportError, writeOutput } from './streams.ts';

/** `inspect`: what each module carries, what will not be answered, and what would change that. */
export async function runInspect(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = await readArguments('inspect', args);
  if (values.help === true) return printHelp('inspect');
  if (positionals.length === 0) throw new UsageError('no module given', 'inspect');
  return withModules(positionals, async (modules) => {
    const before: Inspection[] = [];
    let exitCode = ANSWERED;
    for (const [i, file] of filesOf(modules).entries()) {
      const name = file[0]?.outline.name ?? positionals[0] ?? '';
      const inspection = await inspect(name, file);
      const own = inspection.kind === 'component' ? inspection.modules : [inspection];
      const diagnoses = own.map((each) => diagnose(each, before));
      before.push(...own);
      await writeOutput(`${i > 0 && values.json !== true ? '\n' : ''}${textOf(inspection, diagnoses, values.json)}\n`);
      if (values.check !== true) continue;
      const isAllGlue = own.every(isComponentGlue);
      for (const [at, each] of own.entries()) {
        const { production, findings } = diagnoses[at] ?? diagnose(each);
        const isCut = findings.some(({ code }) => code === 'truncated');
        if ((production === 'lines' || (isComponentGlue(each) && !isAllGlue)) && !isCut) continue;
        const what = production === 'lines' ? cutText(each) : `stacks would get ${LESS_THAN_LINES[production]}`;
        reportError(`${name}${placeInComponent(each)}: ${what}`);
        exitCode = CHECK_FAILED;
      }
    }
    return exitCode;
  });
}

/** The core modules of one component together. */
function filesOf(modules: readonly Module[]): readonly (readonly Module[])[] {
  const files: Module[][] = [];
  for (const module of modules) {
    const component = module.file?.nesting?.component;
    const last = files.at(-1);
    if (component !== undefined && last?.[0]?.file?.nesting?.component === component) last.push(module);
    else files.push([module]);
  }
  return files;
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

function cutText(inspection: Inspection): string {
  if (inspection.module?.cut != null) return 'the file is cut off';
  const isMissing = inspection.diagnostics.some(({ kind }) => kind === 'section-missing');
  return isMissing ? 'debug sections are missing' : 'a file that describes it is cut off';
}

const LESS_THAN_LINES: Readonly<Record<Exclude<ProductionLevel, 'lines'>, string>> = {
  names: 'function names only',
  nothing: 'neither lines nor function names',
};

async function inspect(name: string, modules: readonly Module[]): Promise<Inspection | ComponentInspection> {
  const progress = await progressLine(`reading ${name}`);
  try {
    return await inspectFile(modules, progress);
  } finally {
    progress.end();
  }
}
