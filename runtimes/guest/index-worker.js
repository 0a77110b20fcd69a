// Import maps do not reach workers, so that the package is imported by its path.
import { buildIndex } from '/node_modules/wasm-symbolicate/dist/index.js';

/** Stops the module here, where WebAssembly may be compiled, and reads it. */
onmessage = async ({ data: file }) => {
  const { instance } = await WebAssembly.instantiateStreaming(fetch(file), {
    env: { js_throw: () => undefined, js_call: () => 0 },
  });
  try {
    instance.exports.run(0, 1);
  } catch ({ message, stack }) {
    postMessage({ message, stack, index: await buildIndex(new URL(file, location.href)) });
  }
};
