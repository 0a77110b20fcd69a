import { ADDR2LINE_SUBJECT, brief, COMMAND_SUBJECTS, DEFAULT_COMMAND, PROGRAM, quoted, spellings } from './model.ts';
import type { Option, Subject } from '../program.ts';
import type { Completion } from '../shape.ts';

/** For zsh, as a file on `fpath` or by `eval` behind `compinit`. */
export function zshCompletion(): string {
  const named = COMMAND_SUBJECTS.filter(({ command }) => command !== DEFAULT_COMMAND);
  const fallback = COMMAND_SUBJECTS.filter(({ command }) => command === DEFAULT_COMMAND);
  const commands = COMMAND_SUBJECTS.map(({ command, summary }) => quoted(`${command ?? ''}:${brief(summary)}`));
  return `#compdef ${PROGRAM} ${ADDR2LINE_SUBJECT.program}

_wasm_symbolicate() {
  if [[ $service == ${ADDR2LINE_SUBJECT.program} ]]; then
    ${specs(ADDR2LINE_SUBJECT)}
    return
  fi
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    local -a commands=(${commands.join(' ')})
    _describe -t commands command commands
    _files
    return
  fi
  case $words[2] in
${named.map((subject) => `    ${subject.command ?? ''}) shift words; (( CURRENT-- ))\n      ${specs(subject)} ;;`).join('\n')}
    stack) shift words; (( CURRENT-- )) ;|
${fallback.map((subject) => `    *)\n      ${specs(subject)} ;;`).join('\n')}
  esac
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _wasm_symbolicate "$@"
else
  compdef _wasm_symbolicate ${PROGRAM} ${ADDR2LINE_SUBJECT.program}
fi
`;
}

function specs(subject: Subject): string {
  const operands = subject.operands === 'none' ? [] : [quoted(`*:${operandName(subject)}:${action(subject.operands)}`)];
  return ['_arguments -s', ...subject.options.flatMap(optionSpecs), ...operands].join(' \\\n        ');
}

function operandName({ command }: Subject): string {
  return command === 'completion' ? 'shell' : 'file';
}

function optionSpecs(option: Option): string[] {
  const { value, completes, multiple = false } = option;
  const names = spellings(option);
  const once = multiple ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
  return names.map((name) => {
    const argument = value === null ? '' : `:${escaped(value)}:${action(completes)}`;
    const joined = value === null ? '' : name.startsWith('--') ? '=' : '+';
    return quoted(`${once}${name}${joined}[${escaped(brief(option.text))}]${argument}`);
  });
}

function action(completes: Completion): string {
  if (completes === 'file') return '_files';
  if (completes === 'directory') return '_files -/';
  return completes === 'none' ? ' ' : `(${completes.join(' ')})`;
}

/** Brackets and colons end the parts of a specification. */
function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}
