import type { Answer, Expectation } from './verdict.ts';
import type { Projects } from './projects.ts';

/** One row of the table: a runtime, or a bundle in one. */
export interface Case extends Expectation {
  readonly name: string;
  /** The runtime's version; `null`: it is not on this machine. */
  readonly version: () => Promise<string | null>;
  /** Makes a project, and runs the crash in it. `installed` is called as soon as the package is. */
  readonly run: (
    projects: Projects,
    installed: () => void,
  ) => Promise<{ readonly answer: Answer; readonly remark?: string }>;
}
