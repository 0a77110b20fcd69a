import { nodeModule } from '../host/node-modules.ts';

/** A thread of the host, with which data is exchanged as `postMessage` copies it. */
export interface Thread {
  readonly send: (message: unknown) => void;
  /** Ends it, whatever it does. */
  readonly end: () => void;
}

export interface ThreadEvents {
  readonly onMessage: (message: unknown) => void;
  /** It could not be started, or has ended by itself. */
  readonly onFailure: (cause: unknown) => void;
}

/**
 * Starts a thread that runs part-worker.ts, which the build puts beside the file that this is in; `null`: this host has no threads. Node's own kind comes
 * first, which Bun and Deno have as well.
 */
export function startThread(events: ThreadEvents): Thread | null {
  const workerThreads = nodeModule('node:worker_threads');
  // Some hosts have the module and no threads.
  if (typeof workerThreads?.Worker === 'function') {
    const url = new URL('./part-worker.js', import.meta.url);
    // Flags of this process, such as --input-type, are about its own program.
    const worker = new workerThreads.Worker(url, { execArgv: [] });
    worker.on('message', events.onMessage);
    worker.on('error', events.onFailure);
    worker.on('exit', events.onFailure);
    return {
      send: (message) => {
        worker.postMessage(message);
      },
      end: () => void worker.terminate(),
    };
  }
  if (typeof Worker !== 'function') return null;
  // Bundlers look for exactly this expression.
  const worker = new Worker(new URL('./part-worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<unknown>) => {
    events.onMessage(data);
  };
  worker.onerror = events.onFailure;
  worker.onmessageerror = events.onFailure;
  return {
    send: (message) => {
      worker.postMessage(message);
    },
    end: () => {
      worker.terminate();
    },
  };
}
