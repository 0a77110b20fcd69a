import type { SymbolicatedStack } from '../symbolicate.ts';
import type { Reason } from '../types.ts';
import { REASON_TEXT } from './reason-text.ts';

/** Counts the WebAssembly frames of stacks that stay as they are. */
export class UnansweredFrames {
  #asked = 0;
  readonly #counts = new Map<Reason, number>();

  add({ frames }: SymbolicatedStack): void {
    for (const { kind, status, reason } of frames) {
      if (kind !== 'wasm') continue;
      this.#asked += 1;
      if (status === 'unresolved' && reason !== null) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    }
  }

  /** How many, and why; `null` where each has an answer. */
  text(): string | null {
    const counts = this.#counts;
    if (counts.size === 0) return null;
    const unanswered = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const reasons = [...counts].map(([reason, count]) => (counts.size > 1 ? `${count}: ` : '') + REASON_TEXT[reason]);
    return `${unanswered} of ${this.#asked} WebAssembly frames stay as they are: ${reasons.join('; ')}`;
  }
}

/** The same of one stack. */
export function unansweredText(stack: SymbolicatedStack): string | null {
  const frames = new UnansweredFrames();
  frames.add(stack);
  return frames.text();
}
