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

    /// Ends the section.
    pub fn finish(&mut self, scopes: &mut Scopes) {
        scopes.malformed += u32::from(self.is_malformed);
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
        let lines = if flags & RANGE_HAS_LINE != 0 { Some(unsigned(text, &mut self.at)?) } else { None };
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
        let lines = if has_line { Some(unsigned(text, &mut self.at)?) } else { None };
        self.move_in_code(lines, text)?;
        let open = self.open_ranges.pop().ok_or(Fault::WrongCount)?;
        scopes.ranges[open.number].columns.1 = self.column;
        Ok(())
    }

    /// Wasm has one line; what stands behind it is behind all code.
    fn move_in_code(&mut self, lines: Option<u32>, text: &[u8]) -> Result<(), Fault> {
        let columns = unsigned(text, &mut self.at)?;
        self.line = self.line.saturating_add(lines.unwrap_or(0));
        let moved = match lines {
            _ if self.line > 0 => Some(u32::MAX),
            Some(_) => self.section.column.checked_add(columns),
            None => self.column.checked_add(columns),
        };
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
