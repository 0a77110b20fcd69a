import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import type { FindingCode } from '../../src/doctor/finding.ts';
import { GENERAL_ADVICE, LATER_TOOLS, TOOLCHAINS } from '../../src/doctor/toolchains.ts';
import { type Inspection, inspectModule } from '../../src/modules/inspect.ts';
import { closeModule, openModule } from '../../src/modules/module.ts';
import { expectGolden } from '../support/golden.ts';
import { custom, moduleOf } from '../container/module-bytes.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const MODULES = ['modules/', 'stacks/modules/'].flatMap((folder) =>
  readdirSync(new URL(folder, FIXTURES))
    .filter((file) => file.endsWith('.wasm'))
    .map((file) => folder + file),
);

async function inspected(input: URL | Uint8Array, name: string | null = null): Promise<Inspection> {
  const module = await openModule(input, { name });
  try {
    return await inspectModule(module);
  } finally {
    await closeModule(module);
  }
}

test('the diagnoses of all fixtures', async () => {
  const texts: string[] = [];
  for (const path of MODULES) {
    const { production, carried, findings } = diagnose(await inspected(new URL(path, FIXTURES), path));
    texts.push(
      `${path}: ${production}`,
      `  carries ${carried.map(({ kind, bytes }) => `${kind} ${bytes}`).join(', ')}`,
      ...findings.flatMap(({ code, about, severity, message, advice }) => [
        `  ${severity} ${about} ${code}: ${message}`,
        ...advice.map(({ tool, change }) => `    ${tool}: ${change}`),
      ]),
    );
  }
  expectGolden(`${texts.join('\n')}\n`, new URL('goldens/fixtures.txt', import.meta.url));
});

/** What stands in for a build: one without names and lines, of which only the marks of its tools differ. */
async function bare(changes: Partial<NonNullable<Inspection['module']>>): Promise<Inspection> {
  const inspection = await inspected(new URL('modules/inventory-stripped.wasm', FIXTURES));
  if (inspection.module === null) throw new Error('no module');
  return { ...inspection, module: { ...inspection.module, ...changes } };
}

/** Tools whose advice a finding has. */
function toolsOf(inspection: Inspection, code: FindingCode): string[] {
  return diagnose(inspection)
    .findings.filter((finding) => finding.code === code)
    .flatMap(({ advice }) => advice.map(({ tool }) => tool));
}

