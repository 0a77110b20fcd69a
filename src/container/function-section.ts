import { SymbolicationError } from '../errors.ts';
import { cursorOver, readU32 } from './cursor.ts';
import type { ModuleLayout } from './module.ts';

const FUNCTION_SECTION = 3;

/** The defined functions that the module declares, be their bodies there or not; `null` where it has no such section, or one that cannot be read. */
export async function countFunctions({ sections, reader }: ModuleLayout): Promise<number | null> {
  const section = sections.find(({ id }) => id === FUNCTION_SECTION);
  if (section === undefined) return null;
  const bytes = await reader.read(section.contents, Math.min(5, section.size));
  try {
    return readU32(cursorOver(bytes, section.contents, reader.name));
  } catch (error) {
    if (SymbolicationError.is(error)) return null;
    throw error;
  }
}
