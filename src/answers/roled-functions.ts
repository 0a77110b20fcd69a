import { type Role, roleOf } from '../meaning/role.ts';
import { functionName, linkageName, nameOrigin, type SymbolIndex } from '../symbol-index/index.ts';
import type { LocationOrigin, SymbolFrame } from '../types.ts';
import { noRole, type RoleOf } from './answer.ts';

/** What is known of a function of an index, wherever it stands; and what was last found for a place of it, for nearly all of its places are alike in that. */
export interface RoledFunction {
  readonly id: number;
  readonly function: string | null;
  readonly symbol: string | null;
  origin: SymbolFrame['origin'];
  file: string | null;
  role: Role | null;
}

/** Five megabytes. Programs have more functions; those in which they stop are few. */
const MOST_FUNCTIONS = 1 << 15;

/**
 * The functions of an index by their ids. Names are looked up once, and a role is found once for each file. Each id has one slot, in which the last one stays: that is bounded, and found faster than in a map.
 */
export class RoledFunctions {
  readonly #index: SymbolIndex;
  readonly #roleOf: RoleOf;
  readonly #slots: (RoledFunction | undefined)[];

  constructor(index: SymbolIndex, roles: RoleOf) {
    this.#index = index;
    this.#roleOf = roles;
    this.#slots = new Array<RoledFunction | undefined>(Math.min(index.functionCount, MOST_FUNCTIONS)).fill(undefined);
  }

  /** With the role and origin of a place in it; both hold until the next call. */
  at(functionId: number, file: string | null, location: LocationOrigin | null): RoledFunction {
    const last = this.#slots[functionId % MOST_FUNCTIONS];
    const known = last?.id === functionId ? last : this.#add(functionId, file, location);
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
    const added: RoledFunction = { id: functionId, function: name, symbol, origin, file, role: null };
    added.role = this.#roleOf(added);
    this.#slots[functionId % MOST_FUNCTIONS] = added;
    return added;
  }
}

const [withRoles, withoutRoles] = [
  new WeakMap<SymbolIndex, RoledFunctions>(),
  new WeakMap<SymbolIndex, RoledFunctions>(),
];

/** Those of an index, which stacks of one program ask for again and again. */
export function roledFunctionsOf(index: SymbolIndex, hasRoles: boolean): RoledFunctions {
  const functions = hasRoles ? withRoles : withoutRoles;
  const known = functions.get(index) ?? new RoledFunctions(index, hasRoles ? roleOf : noRole);
  functions.set(index, known);
  return known;
}
