import type { Dialect } from '../stack/frame.ts';

/** What a style has to work with. */
export interface Printed {
  /** What stands in front of the frame's name: indent, `at `, number and offset. */
  readonly lead: string;
  /** The location as printed. */
  readonly location: string;
}

/** A function at a place, ready to be shown: names and places are printable. */
export interface Shown {
  /** `null`: nothing names it. */
  readonly name: string | null;
  /** `FILE:LINE:COLUMN`; `null`: not known. */
  readonly place: string | null;
  /** Lines of the source around the place, with their indent; empty where none were asked for. */
  readonly context: readonly string[];
}

/** Writes a frame's functions, innermost first, as lines in the engine's own style. */
export type Style = (shown: readonly Shown[], printed: Printed) => readonly string[];

/** A line a function: what `line` makes of it behind the lead. */
function lineEach(line: (name: string | null, location: string) => string, leadBelow = (lead: string) => lead): Style {
  return (shown, { lead, location }) =>
    shown.flatMap(({ name, place, context }, i) => [
      (i === 0 ? lead : leadBelow(lead)) + line(name, place ?? location),
      ...context,
    ]);
}

const parenthesised = lineEach((name, location) => (name === null ? location : `${name} (${location})`));

/** What made SpiderMonkey call a function later (`async*`) is said once, of the innermost. */
const separatedByAt = lineEach(
  (name, location) => `${name ?? ''}@${location}`,
  (lead) => /^[ \t]*/.exec(lead)?.[0] ?? '',
);

/** As wasmtime writes it when it reads DWARF itself. */
const detailed: Style = (shown, { lead }) =>
  shown.flatMap(({ name, place, context }, i) => {
    const marked = i === 0 ? lead : `${' '.repeat(16)}- `;
    const first = marked + (name ?? '<unknown>');
    return place === null ? [first] : [first, `${' '.repeat(20)}at ${place}`, ...context];
  });

/** The number of a frame stands once; inlined calls are set under the first name. */
const numbered: Style = (shown, { lead, location }) =>
  shown.flatMap(({ name, place, context }, i) => {
    const marked = i === 0 ? lead : `${' '.repeat(Math.max(0, lead.length - 2))}- `;
    const where = place ?? location;
    return [marked + (name ?? '<unknown>') + (where === '' ? '' : ` (${where})`), ...context];
  });

/** As wazero writes it when it reads DWARF itself: the function once, below it the places, innermost first; but with names. */
const signed: Style = (shown, { lead, location }) => {
  const body = shown.at(-1);
  const places = shown.flatMap(({ name, place, context }, i) => {
    const inlined = i === shown.length - 1 ? '' : ` (${name ?? '<unknown>'})`;
    return place === null ? [] : [`\t\t${place}${inlined}`, ...context];
  });
  return [`${lead}${body?.name ?? '<unknown>'}${location}`, ...places];
};

/** Several frames of WasmEdge share a line, so that nothing may break it. */
const withinLine: Style = (shown, { lead, location }) => [
  `${lead}${location} ${shown.map(({ name, place }) => [name, place].filter((part) => part !== null).join(' at ')).join(' in ')}`,
];

export const STYLES: Readonly<Record<Dialect, Style>> = {
  v8: parenthesised,
  bun: parenthesised,
  wasmer: parenthesised,
  chicory: parenthesised,
  spidermonkey: separatedByAt,
  jsc: separatedByAt,
  devtools: lineEach((name, location) => `${name ?? '(anonymous)'} @ ${location}`),
  wasmtime: detailed,
  wasm3: detailed,
  wamr: numbered,
  wavm: numbered,
  wazero: signed,
  wasmedge: withinLine,
};
