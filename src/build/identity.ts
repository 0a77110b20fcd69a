import type { OpenModule } from './open-module.ts';

/**
 * The identity section of a symbol index, byte for byte as the format specifies it (module doc of native/src/format.rs).
 * @param codeHash `null` in a partial index and on hosts without `crypto.subtle`
 */
export function identityBytes(module: OpenModule, codeHash: Uint8Array | null, buildId: Uint8Array | null): Uint8Array {
  const runs = [codeHash, buildId, module.moduleName === null ? null : new TextEncoder().encode(module.moduleName)];
  const fixedSize = 24;
  const bytes = new Uint8Array(runs.reduce((size, run) => size + 4 + (run?.length ?? 0), fixedSize));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, module.codeStart, true);
  view.setUint32(4, module.layout.code?.size ?? 0, true);
  view.setBigUint64(8, BigInt(module.layout.reader.size), true);
  view.setUint32(16, module.importedFunctions, true);
  view.setUint32(20, module.exports.count, true);
  let at = fixedSize;
  for (const run of runs) {
    const length = run?.length ?? 0;
    view.setUint32(at, length, true);
    if (run !== null) bytes.set(run, at + 4);
    at += 4 + length;
  }
  return bytes;
}
