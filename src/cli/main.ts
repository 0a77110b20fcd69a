#!/usr/bin/env node
import process from 'node:process';
import { version } from '../../package.json';
import { SymbolicationError } from '../errors.ts';
import {
  ANSWERED,
  describeFailure,
  type ExitCode,
  OutputError,
  UNREADABLE_INPUT,
  UsageError,
  WRONG_USAGE,
} from './failure.ts';
import { runStack } from './stack.ts';
import { reportError, writeOutput } from './streams.ts';
import { USAGE } from './usage.ts';

type Command = (args: readonly string[]) => Promise<ExitCode>;

/** Each loads what it alone needs. */
const stack: Command = runStack;
const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['stack', stack],
  ['lookup', async (args) => (await import('./commands.ts')).runLookup(args)],
  ['index', async (args) => (await import('./commands.ts')).runIndex(args)],
  ['inspect', async (args) => (await import('./commands.ts')).runInspect(args)],
  ['export', async (args) => (await import('./commands.ts')).runExport(args)],
]);

async function run(args: readonly string[]): Promise<ExitCode> {
  const [first, ...rest] = args;
  if (first === '--help' || first === '-h') return print(USAGE);
  if (first === '--version') return print(`${version}\n`);
  const command = first === undefined ? undefined : COMMANDS.get(first);
  return command === undefined ? stack(args) : command(rest);
}

async function print(text: string): Promise<ExitCode> {
  await writeOutput(text);
  return ANSWERED;
}

async function main(): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Throws on what is a defect. */
function report(error: unknown): ExitCode {
  if (UsageError.is(error)) {
    const help = ['wasm-symbolicate', error.command, '--help'].filter((word) => word !== null).join(' ');
    reportError(`${error.message}; see \`${help}\``);
    return WRONG_USAGE;
  }
  if (SymbolicationError.is(error)) {
    reportError(describeFailure(error));
    return error.code === 'invalid-argument' ? WRONG_USAGE : UNREADABLE_INPUT;
  }
  if (!OutputError.is(error)) throw error;
  reportError(error.message);
  return UNREADABLE_INPUT;
}

void main();
