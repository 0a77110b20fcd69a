//! A build from sections to index, one unit's work at a time.
//!
//! Short steps, each a call of the host: it can stop between them, tell of progress, and V8 can go over to optimised code, which it
//! never does within a running call.

use crate::assemble::{Assembled, Assembler};
use crate::bodies::{Bodies, BodyId};
use crate::body_names::function_of_body;
use crate::claims::UnitAssembly;
use crate::demangle::Demangled;
use crate::diagnostics::{Diagnostics, Kind};
use crate::entries::{Entries, Walk};
use crate::format::NAME_FROM_NAME_SECTION;
use crate::found::{BodyState, Found};
use crate::hashing::Key;
use crate::line_header::next_program;
use crate::lines::LineTable;
use crate::names::{Context, Resolver};
use crate::ranges::root_ranges;
use crate::sections::{Module, Sections};
use crate::session::Failure;
use crate::split::MEMBER_WORDS;
use crate::units::Units;
use crate::writer::{self, TooLarge};

/// What a step came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is more to do.
    More,
    /// Split files are wanted, for the skeletons of this list; [`Build::provide_split`] takes them.
    Split(Vec<u8>),
    /// C++ names are wanted: this list; [`Build::provide_demangled`] takes the answer.
    Names(Vec<u8>),
    /// This is the index.
    Done(Vec<u8>),
    /// There is more than the format can say.
    TooLarge,
}

enum Stage {
    /// There are skeletons.
    AskForSplit,
    /// Some of them have been asked for.
    AwaitSplit(Box<Stage>),
    Units(usize),
    /// Partial builds: the units that seemed to be about other bodies, because a body that is asked for has nothing yet.
    SkippedUnits(Vec<usize>),
    /// Line programs that no unit has led to, by their offset.
    Lines(usize),
    /// Partial builds: more functions are counted where those of the units that were read are too few to judge by.
    Judgement(usize),
    Names,
    CppNames(Demangled),
    Write(Demangled),
    Done,
}

/// What became of a unit.
enum Indexed {
    Yes,
    /// It has no rows in a body that is asked for.
    NoRows,
    /// It has, and its entries are in a split file for which nobody has been asked.
    SplitWanted,
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
    /// Distinct names, and parts of paths, that are kept.
    pub max_names: u32,
    /// Of hash tables.
    pub key: Key,
}

