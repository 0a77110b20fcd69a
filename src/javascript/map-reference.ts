const MARK = 'sourceMappingURL=';
const COMMENT = /(?:\/\/|\/\*)[#@][ \t]*$/;
const LONGEST_COMMENT = 20;

/**
 * The URL in a script's `//# sourceMappingURL=URL` comment, of which the last one counts (ECMA-426): a bundle carries those of its parts, too. `null` without one. Text that looks
 * like a comment and has quotes in it stands in a string of a tool's own source.
 */
export function sourceMapReference(script: string): string | null {
  for (let at = script.lastIndexOf(MARK); at >= 0; at = at === 0 ? -1 : script.lastIndexOf(MARK, at - 1)) {
    const before = script.slice(Math.max(0, at - LONGEST_COMMENT), at);
    if (!COMMENT.test(before)) continue;
    const start = at + MARK.length;
    const end = lineEnd(script, start);
    const value = script
      .slice(start, end)
      .replace(/\*\/[ \t\r]*$/, '')
      .trim();
    if (value !== '' && !/[\s'"`]/.test(value)) return value;
  }
  return null;
}

function lineEnd(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed < 0 ? text.length : feed;
}

/** What a `data:` URL holds, as text; `null` where it is none, or is damaged. */
export function dataUrlText(url: string): string | null {
  if (!url.startsWith('data:')) return null;
  const comma = url.indexOf(',');
  if (comma < 0) return null;
  const contents = url.slice(comma + 1);
  try {
    if (!/;base64$/i.test(url.slice(0, comma))) return decodeURIComponent(contents);
    const binary = atob(decodeURIComponent(contents));
    return new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
  } catch {
    return null;
  }
}
