/** Words of an item of each table of a part, as native/src/part.rs has it. */
const WIDTHS = [1, 3, 6, 4, 9, 1, 2, 4, 3, 2, 1];
const PROGRAMS = 9;

/** Offsets in `.debug_line` of the programs to which the units of a part have led. */
export function programsOf(part: Uint8Array): number[] {
  const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
  const count = (table: number): number => view.getUint32(table * 4, true);
  const before = WIDTHS.slice(0, PROGRAMS).reduce((words, width, table) => words + width * count(table), WIDTHS.length);
  return Array.from({ length: count(PROGRAMS) }, (_, number) =>
    Number(view.getBigUint64((before + number * 2) * 4, true)),
  );
}
