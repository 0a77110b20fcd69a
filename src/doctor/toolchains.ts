/**
 * What is known of the tools that make WebAssembly modules: how a module shows that one had a part in it, and which of its switches bring what a
 * build lacks. This table is all of it; each piece of advice names where it is documented.
 */

/** What a piece of advice brings. */
export type Purpose =
  /** Files, lines and inlined calls. */
  | 'lines'
  /** Function names. */
  | 'names'
  /** A build id. */
  | 'build-id'
  /** A deployed file without paths of the machine that built it. */
  | 'private-paths';

export interface Advice {
  /** The tool that it is about. */
  readonly tool: string;
  /** What to change, as part of a sentence. */
  readonly change: string;
  /** Where it is documented. */
  readonly source: string;
}

export interface Toolchain {
  readonly name: string;
  /** Matches a producer's name (tool-conventions, ProducersSection.md). */
  readonly producer: RegExp | null;
  /** Matches a module that imports are from: what remains where the producers were stripped. */
  readonly importModule: RegExp | null;
  /** The same of an imported function, `module.field`, that no other tool's modules need. */
  readonly importedFunction?: RegExp;
  /** The same of an exported function. */
  readonly exportedFunction?: RegExp;
  /** The same of a custom section. */
  readonly section?: RegExp;
  /** The same of a folder of its own sources that the data names. */
  readonly dataFolder?: RegExp;
  /** Toolchains that it runs itself, so that their switches are given by way of its own. */
  readonly drives?: readonly string[];
  /** What it never writes, so that no later tool can keep it. */
  readonly writesNone?: readonly Purpose[];
  /** The same of functions that others' modules import, too, but among others; where nothing else tells the tool. */
  readonly onlyImports?: RegExp;
  readonly advice: Readonly<Partial<Record<Purpose, readonly Omit<Advice, 'tool'>[]>>>;
}

const CARGO_PROFILES = 'https://doc.rust-lang.org/cargo/reference/profiles.html';
const EMCC = 'https://emscripten.org/docs/tools_reference/emcc.html';
const BUILD_ID = 'https://github.com/WebAssembly/tool-conventions/blob/main/BuildId.md';

