import type { Bench } from '../figures/figure.ts';

/** What stands beside the table and is not judged. */
export interface Supplement {
  /** For `--only`. */
  readonly name: string;
  /** In Markdown. */
  readonly measure: (bench: Bench) => Promise<string>;
}
