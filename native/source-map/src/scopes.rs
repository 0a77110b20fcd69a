//! ECMA-426 `scopes`: which function a stretch of code is, and which calls were inlined into it.
//!
//! Items are separated by commas; the first number of an item is its tag, behind which later versions of the proposal may add numbers.
//! Original scopes come first, one tree a source, then the generated ranges. Of both only what a stack needs is kept: scopes become the function that a frame in
//! them has, ranges their extent, that function and their call site. Variables and their bindings are passed over.

use crate::sections::{Place, Section};
use crate::vlq::{Fault, signed, unsigned};

const NO_SCOPE: u32 = 0;
const SCOPE_START: u32 = 1;
const SCOPE_END: u32 = 2;
const RANGE_START: u32 = 4;
const RANGE_END: u32 = 5;
const CALL_SITE: u32 = 8;

const SCOPE_HAS_NAME: u32 = 1;
const SCOPE_HAS_KIND: u32 = 2;
const SCOPE_IS_FRAME: u32 = 4;

const RANGE_HAS_LINE: u32 = 1;
const RANGE_HAS_DEFINITION: u32 = 2;
const RANGE_IS_HIDDEN: u32 = 8;

/// A function as scopes tell of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ScopeFunction {
    /// Number in the map's names plus 1; 0: it has none.
    pub name: u32,
    /// Where it begins.
    pub place: Place,
}

/// A stretch of generated code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    /// First column, and the one behind its last: module-file offsets.
    pub columns: (u32, u32),
    /// Number in [`Scopes::functions`] plus 1; 0: none is known.
    pub function: u32,
    /// Where the call stands that was inlined; `None`: this is no inlined body.
    pub call: Option<Place>,
    /// Inlined calls around it that were recorded: number in [`Scopes::ranges`] plus 1 of the innermost; 0: none.
    pub caller: u32,
}

/// What all sections of a map say of functions and inlined calls.
#[derive(Default)]
pub struct Scopes {
    /// In the order of their beginning, which is that of the text.
    pub functions: Vec<ScopeFunction>,
    /// Ascending by first column; what encloses another comes before it.
    pub ranges: Vec<Range>,
    /// Sections whose scopes do not hold together: what lies behind the fault is missing.
    pub malformed: u32,
    /// Inlined calls that are nested too deep and count to the call around them.
    pub too_deep: u32,
}

/// A scope that was begun: the function of a frame in it, as in [`Range::function`].
type OpenScope = u32;

/// A range that was begun.
struct OpenRange {
    number: usize,
    /// Inlined calls around what is in it, and itself if it is one.
    depth: u32,
    caller: u32,
}

/// Reads the scopes of one section.
pub struct ScopesReader {
    section: Section,
    /// In the chunk at hand.
    at: usize,
    is_malformed: bool,
    open_scopes: Vec<OpenScope>,
    /// By number of the scope within the section.
    scope_functions: Vec<u32>,
    open_ranges: Vec<OpenRange>,
    /// Of the tree at hand.
    source: u32,
    scope_place: (u32, u32),
    name: i64,
    definition: i64,
    /// Generated line of the last range, and whether any stood on another than the first.
    line: u32,
    column: u32,
}

impl ScopesReader {
    /// At the start of a section's text.
    pub fn new(section: Section) -> Self {
        ScopesReader {
            section,
            at: 0,
            is_malformed: false,
            open_scopes: Vec::new(),
            scope_functions: Vec::new(),
            open_ranges: Vec::new(),
            source: 0,
            scope_place: (0, 0),
            name: 0,
            definition: 0,
            line: section.line,
            column: section.column,
        }
    }

    /// Reads the next chunk of the text, which ends behind a comma or at the end.
    pub fn read(&mut self, chunk: &[u8], max_depth: u32, scopes: &mut Scopes) {
        self.at = 0;
        while self.at < chunk.len() && !self.is_malformed {
            self.is_malformed = self.item(chunk, max_depth, scopes).is_err();
        }
    }

    /// Ends the section. A text that is cut off between two items shows it by what is still open.
    pub fn finish(&mut self, scopes: &mut Scopes) {
        let is_cut = !(self.open_scopes.is_empty() && self.open_ranges.is_empty());
        scopes.malformed += u32::from(self.is_malformed || is_cut);
        self.drop_open_ranges(scopes);
    }

    /// What nobody closed has no extent.
    fn drop_open_ranges(&mut self, scopes: &mut Scopes) {
        for open in self.open_ranges.drain(..) {
            let range = &mut scopes.ranges[open.number];
            range.columns.1 = range.columns.0;
        }
    }

