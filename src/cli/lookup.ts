import { jsonSymbol } from '../format/json.ts';
import { lookupText } from '../format/lookup-text.ts';
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
import { LOOKUP_USAGE } from './usage.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  ...MODULE_OPTION,
  ...PATH_OPTIONS,
  ...CONTEXT_OPTIONS,
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
  preferBaselineCode();
  const paths = modulePaths('lookup', values.module);
  if (paths.length > 1) throw new UsageError('offsets belong to one module; give one -m MODULE', 'lookup');
  checkBase(values.base);
  const context = await contextOptions('lookup', values);
  const mapPath = pathMapping(pathOptions('lookup', values));
  const given = positionals.map((text) => {
    const offset = parseOffset(text);
    if (offset === null) throw new UsageError(`'${text}' is no offset; write 735 or 0x2df`, 'lookup');
    return offset;
  });
  const codeRelative = values['code-relative'] === true;
  return withModules(paths, async ([module]) => {
    if (module === undefined) return ANSWERED;
    const offsets = positionals.length === 0 ? await readOffsets() : given;
    const index = await indexOfOffsets(module, offsets, codeRelative);
    const found = lookupAll(index, offsets, { codeRelative });
    const mapped = mapPath === null ? found : found.map((answer) => withMappedPaths(answer, mapPath));
    const read = embeddedSources([index], mapPath, context?.read);
    const answers = context === undefined ? mapped : await withContext(mapped, context.lines, read);
    const text = values.json === true ? answers.map(jsonLine) : answers.map(lookupText);
    await writeOutput(text.map((line) => `${line}\n`).join(''));
    return ANSWERED;
  });
}

function checkBase(base: string | undefined): void {
  if (base === undefined || base === 'module') return;
  if (base !== 'component') throw new UsageError(`--base is 'module' or 'component', not '${base}'`, 'lookup');
  throw new UsageError(
    '--base component: this version reads core modules only, whose offsets have --base module',
    'lookup',
  );
}

async function withContext(answers: readonly Lookup[], lines: number, read: SourceReader): Promise<Lookup[]> {
  const addContext = await sourceContexts(
    answers.flatMap(({ frames }) => frames),
    lines,
    read,
  );
  return answers.map((answer) => ({ ...answer, frames: answer.frames.map(addContext) }));
}

function indexOfOffsets(module: Module, offsets: readonly number[], codeRelative: boolean): Promise<SymbolIndex> {
  const { codeStart } = module.outline;
  return indexFor(module, codeRelative ? offsets.map((offset) => offset + codeStart) : offsets);
}

function jsonLine({ offset, functionIndex, status, reason, frames }: Lookup): string {
  return JSON.stringify({ offset, functionIndex, status, reason, frames: frames.map(jsonSymbol) });
}
