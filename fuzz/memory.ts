import { readFileSync, writeFileSync } from 'node:fs';
import { GCProfiler, getHeapStatistics } from 'node:v8';

/** Memories of the cores that were instantiated since {@link MemoryWatch} began, by the module that they are instances of. */
const memories = new Map<WebAssembly.Module, WebAssembly.Memory[]>();

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

/** Bytes that were added at the peak since the watch began. */
export interface AddedMemory {
  /** What was held for certain: the largest memory of each core, or what was left behind by a full collection, whichever is more. */
  readonly held: number;
  /** What may have been: with garbage, and with what the process grew by. */
  readonly seen: number;
}

/** What an input adds to the memory. */
export class MemoryWatch {
  readonly #collections = new GCProfiler();
  readonly #usedBefore: number;
  readonly #residentBefore: number;

  constructor() {
    memories.clear();
    this.#residentBefore = resident('VmRSS');
    // Linux: the peak of the resident set begins anew.
    if (this.#residentBefore > 0) writeFileSync('/proc/self/clear_refs', '5');
    this.#usedBefore = usedBytes(getHeapStatistics());
    this.#collections.start();
  }

  end(): AddedMemory {
    const { statistics } = this.#collections.stop();
    let ofCores = 0;
    for (const instances of memories.values()) {
      ofCores += Math.max(...instances.map(({ buffer }) => buffer.byteLength));
    }
    const full = statistics.filter(({ gcType }) => gcType === 'MarkSweepCompact');
    const left = Math.max(0, ...full.map(({ afterGC }) => usedBytes(afterGC.heapStatistics)));
    const used = Math.max(
      usedBytes(getHeapStatistics()),
      ...statistics.map(({ beforeGC }) => usedBytes(beforeGC.heapStatistics)),
    );
    return {
      held: Math.max(ofCores, left - this.#usedBefore),
      seen: Math.max(ofCores, used - this.#usedBefore, resident('VmHWM') - this.#residentBefore),
    };
  }
}

/** Of JavaScript's heap and its buffers. */
function usedBytes(heap: HeapFigures): number {
  return 'used_heap_size' in heap
    ? heap.used_heap_size + heap.external_memory
    : heap.usedHeapSize + heap.externalMemory;
}

type HeapFigures =
  | { readonly used_heap_size: number; readonly external_memory: number }
  | { readonly usedHeapSize: number; readonly externalMemory: number };

/** In bytes; 0 where the host has no such figures. */
function resident(field: 'VmRSS' | 'VmHWM'): number {
  try {
    const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'latin1'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
