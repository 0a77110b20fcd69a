/**
 * What is known of a module, whoever says so: the text of a frame, an event, a file, a symbol index. One shape for all, so that a stack's
 * modules can be compared with candidates, and looked for in symbol sources. What is unknown is `null` or empty; nothing is guessed.
 */
export interface ModuleIdentity {
  /** URL or path under which stacks name it. */
  readonly url: string | null;
  /** Names it goes by besides: of its name section, of V8's `wasm://wasm/NAME-HASH`, as engines print them in front of a function's. */
  readonly names: readonly string[];
  /** Build ids in hex, lower case, without dashes: the id's own bytes, and the other spellings that are known of it (ids/module-ids.ts). */
  readonly buildIds: readonly string[];
  /** The hash in V8's `wasm://wasm/HASH`: eight hexadecimal digits. */
  readonly v8Hash: string | null;
  /** Bytes in the module's file. */
  readonly byteLength: number | null;
  /** SHA-256 over the hashes of the pieces of the code section, in hex (container/code-hash.ts). */
  readonly codeHash: string | null;
  /** Functions in all, imports counted. */
  readonly functionCount: number | null;
  /** Names of functions by index, as frames print them. */
  readonly functionNames: readonly { readonly functionIndex: number; readonly name: string }[];
}

/** An identity of which only these things are known. */
export function moduleIdentity(known: Partial<ModuleIdentity>): ModuleIdentity {
  return { ...UNKNOWN, ...known };
}

const UNKNOWN: ModuleIdentity = {
  url: null,
  names: [],
  buildIds: [],
  v8Hash: null,
  byteLength: null,
  codeHash: null,
  functionCount: null,
  functionNames: [],
};
