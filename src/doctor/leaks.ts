import type { ModuleDescription } from '../build/describe-module.ts';
import type { Inspection } from '../modules/inspect.ts';
import { adviceFor } from './advice.ts';
import { carriedParts } from './carried.ts';
import type { Finding } from './finding.ts';
import { STRIP_ADVICE } from './toolchains.ts';
import { counted, percent, shownLink } from './words.ts';

/** What whoever downloads the module can read out of it. */
export function leakFindings({ module, coverage }: Inspection): Finding[] {
  if (module === null) return [];
  return [
    ...homePaths(module),
    ...sources(module),
    ...debugInfo(module, coverage.sourceFiles),
    ...names(module),
    ...links(module),
  ];
}

function homePaths(module: ModuleDescription): Finding[] {
  if (module.homePaths.length === 0) return [];
  const homes = new Set(module.homePaths.flatMap((each) => each.homes));
  const places = module.homePaths.map(({ section, count }) => `${counted(count, 'path')} in ${section}`);
  const message = `home directories of those who built it: ${[...homes].join(', ')} (${places.join(', ')})`;
  return [
    {
      code: 'leaks-home-paths',
      about: 'deployed-file',
      severity: 'warning',
      message,
      advice: adviceFor('private-paths', module),
    },
  ];
}

function sources({ debug }: ModuleDescription): Finding[] {
  if (debug.embeddedSources === 0) return [];
  const message = `the texts of ${counted(debug.embeddedSources, 'source file')}, embedded in the debug information`;
  return [{ code: 'leaks-sources', about: 'deployed-file', severity: 'warning', message, advice: STRIP_ADVICE }];
}

function debugInfo(module: ModuleDescription, sourceFiles: number): Finding[] {
  const dwarf = carriedParts(module).find(({ kind }) => kind === 'dwarf');
  if (dwarf === undefined) return [];
  const files = sourceFiles === 0 ? '' : `, with the paths of ${counted(sourceFiles, 'source file')}`;
  const message = `debug information: ${counted(dwarf.bytes, 'byte')}, ${percent(dwarf.bytes, module.size)} of the file${files}`;
  return [{ code: 'leaks-debug-info', about: 'deployed-file', severity: 'note', message, advice: STRIP_ADVICE }];
}

function names(module: ModuleDescription): Finding[] {
  const part = carriedParts(module).find(({ kind }) => kind === 'names');
  if (part === undefined) return [];
  const message = `the names of ${counted(module.functions.named, 'function')} in a name section of ${counted(part.bytes, 'byte')}; without it engines print numbers, which can still be answered`;
  return [{ code: 'leaks-names', about: 'deployed-file', severity: 'note', message, advice: [] }];
}

function links(module: ModuleDescription): Finding[] {
  const { externalDebugInfo, sourceMappingUrl } = module.debug;
  const found: Finding[] = [];
  if (sourceMappingUrl?.startsWith('data:') === true) {
    const message = 'a whole source map, which may hold the sources';
    found.push({
      code: 'leaks-source-map',
      about: 'deployed-file',
      severity: 'warning',
      message,
      advice: STRIP_ADVICE,
    });
  } else if (sourceMappingUrl !== null) {
    found.push(link(`where its source map is: ${shownLink(sourceMappingUrl)}`));
  }
  if (externalDebugInfo !== null) found.push(link(`where its debug information is: ${shownLink(externalDebugInfo)}`));
  return found;
}

function link(what: string): Finding {
  return {
    code: 'leaks-link',
    about: 'deployed-file',
    severity: 'note',
    message: `${what}; keep that file from the public`,
    advice: [],
  };
}
