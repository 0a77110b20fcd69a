import { type Role, roleOf } from '../meaning/role.ts';
import { functionName, linkageName, nameOrigin, type SymbolIndex } from '../symbol-index/index.ts';
import type { LocationOrigin, SymbolFrame } from '../types.ts';
import type { RoleOf } from './answer.ts';

/** What is known of a function of an index, wherever it stands; and what was last found for a place of it, for nearly all of its places are alike in that. */
export interface RoledFunction {
  readonly function: string | null;
  readonly symbol: string | null;
  origin: SymbolFrame['origin'];
  file: string | null;
  role: Role | null;
}

/** Of all indexes together some megabytes; more are those of an index that is searched as a whole. */
const MOST_FUNCTIONS = 50_000;

/** The functions of an index by their ids. Names are looked up once, and a role is found once for each file. */
export class RoledFunctions {
  readonly #index: SymbolIndex;
  readonly #roleOf: RoleOf;
  readonly #known = new Map<number, RoledFunction>();

  constructor(index: SymbolIndex, roles: RoleOf) {
    this.#index = index;
    this.#roleOf = roles;
  }

  /** With the role and origin of a place in it; both hold until the next call. */
  at(functionId: number, file: string | null, location: LocationOrigin | null): RoledFunction {
    const known = this.#known.get(functionId) ?? this.#add(functionId, file, location);
    if (known.file !== file) {
      known.file = file;
      known.role = this.#roleOf(known);
    }
    if (known.origin.location !== location) known.origin = { name: known.origin.name, location };
    return known;
  }

  #add(functionId: number, file: string | null, location: LocationOrigin | null): RoledFunction {
    const [name, symbol] = [functionName(this.#index, functionId), linkageName(this.#index, functionId)];
    const origin = { name: nameOrigin(this.#index, functionId), location };
    const added: RoledFunction = { function: name, symbol, origin, file, role: null };
    added.role = this.#roleOf(added);
    if (this.#known.size >= MOST_FUNCTIONS) this.#known.clear();
    this.#known.set(functionId, added);
    return added;
  }
}

const functions = new WeakMap<SymbolIndex, RoledFunctions>();

/** Those of an index, which stacks of one program ask for again and again. */
export function roledFunctionsOf(index: SymbolIndex): RoledFunctions {
  const known = functions.get(index) ?? new RoledFunctions(index, roleOf);
  functions.set(index, known);
  return known;
}
