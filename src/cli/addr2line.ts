import { existsSync } from 'node:fs';
import { version } from '../../package.json';
import { SymbolicationError } from '../errors.ts';
import { addr2lineText, type Addr2lineStyle } from '../format/addr2line-text.ts';
import { GrowingIndexes } from '../modules/growing-index.ts';
import type { Module } from '../modules/module.ts';
import type { Lookup } from '../types.ts';
import { answerOffsets, answerOffsetsOfFile } from './answer-offsets.ts';
import { readOptions } from './arguments.ts';
import { prepareCore } from './prepare-core.ts';
import { hasColor, heading } from './color.ts';
import { ANSWERED, type ExitCode, UsageError } from './failure.ts';
import { type Address, inputAddresses, parseAddress } from './addresses.ts';
import { withModules } from './modules.ts';
import { ADDR2LINE_OPTIONS } from './options.ts';
import { writeOutput } from './streams.ts';

/** The input of binutils where none is named. */
const DEFAULT_INPUT = 'a.out';

/** `wasm-addr2line`: addresses in, what binutils' addr2line would print out. */
export async function runAddr2line(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = await readOptions(null, ADDR2LINE_OPTIONS, asGetoptReads(args));
  if (values.help === true) {
    const { addr2lineHelp } = await import('./help/main.ts');
    return print(addr2lineHelp((await hasColor()) ? heading : (text) => text));
  }
  if (values.version === true) return print(`wasm-addr2line ${version}\n`);
  const style: Addr2lineStyle = {
    functions: values.functions === true,
    inlines: values.inlines === true,
    addresses: values.addresses === true,
    prettyPrint: values['pretty-print'] === true,
    basenames: values.basenames === true,
    demangle: values.demangle === true,
  };
  const use = async (modules: readonly Module[]): Promise<ExitCode> => {
    const answer = answerer(modules, values['code-relative'] === true);
    const write = async (addresses: readonly Address[]): Promise<void> => {
      const answers = await answer(addresses.map(({ offset }) => offset));
      await writeOutput(answers.map((each, i) => addr2lineText(each, addresses[i]?.digits ?? '', style)).join(''));
    };
    if (positionals.length > 0) {
      await write(positionals.map(parseAddress));
    } else {
      // Whoever talks to the command over two pipes waits for each answer before asking again.
      for await (const addresses of inputAddresses()) await write(addresses);
    }
    return ANSWERED;
  };
  // Whoever asks over and over is better served by optimised code.
  return withModules([values.exe ?? defaultInput()], use, positionals.length > 0 ? prepareCore : undefined);
}

async function print(text: string): Promise<ExitCode> {
  await writeOutput(text);
  return ANSWERED;
}

/**
 * Arguments as getopt_long reads them for binutils, so that node:util's parser understands them: long options may be cut short as long as they mean one, and
 * `--demangle` may have a style.
 */
function asGetoptReads(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((argument, i) => {
    const [, given, value = ''] = /^--([^=]+)(=.*)?$/s.exec(argument) ?? [];
    if (given === undefined || (end >= 0 && i > end)) return argument;
    const name = fullName(given);
    return `--${name}${name === 'demangle' ? '' : value}`;
  });
}

function fullName(given: string): string {
  const names = Object.keys(ADDR2LINE_OPTIONS);
  if (names.includes(given)) return given;
  const meant = names.filter((name) => name.startsWith(given));
  if (meant.length > 1)
    throw new UsageError(`--${given} may be ${meant.map((name) => `--${name}`).join(' or ')}`, null);
  return meant[0] ?? given;
}

function defaultInput(): string {
  if (existsSync(DEFAULT_INPUT)) return DEFAULT_INPUT;
  const message = `${DEFAULT_INPUT}: no such file or directory; name the module with -e FILE`;
  throw new SymbolicationError('unreadable-input', message, { file: DEFAULT_INPUT });
}

type Answerer = (offsets: readonly number[]) => Promise<readonly Lookup[]>;

/** Offsets of a component count from its file, as those of a module do. */
function answerer(modules: readonly Module[], codeRelative: boolean): Answerer {
  const [module, ...others] = modules;
  const { indexFor } = new GrowingIndexes();
  if (module?.file?.nesting == null) {
    return async (offsets) => (await answerOffsets(module, offsets, { codeRelative, indexFor })).answers;
  }
  if (codeRelative && others.length > 0) {
    throw new UsageError('--code-relative: a component of several modules has several code sections', null);
  }
  if (codeRelative)
    return async (offsets) => (await answerOffsets(module, offsets, { codeRelative, indexFor })).answers;
  return async (offsets) => (await answerOffsetsOfFile(modules, offsets, { indexFor })).answers;
}
