import type { ParsedStack } from '../stack/frame.ts';
import type { Choice } from './choose.ts';
import type { StackUnderTest } from './stack-under-test.ts';
import { judgeGroup, type JudgedGroup } from './wrong-build.ts';

/**
 * Judges the frames of a group as they stand, and where they contradict their module or each other, as if the outermost stood first, as Python prints stacks, and tools that turn them round. That is
 * believed only if nothing contradicts it and more calls speak for it: it is no chance where a frame calls just the function of the frame below it, by its index.
 */
export function judgeInEitherOrder(
  test: StackUnderTest,
  turnedTest: () => StackUnderTest,
  stack: ParsedStack,
  group: readonly number[],
  choice: Choice,
): JudgedGroup {
  const judged = judgeGroup(test, stack, group, choice);
  if (!judged.isWrongBuild && judged.links.doubtful === 0) return judged;
  if (!test.hasCode || group.length < 2) return judged;
  const turned = judgeGroup(turnedTest(), stack, group.toReversed(), turnedChoice(choice));
  const isTurned = !turned.isWrongBuild && turned.links.doubtful === 0 && turned.links.agreeing > judged.links.agreeing;
  return isTurned ? { ...turned, matches: turned.matches.toReversed() } : judged;
}

function turnedChoice(choice: Choice): Choice {
  return 'each' in choice ? { each: choice.each.toReversed() } : choice;
}
