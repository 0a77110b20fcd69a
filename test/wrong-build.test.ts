import { afterAll, describe, expect, test } from 'vitest';
import { indexOf, closeModule, openModule } from '../src/modules/module.ts';
import { symbolicate, type SymbolicateOptions, symbolicateSync } from '../src/symbolicate.ts';
import { STACKS } from './stack/captures.ts';

const app = await openModule(new URL('modules/app.wasm', STACKS), { name: 'app.wasm' });
const tail = await openModule(new URL('modules/tail.wasm', STACKS), { name: 'tail.wasm' });
afterAll(() => Promise.all([app, tail].map(closeModule)));

const frame = (functionIndex: number, offset: number, name = '', url = 'http://h/app.wasm'): string => {
  const place = `${url}:wasm-function[${functionIndex}]:0x${offset.toString(16)}`;
  return name === '' ? `    at ${place}` : `    at ${name} (${place})`;
};
/** As captured: `unreachable` in 9, called by 8, by 13, by 12. */
const TOP = frame(9, 0x2df);
const STEP = frame(8, 0x1fb);
const LAMBDA = frame(13, 0x3c9);
const APPLY = frame(12, 0x3a4);
const MESSAGE = 'RuntimeError: unreachable';

async function answers(lines: readonly string[], options: SymbolicateOptions = {}) {
  const { frames } = await symbolicate(lines.join('\n'), [app], options);
  return frames
    .filter(({ kind }) => kind === 'wasm')
    .map(({ status, reason, fit, fitReason }) => [status, reason, fit, fitReason]);
}
const RESOLVED = (why: string) => ['resolved', null, 'exact', why];
const REFUSED = (why: string) => ['unresolved', 'wrong-build', 'exact', why];

describe('a stack that fits is answered', () => {
  test('each frame exactly', async () => {
    expect(await answers([MESSAGE, TOP, STEP, LAMBDA])).toEqual([RESOLVED('trap'), RESOLVED('call'), RESOLVED('call')]);
  });

  test('also where a script’s frame, which is at the top, makes all of them callers', async () => {
    const script = '    at js (/srv/app/harness.js:15:44)';
    expect(await answers(['Error: no', script, frame(10, 0x322), frame(8, 0x25f)])).toEqual([
      RESOLVED('call'),
      RESOLVED('call'),
    ]);
  });
});

describe('one frame that cannot be the module’s makes it another build: none is answered', () => {
  test.each([
    ['no instruction begins at its offset', frame(8, 0x1fc), 'wrong-build', 'within-instruction'],
    ['another frame stands above it, but it calls nothing', frame(8, 0x1fa), 'wrong-build', 'no-call'],
    ['its offset is not in its function', frame(8, 0x2df), 'wrong-function', 'outside-function'],
    ['there is no such function', frame(99, 0x1fb), 'wrong-function', 'no-function'],
    ['the offset is in no code at all', frame(8, 0xffff), 'wrong-function', 'outside-function'],
    ['its name is that of another function', frame(8, 0x1fb, 'run'), 'wrong-build', 'other-name'],
  ])('%s', async (_, line, reason, why) => {
    expect(await answers([MESSAGE, TOP, line, LAMBDA])).toEqual([
      REFUSED('trap'),
      ['unresolved', reason, 'impossible', why],
      REFUSED('call'),
    ]);
  });

  test('the program cannot have stopped so at the innermost instruction', async () => {
    const division = frame(2, 0xbb);
    expect(await answers([MESSAGE, division, STEP])).toEqual([
      ['unresolved', 'wrong-build', 'impossible', 'no-trap'],
      REFUSED('call'),
    ]);
  });

  test('two calls of other functions than those above, which are called elsewhere in the same bodies', async () => {
    const found = await answers([MESSAGE, TOP, frame(8, 0x25f), frame(10, 0x322), STEP]);
    expect(found.map(([, reason]) => reason)).toEqual(['wrong-build', 'wrong-build', 'wrong-build', 'wrong-build']);
    expect(found.map(([, , , why]) => why)).toEqual(['trap', 'other-callee', 'call', 'other-callee']);
  });

  test('in an index, as far as functions and names tell', async () => {
    const index = await indexOf(app);
    const text = [MESSAGE, TOP, frame(8, 0x2df), LAMBDA].join('\n');
    expect(symbolicateSync(text, [index]).frames.map(({ reason }) => reason)).toEqual([
      'wrong-build',
      'wrong-function',
      'wrong-build',
    ]);
  });
});

