import { SymbolicationError } from '../errors.ts';
import { formatJson } from '../format/json.ts';
import { type Paint, PLAIN } from '../format/paint.ts';
import { textParts } from '../format/text.ts';
import { unansweredText } from '../format/unanswered-text.ts';
import { expectIndex, indexFor, type Module } from '../modules/module.ts';
import type { IndexSource } from '../modules/union.ts';
import { type SymbolicatedStack, type SymbolicateOptions, symbolicateWith } from '../symbolicate.ts';
import { contextOptions, pathOptions, readArguments } from './arguments.ts';
import { prepareCore } from './prepare-core.ts';
import { COLORS, hasColor } from './color.ts';
import { ANSWERED, describeFailure, type ExitCode, UNREADABLE_INPUT } from './failure.ts';
import { decodeLossless, encodeLossless } from '../streams/lossless-text.ts';
import { printHelp } from './print-help.ts';
import { stackModulePaths, withModules } from './modules.ts';
import { isEndless, runPipe } from './pipe.ts';
import { progressLine } from './progress.ts';
import { INPUT_LIMIT, readInput, reportError, reportText, STANDARD_INPUT, writeOutput } from './streams.ts';
import type { JsonSoughtModule } from './sought.ts';
import type { Symbols } from './cli-store.ts';
import { openSymbols } from './symbols.ts';

/** `stack`: texts in, the same texts out with names, or a line of JSON for each. */
export async function runStack(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = await readArguments('stack', args);
  if (values.help === true) return printHelp('stack');
  const paths = values.symbols === undefined ? stackModulePaths(values.module) : (values.module ?? []);
  const options = {
    ...pathOptions('stack', values),
    context: await contextOptions('stack', values),
    javascript: values.scripts === undefined ? undefined : { roots: values.scripts },
    guess: values.guess,
  };
  const paint = (await hasColor('stack', values.color)) ? COLORS : PLAIN;
  const files = positionals.length === 0 ? [STANDARD_INPUT] : positionals;
  const use = async (modules: readonly Module[]): Promise<ExitCode> => {
    const symbols = await openSymbols('stack', values.symbols, modules);
    let exitCode = ANSWERED;
    for (const file of files) {
      try {
        const output = { paint: values.json === true ? null : paint, explain: values.explain === true };
        const isStream = file === STANDARD_INPUT && output.paint !== null && !output.explain && !isShaped(options);
        if (isStream && isEndless(INPUT_LIMIT)) await runPipe(modules, paint, symbols?.answerStack);
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
  };
  return withModules(paths, use, prepareCore);
}

/** Whether more is asked for than names and places as they are, which needs the whole text at hand. */
function isShaped({ mapPath = [], readablePaths, context, javascript, guess }: SymbolicateOptions): boolean {
  const isAsTheyAre = mapPath.length === 0 && readablePaths !== true && context === undefined;
  return !isAsTheyAre || javascript !== undefined || guess === true;
}

/** What is written, and where to: an explanation of text goes to standard error, so that the text stays what it was. */
interface Output {
  /** `null`: as JSON. */
  readonly paint: Paint | null;
  readonly explain: boolean;
}

async function answer(
  file: string,
  modules: readonly Module[],
  symbols: Symbols | null,
  options: SymbolicateOptions,
  { paint, explain }: Output,
): Promise<void> {
  // Of several modules a stack may run through one.
  const [only, ...others] = modules;
  if (only !== undefined && others.length === 0 && symbols === null) await expectIndex(only);
  const text = decodeLossless(await readInput(file));
  const progress = await progressLine('reading debug information');
  // Plain text shows no role.
  const asked = { ...options, roles: paint !== PLAIN };
  const source: IndexSource = (module, offsets) => indexFor(module, offsets, progress);
  const { stack, sought } =
    symbols === null
      ? { stack: await symbolicateWith(text, modules, asked, source), sought: undefined }
      : await symbols.answer(text, { ...asked, indexFor: source });
  progress.end();
  if (paint === null) await writeParts(jsonParts(file, stack, { sought, explain }), (each) => each);
  else await writeParts(textParts(stack, 0, paint), encodeLossless);
  // In JSON each frame has its reason. In text a frame without an answer looks as if nobody had tried.
  const unanswered = paint === null ? null : unansweredText(stack);
  if (unanswered !== null) reportError(unanswered);
  if (!explain || paint === null) return;
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
