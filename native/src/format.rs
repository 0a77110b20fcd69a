//! # The symbol index, format version 1
//!
//! One file that answers, for every byte of one WebAssembly module's code, *which function, which file, line and column,
//! and which inlined calls*. It is written once by [`crate::writer`] and read by anything that can read bytes: this page is
//! the whole specification.
//!
//! All numbers are little-endian. `u32` fields are 4-aligned in the file. `varint` is unsigned LEB128 of at most 32 bits
//! (at most 5 bytes); `zigzag` is a varint `v` that stands for `(v >> 1) ^ -(v & 1)`. Addresses are **code-relative**:
//! byte 0 is the first byte of the code section's contents (the function count). A module-file offset is a code-relative
//! address plus `codeStart` of the identity section. Lines and columns are 1-based; 0 means unknown. Every count, offset
//! and id in the file may be hostile: a reader checks it against its section before use.
//!
//! ## Header, 24 bytes
//! | at | type | field |
//! |---|---|---|
//! | 0 | 4 bytes | magic `77 73 79 6d` ("wsym") |
//! | 4 | u16 | version: 1. A reader refuses any other |
//! | 6 | u16 | flags: bit 0 **partial** (built for chosen addresses only: a body without rows may have some), bit 1 **arbitrated** (rows decided over inline ranges where tools tore them) |
//! | 8 | u32 | length of the whole file in bytes |
//! | 12 | u32 | checksum: FNV-1a (offset basis 0x811c9dc5, prime 0x01000193) over the u32 words from byte 16 to the end, each word one step |
//! | 16 | u32 | number of directory entries |
//! | 20 | u32 | 0 |
//!
//! ## Directory, right behind the header; 16 bytes an entry
//! `tag u32, offset u32 (from the start of the file, 4-aligned), byteLength u32 (without padding), count u32`. Tags ascend.
//! A reader skips tags that it does not know. The file's length is a multiple of 4; padding is zero.
//!
//! A **column** holds one number for each record of a table. All its numbers have the same width, which is `byteLength / count`: 4, 2 or 1 bytes, the
//! least that holds the largest of them; 0: all are 0. (Records of fixed fields took half as much again.)
//!
//! | tag | section | count | contents |
//! |---|---|---|---|
//! | 1 | identity | 1 | see below |
//! | 2 | body start | bodies | column, ascending: address just behind the body's size LEB |
//! | 3 | body length | bodies | column: bytes |
//! | 4 | body function | bodies | column |
//! | 5 | body name | bodies | column, string: what the name section calls it; a witness, not an answer |
//! | 6 | body rows | bodies | column: 0 none; 1 none, though a partial index was asked for this body; else 2 + offset into section 19 |
//! | 7 | function linkage | functions | column, string |
//! | 8 | function display | functions | column, string; 0: as linkage |
//! | 9 | function file | functions | column: of the declaration |
//! | 10 | function line | functions | column |
//! | 11 | function flags | functions | column |
//! | 12 | file compilation directory | files | column, string |
//! | 13 | file directory | files | column, string |
//! | 14 | file name | files | column, string |
//! | 15 | call site function | call sites | column: the function that was inlined |
//! | 16 | call site file | call sites | column: of the call |
//! | 17 | call site line | call sites | column |
//! | 18 | call site column | call sites | column |
//! | 19 | rows | ranges | byte streams, one a body |
//! | 20 | node offset | groups | column: offset into section 21 of the nodes 8g+1 … 8g+8 |
//! | 21 | nodes | nodes | varint pairs |
//! | 22 | strings | strings | varint byte length (131,072 at most), UTF-8; a *string* is the offset of its length. Offset 0 is the empty string. Strings do not overlap |
//! | 23 | diagnostics | kinds | 12 bytes: `code u32, count u32, place u32` (place: the lowest offset of a case; in which section, `Kind` in `diagnostics.rs` says for each code) |
//!
//! Two more sections may follow, which the host adds and the core never writes: 24 *file source*, a u32 for each file (count: files): 0 none, else 1 + offset
//! into section 25 of its text; and 25 *sources* (count: texts): varint byte length, UTF-8.
//!
//! Bodies are in code section order, so body `i` has function index `importedFunctions + i`. Record 0 of *functions* and
//! of *files* is all zero and means unknown.
//!
//! **Identity** (bytes): `codeStart u32, codeSize u32, moduleSize u64, importedFunctions u32, exportedFunctions u32`, then
//! runs of `length u32, bytes` without padding: code hash (0 or 32 bytes: SHA-256 of the concatenated SHA-256 of each 1 MiB of the code section's
//! contents), build id (as in the module, without its length prefix), module name (UTF-8, name section). A lookup needs no more and passes over the
//! rest, which may be missing: the build id's length prefix as the module has it (none or LEB128), the file's hash (0 or 16 bytes: OpenTelemetry's
//! `htlhash` of the deployed file), and the imported functions' names: for each in index order `origin u8` (numbers as in function flags, 0
//! without a name), `length varint`, UTF-8 of the name section's name or of `module.field`.
//!
//! **Function flags**: bits 0–7 origin of the name (1 DWARF, 2 name section, 3 export, 4 import, 5 symbol list, 6 source map);
//! bits 8–23 `DW_LANG` of the unit, 0 unknown. `linkage` is the linkage name, or the plain name where there is none. `display` is the
//! name for people.
//!
//! **Files** join as follows: an absolute `name` (starts with `/` or `\`, or letter, colon, slash) is the path; else an absolute
//! `directory`, slash, `name`; else `compDir`, slash, `directory`, slash, `name`; empty parts drop out with their slash, and a part
//! that ends in a slash is joined without another.
//!
//! **Rows of a body** stand on their own: files and nodes are numbered within the body, so that a body's blocks can be made by anyone at any time and are
//! copied as they are.
//! * `varint head = ranges << 4 | wide << 3 | hasNodes << 2 | origin` (origin of the places: 1 DWARF, 2 source map, 3 DWARF of a unit whose functions are in a
//!   split file that was not there, or not whole);
//! * if `hasNodes`: `varint nodeBase`. The node `k` (from 1) of the blocks is the node `nodeBase + k` of section 21;
//! * `varint fileBytes`, then so many bytes of file ids (varints). The file `k` (from 1) of the blocks is the k-th of these; 0 is unknown. Bytes, not
//!   a count, so that a lookup steps over them in one addition;
//! * for `ranges > 16`, one entry for each block but the first: `start, offset` (u16 each, unaligned; if `wide` u32 each; start of the block's first range, relative
//!   to the body's start; offset relative to the first byte behind the last entry);
//! * the blocks. A block holds 16 ranges, the last one the rest.
//!
//! A range reaches to the start of the next range, the last one to the body's end. In front of the first range nothing is known but the function. A range is
//! * `flags u8`: bit 0 node follows, bit 1 file follows, bit 2 line follows, bits 3–7 address step, 31 = varint follows that is added to 31;
//! * the address step (varint) if its bits are 31; then zigzag steps of node, file and line as flagged; then `column varint`, absolute. In rows of
//!   origins 2 and 3 it is `column << 2 | flags`: 1 the place is approximate, as it is that of the code in front; 2 the line lies outside the source that the map embeds.
//!
//! Steps wrap at 32 bits and are relative to the range before. At the start of each block address is the block's start (the body's for the first
//! block), node, file and line are 0. Node 0: the body's function itself is the innermost.
//!
//! **Nodes** are the inlined calls, ids from 1. Node: `varint parentDistance` (0: the caller is the body's function, else the caller is node
//! `id - parentDistance`), `zigzag callSite` relative to the node before; at the start of each group of 8 relative to 0. The call site names the
//! function that was *inlined* and the place of the *call*, which lies in the caller. As parents precede their children there is no circle.
//!
//! ## Looking up an address
//! Find the body (binary search, or directly by the function index). Find the last block whose start ≤ address, decode it up to the last range whose start ≤
//! address. Innermost frame: function of the range's node (its call site's `function`), place of the range. Then, for each node up the
//! parents: the caller's place is the node's call site. The last frame is the body's function.
//!
//! ## Worked example
//! A module whose code section starts at module offset 0x20 with one body: start 3, length 20. `main` (declared at main.c:4) calls `add` (declared in line 1), which was
//! inlined at 5:10. Rows: from 5 line 5 column 10; from 8 line 2 column 3, in `add`; from 12 line 6 column 1.
//!
//! ```text
//! rows   35            3 ranges, nodes, DWARF
//!        00 01 01      node base 0; one byte of files: file 1
//!        16 02 0a 0a   flags: step 2, file, line: file +1, line +5, column 10 → 5
//!        1d 02 05 03   flags: step 3, node, line: node +1, line -3, column 3  → 8
//!        25 01 08 01   flags: step 4, node, line: node -1, line +4, column 1  → 12
//! nodes  00 00         node 1: caller is the body's function, call site 0
//! call site 0          function 2 (add), file 1, line 5, column 10
//! ```
//! The whole file is in `fixtures/format/example.wsym` with a dump beside it; tests of both languages decode it.

