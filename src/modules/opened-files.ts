import type { CutDescription } from '../build/cut.ts';
import type { Closable, Disposal } from '../host/disposal.ts';
import type { Conflict, Contradiction, Evidence } from './grouping.ts';
import type { Module } from './module.ts';

/** Modules made of the files given, and the files that none of them uses. */
export interface OpenedFiles extends Closable, Disposal {
  /** In the order in which the first file of each was given. */
  readonly modules: readonly Module[];
  /** Of each file that was joined to another one: to which, and on what evidence. Numbers are places in the list given. */
  readonly joined: readonly { readonly file: number; readonly to: number; readonly evidence: Evidence }[];
  readonly unused: readonly UnusedFile[];
  /**
   * Modules and symbol indexes whose ids say otherwise than their code. `same-id-other-code`: two modules, and what asks by that build id cannot tell them apart.
   * `same-code-other-id`: one module, whose ids are those of the first file.
   */
  readonly contradictions: readonly {
    readonly file: number;
    readonly contradiction: Contradiction;
    readonly other: number;
  }[];
  /** Files that end too early, and where; what is there of them is used. */
  readonly cut: readonly { readonly file: number; readonly cut: CutDescription }[];
  /** Closes the modules and all other files. */
  readonly close: () => Promise<void>;
}

/** A file that was left out, rather than guessed about. */
export interface UnusedFile {
  readonly file: number;
  /** `not-needed`: it says nothing that the others do not, as a second file with DWARF. `needs-module`: it can be read together with the module only, of which there is but an index. */
  readonly reason: Conflict | 'not-needed' | 'needs-module';
  /** The file with which it is in conflict, where there is one. */
  readonly other: number | null;
}
