// A page whose policy lets nobody compile: a worker, which has a policy of its own, hands it compiled modules.
import { init } from 'wasm-symbolicate';
import { answer } from './crash.js';
import { mustNotCompile } from './must-not-compile.js';
import { send } from './send.js';

const FILES = {
  core: '/node_modules/wasm-symbolicate/dist/core.wasm',
  demangler: '/node_modules/wasm-symbolicate/dist/demangler.wasm',
  app: '/app.wasm',
};

async function main() {
  await mustNotCompile(FILES.app);
  const { core, demangler, app } = await compiledByWorker();
  init({ core, demangler });
  return answer(app, new URL(FILES.app, location.href));
}

function compiledByWorker() {
  const worker = new Worker('/compile.js');
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onmessageerror = () => reject(new Error('the page cannot take compiled modules'));
    worker.onerror = ({ message }) => reject(new Error(`the worker failed: ${message}`));
    worker.postMessage(FILES);
  });
}

send(main());
