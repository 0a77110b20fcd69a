import type { CoreDebugSection, CoreLimits } from '../core/run-core.ts';
import type { CompiledPartCores } from '../core/compiled-part-core.ts';
import type { PartInputs } from '../core/part-core.ts';
import type { ErrorCode } from '../errors.ts';

/** No promise can be sent. */
export interface ReadyInputs extends PartInputs {
  readonly identity: Uint8Array;
}

/** What a thread is asked: all that it needs for a part of an index. Sections are in shared memory where the host has it. */
export interface PartJob {
  readonly kind: 'job';
  readonly cores: CompiledPartCores;
  readonly inputs: ReadyInputs;
  readonly sections: readonly (readonly [name: CoreDebugSection, bytes: Uint8Array])[];
  readonly from: number;
  readonly to: number;
  readonly arbitrate: boolean;
  readonly limits: Partial<CoreLimits>;
}

/** What it answers: how far it is, now and then, and at last the part or why there is none. */
export type PartReply =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'part'; readonly bytes: Uint8Array }
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly message: string };

/** By its name alone: who sends it is of this package, and may only be of no use where a host sends messages of its own. */
export function isPartJob(message: unknown): message is PartJob {
  return kindOf(message) === 'job';
}

export function isPartReply(message: unknown): message is PartReply {
  return ['progress', 'part', 'error'].includes(kindOf(message));
}

function kindOf(message: unknown): string {
  return typeof message === 'object' && message !== null && 'kind' in message ? String(message.kind) : '';
}
