import { getNumber, putNumber, spliced, uleb } from '../bytes.ts';
import { customSection, joinModule, splitModule } from '../module-bytes.ts';
import type { RawSection } from '../module-bytes.ts';
import { below, next, oddNumber, once, pick, scaled } from '../random.ts';
import type { Random } from '../random.ts';
import { fieldsOf } from './fields.ts';
import type { Extent, FieldMap, PackedFields } from './fields.ts';
import { FORM } from './forms.ts';
import type { Field } from './forms.ts';

type Sections = Map<string, Uint8Array>;

const maps = new Map<string, FieldMap>();

/** A module whose debug sections lie in 1 to 8 fields, or have parts repeated, moved, left out. */
export function mutateDebug(random: Random, file: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const module = splitModule(bytes);
  const debug: Sections = new Map(
    module.flatMap(({ name, contents }) => (name?.startsWith('.debug_') ? [[name, contents.slice()]] : [])),
  );
  const map = maps.get(file) ?? fieldsOf(debug);
  maps.set(file, map);
  if (map.fields.length > 0) {
    for (let left = scaled(random, 8); left > 0; left -= 1) mutateField(random, debug, map);
    // Behind a splice the map's places are those of other fields: still a mutation, but a blinder one. So it comes last.
    if (once(random, 3)) spliceExtent(random, debug, map);
  }
  return joinModule(withDebug(module, debug));
}

function withDebug(module: readonly RawSection[], debug: Sections): RawSection[] {
  return module.map((section) => {
    const contents = section.name === null ? undefined : debug.get(section.name);
    return contents === undefined ? section : { ...section, contents };
  });
}

function mutateField(random: Random, debug: Sections, { fields }: FieldMap): void {
  const field = fields.field(below(random, fields.length));
  const bytes = debug.get(field.section);
  if (bytes === undefined) return;
  const value = valueFor(random, field, fields, debug);
  if (!field.isLeb) {
    putNumber(bytes, field.at, value, Math.min(field.size, 8));
    return;
  }
  const encoded = uleb(value, field.size);
  // Only where it fits, so that the map stays true; once in a while the overhang eats what follows.
  if (encoded.length === field.size || once(random, 8)) bytes.set(encoded.slice(0, bytes.length - field.at), field.at);
}

/** A value that such a field may have, or one at which its reader may break. */
function valueFor(random: Random, field: Field, fields: PackedFields, debug: Sections): number {
  const other = fields.field(below(random, fields.length));
  switch (field.role) {
    case 'reference':
      // To itself, to any field as if it were an entry, or out of everything.
      return pick(random, [field.at, other.at, other.at, below(random, 64), oddNumber(random)]);
    case 'section-offset':
      return pick(random, [other.at, below(random, 4096), oddNumber(random), 0, 0xffff_ffff]);
    case 'address':
      return pick(random, [0, 1, 0xffff_ffff, 0xffff_fffe, below(random, 4096), oddNumber(random)]);
    case 'form':
      return pick(random, [...FORMS, oddNumber(random)]);
    case 'abbreviation':
      return pick(random, [0, 1, below(random, 40), oddNumber(random)]);
    case 'tag':
      return pick(random, [0x2e, 0x1d, 0x0b, 0x39, 0x13, 0x11, 0x41, below(random, 0x50), oddNumber(random)]);
    case 'attribute':
      return pick(random, [0, 0x03, 0x11, 0x12, 0x31, 0x47, 0x55, 0x58, 0x59, 0x6e, below(random, 0x90)]);
    case 'version':
      return pick(random, [0, 1, 2, 3, 4, 5, 6, 0xffff]);
    case 'size':
      return pick(random, [0, 1, 2, 3, 4, 8, 255]);
    case 'opcode':
      return below(random, once(random, 2) ? 14 : 256);
    default: {
      const bytes = debug.get(field.section);
      const now = bytes === undefined ? 0 : getNumber(bytes, field.at, Math.min(field.size, 6));
      return pick(random, [now + 1, Math.max(0, now - 1), now * 2, oddNumber(random), next(random), 0]);
    }
  }
}

const FORMS: readonly [number, ...number[]] = [FORM.addr, ...Object.values(FORM)];

/** Repeats, leaves out or moves bytes of a unit or line program, mostly with its length made to fit. */
function spliceExtent(random: Random, debug: Sections, { extents }: FieldMap): void {
  const extent = extents[below(random, extents.length)];
  const bytes = extent === undefined ? undefined : debug.get(extent.section);
  if (extent === undefined || bytes === undefined) return;
  const from = extent.start + below(random, extent.end - extent.start);
  const to = Math.min(extent.end, from + scaled(random, 400));
  const at = pick(random, [to, from, extent.start + below(random, extent.end - extent.start)]);
  const piece = bytes.slice(from, to);
  const result = once(random, 4)
    ? spliced(bytes, from, to, [])
    : spliced(bytes, at, at, repeated(piece, scaled(random, once(random, 20) ? 3000 : 60)));
  if (!once(random, 5)) fitLength(result, extent, result.length - bytes.length);
  debug.set(extent.section, result);
}

function repeated(piece: Uint8Array, times: number): Uint8Array {
  const result = new Uint8Array(piece.length * times);
  for (let n = 0; n < times; n += 1) result.set(piece, n * piece.length);
  return result;
}

function fitLength(bytes: Uint8Array, { lengthAt }: Extent, more: number): void {
  putNumber(bytes, lengthAt, Math.max(0, getNumber(bytes, lengthAt, 4) + more), 4);
}

/** A module in which one debug section is another's bytes, or odd bytes of any length. */
export function swapDebug(random: Random, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const module = splitModule(bytes);
  const debug = module.filter(({ name }) => name?.startsWith('.debug_'));
  const [target, source] = [debug[below(random, debug.length)], debug[below(random, debug.length)]];
  if (target === undefined || source === undefined) return joinModule(module);
  const odd = Uint8Array.from({ length: scaled(random, 4000) }, () =>
    once(random, 3) ? below(random, 16) : next(random),
  );
  const contents = pick(random, [
    source.contents,
    odd,
    source.contents.subarray(below(random, source.contents.length)),
  ]);
  const swapped = customSection(target.name ?? '', contents);
  return joinModule(module.map((section) => (section === target ? swapped : section)));
}
