/** The part that the tests use of a package that has no types. Offsets are module-file offsets. */
declare module '@webassemblyjs/wasm-parser' {
  interface SectionMetadata {
    readonly section: string;
    /** Where the section's size is. */
    readonly startOffset: number;
    readonly size: { readonly value: number; readonly loc: { readonly end: { readonly column: number } } };
  }
  interface Program {
    readonly body: readonly { readonly metadata?: { readonly sections: readonly SectionMetadata[] } }[];
  }
  export function decode(bytes: Uint8Array, options: Readonly<Record<string, boolean>>): Program;
}
