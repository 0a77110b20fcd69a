import type { OpenModule } from '../build/open-module.ts';
import type { FunctionNames } from '../container/function-names.ts';
import { FunctionsByName, type Names } from './functions-by-name.ts';
import type { ModuleOutline } from './outline.ts';
import { remembered } from './remembered.ts';

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
    functionsByName: new FunctionsByName(namesInFile(module)),
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

/** What engines print of a module; imported functions have no place in it. */
export function namesInFile(module: OpenModule): Names {
  const first = module.importedFunctions;
  const { bytes, offsets, lengths } = printedNames(module);
  return {
    bytes,
    mayBePadded: true,
    functionAt: (offset, length) => {
      const functionIndex = offsets.indexOf(offset, first);
      if (functionIndex === -1 || lengths[functionIndex] !== length) return null;
      return functionIndex;
    },
    entries: () => ({ bytes, offsets, lengths, functionIndexes: null, first }),
  };
}

function nameIn({ bytes, offsets, lengths }: FunctionNames, functionIndex: number): string | null {
  const length = lengths[functionIndex] ?? 0;
  const offset = offsets[functionIndex] ?? 0;
  return length === 0 ? null : DECODER.decode(bytes.subarray(offset, offset + length));
}

const DECODER = new TextDecoder();
