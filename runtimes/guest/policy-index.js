// A page whose policy lets nobody compile, in a browser that hands it no compiled modules either: it gets an index, which is read without WebAssembly.
import { symbolicateSync } from 'wasm-symbolicate';
import { lookup, openIndex } from 'wasm-symbolicate/lookup';
import { frame, place, TRAP } from './crash.js';
import { mustNotCompile } from './must-not-compile.js';
import { send } from './send.js';

async function main() {
  await mustNotCompile('/app.wasm');
  const { message, stack, index } = await crashInWorker();
  const opened = openIndex(index);
  const { frames } = symbolicateSync(Object.assign(new Error(message), { stack }), [opened]);
  return {
    stack,
    compiled: true,
    frames: frames.filter(({ kind }) => kind === 'wasm').map(frame),
    lookup: lookup(opened, TRAP).frames.map(place),
    error: null,
  };
}

function crashInWorker() {
  const worker = new Worker('/index-worker.js', { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(`the worker failed: ${message}`));
    worker.postMessage('/app.wasm');
  });
}

send(main());
