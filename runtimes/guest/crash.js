// Runs unchanged in every runtime: stops a module on purpose, and answers what the package makes of the error. Held against the truth elsewhere (truth.ts).
import { buildIndex, openModule, symbolicate } from 'wasm-symbolicate';
import { lookup, openIndex } from 'wasm-symbolicate/lookup';

/** The module file offset of the instruction that stops the module. */
export const TRAP = 0x2df;

const imports = { env: { js_throw: () => undefined, js_call: () => 0 } };

/** Calls an export that reaches an `unreachable` through four further functions. */
function crash(instance) {
  try {
    instance.exports.run(0, 1);
  } catch (error) {
    return error;
  }
  throw new Error('the module did not stop');
}

/** For Bun, whose text says of every Wasm frame only that there is one. */
export function callSites(error) {
  Error.prepareStackTrace = (_, sites) => sites;
  const sites = error.stack;
  Error.prepareStackTrace = undefined;
  return sites;
}

/**
 * @param compiled the module as this runtime compiles it: its stack is of this very engine
 * @param input the same module for the package: a path, a URL, bytes
 * @param stackOf what of the error is to be answered
 */
export async function answer(compiled, input, stackOf = (error) => error) {
  const found = { stack: null, compiled: false, frames: null, lookup: null, error: null };
  try {
    const stack = stackOf(crash(await WebAssembly.instantiate(compiled, imports)));
    found.stack = String(stack.stack ?? stack);
    const index = openIndex(await buildIndex(input));
    found.compiled = true;
    found.lookup = lookup(index, TRAP).frames.map(place);
    const { frames } = await symbolicate(stack, [await openModule(input)]);
    found.frames = frames.filter(({ kind }) => kind === 'wasm').map(frame);
  } catch (error) {
    found.error = `${error.stack ?? ''}`.includes(error.message) ? error.stack : `${error}\n${error.stack}`;
  }
  return found;
}

export function frame({ functionIndex, offset, inferred, reason, frames }) {
  return { functionIndex, offset, inferred, reason, frames: frames.map(place) };
}

export function place({ function: name, file, line, column, inlined }) {
  return { function: name, file, line, column, inlined };
}