    fn item(&mut self, text: &[u8], max_depth: u32, scopes: &mut Scopes) -> Result<(), Fault> {
        let at = &mut self.at;
        let tag = if text[*at] == b',' { NO_SCOPE } else { unsigned(text, at)? };
        match tag {
            NO_SCOPE if self.open_scopes.is_empty() => self.source = self.source.saturating_add(1),
            SCOPE_START => self.start_scope(text, scopes)?,
            SCOPE_END => self.end_scope(text)?,
            RANGE_START => self.start_range(text, scopes)?,
            RANGE_END => self.end_range(text, scopes)?,
            CALL_SITE => self.call_site(text, max_depth, scopes)?,
            _ => {}
        }
        // Later versions may say more.
        while self.at < text.len() && text[self.at] != b',' {
            self.at += 1;
        }
        self.at += 1;
        Ok(())
    }

    fn start_scope(&mut self, text: &[u8], scopes: &mut Scopes) -> Result<(), Fault> {
        let flags = unsigned(text, &mut self.at)?;
        self.move_in_source(text)?;
        let mut name = 0;
        if flags & SCOPE_HAS_NAME != 0 {
            self.name += i64::from(signed(text, &mut self.at)?);
            name = self.section.name(self.name);
        }
        if flags & SCOPE_HAS_KIND != 0 {
            signed(text, &mut self.at)?;
        }
        let mut function = self.open_scopes.last().copied().unwrap_or(0);
        if flags & SCOPE_IS_FRAME != 0 {
            let (line, column) = self.scope_place;
            let place = self.section.place(i64::from(self.source), i64::from(line), i64::from(column));
            scopes.functions.push(ScopeFunction { name, place });
            function = scopes.functions.len() as u32;
        }
        self.open_scopes.push(function);
        self.scope_functions.push(function);
        Ok(())
    }

    fn end_scope(&mut self, text: &[u8]) -> Result<(), Fault> {
        self.move_in_source(text)?;
        self.open_scopes.pop().ok_or(Fault::WrongCount)?;
        if self.open_scopes.is_empty() {
            self.source = self.source.saturating_add(1);
            self.scope_place = (0, 0);
        }
        Ok(())
    }

    fn move_in_source(&mut self, text: &[u8]) -> Result<(), Fault> {
        let lines = unsigned(text, &mut self.at)?;
        let columns = unsigned(text, &mut self.at)?;
        let (line, column) = self.scope_place;
        let column = if lines == 0 { column.checked_add(columns) } else { Some(columns) };
        self.scope_place = line.checked_add(lines).zip(column).ok_or(Fault::ColumnOutOfRange)?;
        Ok(())
    }

    fn start_range(&mut self, text: &[u8], scopes: &mut Scopes) -> Result<(), Fault> {
        let flags = unsigned(text, &mut self.at)?;
        let lines = if flags & RANGE_HAS_LINE != 0 { unsigned(text, &mut self.at)? } else { 0 };
        self.move_in_code(lines, text)?;
        let mut function = 0;
        if flags & RANGE_HAS_DEFINITION != 0 {
            self.definition += i64::from(signed(text, &mut self.at)?);
            let scope = usize::try_from(self.definition).ok();
            function = scope.and_then(|scope| self.scope_functions.get(scope)).copied().unwrap_or(0);
        }
        // A hidden range is no frame of its own: whoever debugs is not to see it.
        let is_hidden = flags & RANGE_IS_HIDDEN != 0;
        let (caller, depth) = self.open_ranges.last().map_or((0, 0), |open| (open.caller, open.depth));
        let depth = if is_hidden { depth | HIDDEN } else { depth & !HIDDEN };
        self.open_ranges.push(OpenRange { number: scopes.ranges.len(), depth, caller });
        scopes.ranges.push(Range { columns: (self.column, u32::MAX), function, call: None, caller });
        Ok(())
    }

    fn end_range(&mut self, text: &[u8], scopes: &mut Scopes) -> Result<(), Fault> {
        // One number is a column, two are line and column.
        let mut ahead = self.at;
        unsigned(text, &mut ahead)?;
        let has_line = text.get(ahead).is_some_and(|&character| character != b',');
        let lines = if has_line { unsigned(text, &mut self.at)? } else { 0 };
        self.move_in_code(lines, text)?;
        let open = self.open_ranges.pop().ok_or(Fault::WrongCount)?;
        scopes.ranges[open.number].columns.1 = self.column;
        Ok(())
    }

