/**
 * Looks over the shoulder of the package's Wasm cores, from outside: their memories, and what they are given. It replaces
 * `WebAssembly.instantiate`, and does nothing but remember until it is asked for more.
 */
export interface CoreWatch {
  /** From now on memory is looked at with every step of a core, which takes time. */
  measure(): void;
  /** The largest sums seen: memories of cores, and the heap with its array buffers. */
  peak(): { readonly core: number; readonly javascript: number };
  /**
   * Filled by the next build: how many numbers `begin` was given (u32), these (u32), then for each input its number (u32), length
   * (u32) and contents.
   */
  recordInputs(): Uint8Array[];
}

/** Number of the input that is given again during a build. */
const IDENTITY = 1;

type Exported = (...numbers: number[]) => number;

export function watchCores(): CoreWatch {
  const memories: WebAssembly.Memory[] = [];
  const given = new Map<number, Uint8Array>();
  let inputs: Uint8Array[] | null = null;
  let hasBegun = false;
  let measures = false;
  let javascript = 0;

  const look = (): void => {
    if (!measures) return;
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    javascript = Math.max(javascript, heapUsed + arrayBuffers);
  };

  const watched = (exports: WebAssembly.Exports, memory: WebAssembly.Memory): WebAssembly.Exports => {
    const wrapped: Record<string, WebAssembly.ExportValue> = { ...exports };
    const wrap = (name: string, around: (call: Exported) => Exported): void => {
      const exported = exports[name];
      if (typeof exported === 'function') wrapped[name] = around(exported as Exported);
    };
    wrap('written', (written) => (input = 0, length = 0) => {
      if (inputs !== null && !hasBegun) given.set(input, placed(exports, memory, input, length));
      if (inputs !== null && hasBegun && input === IDENTITY)
        inputs.push(words(input, length), placed(exports, memory, input, length));
      return written(input, length);
    });
    wrap('begin', (begin) => (...numbers) => {
      if (inputs !== null && !hasBegun) {
        hasBegun = true;
        inputs.push(words(numbers.length, ...numbers));
        for (const [input, bytes] of given) {
          // Its counts, and whole only when the core asks for it.
          if (input !== IDENTITY) inputs.push(words(input, bytes.length), bytes);
        }
      }
      return begin(...numbers);
    });
    wrap('step', (step) => () => {
      look();
      return step();
    });
    return wrapped;
  };

  const instantiate = WebAssembly.instantiate.bind(WebAssembly);
  const watching = async (module: WebAssembly.Module, imports?: WebAssembly.Imports): Promise<WebAssembly.Instance> => {
    const { exports } = await instantiate(module, imports);
    const { memory } = exports;
    if (!(memory instanceof WebAssembly.Memory)) return { exports };
    if (measures) memories.push(memory);
    return { exports: measures || inputs !== null ? watched(exports, memory) : exports };
  };
  Object.assign(WebAssembly, { instantiate: watching });

  return {
    measure: () => {
      measures = true;
    },
    peak: () => {
      look();
      return { core: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0), javascript };
    },
    recordInputs: () => (inputs = []),
  };
}

/** What the host has just written for the core to take. */
function placed(exports: WebAssembly.Exports, memory: WebAssembly.Memory, input: number, length: number): Uint8Array {
  const place = exports['place'];
  if (typeof place !== 'function') throw new Error('the core does not say where inputs belong');
  return new Uint8Array(memory.buffer, (place as Exported)(input) >>> 0, length).slice();
}

function words(...numbers: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((number, i) => {
    view.setUint32(4 * i, number, true);
  });
  return new Uint8Array(view.buffer);
}
