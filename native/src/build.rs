//! A build from sections to index, one unit's work at a time.
//!
//! Short steps, each a call of the host: it can stop between them, tell of progress, and V8 can go over to optimised code, which it
//! never does within a running call.

use crate::absorb::{InvalidPart, absorb};
use crate::assemble::{Assembled, Assembler};
use crate::bodies::{Bodies, BodyId};
use crate::body_names::function_of_body;
use crate::claims::UnitAssembly;
use crate::demangle::Demangled;
use crate::diagnostics::{Diagnostics, Kind};
use crate::entries::{Entries, Walk};
use crate::extents::Section;
use crate::format::NAME_FROM_NAME_SECTION;
use crate::found::{BodyState, Found};
use crate::hashing::Key;
use crate::line_header::next_program;
use crate::lines::LineTable;
use crate::names::{Context, Resolver};
use crate::part_writer;
use crate::ranges::root_ranges;
use crate::sections::{Module, Sections};
use crate::units::Units;
use crate::writer::{self, TooLarge};

/// Whether this core knows of parts. Not by attributes: what can never be reached is left out of the built core in any case.
pub const PARTS: bool = cfg!(feature = "parts");

/// What a step came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is more to do.
    More,
    /// This is missing of the sections: see [`crate::extents`].
    Missing(Vec<u8>),
    /// The next part is wanted: [`Build::absorb`] takes it.
    Part,
    /// C++ names are wanted: this list; [`Build::provide_demangled`] takes the answer.
    Names(Vec<u8>),
    /// This is the index, or a part.
    Done(Vec<u8>),
    /// There is more than the format can say.
    TooLarge,
}

enum Stage {
    Units(usize),
    /// Partial builds: the units that seemed to be about other bodies, because a body that is asked for has nothing yet.
    SkippedUnits(std::vec::IntoIter<usize>),
    /// Line programs that no unit has led to, by their offset.
    Lines(usize),
    /// Partial builds: more functions are counted where those of the units that were read are too few to judge by.
    Judgement(usize),
    Names,
    CppNames,
    Write,
    /// Names of what this core has found, so that they need not wait for the parts of others; or that go into its own part.
    RunNames,
    RunCppNames,
    Parts {
        is_asked_for: bool,
    },
    Done,
}

/// What becomes of the units of a run.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Role {
    /// There is one run.
    #[default]
    Whole,
    /// They become a part.
    Part,
    /// Those of other runs come as parts, in the order of the runs, behind this one.
    Merge,
    /// There are none: all line programs that are given become a part.
    Lines,
}

/// The units of `.debug_info` that are read: those that start in `[from, to)`.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// First offset.
    pub from: u64,
    /// Offset behind the last.
    pub to: u64,
    /// What becomes of them.
    pub role: Role,
    /// What is missing of sections that are given in pieces is left out.
    pub accepts_missing: bool,
    /// It is left out as a limit of the host is reached.
    pub is_limited: bool,
    /// Bytes of all debug sections, if they are more than those that are given.
    pub debug_bytes: usize,
}

impl Run {
    /// Whether a unit is one of them.
    pub fn has(&self, offset: u64) -> bool {
        (self.from..self.to).contains(&offset)
    }

    /// Whether the output is a part.
    pub fn is_part(&self) -> bool {
        PARTS && matches!(self.role, Role::Part | Role::Lines)
    }
}

impl Default for Run {
    fn default() -> Self {
        Run { from: 0, to: u64::MAX, role: Role::Whole, accepts_missing: false, is_limited: false, debug_bytes: 0 }
    }
}

/// How to build.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Rows decide where inline ranges are torn.
    pub arbitrates: bool,
    /// The bodies are restricted to those that are asked for.
    pub is_partial: bool,
    /// Inlined calls that are nested deeper count to the call around them.
    pub max_inline_depth: u32,
    /// Of hash tables.
    pub key: Key,
    /// Which units.
    pub run: Run,
}

