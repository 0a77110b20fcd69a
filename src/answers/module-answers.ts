import { SymbolicationError } from '../errors.ts';
import { holdsOffset, type ModuleOutline } from '../modules/outline.ts';
import { answersOf } from '../modules/union.ts';
import { FrameCursor, type RangeCursor, type SymbolIndex } from '../symbol-index/index.ts';
import { answerAt } from '../symbol-index/lookup.ts';
import { type Answer, noRole, type RoleOf, withMappedPaths, withRoles } from './answer.ts';
import { RoledFrames, roledFramesOf } from './roled-frames.ts';

/** How answers are to be written. */
export interface Writing {
  /** `null` where paths stay as they are. */
  readonly mapPath: ((path: string) => string) | null;
  readonly roles: RoleOf;
}

/**
 * What is known at an offset of a module; `undefined` where nothing of the module was read.
 * @param functionIndex The function in whose body the offset is said to lie; `null` where none is
 */
export type ModuleAnswers = (offset: number, functionIndex: number | null) => Answer | undefined;

/** Frames of a stack that may repeat each other; a few are looked up faster than remembered. */
const DEEP = 64;

/**
 * What the indexes of a module say of its offsets. Recursion prints one offset many times; in deep stacks each is looked up once.
 * @param frameCount Of the stack
 */
export function moduleAnswers(
  indexes: readonly SymbolIndex[],
  outline: ModuleOutline,
  writing: Writing,
  frameCount: number,
): ModuleAnswers {
  const [first, ...others] = indexes;
  if (first === undefined) return () => undefined;
  const isAlone = others.length === 0 && first.identity.codeStart === outline.codeStart;
  const find = isAlone ? answersIn(first, outline, writing) : joinedAnswers(indexes, outline, writing);
  if (frameCount < DEEP) return find;
  const known = new Map<number, Answer | undefined>();
  return (offset, functionIndex) => {
    const found = known.get(offset) ?? find(offset, functionIndex);
    known.set(offset, found);
    return found;
  };
}

function answersIn(index: SymbolIndex, outline: ModuleOutline, { mapPath, roles }: Writing): ModuleAnswers {
  const cursor = new FrameCursor(index);
  const { framesOf } =
    mapPath === null ? roledFramesOf(index, roles !== noRole) : new RoledFrames(index, roles, mapPath);
  return (offset, functionIndex) => {
    if (functionIndex !== null && holdsOffset(outline, functionIndex, offset))
      enterBody(cursor.ranges, functionIndex - outline.importedFunctions);
    return answerAt(cursor, index, offset, framesOf);
  };
}

/** Goes to the function that a frame names, so that none has to be searched for. What is damaged there the lookup meets again, and tells. */
function enterBody(ranges: RangeCursor, body: number): void {
  if (body === ranges.body) return;
  try {
    ranges.enter(body);
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
  }
}

/** What a frame is called may come from another index than its place, so that roles are found behind. */
function joinedAnswers(
  indexes: readonly SymbolIndex[],
  outline: ModuleOutline,
  { mapPath, roles }: Writing,
): ModuleAnswers {
  return (offset) => {
    const [answer] = answersOf(indexes, outline, [offset]);
    if (answer === undefined) return undefined;
    return withRoles(mapPath === null ? answer : withMappedPaths(answer, mapPath), roles);
  };
}
