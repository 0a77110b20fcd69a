// For runtimes with files: prints the answer as JSON.
import { readFile } from 'node:fs/promises';
import { answer } from './crash.js';

const compiled = await WebAssembly.compile(await readFile('app.wasm'));
console.log(JSON.stringify(await answer(compiled, 'app.wasm')));
