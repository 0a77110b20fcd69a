/** Writes the texts of source maps from absolute numbers, by ECMA-426 alone. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function unsignedVlq(number: number): string {
  let text = '';
  for (let rest = number; ;) {
    const digit = rest % 32;
    rest = (rest - digit) / 32;
    text += DIGITS.charAt(rest > 0 ? digit + 32 : digit);
    if (rest === 0) return text;
  }
}

export function signedVlq(number: number): string {
  return unsignedVlq(number < 0 ? -number * 2 + 1 : number * 2);
}

/** Generated column; for what is mapped also source, line, column; for what is named also the name. All from 0. */
export type WrittenSegment =
  | readonly [column: number]
  | readonly [column: number, source: number, line: number, sourceColumn: number]
  | readonly [column: number, source: number, line: number, sourceColumn: number, name: number];

/** The mappings of one generated line. */
export function writeMappings(segments: readonly WrittenSegment[]): string {
  const last = [0, 0, 0, 0, 0];
  const texts = segments.map((segment) =>
    segment
      .map((number, field) => {
        const step = number - (last[field] ?? 0);
        last[field] = number;
        return signedVlq(step);
      })
      .join(''),
  );
  return texts.join(',');
}

/** Items of `scopes`, each a tag and the numbers behind it as they stand there: `u3` unsigned, `s-1` signed. */
export function writeScopes(...items: readonly string[]): string {
  return items
    .map((item) => {
      const [tag = '', ...numbers] = item.split(' ');
      const written = numbers.map((number) => {
        const value = Number(number.slice(1));
        return number.startsWith('u') ? unsignedVlq(value) : signedVlq(value);
      });
      return tag + written.join('');
    })
    .join(',');
}
