/** Components of components of modules, with sections that lie, leave their component, or nest without end. */
import { ByteWriter, spliced, uleb } from '../bytes.ts';
import { pickSubject } from '../corpus.ts';
import { below, next, oddNumber, once, pick, scaled } from '../random.ts';
import type { Random } from '../random.ts';

const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
const CORE_MODULE = 1;
const COMPONENT = 4;

/** Once in fifty times hundreds of tiny modules, or a nesting as deep as the file allows. */
export function makeComponent(random: Random): Uint8Array<ArrayBuffer> {
  let bytes = once(random, 50) ? extreme(random) : componentOf(random, 3);
  for (let left = once(random, 2) ? scaled(random, 4) : 0; left > 0; left -= 1) {
    const at = below(random, bytes.length);
    const insert = once(random, 2) ? uleb(oddNumber(random)) : [next(random) % 256];
    bytes = spliced(bytes, at, once(random, 3) ? at : Math.min(bytes.length, at + insert.length), insert);
  }
  return once(random, 8) ? bytes.slice(0, below(random, bytes.length + 1)) : bytes;
}

function componentOf(random: Random, depth: number): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.bytes(PREAMBLE);
  for (let left = below(random, 5); left > 0; left -= 1) {
    const kind = pick(random, ['module', 'module', 'component', 'other', 'custom'] as const);
    if (kind === 'module') section(random, writer, CORE_MODULE, pickSubject(random, false).bytes);
    else if (kind === 'component' && depth > 0) section(random, writer, COMPONENT, componentOf(random, depth - 1));
    else if (kind === 'custom') section(random, writer, 0, Uint8Array.of(2, 0x61, 0x62, ...uleb(oddNumber(random))));
    else section(random, writer, pick(random, [2, 3, 5, 6, 7, 8, 9, 10, 11, 13]), new Uint8Array(below(random, 30)));
  }
  return writer.view();
}

function extreme(random: Random): Uint8Array<ArrayBuffer> {
  const count = scaled(random, 1500);
  const tiny = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  if (once(random, 2)) {
    const writer = new ByteWriter();
    writer.bytes(PREAMBLE);
    for (let n = 0; n < count; n += 1) section(random, writer, CORE_MODULE, tiny);
    return writer.view();
  }
  let nested: Uint8Array<ArrayBuffer> = Uint8Array.from(PREAMBLE);
  for (let depth = Math.min(count, 300); depth > 0; depth -= 1) {
    const writer = new ByteWriter();
    writer.bytes(PREAMBLE);
    section(random, writer, COMPONENT, nested);
    nested = writer.view();
  }
  return nested;
}

function section(random: Random, writer: ByteWriter, id: number, contents: Uint8Array): void {
  writer.number(id, 1);
  writer.uleb(once(random, 100) ? oddNumber(random) : contents.length);
  writer.bytes(contents);
}
