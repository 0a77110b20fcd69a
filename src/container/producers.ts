import { SymbolicationError } from '../errors.ts';
import { cursorOver, readU32, skipBytes } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { customSections } from './module.ts';
import type { ModuleLayout } from './module.ts';
import { decodeText } from './text.ts';

/** One tool or language that took part in a build, as the `producers` section (tool-conventions, ProducersSection.md) has it. */
export interface Producer {
  /** `language`, `processed-by`, `sdk`; any other text in a module that does not keep to the convention. */
  readonly field: string;
  readonly name: string;
  /** May be empty. */
  readonly version: string;
}

const PRODUCERS_LIMIT = 64 * 1024;

/** What the module says of its making, in its order; what is damaged, and what lies behind it, is left out. */
export async function readProducers(layout: ModuleLayout): Promise<readonly Producer[]> {
  const [section] = customSections(layout, 'producers');
  const producers: Producer[] = [];
  if (section === undefined) return producers;
  const bytes = await layout.reader.read(section.contents, Math.min(section.size, PRODUCERS_LIMIT));
  const cursor = cursorOver(bytes, section.contents, layout.reader.name);
  try {
    for (let fields = readU32(cursor); fields > 0; fields -= 1) {
      const field = readText(cursor);
      for (let values = readU32(cursor); values > 0; values -= 1) {
        producers.push({ field, name: readText(cursor), version: readText(cursor) });
      }
    }
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
  }
  return producers;
}

function readText(cursor: Cursor): string {
  const length = readU32(cursor);
  const start = cursor.at;
  skipBytes(cursor, length);
  return decodeText(cursor.bytes.subarray(start, cursor.at));
}
