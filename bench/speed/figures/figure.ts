import type { Contender } from '../contender.ts';
import type { Subject } from '../modules.ts';
import type { Row } from '../table.ts';
import type { Tools } from '../tools.ts';

/** What a figure is measured with. */
export interface Bench {
  readonly tools: Tools;
  /** Our package and the native peers, each in a process that stays. */
  readonly ours: Contender;
  readonly peers: Contender;
  readonly subject: (name: string) => Subject;
  readonly rounds: number;
  readonly quick: boolean;
  readonly note: (text: string) => void;
}

/** A line of the table, or several. */
export interface Figure {
  /** For `--only`. */
  readonly name: string;
  readonly measure: (bench: Bench) => Promise<Row[]>;
}
