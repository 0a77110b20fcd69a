import { SymbolicationError } from '../errors.ts';
import { filePath, type SymbolIndex } from '../symbol-index/index.ts';

/** Far above all real modules together; joined paths of a hostile index could come to thousands of times its size. */
const PATHS_LIMIT = 2 ** 25;

/** The `sources` of a map in order of first use: whole paths, each once, although an index may give one path to several files. */
export class Sources {
  readonly paths: (string | null)[] = [];
  /** By source: the last line that the map names in it, 1-based. */
  readonly lastLines: number[] = [];
  readonly #index: SymbolIndex;
  readonly #byFile = new Map<number, number>();
  readonly #byPath = new Map<string | null, number>();
  #length = 0;

  readonly #mapPath: ((path: string) => string) | null;

  constructor(index: SymbolIndex, mapPath: ((path: string) => string) | null) {
    this.#index = index;
    this.#mapPath = mapPath;
  }

  /** The source of a file id. File 0 is unknown and becomes the source `null`, as the standard allows. */
  of(fileId: number): number {
    const known = this.#byFile.get(fileId);
    if (known !== undefined) return known;
    const own = filePath(this.#index, fileId);
    // Before anything looks into the path: a joined one is put together only then.
    this.#length += own?.length ?? 0;
    if (this.#length > PATHS_LIMIT) {
      throw new SymbolicationError('text-too-long', 'the paths of the source map would be longer than a text can be');
    }
    const path = own === null || this.#mapPath === null ? own : this.#mapPath(own);
    const source = this.#byPath.get(path) ?? this.paths.push(path) - 1;
    this.#byPath.set(path, source);
    this.#byFile.set(fileId, source);
    return source;
  }

  /** Notes that the map names a line, 1-based, of a source. */
  reach(source: number, line: number): void {
    if (line > (this.lastLines[source] ?? 0)) this.lastLines[source] = line;
  }
}
