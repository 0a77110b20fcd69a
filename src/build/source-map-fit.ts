import { scanInstructions } from '../container/instructions.ts';
import { sameBuild } from '../source-map/debug-id.ts';
import type { SourceMap } from '../source-map/source-map.ts';
import type { SourceMapRows } from '../core/source-map-core.ts';
import type { OpenModule } from './open-module.ts';

/** Below this share of segments where one can be, a map is of other code. Real maps have all of them there, a map of another build half. */
const SOUND_SHARE = 0.9;

/** Larger bodies are left out of the sample. */
const BODY_LIMIT = 1024 * 1024;

/**
 * Whether a map is of this module's code. Its debug id and the module's build id decide where they can be compared. Else positions do: segments have to lie in
 * bodies, and where an instruction begins. In a map of another build about half do, as instructions are two bytes long on average; in
 * a map of JavaScript most segments stand on other lines than the first, or in front of the code.
 */
export async function fitsModule(
  module: OpenModule,
  map: SourceMap,
  buildId: Uint8Array | null,
  { counts, sample }: SourceMapRows,
): Promise<boolean> {
  const { inside, outside, onOtherLines } = counts;
  const idsAgree = map.debugId === null || buildId === null ? null : sameBuild(map.debugId, hex(buildId));
  if (idsAgree === false || onOtherLines > inside + outside) return false;
  if (inside < SOUND_SHARE * (inside + outside)) return false;
  return idsAgree === true || (await shareAtInstructions(module, sample)) >= SOUND_SHARE;
}

/** The share of addresses at which an instruction begins; 1 where none can be told. */
async function shareAtInstructions(module: OpenModule, sample: Uint32Array): Promise<number> {
  let told = 0;
  let sound = 0;
  for (let at = 0; at < sample.length;) {
    const body = sample[at] ?? 0;
    const addresses: number[] = [];
    for (; sample[at] === body && at < sample.length; at += 2) addresses.push(sample[at + 1] ?? 0);
    const starts = await instructionStarts(module, body);
    if (starts === null) continue;
    told += addresses.length;
    sound += addresses.filter((address) => starts.has(address)).length;
  }
  return told === 0 ? 1 : sound / told;
}

/** Code-relative addresses of a body's instructions, and its start, to which some compilers map the function; `null` where its code cannot be told. */
async function instructionStarts(module: OpenModule, body: number): Promise<ReadonlySet<number> | null> {
  const start = module.bodyStarts[body] ?? 0;
  const length = module.bodyLengths[body] ?? 0;
  if (length > BODY_LIMIT) return null;
  const code = await module.layout.reader.read(module.codeStart + start, length);
  const starts = new Set([start]);
  const isWhole = scanInstructions(code, 0, length, (at) => starts.add(start + at));
  return isWhole ? starts : null;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
