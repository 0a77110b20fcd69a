// As page.js; and builds an index over two threads, of which one must have done its part.
import { buildIndex } from 'wasm-symbolicate';
import { answer } from './crash.js';
import { send } from './send.js';

const LARGE = '/large.wasm';

async function main() {
  const parts = countParts();
  const large = new Uint8Array(await (await fetch(LARGE)).arrayBuffer());
  const shared = await buildIndex(large, { workers: 2 });
  const alone = await buildIndex(large);
  if (parts() !== 1) throw new Error(`${parts()} parts came from workers`);
  if (shared.some((byte, at) => byte !== alone[at])) throw new Error('the workers make another index');
  return answer(await WebAssembly.compileStreaming(fetch('/app.wasm')), new URL('/app.wasm', location.href));
}

/** How many parts of an index workers have sent. */
function countParts() {
  let parts = 0;
  globalThis.Worker = class extends Worker {
    constructor(...of) {
      super(...of);
      this.addEventListener('message', ({ data }) => {
        if (data.kind === 'part') parts += 1;
      });
    }
  };
  return () => parts;
}

send(main());
