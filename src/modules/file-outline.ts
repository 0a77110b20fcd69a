import type { OpenModule } from '../build/open-module.ts';
import type { FunctionNames } from '../container/function-names.ts';
import { functionsOfNames, type ModuleOutline, once, remembered } from './outline.ts';

/** The outline of an open module file. */
export function outlineOfFile(module: OpenModule): ModuleOutline {
  return {
    name: module.name,
    moduleName: module.moduleName,
    place: module.nesting,
    codeStart: module.codeStart,
    codeSize: module.layout.code?.announced ?? 0,
    isCut: module.layout.cut !== null,
    importedFunctions: module.importedFunctions,
    bodyStarts: module.bodyStarts,
    bodyLengths: module.bodyLengths,
    functionsByName: once(() => functionsOfNames(namesOf(module))),
    namesOf: remembered((functionIndex) => {
      const name = nameIn(printedNames(module), functionIndex);
      return name === null ? [] : [name];
    }),
  };
}

/** Exports only where the name section is silent: an engine prints either the one or, without a name section, the other. */
function printedNames({ nameSection, exports }: OpenModule): FunctionNames {
  return nameSection.functions.count > 0 ? nameSection.functions : exports.names;
}

function* namesOf(module: OpenModule): Generator<readonly [string, number]> {
  const given = printedNames(module);
  const end = module.importedFunctions + module.bodyStarts.length;
  for (let functionIndex = module.importedFunctions; functionIndex < end; functionIndex++) {
    const name = nameIn(given, functionIndex);
    if (name !== null) yield [name, functionIndex];
  }
}

function nameIn({ bytes, offsets, lengths }: FunctionNames, functionIndex: number): string | null {
  const length = lengths[functionIndex] ?? 0;
  const offset = offsets[functionIndex] ?? 0;
  return length === 0 ? null : DECODER.decode(bytes.subarray(offset, offset + length));
}

const DECODER = new TextDecoder();
