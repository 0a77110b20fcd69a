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
    importModule: null,
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
    // Go has it too, but says in its producers who it is.
    importModule: /^gojs$/,
    advice: {
      lines: [{ change: 'no `-no-debug`', source: 'https://tinygo.org/docs/reference/usage/misc-options/' }],
      names: [{ change: 'no `-no-debug`', source: 'https://tinygo.org/docs/reference/usage/misc-options/' }],
    },
  },
  {
    name: 'Go',
    producer: /^Go cmd\/compile$/,
    importModule: null,
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
    name: 'AssemblyScript',
    producer: /^assemblyscript/i,
    importModule: null,
    advice: {
      lines: [{ change: '`asc --sourceMap`', source: 'https://www.assemblyscript.org/compiler.html' }],
      names: [{ change: '`asc --debug`', source: 'https://www.assemblyscript.org/compiler.html' }],
    },
  },
  {
    name: 'wasm-bindgen',
    producer: /^wasm-bindgen$/,
    importModule: /^(wbg|__wbindgen.*|\.\/.*_bg\.js)$/,
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

/** For a deployed file that carries more than it must. */
export const STRIP_ADVICE: readonly Advice[] = [
  {
    tool: 'llvm-strip',
    change: 'deploy a copy that it, or `wasm-tools strip`, made, and keep this file for stacks',
    source: 'https://llvm.org/docs/CommandGuide/llvm-strip.html',
  },
];
