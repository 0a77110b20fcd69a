// For hosts of that kind which the package has no condition for: the cores by their subpaths.
import { init } from 'wasm-symbolicate';
import core from 'wasm-symbolicate/core.wasm';
import demangler from 'wasm-symbolicate/demangler.wasm';
import worker from './worker.js';

init({ core, demangler });

export default worker;
