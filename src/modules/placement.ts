import type { StackFrame } from '../stack/frame.ts';
import { bodyAt, bodyOf, holdsOffset, isMissing, type ModuleOutline } from './outline.ts';

/** Where in a module a frame is. */
export interface Placement {
  /** Imports counted; `null` where neither index nor offset nor name leads to a body. */
  readonly functionIndex: number | null;
  /** Module-file offset of the instruction; `null` where the frame does not tell it. */
  readonly offset: number | null;
  /** Whether what the frame says can be true of this module: an offset lies in the body of its function. */
  readonly fits: boolean;
}

/**
 * Undoes the engine's own way of counting. What an engine prints for an offset that it does not know (wasm3 in the top frame of an exhausted
 * stack, WAMR's zero) lies outside the code section and counts as none.
 */
export function placeIn(module: ModuleOutline, frame: StackFrame): Placement {
  const printed = frame.indexIsSure ? frame.functionIndex : null;
  const offset = offsetIn(module, frame, printed);
  const holder = offset === null ? null : holderOf(module, offset, printed);
  if (!frame.offsetIsSure) return unsurePlacement(module, frame, offset, holder);
  if (offset === null) {
    const functionIndex = frame.functionIndex ?? indexOfName(module, frame);
    return { functionIndex, offset, fits: functionIndex === null || isFunction(module, functionIndex) };
  }
  if (isMissing(module, offset)) {
    const lastKnown = module.importedFunctions + module.bodyStarts.length - 1;
    return { functionIndex: printed, offset, fits: printed === null || printed >= lastKnown };
  }
  return { functionIndex: printed ?? holder, offset, fits: holder !== null && (printed ?? holder) === holder };
}

/** The function in whose body an offset lies: mostly the one that is printed beside it, which is found without a search. */
function holderOf(module: ModuleOutline, offset: number, printed: number | null): number | null {
  const isIn = printed !== null && holdsOffset(module, printed, offset);
  return isIn ? printed : bodyAt(module, offset);
}

function offsetIn(module: ModuleOutline, frame: StackFrame, functionIndex: number | null): number | null {
  const { relativeOffset } = frame;
  if (relativeOffset === null) return inCode(module, ownOffset(module, frame));
  if (relativeOffset.from === 'code') return module.codeStart + relativeOffset.value;
  const body = functionIndex === null ? null : bodyOf(module, functionIndex);
  return body === null ? null : body.start + relativeOffset.value;
}

/**
 * Whether the frame's number counts from the start of the component that holds the module. wasmtime prints such of all components; what other engines run are modules
 * that were taken out of them.
 */
export function countsFromComponent({ place }: ModuleOutline, { dialect }: StackFrame): boolean {
  return place !== null && dialect === 'wasmtime';
}

function ownOffset(module: ModuleOutline, frame: StackFrame): number | null {
  const { place } = module;
  if (frame.offset === null || place === null || !countsFromComponent(module, frame)) return frame.offset;
  return frame.offset - place.start;
}

function inCode(module: ModuleOutline, offset: number | null): number | null {
  if (offset === null) return null;
  return offset >= module.codeStart && offset < module.codeStart + module.codeSize ? offset : null;
}

/** The function is sure where it is printed, by index or name; a number that does not lie in it means nothing. */
function unsurePlacement(
  module: ModuleOutline,
  frame: StackFrame,
  offset: number | null,
  holder: number | null,
): Placement {
  const functionIndex = frame.functionIndex ?? indexOfName(module, frame);
  const agrees = functionIndex !== null && functionIndex === holder;
  return {
    functionIndex,
    offset: agrees ? offset : null,
    fits: functionIndex === null || isFunction(module, functionIndex),
  };
}

/** Engines print imported functions, too, where these are of other modules or of the host; they have no place. */
function isFunction(module: ModuleOutline, functionIndex: number): boolean {
  return functionIndex < module.importedFunctions || bodyOf(module, functionIndex) !== null;
}

/** The only function with the frame's name, with or without the module's name in front. */
export function indexOfName(module: ModuleOutline, { functionName, printedName }: StackFrame): number | null {
  if (functionName === null) return null;
  const prefix = module.moduleName === null ? null : `${module.moduleName}.`;
  const bare = prefix !== null && functionName.startsWith(prefix) ? functionName.slice(prefix.length) : null;
  // wazero puts an empty module's name and a dot in front.
  const dotless = functionName.startsWith('.') ? functionName.slice(1) : null;
  for (const name of [functionName, bare, dotless, printedName]) {
    const found = name === null ? null : module.functionsByName.onlyOne(name);
    if (found !== null) return found;
  }
  return null;
}
