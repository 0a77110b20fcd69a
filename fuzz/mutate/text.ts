import { pickStack } from '../corpus.ts';
import { below, next, oddNumber, once, pick, scaled } from '../random.ts';
import type { Random } from '../random.ts';

/** Captured stacks, cut, glued, repeated and peppered with what grammars trip over. */
export function mutateText(random: Random): string {
  let text = pickStack(random);
  for (let left = scaled(random, 16); left > 0; left -= 1) text = mutateOnce(random, text);
  return text.length > TEXT_LIMIT ? text.slice(0, TEXT_LIMIT) : text;
}

/** UTF-16 units of a text at most. */
const TEXT_LIMIT = 1_000_000;

function mutateOnce(random: Random, text: string): string {
  const at = below(random, text.length + 1);
  const to = Math.min(text.length, at + scaled(random, 200));
  const insert = (piece: string): string => text.slice(0, at) + piece + text.slice(at);
  switch (below(random, 9)) {
    case 0:
      return text.slice(0, at) + text.slice(to);
    case 1:
      return insert(pickStack(random));
    case 2:
      return insert(repeated(random, text.slice(at, to)));
    case 3:
      return insert(repeated(random, pick(random, PIECES)));
    case 4:
      return insert(pick(random, PIECES));
    case 5:
      return insert(String.fromCharCode(below(random, 0x1_0000)));
    case 6:
      return text.replace(/0x[0-9a-f]+/g, (number) =>
        once(random, 4) ? `0x${oddNumber(random).toString(16)}` : number,
      );
    case 7:
      return text.replace(/\[\d+\]/g, (index) => (once(random, 4) ? `[${next(random) % 100_000}]` : index));
    default:
      return insert(
        text
          .slice(at, to)
          .split('\n')
          .reverse()
          .join(pick(random, ['\n', '\r\n', '\r', '\u2028', ''])),
      );
  }
}

/** Once in a hundred times so often that the text is as long as it may be. */
function repeated(random: Random, piece: string): string {
  const room = Math.floor(TEXT_LIMIT / Math.max(1, piece.length));
  return piece.repeat(Math.min(room, scaled(random, once(random, 100) ? TEXT_LIMIT : 400)));
}

const PIECES: readonly [string, ...string[]] = [
  '    at ',
  '\n    at ',
  ' (',
  '(',
  ')',
  '@',
  ':',
  '[',
  ']',
  ' > ',
  'http://',
  'wasm://wasm/',
  'wasm://wasm/a (b)-1cebdb1e',
  'wasm-function[',
  'wasm-function[1]:0x1',
  ':wasm-function[4294967295]:0x1fffffffffffff',
  'app.wasm:wasm-function[9]:0x2df',
  'a@b:wasm-function[0]:0x0\n',
  '    at f (x.wasm:wasm-function[1]:0x9)\n',
  'async*',
  ' line 21 > WebAssembly.Module',
  'data:application/wasm;base64,',
  '%E0%A4%A',
  '\n',
  '\r\n',
  '\0',
  '\uFEFF',
  '\uD800',
  '9'.repeat(400),
  'at ',
  '<anonymous>',
  '    0:    0x2dd - app.wasm!f\n',
  '                - inlined\n                    at /src/a.c:1:2\n',
  '#00: 0x02b4 - f\n',
  '\tapp.f(i32,i32) i32\n',
  '\t\t0x14a: /src/a.c:1:2\n',
  'calling stack:module[0]:9, ',
  'Bytecode offset: 0x0000a64d',
  'f@app:wasm-function[1]\n',
  'app.wasm-function[f]@[wasm code]\n',
  '    at unknown\n',
  'wasm!m!f+11\n',
  'f @ 00971dfe:0x94bd\n',
  '    at 0x006721: chicory interpreter.f(a:1)\n',
  'exception thrown: ',
  ',',
  '\\',
  '\\n',
  '\\\\n',
  '"stack":"',
];
