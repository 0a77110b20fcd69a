import { SymbolicationError } from '../errors.ts';

/** Paths that lie at or below `from` get `to` in its place. */
export interface PathRule {
  /**
   * The beginning of paths, up to the end of a part: `/home/alice` is in front of `/home/alice/app.c` and not of `/home/alice2/app.c`. `/` and `\` are
   * alike, drive letters count in either case, and a `file:` URL stands for its path.
   */
  readonly from: string;
  /** May be empty, which leaves the path relative; of `from` itself its last part, since nothing would be no path. */
  readonly to: string;
}

/**
 * Reads `FROM=TO`, as compilers have it for the same purpose (`-ffile-prefix-map`): the first `=` parts them.
 * @throws SymbolicationError `invalid-argument`
 */
export function parsePathRule(text: string): PathRule {
  const at = text.indexOf('=');
  if (at < 1) throw new SymbolicationError('invalid-argument', `'${text}' is no rule for paths; write FROM=TO`);
  return { from: text.slice(0, at), to: text.slice(at + 1) };
}

/** The path with the first rule that matches applied; as it is where none does, and for rules without a `from`. */
export function mapPath(path: string, rules: readonly PathRule[]): string {
  return mappedPath(path, rules) ?? path;
}

/** As {@link mapPath}; `null` where no rule matches. */
export function mappedPath(path: string, rules: readonly PathRule[]): string | null {
  const plain = withoutFileScheme(path);
  for (const { from, to } of rules) {
    const rest = restBehind(plain, withoutFileScheme(from));
    if (rest !== null) return to === '' && rest === '' ? lastPart(plain) : joined(to, rest);
  }
  return null;
}

/** What is behind a prefix, without the separators between; `null` where the prefix is none. */
function restBehind(path: string, from: string): string | null {
  const length = from.replace(/[/\\]+$/, '').length;
  const isRoot = length === 0;
  if (
    from === '' ||
    comparable(path.slice(0, isRoot ? 1 : length)) !== comparable(from.slice(0, isRoot ? 1 : length))
  ) {
    return null;
  }
  const rest = path.slice(isRoot ? 0 : length);
  if (rest !== '' && !isSeparator(rest)) return null;
  return rest.replace(/^[/\\]+/, '');
}

function comparable(path: string): string {
  return path.replaceAll('\\', '/').replace(/^[a-z]:/, (drive) => drive.toUpperCase());
}

function isSeparator(text: string): boolean {
  return text.startsWith('/') || text.startsWith('\\');
}

function lastPart(path: string): string {
  return /[^/\\]+[/\\]*$/.exec(path)?.[0] ?? path;
}

/** In the separators of `to`: a path of two kinds is none that tools can open. */
function joined(to: string, rest: string): string {
  if (rest === '') return to;
  const separator = to.includes('\\') && !to.includes('/') ? '\\' : '/';
  const uniform = to === '' ? rest : rest.replaceAll(separator === '/' ? '\\' : '/', separator);
  return to === '' || /[/\\]$/.test(to) ? to + uniform : to + separator + uniform;
}

/** `file:///a/b` and `file:/a/b` are `/a/b`, `file:///C:/a` is `C:/a`, `file://host/share/a` is `//host/share/a`; other texts stay as they are (RFC 8089, appendices B, E). */
export function withoutFileScheme(path: string): string {
  const match = /^file:(?:\/\/([^/\\]*))?([/\\].*)$/is.exec(path);
  if (match === null) return path;
  const [, host = '', encoded = ''] = match;
  const plain = decoded(encoded);
  if (host !== '' && host.toLowerCase() !== 'localhost') return `//${host}${plain}`;
  return /^\/[a-z]:[/\\]/i.test(plain) ? plain.slice(1) : plain;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
