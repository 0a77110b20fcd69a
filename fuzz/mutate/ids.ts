/** Modules with build ids of every length and encoding, doubled, cut off, or too long. */
import { ByteWriter, uleb } from '../bytes.ts';
import { customSection, joinModule, splitModule } from '../module-bytes.ts';
import type { RawSection } from '../module-bytes.ts';
import { below, next, oddNumber, once, scaled } from '../random.ts';
import type { Random } from '../random.ts';

export function mutateIds(random: Random, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const sections = splitModule(bytes).filter(({ name }) => name !== 'build_id');
  for (let left = scaled(random, 4); left > 0; left -= 1) {
    sections.splice(below(random, sections.length + 1), 0, buildId(random));
  }
  const result = joinModule(sections);
  return once(random, 5) ? result.slice(0, below(random, result.length + 1)) : result;
}

function buildId(random: Random): RawSection {
  const writer = new ByteWriter();
  const length = once(random, 20) ? scaled(random, 200_000) : below(random, 40);
  if (!once(random, 3)) writer.bytes(uleb(once(random, 4) ? oddNumber(random) : length, scaled(random, 6)));
  for (let at = 0; at < length; at += 1) writer.number(next(random) % 256, 1);
  return customSection('build_id', writer.view());
}
