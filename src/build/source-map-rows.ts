import type { Note } from '../container/notes.ts';
import { readProducers } from '../container/producers.ts';
import type { GivenRows } from '../core/run-core.ts';
import type { RunOptions } from '../core/pace.ts';
import { runSourceMapCore, type SourceMapRows } from '../core/source-map-core.ts';
import { SymbolicationError } from '../errors.ts';
import { lineCountsOf } from '../source-map/line-counts.ts';
import type { SourceMap } from '../source-map/source-map.ts';
import type { OpenModule } from './open-module.ts';
import { fitsModule } from './source-map-fit.ts';
import { namesAreFunctions } from './source-map-names.ts';

/** What a source map had that was left out; codes of the index's diagnostics. */
const NOTE = {
  limitReached: 11,
  stale: 200,
  otherLines: 201,
  malformedScopes: 202,
  unknownSource: 203,
  lineOutside: 204,
  missingSection: 205,
  malformedField: 206,
} as const;

/** What a map gives to a module's index. */
export interface MapContribution {
  /** `null` where the map is of other code. */
  readonly given: GivenRows | null;
  readonly notes: readonly Note[];
}

/** How a map is read; `bodies` and `wanted` are as the core takes them. */
export interface MapReading {
  readonly bodies: Uint32Array;
  readonly wanted: Uint32Array | null;
  readonly buildId: Uint8Array | null;
  readonly inlineDepth: number;
  readonly options: RunOptions;
}

/**
 * Reads a map for a module's index.
 * @throws SymbolicationError `malformed-source-map`, naming the map and where its mappings cannot be read
 */
export async function readMapRows(module: OpenModule, map: SourceMap, reading: MapReading): Promise<MapContribution> {
  const { bodies, wanted, buildId, inlineDepth, options } = reading;
  const lines = lineCountsOf(map);
  const made = await withMap(map, () =>
    runSourceMapCore(
      {
        bodies,
        wanted,
        codeStart: module.codeStart,
        sections: map.sections,
        sourceLines: map.sources.map(({ path }, source) => (path === null ? null : (lines[source] ?? 0))),
        inlineDepth,
      },
      { signal: options.signal },
    ),
  );
  const fits = await fitsModule(module, map, buildId, made);
  const { counts } = made;
  const notes = [
    { code: NOTE.stale, count: fits ? 0 : 1 },
    { code: NOTE.otherLines, count: counts.onOtherLines },
    { code: NOTE.malformedScopes, count: counts.malformedScopes },
    { code: NOTE.unknownSource, count: counts.unknownSources },
    { code: NOTE.lineOutside, count: counts.linesOutside },
    { code: NOTE.missingSection, count: map.missingSections },
    { code: NOTE.malformedField, count: map.malformed.count },
    { code: NOTE.limitReached, count: counts.tooDeep },
  ];
  const namesCount = made.bodyNames.length > 0 && namesAreFunctions(map, await readProducers(module.layout), counts);
  return {
    given: fits ? givenRows(map, made, namesCount) : null,
    notes: notes.filter(({ count }) => count > 0).map((note) => ({ ...note, place: 0 })),
  };
}

/** The rows with the texts that they use, and no others: a map of a million names may be asked for one function. */
function givenRows(map: SourceMap, made: SourceMapRows, namesCount: boolean): GivenRows {
  const text = new TextTable();
  const files = Array.from(made.sources, (source) => text.add(map.sources[source]?.path ?? '')).flat();
  const functions: number[] = [];
  for (let at = 0; at < made.functions.length; at += 3) {
    const [name = 0, file = 0, line = 0] = made.functions.subarray(at, at + 3);
    functions.push(...text.add(map.names[name - 1] ?? ''), file, line);
  }
  const bodyFunctions = [...made.bodyFunctions];
  if (namesCount) {
    const numbers = new Map<number, number>();
    for (let at = 0; at < made.bodyNames.length; at += 2) {
      const [body = 0, name = 0] = made.bodyNames.subarray(at, at + 2);
      let number = numbers.get(name);
      if (number === undefined) {
        functions.push(...text.add(map.names[name - 1] ?? ''), 0, 0);
        number = functions.length / 4;
        numbers.set(name, number);
      }
      // Behind those of scopes: the first that is known counts.
      bodyFunctions.push(body, number);
    }
  }
  return {
    rows: made.rows,
    files: Uint32Array.from(files),
    functions: Uint32Array.from(functions),
    bodyFunctions: Uint32Array.from(bodyFunctions),
    text: text.bytes(),
  };
}

/** Texts one behind the other. */
class TextTable {
  readonly #encoder = new TextEncoder();
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  /** Offset and length of a text, which is added. */
  add(text: string): [offset: number, length: number] {
    const bytes = this.#encoder.encode(text);
    const offset = this.#size;
    this.#parts.push(bytes);
    this.#size += bytes.length;
    return [offset, bytes.length];
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}

/** The core does not know what map it reads. */
async function withMap<T>({ name }: SourceMap, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!SymbolicationError.is(error) || error.code !== 'malformed-source-map') throw error;
    const message = `${name ?? 'The source map'}: ${error.message}`;
    throw new SymbolicationError(error.code, message, { file: name, cause: error });
  }
}