describe('what has another cause proves nothing', () => {
  test('a single call of another function: a line may be missing, as SpiderMonkey leaves one out', async () => {
    expect(await answers([MESSAGE, TOP, LAMBDA, APPLY])).toEqual([
      RESOLVED('trap'),
      ['resolved', null, 'plausible', 'other-callee'],
      RESOLVED('call'),
    ]);
  });

  test('a program that stops itself, and speaks as engines do', async () => {
    expect(await answers(['RuntimeError: divide by zero', TOP, STEP])).toEqual([
      ['resolved', null, 'plausible', 'own-trap'],
      RESOLVED('call'),
    ]);
  });

  test('lines that were searched out of a log, in which one stack begins where another ends, or in any order', async () => {
    const resolved = async (...lines: readonly string[]) => (await answers(lines)).map(([status]) => status);
    const all = ['resolved', 'resolved', 'resolved', 'resolved'];
    expect(await resolved(TOP, STEP, TOP, STEP)).toEqual(all);
    expect(await resolved(APPLY, LAMBDA, STEP, TOP)).toEqual(all);
    expect(await resolved(MESSAGE, TOP, STEP, TOP, STEP)).toEqual(all);
    expect(await resolved(MESSAGE, APPLY, APPLY, APPLY, APPLY)).toEqual(all);
  });

  test('an empty line, behind which another stack may begin', async () => {
    expect((await answers([MESSAGE, TOP, STEP, '', TOP, STEP])).map(([, , , why]) => why)).toEqual([
      'trap',
      'call',
      'trap',
      'call',
    ]);
  });

  test('the same line again and again, as a log has it', async () => {
    expect(await answers([LAMBDA, LAMBDA, LAMBDA, LAMBDA, ''])).toEqual(new Array(4).fill(RESOLVED('call')));
  });

  test('another stack of the same text', async () => {
    const found = await answers([MESSAGE, TOP, frame(8, 0x1fc), '', MESSAGE, TOP, STEP]);
    expect(found.map(([status]) => status)).toEqual(['unresolved', 'unresolved', 'resolved', 'resolved']);
  });

  test('a number that the end of the text may have cut', async () => {
    const cut = LAMBDA.slice(0, -1);
    expect((await answers([MESSAGE, TOP, STEP, cut])).map(([status]) => status)).toEqual([
      'resolved',
      'resolved',
      'unresolved',
    ]);
    expect((await answers([MESSAGE, TOP, STEP, cut, ''])).map(([status]) => status)).toEqual([
      'unresolved',
      'unresolved',
      'unresolved',
    ]);
  });

  test('a frame above that left the stack by a tail call', async () => {
    const url = 'http://h/tail.wasm';
    const { frames } = await symbolicate([MESSAGE, frame(0, 0x23, '', url), frame(2, 0x30, '', url)].join('\n'), [
      tail,
    ]);
    expect(frames.map(({ fit, fitReason }) => [fit, fitReason])).toEqual([
      ['exact', 'trap'],
      ['exact', 'call'],
    ]);
  });
});

describe('a guess, where it is asked for,', () => {
  test('is what stands there in this build, and never resolved', async () => {
    const lines = [MESSAGE, TOP, frame(8, 0x1fc), frame(3, 0x3c9, 'run')];
    const { frames } = await symbolicate(lines.join('\n'), [app], { guess: true });
    expect(frames.map(({ status, reason, frames: [first] }) => [status, reason, first?.function, first?.line])).toEqual(
      [
        ['partial', 'wrong-build', 'geo::detail::clampIndex(int)', 16],
        ['partial', 'wrong-build', 'geo::Engine::step(int, int)', 103],
        ['partial', 'wrong-function', 'run', null],
      ],
    );
  });

  test('changes nothing of what fits', async () => {
    expect(await answers([MESSAGE, TOP, STEP], { guess: true })).toEqual([RESOLVED('trap'), RESOLVED('call')]);
  });
});

test('the evidence tells why', async () => {
  const { modules } = await symbolicate([MESSAGE, TOP, frame(8, 0x1fc), ''].join('\n'), [app, tail]);
  expect(modules).toEqual([
    {
      frames: [0, 1],
      module: 'app.wasm',
      certainty: 'possible',
      isWrongBuild: true,
      evidence: [
        { kind: 'file-name', agrees: true },
        { kind: 'fit', agrees: false, exact: 1, plausible: 0, impossible: 1 },
      ],
    },
  ]);
});

describe('a stack that is printed outermost first', () => {
  test('is answered where its calls lead down', async () => {
    expect(await answers([LAMBDA, STEP, TOP, MESSAGE])).toEqual([RESOLVED('call'), RESOLVED('call'), RESOLVED('trap')]);
  });

  test('also with text around it', async () => {
    const head = 'Traceback (most recent call last):';
    expect(await answers([head, APPLY, LAMBDA, STEP, TOP, MESSAGE])).toEqual([
      RESOLVED('call'),
      RESOLVED('call'),
      RESOLVED('call'),
      RESOLVED('trap'),
    ]);
  });

  test('is refused where a frame fits in neither order', async () => {
    expect(await answers(['Traceback:', LAMBDA, frame(8, 0x1fc), TOP, MESSAGE])).toEqual([
      REFUSED('call'),
      ['unresolved', 'wrong-build', 'impossible', 'within-instruction'],
      ['unresolved', 'wrong-build', 'impossible', 'no-call'],
    ]);
  });
});
