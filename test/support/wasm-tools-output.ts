/** Reads what wasm-tools printed of a fixture, as its build.sh keeps it. Offsets are those of the file. */

export interface PrintedSection {
  /** As `objdump` calls it; of a custom section its own name. */
  readonly name: string;
  readonly custom: boolean;
  /** Of the contents; of a custom section those behind its name. */
  readonly start: number;
  readonly end: number;
}

/** The sections of one module or component, and in file order what is nested in it. */
export interface PrintedFile {
  readonly sections: PrintedSection[];
  readonly modules: PrintedFile[];
  readonly components: PrintedFile[];
}

/** The output of `wasm-tools objdump`. */
export function parseObjdump(text: string): PrintedFile {
  const outermost: PrintedFile = { sections: [], modules: [], components: [] };
  const open = [outermost];
  for (const line of text.split('\n')) {
    const around = open.at(-1);
    if (around === undefined) throw new Error('more ends than starts');
    const bracket = /-+ (start|end) (module|component) \d+ -+/.exec(line);
    if (bracket?.[1] === 'end') open.pop();
    if (bracket?.[1] === 'start') {
      const nested: PrintedFile = { sections: [], modules: [], components: [] };
      (bracket[2] === 'module' ? around.modules : around.components).push(nested);
      open.push(nested);
    }
    const section = /^\s*(custom )?"?(.+?)"?\s*\|\s*0x([0-9a-f]+) -\s*0x([0-9a-f]+) \|/.exec(line);
    if (section === null) continue;
    const [, custom, name = '', start = '', end = ''] = section;
    around.sections.push({
      name,
      custom: custom !== undefined,
      start: Number.parseInt(start, 16),
      end: Number.parseInt(end, 16),
    });
  }
  return outermost;
}

export interface PrintedFunctions {
  /** Function index, imports counted, and the offset of the locals, in file order. */
  readonly bodies: readonly (readonly [functionIndex: number, start: number])[];
  /** From the name section. */
  readonly names: ReadonlyMap<number, string>;
}

/** The lines of `wasm-tools dump` on bodies and names. */
export function parseDump(text: string): PrintedFunctions {
  const bodies: [number, number][] = [];
  for (const match of text.matchAll(/=+ func (\d+) =+\n.*size of function\n(?:\s+\|.*\n)*\s*0x([0-9a-f]+) \|/g))
    bodies.push([Number(match[1]), Number.parseInt(match[2] ?? '', 16)]);
  const names = [...text.matchAll(/Naming \{ index: (\d+), name: "(.*)" \}/g)];
  return { bodies, names: new Map(names.map(([, index, name = '']) => [Number(index), name])) };
}