/** In the order of a build: compilers, then what works on their output. */
export const TOOLCHAINS: readonly Toolchain[] = [
  {
    name: 'Rust',
    producer: /^rustc$/,
    importModule: null,
    // In messages of panics of its library.
    dataFolder: /^\/rustc\//,
    advice: {
      lines: [
        {
          change: 'in Cargo.toml, `[profile.release] debug = "line-tables-only"` (`debug = true` for variables too)',
          source: CARGO_PROFILES,
        },
      ],
      names: [{ change: 'in Cargo.toml, `[profile.release] strip = "none"`', source: CARGO_PROFILES }],
      'build-id': [{ change: 'RUSTFLAGS="-C link-arg=--build-id"', source: BUILD_ID }],
      'private-paths': [
        {
          change: 'RUSTFLAGS="--remap-path-prefix $HOME=/home"; it also changes the paths in messages of panics',
          source: 'https://doc.rust-lang.org/rustc/remap-source-paths.html',
        },
      ],
    },
  },
  {
    name: 'Emscripten',
    producer: /emscripten/i,
    // Minified imports all come from `a`.
    importModule: /^a$/,
    importedFunction: /^env\.(_?emscripten_|_embind_|invoke_[a-z]+$|__cxa_throw$|__syscall_)/,
    exportedFunction: /^_?emscripten_/,
    advice: {
      lines: [
        {
          change:
            '`-g` when compiling and when linking; `-gseparate-dwarf` keeps it in a file of its own, `-gsource-map` writes a source map instead',
          source: EMCC,
        },
      ],
      names: [
        {
          change: '`--profiling-funcs` when linking, or `--emit-symbol-map` for a file beside the module',
          source: EMCC,
        },
      ],
      'build-id': [{ change: '`-Wl,--build-id`', source: BUILD_ID }],
    },
  },
  {
    name: 'clang',
    producer: /\bclang\b/,
    importModule: null,
    advice: {
      lines: [
        {
          change:
            '`-g` (or `-gline-tables-only`) when compiling, and neither `-s` nor `-Wl,--strip-debug` when linking',
          source: 'https://clang.llvm.org/docs/UsersManual.html',
        },
        {
          change:
            'link in a step of its own, without `-O`: with it clang runs a wasm-opt that it finds on the PATH, which drops debug information (`--no-wasm-opt` is meant for this, but with it clang 19 does not link)',
          source: 'https://github.com/llvm/llvm-project/pull/95208',
        },
      ],
      names: [{ change: 'neither `-s` nor `-Wl,--strip-all` when linking', source: 'wasm-ld --help' }],
      'build-id': [{ change: '`-Wl,--build-id`', source: BUILD_ID }],
      'private-paths': [
        {
          change: '`-ffile-prefix-map=$HOME=/home`',
          source: 'https://clang.llvm.org/docs/ClangCommandLineReference.html',
        },
      ],
    },
  },
  {
    name: 'Swift',
    producer: /^swift/i,
    // JavaScriptKit, and what each module that was linked with it exports.
    importModule: /^javascript_kit$/,
    exportedFunction: /^swjs_library_version$/,
    advice: {
      lines: [
        {
          change: '`-Xswiftc -g`',
          source: 'https://www.swift.org/documentation/articles/wasm-getting-started.html',
        },
      ],
    },
  },
  {
    name: 'TinyGo',
    producer: /^tinygo/i,
    // Go has it too, and says who it is in its producers or by functions of its own.
    importModule: /^gojs$/,
    // Of its wasm_exec.js, which had them in `env` in earlier versions.
    importedFunction: /^(gojs|env)\.runtime\.(ticks|sleepTicks)$/,
    advice: {
      lines: [{ change: 'no `-no-debug`', source: 'https://tinygo.org/docs/reference/usage/misc-options/' }],
      names: [{ change: 'no `-no-debug`', source: 'https://tinygo.org/docs/reference/usage/misc-options/' }],
    },
  },
  {
    name: 'Go',
    producer: /^Go cmd\/compile$/,
    importModule: null,
    // Of its wasm_exec.js; TinyGo's has `runtime.ticks` and `runtime.sleepTicks` instead.
    importedFunction: /^(gojs|go)\.runtime\.(wasmExit|wasmWrite|nanotime1|walltime)$/,
    // Its linker writes it for WASI too, and `-s` leaves it there.
    section: /^go:buildid$/,
    writesNone: ['lines'],
    advice: {
      lines: [
        {
          change: 'nothing helps: it writes neither DWARF nor source maps for WebAssembly; TinyGo writes DWARF',
          source: 'https://github.com/golang/go/issues/33503',
        },
      ],
      names: [{ change: 'no `-ldflags=-s`', source: 'https://pkg.go.dev/cmd/link' }],
    },
  },
  {
    name: 'Zig',
    producer: /^zig/i,
    importModule: null,
    advice: {
      lines: [
        {
          change: '`-fno-strip`, or `.strip = false` in build.zig: ReleaseSmall strips by default',
          source: 'zig build-exe --help',
        },
      ],
      names: [
        {
          change: '`-fno-strip`, or `.strip = false` in build.zig',
          source: 'zig build-exe --help',
        },
      ],
    },
  },
  {
    name: 'Dart',
    producer: /^dart/i,
    importModule: /^dart2wasm$/,
    advice: {
      lines: [
        {
          change:
            '`flutter build web --wasm --source-maps`; `dart compile wasm` writes a source map unless told otherwise',
          source: 'https://docs.flutter.dev/platform-integration/web/wasm',
        },
      ],
      names: [{ change: '`--no-strip-wasm`', source: 'https://docs.flutter.dev/platform-integration/web/wasm' }],
    },
  },
  {
    name: 'Kotlin',
    producer: /^kotlin/i,
    importModule: null,
    // What its compiler wraps of JavaScript, each by the name of the function in Kotlin.
    importedFunction: /^js_code\.kotlin\./,
    advice: {
      lines: [
        {
          change: 'in build.gradle.kts, `compilerOptions { sourceMap = true }`',
          source:
            'https://kotlinlang.org/api/kotlin-gradle-plugin/kotlin-gradle-plugin-api/org.jetbrains.kotlin.gradle.dsl/-kotlin-js-compiler-options/source-map.html',
        },
      ],
    },
  },
  {
    name: 'Unity',
    producer: null,
    importModule: null,
    // Of its library for browsers; builds whose imports are minified show Emscripten alone.
    importedFunction: /^env\._?JS_(SystemInfo|Profiler|FileSystem)_/,
    drives: ['Emscripten', 'clang'],
    advice: {
      lines: [
        {
          change: '`PlayerSettings.WebGL.emscriptenArgs = "-g"`: places are in the C++ that IL2CPP made',
          source: 'https://docs.unity3d.com/ScriptReference/PlayerSettings.WebGL-emscriptenArgs.html',
        },
      ],
      names: [
        {
          change: '`PlayerSettings.WebGL.debugSymbolMode`: `External` for a file beside the module, or `Embedded`',
          source: 'https://docs.unity3d.com/ScriptReference/WebGLDebugSymbolMode.html',
        },
      ],
    },
  },
  {
    name: '.NET',
    producer: null,
    importModule: null,
    importedFunction: /^env\.mono_wasm_/,
    exportedFunction: /^mono_wasm_/,
    drives: ['Emscripten', 'clang'],
    advice: {
      lines: [
        {
          change:
            'in the project file, `<WasmNativeDebugSymbols>true</WasmNativeDebugSymbols>` and `<WasmNativeStrip>false</WasmNativeStrip>`, for the runtime and what is compiled ahead of time; interpreted code is in no module',
          source:
            'https://learn.microsoft.com/aspnet/core/blazor/performance/webassembly-browser-developer-tools-diagnostics',
        },
      ],
      names: [
        {
          change: 'in the project file, `<WasmEmitSymbolMap>true</WasmEmitSymbolMap>` for `dotnet.native.js.symbols`',
          source: 'https://github.com/dotnet/runtime/blob/main/src/mono/wasm/features.md',
        },
      ],
    },
  },
  {
    name: 'AssemblyScript',
    producer: /^assemblyscript/i,
    importModule: null,
    onlyImports: /^env\.(abort|seed|trace)$/,
    // Of its runtime, where the host is to manage objects (`--exportRuntime`).
    exportedFunction: /^__(pin|unpin)$/,
    dataFolder: /^~lib$/,
    advice: {
      lines: [{ change: '`asc --sourceMap`', source: 'https://www.assemblyscript.org/compiler.html' }],
      names: [{ change: '`asc --debug`', source: 'https://www.assemblyscript.org/compiler.html' }],
    },
  },
  {
    name: 'wasm-bindgen',
    producer: /^wasm-bindgen$/,
    importModule: /^(wbg|__wbindgen.*|\.\/.*_bg\.js)$/,
    exportedFunction: /^__wbindgen_(malloc|realloc|free|start)/,
    advice: {
      lines: [
        {
          change: '`wasm-bindgen --keep-debug`',
          source: 'https://rustwasm.github.io/wasm-bindgen/reference/cli.html',
        },
        {
          change:
            'with wasm-pack, in Cargo.toml, `[package.metadata.wasm-pack.profile.release.wasm-bindgen] dwarf-debug-info = true` and `[package.metadata.wasm-pack.profile.release] wasm-opt = ["-O", "-g"]`',
          source: 'https://rustwasm.github.io/docs/wasm-pack/cargo-toml-configuration.html',
        },
      ],
      names: [
        {
          change: 'no `--remove-name-section`',
          source: 'https://rustwasm.github.io/wasm-bindgen/reference/cli.html',
        },
      ],
    },
  },
];

