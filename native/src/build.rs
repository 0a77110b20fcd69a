//! A build from sections to index, one unit's work at a time.
//!
//! Short steps, each a call of the host: it can stop between them, tell of progress, and V8 can go over to optimised code, which it
//! never does within a running call.

use crate::absorb::{InvalidPart, absorb};
use crate::assemble::Assembler;
use crate::bodies::{Bodies, BodyId};
use crate::claims::UnitAssembly;
use crate::demangle::Demangled;
use crate::diagnostics::{Diagnostics, Kind};
use crate::entries::Entries;
use crate::extents::Section;
use crate::found::Found;
use crate::hashing::Key;
use crate::names::{Context, Resolver};
use crate::part_writer;
use crate::run::{PARTS, Role, Run};
use crate::sections::{Module, Sections};
use crate::units::Units;
use reading::Indexed;

mod finish;
mod reading;
mod split_files;

/// What a step came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is more to do.
    More,
    /// Split files are wanted, for the skeletons of this list; [`Build::provide_split`] takes them.
    Split(Vec<u8>),
    /// This is missing of the sections: see [`crate::extents`].
    Missing(Vec<u8>),
    /// The next part is wanted: [`Build::absorb`] takes it.
    Part,
    /// Names are to be demangled: this list; [`Build::provide_demangled`] takes the answer.
    Names(Vec<u8>),
    /// The whole identity section is wanted: [`Build::provide_identity`] takes it.
    Identity,
    /// This is the index, or a part.
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
    MangledNames,
    Write,
    /// Names of what this core has found, so that they need not wait for the parts of others; or that go into its own part.
    RunNames,
    RunMangledNames,
    Parts {
        is_asked_for: bool,
    },
    Done,
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
    /// Which units.
    pub run: Run,
}

/// A build. Owns its input, and gives it up before it writes.
pub struct Build {
    sections: Sections,
    module: Module,
    bodies: Bodies,
    options: Options,
    /// Offset behind the last byte of `.debug_info`.
    info_end: u64,
    /// Bytes of split units that have been walked.
    split_done: usize,
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
        let mut units = Units::read(&sections, options.run, &mut diagnostics);
        let debug_bytes = options.run.debug_bytes.max(sections.size());
        let mut found = Found::new(&sections, debug_bytes, &module, bodies.count(), options.key, diagnostics);
        found.tables.strings.keep_at_most(options.max_names);
        if PARTS && options.run.role == Role::Lines {
            // The unit that tells the size of addresses is read elsewhere, with its program.
            for program in units.all.iter().filter_map(|unit| unit.line_program) {
                found.programs_read.add(program);
            }
        }
        if PARTS && options.run.is_limited {
            let place = u32::try_from(options.run.from).unwrap_or(u32::MAX);
            found.diagnostics.add_counted(Kind::LimitReached as u32, 1, place);
        }
        let run = if PARTS { units.of_run(options.run, &sections) } else { 0..units.own_count };
        let stage = match options.run.role {
            Role::Lines if PARTS => Stage::Lines(0),
            Role::Part | Role::Merge if PARTS => {
                units.leave_undescribed(options.run, &sections);
                Stage::Units(run.start)
            }
            _ if units.skeletons.is_empty() => Stage::Units(run.start),
            _ => Stage::AskForSplit,
        };
        let info_end = sections.extents.original(Section::Info, sections.info.len());
        Build {
            info_end,
            split_done: 0,
            last_unit: run.end,
            sections,
            module,
            bodies,
            options,
            units,
            stage,
            found,
            demangled: Demangled::default(),
            scratch: Scratch::default(),
        }
    }

    /// Work done, in bytes of `.debug_info`; see [`Build::total`].
    pub fn progress(&self) -> usize {
        match self.stage {
            Stage::AskForSplit => 0,
            Stage::Units(next) if next < self.last_unit => {
                let original = self.sections.extents.original(Section::Info, self.units.all[next].offset);
                (original - self.options.run.from) as usize + self.split_done
            }
            _ => self.total(),
        }
    }

    /// Work to do, in bytes of `.debug_info`: what comes behind its units is little.
    pub fn total(&self) -> usize {
        let Run { from, to, .. } = self.options.run;
        to.min(self.info_end).saturating_sub(from) as usize
    }

    /// Leaves what has not been read: a limit of the host is reached. What has been found so far is written.
    pub fn cut(&mut self) {
        let left = match self.stage {
            Stage::AskForSplit | Stage::AwaitSplit(_) => self.last_unit,
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
            Stage::AskForSplit => {
                let list = self.ask_for_split();
                self.await_split(list, Stage::Units(0))
            }
            Stage::AwaitSplit(next) => {
                self.stage = *next;
                Progress::More
            }
            Stage::Units(unit) if unit < self.last_unit => {
                self.stage = Stage::Units(unit + 1);
                match self.index_unit(unit) {
                    Indexed::SplitWanted => self.ask_for_split_of(unit, Stage::Units(unit)),
                    _ => Progress::More,
                }
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
                self.stage = Stage::MangledNames;
                Progress::More
            }
            Stage::MangledNames => self.ask_for_names(Stage::MangledNames, Stage::Write),
            Stage::RunNames | Stage::Write if PARTS && self.options.run.is_part() && self.is_missing() => {
                Progress::Missing(self.sections.extents.take_missing().unwrap_or_default())
            }
            Stage::RunNames if PARTS => {
                if self.options.run.is_part() {
                    self.units.count_missing(&mut self.found.diagnostics);
                }
                self.demangled.add_rust_names(&mut self.found.tables);
                self.stage = Stage::RunMangledNames;
                Progress::More
            }
            Stage::RunMangledNames if PARTS && self.options.run.is_part() => {
                self.ask_for_names(Stage::RunMangledNames, Stage::Write)
            }
            Stage::RunMangledNames if PARTS => {
                self.ask_for_names(Stage::RunMangledNames, Stage::Parts { is_asked_for: false })
            }
            Stage::Parts { is_asked_for: false } if PARTS => {
                self.stage = Stage::Parts { is_asked_for: true };
                Progress::Part
            }
            Stage::Parts { is_asked_for: true } if PARTS => {
                self.stage = Stage::SkippedUnits(Vec::new());
                Progress::More
            }
            Stage::Write if PARTS && self.options.run.is_part() => {
                Progress::Done(part_writer::write(&self.found, &self.demangled, &self.sections.extents))
            }
            Stage::Write if self.module.has_counts_only() => {
                self.stage = Stage::Write;
                Progress::Identity
            }
            Stage::Write => self.write().map_or(Progress::TooLarge, Progress::Done),
            Stage::Done | Stage::RunNames | Stage::RunMangledNames | Stage::Parts { .. } => Progress::Done(Vec::new()),
        }
    }

    fn is_missing(&self) -> bool {
        !self.options.run.accepts_missing && self.sections.extents.is_missing()
    }

    /// The next list of names that another core demangles, or on to the stage behind them.
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

    /// Takes the identity section that a step asked for.
    pub fn provide_identity(&mut self, identity: Vec<u8>) {
        self.module.identity = identity;
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

    /// Takes diagnostics of the host that come later than the others.
    pub fn add_notes(&mut self, mut notes: Vec<[u32; 3]>) {
        self.module.notes.append(&mut notes);
    }

    fn has_all_that_is_wanted(&self) -> bool {
        let Build { bodies, found, .. } = self;
        let is_missing = |body: usize| bodies.is_wanted(body as BodyId) && !found.states[body].is_assembled;
        self.options.is_partial && !(0..bodies.count()).any(is_missing)
    }
}
