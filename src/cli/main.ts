#!/usr/bin/env node
import process from 'node:process';
import { version } from '../../package.json';
import { SymbolicationError } from '../errors.ts';
import { runExport } from './export.ts';
import {
  ANSWERED,
  describeFailure,
  type ExitCode,
  OutputError,
  UNREADABLE_INPUT,
  UsageError,
  WRONG_USAGE,
} from './failure.ts';
import { runIndex } from './index-file.ts';
import { runInspect } from './inspect.ts';
import { runLookup } from './lookup.ts';
import { runStack } from './stack.ts';
import { endQuietlyOnClosedOutput, reportError, writeOutput } from './streams.ts';
import { USAGE } from './usage.ts';

type Command = (args: readonly string[]) => Promise<ExitCode>;

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['stack', runStack],
  ['lookup', runLookup],
  ['index', runIndex],
  ['inspect', runInspect],
  ['export', runExport],
]);

async function run(args: readonly string[]): Promise<ExitCode> {
  const [first, ...rest] = args;
  if (first === '--help' || first === '-h') return print(USAGE);
  if (first === '--version') return print(`${version}\n`);
  const command = first === undefined ? undefined : COMMANDS.get(first);
  return command === undefined ? runStack(args) : command(rest);
}

async function print(text: string): Promise<ExitCode> {
  await writeOutput(text);
  return ANSWERED;
}

endQuietlyOnClosedOutput();
try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    const help = ['wasm-symbolicate', error.command, '--help'].filter((word) => word !== null).join(' ');
    reportError(`${error.message}; see \`${help}\``);
    process.exitCode = WRONG_USAGE;
  } else if (SymbolicationError.is(error)) {
    reportError(describeFailure(error));
    process.exitCode = error.code === 'invalid-argument' ? WRONG_USAGE : UNREADABLE_INPUT;
  } else if (error instanceof OutputError) {
    reportError(error.message);
    process.exitCode = UNREADABLE_INPUT;
  } else {
    throw error;
  }
}
