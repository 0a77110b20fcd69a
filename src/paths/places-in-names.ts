/** In the names that clang gives to types without one: where they stand in the source, as in `run<(lambda at /home/me/app.cpp:12:5)>`. */
const PLACE = /(?<= at ).{1,4096}?(?=:\d+:\d+\))/g;

/** A function's name with the paths in it mapped. */
export function mapPlacesInName(name: string, mapPath: (path: string) => string): string {
  return name.includes(' at ') ? name.replace(PLACE, (path) => mapPath(path)) : name;
}
