// As program.js, from call sites.
import { readFile } from 'node:fs/promises';
import { answer, callSites } from './crash.js';

const compiled = await WebAssembly.compile(await readFile('app.wasm'));
console.log(JSON.stringify(await answer(compiled, 'app.wasm', callSites)));
