import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Newcomer } from '../support/newcomer.ts';

/** The scripts, asked by the shells themselves. */
let newcomer: Newcomer;

beforeAll(() => {
  newcomer = new Newcomer();
  newcomer.write('app.wasm', '');
  newcomer.write('sources/main.c', '');
  for (const shell of ['bash', 'zsh', 'fish'])
    newcomer.shell(`wasm-symbolicate completion ${shell} > completion.${shell}`);
});

afterAll(() => {
  newcomer.remove();
});

const has = (shell: string): boolean => spawnSync(shell, ['-c', ':']).status === 0;

/** Words to complete, of which the last one is not ended; and what must be among what the shell offers, and what not. */
const QUESTIONS: readonly (readonly [
  words: readonly string[],
  offered: readonly string[],
  missing: readonly string[],
])[] = [
  [['wasm-symbolicate', 'l'], ['lookup'], ['index']],
  [['wasm-symbolicate', 'completion', ''], ['bash', 'zsh', 'fish'], ['--help']],
  [['wasm-symbolicate', 'lookup', '--co'], ['--code-relative', '--context', '--color'], ['--contents']],
  [['wasm-symbolicate', 'lookup', '--base', ''], ['module', 'component'], ['--json']],
  [['wasm-symbolicate', 'index', 'app.wasm', '--contents', 'n'], ['names'], ['lines']],
  [['wasm-symbolicate', '-m', 'app.wasm', '--scr'], ['--scripts'], ['--source-root']],
  [['wasm-symbolicate', '-m', 'app.wasm', '--color', 'a'], ['auto', 'always'], ['never']],
  [['wasm-addr2line', '-e', 'app.wasm', '--f'], ['--functions'], ['--module']],
];

function expectOffers(offers: readonly string[], offered: readonly string[], missing: readonly string[]): void {
  expect(offers).toEqual(expect.arrayContaining([...offered]));
  for (const word of missing) expect(offers).not.toContain(word);
}

describe.runIf(has('bash'))('bash', () => {
  function offers(words: readonly string[], index = words.length - 1): string[] {
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const name = words[0]?.replaceAll('-', '_') ?? '';
    const lines = `source completion.bash; COMP_WORDS=(${quoted}); COMP_CWORD=${index}; _${name}; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return newcomer.shell(lines).trimEnd().split('\n');
  }

  test.each(QUESTIONS)('%j', (words, offered, missing) => {
    expectOffers(offers(words), offered, missing);
  });

  test('leaves files to readline, and completes folders itself', () => {
    expect(offers(['wasm-symbolicate', '-m', 'ap'])).toEqual(['']);
    expect(offers(['wasm-symbolicate', '-m', 'app.wasm', '--scripts', 'so'])).toEqual(['sources']);
  });

  test('knows that an equals sign is a word of its own', () => {
    expect(offers(['wasm-symbolicate', '-m', 'app.wasm', '--color', '=', 'a'])).toEqual(['auto', 'always']);
    expect(offers(['wasm-symbolicate', '-m', 'app.wasm', '--color', '='])).toEqual(['auto', 'always', 'never']);
  });

  test('completes both programs', () => {
    expect(newcomer.shell('source completion.bash; complete -p wasm-symbolicate wasm-addr2line')).toBe(
      'complete -o default -F _wasm_symbolicate wasm-symbolicate\ncomplete -o default -F _wasm_addr2line wasm-addr2line\n',
    );
  });
});

describe.runIf(has('fish'))('fish', () => {
  function offers(line: string): string[] {
    const words = newcomer.shell(`fish --no-config -c 'source completion.fish; complete -C "${line}"'`).trimEnd();
    return words.split('\n').map((offer) => offer.split('\t')[0] ?? '');
  }

  test.each(QUESTIONS)('%j', (words, offered, missing) => {
    expectOffers(offers(words.join(' ')), offered, missing);
  });

  test('completes files and folders where they are meant', () => {
    expect(offers('wasm-symbolicate -m ap')).toEqual(['app.wasm']);
    expect(offers('wasm-symbolicate -m app.wasm --scripts s')).toEqual(['sources/']);
  });
});

/**
 * zsh completes in its line editor alone: one in a pseudo terminal is given a line and a tabulator, and tells all that is offered to it between two zero bytes.
 * After https://github.com/Valodim/zsh-capture-completion.
 */
const ZSH_INSIDE = String.raw`
PROMPT=
autoload compinit
compinit -D
source completion.zsh
bindkey '^M' undefined
bindkey '^J' undefined
bindkey '^I' complete-word
null-line() { echo -E - $'\0' }
compprefuncs=(null-line)
comppostfuncs=(null-line exit)
zstyle ':completion:*' insert-tab false
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a hits
  builtin compadd -A hits "$@"
  print -rl -- $hits
  builtin compadd "$@"
}
echo ok`.replaceAll('\\$', '$');

const ZSH_OUTSIDE = String.raw`
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell source inside.zsh
zpty -r shell started '*ok*'
zpty -w -n shell "$1"$'\t'
while zpty -r shell; do :; done
zpty -d shell`;

describe.runIf(has('zsh'))('zsh', () => {
  function offers(line: string): string[] {
    newcomer.write('inside.zsh', ZSH_INSIDE);
    newcomer.write('outside.zsh', ZSH_OUTSIDE);
    const [, between = ''] = newcomer.shell(`zsh -f outside.zsh '${line}'`).split('\0');
    return between.split('\n').map((each) => each.trim());
  }

  test.each(QUESTIONS)('%j', (words, offered, missing) => {
    expectOffers(offers(words.join(' ')), offered, missing);
  });

  test('completes files and folders where they are meant', () => {
    expect(offers('wasm-symbolicate -m ap')).toContain('app.wasm');
    const folders = offers('wasm-symbolicate -m app.wasm --scripts ');
    expect(folders).toContain('sources');
    expect(folders).not.toContain('app.wasm');
  });
});
