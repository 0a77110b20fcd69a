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
import { stackModulePaths, withModules } from './modules.ts';
import { isEndless, runPipe } from './pipe.ts';
import { INPUT_LIMIT, readInput, reportError, reportText, STANDARD_INPUT, writeOutput } from './streams.ts';
import type { JsonSoughtModule } from './sought.ts';
import type { Symbols } from './cli-store.ts';
import { openSymbols, SYMBOLS_OPTION } from './symbols.ts';
import { STACK_USAGE } from './usage.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  ...MODULE_OPTION,
  ...PATH_OPTIONS,
  ...CONTEXT_OPTIONS,
  ...SCRIPTS_OPTION,
  ...SYMBOLS_OPTION,
  json: { type: 'boolean' },
  explain: { type: 'boolean' },
  guess: { type: 'boolean' },
} as const;

/** `stack`: texts in, the same texts out with names, or a line of JSON for each. */
export async function runStack(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments('stack', OPTIONS, args);
  if (values.help === true) {
    await writeOutput(STACK_USAGE);
    return ANSWERED;
  }
  const paths = values.symbols === undefined ? stackModulePaths(values.module) : (values.module ?? []);
  const options = {
    ...pathOptions('stack', values),
    context: await contextOptions('stack', values),
    javascript: values.scripts === undefined ? undefined : { roots: values.scripts },
    guess: values.guess,
  };
  const files = positionals.length === 0 ? [STANDARD_INPUT] : positionals;
  return withModules(paths, async (modules) => {
    await preferBaselineCode(modules);
    const symbols = await openSymbols('stack', values.symbols, modules);
    let exitCode = ANSWERED;
    for (const file of files) {
      try {
        const output = { asJson: values.json === true, explain: values.explain === true };
        const isStream = file === STANDARD_INPUT && !output.asJson && !output.explain && !isShaped(options);
        if (isStream && isEndless(INPUT_LIMIT)) await runPipe(modules, symbols?.answerStack);
        else await answer(file, modules, symbols, options, output);
      } catch (error) {
        // As with `cat`, a file that cannot be read does not keep the next ones from their answers.
        if (!SymbolicationError.is(error) || error.file !== file) throw error;
        reportError(describeFailure(error));
        exitCode = UNREADABLE_INPUT;
      }
    }
    await symbols?.close();
    return exitCode;
  });
}

/** Whether more is asked for than names and places as they are, which needs the whole text at hand. */
function isShaped({ mapPath = [], readablePaths, context, javascript, guess }: SymbolicateOptions): boolean {
  const isAsTheyAre = mapPath.length === 0 && readablePaths !== true && context === undefined;
  return !isAsTheyAre || javascript !== undefined || guess === true;
}

/** What is written, and where to: an explanation of text goes to standard error, so that the text stays what it was. */
interface Output {
  readonly asJson: boolean;
  readonly explain: boolean;
}

async function answer(
  file: string,
  modules: readonly Module[],
  symbols: Symbols | null,
  options: SymbolicateOptions,
  { asJson, explain }: Output,
): Promise<void> {
  const text = decodeLossless(await readInput(file));
  // Text shows no role.
  const shape = { ...options, roles: asJson };
  const { stack, sought } =
    symbols === null
      ? { stack: await symbolicate(text, modules, shape), sought: undefined }
      : await symbols.answer(text, shape);
  if (asJson) await writeParts(jsonParts(file, stack, { sought, explain }), (part) => part);
  else await writeParts(textParts(stack), encodeLossless);
  // In JSON each frame has its reason. In text a frame without an answer looks as if nobody had tried.
  const unanswered = asJson ? null : unansweredText(stack);
  if (unanswered !== null) reportError(unanswered);
  if (!explain || asJson) return;
  const { explainText } = await import('./commands.ts');
  for (const line of explainText(stack)) reportText(line);
}

/** `JSON.stringify({ file, sought, ...formatJson(stack) })` and a line break, frame by frame. */
function* jsonParts(
  file: string,
  stack: SymbolicatedStack,
  { sought, explain }: { readonly sought: readonly JsonSoughtModule[] | undefined; readonly explain: boolean },
): Generator<string, void, undefined> {
  const { frames, ...head } = formatJson(stack, { explain });
  yield `${JSON.stringify({ file, sought, ...head }).slice(0, -1)},"frames":[`;
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
