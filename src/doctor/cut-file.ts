import type { Inspection } from '../modules/inspect.ts';
import { counted, cutText } from './words.ts';

/** Where the module's file, or the one with its debug information, ends too early, in words; `null` where both are whole. */
export function cutFileText({ module, companion, diagnostics }: Inspection): string | null {
  const own = module?.cut ?? null;
  if (own !== null) return cutText(own);
  const other = companion?.cut ?? null;
  if (other !== null) return `of the debug information ${cutText(other)}`;
  const missing = diagnostics.find(({ kind }) => kind === 'section-missing')?.count ?? 0;
  if (missing > 0)
    return `${counted(missing, 'section')}, to which the debug information refers, ${missing === 1 ? 'is' : 'are'} missing: the file was cut off in front of ${missing === 1 ? 'it' : 'them'}, or a tool took ${missing === 1 ? 'it' : 'them'} away`;
  const isCut = diagnostics.some(({ kind }) => kind === 'section-truncated');
  return isCut ? 'a file that this index was made of was cut off' : null;
}

/** That split files end too early, in words; `null` where those that were used are whole. Lines are not in them. */
export function cutSplitText({ diagnostics }: Inspection): string | null {
  const files = diagnostics.find(({ kind }) => kind === 'split-file-truncated')?.count ?? 0;
  if (files === 0) return null;
  return files === 1
    ? 'a split file (.dwo) with a part of the debug information is cut off'
    : `${files} split files (.dwo) with parts of the debug information are cut off`;
}
