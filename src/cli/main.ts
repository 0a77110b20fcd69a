#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { version } from '../../package.json';
import { ANSWERED, type ExitCode, UsageError } from './failure.ts';
import { type CommandName, isCommandName } from './options.ts';
import { printHelp } from './print-help.ts';
import { runProgram } from './run-program.ts';
import { runStack } from './stack.ts';
import { writeOutput } from './streams.ts';

type Command = (args: readonly string[]) => Promise<ExitCode>;

/** Each loads what it alone needs. */
const COMMANDS: Readonly<Record<CommandName, Command>> = {
  stack: runStack,
  lookup: async (args) => (await import('./commands.ts')).runLookup(args),
  index: async (args) => (await import('./commands.ts')).runIndex(args),
  inspect: async (args) => (await import('./commands.ts')).runInspect(args),
  export: async (args) => (await import('./commands.ts')).runExport(args),
  completion: async (args) => (await import('./commands.ts')).runCompletion(args),
};

async function run(args: readonly string[]): Promise<ExitCode> {
  const [first, ...rest] = args;
  if (first === undefined) return COMMANDS.stack(args);
  if (first === '--help' || first === '-h') return printHelp(null);
  if (first === '--version') {
    await writeOutput(`${version}\n`);
    return ANSWERED;
  }
  if (isCommandName(first)) return COMMANDS[first](rest);
  await checkForCommand(first);
  return COMMANDS.stack(args);
}

/** A word that is no file may be a command that was misspelt, which `stack` would only call a file that is not there. */
async function checkForCommand(word: string): Promise<void> {
  if (!/^[a-z]{3,20}$/.test(word) || existsSync(word)) return;
  const { nearestCommand } = await import('./help/main.ts');
  const meant = nearestCommand(word);
  if (meant !== null) throw new UsageError(`no command and no file '${word}'; did you mean ${meant}?`, null);
}

void runProgram('wasm-symbolicate', run);
