/**
 * The shortest run of names that the sequence repeats from near its beginning to its end, at least twice and over `least` names in all; `null` where there is none. What
 * stands in front of it, no more than one round, does not count. The same run is given wherever in it the sequence begins: the turn that sorts first.
 */
export function cycleOf(names: readonly string[], least: number): readonly string[] | null {
  for (let length = 1; 2 * length <= names.length && length <= least; length++) {
    const begin = repeatsFrom(names, length);
    if (begin <= Math.max(length, MOST_IN_FRONT) && names.length - begin >= Math.max(2 * length, least)) {
      return firstTurn(names.slice(begin, begin + length));
    }
  }
  return null;
}

/** A function of the circle may have called others when the stack was full. */
const MOST_IN_FRONT = 4;

/** From where on each name is that of a round later. */
function repeatsFrom(names: readonly string[], length: number): number {
  let begin = names.length - length;
  while (begin > 0 && names[begin - 1] === names[begin - 1 + length]) begin -= 1;
  return begin;
}

function firstTurn(cycle: readonly string[]): readonly string[] {
  const turns = cycle.map((_, i) => [...cycle.slice(i), ...cycle.slice(0, i)]);
  return turns.reduce((first, turn) => (turn.join('\n') < first.join('\n') ? turn : first));
}
