import { SymbolicationError } from '../errors.ts';
import type { InlinedCalls } from './inlined-calls.ts';
import type { OriginalScopes } from './original-scopes.ts';
import { isLine, mapColumn } from './place.ts';
import {
  GENERATED_RANGE_CALL_SITE,
  GENERATED_RANGE_END,
  GENERATED_RANGE_START,
  RANGE_HAS_DEFINITION,
  RANGE_IS_STACK_FRAME,
} from './scope-items.ts';
import type { Sources } from './sources.ts';
import { VlqText } from './vlq-text.ts';

/**
 * Calls that a range of code may open on average. Real code opens less than one; in a hostile index ranges of two bytes could each
 * change from one chain of a thousand calls to another.
 */
const CALLS_A_RANGE = 32;
const CALLS_AT_LEAST = 100_000;

/** The generated ranges of a map: one for each function body, and in it one for each run of code that was inlined from another function. */
export class GeneratedRanges {
  readonly #text = new VlqText();
  readonly #scopes: OriginalScopes;
  readonly #sources: Sources;
  readonly #calls: InlinedCalls;
  readonly #open: number[] = [];
  readonly #isOpen: Uint8Array;
  #offset = 0;
  #definition = 0;
  #callsLeft = CALLS_AT_LEAST;

  constructor(scopes: OriginalScopes, sources: Sources, calls: InlinedCalls) {
    this.#scopes = scopes;
    this.#sources = sources;
    this.#calls = calls;
    this.#isOpen = new Uint8Array(calls.parents.length);
  }

  openBody(offset: number, functionId: number): void {
    this.#start(offset, functionId, RANGE_IS_STACK_FRAME);
  }

  /** From here on the code is of this inlined call, whose callers are known to {@link InlinedCalls}; 0: of the body's own function. */
  inlinedCall(offset: number, node: number): void {
    this.#callsLeft += CALLS_A_RANGE;
    const entered: number[] = [];
    let common = node;
    while (common !== 0 && this.#isOpen[common] !== 1) {
      entered.push(common);
      common = this.#calls.parents[common] ?? 0;
    }
    this.#closeCalls(offset, common);
    if ((this.#callsLeft -= entered.length) < 0) {
      throw new SymbolicationError(
        'malformed-index',
        'its inlined calls change too often; no compiler writes such code',
      );
    }
    for (const call of entered.reverse()) this.#openCall(offset, call);
  }

  closeBody(offset: number): void {
    this.#closeCalls(offset, 0);
    this.#end(offset);
  }

  toString(): string {
    return this.#text.toString();
  }

  #openCall(offset: number, node: number): void {
    const { functions, files, lines, columns } = this.#calls;
    this.#open.push(node);
    this.#isOpen[node] = 1;
    this.#start(offset, functions[node] ?? 0, 0);
    const line = lines[node] ?? 0;
    // Of a call whose line is not known the map must not name one: it is a place in the source `null`.
    const fileId = isLine(line) ? (files[node] ?? 0) : 0;
    const source = this.#sources.of(fileId);
    const text = this.#text;
    text.item();
    text.unsigned(GENERATED_RANGE_CALL_SITE);
    text.unsigned(source);
    text.unsigned(fileId === 0 ? 0 : line - 1);
    text.unsigned(fileId === 0 ? 0 : mapColumn(columns[node] ?? 0));
    this.#sources.reach(source, fileId === 0 ? 1 : line);
  }

  /** Closes calls up to this one, 0 for all. */
  #closeCalls(offset: number, common: number): void {
    for (let last = this.#open.at(-1); last !== undefined && last !== common; last = this.#open.at(-1)) {
      this.#open.pop();
      this.#isOpen[last] = 0;
      this.#end(offset);
    }
  }

  #start(offset: number, functionId: number, kind: number): void {
    const definition = this.#scopes.definition(functionId);
    const text = this.#text;
    text.item();
    text.unsigned(GENERATED_RANGE_START);
    text.unsigned(definition === undefined ? kind : kind | RANGE_HAS_DEFINITION);
    this.#column(offset);
    if (definition === undefined) return;
    text.signed(definition - this.#definition);
    this.#definition = definition;
  }

  #end(offset: number): void {
    this.#text.item();
    this.#text.unsigned(GENERATED_RANGE_END);
    this.#column(offset);
  }

  #column(offset: number): void {
    this.#text.unsigned(offset - this.#offset);
    this.#offset = offset;
  }
}
