import { makeCase } from './case.ts';
import type { Plan } from './case.ts';
import { exerciseText } from './exercise.ts';
import { judgeQuickly, judgeThoroughly } from './judge.ts';
import { watchInstances } from './memory.ts';

/**
 * The child's side: judges one seed after the other and sends each verdict to its parent.
 * @param isAlone the process is for one input
 */
export async function runSeeds({ seed: first, runs, only }: Plan, isAlone: boolean): Promise<void> {
  const judge = isAlone ? judgeThoroughly : judgeQuickly;
  watchInstances();
  // What is made at the first use is nobody's cost.
  await exerciseText('', () => undefined);
  for (let seed = first; seed < first + runs; seed += 1) {
    const verdict = await judge(await makeCase(seed, only));
    await new Promise<void>((resolve, reject) => {
      process.send?.(verdict, undefined, {}, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }
  process.disconnect();
}
