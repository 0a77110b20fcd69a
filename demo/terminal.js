import { env, stdout } from 'node:process';

const COLUMNS = Math.min(stdout.columns || 100, 100);
// https://no-color.org: any value but the empty one turns colours off.
const coloured = stdout.isTTY === true && !env.NO_COLOR;

const style = (on, off) => (text) => (coloured ? text.replace(/^.+$/gm, `\x1b[${on}m$&\x1b[${off}m`) : text);

export const bold = style(1, 22);
export const dim = style(2, 22);
export const red = style(31, 39);
export const cyan = style(36, 39);

/** A title and a detail, and a line from there to the right edge. */
export function rule(title, detail) {
  const line = '─'.repeat(Math.max(0, COLUMNS - title.length - detail.length - 4));
  return `${bold(title)}  ${dim(`${detail}  ${line}`)}`;
}
