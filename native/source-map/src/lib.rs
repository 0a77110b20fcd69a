//! source-map-rows: the mappings and scopes of a source map in, rows of the symbol index out. What JSON holds besides is the host's.
//!
//! # The surface
//! Plain numbers only. `begin`, then for each section with scopes, and then for each with mappings, `start`, `read` a chunk after the other, `end_section`; then `finish`.
//!
//! | input | contents (u32 little-endian) |
//! |---|---|
//! | 0 | bodies: pairs of start and length, code-relative, ascending |
//! | 1 | wanted: code-relative addresses |
//! | 2 | for each source of all sections the lines of its embedded text; 0: it has none; 0xffffffff: the source is `null` |
//! | 3 | a chunk of the section's text |
//!
//! | output | contents (u32 little-endian) |
//! |---|---|
//! | 0 | rows: for each body that has any `body, ranges << 1 \| wide, files, nodes, bytes`; the files; for each node `parentDistance, function, file, line, column`; the block index and blocks, as the index has them |
//! | 1 | sources: the file `k` (from 1) of 0 and 2 is the source with the k-th of these numbers |
//! | 2 | functions: the function `k` (from 1) of 0 and 3 is the k-th of these: name (from 1), file, line |
//! | 3 | functions of bodies by scopes: body, function |
//! | 4 | names of bodies by the names of their segments: body, name (from 1) |
//! | 5 | sample: body, address at which a segment begins |
//! | 6 | counts: mapped segments in bodies, elsewhere, on other lines, of unknown sources, of lines outside their source; names that may differ within a body, names that do not; sections whose scopes are malformed; inlined calls nested too deep |
#![forbid(unsafe_code)]

mod body_rows;
mod mappings;
mod sample;
mod scopes;
mod sections;
pub mod session;
mod vlq;

// What both cores need is the main one's; of some of it only a part is used here.
#[path = "../../src/bodies.rs"]
#[allow(dead_code, reason = "shared")]
mod bodies;
#[path = "../../src/bytes.rs"]
#[allow(dead_code, reason = "shared")]
mod bytes;
#[path = "../../src/format.rs"]
#[allow(dead_code, reason = "shared")]
mod format;
#[path = "../../src/pieces.rs"]
mod pieces;
#[path = "../../src/rows.rs"]
mod rows;
#[path = "../../src/sorting.rs"]
#[allow(dead_code, reason = "shared")]
mod sorting;

use sections::Section;
use session::Session;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static SESSION: RefCell<Session> = RefCell::default();
}

/// Makes room for an input and returns where it is in the memory; 0: memory does not suffice.
#[wasm_bindgen]
pub fn reserve(input: u32, length: u32) -> usize {
    SESSION.with_borrow_mut(|session| {
        session.reserve(input as usize, length as usize).map_or(0, |bytes| bytes.as_mut_ptr() as usize)
    })
}

/// Takes the tables. Flag 1: rows of the bodies with wanted addresses only. Inlined calls that are nested deeper than `max_inline_depth` count to the call around
/// them. 0, or -2 where a table does not hold together.
#[wasm_bindgen]
pub fn begin(flags: u32, code_start: u32, max_inline_depth: u32) -> i32 {
    SESSION.with_borrow_mut(|session| session.begin(flags & 1 != 0, code_start, max_inline_depth))
}

/// The section whose chunks follow: line and column of its start, column of the next one's, first and number of its sources and names. Flag 1: its scopes,
/// not its mappings. Flag 2: code on a segment of one number has no place.
#[wasm_bindgen]
#[allow(clippy::too_many_arguments, reason = "numbers only")]
pub fn start(
    flags: u32,
    line: u32,
    column: u32,
    end: u32,
    first_source: u32,
    sources: u32,
    first_name: u32,
    names: u32,
) {
    let is_exact = flags & 2 != 0;
    let section = Section { line, column, end, sources: (first_source, sources), names: (first_name, names), is_exact };
    SESSION.with_borrow_mut(|session| match flags & 1 {
        0 => session.start_mappings(section),
        _ => session.start_scopes(section),
    });
}

/// Reads the next chunk of the section: so many bytes of input 3. It ends behind a comma or semicolon, or where the text does. 0 all is well, 1 the segments are not in
/// order, so that the section is to be given once more from its start, 2 it is malformed, -2 a call at the wrong time. Chunks are small: V8 goes over to optimised code between
/// calls only, and the text need not be in memory twice.
#[wasm_bindgen]
pub fn read(length: u32) -> i32 {
    SESSION.with_borrow_mut(|session| session.read(length as usize))
}

/// Ends the section.
#[wasm_bindgen]
pub fn end_section() {
    SESSION.with_borrow_mut(Session::end_section);
}

/// Makes the outputs.
#[wasm_bindgen]
pub fn finish() {
    SESSION.with_borrow_mut(Session::finish);
}

/// Where the mappings are malformed, by number: 0 what is wrong, 1 line, 2 segment of the line, 3 character of the section's text.
#[wasm_bindgen]
pub fn fault(number: u32) -> u32 {
    SESSION.with_borrow(|session| session.fault().get(number as usize).copied().unwrap_or(0))
}

/// Where an output is in the memory.
#[wasm_bindgen]
pub fn output_pointer(output: u32) -> usize {
    SESSION.with_borrow(|session| session.output(output as usize).as_ptr() as usize)
}

/// How long it is.
#[wasm_bindgen]
pub fn output_length(output: u32) -> usize {
    SESSION.with_borrow(|session| session.output(output as usize).len())
}
