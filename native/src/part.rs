//! A *part*: what one core has found in a run of units, for another core that goes on with it.
//!
//! Parts let several cores share a build: over threads, or one after the other where a module's debug information does not fit into one memory. A part is never kept, but
//! it comes through the host, so that whoever reads one trusts nothing in it.
//!
//! # The bytes
//! Words are u32, little-endian. First [`TABLES`] words: how many items each table has. Then the tables, one behind the other, each item of so many
//! words; then the bytes of all strings, then the blocks of all bodies.
//!
//! | table | an item |
//! |---|---|
//! | strings | length. Numbered from 1 on; 0 is the empty string |
//! | files | strings: compilation directory, directory, name. Numbered from 0 on, where 0 is unknown; so are functions |
//! | functions | strings: linkage, display; file; line; origin and, from bit 8 on, language; where its name breaks off, or 0 |
//! | call sites | function, file, line, column. Numbered from 0 on |
//! | bodies | body; function; claim (0 none, 1 ends elsewhere than the body, 2 exact); place of the first claim; ranges; flags (1 wide, 2 torn, 4 cut) and, from bit 8 on, origin of the places; how many files, nodes, and bytes of blocks it has. Ascending by body |
//! | body files | file; those of all bodies, one body behind the other |
//! | nodes | distance of the parent, call site; likewise |
//! | names | strings: linkage, name for people; 0 demangled, 1 not; then place of the entry that gives the name, as `Units::place_of` counts |
//! | diagnostics | code, count, lowest place |
//! | programs | low and high word of the offset of a line program to which a unit has led |
//! | counts | one word each: see [`Counts`] |
//!
//! Numbers of strings, files, functions and call sites are the part's own. Places are offsets in the module's own sections. Blocks are final, as they number
//! files and nodes within their body.

use crate::judgement::{Judgement, Starts};

/// How many tables there are.
pub const TABLES: usize = 11;

/// Tables by number.
#[derive(Clone, Copy)]
#[repr(usize)]
#[allow(missing_docs, reason = "the module's page has them")]
pub enum Table {
    Strings = 0,
    Files = 1,
    Functions = 2,
    CallSites = 3,
    Bodies = 4,
    BodyFiles = 5,
    Nodes = 6,
    Names = 7,
    Diagnostics = 8,
    Programs = 9,
    Counts = 10,
}

/// Words of an item, by table.
pub const WIDTHS: [usize; TABLES] = [1, 3, 6, 4, 9, 1, 2, 4, 3, 2, 1];

/// Flag of a body: its block index has numbers of 32 bits.
pub const WIDE: u32 = 1;
/// Flag of a body: its inline ranges overlapped.
pub const TORN: u32 = 2;
/// Flag of a body: it had too many rows.
pub const CUT: u32 = 4;

/// What is only counted.
#[derive(Default)]
pub struct Counts {
    /// Starts of functions and units: four pairs of low and high word.
    pub judgement: Judgement,
    /// 1: some line sequence starts in a body.
    pub has_live_rows: bool,
    /// Strings that were left out.
    pub refused: u32,
}

/// Words of [`Counts`].
pub const COUNTS: usize = 10;

impl Counts {
    /// As words.
    pub fn words(&self) -> [u32; COUNTS] {
        let Judgement { functions, units } = &self.judgement;
        let [a, b, c, d] = [functions.live, functions.matched, units.live, units.matched].map(halves);
        [a[0], a[1], b[0], b[1], c[0], c[1], d[0], d[1], u32::from(self.has_live_rows), self.refused]
    }

    /// From words.
    pub fn from_words(words: [u32; COUNTS]) -> Self {
        let [a, b, c, d, e, f, g, h, has_live_rows, refused] = words;
        let judgement = Judgement {
            functions: Starts { live: whole([a, b]), matched: whole([c, d]) },
            units: Starts { live: whole([e, f]), matched: whole([g, h]) },
        };
        Counts { judgement, has_live_rows: has_live_rows != 0, refused }
    }
}

/// Low and high word.
pub fn halves(number: u64) -> [u32; 2] {
    [number as u32, (number >> 32) as u32]
}

/// The number of which these are the halves.
pub fn whole([low, high]: [u32; 2]) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

/// A part's tables, found by their counts.
pub struct Part<'a> {
    tables: [&'a [u8]; TABLES],
    /// Behind the tables.
    pub rest: &'a [u8],
}

impl<'a> Part<'a> {
    /// `None` where the counts promise more than there is.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let (head, mut rest) = bytes.split_at_checked(4 * TABLES)?;
        let mut part = Part { tables: [&[]; TABLES], rest };
        for ((table, count), width) in part.tables.iter_mut().zip(words(head)).zip(WIDTHS) {
            let size = usize::try_from(u64::from(count) * 4 * width as u64).ok()?;
            (*table, rest) = rest.split_at_checked(size)?;
        }
        part.rest = rest;
        Some(part)
    }

    /// The items of a table, each of `N` words, which is the table's width.
    pub fn items<const N: usize>(&self, table: Table) -> impl Iterator<Item = [u32; N]> + use<'a, N> {
        debug_assert_eq!(N, WIDTHS[table as usize]);
        let mut words = words(self.tables[table as usize]);
        std::iter::from_fn(move || {
            let mut item = [0; N];
            for word in &mut item {
                *word = words.next()?;
            }
            Some(item)
        })
    }

    /// The next `length` bytes behind the tables.
    pub fn take(&mut self, length: u32) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length as usize)?;
        self.rest = rest;
        Some(taken)
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let (words, _) = bytes.as_chunks::<4>();
    words.iter().map(|&word| u32::from_le_bytes(word))
}
