import { readFileSync } from 'node:fs';
import type { SymbolFrame } from '../../src/types.ts';
import { classify, sameChain, sameRow } from './classify.ts';
import type { Case } from './classify.ts';
import { Evidence } from './evidence.ts';
import { askLlvm } from './llvm.ts';
import type { LlvmFrame } from './llvm.ts';
import { bodyOf, readWasm } from './module.ts';
import type { WasmModule } from './module.ts';
import { askPackage } from './package-under-test.ts';
import type { Library } from './package-under-test.ts';
import { sample } from './sampling.ts';
import type { Subject } from './subjects.ts';

/**
 * Chains without arbitration at the seeded addresses in bodies that DWARF describes. Calls are left out of it: those of 300
 * bodies stand so close together that one hole in one body decides.
 */
export interface PaintResult {
  readonly described: number;
  /** LLVM has no function there, though a range of the body's own covers it. */
  readonly llvmHoles: number;
  readonly equal: number;
}

export interface Result {
  readonly subject: Subject;
  readonly addresses: number;
  readonly calls: number;
  readonly equal: number;
  /** Counts by cause; several causes of one difference are joined with a plus sign. */
  readonly classes: ReadonlyMap<string, number>;
  readonly unexplained: readonly Case[];
  /** `null` for sound modules, where nothing is arbitrated. */
  readonly paint: PaintResult | null;
}

export interface CompareOptions {
  readonly addresses: number;
  readonly seed: number;
  readonly symbolizer: string;
  readonly library: Library;
}

/** Asks both about the same addresses of a module, and explains each difference or not. */
export async function compare(subject: Subject, options: CompareOptions): Promise<Result> {
  const module = readWasm(readFileSync(subject.path));
  const { addresses, calls } = sample(module, options.addresses, options.seed);
  const asked = [...new Set([...addresses, ...calls])].sort((a, b) => a - b);
  const llvm = await askLlvm(options.symbolizer, subject.path, asked);
  const ours = await askPackage(options.library, subject.path, asked, true);
  const unarbitrated =
    subject.kind === 'binaryen' ? await askPackage(options.library, subject.path, asked, false) : null;

  const classes = new Map<string, number>();
  const unexplained: Case[] = [];
  let equal = 0;
  const evidence = new Evidence(module);
  const seeded = new Set(addresses);
  const painted = { described: 0, llvmHoles: 0, equal: 0 };
  for (const address of asked) {
    const difference = caseOf(module, address, ours.get(address), unarbitrated?.get(address), llvm.get(address));
    if (difference.paint !== null && seeded.has(address) && evidence.claims(difference.body).length > 0) {
      painted.described++;
      if (difference.llvm.at(-1)?.symbol == null) painted.llvmHoles++;
      else if (sameChain(difference.paint, difference.llvm)) painted.equal++;
    }
    if (isEqual(difference.ours, difference.llvm)) {
      equal++;
      continue;
    }
    const found = classify(difference, module, evidence);
    if (found === null) unexplained.push(difference);
    else count(classes, found.join(' + '));
  }
  return {
    subject,
    addresses: addresses.length,
    calls: calls.length,
    equal,
    classes,
    unexplained,
    paint: unarbitrated === null ? null : painted,
  };
}

/** Share of the chains that LLVM has. */
export function paintShare({ described, llvmHoles, equal }: PaintResult): number {
  return equal / Math.max(described - llvmHoles, 1);
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function isEqual(ours: readonly SymbolFrame[], llvm: readonly LlvmFrame[]): boolean {
  return sameChain(ours, llvm) && sameRow(ours, llvm);
}

function caseOf(
  module: WasmModule,
  address: number,
  ours: readonly SymbolFrame[] | undefined,
  paint: readonly SymbolFrame[] | undefined,
  llvm: readonly LlvmFrame[] | undefined,
): Case {
  const body = bodyOf(module, address);
  if (body === undefined || ours === undefined || llvm === undefined) {
    throw new Error(`no answer for address ${address}`);
  }
  return { address, body, ours, paint: paint ?? null, llvm };
}