describe('the toolchain is told', () => {
  const producer = (name: string) => ({ producers: [{ field: 'processed-by', name, version: '1' }] });

  test.each([
    ['rustc', ['Rust', 'wasm-opt']],
    ['clang', ['clang', 'clang', 'wasm-opt']],
    ['Debian clang', ['clang', 'clang', 'wasm-opt']],
    ['TinyGo', ['TinyGo', 'wasm-opt']],
    ['zig', ['Zig', 'wasm-opt']],
    ['Go cmd/compile', ['Go']],
  ])('by its producer %s', async (name, tools) => {
    expect(toolsOf(await bare(producer(name)), 'no-lines')).toEqual(tools);
  });

  test.each([
    ['wbg', ['wasm-bindgen', 'wasm-bindgen', 'wasm-opt']],
    ['./shop_bg.js', ['wasm-bindgen', 'wasm-bindgen', 'wasm-opt']],
    ['dart2wasm', ['Dart', 'wasm-opt']],
    ['gojs', ['TinyGo', 'wasm-opt']],
    ['a', ['Emscripten', 'wasm-opt']],
  ])('by imports from %s, where producers are stripped', async (name, tools) => {
    expect(toolsOf(await bare({ importModules: [name] }), 'no-lines')).toEqual(tools);
  });

  it('by both, in the order of the build', async () => {
    const build = await bare({ ...producer('rustc'), importModules: ['wbg'] });
    expect(toolsOf(build, 'no-lines')).toEqual(['Rust', 'wasm-bindgen', 'wasm-bindgen', 'wasm-opt']);
    expect(toolsOf(build, 'no-names')).toEqual(['Rust', 'wasm-bindgen', 'wasm-opt']);
  });

  it('is Go and not TinyGo where the producers say so', async () => {
    const build = await bare({ ...producer('Go cmd/compile'), importModules: ['gojs'] });
    expect(toolsOf(build, 'no-lines')).toEqual(['Go']);
    expect(toolsOf(build, 'no-names')).toEqual(['Go', 'wasm-opt']);
  });

  it.each([
    [
      ['env.emscripten_resize_heap', 'wasi_snapshot_preview1.fd_write'],
      ['Emscripten', 'wasm-opt'],
    ],
    [['env.invoke_vi'], ['Emscripten', 'wasm-opt']],
    [['gojs.runtime.wasmExit', 'gojs.syscall/js.valueGet'], ['Go']],
    [['gojs.runtime.ticks'], ['TinyGo', 'wasm-opt']],
    [
      ['env.runtime.ticks', 'env.syscall/js.valueGet', 'wasi_snapshot_preview1.fd_write'],
      ['TinyGo', 'wasm-opt'],
    ],
    [['env.abort'], ['AssemblyScript', 'wasm-opt']],
    [
      ['env.abort', 'env.log'],
      ['the compiler and linker', 'wasm-opt'],
    ],
    [
      ['js_code.kotlin.captureStackTrace', 'js_code.kotlin.wasm.internal.throwJsError'],
      ['Kotlin', 'wasm-opt'],
    ],
    [
      ['env.JS_SystemInfo_HasFullscreen', 'env.emscripten_resize_heap'],
      ['Unity', 'wasm-opt'],
    ],
    [
      ['env.mono_wasm_bind_js_import_ST', 'env.emscripten_resize_heap', 'wasi_snapshot_preview1.fd_write'],
      ['.NET', 'wasm-opt'],
    ],
    [
      ['javascript_kit.swjs_get_prop', 'wasi_snapshot_preview1.fd_write'],
      ['Swift', 'wasm-opt'],
    ],
    [['wasi_snapshot_preview1.fd_write'], ['the compiler and linker', 'wasm-opt']],
  ])('by the functions that it imports: %j', async (importedFunctions, tools) => {
    const importModules = [...new Set(importedFunctions.map((name) => name.slice(0, name.indexOf('.'))))];
    expect(toolsOf(await bare({ importModules, importedFunctions }), 'no-lines')).toEqual(tools);
  });

  it.each([
    [
      ['__pin', '__unpin', 'main'],
      ['AssemblyScript', 'wasm-opt'],
    ],
    [
      ['__wbindgen_malloc', 'run'],
      ['wasm-bindgen', 'wasm-bindgen', 'wasm-opt'],
    ],
    [['swjs_library_version'], ['Swift', 'wasm-opt']],
    [['emscripten_stack_get_current'], ['Emscripten', 'wasm-opt']],
    [
      ['main', '_start', 'malloc'],
      ['the compiler and linker', 'wasm-opt'],
    ],
  ])('by the functions that it exports: %j', async (exportedFunctions, tools) => {
    const build = await bare({ importModules: [], importedFunctions: [], exportedFunctions });
    expect(toolsOf(build, 'no-lines')).toEqual(tools);
  });

  it.each([
    ['/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860', ['Rust', 'wasm-opt']],
    ['~lib', ['AssemblyScript', 'wasm-opt']],
  ])('by a folder of its own sources that the data names: %s', async (folder, tools) => {
    const build = await bare({ importModules: [], importedFunctions: [], toolchainFolders: [folder] });
    expect(toolsOf(build, 'no-lines')).toEqual(tools);
  });

  it('by a section that one linker alone writes', async () => {
    const section = { name: 'go:buildid', custom: true, offset: 25, size: 103, truncated: false };
    const build = await bare({
      importModules: [],
      importedFunctions: ['wasi_snapshot_preview1.fd_write'],
      sections: [section],
    });
    expect(toolsOf(build, 'no-lines')).toEqual(['Go']);
  });

  it('nowhere: then what holds for all of them is said, in two lines', async () => {
    const unknown = await bare({ importModules: [], importedFunctions: [], exportedFunctions: [] });
    expect(toolsOf(unknown, 'no-lines')).toEqual(['the compiler and linker', 'wasm-opt']);
    expect(toolsOf(unknown, 'no-names')).toEqual([]);
  });
});

test('every toolchain has advice for lines, and every advice says where it is documented', () => {
  expect(TOOLCHAINS.filter(({ advice }) => (advice.lines ?? []).length === 0)).toEqual([]);
  const all = [...TOOLCHAINS.map(({ advice }) => advice), GENERAL_ADVICE, LATER_TOOLS].flatMap((each) =>
    Object.values(each).flat(),
  );
  expect(all.filter(({ source }) => !/^https:\/\/|--help$/.test(source))).toEqual([]);
});

it('says that the texts of sources are in a file that is to be deployed', async () => {
  const { findings } = diagnose(await inspected(new URL('embedded-sources/calculator.wasm', FIXTURES)));
  expect(findings.filter(({ code }) => code === 'leaks-sources')).toEqual([
    {
      code: 'leaks-sources',
      about: 'deployed-file',
      severity: 'warning',
      message: 'the texts of 2 source files, embedded in the debug information',
      advice: [
        {
          tool: 'llvm-strip',
          change: 'deploy a copy that it, or `wasm-tools strip`, made, and keep this file for stacks',
          source: 'https://llvm.org/docs/CommandGuide/llvm-strip.html',
        },
      ],
    },
  ]);
});

