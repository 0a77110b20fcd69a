// For workerd, with the cores by the package's condition.
import { answer } from './crash.js';
import compiled from './app.wasm';
import bytes from './app.bin';

export default {
  fetch: async () => Response.json(await answer(compiled, bytes)),
};
