import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { OPTIONS } from '../../src/cli/options.ts';
import { output, run } from './run.ts';

const APP = 'stacks/modules/app.wasm';

describe('help', () => {
  test.each(Object.keys(OPTIONS))('of %s shows its synopsis and an example', async (command) => {
    const text = await output([command, '--help']);
    expect(text).toMatch(new RegExp(`^wasm-symbolicate (\\[stack\\]|${command}) `));
    expect(text).toContain('\nExamples\n  # ');
    expect(text.split('\n').every((line) => line.length <= 100)).toBe(true);
    expect(await output([command, '-h'])).toBe(text);
  });

  test('of the whole names every command and the exit codes', async () => {
    const text = await output(['--help']);
    for (const word of [...Object.keys(OPTIONS), 'wasm-addr2line', 'Exit codes']) expect(text).toContain(word);
    expect(text.split('\n').every((line) => line.length <= 100)).toBe(true);
  });

  test('--version prints the package’s', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await output(['--version'])).toBe(`${version}\n`);
  });
});

describe('a wrong command line ends with 2 and says what is wrong', () => {
  test.each([
    [
      ['crash.txt'],
      'no module given; name one with -m MODULE, or with --symbols DIR|URL where modules are kept; see `wasm-symbolicate stack --help`',
    ],
    [['--bogus'], "Unknown option '--bogus'; see `wasm-symbolicate stack --help`"],
    [['stack', '--jsn'], "Unknown option '--jsn'; did you mean --json? see `wasm-symbolicate stack --help`"],
    [
      ['lookup', '--code-rel'],
      "Unknown option '--code-rel'; did you mean --code-relative? see `wasm-symbolicate lookup --help`",
    ],
    [['lokup', '5'], "no command and no file 'lokup'; did you mean lookup? see `wasm-symbolicate --help`"],
    [['completion'], 'no shell given; it is bash, zsh or fish; see `wasm-symbolicate completion --help`'],
    [
      ['completion', 'ksh'],
      "there are completions for bash, zsh and fish, not for 'ksh'; see `wasm-symbolicate completion --help`",
    ],
    [
      ['-m', APP, '--color', 'yes'],
      "--color is 'auto', 'always' or 'never', not 'yes'; see `wasm-symbolicate stack --help`",
    ],
    [['lookup', '5'], 'no module given; name one with -m MODULE; see `wasm-symbolicate lookup --help`'],
    [['lookup', '-m', APP, '2df'], "'2df' is no offset; write 735 or 0x2df; see `wasm-symbolicate lookup --help`"],
    [
      ['lookup', '-m', APP, '9007199254740993'],
      "'9007199254740993' is no offset; write 735 or 0x2df; see `wasm-symbolicate lookup --help`",
    ],
    [
      ['lookup', '-m', APP, '-m', 'stacks/modules/eh.wasm', '5'],
      'these files are about several modules; offsets belong to one; see `wasm-symbolicate lookup --help`',
    ],
    [
      ['lookup', '-m', APP, '--base', 'function', '5'],
      "--base is 'module' or 'component', not 'function'; see `wasm-symbolicate lookup --help`",
    ],
    [['index'], 'no module given; see `wasm-symbolicate index --help`'],
    [
      ['index', APP, '-o', 'x', '--contents', 'all'],
      "--contents is 'names', 'lines' or 'sources', not 'all'; see `wasm-symbolicate index --help`",
    ],
    [
      ['lookup', '-m', APP, '--map-path', '/home', '5'],
      "--map-path: '/home' is no rule; write FROM=TO; see `wasm-symbolicate lookup --help`",
    ],
    [['index', APP], 'no output given; name it with -o FILE; see `wasm-symbolicate index --help`'],
    [['inspect'], 'no module given; see `wasm-symbolicate inspect --help`'],
    [['export', APP], 'no output given; name it with --source-map FILE; see `wasm-symbolicate export --help`'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout: stdout.toString(), stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: `wasm-symbolicate: ${message}\n`,
    });
  });
});

describe('an input that cannot be read ends with 1 and says what it is', () => {
  test.each([
    [['-m', 'none.wasm'], 'none.wasm: cannot be read: no such file'],
    [['-m', 'stacks'], 'stacks: cannot be read: it is a directory'],
    [
      ['lookup', '-m', 'stacks/README.md', '5'],
      'stacks/README.md: is no WebAssembly module: it is text; give a WebAssembly module or a symbol index',
    ],
    [['notes', '-m', APP], 'notes: no such file or directory'],
    [['inspect', 'none.wasm'], 'none.wasm: cannot be read: no such file'],
    [['lookup', '-m', APP], 'standard input: line 2: "0xzz" is no offset; write 735 or 0x2df'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await run(args, '507\n0xzz\n');
    expect({ code, stdout: stdout.toString(), stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: `wasm-symbolicate: ${message}\n`,
    });
  });
});
