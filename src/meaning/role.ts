import { bareName } from './bare-name.ts';
import { FunctionMemo, type NamedFunction } from './function-memo.ts';

/**
 * What a function is for, so that a view can fold what its reader did not write. Stable, made to be counted.
 *
 * `user`: the program, and libraries that are none of the others. `runtime`: what starts a program, unwinds it, or stands in for instructions. `panic`: how a language reports
 * an error of the program and stops it. `allocator`: memory. `glue`: what leads from JavaScript or a host to the program and back. `std`: the language's standard library, libc among them.
 */
export type Role = 'user' | 'runtime' | 'panic' | 'allocator' | 'glue' | 'std';

interface Rule {
  readonly role: Role;
  readonly pattern: RegExp;
}

/**
 * Rust's names, asked only of functions that are Rust's, for `core::` and `alloc::` may be a C++ program's own. From the sources of rust 1.95 (library/core/src/panicking.rs,
 * library/std/src/panicking.rs and rt.rs, library/alloc/src/alloc.rs and raw_vec), of wasm-bindgen 0.2 and of the allocators that crates.io has for Wasm.
 */
const RUST: readonly Rule[] = [
  rule(
    'runtime',
    /^std::(?:rt::|panicking::(?:try|catch_unwind)\b|panic::catch_unwind\b|sys(?:_common)?::backtrace::__rust_begin_short_backtrace)/,
  ),
  rule(
    'panic',
    /^(?:core::panicking|std::panicking|std::panic::(?:panic_any|resume_unwind)|std::rt::(?:panic|begin_panic)|core::panic|console_error_panic_hook|panic_(?:abort|unwind))\b/,
  ),
  rule(
    'panic',
    /^(?:std::process::abort|std::intrinsics::abort|core::intrinsics::abort|std::sys::.*\babort_internal|std::sys(?:_common)?::backtrace::__rust_end_short_backtrace|std::alloc::(?:rust_oom|default_alloc_error_hook)(?:::\{closure\})?)$/,
  ),
  rule(
    'panic',
    /^(?:core|alloc|std)::.*(?:_fail(?:ed)?(?:_\w+)?|::panic\w*|already_(?:mutably_)?borrowed\w*|::capacity_overflow|::handle_(?:alloc_)?error|::(?:const_)?panic_\w+)(?:::(?:do_panic|runtime|\{closure\}))*$/,
  ),
  rule(
    'panic',
    /^(?:__rustc::)?(?:rust_begin_unwind|rust_panic|rust_oom|__rust_start_panic|__rust_alloc_error_handler|__rg_oom|__rdl_oom|__rust_abort|__rust_drop_panic|__rust_foreign_exception)$/,
  ),
  rule('allocator', /^(?:__rustc::)?__(?:rust|rdl|rg)_(?:alloc|dealloc|realloc|alloc_zeroed|no_alloc_shim\w*)$/),
  rule('allocator', /^<?(?:alloc::alloc|std::alloc|dlmalloc|wee_alloc|talc|lol_alloc|mimalloc)\b/),
  rule(
    'glue',
    /^<?(?:wasm_bindgen|wasm_bindgen_futures|js_sys|web_sys|serde_wasm_bindgen|wit_bindgen|wit_bindgen_rt)::/,
  ),
  rule('std', /^<?[&*]?(?:mut )?(?:core|alloc|std|hashbrown|compiler_builtins)::/),
  // Of a primitive or generic type.
  rule('std', /^<[^: ]+ as (?:core|alloc|std)::/),
];

/**
 * Names of every language: C's and the linker's are whole names. From wasi-libc, musl, compiler-rt, libc++abi and libunwind of LLVM 19, Emscripten 3.1 and 4 (system/lib, tools/ and
 * src/lib), wasm-bindgen 0.2, wasm-ld (lld/wasm/Driver.cpp), Go 1.24 (src/runtime), TinyGo 0.35 (src/runtime), AssemblyScript 0.27 (std/assembly), Zig 0.13 (lib/std).
 */
