import type { CoreInstance, CoreLoader } from './instance.ts';

/** A loader that takes instances back. */
export interface LendingLoader extends CoreLoader {
  /** Takes back an instance whose work is done. One that failed is not to be given back. */
  readonly giveBack: (core: CoreInstance) => void;
}

/** Long enough for a service that builds one index after the other, short enough for nobody to miss the memory. */
const KEPT_MS = 2000;

/** Of the few modules that need more, the build is so long that a fresh memory costs it little. */
const LARGEST_KEPT = 128 * 1024 * 1024;

/**
 * Keeps the instance that was given back last for the next build, for two seconds: the system clears each page of a fresh memory when it is first touched, which is a tenth
 * of a large module's build, and a sixth of a small one's. A weak reference does not do: V8 collects before the next build begins.
 */
export function keepingSpare(load: CoreLoader): LendingLoader {
  let spare: CoreInstance | null = null;
  let end: ReturnType<typeof setTimeout> | undefined;
  const takeSpare = (): CoreInstance | null => {
    const taken = spare;
    spare = null;
    clearTimeout(end);
    return taken;
  };
  return Object.assign(async () => takeSpare() ?? (await load()), {
    compiled: load.compiled,
    loadFrom: (...source: Parameters<CoreLoader['loadFrom']>) => {
      takeSpare();
      load.loadFrom(...source);
    },
    giveBack: (core: CoreInstance) => {
      if (core.memory.buffer.byteLength > LARGEST_KEPT) return;
      takeSpare();
      spare = core;
      end = setTimeout(takeSpare, KEPT_MS);
      letProgramEnd(end);
    },
  });
}

interface DenoHost {
  readonly Deno?: { readonly unrefTimer?: (timer: number) => void };
  readonly setTimeout: unknown;
}

/** A program need not wait for this timer: an object in Node and Bun, a number elsewhere. */
function letProgramEnd(timer: number | { readonly unref?: () => unknown }): void {
  const host: DenoHost = globalThis;
  if (typeof timer === 'number') host.Deno?.unrefTimer?.(timer);
  else timer.unref?.();
}
