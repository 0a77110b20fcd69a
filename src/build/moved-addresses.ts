import type { OpenModule } from './open-module.ts';

/** Addresses of one layout of the bodies in another, ascending as they are; those outside of bodies are left out. */
export function movedAddresses(
  addresses: Uint32Array,
  { bodyStarts, bodyLengths }: Pick<OpenModule, 'bodyStarts' | 'bodyLengths'>,
  starts: Uint32Array,
): Uint32Array {
  const moved: number[] = [];
  let body = 0;
  for (const address of addresses) {
    while (body + 1 < bodyStarts.length && (bodyStarts[body + 1] ?? 0) <= address) body += 1;
    const within = address - (bodyStarts[body] ?? 0);
    if (within >= 0 && within < (bodyLengths[body] ?? 0)) moved.push((starts[body] ?? 0) + within);
  }
  return Uint32Array.from(moved);
}
