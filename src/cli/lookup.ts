import { jsonSymbol } from '../format/json.ts';
import { PLAIN } from '../format/paint.ts';
import { lookupText } from '../format/lookup-text.ts';
import type { Module } from '../modules/module.ts';
import { sourceTextsOf } from '../modules/source-texts.ts';
import { pathMapping } from '../paths/path-options.ts';
import { withMappedPaths } from '../symbolicate.ts';
import type { Lookup } from '../types.ts';
import { embeddedSources } from '../source-context/embedded-sources.ts';
import { sourceContexts, type SourceContextOptions } from '../source-context/source-context.ts';
import { type Answered, answerOffsets, answerOffsetsOfFile } from './answer-offsets.ts';
import { contextOptions, pathOptions, readArguments } from './arguments.ts';
import { prepareCore } from './prepare-core.ts';
import { COLORS, hasColor } from './color.ts';
import { ANSWERED, type ExitCode, UsageError } from './failure.ts';
import { printHelp } from './print-help.ts';
import { modulePaths, withModules } from './modules.ts';
import { parseOffset, readOffsets } from './offsets.ts';
import { progressLine } from './progress.ts';
import { writeOutput } from './streams.ts';
import { openSymbols } from './symbols.ts';

/** `lookup`: offsets in, functions and places out. */
export async function runLookup(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = await readArguments('lookup', args);
  if (values.help === true) return printHelp('lookup');
  const paths = modulePaths('lookup', values.module);
  const codeRelative = values['code-relative'] === true;
  const fromComponent = isFromComponent(values.base);
  if (fromComponent && codeRelative) {
    throw new UsageError('offsets count from the component or from a code section, not from both', 'lookup');
  }
  const context = await contextOptions('lookup', values);
  const paint = (await hasColor('lookup', values.color)) ? COLORS : PLAIN;
  const mapPath = pathMapping(pathOptions('lookup', values));
  const given = positionals.map((text) => {
    const offset = parseOffset(text);
    if (offset === null) throw new UsageError(`'${text}' is no offset; write 735 or 0x2df`, 'lookup');
    return offset;
  });
  const use = async (modules: readonly Module[]): Promise<ExitCode> => {
    checkModules(modules, paths[0] ?? '', fromComponent);
    // What it finds stays with the modules.
    await (await openSymbols('lookup', values.symbols, modules))?.close();
    const offsets = positionals.length === 0 ? await readOffsets() : given;
    const progress = await progressLine('reading debug information');
    const { answers: found, indexes } = fromComponent
      ? await answerOffsetsOfFile(modules, offsets, progress)
      : await answerOffsets(modules[0], offsets, { codeRelative, ...progress });
    progress.end();
    const mapped = mapPath === null ? found : found.map((answer) => withMappedPaths(answer, mapPath));
    const answers = context === undefined ? mapped : await withContext(mapped, context, indexes, mapPath);
    const text = values.json === true ? answers.map(jsonLine) : answers.map((answer) => lookupText(answer, paint));
    await writeOutput(text.map((line) => `${line}\n`).join(''));
    return ANSWERED;
  };
  return withModules(paths, use, prepareCore);
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

async function withContext(
  answers: readonly Lookup[],
  { lines, read: elsewhere }: SourceContextOptions,
  indexes: Answered['indexes'],
  mapPath: ReturnType<typeof pathMapping>,
): Promise<Lookup[]> {
  const texts = await Promise.all(indexes.map(([module, index]) => sourceTextsOf(module, index)));
  const read = embeddedSources(texts, mapPath, elsewhere);
  const addContext = await sourceContexts(
    answers.flatMap(({ frames }) => frames),
    lines,
    read,
  );
  return answers.map((answer) => ({ ...answer, frames: answer.frames.map(addContext) }));
}

function jsonLine({ offset, functionIndex, status, reason, frames }: Lookup): string {
  return JSON.stringify({ offset, functionIndex, status, reason, frames: frames.map(jsonSymbol) });
}
