const SCHEME = /^[a-z][a-z0-9+.-]+:/i;
const URL_WITH_HOST = /^([a-z][a-z0-9+.-]+:\/\/[^/]*)/i;
const ABSOLUTE_PATH = /^([/\\]|[a-z]:[/\\])/i;
const RESOLVABLE = /^(https?|file):/i;

/**
 * The path of a source: `sourceRoot` in front, as a folder, and both resolved against the map's location where that is an `http:`, `https:` or `file:` URL. Against a
 * plain path nothing is resolved: where a copy of the map lies on some disk says nothing of the build, and the same files are to give the same index. What is
 * absolute (a path, or a URL of any scheme) stays what it is; other than that nothing is normalised.
 */
export function sourcePath(source: string, sourceRoot: string | null, mapLocation: string | null): string {
  const path = joined(sourceRoot ?? '', source);
  if (mapLocation === null || SCHEME.test(path) || !RESOLVABLE.test(mapLocation)) return path;
  try {
    return new URL(path, mapLocation).href;
  } catch {
    return path;
  }
}

function joined(root: string, source: string): string {
  if (root === '' || SCHEME.test(source)) return source;
  if (ABSOLUTE_PATH.test(source)) {
    // As URLs do: from the root of the host that `sourceRoot` names.
    const host = URL_WITH_HOST.exec(root)?.[1];
    return host !== undefined && source.startsWith('/') ? host + source : source;
  }
  return root.endsWith('/') ? root + source : `${root}/${source}`;
}
