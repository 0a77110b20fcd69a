import {
  ADDR2LINE_SUBJECT,
  allSpellings,
  COMMAND_NAMES,
  COMMAND_SUBJECTS,
  DEFAULT_COMMAND,
  PROGRAM,
  spellings,
} from './model.ts';
import type { Option, Subject } from '../program.ts';

/**
 * For bash from 3.2 on, which macOS has. Where a function gives nothing, readline completes file names itself (`-o default`), with what it takes for names of
 * several words.
 */
export function bashCompletion(): string {
  const named = COMMAND_SUBJECTS.filter(({ command }) => command !== DEFAULT_COMMAND);
  const fallback = COMMAND_SUBJECTS.filter(({ command }) => command === DEFAULT_COMMAND);
  return `_wasm_symbolicate_words() { local IFS=$' \\t\\n'; COMPREPLY=($(compgen -W "$1" -- "$current")); }
_wasm_symbolicate_directories() { local IFS=$'\\n'; COMPREPLY=($(compgen -d -- "$current")); }

_wasm_symbolicate_read() {
  current=\${COMP_WORDS[COMP_CWORD]}
  previous=\${COMP_WORDS[COMP_CWORD-1]}
  # bash takes an equals sign for a word of its own.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  COMPREPLY=()
}

_wasm_symbolicate() {
  local current previous
  _wasm_symbolicate_read
  if [[ $COMP_CWORD -eq 1 && $current != -* ]]; then
    _wasm_symbolicate_words '${COMMAND_NAMES.join(' ')}'
    return
  fi
  if [[ $COMP_CWORD -eq 1 && $current == --v* ]]; then
    _wasm_symbolicate_words '--version'
    return
  fi
  case \${COMP_WORDS[1]} in
${named.map((subject) => indented(`${subject.command ?? ''})\n${indented(cases(subject))}\n  ;;`)).join('\n')}
${fallback.map((subject) => indented(`*)\n${indented(cases(subject))}\n  ;;`)).join('\n')}
  esac
}

_wasm_addr2line() {
  local current previous
  _wasm_symbolicate_read
${indented(cases(ADDR2LINE_SUBJECT))}
}

complete -o default -F _wasm_symbolicate ${PROGRAM}
complete -o default -F _wasm_addr2line ${ADDR2LINE_SUBJECT.program}
`;
}

/** What may follow an option, else the options, else the operands. */
function cases(subject: Subject): string {
  const values = subject.options.flatMap((option) => {
    const action = actionOf(option);
    return action === null ? [] : [`  ${spellings(option).join('|')}) ${action} ;;`];
  });
  const operands = Array.isArray(subject.operands) ? [wordsOf(subject.operands)] : [];
  const beyond = [
    `if [[ $current == -* ]]; then`,
    `  ${wordsOf(allSpellings(subject))}`,
    ...operands.flatMap((action) => ['else', `  ${action}`]),
    'fi',
  ];
  return ['case $previous in', ...values, '  *)', ...beyond.map((line) => `    ${line}`), '    ;;', 'esac'].join('\n');
}

/** `null`: nothing can follow. */
function actionOf({ value, completes }: Option): string | null {
  if (value === null) return null;
  if (completes === 'directory') return '_wasm_symbolicate_directories';
  return typeof completes === 'string' ? ':' : wordsOf(completes);
}

function wordsOf(words: readonly string[]): string {
  return `_wasm_symbolicate_words '${words.join(' ')}'`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