const WASM_OPT: Omit<Advice, 'change'> = {
  tool: 'wasm-opt',
  source: 'wasm-opt --help',
};

/** What can be said of tools that leave no mark in a module. */
export const LATER_TOOLS: Readonly<Partial<Record<Purpose, readonly Advice[]>>> = {
  lines: [
    {
      ...WASM_OPT,
      change: '`-g`, each time it is run; with a source map `--input-source-map` and `--output-source-map`',
    },
  ],
  names: [{ ...WASM_OPT, change: '`-g`, and no `--strip-debug`' }],
};

/** For a module that tells nothing of what made it, in front of what can be said of tools that leave no mark. */
export const GENERAL_ADVICE: Readonly<Partial<Record<Purpose, readonly Advice[]>>> = {
  lines: [
    {
      tool: 'the compiler and linker',
      change: 'debug information in the build that is deployed, `-g` or its like, and nothing that strips it',
      source: 'https://github.com/WebAssembly/tool-conventions/blob/main/Debugging.md',
    },
  ],
  names: [
    {
      tool: 'the compiler and linker',
      change: 'keep the name section, or a list of names beside the module',
      source: 'https://webassembly.github.io/spec/core/appendix/custom.html',
    },
  ],
};

/** For DWARF that describes other code than the module's. */
export const STALE_ADVICE: readonly Advice[] = [
  {
    ...WASM_OPT,
    change: 'run a native one with `-g`: the JavaScript build changes the code and copies the DWARF as it was',
  },
];

/** For debug sections of which a tool has emptied the contents. */
export const HOLLOW_ADVICE: readonly Advice[] = [
  { ...WASM_OPT, change: '`-g`: without it the debug sections stay and lose what is in them' },
];

/** For debug information that compilers left beside their objects. */
export const SPLIT_ADVICE: readonly Advice[] = [
  {
    tool: 'llvm-dwp',
    change: 'keep them in one package beside the module: `llvm-dwp *.dwo -o app.wasm.dwp`',
    source: 'https://llvm.org/docs/CommandGuide/llvm-dwp.html',
  },
];

/** For a deployed file that carries more than it must. */
export const STRIP_ADVICE: readonly Advice[] = [
  {
    tool: 'llvm-strip',
    change: 'deploy a copy that it, or `wasm-tools strip`, made, and keep this file for stacks',
    source: 'https://llvm.org/docs/CommandGuide/llvm-strip.html',
  },
];
