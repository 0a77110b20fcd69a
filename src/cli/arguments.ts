import { parseArgs, type ParseArgsConfig } from 'node:util';
import { parsePathRule } from '../paths/map-path.ts';
import type { PathOptions } from '../paths/path-options.ts';
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
