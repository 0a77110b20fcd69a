import { SymbolicationError } from '../errors.ts';
import { decodeBase64 } from './base64.ts';

/** A function of a core: numbers in, a 32-bit number out (signed, as Wasm's numbers arrive in JavaScript). */
export type CoreFunction = (...numbers: number[]) => number;

/** An instance of one of the built cores. It serves one task at a time; after one that failed it is dropped, and its memory goes back as a whole. */
export interface CoreInstance {
  readonly memory: WebAssembly.Memory;
  readonly exports: WebAssembly.Exports;
}

/** A core as bytes, as base64, or compiled already. */
export type BuiltCore = string | BufferSource | WebAssembly.Module;

/** Gives a new instance of a core at each call. */
export interface CoreLoader {
  (): Promise<CoreInstance>;
  /** The compiled core, for threads: they share its code, also what V8 has optimised of it. */
  readonly compiled: () => Promise<WebAssembly.Module>;
  /** Takes the core from elsewhere from now on. */
  readonly loadFrom: (source: () => BuiltCore | Promise<BuiltCore>) => void;
}

/** Compiles a core, unless it is compiled already, once, at its first use, and instantiates it as often as wanted. */
export function coreLoader(load: () => Promise<{ readonly default: BuiltCore }>): CoreLoader {
  let compilation: Promise<WebAssembly.Module> | null = null;
  let source: () => BuiltCore | Promise<BuiltCore> = async () => (await load()).default;
  const compile = async (): Promise<WebAssembly.Module> => {
    const core = await source();
    return isCompiled(core) ? core : compileHere(typeof core === 'string' ? decodeBase64(core) : core);
  };
  const withCompiled = async <T>(use: (module: WebAssembly.Module) => T | Promise<T>): Promise<T> => {
    const current = (compilation ??= compile());
    try {
      return await use(await current);
    } catch (error) {
      // What failed once (a part of the bundle that did not arrive) may succeed at the next call.
      if (compilation === current) compilation = null;
      throw notStarted(error);
    }
  };
  return Object.assign(() => withCompiled(instantiate), {
    compiled: () => withCompiled((module) => module),
    loadFrom: (given: () => BuiltCore | Promise<BuiltCore>) => {
      source = given;
      compilation = null;
    },
  });
}

/** By tag and not by `instanceof`, which fails for modules of another realm. */
export function isCompiled(core: unknown): core is WebAssembly.Module {
  return Object.prototype.toString.call(core) === '[object WebAssembly.Module]';
}

async function compileHere(bytes: BufferSource): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new SymbolicationError(
      'core-failed',
      `The core could not be compiled: ${words}. A host that forbids compiling can be given compiled cores, see \`init\`.`,
      { cause: error },
    );
  }
}

/** A loader of a core that another thread has compiled. */
export function compiledLoader(module: WebAssembly.Module): () => Promise<CoreInstance> {
  return () =>
    instantiate(module).catch((error: unknown) => {
      throw notStarted(error);
    });
}

function notStarted(error: unknown): SymbolicationError {
  // A host that cannot give the memory says RangeError.
  return error instanceof RangeError ? outOfMemory(error) : coreFailed('The core could not be started', error);
}

async function instantiate(module: WebAssembly.Module): Promise<CoreInstance> {
  const { exports } = await WebAssembly.instantiate(module, noImports(module));
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new TypeError('the core exports no memory');
  if ('__wbindgen_start' in exports) coreFunction({ memory, exports }, '__wbindgen_start')();
  return { memory, exports };
}

/** The functions that wasm-bindgen's JavaScript would bring serve values other than numbers, of which the cores exchange none. */
function noImports(module: WebAssembly.Module): WebAssembly.Imports {
  const imports: Record<string, Record<string, () => void>> = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind === 'function') (imports[from] ??= {})[name] = () => undefined;
  }
  return imports;
}

export function coreFunction({ exports, memory }: CoreInstance, name: string): CoreFunction {
  const exported = exports[name];
  if (!isCoreFunction(exported)) {
    throw new SymbolicationError('core-failed', `The built core has no function ${name}: it is of another version.`);
  }
  return (...numbers) => {
    try {
      return exported(...numbers);
    } catch (error) {
      // Rust has no way to tell of it: where memory does not suffice, it traps.
      throw isExhausted(memory) ? outOfMemory(error) : coreFailed('The core stopped on this module', error);
    }
  };
}

/** Rust's lists end at 2 GiB and double to get there; hosts may give less. */
const LARGE_MEMORY = 2 ** 30;
const PAGE_SIZE = 2 ** 16;

function isExhausted(memory: WebAssembly.Memory): boolean {
  const size = memory.buffer.byteLength;
  if (size >= LARGE_MEMORY) return true;
  try {
    // As much as the last list may have asked for.
    memory.grow(Math.ceil(size / PAGE_SIZE));
    return false;
  } catch {
    return true;
  }
}

function isCoreFunction(value: unknown): value is CoreFunction {
  return typeof value === 'function';
}

/** A view of the core's memory. Valid until the next call into the core, which may replace the memory's buffer. */
export function memoryView(instance: CoreInstance, pointer: number, length: number): Uint8Array<ArrayBuffer> {
  const { buffer } = instance.memory;
  const start = pointer >>> 0;
  if (start + length > buffer.byteLength) {
    throw new SymbolicationError('core-failed', 'The core points outside its own memory.');
  }
  return new Uint8Array(buffer, start, length);
}

/** `cause` is a trap, or the end of the host's stack (a `RangeError` in V8, an `InternalError` in SpiderMonkey), or that the host forbids Wasm. */
function coreFailed(what: string, cause: unknown): SymbolicationError {
  if (SymbolicationError.is(cause)) return cause;
  const words = cause instanceof Error ? cause.message : String(cause);
  return new SymbolicationError('core-failed', `${what}: ${words}.`, { cause });
}

export function outOfMemory(cause?: unknown): SymbolicationError {
  return new SymbolicationError(
    'core-out-of-memory',
    'The debug information does not fit into the memory of the core.',
    {
      cause,
    },
  );
}
