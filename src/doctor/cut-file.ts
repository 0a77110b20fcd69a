import type { Inspection } from '../modules/inspect.ts';
import { cutText } from './words.ts';

/** Where the module's file, or the one with its debug information, ends too early, in words; `null` where both are whole. */
export function cutFileText({ module, companion, diagnostics }: Inspection): string | null {
  const own = module?.cut ?? null;
  if (own !== null) return cutText(own);
  const other = companion?.cut ?? null;
  if (other !== null) return `of the debug information ${cutText(other)}`;
  if (!diagnostics.some(({ kind }) => kind === 'section-truncated')) return null;
  return module === null
    ? 'a file that this index was made of was cut off'
    : 'a split file (.dwo) with a part of the debug information is cut off';
}
