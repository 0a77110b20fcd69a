import process from 'node:process';
import { styleText } from 'node:util';
import type { Paint, PaintedRole } from '../format/paint.ts';
import { UsageError } from './failure.ts';
import type { CommandName } from './options.ts';
import { isTerminal, STDOUT } from './streams.ts';

/**
 * Whether standard output has colours. `auto`: as Node's own `getColorDepth` goes by FORCE_COLOR, NO_COLOR (https://no-color.org) and TERM, which would load Node's
 * streams.
 */
export async function hasColor(command: CommandName | null = null, when = 'auto'): Promise<boolean> {
  if (when !== 'auto' && when !== 'always' && when !== 'never') {
    throw new UsageError(`--color is 'auto', 'always' or 'never', not '${when}'`, command);
  }
  if (when !== 'auto') return when === 'always';
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if ((NO_COLOR ?? '') !== '' || TERM === 'dumb') return false;
  return isTerminal(STDOUT);
}

/** Node's own check of the stream, from 22.13 on, would ask another question than {@link hasColor}. */
function style(format: Parameters<typeof styleText>[0], text: string): string {
  return styleText(format, text, { validateStream: false });
}

export function heading(text: string): string {
  return style('bold', text);
}

/** The program's own functions stand out; the paths of what came with its toolchain step back. */
export const COLORS: Paint = {
  name: (text, role) => (isOwn(role) ? style(['bold', 'yellow'], text) : text),
  place: (text, role) => style(isOwn(role) ? 'cyan' : 'dim', text),
};

function isOwn(role: PaintedRole): boolean {
  return role === 'user' || role === null;
}
