import { debugIdOf, normalizeDebugId, uuidOf } from './debug-id.ts';
import type { DebugIds } from './debug-id.ts';
import { v8UrlHash } from './v8-hash.ts';

/** What ids are made of. A module, and a symbol index of it, have the same. Hexadecimal numbers are in lower case. */
export interface IdFacts {
  /** The bytes of the build id, without the length that may stand in front of them in the `build_id` section. */
  readonly buildId: string | null;
  /** That length as the section has it, empty where it has none; `null` where that is unknown, and the convention is assumed. */
  readonly buildIdPrefix: string | null;
  /** SHA-256 over the hashes of the pieces of the code section. */
  readonly codeHash: string | null;
  /** Of the deployed file: OpenTelemetry's `htlhash`. */
  readonly fileHash: string | null;
  /** Bytes in the deployed file. */
  readonly moduleSize: number;
}

/** A module's ids in every spelling that the systems expect which know modules by them. `null`: the module has none. */
export interface ModuleIds {
  /** Canonical: the id's own bytes in hex. debuginfod, OpenTelemetry and source maps (Binaryen's `debugId`) use this one. */
  readonly buildId: string | null;
  /** The section's whole payload in hex, length included: `code_id` of symbolic and Sentry, `build_id` of Datadog. */
  readonly codeId: string | null;
  /** Of the payload's first 16 bytes, length included, as symbolic makes it (symbolic#1069); `null` for a shorter payload. */
  readonly debug: DebugIds | null;
  /** Of the id's own first 16 bytes, as a reader of the convention makes it; `null` for a shorter id. The same as `debug` where there is no length. */
  readonly canonicalDebug: DebugIds | null;
  /** Paths on a debuginfod server. */
  readonly debuginfod: { readonly debuginfo: string; readonly executable: string } | null;
  /** `process.executable.build_id.*`; `htlhash` is of the deployed file alone, a stripped copy has another. */
  readonly openTelemetry: { readonly gnu: string | null; readonly htlhash: string | null };
  /** The hash in `wasm://wasm/HASH` where V8 has the module as bytes; `null` below 16,384 bytes, where it hashes the contents. */
  readonly v8UrlHash: string | null;
  /**
   * Made up by this package from the code section, which stripping leaves alone. No tool wrote it: it is only ever compared with another derived one. `null`
   * for a module without code, and where its hash is not known.
   */
  readonly derived: (DebugIds & { readonly codeHash: string }) | null;
}

/** All spellings of a module's ids. */
export function moduleIds(facts: IdFacts): ModuleIds {
  const { buildId, codeHash, fileHash, moduleSize } = facts;
  const codeId = buildId === null ? null : (facts.buildIdPrefix ?? lengthPrefix(buildId)) + buildId;
  return {
    buildId,
    codeId,
    debug: codeId === null ? null : debugIdOf(codeId),
    canonicalDebug: buildId === null ? null : debugIdOf(buildId),
    debuginfod:
      buildId === null
        ? null
        : { debuginfo: `/buildid/${buildId}/debuginfo`, executable: `/buildid/${buildId}/executable` },
    openTelemetry: { gnu: buildId, htlhash: fileHash },
    v8UrlHash: v8UrlHash(moduleSize),
    derived: codeHash === null ? null : derivedIds(codeHash),
  };
}

/** The convention's length in front of an id, as LEB128 in hex. */
function lengthPrefix(id: string): string {
  let rest = id.length / 2;
  let prefix = '';
  while (rest >= 0x80) {
    prefix += ((rest % 0x80) + 0x80).toString(16);
    rest = Math.floor(rest / 0x80);
  }
  return prefix + rest.toString(16).padStart(2, '0');
}

/** RFC 9562's version 8 is for UUIDs of one's own making, so that no reader takes this one for a tool's. */
function derivedIds(codeHash: string): ModuleIds['derived'] {
  const digits = codeHash.slice(0, 32);
  const variant = (8 + (Number.parseInt(digits[16] ?? '0', 16) & 3)).toString(16);
  return { codeHash, ...uuidOf(`${digits.slice(0, 12)}8${digits.slice(13, 16)}${variant}${digits.slice(17)}`) };
}

/** Whether an id of a map, an event or a file's name is the module's: its build id, or a debug id made of it in either way. */
export function namesModule(ids: ModuleIds, id: unknown): boolean {
  const wanted = normalizeDebugId(id);
  const own = [ids.buildId, ids.codeId, ids.debug?.debugId, ids.canonicalDebug?.debugId];
  return wanted !== null && own.some((each) => each != null && normalizeDebugId(each) === wanted);
}
