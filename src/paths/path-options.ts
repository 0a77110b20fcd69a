import { mappedPath, type PathRule } from './map-path.ts';
import { readablePath } from './readable-path.ts';

/** How the paths of source files are to be written. */
export interface PathOptions {
  /** The first rule that matches a path counts. */
  readonly mapPath?: readonly PathRule[] | undefined;
  /** Writes paths of known forms as people do, where no rule matches: `rust/library/core/…` for `/rustc/HASH/library/core/…`. */
  readonly readablePaths?: boolean | undefined;
}

/** The options as one function that remembers what it was asked; `null` where they change no path. */
export function pathMapping({ mapPath = [], readablePaths = false }: PathOptions): ((path: string) => string) | null {
  if (mapPath.length === 0 && !readablePaths) return null;
  const known = new Map<string, string>();
  return (path) => {
    const mapped = known.get(path) ?? mappedPath(path, mapPath) ?? (readablePaths ? readablePath(path) : path);
    known.set(path, mapped);
    return mapped;
  };
}
