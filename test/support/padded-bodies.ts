import { openModule } from '../../src/build/open-module.ts';
import { isCut } from '../../src/container/module.ts';
import { leb } from '../container/module-bytes.ts';

/** A number in five bytes of LEB128, as linkers write what they may have to change. */
function padded(value: number): number[] {
  return [0, 7, 14, 21, 28].map((shift) => ((value >>> shift) & 0x7f) | (shift < 28 ? 0x80 : 0));
}

/** The module with the sizes of its bodies in five bytes each, and without its custom sections, whose addresses would be wrong. */
export async function withPaddedBodies(bytes: Uint8Array): Promise<Uint8Array> {
  const { layout, codeStart, bodyStarts, bodyLengths } = await openModule(bytes);
  const parts: Uint8Array[] = [bytes.subarray(0, 8)];
  for (const section of layout.sections) {
    if (section.id === 0 || isCut(section)) continue;
    const { id, contents, size } = section;
    if (id !== 10) {
      parts.push(bytes.subarray(section.start, contents + size));
      continue;
    }
    const bodies = Array.from(bodyStarts, (start, body) => {
      const length = bodyLengths[body] ?? 0;
      return [padded(length), bytes.subarray(codeStart + start, codeStart + start + length)] as const;
    });
    const count = leb(bodyStarts.length);
    const whole = bodies.reduce((sum, [head, body]) => sum + head.length + body.length, count.length);
    parts.push(Uint8Array.from([10, ...leb(whole), ...count]));
    for (const [head, body] of bodies) parts.push(Uint8Array.from(head), body);
  }
  return new Uint8Array(Buffer.concat(parts));
}
