import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readBuildId } from '../container/build-id.ts';
import { debugSections } from '../container/debug-sections.ts';
import { SymbolicationError } from '../errors.ts';
import { moduleIdentity } from '../identity/module-identity.ts';
import type { Module } from '../modules/module.ts';
import { directorySource } from '../sources/directory-source.ts';
import { moduleUrlSource } from '../sources/module-url-source.ts';
import { serverSource } from '../sources/server-source.ts';
import type { SymbolSource } from '../sources/symbol-source.ts';
import { SymbolStore } from '../store/symbol-store.ts';
import type { StackAnswerer } from '../streams/text-symbolicator.ts';
import { openIndex } from '../symbol-index/index.ts';
import type { IndexSource } from '../modules/union.ts';
import type { SymbolicatedStack, SymbolicateOptions } from '../symbolicate.ts';
import { UsageError } from './failure.ts';
import type { CommandName } from './options.ts';
import { type JsonSoughtModule, soughtJson, soughtText } from './sought.ts';

/** Where modules are looked for that were not given, and debug information of those that were. */
export interface Symbols {
  /** Answers a text with the modules given and those that are found. Says what answered without proof, and what is missing. */
  readonly answer: (
    text: string,
    options: SymbolicateOptions & { readonly indexFor: IndexSource },
  ) => Promise<{ readonly stack: SymbolicatedStack; readonly sought: readonly JsonSoughtModule[] }>;
  /** The same of each stack of a stream. */
  readonly answerStack: StackAnswerer;
  readonly close: () => Promise<void>;
}

export interface CliStoreOptions {
  readonly command: CommandName;
  /** Directories and URLs of `--symbols`. */
  readonly places: readonly string[];
  /** Of `DEBUGINFOD_URLS`: asked by the debuginfod protocol alone. */
  readonly servers: readonly string[];
  /** A folder; empty: none. */
  readonly cache: string;
  readonly modules: readonly Module[];
  readonly report: (text: string) => void;
}

/** The store behind the command's `--symbols`. In a file of its own, which is loaded when it is needed. */
export async function openCliStore(options: CliStoreOptions): Promise<Symbols> {
  const { places, servers, cache, modules, report } = options;
  const sources = [
    ...places.flatMap((place) => sourcesAt(place, options.command)),
    ...servers.flatMap((url) => debuginfodAt(url, report)),
  ];
  const store = new SymbolStore({
    sources: [...modules.flatMap(givenModule), ...sources],
    cache: cache === '' ? undefined : { folder: resolve(cache) },
  });
  await Promise.all(modules.map((module) => addDebugFile(module, store)));
  const said = new Set<string>();
  const say = (texts: readonly string[]): void => {
    for (const text of texts) {
      if (said.has(text) || said.size >= MOST_SAID) continue;
      report(said.size < MOST_SAID - 1 ? text : 'more modules are not spoken of');
      said.add(text);
    }
  };
  return {
    async answer(text, shape) {
      const answer = await store.symbolicate(text, { ...shape, modules, testCode: true });
      say(soughtText(answer.sought));
      return { stack: answer, sought: soughtJson(answer.sought) };
    },
    async answerStack(stack, shape) {
      const answer = await store.symbolicate(stack, { ...shape, modules, testCode: true });
      say(soughtText(answer.sought));
      return answer;
    },
    close: () => store.close(),
  };
}

/** A log without end may name modules without end. */
const MOST_SAID = 100;

function sourcesAt(place: string, command: CommandName): readonly SymbolSource[] {
  if (/^https?:\/\//i.test(place)) {
    try {
      return [serverSource(place, { byName: true }), moduleUrlSource([place])];
    } catch (error) {
      throw SymbolicationError.is(error)
        ? new UsageError(`--symbols: ${error.message.replace(/\.$/, '')}`, command)
        : error;
    }
  }
  if (!isDirectory(place)) throw new UsageError(`--symbols: ${place} is neither a directory nor a URL`, command);
  // The cache knows sources by their names, and is the same for all folders in which the command is run.
  return [directorySource(resolve(place))];
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What else is in the variable is for other tools. */
function debuginfodAt(url: string, report: (text: string) => void): readonly SymbolSource[] {
  try {
    return [serverSource(url, { layouts: ['debuginfod'] })];
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
    report(`DEBUGINFOD_URLS: ${error.message}`);
    return [];
  }
}

/** A module that was given, for whoever asks for its build id. */
function givenModule({ file }: Module): readonly SymbolSource[] {
  if (file?.name == null || file.nesting !== null) return [];
  const { name: path, layout } = file;
  const name = resolve(path);
  return [
    {
      name,
      isRemote: false,
      async find({ buildIds }) {
        const id = await readBuildId(layout);
        const isOwn = id !== null && buildIds.includes(Buffer.from(id).toString('hex'));
        const files = [{ kind: 'executable', name, by: 'build-id', version: null, input: path } as const];
        return { files: isOwn ? files : [], misses: [], requests: 0, bytes: 0 };
      },
    },
  ];
}

/** Looks for the debug information of a module that was given without, by its build id. Offsets stay those of the module. */
async function addDebugFile(module: Module, store: SymbolStore): Promise<void> {
  const { file, sources } = module;
  if (file?.nesting !== null || debugSections(file.layout).size > 0) return;
  if (sources !== null && (await sources.reportOf(file)).file !== null) return;
  const id = await readBuildId(file.layout);
  if (id === null) return;
  const { indexes } = await store.indexFor(moduleIdentity({ buildIds: [Buffer.from(id).toString('hex')] }));
  const index = indexes.find(({ rows }) => rows.length > 0);
  if (index === undefined) return;
  module.fullIndex = Promise.resolve(openIndex(index.bytes, { name: file.name }));
}
