import type { ParsedStack, StackFrame } from '../stack/frame.ts';
import { isPlaceholder } from './file-name.ts';
import { type ModuleIdentity, moduleIdentity } from './module-identity.ts';

/** Frames that name one module in the same way, or that all name none. */
export interface NamedFrames {
  /** As printed; `null` where the frames have none. */
  readonly url: string | null;
  readonly moduleName: string | null;
  /** Indexes of the frames in their stack, ascending. */
  readonly frames: readonly number[];
}

/** A module as a stack's frames speak of it. */
export interface StackModuleIdentity {
  readonly identity: ModuleIdentity;
  /** Indexes of the frames in the stack, ascending. */
  readonly frames: readonly number[];
}

/** Puts the Wasm frames of a stack together that name one module in the same way, in the order of their first frames. */
export function namedFrames(frames: readonly StackFrame[]): readonly NamedFrames[] {
  const groups: GrowingGroup[] = [];
  const byUrl = new Map<string | null, Map<string | null, GrowingGroup>>();
  let last: GrowingGroup | undefined;
  for (const [i, { kind, url, moduleName }] of frames.entries()) {
    if (kind !== 'wasm') continue;
    // Neighbours mostly name one module. A map would hash each frame's URL anew, which may be as long as a `data:` URL.
    if (last?.url !== url || last.moduleName !== moduleName) {
      const byName = byUrl.get(url) ?? new Map<string | null, GrowingGroup>();
      byUrl.set(url, byName);
      last = byName.get(moduleName) ?? addGroup(groups, url, moduleName);
      byName.set(moduleName, last);
    }
    last.frames.push(i);
  }
  return groups;
}

type GrowingGroup = NamedFrames & { readonly frames: number[] };

function addGroup(groups: GrowingGroup[], url: string | null, moduleName: string | null): GrowingGroup {
  const group: GrowingGroup = { url, moduleName, frames: [] };
  groups.push(group);
  return group;
}

/**
 * What a stack's frames tell of the modules that they run through, by the URL or name that they print: one for each way of naming a module, and one for all frames
 * that name none. Several may turn out to be one module, as where an engine prints its URL for some frames only.
 */
export function identitiesIn(stack: ParsedStack): readonly StackModuleIdentity[] {
  return namedFrames(stack.frames).map((group) => ({
    identity: identityOfFrames(group, stack.frames),
    frames: group.frames,
  }));
}

/** What these frames tell of their module. */
export function identityOfFrames({ url, moduleName, frames }: NamedFrames, all: readonly StackFrame[]): ModuleIdentity {
  return moduleIdentity({
    url: url === null || isPlaceholder(url) ? null : url,
    names: moduleName === null ? [] : [moduleName],
    v8Hash: url === null ? null : v8HashIn(url),
    functionNames: functionNames(frames, all),
  });
}

const V8_URL = /^wasm:\/\/wasm\/(?:.*-)?([0-9a-f]{8})$/s;
/** Hash and what is in front of it; the name of a module may hold anything. */
const HASH_LENGTH = 9;

/** The hash in V8's `wasm://wasm/HASH` and `wasm://wasm/NAME-HASH`; `null` in other URLs. */
export function v8HashIn(url: string): string | null {
  if (!url.startsWith('wasm://wasm/')) return null;
  return V8_URL.exec(url.length > 64 ? `wasm://wasm/${url.slice(-HASH_LENGTH)}` : url)?.[1] ?? null;
}

/** A stack of a million frames tells no more than its first ones. */
const MOST_NAMES = 256;

function functionNames(frames: readonly number[], all: readonly StackFrame[]): ModuleIdentity['functionNames'] {
  const found = new Map<number, string>();
  for (const i of frames) {
    const { functionIndex = null, indexIsSure = false, functionName = null } = all[i] ?? {};
    if (functionIndex === null || !indexIsSure || functionName === null || found.has(functionIndex)) continue;
    found.set(functionIndex, functionName);
    if (found.size === MOST_NAMES) break;
  }
  return [...found].map(([functionIndex, name]) => ({ functionIndex, name }));
}
