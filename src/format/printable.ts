/**
 * Text from a module, fit to be put into another text: a name or path may hold line breaks, which would forge frames, or
 * a terminal's control sequences. Control characters and the marks that turn the writing's direction become escapes such as
 * `\x1b`; a very long text is cut.
 * @param longest UTF-16 units of the text that are shown
 */
export function printable(text: string, longest = LONGEST): string {
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return shown.replace(CONTROLS, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}

/** Characters that are shown. Real names are shorter by far but for a few, which nobody reads to their end. */
const LONGEST = 4000;

/** Characters that are shown of all names of a frame, and again of all its paths: fifty inlined calls have room for very long ones. */
const LONGEST_TOGETHER = 200_000;

/**
 * How long each name of a frame with so many functions may be: an index of 9 kB can hold a thousand inlined calls with one long name,
 * which would make 30 MB of text.
 */
export function longestNameOf(functions: number): number {
  return Math.min(LONGEST, Math.floor(LONGEST_TOGETHER / functions));
}

const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
