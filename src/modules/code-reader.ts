import { SymbolicationError } from '../errors.ts';
import type { OpenModule } from '../build/open-module.ts';
import { type BodyCode, readBodyCode, sizeOf } from '../fit/body-code.ts';

/** Larger bodies are no engine's: V8 and its like take 7,654,321 bytes at most. */
const LARGEST_BODY = 8_000_000;

/** Bytes of code, as it is kept, that a module holds for the next stack: a program that crashes again does so in the same functions. */
const KEPT = 4 << 20;

/** Code by function; the oldest leaves first. */
class KeptCode {
  readonly #bodies = new Map<number, BodyCode | null>();
  #size = 0;

  get(functionIndex: number): BodyCode | null | undefined {
    return this.#bodies.get(functionIndex);
  }

  add(functionIndex: number, body: BodyCode | null): void {
    if (this.#bodies.has(functionIndex)) return;
    this.#bodies.set(functionIndex, body);
    this.#size += costOf(body);
    for (const [oldest, each] of this.#bodies) {
      if (this.#size <= KEPT || oldest === functionIndex) break;
      this.#bodies.delete(oldest);
      this.#size -= costOf(each);
    }
  }
}

const ENTRY_SIZE = 100;

function costOf(body: BodyCode | null): number {
  return ENTRY_SIZE + (body === null ? 0 : sizeOf(body));
}

const kept = new WeakMap<OpenModule, KeptCode>();

/** A function's code; `null` where there is no such body, or one that nobody can read to its end. */
export async function codeOf(module: OpenModule, functionIndex: number): Promise<BodyCode | null> {
  const own = kept.get(module) ?? new KeptCode();
  kept.set(module, own);
  const known = own.get(functionIndex);
  if (known !== undefined) return known;
  const body = await readCode(module, functionIndex);
  own.add(functionIndex, body);
  return body;
}

/** As {@link codeOf}, without keeping it. */
export async function readCode(module: OpenModule, functionIndex: number): Promise<BodyCode | null> {
  const body = functionIndex - module.importedFunctions;
  const [start, length] = [module.bodyStarts[body], module.bodyLengths[body]];
  if (start === undefined || length === undefined || length > LARGEST_BODY) return null;
  const offset = module.codeStart + start;
  return readBodyCode(await module.layout.reader.read(offset, length), offset);
}

/** A function's code; in words, why there is none. */
export type KnownCode = BodyCode | 'no-code' | 'unknown-code';

/** Code of modules by their place in a list. */
export interface CodeSource {
  codeOf(module: number, functionIndex: number): KnownCode;
}

/** Of symbol indexes, which hold none. */
export const NO_CODE: CodeSource = { codeOf: () => 'no-code' };

/** Bytes of code, as it is kept, that one stack may take: a hostile one names every function. */
const STACK_BUDGET = 64 << 20;

/**
 * Lets pure functions ask for code that has to be read first: what they asked for in vain is read, and they are asked again.
 */
export class StackCode implements CodeSource {
  readonly #files: readonly (OpenModule | null)[];
  readonly #known: readonly Map<number, KnownCode>[];
  #missing: (readonly [module: number, functionIndex: number])[] = [];
  #left = STACK_BUDGET;

  constructor(files: readonly (OpenModule | null)[]) {
    this.#files = files;
    this.#known = files.map(() => new Map());
  }

  codeOf(module: number, functionIndex: number): KnownCode {
    const known = this.#known[module];
    if (known === undefined || this.#files[module] === null) return 'no-code';
    const code = known.get(functionIndex);
    if (code !== undefined) return code;
    this.#missing.push([module, functionIndex]);
    known.set(functionIndex, 'no-code');
    return 'no-code';
  }

  /** Whether something was missing and may be there now. */
  async readMissing(): Promise<boolean> {
    const missing = this.#missing;
    this.#missing = [];
    for (let from = 0; from < missing.length && this.#left > 0; from += AT_ONCE) {
      await Promise.all(missing.slice(from, from + AT_ONCE).map((each) => this.#read(...each)));
    }
    return missing.length > 0;
  }

  async #read(module: number, functionIndex: number): Promise<void> {
    const file = this.#files[module] ?? null;
    if (file === null) return;
    try {
      const code = await codeOf(file, functionIndex);
      this.#left -= costOf(code);
      this.#known[module]?.set(functionIndex, code ?? 'unknown-code');
    } catch (error) {
      // A file that was closed, or has become shorter, still has its index: what cannot be tested is not tested.
      if (!SymbolicationError.is(error)) throw error;
    }
  }
}

/** A module on a server is asked for each body. */
const AT_ONCE = 16;
