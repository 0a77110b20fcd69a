import { parseArgs, type ParseArgsConfig } from 'node:util';
import { parsePathRule } from '../paths/map-path.ts';
import type { PathOptions } from '../paths/path-options.ts';
import type { SourceContextOptions } from '../source-context/source-context.ts';
import { CONTEXT_LIMIT } from '../source-context/source-text.ts';
import { sourcesUnder } from '../source-context/sources-under.ts';
import { UsageError } from './failure.ts';
import { type CommandName, OPTIONS } from './options.ts';

type OptionTable = NonNullable<ParseArgsConfig['options']>;

type Parsed<T extends OptionTable> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; args: string[] }>
>;

/** Reads a command's arguments; what is wrong with them is a {@link UsageError} in one line. */
export async function readArguments<Name extends CommandName>(
  command: Name,
  args: readonly string[],
): Promise<Parsed<(typeof OPTIONS)[Name]>> {
  return readOptions(command, OPTIONS[command], args);
}

/** As {@link readArguments}, of a table. `command`: the one whose help would tell more; `null` for a program's own. */
export async function readOptions<T extends OptionTable>(
  command: CommandName | null,
  table: T,
  args: readonly string[],
): Promise<Parsed<T>> {
  try {
    return parseArgs({ args: [...args], options: table, allowPositionals: true });
  } catch (error) {
    // Node's message goes on with how to escape an argument that starts with a minus.
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error);
    const [, unknown] = /^Unknown option '(-[^']+)'/.exec(message) ?? [];
    const { nearestOption } = await import('./help/main.ts');
    const meant = unknown === undefined ? null : nearestOption(unknown, table);
    throw new UsageError(meant === null ? message : `${message}; did you mean ${meant}?`, command);
  }
}

/** The values of `--map-path` and `--readable-paths`; a rule that is none is a {@link UsageError}. */
export function pathOptions(
  command: CommandName,
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

/** Enough to know a place again. */
const DEFAULT_CONTEXT = 3;

/** The values of `--source-root` and `--context`; `undefined` where none were asked for. */
export async function contextOptions(
  command: CommandName,
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
