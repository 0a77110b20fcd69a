import type { Inspection } from '../modules/inspect.ts';
import { answerFindings } from './answers.ts';
import { type CarriedPart, carriedParts } from './carried.ts';
import { damageFindings } from './damage.ts';
import type { Finding } from './finding.ts';
import { leakFindings } from './leaks.ts';

/** What stacks from production would get of a build. `names`: no function has lines; `nothing`: none has a name either. */
export type ProductionLevel = 'lines' | 'names' | 'nothing';

export interface Diagnosis {
  readonly production: ProductionLevel;
  /** The file's bytes by what they are for, largest first; empty for a symbol index. */
  readonly carried: readonly CarriedPart[];
  /** First what production would miss, then damage, then ids, then what the deployed file leaks. */
  readonly findings: readonly Finding[];
}

/**
 * Judges what is known of a build: what stacks from production would get, what they would not get and why, which switch of which
 * toolchain would change it, and what the file leaks where it is deployed.
 * @param others other builds, in which the same build id would be a fault
 */
export function diagnose(inspection: Inspection, others: readonly Inspection[] = []): Diagnosis {
  return {
    production: productionLevel(inspection),
    carried: carriedParts(inspection.module),
    findings: [...answerFindings(inspection), ...damageFindings(inspection, others), ...leakFindings(inspection)],
  };
}

function productionLevel({ coverage }: Inspection): ProductionLevel {
  if (coverage.withLines > 0) return 'lines';
  return coverage.named > 0 ? 'names' : 'nothing';
}
