import { SymbolicationError } from '../errors.ts';
import { formatJson } from '../format/json.ts';
import { textParts } from '../format/text.ts';
import { unansweredText } from '../format/unanswered-text.ts';
import type { Module } from '../modules/module.ts';
import { symbolicate, type SymbolicatedStack, type SymbolicateOptions } from '../symbolicate.ts';
import {
  COMMON_OPTIONS,
  CONTEXT_OPTIONS,
  contextOptions,
  MODULE_OPTION,
  PATH_OPTIONS,
  pathOptions,
  readArguments,
  SCRIPTS_OPTION,
} from './arguments.ts';
import { preferBaselineCode } from './baseline-code.ts';
import { ANSWERED, describeFailure, type ExitCode, UNREADABLE_INPUT } from './failure.ts';
import { decodeLossless, encodeLossless } from '../streams/lossless-text.ts';
import { modulePaths, withModules } from './modules.ts';
import { isEndless, runPipe } from './pipe.ts';
import { INPUT_LIMIT, readInput, reportError, STANDARD_INPUT, writeOutput } from './streams.ts';
import { STACK_USAGE } from './usage.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  ...MODULE_OPTION,
  ...PATH_OPTIONS,
  ...CONTEXT_OPTIONS,
  ...SCRIPTS_OPTION,
  json: { type: 'boolean' },
} as const;

/** `stack`: texts in, the same texts out with names, or a line of JSON for each. */
export async function runStack(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments('stack', OPTIONS, args);
  if (values.help === true) {
    await writeOutput(STACK_USAGE);
    return ANSWERED;
  }
  const paths = modulePaths('stack', values.module);
  const options = {
    ...pathOptions('stack', values),
    context: await contextOptions('stack', values),
    javascript: values.scripts === undefined ? undefined : { roots: values.scripts },
  };
  const files = positionals.length === 0 ? [STANDARD_INPUT] : positionals;
  return withModules(paths, async (modules) => {
    await preferBaselineCode(modules);
    let exitCode = ANSWERED;
    for (const file of files) {
      try {
        const asJson = values.json === true;
        if (file === STANDARD_INPUT && !asJson && !isShaped(options) && isEndless(INPUT_LIMIT)) await runPipe(modules);
        else await answer(file, modules, options, asJson);
      } catch (error) {
        // As with `cat`, a file that cannot be read does not keep the next ones from their answers.
        if (!SymbolicationError.is(error) || error.file !== file) throw error;
        reportError(describeFailure(error));
        exitCode = UNREADABLE_INPUT;
      }
    }
    return exitCode;
  });
}

/** Whether more is asked for than names and places as they are, which needs the whole text at hand. */
function isShaped({ mapPath = [], readablePaths, context, javascript }: SymbolicateOptions): boolean {
  return mapPath.length > 0 || readablePaths === true || context !== undefined || javascript !== undefined;
}

async function answer(
  file: string,
  modules: readonly Module[],
  options: SymbolicateOptions,
  asJson: boolean,
): Promise<void> {
  // Text shows no role.
  const stack = await symbolicate(decodeLossless(await readInput(file)), modules, { ...options, roles: asJson });
  if (asJson) await writeParts(jsonParts(file, stack), (text) => text);
  else await writeParts(textParts(stack), encodeLossless);
  // In JSON each frame has its reason. In text a frame without an answer looks as if nobody had tried.
  const unanswered = asJson ? null : unansweredText(stack);
  if (unanswered !== null) reportError(unanswered);
}

/** `JSON.stringify({ file, ...formatJson(stack) })` and a line break, frame by frame. */
function* jsonParts(file: string, stack: SymbolicatedStack): Generator<string, void, undefined> {
  const { frames, ...head } = formatJson(stack);
  yield `${JSON.stringify({ file, ...head }).slice(0, -1)},"frames":[`;
  for (const [i, frame] of frames.entries()) yield `${i > 0 ? ',' : ''}${JSON.stringify(frame)}`;
  yield ']}\n';
}

/** Writes parts together, for each write costs a call into the system, but never more than a string can hold. */
async function writeParts(parts: Iterable<string>, encode: (text: string) => string | Uint8Array): Promise<void> {
  let batch = '';
  for (const part of parts) {
    batch += part;
    if (batch.length < BATCH_LENGTH) continue;
    await writeOutput(encode(batch));
    batch = '';
  }
  await writeOutput(encode(batch));
}

const BATCH_LENGTH = 1 << 20;
