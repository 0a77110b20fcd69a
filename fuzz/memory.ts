import { readFileSync, writeFileSync } from 'node:fs';

/** Memories of the cores that were instantiated since {@link resetMemory}, by the module that they are instances of. */
const memories = new Map<WebAssembly.Module, WebAssembly.Memory[]>();

let residentBefore = 0;

/**
 * From now on every instance's memory is known. Memories never shrink, so that their size afterwards is their peak. Instances are made at once: what the host
 * does to make one later takes three times as long as all that a small module needs.
 */
export function watchInstances(): void {
  const watched = (module: WebAssembly.Module, imports?: WebAssembly.Imports): Promise<WebAssembly.Instance> => {
    const instance = new WebAssembly.Instance(module, imports);
    const { memory } = instance.exports;
    if (memory instanceof WebAssembly.Memory) memories.set(module, [...(memories.get(module) ?? []), memory]);
    return Promise.resolve(instance);
  };
  Object.assign(WebAssembly, { instantiate: watched });
}

export function resetMemory(): void {
  memories.clear();
  residentBefore = resident('VmRSS');
  // Linux: the peak of the resident set begins anew.
  if (residentBefore > 0) writeFileSync('/proc/self/clear_refs', '5');
}

/**
 * Bytes that were added at the peak since {@link resetMemory}: the largest memory of each core, or what the process grew by, whichever is more.
 * The latter holds the host's own buffers too, and garbage.
 */
export function peakMemory(): number {
  let ofCores = 0;
  for (const instances of memories.values()) {
    ofCores += Math.max(...instances.map(({ buffer }) => buffer.byteLength));
  }
  return Math.max(ofCores, resident('VmHWM') - residentBefore);
}

/** In bytes; 0 where the host has no such figures. */
function resident(field: 'VmRSS' | 'VmHWM'): number {
  try {
    const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'latin1'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
