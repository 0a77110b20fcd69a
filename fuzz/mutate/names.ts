/** Modules whose names lie: name sections, imports, exports and symbol tables that are cut, doubled, shuffled or made of odd numbers. */
import { ByteWriter, readUleb, spliced, uleb } from '../bytes.ts';
import { customSection, joinModule, splitModule } from '../module-bytes.ts';
import type { RawSection } from '../module-bytes.ts';
import { below, next, oddNumber, once, pick, scaled } from '../random.ts';
import type { Random } from '../random.ts';

/** Import, export, and the custom sections of names. */
const IDS = [2, 7];
const NAMES = ['name', 'linking'];

export function mutateNames(random: Random, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const sections = splitModule(bytes).map((section) => {
    const isOfNames = IDS.includes(section.id) || NAMES.includes(section.name ?? '');
    return isOfNames && once(random, 2) ? { ...section, contents: mutateContents(random, section.contents) } : section;
  });
  const last = sections.length;
  const made = pick(random, [
    [],
    [nameSection(random)],
    [symbolTable(random)],
    [nameSection(random), symbolTable(random)],
  ]);
  sections.splice(once(random, 2) ? 0 : last, 0, ...made);
  return joinModule(sections);
}

function mutateContents(random: Random, contents: Uint8Array): Uint8Array {
  let result: Uint8Array = contents;
  for (let left = scaled(random, 8); left > 0; left -= 1) {
    const at = below(random, result.length + 1);
    const { end } = readUleb(result, at);
    const to = Math.min(result.length, once(random, 2) ? end : at + below(random, 20));
    const insert = pick(random, [
      () => uleb(oddNumber(random), scaled(random, 6)),
      () => result.slice(at, to + below(random, 200)),
      () => [],
      () => [next(random) % 256],
    ])();
    result = spliced(result, at, once(random, 3) ? at : to, insert);
  }
  return result;
}

/** Subsections of every kind, some without end, with names that are empty, equal, not UTF-8, or for functions that are not there. */
function nameSection(random: Random): RawSection {
  const section = new ByteWriter();
  for (let left = scaled(random, once(random, 20) ? 3000 : 6); left > 0; left -= 1) {
    const contents = new ByteWriter();
    const count = scaled(random, once(random, 30) ? 50_000 : 40);
    contents.uleb(once(random, 5) ? oddNumber(random) : count);
    for (let name = 0; name < count; name += 1) {
      contents.uleb(once(random, 12) ? oddNumber(random) : below(random, 60));
      const length = once(random, 40) ? scaled(random, 2000) : below(random, 12);
      contents.uleb(once(random, 60) ? oddNumber(random) : length);
      for (let at = 0; at < length; at += 1) contents.number(once(random, 10) ? next(random) % 256 : 97 + (at % 26), 1);
    }
    section.number(once(random, 3) ? below(random, 14) : 1, 1);
    section.uleb(once(random, 12) ? oddNumber(random) : contents.length);
    section.bytes(contents.view());
  }
  return customSection('name', section.view());
}

function symbolTable(random: Random): RawSection {
  const table = new ByteWriter();
  const count = scaled(random, 3000);
  table.uleb(once(random, 5) ? oddNumber(random) : count);
  for (let symbol = 0; symbol < count; symbol += 1) {
    const kind = once(random, 50) ? next(random) % 256 : below(random, 6);
    table.number(kind, 1);
    table.uleb(pick(random, [0, 0x10, 0x50, 0x04, next(random) % 256]));
    table.uleb(once(random, 20) ? oddNumber(random) : below(random, 60));
    if (kind === 3) continue;
    const length = below(random, 10);
    table.uleb(length);
    table.fill(98, length);
    if (kind === 1) table.uleb(0, below(random, 9), 4);
  }
  const contents = new ByteWriter();
  contents.uleb(2);
  contents.number(8, 1);
  contents.uleb(once(random, 10) ? oddNumber(random) : table.length);
  contents.bytes(table.view());
  return customSection('linking', contents.view());
}
