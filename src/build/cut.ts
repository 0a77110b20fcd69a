import type { ModuleLayout } from '../container/module.ts';
import { sectionName } from './section-name.ts';

/** Where a file ends too early, as plain data. */
export interface CutDescription {
  /** The section that the file's end cuts; `null`: it cuts the header of one, so that nobody knows which. */
  readonly section: string | null;
  /** File offset at which that section begins. */
  readonly offset: number;
  /** Bytes of contents that the section announces, and those that are there; both 0 where `section` is `null`. */
  readonly announced: number;
  readonly present: number;
}

/** Where the file of a module or component ends too early; `null` where every section is whole. */
export function describeCut(
  { cut }: Pick<ModuleLayout, 'cut'>,
  nameOf: typeof sectionName = sectionName,
): CutDescription | null {
  if (cut === null) return null;
  const { start, section } = cut;
  if (section === null) return { section: null, offset: start, announced: 0, present: 0 };
  return { section: nameOf(section), offset: start, announced: section.announced, present: section.size };
}
