import { SymbolicationError } from '../errors.ts';
import { functionName, identity, linkageName, type SymbolIndex } from '../symbol-index/index.ts';
import { stringAt } from '../symbol-index/strings.ts';
import { namesInIndex } from './index-names.ts';
import { FunctionsByName } from './functions-by-name.ts';
import type { ModuleOutline } from './outline.ts';
import { remembered } from './remembered.ts';

/** The outline of the module that an index was built from. Throws 'malformed-index' where the index's identity is damaged. */
export function outlineOf(index: SymbolIndex): ModuleOutline {
  const { moduleName, codeStart, codeSize, importedFunctions } = identity(index);
  const { bodies, name, setAside } = index;
  const isCut = setAside === 'truncated-module';
  const [bodyStarts, bodyLengths] = bodies;
  return {
    name,
    moduleName,
    place: null,
    codeStart,
    codeSize,
    isCut,
    importedFunctions,
    bodyStarts,
    bodyLengths,
    functionsByName: new FunctionsByName(namesInIndex(index)),
    namesOf: remembered((functionIndex) => namesOfBody(index, functionIndex - importedFunctions)),
  };
}

/** Of a damaged index, none. */
function namesOfBody(index: SymbolIndex, body: number): readonly string[] {
  const functionId = index.bodies[2][body];
  if (functionId === undefined) return [];
  try {
    const names = new Set([
      stringAt(index, index.bodies[3][body] ?? 0),
      linkageName(index, functionId),
      functionName(index, functionId),
    ]);
    return [...names].filter((name) => name !== null);
  } catch (error) {
    if (!SymbolicationError.is(error)) throw error;
    return [];
  }
}
