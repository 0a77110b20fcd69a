import type { FunctionNames } from '../container/function-names.ts';
import { FunctionNamesBuilder } from '../container/function-names.ts';
import {
  NOTE_SYMBOL_LIST_INCOMPLETE,
  NOTE_SYMBOL_LIST_MALFORMED,
  NOTE_SYMBOL_LIST_OF_OTHER_BUILD,
  NOTE_SYMBOL_LIST_OUT_OF_RANGE,
} from '../container/notes.ts';
import type { Note } from '../container/notes.ts';
import type { SymbolList } from '../symbol-list/symbol-list.ts';
import type { OpenModule } from './open-module.ts';

/** How a symbol list and a module go together, as plain data. */
export interface SymbolListFit {
  /**
   * `fits`: names that both know stand at the same functions; `other-build`: they do not, or the list counts other functions than the module has, and
   * it is not used; `unknown`: nothing tells, and it is used.
   */
  readonly verdict: 'fits' | 'other-build' | 'unknown';
  /** Of the names in the module's own name section and exports that the list has too: those at the same function, and those at another. */
  readonly agreeing: number;
  readonly contradicting: number;
  /** Entries for functions that the module does not have. */
  readonly outOfRange: number;
  /** The list has an entry for each index from 0 to its last one, as Emscripten writes them. */
  readonly complete: boolean;
  /** The last index in the list, and one more; 0 in an empty list. */
  readonly functionCount: number;
}

/** Names of the module that are compared at most: spread evenly, they tell as much as all. */
const WITNESS_LIMIT = 2000;

/** Of the names that both know, as with DWARF: fewer at their place, and the list is of another build. */
const SOUND_SHARE = 0.9;

/**
 * Whether a list is of this build. An export may be an alias that a tool made up (`b`), and then the list does not know it: only names that the list has
 * too are evidence. It outweighs the count, because later tools may have taken the last functions away.
 */
export function symbolListFit(list: SymbolList, module: OpenModule): SymbolListFit {
  const functionCount = module.importedFunctions + module.bodyStarts.length;
  const { agreeing, contradicting } = compareNames(list, module);
  const listed = listedFunctions(list);
  let outOfRange = 0;
  for (const index of list.indices) if (index >= functionCount) outOfRange += 1;
  const isLonger = listed.complete && listed.functionCount > functionCount;
  const isMostlyBeyond = outOfRange * 2 > list.indices.length;
  const decided = agreeing + contradicting;
  const agrees = decided > 0 && agreeing >= decided * SOUND_SHARE;
  const isOther = (decided > 0 && !agrees) || (!agrees && (isLonger || isMostlyBeyond));
  const verdict = isOther ? 'other-build' : agrees ? 'fits' : 'unknown';
  return { verdict, agreeing, contradicting, outOfRange, ...listed };
}

/** The list's names by function index, and what is to be said of it. Places are byte offsets in the list's file. */
export function namesFromList(list: SymbolList, module: OpenModule): { names: FunctionNames | null; notes: Note[] } {
  const functionCount = module.importedFunctions + module.bodyStarts.length;
  const fit = symbolListFit(list, module);
  const notes: Note[] = [];
  const { count, place } = list.malformed;
  if (count > 0) notes.push({ code: NOTE_SYMBOL_LIST_MALFORMED, count, place });
  if (fit.verdict === 'other-build') {
    notes.push({ code: NOTE_SYMBOL_LIST_OF_OTHER_BUILD, count: 1, place: 0 });
    return { names: null, notes };
  }
  const names = new FunctionNamesBuilder(functionCount);
  list.indices.forEach((index, entry) => {
    if (index < functionCount) names.add(index, list.offsets[entry] ?? 0, list.lengths[entry] ?? 0);
  });
  if (fit.outOfRange > 0) {
    const first = list.indices.findIndex((index) => index >= functionCount);
    notes.push({ code: NOTE_SYMBOL_LIST_OUT_OF_RANGE, count: fit.outOfRange, place: list.offsets[first] ?? 0 });
  }
  const missing = functionCount - fit.functionCount;
  if (fit.complete && fit.functionCount > 0 && missing > 0) {
    notes.push({ code: NOTE_SYMBOL_LIST_INCOMPLETE, count: missing, place: 0 });
  }
  return { names: names.over(list.bytes), notes };
}

function listedFunctions({ indices }: SymbolList): Pick<SymbolListFit, 'complete' | 'functionCount'> {
  let last = -1;
  for (const index of indices) last = Math.max(last, index);
  // Unnamed functions have no entry, so that a list of all functions has gaps.
  const sound = indices.length >= SOUND_SHARE * (last + 1);
  return { complete: indices.length > 0 && sound, functionCount: last + 1 };
}

/** Counts the module's own names that the list has at the same function, and those that it has at others only. */
function compareNames(list: SymbolList, module: OpenModule): Pick<SymbolListFit, 'agreeing' | 'contradicting'> {
  const witnesses = witnessesOf(module);
  list.indices.forEach((functionIndex, entry) => {
    const offset = list.offsets[entry] ?? 0;
    const length = list.lengths[entry] ?? 0;
    if (length > WITNESS_LENGTH) return;
    const witness = find(witnesses, list.bytes, offset, length);
    if (witness === undefined) return;
    witness.occurs = true;
    witness.agrees ||= witness.at.has(functionIndex);
  });
  const occurring = [...witnesses.values()].flat().filter(({ occurs }) => occurs);
  const agreeing = occurring.filter(({ agrees }) => agrees).length;
  return { agreeing, contradicting: occurring.length - agreeing };
}

/** Longer names are not compared: some generated ones have many kilobytes. */
const WITNESS_LENGTH = 256;

/** One name that the module itself gives. */
interface Witness {
  readonly name: Uint8Array;
  /** Functions that bear it in the module. */
  readonly at: Set<number>;
  agrees: boolean;
  occurs: boolean;
}

/** Witnesses of one hash that are kept. */
const ALIKE_LIMIT = 8;

/** By hash. Hashes of bytes and not strings as keys: a list may have a million names, and nearly all of them are asked for once. */
type Witnesses = Map<number, Witness[]>;

function witnessesOf(module: OpenModule): Witnesses {
  const witnesses: Witnesses = new Map();
  for (const { bytes, offsets, lengths, count } of [module.nameSection.functions, module.exports.names]) {
    const every = Math.ceil(count / WITNESS_LIMIT);
    let met = 0;
    lengths.forEach((length, functionIndex) => {
      if (length === 0 || length > WITNESS_LENGTH || met++ % every !== 0) return;
      const offset = offsets[functionIndex] ?? 0;
      const known = find(witnesses, bytes, offset, length);
      known?.at.add(functionIndex);
      if (known !== undefined) return;
      const name = bytes.subarray(offset, offset + length);
      const hash = hashOf(bytes, offset, length);
      const alike = witnesses.get(hash) ?? [];
      if (alike.length === ALIKE_LIMIT) return;
      alike.push({ name, at: new Set([functionIndex]), agrees: false, occurs: false });
      witnesses.set(hash, alike);
    });
  }
  return witnesses;
}

function find(witnesses: Witnesses, bytes: Uint8Array, offset: number, length: number): Witness | undefined {
  return witnesses
    .get(hashOf(bytes, offset, length))
    ?.find(({ name }) => name.length === length && name.every((byte, at) => byte === bytes[offset + at]));
}

/** FNV-1a; {@link ALIKE_LIMIT} is for those who make names collide. */
function hashOf(bytes: Uint8Array, offset: number, length: number): number {
  let hash = 0x811c9dc5;
  for (let at = offset; at < offset + length; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}
