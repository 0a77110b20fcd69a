import type { Inspection } from '../modules/inspect.ts';
import { cutFileText, cutSplitText } from './cut-file.ts';
import { adviceFor, isOfUnknownTools } from './advice.ts';
import { isComponentGlue } from './component-glue.ts';
import type { Finding } from './finding.ts';
import { HOLLOW_ADVICE, SPLIT_ADVICE, STALE_ADVICE } from './toolchains.ts';
import { counted, percent, shownLink } from './words.ts';

/** What production would not get, and why. */
export function answerFindings(inspection: Inspection): Finding[] {
  const { coverage, identity } = inspection;
  const isGlue = isComponentGlue(inspection);
  if (coverage.functions === 0) {
    return [
      {
        code: 'no-code',
        about: 'answers',
        severity: isGlue ? 'note' : 'error',
        message: 'the module has no code of its own',
        advice: [],
      },
    ];
  }
  if (isGlue && coverage.withLines === 0) return [GLUE];
  return [
    ...(identity.partial ? [PARTIAL] : []),
    ...(coverage.withLines === 0 ? withoutLines(inspection) : someWithoutLines(inspection)),
    ...missingSplitFiles(inspection),
    ...nameFindings(inspection),
  ];
}

function missingSplitFiles({ diagnostics }: Inspection): Finding[] {
  const units = diagnostics.find(({ kind }) => kind === 'split-debug-missing')?.count ?? 0;
  if (units === 0) return [];
  const message = `no inlined calls in the code of ${counted(units, 'unit')}: they are in split files (.dwo, or a package .dwp) that are not there, or of another build; give them too`;
  return [{ code: 'split-debug-missing', about: 'answers', severity: 'warning', message, advice: SPLIT_ADVICE }];
}

const GLUE: Finding = {
  code: 'no-lines',
  about: 'answers',
  severity: 'note',
  message: 'no lines: the module is wit-component’s own, made with each component',
  advice: [],
};

const PARTIAL: Finding = {
  code: 'partial-index',
  about: 'answers',
  severity: 'error',
  message: 'the symbol index was built for chosen offsets, or for names, only',
  advice: [],
};

/** The one reason why no function has lines; a module that says where its debug information is needs no other switch. */
function withoutLines(inspection: Inspection): Finding[] {
  const { module, diagnostics, identity } = inspection;
  const met = new Set(diagnostics.map(({ kind }) => kind));
  const found = (code: Finding['code'], message: string, advice: Finding['advice']): Finding[] => [
    { code, about: 'answers', severity: 'error', message: `no lines: ${message}`, advice },
  ];
  if (identity.partial) return [];
  const cut = cutFileText(inspection);
  if (cut !== null) return found('truncated', cut, []);
  if (met.has('stale-dwarf')) {
    return found(
      'stale-dwarf',
      'the DWARF describes other code: a tool changed the code without it, so only names are used',
      STALE_ADVICE,
    );
  }
  if (met.has('hollow-dwarf')) {
    return found('hollow-dwarf', 'the debug sections say nothing of this code: a tool has emptied them', HOLLOW_ADVICE);
  }
  const { externalDebugInfo = null, sourceMappingUrl = null } = module?.debug ?? {};
  if (externalDebugInfo !== null) {
    return found(
      'debug-info-elsewhere',
      `the debug information is in another file: give it too: ${shownLink(externalDebugInfo)}`,
      [],
    );
  }
  if (sourceMappingUrl !== null) {
    return found(
      'source-map-elsewhere',
      `the module has a source map: give it too: ${shownLink(sourceMappingUrl)}`,
      [],
    );
  }
  return found(
    'no-lines',
    'there is no debug information; give the file from before it was stripped, or change the build',
    adviceFor('lines', module),
  );
}

function someWithoutLines(inspection: Inspection): Finding[] {
  const { coverage } = inspection;
  const { functions, withLines, codeBytes, codeBytesWithLines } = coverage;
  if (withLines === functions) return [];
  const share = percent(codeBytes - codeBytesWithLines, codeBytes);
  const cause =
    cutFileText(inspection) ??
    'the debug information does not cover them, as is usual for library code built without -g';
  const message = `no lines in ${counted(functions - withLines, 'function')}, which are ${share} of the code: ${cause}`;
  return [{ code: 'lines-missing', about: 'answers', severity: 'warning', message, advice: [] }];
}

function nameFindings(inspection: Inspection): Finding[] {
  const { coverage, module } = inspection;
  const { functions, named, withLines } = coverage;
  if (named === functions) return [];
  // Where nothing is known of the tools, what brings lines brings names too, and one list is enough. A file that is cut off needs no switch.
  const isSaid = module !== null && isOfUnknownTools(module) && withLines === 0;
  const cut = cutFileText(inspection) ?? cutSplitText(inspection);
  const advice = isSaid || cut !== null ? [] : adviceFor('names', module);
  if (named === 0) {
    const message = 'no names: neither debug information, name section nor exports have one';
    return [{ code: 'no-names', about: 'answers', severity: 'error', message, advice }];
  }
  const message = `no names of ${counted(functions - named, 'function')}: neither debug information, name section nor exports have one`;
  return [{ code: 'names-missing', about: 'answers', severity: 'warning', message, advice }];
}