/// A build. Owns its input, and gives it up before it writes.
pub struct Build {
    sections: Sections,
    module: Module,
    bodies: Bodies,
    options: Options,
    info_size: usize,
    /// Bytes of split units that have been walked.
    split_done: usize,
    units: Units,
    stage: Stage,
    found: Found,
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
        let units = Units::read(&sections, &mut diagnostics);
        let mut found = Found::new(&sections, &module, bodies.count(), options.key, diagnostics);
        found.tables.strings.keep_at_most(options.max_names);
        let scratch = Scratch::default();
        let stage = if units.skeletons.is_empty() { Stage::Units(0) } else { Stage::AskForSplit };
        let info_size = sections.info.len();
        Build { info_size, split_done: 0, sections, module, bodies, options, units, stage, found, scratch }
    }

    /// Work done, in bytes of `.debug_info`; see [`Build::total`].
    pub fn progress(&self) -> usize {
        match self.stage {
            Stage::AskForSplit => 0,
            Stage::Units(next) if next < self.units.own_count => self.units.all[next].offset + self.split_done,
            _ => self.total(),
        }
    }

    /// Work to do, in bytes of `.debug_info`: what comes behind its units is little.
    pub fn total(&self) -> usize {
        self.info_size
    }

    /// Leaves what has not been read: a limit of the host is reached. What has been found so far is written.
    pub fn cut(&mut self) {
        let left = match self.stage {
            Stage::AskForSplit | Stage::AwaitSplit(_) => self.units.own_count,
            Stage::Units(next) => self.units.own_count - next.min(self.units.own_count),
            Stage::SkippedUnits(ref left) => left.len(),
            Stage::Lines(_) => 1,
            Stage::Judgement(_) => 0,
            _ => return,
        };
        let place = u32::try_from(self.progress()).unwrap_or(u32::MAX);
        if left > 0 {
            self.found.diagnostics.add_counted(Kind::LimitReached as u32, left as u32, place);
        }
        self.stage = Stage::Names;
    }

    /// Does one unit's work.
    pub fn step(&mut self) -> Progress {
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::AskForSplit => {
                let list = self.ask_for_split();
                self.await_split(list, Stage::Units(0))
            }
            Stage::AwaitSplit(next) => {
                self.stage = *next;
                Progress::More
            }
            Stage::Units(unit) if unit < self.units.own_count => {
                self.stage = Stage::Units(unit + 1);
                match self.index_unit(unit) {
                    Indexed::SplitWanted => self.ask_for_split_of(unit, Stage::Units(unit)),
                    _ => Progress::More,
                }
            }
            // Tools that move code may leave a unit's ranges behind, so a body that is asked for may be described by a unit that was skipped.
            Stage::Units(_) if self.has_all_that_is_wanted() => {
                self.stage = Stage::Judgement(0);
                Progress::More
            }
            Stage::Units(_) => {
                let mut left = std::mem::take(&mut self.found.skipped_units);
                left.reverse();
                self.stage = Stage::SkippedUnits(left);
                Progress::More
            }
            Stage::SkippedUnits(mut left) => {
                let Some(unit) = left.pop() else {
                    self.stage = Stage::Lines(0);
                    return Progress::More;
                };
                match self.index_entries(unit, true) {
                    Indexed::Yes => (),
                    Indexed::NoRows => self.found.skipped_units.push(unit),
                    Indexed::SplitWanted => {
                        left.push(unit);
                        return self.ask_for_split_of(unit, Stage::SkippedUnits(left));
                    }
                }
                self.stage = Stage::SkippedUnits(left);
                Progress::More
            }
            Stage::Lines(offset) => {
                self.stage = match self.index_lines_at(offset) {
                    Some(next) => Stage::Lines(next),
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
                let demangled = Demangled::rust_names(&mut self.found.tables);
                self.stage = Stage::CppNames(demangled);
                Progress::More
            }
            Stage::CppNames(mut demangled) => match demangled.wanted(&self.found.tables) {
                Some(list) => {
                    self.stage = Stage::CppNames(demangled);
                    Progress::Names(list)
                }
                None => {
                    let left_out = u32::try_from(demangled.left_out()).unwrap_or(u32::MAX);
                    if left_out > 0 {
                        self.found.diagnostics.add_counted(Kind::LimitReached as u32, left_out, 0);
                    }
                    self.stage = Stage::Write(demangled);
                    Progress::More
                }
            },
            Stage::Write(demangled) => self.write(&demangled).map_or(Progress::TooLarge, Progress::Done),
            Stage::Done => Progress::Done(Vec::new()),
        }
    }

    /// Takes the demangled names that a step asked for.
    pub fn provide_demangled(&mut self, list: &[u8]) {
        let Stage::CppNames(demangled) = &mut self.stage else { return };
        let Found { tables, foreign, cache, diagnostics, .. } = &mut self.found;
        let failed = demangled.provide(list, tables, diagnostics);
        // What the demangler cannot read, DWARF may still say in plain words, without parameters.
        let described = foreign.described(&failed, tables);
        for (linkage, unit_number, offset) in described {
            let entries = Entries::default();
            let context = Context { sections: &self.sections, units: &self.units, unit_number, entries: &entries };
            let mut resolver = Resolver::new(context, None, cache, tables, foreign, diagnostics);
            if let Some(name) = resolver.plain_name(offset) {
                demangled.set(linkage, name);
            }
        }
    }

    /// All skeletons, or in a partial build those whose ranges touch a body that is asked for.
    #[inline(never)]
    fn ask_for_split(&mut self) -> Vec<u8> {
        let Build { sections, bodies, units, found, options, .. } = self;
        let is_wanted: Vec<bool> = units.all[..units.own_count]
            .iter()
            .map(|unit| {
                !options.is_partial
                    || root_ranges(unit, sections, &mut found.budget, &mut Diagnostics::default())
                        .iter()
                        .any(|&(low, high)| bodies.wants_any(low, high))
            })
            .collect();
        units.ask(sections, 0..is_wanted.len(), &|unit| is_wanted[unit])
    }

    /// Asks for one skeleton's file before it goes on with a stage.
    #[inline(never)]
    fn ask_for_split_of(&mut self, unit: usize, next: Stage) -> Progress {
        let list = self.units.ask(&self.sections, unit..unit + 1, &|_| true);
        self.await_split(list, next)
    }

    #[inline(never)]
    fn await_split(&mut self, list: Vec<u8>, next: Stage) -> Progress {
        let is_asked = !list.is_empty();
        self.stage = if is_asked { Stage::AwaitSplit(Box::new(next)) } else { next };
        if is_asked { Progress::Split(list) } else { Progress::More }
    }

    /// Whether the last step asked for split files.
    pub fn awaits_split(&self) -> bool {
        matches!(self.stage, Stage::AwaitSplit(_))
    }

    /// Takes the sections of split files, and where in them the members lie.
    #[inline(never)]
    pub fn provide_split(&mut self, more: Sections, members: &[[u32; MEMBER_WORDS]]) -> Result<(), Failure> {
        let Build { sections, units, found, .. } = self;
        found.budget.extend(&more);
        found.tables.strings.extend(more.size());
        let first = sections.members.len();
        sections.append(more, members)?;
        self.info_size = sections.info.len();
        units.read_members(sections, first, &mut found.diagnostics);
        Ok(())
    }

    /// Takes diagnostics of the host that come later than the others.
    pub fn add_notes(&mut self, mut notes: Vec<[u32; 3]>) {
        self.module.notes.append(&mut notes);
    }

    fn has_all_that_is_wanted(&self) -> bool {
        let Build { bodies, found, .. } = self;
        let is_missing = |body: usize| bodies.is_wanted(body as BodyId) && !found.states[body].is_assembled;
        self.options.is_partial && !(0..bodies.count()).any(is_missing)
    }

    /// Indexes a unit if its ranges say that it is about a body that is asked for.
    fn index_unit(&mut self, number: usize) -> Indexed {
        let Build { sections, bodies, units, found, .. } = self;
        let unit = &units.all[number];
        if unit.in_types {
            return Indexed::NoRows;
        }
        let ranges = root_ranges(unit, sections, &mut found.budget, &mut found.diagnostics);
        for &(low, _) in &ranges {
            found.judgement.units.count(low, bodies);
        }
        if ranges.iter().any(|&(low, high)| bodies.wants_any(low, high)) {
            self.index_entries(number, false)
        } else if ranges.iter().any(|&(low, high)| bodies.touches_any(low, high)) {
            found.skipped_units.push(number);
            Indexed::NoRows
        } else {
            // A unit whose ranges touch no body, or that states none, is mostly one without code: 1,186 of 1,186 in seven modules.
            self.index_entries(number, true)
        }
    }

    /// Indexes a unit; `only_with_rows`: if it has rows in a body that is asked for.
    fn index_entries(&mut self, number: usize, only_with_rows: bool) -> Indexed {
        let Build { sections, bodies, units, found, scratch, .. } = self;
        let unit = &units.all[number];
        let mut lines = found.read_lines(sections, unit, bodies);
        if only_with_rows && lines.as_ref().is_none_or(|lines| lines.sequences.is_empty()) {
            return Indexed::NoRows;
        }
        if only_with_rows && units.is_to_be_asked_for(number) {
            return Indexed::SplitWanted;
        }
        let number = units.description_of(number);
        let unit = &units.all[number];
        if unit.member != 0 {
            self.split_done += unit.end - unit.offset;
        }
        let Some(abbreviations) = found.cache.of(sections, unit) else {
            found.diagnostics.add(Kind::LimitReached, unit.offset);
            return Indexed::Yes;
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
        Indexed::Yes
    }

    /// Counts where the functions of a unit start.
    fn count_starts(&mut self, number: usize) {
        let Build { sections, bodies, units, found, scratch, .. } = self;
        let unit = &units.all[units.description_of(number)];
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
        let Some(next) = next_program(&sections.line[..sections.own_lines], offset) else {
            // Without a believable length nobody knows where the next program begins.
            if offset < sections.own_lines && !found.programs_read.contains(&offset) {
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
        let Build { sections, module, bodies, units, found, .. } = self;
        units.count_missing(&mut found.diagnostics);
        if let Some(count) = found.judgement.stale() {
            found.states.fill(BodyState::default());
            found.assembled = Assembled::default();
            found.diagnostics.add_counted(Kind::StaleDwarf as u32, count, 0);
        } else if !sections.info.is_empty()
            && found.judgement.is_empty()
            && !found.has_live_rows
            && ![Kind::LimitReached, Kind::UnitMalformed, Kind::UnitUnsupported]
                .iter()
                .any(|&kind| found.diagnostics.count(kind) > 0)
        {
            found.diagnostics.add(Kind::HollowDwarf, 0);
        }
        let given = std::mem::take(&mut module.given);
        // The other core writes what holds together; what did not is missing.
        let _ = given.fill(bodies, &mut found.states, &mut found.assembled, &mut found.tables);
        drop(given);
        for (body, state) in found.states.iter_mut().enumerate() {
            if !bodies.is_wanted(body as BodyId) {
                continue;
            }
            let function_index = module.imported_functions.saturating_add(body as u32);
            let wasm_name = module.names_of(function_index).find(|&(_, origin)| origin == NAME_FROM_NAME_SECTION);
            state.wasm_name = wasm_name.map_or(0, |(name, _)| found.tables.strings.intern(name));
            state.function = function_of_body(module, function_index, state.function, &mut found.tables);
        }
    }

    fn write(&mut self, demangled: &Demangled) -> Result<Vec<u8>, TooLarge> {
        self.sections = Sections::default();
        self.scratch = Scratch::default();
        self.units = Units::default();
        let mut flags = 0;
        if self.options.is_partial {
            flags |= crate::format::FLAG_PARTIAL;
        }
        if self.options.arbitrates && self.found.diagnostics.count(Kind::TornFunction) > 0 {
            flags |= crate::format::FLAG_ARBITRATED;
        }
        let mut diagnostics = std::mem::take(&mut self.found.diagnostics);
        let refused = self.found.tables.strings.refused();
        if refused > 0 {
            diagnostics.add_counted(Kind::LimitReached as u32, refused, 0);
        }
        for &[code, count, place] in &self.module.notes {
            diagnostics.add_counted(code, count, place);
        }
        writer::write(&writer::Content {
            flags,
            module: &self.module,
            bodies: &self.bodies,
            states: &self.found.states,
            assembled: &self.found.assembled,
            tables: &self.found.tables,
            demangled,
            diagnostics: diagnostics.sorted(),
        })
    }
}
