import { mapPlacesInName } from '../paths/places-in-names.ts';
import { functionName, type SymbolIndex } from '../symbol-index/index.ts';
import { declaration } from '../symbol-index/names.ts';
import { isLine } from './place.ts';
import type { Sources } from './sources.ts';
import type { VlqText } from './vlq-text.ts';
import { ORIGINAL_SCOPE_END, ORIGINAL_SCOPE_START, SCOPE_HAS_NAME, SCOPE_IS_STACK_FRAME } from './scope-items.ts';

interface Scope {
  readonly functionId: number;
  readonly source: number;
  /** 0-based. */
  readonly line: number;
}

/**
 * The original scopes of a map: a tree for each source, of which the root is the file and the children are its functions.
 *
 * An index knows where a function is declared and not where it ends, and scopes of one file must nest. So each function reaches to the
 * next one's declaration, the last one to the end of its file, and instances of one template, which share their declaration, stand behind each
 * other. Whoever has an instruction comes to its function from the generated range and asks for no end.
 *
 * Sources that declare functions have to be the first of {@link Sources}: definitions are numbered before the others are known.
 */
export class OriginalScopes {
  /** The function names, each once; the map's `names`, which its segments do not use. */
  readonly names: string[] = [];
  readonly #index: SymbolIndex;
  readonly #sources: Sources;
  readonly #scopes: readonly Scope[];
  readonly #definitions = new Map<number, number>();

  readonly #mapPath: ((path: string) => string) | null;

  constructor(index: SymbolIndex, sources: Sources, mapPath: ((path: string) => string) | null) {
    this.#mapPath = mapPath;
    this.#index = index;
    this.#sources = sources;
    const scopes = Array.from(functionsOf(index), (functionId): Scope => {
      const { fileId, line } = declaration(index, functionId);
      const source = sources.of(fileId);
      sources.reach(source, isLine(line) ? line : 1);
      return { functionId, source, line: isLine(line) ? line - 1 : 0 };
    });
    this.#scopes = scopes.sort((a, b) => a.source - b.source || a.line - b.line || a.functionId - b.functionId);
    // A root for each source up to this function's, and the functions before it.
    this.#scopes.forEach(({ functionId, source }, i) => this.#definitions.set(functionId, source + 1 + i));
  }

  /** The number of a function's scope, as generated ranges name it; `undefined` for a body of which not even a name is known. */
  definition(functionId: number): number | undefined {
    return this.#definitions.get(functionId);
  }

  /** Writes the trees of all sources, after the last line of each is known. */
  write(text: VlqText): void {
    const nameIds = new Map<string, number>();
    let previousName = 0;
    let at = 0;
    this.#sources.paths.forEach((_, source) => {
      let previousLine = 0;
      const position = (line: number): void => {
        text.unsigned(line - previousLine);
        text.unsigned(0);
        previousLine = line;
      };
      const start = (line: number, flags: number): void => {
        text.item();
        text.unsigned(ORIGINAL_SCOPE_START);
        text.unsigned(flags);
        position(line);
      };
      const end = (line: number): void => {
        text.item();
        text.unsigned(ORIGINAL_SCOPE_END);
        position(line);
      };
      const endOfFile = this.#sources.lastLines[source] ?? 0;
      start(0, 0);
      for (let scope = this.#scopes[at]; scope?.source === source; scope = this.#scopes[at]) {
        const name = mapPlacesInName(functionName(this.#index, scope.functionId), this.#mapPath);
        start(scope.line, SCOPE_IS_STACK_FRAME | (name === null ? 0 : SCOPE_HAS_NAME));
        if (name !== null) {
          const nameId = nameIds.get(name) ?? this.names.push(name) - 1;
          nameIds.set(name, nameId);
          text.signed(nameId - previousName);
          previousName = nameId;
        }
        const next = this.#scopes[++at];
        end(next?.source === source ? next.line : endOfFile);
      }
      end(endOfFile);
    });
  }
}

/** All functions that bodies or inlined calls name. Not all of the index's table, whose length a hostile file may make up. */
function functionsOf(index: SymbolIndex): Set<number> {
  const found = new Set<number>();
  for (const functionId of index.bodies[2]) if (functionId !== 0) found.add(functionId);
  for (const functionId of index.callSites[0]) found.add(functionId);
  // Where a column is all 0, the index has no bytes for it.
  if (index.callSites[0].length === 0 && index.callSiteCount > 0) found.add(0);
  return found;
}
