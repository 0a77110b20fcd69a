import type { ParsedStack } from '../frame.ts';
import { parseStack } from '../parse.ts';
import { eventFrame } from './event-place.ts';
import { field, has, listField, numberField, textField } from './fields.ts';
import { Synthesis } from './synthesis.ts';

/**
 * An error with what caused it: `stack`, then `cause` and the `errors` of an AggregateError, each in lines of its own behind `Caused by: ` or `Errors[0]: `. Any value that
 * was thrown is one: errors of other realms, a `WebAssembly.Exception` (which has a stack only where it was made with `traceStack`), a string. Where Firefox gives no
 * stack, `fileName` and `lineNumber` give a frame.
 */
export function parseError(error: unknown): ParsedStack {
  const own = parseStack(stackOf(error));
  const message = own.message ?? headOf(error);
  const all = new Synthesis();
  all.addParsed(own);
  addPlace(all, own, error);
  addCauses(all, error, new Set([error]), 0);
  return all.stack(message);
}

/** Deeper and further ones are left out: each level may be as long as the last, and a circle may be made of getters. */
const DEEPEST = 16;
const MOST_ERRORS = 256;

function addCauses(to: Synthesis, error: unknown, seen: Set<unknown>, depth: number): void {
  if (depth >= DEEPEST) return;
  const causes: [string, unknown][] = has(error, 'cause') ? [['Caused by: ', field(error, 'cause')]] : [];
  for (const [i, each] of listField(error, 'errors').entries()) {
    if (i >= MOST_ERRORS) break;
    causes.push([`Errors[${i}]: `, each]);
  }
  for (const [lead, cause] of causes) {
    if (seen.has(cause) || seen.size > MOST_ERRORS) continue;
    if (typeof cause === 'object') seen.add(cause);
    const stack = parseStack(stackOf(cause));
    const hasHead = stack.frames.length === 0 || stack.message !== null;
    if (!hasHead) to.addText(lead + headOf(cause));
    to.addParsed(stack, hasHead ? lead : '');
    addPlace(to, stack, cause);
    addCauses(to, cause, seen, depth + 1);
  }
}

/** Firefox's own fields, where the stack says nothing. */
function addPlace(to: Synthesis, own: ParsedStack, error: unknown): void {
  const fileName = textField(error, 'fileName');
  const lineNumber = numberField(error, 'lineNumber');
  if (own.frames.length > 0 || fileName === null || lineNumber === null) return;
  const frame = eventFrame(fileName, lineNumber, numberField(error, 'columnNumber') ?? 1, 'spidermonkey');
  if (frame !== null) to.addFrame(frame);
}

function stackOf(error: unknown): string {
  return typeof error === 'string' ? error : (textField(error, 'stack') ?? headOf(error));
}

/** `NAME: MESSAGE`, as far as the value has them. */
export function headOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return plain(error);
  const name = textField(error, 'name');
  const message = field(error, 'message');
  if (name === null && typeof message !== 'string') return tagOf(error);
  return typeof message === 'string' ? `${name ?? 'Error'}: ${message}` : (name ?? tagOf(error));
}

function plain(value: unknown): string {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}

/** `[object WebAssembly.Exception]` */
function tagOf(error: object): string {
  try {
    return Object.prototype.toString.call(error);
  } catch {
    return '[object Object]';
  }
}
