import type { Companions, SplitFinder } from '../build/companions.ts';
import { type CompanionEvidence, type CompanionFit, companionFit } from '../build/companion-fit.ts';
import { type CutDescription, describeCut } from '../build/cut.ts';
import { findCompanion } from '../build/find-companion.ts';
import { findSourceMap } from '../build/find-source-map.ts';
import { splitFinder } from '../build/find-split.ts';
import type { OpenModule } from '../build/open-module.ts';
import type { CompanionSearch } from '../build/search.ts';
import { debugSections } from '../container/debug-sections.ts';
import { SymbolicationError } from '../errors.ts';
import type { SourceMap } from '../source-map/source-map.ts';

export type { CompanionEvidence, CompanionFit };

/** What is known of the file with a module's debug information. */
export interface CompanionReport {
  /** As the module has it in `external_debug_info`, `null` where it names none. */
  readonly link: string | null;
  /** The file that was given or found: its path or URL, where known. */
  readonly file: string | null;
  /** Whether it is the module's; `null`: there is no file. */
  readonly fit: CompanionFit | null;
  /** Where that file ends too early; `null` where it is whole, or there is none. */
  readonly cut: CutDescription | null;
  /** Why a file that is there cannot be read. */
  readonly error: string | null;
}

/** A file that ends too early. */
export interface CutFile {
  /** Its path or URL, where known. */
  readonly file: string | null;
  readonly cut: CutDescription;
}

/** The other files that describe a module: those that were given, and those that are looked for when they are first needed, and then kept. */
export class CompanionSources {
  readonly #given: Companions;
  readonly #search: CompanionSearch | null;
  readonly #location: string | null;
  #found: Promise<Found> | null = null;
  #map: Promise<SourceMap | null> | null = null;
  #mapError: SymbolicationError | null = null;
  readonly #cutSplit = new Map<string | null, CutFile>();

  /** @param search `null`: only what is given */
  constructor(given: Companions, search: CompanionSearch | null, location: string | null) {
    this.#given = given;
    this.#search = search;
    this.#location = location;
  }

  /** All that describes the module, for a build. */
  async companionsOf(module: OpenModule): Promise<Companions> {
    const { companion } = await this.#find(module);
    const findSplit = this.#search === null ? undefined : this.#splitFinder(this.#search);
    const dwarf = this.#given.dwarf ?? companion ?? undefined;
    const sourceMap = this.#given.sourceMap ?? (await this.#mapOf(module, dwarf)) ?? undefined;
    return { findSplit, ...this.#given, dwarf, sourceMap };
  }

  /**
   * What `build` makes with all that describes the module. Mappings are read only then: a map that was found, and whose mappings cannot be read, is not used, as one that is no
   * JSON is not. One that was given is an error.
   */
  async build<T>(module: OpenModule, build: (companions: Companions) => Promise<T>): Promise<T> {
    const companions = await this.companionsOf(module);
    try {
      return await build(companions);
    } catch (error) {
      const isOfFoundMap = companions.sourceMap !== undefined && this.#given.sourceMap === undefined;
      if (!isOfFoundMap || !SymbolicationError.is(error) || error.code !== 'malformed-source-map') throw error;
      this.#mapError = error;
      this.#map = Promise.resolve(null);
      return build({ ...companions, sourceMap: undefined });
    }
  }

  /** Why a source map that was found cannot be read, and is not used. */
  get mapError(): SymbolicationError | null {
    return this.#mapError;
  }

  /** Files with the module's debug information that were found and are cut off. Nothing is looked for. */
  async cutFiles(): Promise<readonly CutFile[]> {
    const companion = (await this.#found)?.companion ?? null;
    const cut = companion === null ? null : describeCut(companion.layout);
    return [...(cut === null ? [] : [{ file: companion?.name ?? null, cut }]), ...this.#cutSplit.values()];
  }

  /** What is known of the file with the module's debug information. */
  async reportOf(module: OpenModule, signal?: AbortSignal): Promise<CompanionReport> {
    const { link, companion, error } = await this.#find(module);
    const file = this.#given.dwarf ?? companion;
    const fit = file === null ? null : await companionFit(module, file, signal);
    const cut = file === null ? null : describeCut(file.layout);
    return { link, file: file?.name ?? null, fit, cut, error };
  }

  /** Looks for split files, and remembers those that are cut off: a build closes them. */
  #splitFinder(search: CompanionSearch): SplitFinder {
    const find = splitFinder({ name: this.#location }, search);
    return async (units) => {
      const found = await find(units);
      for (const { name, layout } of found.files) {
        const cut = describeCut(layout);
        if (cut !== null) this.#cutSplit.set(name, { file: name, cut });
      }
      return found;
    };
  }

  /** The map that the module names, or that lies beside it. A module with DWARF has no need of one: reading it can take longer than all else. */
  #mapOf({ layout }: OpenModule, dwarf: OpenModule | undefined): Promise<SourceMap | null> {
    const search = this.#search;
    if (search === null || debugSections((dwarf ?? { layout }).layout).size > 0) return Promise.resolve(null);
    return (this.#map ??= this.#lookForMap(layout, search));
  }

  async #lookForMap(
    layout: OpenModule['layout'],
    { anywhere = false, signal }: CompanionSearch,
  ): Promise<SourceMap | null> {
    try {
      const { map } = await findSourceMap({ layout, name: this.#location }, { anywhere, signal });
      return map;
    } catch (error) {
      // A damaged map that nobody asked for must not take the module's names away.
      if (!SymbolicationError.is(error)) throw error;
      this.#mapError = error;
      return null;
    }
  }

  /** Closes what was found. */
  async close(): Promise<void> {
    const found = await this.#found?.catch(() => null);
    await found?.companion?.close();
  }

  async #find(module: OpenModule): Promise<Found> {
    const finding = (this.#found ??= this.#lookFor(module));
    try {
      return await finding;
    } catch (error) {
      // An aborted search says nothing of the files.
      if (this.#found === finding) this.#found = null;
      throw error;
    }
  }

  async #lookFor({ layout }: OpenModule): Promise<Found> {
    const search = this.#given.dwarf === undefined ? this.#search : null;
    const module = { layout, name: search === null ? null : this.#location };
    try {
      return { ...(await findCompanion(module, search ?? {})), error: null };
    } catch (error) {
      // The rest of the module is still good for names.
      if (!SymbolicationError.is(error)) throw error;
      return { ...(await findCompanion({ layout, name: null })), error: error.message };
    }
  }
}

interface Found {
  readonly link: string | null;
  readonly companion: OpenModule | null;
  readonly error: string | null;
}
