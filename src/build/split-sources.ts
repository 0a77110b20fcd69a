import type { SplitInputs } from '../core/run-core.ts';
import type { SplitUnit } from '../core/split-units.ts';
import type { Companions } from './companions.ts';
import { fileName } from './locations.ts';
import type { SplitFile } from './split-file.ts';
import { SplitParts } from './split-parts.ts';

/** Answers the core's questions for split files out of those that are handed over, or else found. */
export class SplitSources {
  readonly #companions: Companions;
  /** Bytes of DWARF that the build may still take. */
  #room: number;
  /** Files of one unit that the core has. */
  readonly #taken = new Set<SplitFile>();
  readonly #found: SplitFile[] = [];
  /** Files that are cut off and have been counted as such. */
  readonly #cut = new Set<SplitFile>();

  constructor(companions: Companions, room: number) {
    this.#companions = companions;
    this.#room = room;
  }

  /** What the core gets for these units. */
  async inputsFor(units: readonly SplitUnit[]): Promise<SplitInputs> {
    const parts = new SplitParts();
    const ids = new Set(units.map(({ id }) => id));
    const { split = [], findSplit } = this.#companions;
    const names = new Set(units.map(({ name }) => fileName(name)));
    const [named, others] = [
      split.filter((file) => isNamed(file, names)),
      split.filter((file) => !isNamed(file, names)),
    ];
    const packages = named.filter(({ units }) => units !== null);
    const fileNames = new Set(named.map(({ name }) => fileName(name ?? '')));
    const left = units.filter(
      ({ id, name }) => !fileNames.has(fileName(name)) && !packages.some(({ units }) => units?.has(id) === true),
    );
    for (const file of named) this.#add(parts, file, ids);
    // Files may have been renamed, and bytes have no name.
    if (left.length > 0) for (const file of others) this.#add(parts, file, ids);
    if (left.length > 0 && others.length === 0 && findSplit !== undefined) {
      const { files, unreadable } = await findSplit(left);
      this.#found.push(...files);
      for (const file of files) this.#add(parts, file, ids);
      parts.addUnreadable(unreadable);
    }
    return parts.inputs();
  }

  #add(parts: SplitParts, file: SplitFile, ids: ReadonlySet<bigint>): void {
    if (this.#taken.has(file)) return;
    if (file.units === null) this.#taken.add(file);
    if (file.layout.cut !== null && !this.#cut.has(file)) {
      this.#cut.add(file);
      if (!file.damaged) parts.addCut();
    }
    this.#room -= parts.add(file, ids, this.#room);
  }

  /** Closes the files that were found. */
  async close(): Promise<void> {
    await Promise.all(this.#found.map((file) => file.close()));
  }
}

/** Packages tell by themselves what they hold, other files by a name that some unit gives for its own. */
function isNamed({ name, units }: SplitFile, names: ReadonlySet<string>): boolean {
  return units !== null || (name !== null && names.has(fileName(name)));
}
