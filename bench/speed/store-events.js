/**
 * A service's day for `supplements/store.ts`: `node store-events.js PACKAGE FOLDER PART …`, each part in a process of its own. Prints one line of JSON. Plain JavaScript, so that no loader touches the package.
 *
 * make: 200 modules in the folder, each under a build id: fixtures with debug information, of which each copy has other code.
 * fill: all events with memory for all; leaves a full disk cache, and says how much memory all modules take.
 * events BUDGET CACHE: all events within so many bytes of memory, with the disk cache (`cache`) or without (`none`), where fewer events do.
 * start CACHE: the index of each module in a fresh process, from the disk cache or by building.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const MODULES = 200;
const EVENTS = 100_000;
const EVENTS_WITHOUT_CACHE = 5000;
const FRAMES = 20;
/** Events in progress at once, as of a service that takes them from many connections. */
const IN_FLIGHT = 16;
const SEED = 7;

const [entry, folder, part, ...args] = process.argv.slice(2);
const library = await import(pathToFileURL(entry).href);
const cacheFolder = join(folder, 'cache');
const placesFile = join(folder, 'places.json');
const modulesFolder = join(folder, 'modules');

/** The same numbers in every process. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const idOf = (module) => `c0de${module.toString(16).padStart(28, '0')}`;

function leb(value) {
  return value < 128 ? [value] : [(value % 128) | 128, ...leb(Math.floor(value / 128))];
}

/** Real builds of one program differ in code and id. What an engine would say of the changed instruction does not matter here. */
function variant(bytes, module, bodyStart) {
  const id = Buffer.from(idOf(module), 'hex');
  const name = Buffer.from('build_id');
  const contents = [...leb(name.length), ...name, ...leb(id.length), ...id];
  const copy = Buffer.concat([bytes, Buffer.from([0, ...leb(contents.length), ...contents])]);
  copy.writeUInt32LE(module, bodyStart + 2);
  return copy;
}

async function make(fixtures) {
  const bases = [];
  for (const path of fixtures) {
    const bytes = readFileSync(path);
    const index = library.openIndex(await library.buildIndex(bytes));
    const places = [...library.functions(index)].map(({ functionIndex, start, end }) => [
      functionIndex,
      start,
      end - start,
    ]);
    bases.push({ bytes, places, bodyStart: places.find(([, , size]) => size > 16)[1] });
  }
  writeFileSync(placesFile, JSON.stringify(bases.map(({ places }) => places)));
  let total = 0;
  for (let module = 0; module < MODULES; module += 1) {
    const { bytes, bodyStart } = bases[module % bases.length];
    const place = join(modulesFolder, 'buildid', idOf(module));
    const made = variant(bytes, module, bodyStart);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'debuginfo'), made);
    total += made.length;
  }
  return { modules: MODULES, bytes: total };
}

/** By module: what a stack's frames may say. Written by `make`, so that no other part has the core warm. */
function readPlaces() {
  const bases = JSON.parse(readFileSync(placesFile, 'utf8'));
  return Array.from({ length: MODULES }, (_, module) => bases[module % bases.length]);
}

/** The probability of a module is one through its rank. */
function zipf(random) {
  const sums = [];
  let sum = 0;
  for (let rank = 1; rank <= MODULES; rank += 1) sums.push((sum += 1 / rank));
  return () => {
    const wanted = random() * sum;
    let [low, high] = [0, MODULES - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sums[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function eventOf(module, places, random) {
  const url = `https://cdn.example/${module}/app.wasm`;
  const lines = ['RuntimeError: unreachable'];
  for (let frame = 0; frame < FRAMES; frame += 1) {
    const [functionIndex, offset, size] = places[Math.floor(random() * places.length)];
    const at = offset + Math.floor(random() * size);
    lines.push(`    at ${url}:wasm-function[${functionIndex}]:0x${at.toString(16)}`);
  }
  return { text: lines.join('\n'), identities: [library.moduleIdentity({ url, buildIds: [idOf(module)] })] };
}

function storeOf(memory, cache) {
  return new library.SymbolStore({
    sources: [library.directorySource(modulesFolder)],
    memory,
    cache: cache === 'cache' ? { folder: cacheFolder } : undefined,
  });
}

async function answerAll(store, events) {
  let [next, resolved, frames] = [0, 0, 0];
  const work = async () => {
    while (next < events.length) {
      const { text, identities } = events[next]();
      next += 1;
      const answer = await store.symbolicate(text, { identities });
      for (const { status } of answer.frames) {
        frames += 1;
        if (status !== 'unresolved') resolved += 1;
      }
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return { total: performance.now() - start, events: events.length, frames, resolved };
}

function eventsOfADay(count) {
  const places = readPlaces();
  const random = generator(SEED);
  const choose = zipf(random);
  return Array.from({ length: count }, () => {
    const module = choose();
    const own = generator(Math.floor(random() * 2 ** 32));
    // Made when it comes, as those of a service.
    return () => eventOf(module, places[module], own);
  });
}

async function run() {
  if (part === 'make') return make(args);
  if (part === 'fill') {
    const store = storeOf(2 ** 40, 'cache');
    const answered = await answerAll(store, eventsOfADay(EVENTS));
    const metrics = store.metrics();
    await store.close();
    return { ...answered, ...metrics, resident: process.resourceUsage().maxRSS * 1024 };
  }
  if (part === 'events') {
    const [budget, cache] = args;
    const events = eventsOfADay(cache === 'cache' ? EVENTS : EVENTS_WITHOUT_CACHE);
    const store = storeOf(Number(budget), cache);
    const answered = await answerAll(store, events);
    return { ...answered, ...store.metrics(), resident: process.resourceUsage().maxRSS * 1024 };
  }
  const store = storeOf(2 ** 40, args[0]);
  const modules = Array.from({ length: MODULES }, (_, module) => module);
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const work = async () => {
    for (let module = modules.shift(); module !== undefined; module = modules.shift()) {
      const { indexes } = await store.indexFor(library.moduleIdentity({ buildIds: [idOf(module)] }));
      if (library.lookupAll(indexes[0], [0]).length !== 1) throw new Error('no answer');
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  const total = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { total, cpu: (user + system) / 1000, ...store.metrics() };
}

process.stdout.write(`${JSON.stringify(await run())}\n`);
