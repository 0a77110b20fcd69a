import { readFile } from 'node:fs/promises';

/** The bytes of a module of fixtures/modules. */
export function load(file) {
  return readFile(new URL(`../fixtures/modules/${file}`, import.meta.url));
}

/**
 * Calls an export that ends in an error.
 * @returns {{ stack: string, report: string | null }} the error's stack down to the last Wasm frame, and what the module
 *   reported before it stopped
 */
export function runUntilItStops(bytes, call, frames, { priceOf = () => 1 } = {}) {
  let report = null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    host: {
      price_of: priceOf,
      report(pointer, length) {
        report = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, pointer, length));
      },
    },
  });
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = frames;
  try {
    exports[call]();
  } catch (error) {
    return { stack: withoutCallers(error.stack), report };
  } finally {
    Error.stackTraceLimit = limit;
  }
  throw new Error(`${call} did not stop`);
}

/** Leaves out the frames of this demo, which called the module. */
function withoutCallers(stack) {
  const lines = stack.split('\n');
  return lines.slice(0, lines.findLastIndex((line) => line.includes('wasm://')) + 1).join('\n');
}
