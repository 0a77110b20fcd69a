// For pages, bundled or not.
import { answer } from './crash.js';
import { send } from './send.js';

async function main() {
  const compiled = await WebAssembly.compileStreaming(fetch('/app.wasm'));
  return answer(compiled, new URL('/app.wasm', location.href));
}

send(main());
