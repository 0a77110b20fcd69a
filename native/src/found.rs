//! What a build has found so far.

use crate::abbreviation_cache::AbbreviationCache;
use crate::assemble::{Assembled, BodyRows};
use crate::bodies::Bodies;
use crate::diagnostics::{Diagnostics, Kind};
use crate::foreign_names::ForeignNames;
use crate::hashing::Key;
use crate::judgement::Judgement;
use crate::line_header::next_program;
use crate::lines::LineTable;
use crate::number_map::NumberMap;
use crate::ranges::RangeBudget;
use crate::sections::{Module, Sections};
use crate::tables::{FunctionId, StringId, Tables};
use crate::unit::Unit;

/// What is known of a body so far.
#[derive(Clone, Copy, Default)]
pub struct BodyState {
    /// 0 unknown.
    pub function: FunctionId,
    /// What the name section calls it.
    pub wasm_name: StringId,
    /// Its rows and inlined calls.
    pub rows: BodyRows,
    /// Something has been assembled for it.
    pub is_assembled: bool,
    /// Whether the claim that holds also ends where the body ends; `None`: no entry claims the body.
    pub claim_is_exact: Option<bool>,
    /// Place in `.debug_info` of the first entry that claims it.
    pub first_claim_at: u32,
}

/// What a build has found.
pub struct Found {
    /// Strings, files, functions, call sites.
    pub tables: Tables,
    /// What is kept of other units than the one at hand.
    pub foreign: ForeignNames,
    /// Abbreviations.
    pub cache: AbbreviationCache,
    /// What went wrong.
    pub diagnostics: Diagnostics,
    /// One for each body.
    pub states: Vec<BodyState>,
    /// Rows and inlined calls of the bodies.
    pub assembled: Assembled,
    /// Bound on range lists.
    pub budget: RangeBudget,
    /// Whether the debug data is of this code.
    pub judgement: Judgement,
    /// Some line sequence starts in a body.
    pub has_live_rows: bool,
    /// Units whose ranges touch only bodies that are not asked for.
    pub skipped_units: Vec<usize>,
    /// Offsets of the line programs that units led to.
    pub programs_read: NumberMap,
    line_bytes_read: usize,
}

impl Found {
    /// Nothing yet.
    pub fn new(
        sections: &Sections,
        debug_bytes: usize,
        module: &Module,
        body_count: usize,
        key: Key,
        diagnostics: Diagnostics,
    ) -> Self {
        Found {
            tables: Tables::for_input(
                debug_bytes.saturating_add(module.name_bytes.len()).saturating_add(module.given.text.len()),
                key,
            ),
            foreign: ForeignNames::default(),
            cache: AbbreviationCache::default(),
            diagnostics,
            states: vec![BodyState::default(); body_count],
            assembled: Assembled::default(),
            budget: RangeBudget::new(sections),
            judgement: Judgement::default(),
            has_live_rows: false,
            skipped_units: Vec::new(),
            programs_read: NumberMap::default(),
            line_bytes_read: 0,
        }
    }

    /// Runs a unit's line program.
    pub fn read_lines<'s>(&mut self, sections: &'s Sections, unit: &Unit, bodies: &Bodies) -> Option<LineTable<'s>> {
        let offset = unit.line_program.filter(|_| !sections.line.is_empty())?;
        let at = usize::try_from(offset).ok()?;
        let comp_dir = unit.directory(sections, &mut self.tables.strings);
        self.programs_read.add(offset);
        // Units that share one program are few; hostile ones could all share one large program.
        if self.line_bytes_read > sections.line.len().saturating_mul(8).saturating_add(1 << 20) {
            self.diagnostics.add(Kind::LimitReached, at);
            return None;
        }
        self.line_bytes_read += next_program(&sections.line, at).map_or(0, |next| next - at);
        let lines =
            LineTable::read(sections, offset, unit.encoding.address_size, comp_dir, bodies, &mut self.diagnostics);
        self.has_live_rows |= lines.as_ref().is_some_and(|lines| lines.is_live);
        lines
    }
}
