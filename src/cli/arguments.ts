import { parseArgs, type ParseArgsConfig } from 'node:util';
import { parsePathRule } from '../paths/map-path.ts';
import type { PathOptions } from '../paths/path-options.ts';
import type { SourceContextOptions } from '../source-context/source-context.ts';
import { CONTEXT_LIMIT } from '../source-context/source-text.ts';
import { sourcesUnder } from '../source-context/sources-under.ts';
import { UsageError } from './failure.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options that every command has. */
export const COMMON_OPTIONS = { help: { type: 'boolean', short: 'h' } } as const satisfies Options;

/** `-m MODULE`, which may repeat. */
export const MODULE_OPTION = { module: { type: 'string', short: 'm', multiple: true } } as const satisfies Options;

/** How paths of source files are to be written. */
export const PATH_OPTIONS = {
  'map-path': { type: 'string', multiple: true },
  'readable-paths': { type: 'boolean' },
} as const satisfies Options;

/** The values of {@link PATH_OPTIONS}; a rule that is none is a {@link UsageError}. */
export function pathOptions(
  command: string,
  values: { 'map-path'?: readonly string[] | undefined; 'readable-paths'?: boolean | undefined },
): PathOptions {
  const mapPath = (values['map-path'] ?? []).map((text) => {
    try {
      return parsePathRule(text);
    } catch {
      throw new UsageError(`--map-path: '${text}' is no rule; write FROM=TO`, command);
    }
  });
  return { mapPath, readablePaths: values['readable-paths'] === true };
}

/** Lines of the sources around the places of an answer. */
export const CONTEXT_OPTIONS = {
  'source-root': { type: 'string', multiple: true },
  context: { type: 'string' },
} as const satisfies Options;

/** Enough to know a place again. */
const DEFAULT_CONTEXT = 3;

/** The values of {@link CONTEXT_OPTIONS}; `undefined` where none were asked for. */
export async function contextOptions(
  command: string,
  values: { 'source-root'?: readonly string[] | undefined; context?: string | undefined },
): Promise<SourceContextOptions | undefined> {
  const { 'source-root': roots = [], context } = values;
  const lines = context === undefined ? DEFAULT_CONTEXT : Number(context);
  if (context?.trim() === '' || !Number.isSafeInteger(lines) || lines < 0 || lines > CONTEXT_LIMIT) {
    throw new UsageError(`--context is a number of lines up to ${CONTEXT_LIMIT}, not '${context ?? ''}'`, command);
  }
  if (roots.length === 0) return context === undefined ? undefined : { lines };
  return { lines, read: await sourcesUnder(roots) };
}

/** `--scripts DIR`, which may repeat. */
export const SCRIPTS_OPTION = { scripts: { type: 'string', multiple: true } } as const satisfies Options;

/** Reads a command's arguments; what is wrong with them is a {@link UsageError} in one line. */
export function readArguments<T extends Options>(
  command: string,
  options: T,
  args: readonly string[],
): ReturnType<typeof parseArgs<{ options: T; allowPositionals: true; args: string[] }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Node's message goes on with how to escape an argument that starts with a minus.
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error);
    throw new UsageError(message, command);
  }
}
