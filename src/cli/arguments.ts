import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './failure.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options that every command has. */
export const COMMON_OPTIONS = { help: { type: 'boolean', short: 'h' } } as const satisfies Options;

/** `-m MODULE`, which may repeat. */
export const MODULE_OPTION = { module: { type: 'string', short: 'm', multiple: true } } as const satisfies Options;

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
