import { malformed } from './cursor.ts';
import { SECTION_LIMIT, isCut, readSection } from './module.ts';
import type { Cut, Section } from './module.ts';
import { NOTE_SECTION_TRUNCATED, addNote } from './notes.ts';
import type { Note } from './notes.ts';
import { PREAMBLE_SIZE, readPreamble } from './preamble.ts';
import type { RangeReader } from './range-reader.ts';
import { sliceReader } from './slice-reader.ts';

/** A section of a component or of one that is nested in it. Offsets are those of the outermost component's file. */
export interface ComponentSection extends Section {
  /** Of the components around it, outermost first, each one's number among its siblings; empty in the outermost itself. */
  readonly path: readonly number[];
}

/** A core module in a component. */
export interface NestedModule {
  /** Component-file offset of the module's first byte, its offset 0. */
  readonly start: number;
  readonly size: number;
  /** As of a {@link ComponentSection}, and last the module's number in its component. */
  readonly path: readonly number[];
}

/** Where everything in a component is. */
export interface ComponentLayout {
  readonly reader: RangeReader;
  /** In file order, those of nested components behind the section that holds them; the sections of core modules are not among them. */
  readonly sections: readonly ComponentSection[];
  /** In file order. */
  readonly modules: readonly NestedModule[];
  /** As of a module. Where the end of the file cuts a component, it cuts those around it too: this is the innermost section. */
  readonly cut: Cut | null;
  readonly notes: readonly Note[];
}

export const CORE_MODULE_SECTION = 1;
export const COMPONENT_SECTION = 4;

/** Linking makes a component of a hundred libraries; each module costs a build of its own. */
export const NESTED_MODULE_LIMIT = 1000;

/** Real components nest two or three deep. */
const DEPTH_LIMIT = 100;

/** A component whose sections are being read. */
interface Level {
  readonly path: readonly number[];
  readonly end: number;
  /** Where the next section is. */
  at: number;
  modules: number;
  components: number;
}

/**
 * Reads the sections of a component and of those nested in it, without their contents. What it instantiates and aliases does not matter: offsets belong to
 * the core modules that are in the file.
 * @throws SymbolicationError `malformed-module` with the offset in the component's file, `not-a-module`, `unreadable-input`
 */
export async function readComponent(reader: RangeReader): Promise<ComponentLayout> {
  const sections: ComponentSection[] = [];
  const modules: NestedModule[] = [];
  const notes: Note[] = [];
  let cut: Cut | null = null;
  const levels: Level[] = [await enter(reader, [], 0, reader.size)];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    if (level.at >= level.end) {
      levels.pop();
      continue;
    }
    if (sections.length === SECTION_LIMIT)
      throw malformed(reader.name, level.at, `it has more than ${SECTION_LIMIT} sections`);
    const section = await readSection(sliceReader(reader, 0, level.end), level.at, notes);
    if (section === null || isCut(section)) {
      // Where the file goes on, a section leaves the component that it is in, and what stands behind it means nothing.
      if (level.end < reader.size) throw leavesComponent(reader.name, level, section);
      cut = { start: level.at, section };
      addNote(notes, NOTE_SECTION_TRUNCATED, level.at);
    }
    if (section === null) {
      level.at = level.end;
      continue;
    }
    level.at = section.contents + section.size;
    sections.push({ ...section, path: level.path });
    if (section.id === CORE_MODULE_SECTION) {
      if (modules.length === NESTED_MODULE_LIMIT)
        throw malformed(reader.name, section.start, `it has more than ${NESTED_MODULE_LIMIT} core modules`);
      modules.push({ start: section.contents, size: section.size, path: [...level.path, level.modules] });
      level.modules += 1;
    } else if (section.id === COMPONENT_SECTION) {
      if (levels.length === DEPTH_LIMIT)
        throw malformed(reader.name, section.start, `components nest more than ${DEPTH_LIMIT} deep`);
      levels.push(await enter(reader, [...level.path, level.components], section.contents, section.size));
      level.components += 1;
    }
  }
  return { reader, sections, modules, cut, notes };
}

function leavesComponent(file: string | null, { at, end }: Level, section: Section | null): Error {
  const cause =
    section === null
      ? `the header of a section does not fit into the ${end - at} bytes that are left in its component`
      : `section ${section.id} announces ${section.announced} bytes, ${section.size} are left in its component`;
  return malformed(file, at, cause);
}

async function enter(reader: RangeReader, path: readonly number[], start: number, size: number): Promise<Level> {
  if ((await readPreamble(sliceReader(reader, start, size))) !== 'component')
    throw malformed(reader.name, start, 'a component section without a component in it');
  return { path, end: start + size, at: start + PREAMBLE_SIZE, modules: 0, components: 0 };
}
