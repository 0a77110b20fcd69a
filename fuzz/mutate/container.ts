import { ByteWriter, readUleb, spliced, uleb } from '../bytes.ts';
import { codeSections, customSection, joinModule, splitModule } from '../module-bytes.ts';
import type { RawSection } from '../module-bytes.ts';
import { below, next, oddNumber, once, pick, scaled } from '../random.ts';
import type { Random } from '../random.ts';

/** A module whose sections are left out, doubled, swapped, resized, or whose numbers lie. */
export function mutateContainer(random: Random, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  let sections = splitModule(bytes);
  for (let left = scaled(random, 4); left > 0; left -= 1) sections = mutateSections(random, sections);
  let result = joinModule(sections);
  if (once(random, 2)) result = lie(random, result);
  return once(random, 6) ? result.slice(0, below(random, result.length + 1)) : result;
}

function mutateSections(random: Random, sections: RawSection[]): RawSection[] {
  const at = below(random, sections.length);
  const [section, other] = [sections[at], sections[below(random, sections.length)]];
  if (section === undefined || other === undefined) return sections;
  const instead = (...others: readonly RawSection[]): RawSection[] => sections.toSpliced(at, 1, ...others);
  const { contents } = section;
  switch (below(random, 10)) {
    case 0:
      return instead();
    case 1:
      return instead(section, section);
    case 2:
      return instead(other);
    case 3:
      return instead({ ...section, contents: contents.slice(0, below(random, contents.length + 1)) });
    case 4:
      return instead({ ...section, contents: spliced(contents, 0, 0, new Uint8Array(scaled(random, 300))) });
    case 5:
      return instead({ ...section, id: pick(random, [0, 2, 3, 7, 10, 11, 13, 14, 255]), name: section.name ?? 'x' });
    case 6:
      return instead(section, customSection(pick(random, NAMES), oddContents(random)));
    case 7:
      return instead(...Array.from({ length: scaled(random, 2000) }, () => customSection('', new Uint8Array(0))));
    case 8:
      return instead({ ...section, contents: withOddNumber(random, contents) });
    default:
      return once(random, 4) ? withOtherCode(random, sections) : instead({ ...section, name: pick(random, NAMES) });
  }
}

const NAMES: readonly [string, ...string[]] = [
  'name',
  'producers',
  'build_id',
  'external_debug_info',
  'sourceMappingURL',
  '.debug_info',
  '.debug_line',
  '.debug_abbrev',
  '.debug_str',
  '',
  '\uFEFF',
  'n'.repeat(5000),
];

/** Lists of lists, as most custom sections are: counts and lengths that may be true. */
function oddContents(random: Random): Uint8Array {
  const writer = new ByteWriter();
  for (let left = scaled(random, 300); left > 0; left -= 1) {
    if (once(random, 20)) writer.uleb(oddNumber(random));
    else writer.number(below(random, once(random, 4) ? 256 : 6), 1);
  }
  return writer.view();
}

/** As many bodies as one likes, of a size that no compiler makes. */
function withOtherCode(random: Random, sections: RawSection[]): RawSection[] {
  const size = below(random, 6);
  const count = scaled(random, once(random, 10) ? 300_000 : 2000);
  const code = codeSections(Array.from({ length: count }, () => size));
  return sections.flatMap((section) => (section.id === 10 ? code.filter(({ id }) => id === 10) : [section]));
}

function withOddNumber(random: Random, contents: Uint8Array): Uint8Array {
  const at = below(random, contents.length);
  const { end } = readUleb(contents, at);
  return spliced(contents, at, Math.min(end, contents.length), uleb(oddNumber(random), scaled(random, 12)));
}

/** Another number at some place of the file; half of the places are sizes of sections. */
function lie(random: Random, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const starts = [];
  for (let at = 8; at < bytes.length;) {
    starts.push(at + 1);
    const size = readUleb(bytes, at + 1);
    at = size.end + size.value;
  }
  const result = bytes.slice();
  const at = once(random, 2) ? (starts[below(random, starts.length)] ?? 0) : below(random, bytes.length);
  result.set(uleb(once(random, 2) ? oddNumber(random) : next(random) % 4096).slice(0, bytes.length - at), at);
  return result;
}
