import { describe, expect, test } from 'vitest';
import { type Role, roleOf } from '../../src/meaning/role.ts';

const CORE = '/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/';
const RUST = '_ZN4core1f17h0123456789abcdefE';

const FUNCTIONS: readonly [Role, [function: string, symbol: string | null, file: string | null][]][] = [
  [
    'panic',
    [
      ['core::panicking::panic_fmt', RUST, null],
      ['core::panicking::panic_fmt::h0123456789abcdef', 'core::panicking::panic_fmt::h0123456789abcdef', null],
      ['core::slice::index::slice_end_index_len_fail::do_panic::runtime', '_RNvCs1_4core', null],
      ['core::result::unwrap_failed', null, `${CORE}result.rs`],
      ['__rustc::rust_begin_unwind', '_RNvCs1_7___rustc17rust_begin_unwind', null],
      ['console_error_panic_hook::hook', RUST, null],
      ['abort', null, null],
      ['__assert_fail', null, '/src/main.c'],
      ['__cxa_throw', null, null],
      ['std::__2::__throw_out_of_range[abi:ne190000](char const*)', null, null],
      ['std::terminate()', null, null],
      ['runtime.gopanic', null, null],
      ['~lib/builtins/abort', null, null],
    ],
  ],
  [
    'allocator',
    [
      ['malloc', 'malloc', null],
      ['dlfree', 'dlfree', null],
      ['operator new(unsigned long)', '_Znwm', null],
      ['operator delete[](void*)', '_ZdaPv', null],
      ['__rustc::__rust_alloc', '_RNvCs1_7___rustc12___rust_alloc', null],
      ['<dlmalloc::dlmalloc::Dlmalloc<A>>::malloc', '_RNvMs_8dlmalloc', null],
      ['~lib/rt/tlsf/allocateBlock', null, '~lib/rt/tlsf.ts'],
      ['take', null, '/build/emscripten/system/lib/dlmalloc.c'],
    ],
  ],
  [
    'glue',
    [
      ['wasm_bindgen::convert::closures::invoke1', RUST, null],
      ['__wbg_log_8d3c1a', null, 'pkg/app_bg.js'],
      ['__wbindgen_throw', null, null],
      ['dynCall_iii', null, null],
      ['invoke_vi', null, null],
      ['stackSave', null, null],
      ['emscripten::internal::Invoker<int, int>::invoke(int (*)(int), int)', null, null],
    ],
  ],
  [
    'runtime',
    [
      ['_start', null, null],
      ['__wasm_call_ctors', null, null],
      ['std::rt::lang_start::<()>', '_RINvNtCs1_3std2rt', null],
      ['__multi3', null, null],
      ['runtime.mstart', null, null],
    ],
  ],
  [
    'std',
    [
      ['<alloc::vec::Vec<T> as core::ops::Index<I>>::index', RUST, null],
      ['map', null, `${CORE}option.rs`],
      ['void std::__2::sort<int*>(int*, int*)', '_ZNSt', null],
      ['memcpy', 'memcpy', null],
      ['vfprintf', null, 'wasi-libc/libc-top-half/musl/src/stdio/vfprintf.c'],
      ['~lib/array/Array<i32>#__get', null, null],
    ],
  ],
  [
    'user',
    [
      ['geo::detail::clampIndex(int)', '_ZN3geo6detail10clampIndexEi', '/src/app.cpp'],
      ['<ledger::Flat as core::fmt::Display>::fmt', RUST, '/src/ledger.rs'],
      ['core::Engine::panic()', '_ZN4core6Engine5panicEv', '/src/core/engine.cpp'],
      ['alloc::Pool::take()', null, null],
      ['Pool::free(void*)', null, null],
      ['read', null, '/src/parser.c'],
      ['main', null, null],
    ],
  ],
];

describe.each(FUNCTIONS)('%s', (role, functions) => {
  test.each(functions)('%s (%s, %s)', (name, symbol, file) => {
    expect(roleOf({ function: name, symbol, file })).toBe(role);
  });
});

test('nothing is said of what nothing is known of', () => {
  expect(roleOf({ function: null, symbol: null, file: null })).toBeNull();
});
