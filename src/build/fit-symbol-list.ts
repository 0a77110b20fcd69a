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
  const witnesses = new Map<string, Witness>();
  const lengths = new Set<number>();
  for (const source of [module.nameSection.functions, module.exports.names]) {
    let skipped = 0;
    const every = Math.ceil(source.count / WITNESS_LIMIT);
    source.lengths.forEach((length, functionIndex) => {
      if (length === 0 || length > WITNESS_LENGTH || (skipped += 1) % every !== 0) return;
      const name = textOf(source.bytes, source.offsets[functionIndex] ?? 0, length);
      const known = witnesses.get(name) ?? { at: new Set<number>(), agrees: false, occurs: false };
      known.at.add(functionIndex);
      witnesses.set(name, known);
      lengths.add(length);
    });
  }
  list.indices.forEach((functionIndex, entry) => {
    const length = list.lengths[entry] ?? 0;
    if (!lengths.has(length)) return;
    const witness = witnesses.get(textOf(list.bytes, list.offsets[entry] ?? 0, length));
    if (witness === undefined) return;
    witness.occurs = true;
    witness.agrees ||= witness.at.has(functionIndex);
  });
  const occurring = [...witnesses.values()].filter(({ occurs }) => occurs);
  const agreeing = occurring.filter(({ agrees }) => agrees).length;
  return { agreeing, contradicting: occurring.length - agreeing };
}

/** Longer names are not compared: some generated ones have many kilobytes. */
const WITNESS_LENGTH = 256;

interface Witness {
  /** Functions that bear the name in the module. */
  readonly at: Set<number>;
  agrees: boolean;
  occurs: boolean;
}

/** Byte by byte, as nothing but equality matters. */
function textOf(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}