const ANY: readonly Rule[] = [
  rule(
    'panic',
    /^(?:std(?:::__\w+)?::(?:terminate|__terminate|unexpected|__throw_\w+|__libcpp_verbose_abort|__assertion_handler)|std::__(?:1|2)::.*::__throw_\w+|demangling_(?:terminate|unexpected)_handler\w*|default_terminate_handler|abort_message|__abort_message)$/,
  ),
  rule(
    'panic',
    /^(?:_*abort|_*abort_js|_?__assert_fail(?:_js)?|_*assert_fail|__assert(?:2|_func)?|__cxa_(?:throw|rethrow|pure_virtual|deleted_virtual|bad_cast|bad_typeid|call_unexpected)|___cxa_(?:throw|rethrow)|__stack_chk_fail|__chk_fail|_Unwind_(?:RaiseException|Resume|Resume_or_Rethrow)|raise|__ubsan_\w+|__sanitizer_\w+|__asan_report\w*)$/,
  ),
  rule(
    'panic',
    /^runtime\.(?:gopanic|goPanic\w*|panic\w*|_panic|throw|fatal\w*|sigpanic|dieFromSignal|abort|runtimePanic\w*|nilPanic|lookupPanic|slicePanic|divideByZeroPanic|unsafeSlicePanic|chanMakePanic|negativeShiftPanic|trap)$/,
  ),
  rule(
    'panic',
    /^(?:~lib\/builtins\/abort|debug\.(?:panic\w*|FullPanic.*|defaultPanic)|builtin\.(?:panic\w*|default_panic)|debug\.assert)$/,
  ),
  rule(
    'allocator',
    /^(?:_?_?(?:malloc|free|calloc|realloc|memalign|aligned_alloc|posix_memalign|reallocarray|malloc_usable_size|valloc|sbrk|brk)|__libc_(?:malloc|free|calloc|realloc|memalign)|emscripten_builtin_\w+|(?:dl|mi_|mi_heap_|je_|em)(?:malloc|free|calloc|realloc|memalign)\w*|emscripten_resize_heap|tmalloc_\w+|internal_memalign|internal_realloc|try_realloc_chunk|dispose_chunk|prepend_alloc|sys_alloc|sys_trim|release_unused_segments|add_segment|allocate_memory|operator (?:new|delete)(?:\[\])?)$/,
  ),
  rule(
    'allocator',
    /^(?:__wbindgen_(?:malloc|realloc|free)|cabi_realloc\w*|~lib\/rt\/(?:tlsf|itcms|tcms|stub)\/|~lib\/memory\/heap|runtime\.(?:mallocgc|newobject|makeslice|growslice|newarray|alloc|alloc_noscan|free|persistentalloc)$|heap\.\w*[aA]llocator)/,
  ),
  rule(
    'glue',
    /^(?:_?_*wbg_|_?_*wbindgen_|__wasm_bindgen_|_dyn_core__ops__function__|_?_*externref_(?:table|drop|heap)_|makeMutClosure$|passStringToWasm|getStringFromWasm)/,
  ),
  rule(
    'glue',
    /^(?:emscripten::|_?_embind_|embind_|_*dynCall_|invoke_[a-z]+$|legalstub\$|legalfunc\$|byn\$|_*stack(?:Save|Restore|Alloc)$|_?_*emscripten_stack_|setThrew$|setTempRet0$|getTempRet0$|_*emscripten_(?:asm|tempret|proxy|dispatch|console|log)_?\w*|EM_ASM|callUserCallback$|callMain$|wasmTable)/,
  ),
  rule(
    'glue',
    /^(?:wit-component:|wasi_snapshot_preview1|__wasm_export_|__component_type_|canon\b|wasm_export_(?:run|resume|getsp)$|syscall\/js\.|go_scheduler$)/,
  ),
  rule(
    'runtime',
    /^(?:_start|_initialize|__original_main|__main_void|__main_argc_argv_wrapper|__wasm_(?:call_ctors|call_dtors|init_\w+|apply_\w+)|__libc_\w+|_*exit|_Exit|__funcs_on_exit|__cxa_\w+|__gxx_\w+|__cxxabiv1::.*|_Unwind_\w+|__resumeException|_?__emscripten_\w+|_emscripten_\w+|_GLOBAL__\w+|__cxx_global_\w+|__dso_\w+|__dynamic_cast|undefined_weak:.*|signature_mismatch:.*)$/,
  ),
  // compiler-rt's and libgcc's helpers for types that Wasm has not: __multi3, __divti3, __addtf3, __fixunsdfti …
  rule(
    'runtime',
    /^__(?:(?:u?div|u?mod|u?divmod|mul|mulo|ashl|ashr|lshr|neg|cmp|ucmp|clz|ctz|ffs|parity|popcount|bswap)(?:ti|di|si)\d|multi3|(?:add|sub|mul|div|neg|cmp|eq|ne|lt|le|gt|ge|unord|power|pow)(?:tf|df|sf|xf|hf)\w*|float\w+|fix\w+|extend\w+|trunc\w+)$/,
  ),
  rule(
    'runtime',
    /^(?:runtime\.|runtime\/|_rt0_wasm|~start$|~lib\/rt\/|wasm_pc_f_loop|start\.|mono_|mini_|il2cpp::vm::)/,
  ),
  rule('std', /^(?:std|__gnu_cxx|std::experimental)::/),
  rule(
    'std',
    /^(?:~lib\/|(?:fmt|strconv|strings|bytes|sort|errors|io|os|sync|time|reflect|unicode\/utf8|encoding\/\w+|bufio|math|slices|maps|context|net\/\w+|internal\/\w+)\.)/,
  ),
];