/// A build. Owns its input, and gives it up before it writes.
pub struct Build {
    sections: Sections,
    module: Module,
    bodies: Bodies,
    options: Options,
    units: Units,
    /// Behind the last unit of the run.
    last_unit: usize,
    stage: Stage,
    found: Found,
    demangled: Demangled,
    scratch: Scratch,
}

#[derive(Default)]
struct Scratch {
    entries: Entries,
    assembler: Assembler,
}

impl Build {
    /// Prepares a build: reads the roots of all units.
    pub fn new(sections: Sections, module: Module, bodies: Bodies, options: Options) -> Self {
        let mut diagnostics = Diagnostics::default();
        let units = Units::read(&sections, options.run, &mut diagnostics);
        let debug_bytes = options.run.debug_bytes.max(sections.size());
        let mut found = Found::new(&sections, debug_bytes, &module, bodies.count(), options.key, diagnostics);
        if PARTS && options.run.role == Role::Lines {
            // The unit that tells the size of addresses is read elsewhere, with its program.
            found.programs_read.extend(units.all.iter().filter_map(|unit| usize::try_from(unit.line_program?).ok()));
        }
        if PARTS && options.run.is_limited {
            let place = u32::try_from(options.run.from).unwrap_or(u32::MAX);
            found.diagnostics.add_counted(Kind::LimitReached as u32, 1, place);
        }
        let scratch = Scratch::default();
        let run = if PARTS { units.of_run(options.run, &sections) } else { 0..units.all.len() };
        let stage = if PARTS && options.run.role == Role::Lines { Stage::Lines(0) } else { Stage::Units(run.start) };
        let last_unit = run.end;
        let demangled = Demangled::default();
        Build { last_unit, sections, module, bodies, options, units, stage, found, demangled, scratch }
    }

    /// Work done, in bytes of `.debug_info`; see [`Build::total`].
    pub fn progress(&self) -> usize {
        match self.stage {
            Stage::Units(next) if next < self.last_unit => {
                let original = self.sections.extents.original(Section::Info, self.units.all[next].offset);
                (original - self.options.run.from) as usize
            }
            _ => self.total(),
        }
    }

    /// Work to do, in bytes of `.debug_info`: what comes behind its units is little.
    pub fn total(&self) -> usize {
        let Run { from, to, .. } = self.options.run;
        let end = self.sections.extents.original(Section::Info, self.sections.info.len());
        to.min(end).saturating_sub(from) as usize
    }

    /// Leaves what has not been read: a limit of the host is reached. What has been found so far is written.
    pub fn cut(&mut self) {
        let left = match self.stage {
            Stage::Units(next) => self.last_unit - next.min(self.last_unit),
            Stage::SkippedUnits(ref left) => left.len(),
            Stage::Lines(_) => 1,
            Stage::Judgement(_) => 0,
            _ => return,
        };
        let place = u32::try_from(self.progress()).unwrap_or(u32::MAX);
        if left > 0 {
            self.found.diagnostics.add_counted(Kind::LimitReached as u32, left as u32, place);
        }
        self.stage = match self.stage {
            Stage::Units(_) if PARTS && self.options.run.role != Role::Whole => Stage::RunNames,
            _ => Stage::Names,
        };
    }

