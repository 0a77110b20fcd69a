import { SymbolicationError } from '../errors.ts';
import type { ModuleIdentity } from '../identity/module-identity.ts';
import { identityOf } from '../modules/identity.ts';
import { matchFrames } from '../modules/match.ts';
import { closeModule, type Module, openModules } from '../modules/module.ts';
import { haveSameBodies, type ModuleOutline } from '../modules/outline.ts';
import type { FoundFile, SymbolSource } from '../sources/symbol-source.ts';
import type { StackFrame } from '../stack/frame.ts';

/** A file of a source. */
export interface Candidate {
  readonly source: SymbolSource;
  readonly file: FoundFile;
}

/**
 * The file that frames mean which name none: of those that a source has, the one whose bytes have the hash that V8 printed, else the only one in which all frames have their place. Files with the same bodies
 * count as one, which a module and its debug build have. `null` where none or several do.
 */
export async function fileByFrames(
  wanted: ModuleIdentity,
  frames: readonly StackFrame[],
  sources: readonly SymbolSource[],
  signal: AbortSignal,
): Promise<Candidate | null> {
  for (const source of sources) {
    const files = (await source.candidates?.(wanted, { signal })) ?? [];
    const holding: { file: FoundFile; outline: ModuleOutline }[] = [];
    for (const file of files) {
      const verdict = await judgeFile(file, wanted, frames, signal);
      if (verdict === 'same-hash') return { source, file };
      if (verdict !== null) holding.push({ file, outline: verdict });
    }
    const [first, ...others] = holding;
    if (first === undefined) continue;
    return others.every(({ outline }) => haveSameBodies(first.outline, outline)) ? { source, file: first.file } : null;
  }
  return null;
}

/** `same-hash`, the outline of the one in which all frames have their place, or `null`. */
async function judgeFile(
  { input }: FoundFile,
  { v8Hash }: ModuleIdentity,
  frames: readonly StackFrame[],
  signal: AbortSignal,
): Promise<'same-hash' | ModuleOutline | null> {
  if (input === null) return null;
  let modules: readonly Module[] = [];
  try {
    modules = await openModules(input, { search: null, signal });
    for (const module of modules) {
      if (v8Hash !== null && (await identityOf(module, { signal })).v8Hash === v8Hash) return 'same-hash';
    }
    const outlines = modules.map(({ outline }) => outline);
    const holds = matchFrames(frames, outlines).every(({ reason }) => reason === null);
    return holds ? (outlines[0] ?? null) : null;
  } catch (error) {
    signal.throwIfAborted();
    // A file that cannot be read is no candidate.
    if (!SymbolicationError.is(error)) throw error;
    return null;
  } finally {
    await Promise.all(modules.map(closeModule));
  }
}
