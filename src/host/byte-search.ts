interface BufferHost {
  readonly Buffer?: {
    readonly from: (
      buffer: ArrayBufferLike,
      offset: number,
      length: number,
    ) => { readonly indexOf: (wanted: Uint8Array, from: number) => number };
  };
}

/** Finds where `wanted` next stands, from a place on; -1 where it does not. */
export type ByteSearch = (wanted: Uint8Array, from: number) => number;

/** A search in compiled code, as Node, Bun and Deno have one; `null` in other hosts. */
export function byteSearch(bytes: Uint8Array): ByteSearch | null {
  const host: BufferHost = globalThis;
  const view = host.Buffer?.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view === undefined ? null : (wanted, from) => view.indexOf(wanted, from);
}