/// "wsym".
pub const MAGIC: [u8; 4] = *b"wsym";
/// What this writer writes.
pub const VERSION: u16 = 1;
/// Built for chosen addresses only.
pub const FLAG_PARTIAL: u16 = 1;
/// Rows were put above inline ranges where a tool tore these.
pub const FLAG_ARBITRATED: u16 = 2;
/// Bytes of the header.
pub const HEADER_SIZE: usize = 24;
/// Bytes of a directory entry.
pub const DIRECTORY_ENTRY_SIZE: usize = 16;
/// Bytes of a string at most.
pub const MAX_STRING: usize = 1 << 17;
/// Ranges in a block of a body's rows.
pub const BLOCK_RANGES: usize = 16;
/// Nodes that share one entry of the node offsets.
pub const NODE_GROUP: usize = 8;
/// *Body rows* of a body without any.
pub const NO_ROWS: u32 = 0;
/// The same, where a partial index was asked for the body.
pub const NO_ROWS_THOUGH_WANTED: u32 = 1;
/// What is added to an offset.
pub const ROWS_BIAS: u32 = 2;
/// Largest address step that fits the flags byte of a range.
pub const STEP_ESCAPE: u32 = 31;

/// Number of sections.
pub const SECTIONS: usize = 23;

/// Sections in file order.
#[derive(Clone, Copy)]
#[repr(u32)]
#[allow(missing_docs, reason = "the module's table is their documentation")]
pub enum Tag {
    Identity = 1,
    BodyStart = 2,
    BodyLength = 3,
    BodyFunction = 4,
    BodyName = 5,
    BodyRows = 6,
    FunctionLinkage = 7,
    FunctionDisplay = 8,
    FunctionFile = 9,
    FunctionLine = 10,
    FunctionFlags = 11,
    FileCompDir = 12,
    FileDirectory = 13,
    FileName = 14,
    CallSiteFunction = 15,
    CallSiteFile = 16,
    CallSiteLine = 17,
    CallSiteColumn = 18,
    Rows = 19,
    NodeOffset = 20,
    Nodes = 21,
    Strings = 22,
    Diagnostics = 23,
}

/// Where a function's name comes from; the others of the table are given by the host as numbers.
pub const NAME_FROM_DWARF: u8 = 1;
/// As above.
pub const NAME_FROM_NAME_SECTION: u8 = 2;
/// As above.
pub const NAME_FROM_SYMBOL_LIST: u8 = 5;
/// As above.
pub const NAME_FROM_SOURCE_MAP: u8 = 6;
/// Where a body's places come from.
pub const PLACES_FROM_DWARF: u8 = 1;
/// As above.
pub const PLACES_FROM_SOURCE_MAP: u8 = 2;
/// DWARF again, where the functions and inlined calls are in a split file that was not there, or not whole.
pub const PLACES_FROM_SKELETON: u8 = 3;
