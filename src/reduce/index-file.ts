import type { SymbolIndex } from '../symbol-index/index.ts';
import type { IndexSection } from '../symbol-index/sections.ts';

export const TAG = {
  bodyStart: 2,
  bodyName: 5,
  bodyRows: 6,
  functionLinkage: 7,
  functionDisplay: 8,
  functionFile: 9,
  functionLine: 10,
  fileCompilationDirectory: 12,
  fileDirectory: 13,
  fileName: 14,
  callSiteFunction: 15,
  callSiteFile: 16,
  callSiteLine: 17,
  callSiteColumn: 18,
  rows: 19,
  nodeOffset: 20,
  nodes: 21,
  strings: 22,
} as const;

const HEADER_SIZE = 24;
const ENTRY_SIZE = 16;
const CHECKSUM_START = 16;

/** A column in the least width that holds its largest number. */
export function columnSection(tag: number, numbers: ArrayLike<number>): IndexSection {
  const largest = Array.from(numbers).reduce((most, value) => Math.max(most, value), 0);
  const width = largest === 0 ? 0 : largest < 0x100 ? 1 : largest < 0x1_0000 ? 2 : 4;
  const bytes = new Uint8Array(numbers.length * width);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < numbers.length && width > 0; i++) {
    const value = numbers[i] ?? 0;
    if (width === 1) view.setUint8(i, value);
    else if (width === 2) view.setUint16(i * 2, value, true);
    else view.setUint32(i * 4, value, true);
  }
  return { tag, count: numbers.length, bytes };
}

/** A column whose numbers are all 0. */
export function emptyColumn(tag: number, count: number): IndexSection {
  return { tag, count, bytes: new Uint8Array(0) };
}

/** The file of these sections, with the header of another one and some flags more. */
export function indexFile(header: SymbolIndex, sections: readonly IndexSection[], moreFlags: number): Uint8Array {
  const start = HEADER_SIZE + sections.length * ENTRY_SIZE;
  const size = sections.reduce((sum, { bytes }) => sum + padded(bytes.length), start);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  file.set(header.bytes.subarray(0, HEADER_SIZE));
  view.setUint16(6, view.getUint16(6, true) | moreFlags, true);
  view.setUint32(8, size, true);
  view.setUint32(16, sections.length, true);
  let offset = start;
  sections.forEach(({ tag, count, bytes }, i) => {
    [tag, offset, bytes.length, count].forEach((value, field) => {
      view.setUint32(HEADER_SIZE + i * ENTRY_SIZE + field * 4, value, true);
    });
    file.set(bytes, offset);
    offset += padded(bytes.length);
  });
  view.setUint32(12, checksum(view), true);
  return file;
}

function checksum(file: DataView): number {
  let hash = 0x811c9dc5;
  for (let at = CHECKSUM_START; at < file.byteLength; at += 4) {
    hash = Math.imul(hash ^ file.getUint32(at, true), 0x01000193);
  }
  return hash >>> 0;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
