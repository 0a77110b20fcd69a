/** In the names that clang gives to types without one: where they stand in the source, as in `run<(lambda at /home/me/app.cpp:12:5)>`. */
const PLACE = /(?<= at ).{1,4096}?(?=:\d+:\d+\))/g;

/** A function's name with the paths in it mapped; as it is where none are to be. */
export function mapPlacesInName<Name extends string | null>(
  name: Name,
  mapPath: ((path: string) => string) | null,
): Name | string {
  if (name === null || mapPath === null || !name.includes(' at ')) return name;
  return name.replace(PLACE, (path) => mapPath(path));
}
