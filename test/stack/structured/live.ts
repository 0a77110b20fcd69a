import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { STACKS } from '../captures.ts';

type Run = (kind: number, n: number) => number;

/** `run` of app.wasm, compiled in this process; what it throws from JavaScript is `onThrow`'s. */
export function instance(onThrow: () => void): Run {
  const module = new WebAssembly.Module(readFileSync(new URL('modules/app.wasm', STACKS)));
  const { exports } = new WebAssembly.Instance(module, { env: { js_call: () => 0, js_throw: onThrow } });
  const { run } = exports;
  if (typeof run !== 'function') throw new TypeError('app.wasm has no run');
  return (kind, n) => Number(Reflect.apply(run, null, [kind, n]));
}

/** Kinds of `Engine::step`. */
export const UNREACHABLE = 0;
export const CALL_JS = 5;

/** V8's call sites of a call from Wasm. */
export function liveCallSites(): readonly unknown[] {
  let sites: readonly unknown[] = [];
  instance(() => {
    const own: unknown = Reflect.get(Error, 'prepareStackTrace');
    Error.prepareStackTrace = (_, found) => found;
    const { stack }: { stack?: unknown } = new Error('here');
    Reflect.set(Error, 'prepareStackTrace', own);
    if (Array.isArray(stack)) sites = stack;
  })(CALL_JS, 1);
  return sites;
}

/** What Node's inspector says of the same: the result of `Runtime.evaluate`, and the parameters of `Debugger.paused`. */
export function liveInspector(): { readonly thrown: unknown; readonly paused: unknown } {
  const session = new Session();
  session.connect();
  let [thrown, paused]: unknown[] = [];
  const run = instance(() => undefined);
  Reflect.set(globalThis, RUN, run);
  session.post('Debugger.enable');
  session.post('Debugger.setPauseOnExceptions', { state: 'all' });
  session.on('Debugger.paused', ({ params }) => {
    paused ??= params;
    session.post('Debugger.resume');
  });
  session.post('Runtime.evaluate', { expression: `${RUN}(${UNREACHABLE}, 1)` }, (_, result) => {
    thrown = result;
  });
  session.disconnect();
  Reflect.deleteProperty(globalThis, RUN);
  return { thrown, paused };
}

const RUN = '__run_of_app_wasm';
