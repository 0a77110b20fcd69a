// The same for a CommonJS program, which gets the package by `require`.
const { readFileSync } = require('node:fs');
const whole = require('wasm-symbolicate');
const { lookup, openIndex } = require('wasm-symbolicate/lookup');

const place = ({ function: name, file, line, column, inlined }) => ({ function: name, file, line, column, inlined });

async function main() {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync('app.wasm')), {
    env: { js_throw: () => undefined, js_call: () => 0 },
  });
  try {
    exports.run(0, 1);
  } catch (error) {
    const index = openIndex(await whole.buildIndex('app.wasm'));
    const { frames } = await whole.symbolicate(error, [await whole.openModule('app.wasm')]);
    return {
      stack: error.stack,
      compiled: true,
      lookup: lookup(index, 0x2df).frames.map(place),
      frames: frames
        .filter(({ kind }) => kind === 'wasm')
        .map(({ functionIndex, offset, inferred, reason, frames }) => ({
          functionIndex,
          offset,
          inferred,
          reason,
          frames: frames.map(place),
        })),
      error: null,
    };
  }
  throw new Error('the module did not stop');
}

main().then((found) => console.log(JSON.stringify(found)));