/** C's library (musl, wasi-libc). Other languages may use its words for functions of their own, so that these count only of a function whose file is not known, or is the library's. */
const LIBC =
  /^(?:ato[fil]|atoll|is(?:alnum|alpha|digit|space|upper|lower|xdigit|punct|print|cntrl)|to(?:upper|lower)|__(?:un)?lock(?:file)?|__ofl_\w+|__overflow|__uflow|__errno_location|mem(?:cpy|move|set|cmp|chr|rchr|mem)|str(?:len|nlen|cmp|ncmp|cpy|ncpy|cat|ncat|chr|rchr|str|dup|ndup|spn|cspn|pbrk|tok|tok_r|tol|toll|toul|toull|tod|tof|error)|v?(?:f|s|sn|d|as)?printf|printf_core|fmt_fp|v?(?:f|s)?scanf|f?puts|f?putc|putchar|fwrite|fread|fopen|fclose|fflush|fseek|ftell|qsort|qsort_r|bsearch|rand|srand|__stdio_\w+|__fwritex|__towrite|__vfprintf_internal|__memcpy|__memset|__strchrnul|write|writev|read|readv|pthread_\w+|__pthread_\w+|__wasi_\w+|__wasilibc_\w+|__syscall\w*)$/;

/** Paths that builds write for what they did not compile from the program: rustc's sysroot, LLVM's and Emscripten's libraries, toolchains' folders, crates. */
const PATHS: readonly Rule[] = [
  rule('panic', /\/(?:core|std)\/src\/panic(?:king)?\.rs$/),
  rule(
    'allocator',
    /\/(?:dlmalloc|wee_alloc|talc|lol_alloc)-\d[^/]*\/|\/(?:dlmalloc|emmalloc)(?:\/[^/]+)?\.c$|\/dlmalloc\/src\/|\/mimalloc\/src\//,
  ),
  rule(
    'glue',
    /\/(?:wasm-bindgen|wasm-bindgen-futures|js-sys|web-sys|serde-wasm-bindgen|wit-bindgen(?:-rt)?)-\d[^/]*\/|_bg\.js$|\/wasm_exec\.js$|\/emscripten\/(?:bind|val|em_asm|em_js|wire)\.h$/,
  ),
  rule(
    'runtime',
    /\/(?:compiler-rt|libcxxabi|libunwind|compiler_builtins-\d[^/]*)\/|\/(?:crt1|crt1-command|crt1-reactor|__main_void)\.c$/,
  ),
  rule(
    'std',
    /^\/rustc\/[0-9a-f]+\/|\/(?:lib\/rustlib\/src\/rust|rust)\/(?:library|deps)\/|^library\/(?:core|alloc|std)\/src\//,
  ),
  rule(
    'std',
    /\/include\/c\+\+\/|\/libcxx\/(?:include|src)\/|\/(?:wasi-libc|libc-top-half|libc-bottom-half)\/|\/musl\/(?:src|include)\/|\/system\/lib\/libc\/|\/lib\/zig\/std\/|\/(?:go|tinygo)\/src\/(?!github\.com)[a-z]+\//,
  ),
  rule('std', /^~lib\//),
];

function rule(role: Role, pattern: RegExp): Rule {
  return { role, pattern };
}

/** What a function is for, by its name first and by its path where the name says nothing; `null` where neither is known. */
export function roleOf(frame: NamedFunction): Role | null {
  const known = memo.get(frame);
  if (known !== undefined) return known;
  if (frame.function === null && frame.file === null) return null;
  const role = judgedRole(frame);
  memo.set(frame, role);
  return role;
}

const memo = new FunctionMemo<Role>();

function judgedRole({ function: name, symbol, file }: NamedFunction): Role {
  const path = file?.replaceAll('\\', '/') ?? '';
  if (name !== null) {
    const bare = bareName(name);
    const byName = (isRust(symbol ?? name, path) ? firstOf(RUST, bare) : null) ?? firstOf(ANY, bare);
    if (byName !== null) return byName;
  }
  const byPath = firstOf(PATHS, path.length > LONGEST_PATH ? path.slice(-LONGEST_PATH) : path);
  if (byPath !== null) return byPath;
  return file === null && name !== null && LIBC.test(bareName(name)) ? 'std' : 'user';
}

const LONGEST_PATH = 1000;

/** By its mangling, or by where it stands: an inlined function may have no linkage name. */
function isRust(symbol: string, path: string): boolean {
  return (
    symbol.startsWith('_R') ||
    /(?:17h|::h)[0-9a-f]{16}E?(?:\.llvm\.\d+)?$/.test(symbol) ||
    /^\/rustc\/|\.rs$/.test(path) ||
    symbol.includes('__rust')
  );
}

function firstOf(rules: readonly Rule[], text: string): Role | null {
  return rules.find(({ pattern }) => pattern.test(text))?.role ?? null;
}
