import type { StackFrame } from '../stack/frame.ts';
import type { ModuleOutline } from './outline.ts';

/**
 * What the name in a frame says of whether its function index is of this module. `agrees`: the function has this name. `contradicts`: the function has another name, and the
 * printed one belongs to another function alone. `unknown`: all else, since a name may be printed mangled, demangled, cut off, with the module's in front, or
 * come from another tool.
 */
export type NameWitness = 'agrees' | 'contradicts' | 'unknown';

/** Asks the name of a frame that prints it beside an index of which it is sure. */
export function nameWitness(module: ModuleOutline, frame: StackFrame): NameWitness {
  const { functionName, functionIndex, indexIsSure } = frame;
  if (functionName === null || functionIndex === null || !indexIsSure) return 'unknown';
  if (functionIndex < module.importedFunctions) return 'unknown';
  const { functionsByName } = module;
  const printed = withoutModule(functionName, module.moduleName);
  // Names of a function are decoded for this, which many frames of one index need not cost.
  if (printed === functionName && functionsByName.isKnownToBeNone(printed)) return 'unknown';
  const own = module.namesOf(functionIndex);
  if (own.length === 0) return 'unknown';
  if (own.includes(printed) || own.includes(functionName)) return 'agrees';
  const other = functionsByName.onlyOne(printed);
  if (other === null || other === functionIndex) return 'unknown';
  // What is cut off, or has something around it, proves nothing.
  const holds = own.some((name) => name.includes(printed) || functionName.includes(name));
  return holds ? 'unknown' : 'contradicts';
}

function withoutModule(name: string, moduleName: string | null): string {
  // The dot first: most names have none there.
  const isPrefixed = moduleName !== null && name[moduleName.length] === '.' && name.startsWith(moduleName);
  return isPrefixed ? name.slice(moduleName.length + 1) : name;
}