    /// Does one unit's work.
    pub fn step(&mut self) -> Progress {
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Units(unit) if unit < self.last_unit => {
                self.stage = Stage::Units(unit + 1);
                self.index_unit(unit);
                Progress::More
            }
            Stage::Units(_) if PARTS && self.options.run.role != Role::Whole => {
                self.stage = Stage::RunNames;
                Progress::More
            }
            // Tools that move code may leave a unit's ranges behind, so a body that is asked for may be described by a unit that was skipped.
            Stage::Units(_) if self.has_all_that_is_wanted() => {
                self.stage = Stage::Judgement(0);
                Progress::More
            }
            Stage::Units(_) => {
                self.stage = Stage::SkippedUnits(std::mem::take(&mut self.found.skipped_units).into_iter());
                Progress::More
            }
            Stage::SkippedUnits(mut left) => {
                self.stage = match left.next() {
                    Some(unit) => {
                        if !self.index_entries(unit, true) {
                            self.found.skipped_units.push(unit);
                        }
                        Stage::SkippedUnits(left)
                    }
                    None => Stage::Lines(0),
                };
                Progress::More
            }
            Stage::Lines(offset) => {
                self.stage = match self.index_lines_at(offset) {
                    Some(next) => Stage::Lines(next),
                    None if PARTS && self.options.run.role == Role::Lines => Stage::RunNames,
                    None => Stage::Judgement(0),
                };
                Progress::More
            }
            Stage::Judgement(next) => {
                self.stage = match self.found.skipped_units.get(next).copied() {
                    Some(unit) if self.found.judgement.is_open() => {
                        self.count_starts(unit);
                        Stage::Judgement(next + 1)
                    }
                    _ => Stage::Names,
                };
                Progress::More
            }
            Stage::Names => {
                self.finish_names();
                self.demangled.add_rust_names(&mut self.found.tables);
                self.stage = Stage::CppNames;
                Progress::More
            }
            Stage::CppNames => self.ask_for_names(Stage::CppNames, Stage::Write),
            Stage::RunNames | Stage::Write if PARTS && self.options.run.is_part() && self.is_missing() => {
                Progress::Missing(self.sections.extents.take_missing().unwrap_or_default())
            }
            Stage::RunNames if PARTS => {
                self.demangled.add_rust_names(&mut self.found.tables);
                self.stage = Stage::RunCppNames;
                Progress::More
            }
            Stage::RunCppNames if PARTS && self.options.run.is_part() => {
                self.ask_for_names(Stage::RunCppNames, Stage::Write)
            }
            Stage::RunCppNames if PARTS => self.ask_for_names(Stage::RunCppNames, Stage::Parts { is_asked_for: false }),
            Stage::Parts { is_asked_for: false } if PARTS => {
                self.stage = Stage::Parts { is_asked_for: true };
                Progress::Part
            }
            Stage::Parts { is_asked_for: true } if PARTS => {
                self.stage = Stage::SkippedUnits(Vec::new().into_iter());
                Progress::More
            }
            Stage::Write if PARTS && self.options.run.is_part() => {
                Progress::Done(part_writer::write(&self.found, &self.demangled, &self.sections.extents))
            }
            Stage::Write => self.write().map_or(Progress::TooLarge, Progress::Done),
            Stage::Done | Stage::RunNames | Stage::RunCppNames | Stage::Parts { .. } => Progress::Done(Vec::new()),
        }
    }

    fn is_missing(&self) -> bool {
        !self.options.run.accepts_missing && self.sections.extents.is_missing()
    }

    /// The next list of C++ names, or on to the stage behind them.
    fn ask_for_names(&mut self, here: Stage, next: Stage) -> Progress {
        if let Some(list) = self.demangled.wanted(&self.found.tables) {
            self.stage = here;
            return Progress::Names(list);
        }
        let left_out = u32::try_from(self.demangled.leave_the_rest()).unwrap_or(u32::MAX);
        if left_out > 0 {
            self.found.diagnostics.add_counted(Kind::LimitReached as u32, left_out, 0);
        }
        self.stage = next;
        Progress::More
    }

    /// Takes a part that a step asked for. Others may follow.
    pub fn absorb(&mut self, part: &[u8]) -> Result<(), InvalidPart> {
        let Build { module, bodies, options, found, demangled, stage, .. } = self;
        let Stage::Parts { is_asked_for } = stage else { return Err(InvalidPart) };
        *is_asked_for = false;
        absorb(part, found, demangled, &UnitAssembly { module, bodies, arbitrates: options.arbitrates })
    }

    /// Takes the demangled names that a step asked for.
    pub fn provide_demangled(&mut self, list: &[u8]) {
        let Build { demangled, sections, units, .. } = self;
        let Found { tables, foreign, cache, diagnostics, .. } = &mut self.found;
        let failed = demangled.provide(list, tables);
        // What the demangler cannot read, DWARF may still say in plain words, without parameters.
        let described = foreign.described(&failed, tables);
        for (linkage, unit_number, offset) in described {
            let entries = Entries::default();
            let context = Context { sections, units, unit_number, entries: &entries };
            let mut resolver = Resolver::new(context, None, cache, tables, foreign, diagnostics);
            let name = resolver.plain_name(offset).unwrap_or(linkage);
            demangled.set(linkage, name, units.place_of(unit_number, offset));
        }
    }

    fn has_all_that_is_wanted(&self) -> bool {
        let Build { bodies, found, .. } = self;
        let is_missing = |body: usize| bodies.is_wanted(body as BodyId) && !found.states[body].is_assembled;
        self.options.is_partial && !(0..bodies.count()).any(is_missing)
    }

    /// Indexes a unit if its ranges say that it is about a body that is asked for.
    fn index_unit(&mut self, number: usize) {
        let Build { sections, bodies, units, found, .. } = self;
        let unit = &units.all[number];
        if unit.in_types {
            return;
        }
        let ranges = root_ranges(unit, sections, &mut found.budget, &mut found.diagnostics);
        for &(low, _) in &ranges {
            found.judgement.units.count(low, bodies);
        }
        if ranges.iter().any(|&(low, high)| bodies.wants_any(low, high)) {
            self.index_entries(number, false);
        } else if ranges.iter().any(|&(low, high)| bodies.touches_any(low, high)) {
            if !self.options.run.is_part() {
                found.skipped_units.push(number);
            } else if !self.index_entries(number, true) {
                // Nobody comes back to a unit of a part.
                self.count_starts(number);
            }
        } else {
            // A unit whose ranges touch no body, or that states none, is mostly one without code: 1,186 of 1,186 in seven modules.
            self.index_entries(number, true);
        }
    }

    /// Indexes a unit; `only_with_rows`: if it has rows in a body that is asked for. False if it was left.
    fn index_entries(&mut self, number: usize, only_with_rows: bool) -> bool {
        let Build { sections, bodies, units, found, scratch, .. } = self;
        let unit = &units.all[number];
        let mut lines = found.read_lines(sections, unit, bodies);
        if only_with_rows && lines.as_ref().is_none_or(|lines| lines.sequences.is_empty()) {
            return false;
        }
        let Some(abbreviations) = found.cache.of(sections, unit) else {
            found.diagnostics.add(Kind::LimitReached, unit.offset);
            return true;
        };
        scratch.entries.read(&mut Walk {
            sections,
            unit,
            abbreviations: &abbreviations,
            bodies: Some(bodies),
            max_inline_depth: self.options.max_inline_depth,
            budget: &mut found.budget,
            diagnostics: &mut found.diagnostics,
        });
        found.judgement.functions.add(scratch.entries.starts);
        let assembly = UnitAssembly { module: &self.module, bodies, arbitrates: self.options.arbitrates };
        let context = Context { sections, units, unit_number: number, entries: &scratch.entries };
        assembly.run(context, lines.as_mut(), &mut scratch.assembler, found);
        true
    }

    /// Counts where the functions of a unit start.
    fn count_starts(&mut self, number: usize) {
        let Build { sections, bodies, units, found, scratch, .. } = self;
        let unit = &units.all[number];
        let Some(abbreviations) = found.cache.of(sections, unit) else { return };
        scratch.entries.read(&mut Walk {
            sections,
            unit,
            abbreviations: &abbreviations,
            bodies: Some(bodies),
            max_inline_depth: 0,
            budget: &mut found.budget,
            // Nothing of it is answered.
            diagnostics: &mut Diagnostics::default(),
        });
        found.judgement.functions.add(scratch.entries.starts);
    }

    /// Reads the line program at an offset if no unit has led to it, as to assembler's own tables. Returns the offset of the next program.
    fn index_lines_at(&mut self, offset: usize) -> Option<usize> {
        let Build { sections, bodies, units, found, scratch, .. } = self;
        let Some(next) = next_program(&sections.line, offset) else {
            // Without a believable length nobody knows where the next program begins.
            if offset < sections.line.len() && !found.programs_read.contains(&offset) {
                found.diagnostics.add(Kind::LineProgramMalformed, offset);
            }
            return None;
        };
        if !found.programs_read.contains(&offset) {
            let address_size = units.all.first().map_or(4, |unit| unit.encoding.address_size);
            let lines = LineTable::read(sections, offset as u64, address_size, 0, bodies, &mut found.diagnostics);
            found.has_live_rows |= lines.as_ref().is_some_and(|lines| lines.is_live);
            if let Some(mut lines) = lines.filter(|lines| !lines.sequences.is_empty()) {
                scratch.entries = Entries::default();
                let nobody = Units::with_one_empty_unit(address_size);
                let assembly = UnitAssembly { module: &self.module, bodies, arbitrates: self.options.arbitrates };
                let context = Context { sections, units: &nobody, unit_number: 0, entries: &scratch.entries };
                assembly.run(context, Some(&mut lines), &mut scratch.assembler, found);
            }
        }
        Some(next)
    }

    /// Judges the DWARF as a whole, and gives each body its final function.
    fn finish_names(&mut self) {
        let Build { sections, module, bodies, options, found, .. } = self;
        if let Some(count) = found.judgement.stale() {
            found.states.fill(BodyState::default());
            found.assembled = Assembled::default();
            found.diagnostics.add_counted(Kind::StaleDwarf as u32, count, 0);
        } else if (!sections.info.is_empty() || options.run.debug_bytes > 0)
            && found.judgement.is_empty()
            && !found.has_live_rows
            && ![Kind::LimitReached, Kind::UnitMalformed, Kind::UnitUnsupported]
                .iter()
                .any(|&kind| found.diagnostics.count(kind) > 0)
        {
            found.diagnostics.add(Kind::HollowDwarf, 0);
        }
        for (body, state) in found.states.iter_mut().enumerate() {
            let function_index = module.imported_functions.saturating_add(body as u32);
            let wasm_name = module.names_of(function_index).find(|&(_, origin)| origin == NAME_FROM_NAME_SECTION);
            state.wasm_name = wasm_name.map_or(0, |(name, _)| found.tables.strings.intern(name));
            if bodies.is_wanted(body as BodyId) {
                state.function = function_of_body(module, function_index, state.function, &mut found.tables);
            }
        }
    }

    fn write(&mut self) -> Result<Vec<u8>, TooLarge> {
        self.sections = Sections::default();
        self.scratch = Scratch::default();
        self.units = Units::default();
        let mut flags = 0;
        let mut diagnostics = std::mem::take(&mut self.found.diagnostics);
        for (body, state) in self.found.states.iter().enumerate() {
            let (start, _) = self.bodies.bounds(body as BodyId);
            if state.rows.is_torn {
                diagnostics.add(Kind::TornFunction, start as usize);
            }
            if state.rows.is_cut {
                diagnostics.add(Kind::LimitReached, start as usize);
            }
        }
        if self.options.is_partial {
            flags |= crate::format::FLAG_PARTIAL;
        }
        if self.options.arbitrates && diagnostics.count(Kind::TornFunction) > 0 {
            flags |= crate::format::FLAG_ARBITRATED;
        }
        let refused = self.found.tables.strings.refused();
        if refused > 0 {
            diagnostics.add_counted(Kind::LimitReached as u32, refused, 0);
        }
        for &[code, count, place] in &self.module.notes {
            diagnostics.add_counted(code, count, place);
        }
        let content = writer::Content {
            flags,
            module: &self.module,
            bodies: &self.bodies,
            states: &self.found.states,
            assembled: &self.found.assembled,
            tables: &self.found.tables,
            demangled: &self.demangled,
        };
        writer::write(&content, diagnostics)
    }
}
