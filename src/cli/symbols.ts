import process from 'node:process';
import type { Module } from '../modules/module.ts';
import type { Symbols } from './cli-store.ts';
import type { CommandName } from './options.ts';
import { reportError } from './streams.ts';

/**
 * `null` where nobody allowed to look for anything. `DEBUGINFOD_URLS` allows what it allows other tools: to ask these servers for build ids.
 * @param places the values of `--symbols`
 */
export async function openSymbols(
  command: CommandName,
  places: readonly string[] | undefined,
  modules: readonly Module[],
): Promise<Symbols | null> {
  const servers = (process.env['DEBUGINFOD_URLS'] ?? '').split(/\s+/).filter((url) => url !== '');
  // Only modules have build ids, texts do not.
  if (places === undefined && (servers.length === 0 || modules.every(({ file }) => file === null))) return null;
  const { openCliStore } = await import('./cli-store.ts');
  const cache = process.env['WASM_SYMBOLICATE_CACHE'] ?? '';
  return openCliStore({ command, places: places ?? [], servers, cache, modules, report: reportError });
}
