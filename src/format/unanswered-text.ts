import type { SymbolicatedStack } from '../symbolicate.ts';
import type { Reason } from '../types.ts';
import { REASON_TEXT } from './reason-text.ts';

/** How many WebAssembly frames of a stack stay as they are, and why; `null` where each has an answer. */
export function unansweredText({ frames }: SymbolicatedStack): string | null {
  const asked = frames.filter(({ kind }) => kind === 'wasm');
  const counts = new Map<Reason, number>();
  for (const { status, reason } of asked) {
    if (status === 'unresolved' && reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  if (counts.size === 0) return null;
  const unanswered = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const reasons = [...counts].map(([reason, count]) => (counts.size > 1 ? `${count}: ` : '') + REASON_TEXT[reason]);
  return `${unanswered} of ${asked.length} WebAssembly frames stay as they are: ${reasons.join('; ')}`;
}
