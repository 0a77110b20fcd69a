/**
 * Text from a module, fit to be put into another text: a name or path may hold line breaks, which would forge frames, or
 * a terminal's control sequences; and a frame may have a thousand inlined calls whose name is as long as the file. Control
 * characters and the marks that turn the writing's direction become escapes such as `\x1b`; a very long text is cut.
 */
export function printable(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return shown.replace(CONTROLS, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}

/** Characters that are shown. Real names are shorter by far but for a few, which nobody reads to their end. */
const LONGEST = 4000;

const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
