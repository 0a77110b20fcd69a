import type { Lookup } from '../../src/types.ts';

/**
 * What answers of a damaged build say, and those of the whole one do not, in the same order: places that are others', and names out of DWARF that are no part of a name there. A fact that
 * is missing is none.
 */
export function foreignFacts(answers: readonly Lookup[], whole: readonly Lookup[]): string[] {
  const facts = answers.flatMap(({ frames, offset }, at) => {
    const known = whole[at]?.frames ?? [];
    const [innermost, expected] = [frames[0], known[0]];
    const places =
      innermost?.origin.location !== 'dwarf'
        ? []
        : (['file', 'line', 'column'] as const).filter(
            (fact) => innermost[fact] !== null && innermost[fact] !== expected?.[fact],
          );
    const names = frames
      .filter(({ origin }) => origin.name === 'dwarf')
      .map((frame) => frame.function ?? '')
      .filter((name) => !known.some((frame) => isPart(name, frame.function) || isPart(name, frame.symbol)));
    return [
      ...places.map((fact) => `${offset}: ${fact} ${innermost?.[fact]} for ${expected?.[fact]}`),
      ...names.map((name) => `${offset}: ${name} for ${known.map((frame) => frame.function).join(', ')}`),
    ];
  });
  return facts.slice(0, 5);
}

/** Without its scopes a name is one still, and without the arguments of its template. */
function isPart(name: string, whole: string | null): boolean {
  return whole?.includes(name.split('<')[0] ?? name) === true;
}
