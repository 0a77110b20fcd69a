/**
 * One contender of the source map supplement in a process of its own: `node --expose-gc map-contender.js NAME PACKAGE MODULE MAP COLUMNS ROUNDS`. COLUMNS is a file of
 * u32. Prints one line of JSON: milliseconds from text to first answer and of all lookups, each the least of the rounds, and bytes that stay: before the lookups, and after them, when what they keep is there. NAME is `ours`,
 * `source-map` or `trace-mapping`; PACKAGE is the built package's entry. Plain JavaScript, so that no loader touches a contender.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [name, packageEntry, modulePath, mapPath, columnsPath, rounds] = process.argv.slice(2);
const module = new Uint8Array(readFileSync(modulePath));
const text = readFileSync(mapPath, 'utf8');
const columns = new Uint32Array(new Uint8Array(readFileSync(columnsPath)).buffer);

/** Each gives: first answer for a column from the text; and something that keeps all answers, with its lookup. */
const CONTENDERS = {
  async ours() {
    const { buildIndex, lookup, openIndex, parseSourceMap } = await import(pathToFileURL(packageEntry).href);
    const indexOf = async (offsets) =>
      openIndex(await buildIndex(module, { companions: { sourceMap: parseSourceMap(text) }, offsets }));
    return {
      first: async (column) => lookup(await indexOf([column]), column).frames[0]?.line,
      keep: () => indexOf(undefined),
      lookup: (index, column) => lookup(index, column).frames[0]?.line,
      release: () => undefined,
    };
  },
  async 'source-map'() {
    const { SourceMapConsumer } = await import('source-map');
    return {
      async first(column) {
        const consumer = await new SourceMapConsumer(text);
        const { line } = consumer.originalPositionFor({ line: 1, column });
        consumer.destroy();
        return line;
      },
      async keep() {
        const consumer = await new SourceMapConsumer(text);
        consumer.originalPositionFor({ line: 1, column: columns[0] });
        return consumer;
      },
      lookup: (consumer, column) => consumer.originalPositionFor({ line: 1, column }).line,
      release: (consumer) => consumer.destroy(),
    };
  },
  async 'trace-mapping'() {
    const { originalPositionFor, TraceMap } = await import('@jridgewell/trace-mapping');
    return {
      first: (column) => originalPositionFor(new TraceMap(text), { line: 1, column }).line,
      keep() {
        const map = new TraceMap(text);
        originalPositionFor(map, { line: 1, column: columns[0] });
        return map;
      },
      lookup: (map, column) => originalPositionFor(map, { line: 1, column }).line,
      release: () => undefined,
    };
  },
};

/** What stays is asked for when all is quiet: this package keeps a core for its next build for two seconds. */
const QUIET_MS = 2500;

/** Memories of instances, which `process.memoryUsage` does not count. */
const memories = [];
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...args) => {
  const result = await instantiate(...args);
  const exported = Object.values((result.instance ?? result).exports);
  memories.push(...exported.filter((each) => each instanceof WebAssembly.Memory).map((memory) => new WeakRef(memory)));
  return result;
};

/** Lookups of one measurement: short, so that some measurement meets no other work of the machine. */
const BATCH = 1000;

const contender = await CONTENDERS[name]();
const before = await resident();
const kept = await contender.keep();
const retained = (await resident()) - before;
// Behind the above, for a memory that has grown does not shrink.
let first = Infinity;
let sum = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  const start = performance.now();
  sum += await contender.first(columns[round]);
  first = Math.min(first, performance.now() - start);
}
let batch = Infinity;
for (let round = 0; round < Number(rounds); round += 1) {
  for (let at = 0; at + BATCH <= columns.length; at += BATCH) {
    const start = performance.now();
    for (let number = at; number < at + BATCH; number += 1) sum += contender.lookup(kept, columns[number]);
    batch = Math.min(batch, performance.now() - start);
  }
}
const retainedAfter = (await resident()) - before;
contender.release(kept);
console.log(JSON.stringify({ first, lookup: batch / BATCH, retained, retainedAfter, sum }));

/** After collections: what JavaScript and WebAssembly still hold. */
async function resident() {
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, external } = process.memoryUsage();
  return memories.reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), heapUsed + external);
}
