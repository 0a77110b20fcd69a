/** What runs in a thread of a build: makes parts of an index. An entry of the package's build, imported by nothing. */
import { runCompiledPartCore } from '../core/compiled-part-core.ts';
import { SymbolicationError } from '../errors.ts';
import { nodeModule } from '../host/node-modules.ts';
import { isPartJob } from './part-messages.ts';
import type { PartJob, PartReply } from './part-messages.ts';
import { memorySource } from './shared-sections.ts';

type Send = (reply: PartReply, transfer: ArrayBuffer[]) => void;

async function answer(job: PartJob, send: Send): Promise<void> {
  try {
    const bytes = await runCompiledPartCore(
      job.cores,
      { ...job.inputs, debug: new Map(job.sections.map(([name, section]) => [name, memorySource(section)])) },
      { from: job.from, to: job.to },
      {
        arbitrate: job.arbitrate,
        limits: job.limits,
        onProgress: (done) => {
          send({ kind: 'progress', done }, []);
        },
      },
    );
    send({ kind: 'part', bytes }, bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : []);
  } catch (error) {
    const code = SymbolicationError.is(error) ? error.code : 'core-failed';
    send({ kind: 'error', code, message: error instanceof Error ? error.message : String(error) }, []);
  }
}

function listen(message: unknown, send: Send): void {
  if (isPartJob(message)) void answer(message, send);
}

/** A worker of a page: what it is sent before it listens would be lost, so that nothing is awaited first. */
function isWebWorker(host: object): host is DedicatedWorker {
  return 'postMessage' in host && 'WorkerGlobalScope' in host && !('document' in host);
}

interface DedicatedWorker {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}

const host: object = globalThis;
if (isWebWorker(host)) {
  host.onmessage = ({ data }) => {
    listen(data, (reply, transfer) => {
      host.postMessage(reply, transfer);
    });
  };
} else {
  const parentPort = nodeModule('node:worker_threads')?.parentPort;
  parentPort?.on('message', (message: unknown) => {
    listen(message, (reply, transfer) => {
      parentPort.postMessage(reply, transfer);
    });
  });
}
