//! Line tables: the rows of each sequence that starts in a function body, clipped to it.

use crate::bodies::{Bodies, BodyId};
use crate::bytes::{Cursor, Malformed};
use crate::diagnostics::{Diagnostics, Kind};
use crate::files::FileContext;
use crate::line_header::LineHeader;
use crate::line_machine::{Bounds, LineMachine, MAX_BODY_ROWS, Row};
use crate::sections::Sections;
use crate::sorting::sort_by_words;
use crate::tables::{FileId, StringId, Tables};
use crate::unit::Unit;

/// Rows that belong together: ascending addresses within one body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sequence {
    /// The body in which it starts.
    pub body: BodyId,
    /// Of its first row.
    pub start: u32,
    /// Behind the last row's range; clipped to the body.
    pub end: u32,
    /// In [`LineTable::rows`]; none where they are not kept.
    pub rows: (u32, u32),
    /// Where in `.debug_line` it begins.
    pub program: u32,
}

/// The rows of one line program.
pub struct LineTable<'a> {
    /// Of all sequences that are kept.
    pub rows: Vec<Row>,
    /// Ascending by body, then by first address. Only of bodies that are asked for.
    pub sequences: Vec<Sequence>,
    /// Some sequence starts in a body, asked for or not.
    pub is_live: bool,
    line: &'a [u8],
    header: LineHeader,
    comp_dir: Option<StringId>,
    /// Files that the program itself adds to those of the header: name, number of its directory.
    defined: Vec<(&'a [u8], u64)>,
    files: Vec<FileId>,
}

const FILE_NOT_INTERNED: FileId = u32::MAX;

/// Rows of a table that are kept, 4 MB of them; the sequences behind them are run again when their body's turn comes. A row can be had for one byte.
const KEPT_ROWS: usize = 1 << 18;

impl<'a> LineTable<'a> {
    /// Runs the program at `offset` of `.debug_line`. `None` where its header cannot be read; a program that breaks off gives its rows up to there.
    pub fn read(
        sections: &'a Sections,
        offset: u64,
        address_size: u8,
        comp_dir: Option<StringId>,
        bodies: &Bodies,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let at = usize::try_from(offset).ok()?;
        let line = &sections.line[..];
        let Ok(header) = LineHeader::read(line, at, address_size) else {
            diagnostics.add(Kind::LineProgramMalformed, at);
            return None;
        };
        let (mut rows, mut sequences) = (Vec::new(), Vec::new());
        let mut of_one = Vec::new();
        let mut machine = LineMachine::new(&header, line);
        let mut cursor = Cursor::new(&line[..header.program.end], header.program.start);
        while !cursor.is_at_end() {
            let program = cursor.position as u32;
            of_one.clear();
            match machine.run_sequence(&mut cursor, bodies, &mut of_one) {
                Ok(Some(Bounds { body, start, end })) => {
                    let from = rows.len() as u32;
                    if rows.len() + of_one.len() <= KEPT_ROWS {
                        rows.extend_from_slice(&of_one);
                    }
                    sequences.push(Sequence { body, start, end, rows: (from, rows.len() as u32), program });
                }
                Ok(None) => (),
                Err(Malformed) => {
                    diagnostics.add(Kind::LineProgramMalformed, at);
                    break;
                }
            }
        }
        if machine.dropped > 0 {
            diagnostics.add_counted(Kind::SequenceDropped as u32, machine.dropped, at as u32);
        }
        sort_by_words(&mut sequences, |sequence| [sequence.body, sequence.start, 0]);
        let (is_live, defined) = (machine.is_live, machine.defined);
        Some(LineTable { rows, sequences, is_live, line, header, comp_dir, defined, files: Vec::new() })
    }

    /// The sequences that start in a body.
    pub fn sequences_of(&self, body: BodyId) -> &[Sequence] {
        let from = self.sequences.partition_point(|sequence| sequence.body < body);
        let to = self.sequences.partition_point(|sequence| sequence.body <= body);
        &self.sequences[from..to]
    }

    /// The rows of a body, ascending; a row with file 0 and line 0 where nothing is known between two sequences. False where they are too many, and some
    /// are left out.
    pub fn rows_of(&self, body: BodyId, bounds: (u32, u32), to: &mut Vec<Row>) -> bool {
        to.clear();
        let (body_start, body_end) = bounds;
        let gap = |address| Row { address, file: u32::MAX, line: 0, column: 0 };
        let mut covered: Option<u32> = None;
        let mut ordered = 0;
        for sequence in self.sequences_of(body) {
            // Sequences that all cover the same body would else be as many rows as the program has bytes.
            if to.len() > 2 * ordered + (body_end - body_start) as usize {
                put_in_order(to);
                ordered = to.len();
                if ordered > MAX_BODY_ROWS {
                    break;
                }
            }
            to.extend(covered.filter(|&covered| covered < sequence.start).map(gap));
            match &self.rows[sequence.rows.0 as usize..sequence.rows.1 as usize] {
                [] => self.run_again(sequence, bounds, to),
                rows => to.extend_from_slice(rows),
            }
            covered = covered.max(Some(sequence.end));
        }
        to.extend(covered.filter(|&covered| covered < body_end).map(gap));
        put_in_order(to);
        let is_whole = to.len() <= MAX_BODY_ROWS;
        to.truncate(MAX_BODY_ROWS);
        is_whole
    }

    fn run_again(&self, sequence: &Sequence, (body_start, body_end): (u32, u32), to: &mut Vec<Row>) {
        let bodies = Bodies::new(std::iter::once((body_start, body_end - body_start))).unwrap_or_default();
        let from = to.len();
        let mut cursor = Cursor::new(&self.line[..self.header.program.end], sequence.program as usize);
        let ended = LineMachine::new(&self.header, self.line).run_sequence(&mut cursor, &bodies, to);
        debug_assert!(ended.is_ok_and(|bounds| bounds.is_some()), "it has been run before");
        debug_assert!(to.len() > from);
    }

    /// The file with this number, which is that of `DW_AT_decl_file` and `DW_AT_call_file` too.
    pub fn file(&mut self, unit: Option<&Unit>, sections: &Sections, number: u32, tables: &mut Tables) -> FileId {
        let index = number as usize;
        if let Some(&known) = self.files.get(index).filter(|&&known| known != FILE_NOT_INTERNED) {
            return known;
        }
        let LineTable { header, defined, comp_dir, .. } = self;
        let context = FileContext { header, defined, unit, comp_dir: *comp_dir };
        let id = context.intern(sections, number, tables).unwrap_or(0);
        // A hostile number must not size a table.
        if index <= self.header.file_count() + self.defined.len() {
            if index >= self.files.len() {
                self.files.resize(index + 1, FILE_NOT_INTERNED);
            }
            self.files[index] = id;
        }
        id
    }
}

/// Sequences of sound files do not overlap. Where they do, of rows at one address the one whose sequence began later holds.
fn put_in_order(rows: &mut Vec<Row>) {
    sort_by_words(rows, |row| [row.address, 0, 0]);
    rows.dedup_by(|later, earlier| {
        let is_same = later.address == earlier.address;
        if is_same {
            *earlier = *later;
        }
        is_same
    });
}
