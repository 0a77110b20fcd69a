import { type Role, roleOf } from '../meaning/role.ts';
import { mapPlacesInName } from '../paths/places-in-names.ts';
import {
  filePath,
  type FrameCursor,
  functionName,
  linkageName,
  nameOrigin,
  type SymbolIndex,
} from '../symbol-index/index.ts';
import { declaration } from '../symbol-index/names.ts';
import type { LocationOrigin, SymbolFrame } from '../types.ts';
import { noRole, type RoleOf } from './answer.ts';
import type { RoledFrame } from './symbolicated-stack.ts';

/** What is known of a function of an index, wherever it stands; and what was last found for a place of it, for nearly all of its places are alike in that. */
interface RoledFunction {
  readonly id: number;
  readonly function: string | null;
  readonly symbol: string | null;
  origin: SymbolFrame['origin'];
  file: string | null;
  role: Role | null;
}

/** Slots of functions: five megabytes. Programs have more of them; those in which they stop are few. */
const MOST_FUNCTIONS = 1 << 15;
/** What one stack is worth, where the paths are mapped for it alone. */
const FUNCTIONS_OF_STACK = 1 << 8;

/** `ranges.origin` of places that a source map gave. */
const FROM_SOURCE_MAP = 2;

/**
 * Makes frames of an index with their roles, as they are to be: to make them without and to copy them took a fifth of an answer's time. A function's names are looked up once, and its role is found once for each file. Each
 * function id has one slot, in which the last one stays: that is bounded, and found faster than in a map.
 */
export class RoledFrames {
  readonly #index: SymbolIndex;
  readonly #roleOf: RoleOf;
  readonly #mapPath: ((path: string) => string) | null;
  readonly #functions: (RoledFunction | undefined)[];
  /** As bits. */
  readonly #slots: number;

  constructor(index: SymbolIndex, roles: RoleOf, mapPath: ((path: string) => string) | null) {
    this.#index = index;
    this.#roleOf = roles;
    this.#mapPath = mapPath;
    const functions = mapPath === null ? MOST_FUNCTIONS : FUNCTIONS_OF_STACK;
    this.#slots = functions - 1;
    this.#functions = new Array<RoledFunction | undefined>(Math.min(index.functionCount, functions)).fill(undefined);
  }

  /** Of the instruction where a cursor stands, innermost first. */
  readonly framesOf = (cursor: FrameCursor): readonly RoledFrame[] => {
    const location = cursor.ranges.origin === FROM_SOURCE_MAP ? 'source-map' : 'dwarf';
    const { functionId, fileId, line, column, inlined } = cursor;
    const frames = [
      fileId === 0 && line === 0
        ? this.#declared(functionId, inlined)
        : this.#frame(functionId, fileId, line, column, inlined, location),
    ];
    while (cursor.next()) {
      frames.push(this.#frame(cursor.functionId, cursor.fileId, cursor.line, cursor.column, cursor.inlined, location));
    }
    return frames;
  };

  /** Where no row tells the place, that of the function's declaration. */
  #declared(functionId: number, inlined: boolean): RoledFrame {
    const { fileId, line } = declaration(this.#index, functionId);
    return this.#frame(functionId, fileId, line, 0, inlined, 'declaration');
  }

  #frame(
    functionId: number,
    fileId: number,
    line: number,
    column: number,
    inlined: boolean,
    location: LocationOrigin,
  ): RoledFrame {
    const path = filePath(this.#index, fileId);
    const file = path === null || this.#mapPath === null ? path : this.#mapPath(path);
    const {
      function: name,
      symbol,
      origin,
      role,
    } = this.#function(functionId, file, file === null && line === 0 ? null : location);
    return {
      function: name,
      symbol,
      file,
      line: line === 0 ? null : line,
      column: column === 0 ? null : column,
      inlined,
      origin,
      role,
    };
  }

  /** With the role and origin of a place in it; both hold until the next call. */
  #function(functionId: number, file: string | null, location: LocationOrigin | null): RoledFunction {
    const last = this.#functions[functionId & this.#slots];
    const known = last?.id === functionId ? last : this.#add(functionId, file, location);
    if (known.file !== file) {
      known.file = file;
      known.role = this.#roleOf(known);
    }
    if (known.origin.location !== location) known.origin = { name: known.origin.name, location };
    return known;
  }

  #add(functionId: number, file: string | null, location: LocationOrigin | null): RoledFunction {
    const name = mapPlacesInName(functionName(this.#index, functionId), this.#mapPath);
    const symbol = mapPlacesInName(linkageName(this.#index, functionId), this.#mapPath);
    const origin = { name: nameOrigin(this.#index, functionId), location };
    const added: RoledFunction = { id: functionId, function: name, symbol, origin, file, role: null };
    added.role = this.#roleOf(added);
    this.#functions[functionId & this.#slots] = added;
    return added;
  }
}

const [withRoles, withoutRoles] = [new WeakMap<SymbolIndex, RoledFrames>(), new WeakMap<SymbolIndex, RoledFrames>()];

/** Those of an index, which stacks of one program ask for again and again. */
export function roledFramesOf(index: SymbolIndex, hasRoles: boolean): RoledFrames {
  const frames = hasRoles ? withRoles : withoutRoles;
  const known = frames.get(index) ?? new RoledFrames(index, hasRoles ? roleOf : noRole, null);
  frames.set(index, known);
  return known;
}
