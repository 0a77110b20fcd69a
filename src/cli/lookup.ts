import { jsonSymbol } from '../format/json.ts';
import { lookupText } from '../format/lookup-text.ts';
import { inCoreModule } from '../modules/component-offset.ts';
import { indexFor, type Module } from '../modules/module.ts';
import { pathMapping } from '../paths/path-options.ts';
import { withMappedPaths } from '../symbolicate.ts';
import { lookupAll, type SymbolIndex } from '../symbol-index/index.ts';
import type { Lookup } from '../types.ts';
import { embeddedSources } from '../source-context/embedded-sources.ts';
import { sourceContexts, type SourceReader } from '../source-context/source-context.ts';
import {
  COMMON_OPTIONS,
  CONTEXT_OPTIONS,
  contextOptions,
  MODULE_OPTION,
  PATH_OPTIONS,
  pathOptions,
  readArguments,
} from './arguments.ts';
import { preferBaselineCode } from './baseline-code.ts';
import { ANSWERED, type ExitCode, UsageError } from './failure.ts';
import { modulePaths, withModules } from './modules.ts';
import { parseOffset, readOffsets } from './offsets.ts';
import { writeOutput } from './streams.ts';
import { openSymbols, SYMBOLS_OPTION } from './symbols.ts';
import { LOOKUP_USAGE } from './usage.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  ...MODULE_OPTION,
  ...PATH_OPTIONS,
  ...CONTEXT_OPTIONS,
  ...SYMBOLS_OPTION,
  json: { type: 'boolean' },
  base: { type: 'string' },
  'code-relative': { type: 'boolean' },
} as const;

/** `lookup`: offsets in, functions and places out. */
export async function runLookup(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments('lookup', OPTIONS, args);
  if (values.help === true) {
    await writeOutput(LOOKUP_USAGE);
    return ANSWERED;
  }
  const paths = modulePaths('lookup', values.module);
  const codeRelative = values['code-relative'] === true;
  const fromComponent = isFromComponent(values.base);
  if (fromComponent && codeRelative) {
    throw new UsageError('offsets count from the component or from a code section, not from both', 'lookup');
  }
  const context = await contextOptions('lookup', values);
  const mapPath = pathMapping(pathOptions('lookup', values));
  const given = positionals.map((text) => {
    const offset = parseOffset(text);
    if (offset === null) throw new UsageError(`'${text}' is no offset; write 735 or 0x2df`, 'lookup');
    return offset;
  });
  return withModules(paths, async (modules) => {
    await preferBaselineCode(modules);
    checkModules(modules, paths[0] ?? '', fromComponent);
    // What it finds stays with the modules.
    await (await openSymbols('lookup', values.symbols, modules))?.close();
    const offsets = positionals.length === 0 ? await readOffsets() : given;
    const { answers: found, indexes } = fromComponent
      ? await componentAnswers(modules, offsets)
      : await answersOf(modules[0], offsets, codeRelative);
    const mapped = mapPath === null ? found : found.map((answer) => withMappedPaths(answer, mapPath));
    const read = embeddedSources(indexes, mapPath, context?.read);
    const answers = context === undefined ? mapped : await withContext(mapped, context.lines, read);
    const text = values.json === true ? answers.map(jsonLine) : answers.map(lookupText);
    await writeOutput(text.map((line) => `${line}\n`).join(''));
    return ANSWERED;
  });
}

function isFromComponent(base: string | undefined): boolean {
  if (base === undefined || base === 'module') return false;
  if (base === 'component') return true;
  throw new UsageError(`--base is 'module' or 'component', not '${base}'`, 'lookup');
}

function checkModules(modules: readonly Module[], path: string, fromComponent: boolean): void {
  const isComponent = modules.some(({ file }) => file !== null && file.nesting !== null);
  if (fromComponent && !isComponent) {
    throw new UsageError(`--base component: ${path} is no component, its offsets have --base module`, 'lookup');
  }
  if (!fromComponent && modules.length > 1) {
    const advice = isComponent ? 'give offsets in its file, with --base component' : 'offsets belong to one';
    const held = isComponent
      ? `${path} is a component of ${modules.length} core modules`
      : 'these files are about several modules';
    throw new UsageError(`${held}; ${advice}`, 'lookup');
  }
}

async function withContext(answers: readonly Lookup[], lines: number, read: SourceReader): Promise<Lookup[]> {
  const addContext = await sourceContexts(
    answers.flatMap(({ frames }) => frames),
    lines,
    read,
  );
  return answers.map((answer) => ({ ...answer, frames: answer.frames.map(addContext) }));
}

/** Answers, and the indexes that gave them. */
interface Answered {
  readonly answers: Lookup[];
  readonly indexes: readonly SymbolIndex[];
}

async function answersOf(
  module: Module | undefined,
  offsets: readonly number[],
  codeRelative: boolean,
): Promise<Answered> {
  if (module === undefined) return { answers: [], indexes: [] };
  const { codeStart } = module.outline;
  const index = await indexFor(module, codeRelative ? offsets.map((offset) => offset + codeStart) : offsets);
  return { answers: lookupAll(index, offsets, { codeRelative }), indexes: [index] };
}

/** Each core module is asked once for all offsets that lie in it. */
async function componentAnswers(modules: readonly Module[], offsets: readonly number[]): Promise<Answered> {
  const indexes: SymbolIndex[] = [];
  const answers: Lookup[] = offsets.map((offset) => ({ offset, ...OUTSIDE_CODE }));
  const asked = new Map<Module, { at: number; inModule: number }[]>();
  offsets.forEach((offset, at) => {
    const place = inCoreModule(modules, offset);
    if (place === null) return;
    const own = asked.get(place.module) ?? [];
    own.push({ at, inModule: place.offset });
    asked.set(place.module, own);
  });
  for (const [module, own] of asked) {
    const found = await answersOf(
      module,
      own.map(({ inModule }) => inModule),
      false,
    );
    indexes.push(...found.indexes);
    for (const [n, { at }] of own.entries()) {
      const answer = found.answers[n];
      if (answer !== undefined) answers[at] = { ...answer, offset: offsets[at] ?? 0 };
    }
  }
  return { answers, indexes };
}

const OUTSIDE_CODE = { functionIndex: null, status: 'unresolved', reason: 'outside-code', frames: [] } as const;

function jsonLine({ offset, functionIndex, status, reason, frames }: Lookup): string {
  return JSON.stringify({ offset, functionIndex, status, reason, frames: frames.map(jsonSymbol) });
}