    /// Wasm has one line; what stands behind it is behind all code. A line of 0 lines further is the same line, on which columns go on counting.
    fn move_in_code(&mut self, lines: u32, text: &[u8]) -> Result<(), Fault> {
        let columns = unsigned(text, &mut self.at)?;
        self.line = self.line.saturating_add(lines);
        let moved = if self.line > 0 { Some(u32::MAX) } else { self.column.checked_add(columns) };
        self.column = moved.ok_or(Fault::ColumnOutOfRange)?.min(self.section.end);
        Ok(())
    }

    fn call_site(&mut self, text: &[u8], max_depth: u32, scopes: &mut Scopes) -> Result<(), Fault> {
        let at = &mut self.at;
        let [source, line, column] = [unsigned(text, at)?, unsigned(text, at)?, unsigned(text, at)?].map(i64::from);
        let open = self.open_ranges.last_mut().ok_or(Fault::WrongCount)?;
        if open.depth & HIDDEN != 0 {
            return Ok(());
        }
        if open.depth >= max_depth {
            scopes.too_deep = scopes.too_deep.saturating_add(1);
            return Ok(());
        }
        let range = &mut scopes.ranges[open.number];
        if range.call.is_none() {
            open.depth += 1;
            open.caller = open.number as u32 + 1;
        }
        range.call = Some(self.section.place(source, line, column));
        Ok(())
    }
}

/// In [`OpenRange::depth`]: the range is hidden.
const HIDDEN: u32 = 1 << 31;

#[cfg(test)]
mod tests {
    use super::*;

    const SECTION: Section =
        Section { line: 0, column: 0, end: u32::MAX, sources: (0, 2), names: (0, 2), is_exact: false };
    /// `f` and `g` of the first source.
    const TREE: &str = "BAAA,BFAAA,CAA,BFAAC,CAA,CAA";

    fn read(section: Section, text: &str) -> Scopes {
        let mut reader = ScopesReader::new(section);
        let mut scopes = Scopes::default();
        // An item a chunk: state must outlive it.
        for chunk in text.as_bytes().split_inclusive(|&character| character == b',') {
            reader.read(chunk, 10, &mut scopes);
        }
        reader.finish(&mut scopes);
        scopes
    }

    /// Columns and function of each range.
    fn ranges(text: &str) -> (Vec<(u32, u32, u32)>, u32) {
        let scopes = read(SECTION, &format!("{TREE},{text}"));
        (
            scopes.ranges.iter().map(|range| (range.columns.0, range.columns.1, range.function)).collect(),
            scopes.malformed,
        )
    }

    #[test]
    fn columns_go_on_counting_on_a_line_that_is_the_same() {
        let expected = vec![(4, 10, 1), (12, 15, 2)];
        assert_eq!(ranges("EGEC,FG,EGCC,FD"), (expected.clone(), 0));
        // With the line written out, which flag 1 says in front of a range and a second number behind it.
        assert_eq!(ranges("EHAEC,FAG,EHACC,FAD"), (expected, 0));
    }

    #[test]
    fn what_stands_on_another_line_is_behind_all_code() {
        assert_eq!(ranges("EGEC,FBA,EHBAC,FB"), (vec![(4, u32::MAX, 1), (u32::MAX, u32::MAX, 2)], 0));
    }

    #[test]
    fn a_text_that_is_cut_off_between_items_is_malformed() {
        assert_eq!(ranges("EGEC,FG"), (vec![(4, 10, 1)], 0));
        assert_eq!(ranges("EGEC,FG,EGCC"), (vec![(4, 10, 1), (12, 12, 2)], 1));
        assert_eq!(read(SECTION, "BAAA,BFAAA,CAA").malformed, 1);
    }

    #[test]
    fn what_is_wrong_within_a_text_costs_what_lies_behind_it() {
        for wrong in ["F", "EG", "EGg", "!", "F///////////A", "EG///////A"] {
            assert_eq!(ranges(&format!("EGEC,FG,{wrong},EGCC,FD")), (vec![(4, 10, 1)], 1), "{wrong}");
        }
        assert_eq!(read(SECTION, "CAA").malformed, 1);
        assert_eq!(read(SECTION, "IAAA").malformed, 1);
    }

    #[test]
    fn an_empty_item_is_a_source_without_scopes() {
        let source = |text| read(SECTION, text).functions.iter().map(|of| of.place.source).collect::<Vec<_>>();
        assert_eq!(source(",BFAAA,CAA"), [2]);
        assert_eq!(source("BFAAA,,CAA,BFAAA,CAA"), [1, 2]);
        assert_eq!(source(",,BFAAA,CAA"), [0]);
    }
}
