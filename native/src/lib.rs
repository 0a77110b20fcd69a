//! gimli-wasm: debug sections of a WebAssembly module in, symbol index ([`format`]) out.
//!
//! # The surface
//! Plain numbers only, so that a host needs no glue: it instantiates the module, reserves inputs, writes them to their places in the memory, and calls.
//!
//! | input | contents (u32 little-endian) |
//! |---|---|
//! | 0 | bodies: pairs of start and length, ascending |
//! | 1 | identity: the index's identity section, or its first 24 bytes until a step asks for the rest |
//! | 2 | names: function index, offset in 3, length, origin (2 name section, 3 export); ascending by function index, the preferred one first |
//! | 3 | the names' bytes |
//! | 4 | wanted: code-relative addresses |
//! | 5 | notes: diagnostics of the host: code, count, place |
//! | 6 | the answer to names that were wanted: length, bytes; length 0: cannot be demangled |
//! | 7 | key: sixteen random bytes, for hash tables that no file can slow down; the index does not depend on it |
//! | 8 | rows of a source map: output 0 of the core in `source-map/` |
//! | 9 | its files: offset and length of the path in 12 |
//! | 10 | its functions: offset and length of the name in 12, file, line; files and functions count from 1 |
//! | 11 | its functions of bodies: body, function |
//! | 12 | paths and names |
//! | 13 | members of split files: start and length in 16, start and length in 25, starts in 17, 18, 19, 20, 21 and 24, 1 if the file is cut off; the first two ascend without overlap |
//! | 14 | run: only the units of `.debug_info` that start in `[from, to)` are read; from, to, role (1: the output is a part, see `part.rs`; 2: parts of other runs are wanted and become one index with this run; 3: a part of the line programs that are given, and of no units; from bit 8 on 1: what is missing is left out, 3: and that is a limit), bytes of all debug sections where they are not given |
//! | 15 | a part that was wanted |
//! | 32 … 40 | of the sections of inputs 16 … 24 only these pieces are given, one behind the other: offset (low and high word) and length of each, last the section's size with length 0 |
//! | 16 … 25 | `.debug_info`, `_abbrev`, `_line`, `_str`, `_line_str`, `_str_offsets`, `_addr`, `_ranges`, `_rnglists`, `_types` |
#![forbid(unsafe_code)]

mod abbreviation_cache;
mod abbreviations;
mod absorb;
mod arbitration;
mod arena;
mod assemble;
mod attributes;
mod bodies;
mod body_names;
mod build;
mod bytes;
mod claims;
mod demangle;
mod diagnostics;
mod entries;
mod entry_plan;
mod extents;
mod files;
mod foreign_names;
pub mod format;
mod found;
mod given;
mod growth;
mod hashing;
mod ids;
mod interval_map;
mod judgement;
mod likeness;
mod line_header;
mod line_machine;
mod lines;
mod names;
mod number_map;
mod paint;
mod part;
mod part_writer;
mod pieces;
mod range_list;
mod ranges;
mod rows;
mod run;
mod rust_legacy;
mod sections;
pub mod session;
mod sorting;
mod split;
mod strings;
mod subprogram;
mod tables;
mod unit;
mod units;
mod writer;

use session::{Failure, Session};
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static SESSION: RefCell<Session> = RefCell::default();
}

/// Makes room for an input. 0, or a negative [`Failure`].
#[wasm_bindgen]
pub fn reserve(input: u32, length: u32) -> i32 {
    SESSION.with_borrow_mut(|session| {
        session.reserve(input as usize, length as usize).map_or_else(|failure| failure as i32, |()| session::MORE)
    })
}

/// Where in the memory the bytes of an input belong for which room was made. The place stays the same until `written`, though the memory may grow.
#[wasm_bindgen]
pub fn place(input: u32) -> usize {
    SESSION.with_borrow_mut(|session| session.place(input as usize).unwrap_or(0))
}

/// Takes so many bytes of an input as the host has written to their place. 0, or a negative [`Failure`].
#[wasm_bindgen]
pub fn written(input: u32, length: u32) -> i32 {
    SESSION.with_borrow_mut(|session| {
        session.written(input as usize, length as usize).map_or_else(|failure| failure as i32, |()| session::MORE)
    })
}

/// Starts a build. Flags: 1 only the wanted addresses, 2 no arbitration. Inlined calls that are nested deeper than `max_inline_depth` count to the
/// call around them; of distinct names and parts of paths `max_names` are kept. 0, or a negative [`Failure`].
#[wasm_bindgen]
pub fn begin(flags: u32, max_inline_depth: u32, max_names: u32) -> i32 {
    SESSION.with_borrow_mut(|session| {
        session.begin(flags, max_inline_depth, max_names).map_or_else(|failure| failure as i32, |()| session::MORE)
    })
}

/// Does one unit's work. 0 more to do, 1 the output is the index or part, 2 the output is a list of names to be demangled, 3 the output is a list of units
/// whose split files are wanted in the inputs 13 and 16 to 25 (or none of them), 4 the whole input 1 is wanted, 5 the next part is wanted, which a step without one ends, 6 the output is a list of what is missing of
/// sections that were given in pieces (section, low and high word of an offset), and this instance is of no more use, or a negative [`Failure`].
#[wasm_bindgen]
pub fn step() -> i32 {
    SESSION.with_borrow_mut(|session| session.step().unwrap_or_else(|failure: Failure| failure as i32))
}

/// Leaves what has not been read yet, as a limit of the host is reached; the next steps write what has.
#[wasm_bindgen]
pub fn cut() {
    SESSION.with_borrow_mut(Session::cut);
}

/// Work done, in bytes of `.debug_info`.
#[wasm_bindgen]
pub fn progress() -> u32 {
    SESSION.with_borrow(|session| session.progress().0 as u32)
}

/// Work to do, in bytes of `.debug_info`.
#[wasm_bindgen]
pub fn total() -> u32 {
    SESSION.with_borrow(|session| session.progress().1 as u32)
}

/// Where the output of the last step is in the memory.
#[wasm_bindgen]
pub fn output_pointer() -> usize {
    SESSION.with_borrow(|session| session.output().as_ptr() as usize)
}

/// How long it is.
#[wasm_bindgen]
pub fn output_length() -> usize {
    SESSION.with_borrow(|session| session.output().len())
}
