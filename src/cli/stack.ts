import { SymbolicationError } from '../errors.ts';
import { formatJson } from '../format/json.ts';
import { formatText } from '../format/text.ts';
import type { Module } from '../modules/module.ts';
import { symbolicate } from '../symbolicate.ts';
import { COMMON_OPTIONS, MODULE_OPTION, readArguments } from './arguments.ts';
import { ANSWERED, describeFailure, type ExitCode, UNREADABLE_INPUT } from './failure.ts';
import { decodeLossless, encodeLossless } from './lossless-text.ts';
import { modulePaths, withModules } from './modules.ts';
import { readInput, reportError, STANDARD_INPUT, writeOutput } from './streams.ts';
import { STACK_USAGE } from './usage.ts';

const OPTIONS = { ...COMMON_OPTIONS, ...MODULE_OPTION, json: { type: 'boolean' } } as const;

/** `stack`: texts in, the same texts out with names, or a line of JSON for each. */
export async function runStack(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments('stack', OPTIONS, args);
  if (values.help === true) {
    await writeOutput(STACK_USAGE);
    return ANSWERED;
  }
  const paths = modulePaths('stack', values.module);
  const files = positionals.length === 0 ? [STANDARD_INPUT] : positionals;
  return withModules(paths, async (modules) => {
    let exitCode = ANSWERED;
    for (const file of files) {
      try {
        await writeOutput(await answer(file, modules, values.json === true));
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

async function answer(file: string, modules: readonly Module[], asJson: boolean): Promise<string | Uint8Array> {
  const stack = await symbolicate(decodeLossless(await readInput(file)), modules);
  return asJson ? `${JSON.stringify({ file, ...formatJson(stack) })}\n` : encodeLossless(formatText(stack));
}
