import type { OpenModule } from '../build/open-module.ts';
import { scanInstructions } from '../container/instructions.ts';
import { Effect } from '../container/opcodes.ts';

/** The instructions of a body on which a frame can stand, in order. */
export interface BodySites {
  /** Module-file offsets. */
  readonly offsets: readonly number[];
  /** Bits of `Effect`. */
  readonly effects: readonly number[];
  /** Of direct calls: the function that is called. */
  readonly callees: readonly number[];
}

/** Larger bodies are no engine's: V8 and its like take 7,654,321 bytes at most. */
const LARGEST_BODY = 8_000_000;

/**
 * Reads the sites of a function's body; `null` where there is no such body, or one that nobody can read to its end: of such a body it is not known
 * what else is in it.
 */
export async function readSites(module: OpenModule, functionIndex: number): Promise<BodySites | null> {
  const body = functionIndex - module.importedFunctions;
  const [start, length] = [module.bodyStarts[body], module.bodyLengths[body]];
  if (start === undefined || length === undefined || length > LARGEST_BODY) return null;
  const offset = module.codeStart + start;
  const bytes = await module.layout.reader.read(offset, length);
  const sites = { offsets: [] as number[], effects: [] as number[], callees: [] as number[] };
  const isWhole = scanInstructions(bytes, 0, length, (at, effect, operand) => {
    if (effect === Effect.none) return;
    sites.offsets.push(offset + at);
    sites.effects.push(effect);
    sites.callees.push(operand);
  });
  return isWhole ? sites : null;
}

/** Whether any body ends in a tail call, or cannot be read to its end, so that it may. */
export async function hasTailCalls(module: OpenModule): Promise<boolean> {
  for (let body = 0; body < module.bodyStarts.length; body++) {
    const sites = await readSites(module, module.importedFunctions + body);
    if (sites === null || sites.effects.some((effect) => (effect & Effect.tailCall) !== 0)) return true;
  }
  return false;
}
