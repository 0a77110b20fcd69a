/** Writes modules by hand, so that a test says which bytes it is about. */

export function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}

export function utf8(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

/** Bytes with their length in front: a name. */
export function sized(content: string | readonly number[]): number[] {
  const bytes = typeof content === 'string' ? utf8(content) : content;
  return [...leb(bytes.length), ...bytes];
}

export function section(id: number, contents: readonly number[]): number[] {
  return [id, ...leb(contents.length), ...contents];
}

export function custom(name: string, contents: readonly number[]): number[] {
  return section(0, [...sized(name), ...contents]);
}

/** A count, then the items. */
export function list(...items: readonly (readonly number[])[]): number[] {
  return [...leb(items.length), ...items.flat()];
}

export const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

export function moduleOf(...sections: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from([...PREAMBLE, ...sections.flat()]);
}

/** A code section of bodies of these sizes, filled with `nop`. */
export function codeSection(...sizes: readonly number[]): number[] {
  return section(10, list(...sizes.map((size) => sized(Array.from({ length: size }, () => 0x01)))));
}

/** One map of the name section: function indices and names. */
export function nameMap(id: number, ...names: readonly (readonly [index: number, name: string])[]): number[] {
  return section(id, list(...names.map(([index, name]) => [...leb(index), ...sized(name)])));
}