it('says that split files are missing, and how they are kept', async () => {
  const missing = (inspection: Inspection): unknown[] =>
    diagnose(inspection).findings.filter(({ code }) => code === 'split-debug-missing');
  const bytes = readFileSync(new URL('companions/calculator-split5.wasm', FIXTURES));
  expect(missing(await inspected(bytes))).toEqual([
    {
      code: 'split-debug-missing',
      about: 'answers',
      severity: 'warning',
      message:
        'no inlined calls in the code of 2 units: they are in split files (.dwo, or a package .dwp) that are not there, or of another build; give them too',
      advice: [
        {
          tool: 'llvm-dwp',
          change: 'keep them in one package beside the module: `llvm-dwp *.dwo -o app.wasm.dwp`',
          source: 'https://llvm.org/docs/CommandGuide/llvm-dwp.html',
        },
      ],
    },
  ]);
  expect(missing(await inspected(new URL('companions/calculator-split5.wasm', FIXTURES)))).toEqual([]);
});

it('says that split files are cut off, which costs no lines', async () => {
  const bytes = readFileSync(new URL('companions/calculator-split5.wasm', FIXTURES));
  const cut = (await inspected(bytes)).diagnostics.concat({ kind: 'split-file-truncated', count: 2, place: 0 });
  const { production, findings } = diagnose({ ...(await inspected(bytes)), diagnostics: cut });
  expect(production).toBe('lines');
  expect(findings.filter(({ message }) => message.includes('cut off'))).toEqual([
    {
      code: 'truncated',
      about: 'damage',
      severity: 'error',
      message: '2 split files (.dwo) with parts of the debug information are cut off; fetch or build them again',
      advice: [],
    },
  ]);
});

describe('a module that says where its debug information is', () => {
  const withLinks = (links: object): Promise<Inspection> =>
    bare({ debug: { sections: [], externalDebugInfo: null, sourceMappingUrl: null, embeddedSources: 0, ...links } });

  it('needs that file, and no other switch', async () => {
    const { findings } = diagnose(await withLinks({ externalDebugInfo: 'shop.debug.wasm' }));
    expect(findings.filter(({ about }) => about !== 'ids')).toEqual([
      {
        code: 'debug-info-elsewhere',
        about: 'answers',
        severity: 'error',
        message: 'no lines: the debug information is in another file: give it too: shop.debug.wasm',
        advice: [],
      },
      expect.objectContaining({ code: 'no-names', advice: [] }),
      {
        code: 'leaks-link',
        about: 'deployed-file',
        severity: 'note',
        message: 'where its debug information is: shop.debug.wasm; keep that file from the public',
        advice: [],
      },
    ]);
  });

  it('leaks a source map that it holds itself, of which no more is shown than tells what it is', async () => {
    const url = `data:application/json;base64,${'QUJD'.repeat(1000)}`;
    const leaks = diagnose(await withLinks({ sourceMappingUrl: url })).findings.filter(
      ({ about }) => about === 'deployed-file',
    );
    expect(leaks.map(({ code, severity }) => [code, severity])).toEqual([['leaks-source-map', 'warning']]);
    const { findings } = diagnose(await withLinks({ sourceMappingUrl: url }));
    expect(findings.every(({ message }) => message.length < 300)).toBe(true);
  });
});

describe('ids', () => {
  it('are at fault where two builds have one build id and different code', async () => {
    const module = await inspected(new URL('modules/matrix-build-id.wasm', FIXTURES), 'a.wasm');
    const other = { ...module, file: 'b.wasm', identity: { ...module.identity, codeHash: '00' } };
    const codes = (of: Inspection, others: readonly Inspection[]): string[] =>
      diagnose(of, others)
        .findings.filter(({ about }) => about === 'ids')
        .map(({ code, severity, message }) => `${severity} ${code}: ${message}`);
    expect(codes(module, [other])).toEqual([
      'error same-build-id: the same build id as b.wasm, although the code differs: a tool changed the code and left the id',
    ]);
    expect(codes(module, [module])).toEqual([]);
    expect(codes(module, [])).toEqual([]);
  });
});

describe('home directories', () => {
  const leakOf = async (text: string): Promise<string[]> => {
    const bytes = moduleOf(custom('notes', Array.from(new TextEncoder().encode(text))));
    return diagnose(await inspected(bytes))
      .findings.filter(({ code }) => code === 'leaks-home-paths')
      .map(({ message }) => message);
  };

  test.each([
    ['of Linux', 'at /home/alice/shop/src/main.rs', '/home/alice (1 path in notes)'],
    ['of macOS', 'x/Users/bob.smith/a.c\0/Users/bob.smith/b.c', '/Users/bob.smith (2 paths in notes)'],
    [
      'of Windows',
      'C:\\Users\\Eve\\a.c and D:\\\\Users\\\\Eve\\\\b.c',
      'C:\\Users\\Eve, D:\\Users\\Eve (2 paths in notes)',
    ],
    ['across the pieces that are read', `${'.'.repeat(1024 * 1024 - 5)}/home/carol/x`, '/home/carol (1 path in notes)'],
  ])('%s are found', async (_, text, found) => {
    expect(await leakOf(text)).toEqual([`home directories of those who built it: ${found}`]);
  });

  test.each([
    ['Emscripten’s virtual one', '/home/web_user/x'],
    ['one without a path in it', 'cd /home/alice now'],
  ])('are not %s', async (_, text) => {
    expect(await leakOf(text)).toEqual([]);
  });
});
