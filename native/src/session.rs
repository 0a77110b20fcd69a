//! The host's side of a build: numbered inputs in, numbered outcomes out.

use crate::bodies::Bodies;
use crate::build::{Build, Options, Progress};
use crate::extents::{Extents, SECTIONS};
use crate::given::Given;
use crate::hashing::Key;
use crate::run::{PARTS, Role, Run};
use crate::sections::{GivenName, Module, Sections};

/// Inputs by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
#[allow(missing_docs, reason = "lib.rs has the table")]
pub enum Input {
    Bodies = 0,
    Identity = 1,
    Names = 2,
    NameBytes = 3,
    Wanted = 4,
    Notes = 5,
    Demangled = 6,
    Key = 7,
    GivenRows = 8,
    GivenFiles = 9,
    GivenFunctions = 10,
    GivenBodyFunctions = 11,
    GivenText = 12,
    Members = 13,
    Run = 14,
    Part = 15,
    Info = 16,
    Abbrev = 17,
    Line = 18,
    Str = 19,
    LineStr = 20,
    StrOffsets = 21,
    Addr = 22,
    Ranges = 23,
    RngLists = 24,
    Types = 25,
}

/// Input of the extents of the first section.
const EXTENTS: usize = 32;
const INPUTS: usize = 26;

/// Why a build cannot go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i32)]
pub enum Failure {
    /// Memory does not suffice.
    OutOfMemory = -1,
    /// An input table does not hold together.
    InvalidInput = -2,
    /// A call at the wrong time.
    Internal = -3,
    /// Something does not fit the format.
    TooLarge = -4,
}

/// Outcomes of a step that went well.
pub const MORE: i32 = 0;
/// The output is the index.
pub const DONE: i32 = 1;
/// The output is a list of names to be demangled.
pub const NAMES_WANTED: i32 = 2;
/// The output is a list of skeletons whose split files are wanted.
pub const SPLIT_WANTED: i32 = 3;
/// The identity section is wanted, of which [`Session::begin`] was given the counts alone.
pub const IDENTITY_WANTED: i32 = 4;
/// The next part is wanted. A step without one says that there is none.
pub const PART_WANTED: i32 = 5;
/// The output is a list of what is missing of sections that were given in pieces.
pub const MISSING: i32 = 6;

/// Flag of [`Session::begin`]: build only what the wanted addresses need.
pub const ONLY_WANTED: u32 = 1;
/// Flag of [`Session::begin`]: LLVM's answer where ranges are torn.
pub const WITHOUT_ARBITRATION: u32 = 2;

/// Takes memory from the host at once, for what the build will need of it: every build of a module needs as much again as its sections, or nearly, and each time that the
/// memory grows by the little that is missing costs a host ten microseconds.
fn take_memory(size: usize) {
    let mut room = Vec::<u8>::new();
    // Where there is not so much, less may do.
    let _ = room.try_reserve_exact(size);
    std::hint::black_box(&mut room);
}

/// One build and its inputs.
#[derive(Default)]
pub struct Session {
    inputs: [Vec<u8>; INPUTS],
    extents: [Vec<u8>; SECTIONS],
    build: Option<Build>,
    output: Vec<u8>,
}

impl Session {
    /// Makes room for an input, and forgets what it held.
    pub fn reserve(&mut self, input: usize, length: usize) -> Result<(), Failure> {
        self.output = Vec::new();
        let slot = self.input(input)?;
        *slot = Vec::new();
        *slot = room::reserve(length).ok_or(Failure::OutOfMemory)?;
        Ok(())
    }

    /// Where in the memory its bytes belong.
    pub fn place(&mut self, input: usize) -> Result<usize, Failure> {
        self.input(input).map(room::place)
    }

    /// Takes as many of its bytes as the host has written there.
    pub fn written(&mut self, input: usize, length: usize) -> Result<(), Failure> {
        let slot = self.input(input)?;
        *slot = room::written(std::mem::take(slot), length).ok_or(Failure::InvalidInput)?;
        Ok(())
    }

    fn input(&mut self, number: usize) -> Result<&mut Vec<u8>, Failure> {
        let slot = match number {
            EXTENTS.. => self.extents.get_mut(number - EXTENTS),
            _ => self.inputs.get_mut(number),
        };
        slot.ok_or(Failure::InvalidInput)
    }

    /// Sets an input, for a host that is not outside.
    pub fn set(&mut self, input: usize, bytes: &[u8]) -> Result<(), Failure> {
        self.reserve(input, bytes.len())?;
        self.input(input)?.extend_from_slice(bytes);
        Ok(())
    }

    fn take(&mut self, input: Input) -> Vec<u8> {
        std::mem::take(&mut self.inputs[input as usize])
    }

    /// Starts a build of the inputs.
    pub fn begin(&mut self, flags: u32, max_inline_depth: u32, max_names: u32) -> Result<(), Failure> {
        let table = self.take(Input::Bodies);
        let mut bodies = Bodies::new(words(&table)?.map(<(u32, u32)>::from)).ok_or(Failure::InvalidInput)?;
        drop(table);
        let is_partial = flags & ONLY_WANTED != 0;
        if is_partial {
            let table = self.take(Input::Wanted);
            bodies.want_only(words(&table)?.map(|[address]| address));
        }
        let module = self.module()?;
        let sections = Sections::of_module(self.sections()?);
        take_memory(sections.size() / 2);
        let key = Key::from_bytes(&self.take(Input::Key));
        let run = self.run()?;
        let arbitrates = flags & WITHOUT_ARBITRATION == 0;
        let options = Options { arbitrates, is_partial, max_inline_depth, max_names, key, run };
        self.build = Some(Build::new(sections, module, bodies, options));
        Ok(())
    }

    #[inline(never)]
    fn sections(&mut self) -> Result<Sections, Failure> {
        // Offsets in sections are kept as 32 bits. In Wasm they cannot be longer.
        if self.inputs.iter().any(|input| u32::try_from(input.len()).is_err()) {
            return Err(Failure::TooLarge);
        }
        let extents = self.extents()?;
        Ok(Sections {
            extents,
            info: self.take(Input::Info),
            abbrev: self.take(Input::Abbrev),
            line: self.take(Input::Line),
            str: self.take(Input::Str),
            line_str: self.take(Input::LineStr),
            str_offsets: self.take(Input::StrOffsets),
            addr: self.take(Input::Addr),
            ranges: self.take(Input::Ranges),
            rnglists: self.take(Input::RngLists),
            types: self.take(Input::Types),
            ..Sections::default()
        })
    }

    /// Hands over the split files that the last step asked for.
    #[inline(never)]
    fn provide_split(&mut self) -> Result<(), Failure> {
        let table = self.take(Input::Members);
        let members: Vec<_> = words(&table)?.collect();
        let notes = words(&self.take(Input::Notes))?.collect();
        let sections = self.sections()?;
        let build = self.build.as_mut().ok_or(Failure::Internal)?;
        build.add_notes(notes);
        if members.is_empty() { Ok(()) } else { build.provide_split(sections, &members) }
    }

    fn run(&mut self) -> Result<Run, Failure> {
        let table = self.take(Input::Run);
        let Some([from, from_high, to, to_high, role, debug_bytes]) = words(&table)?.next().filter(|_| PARTS) else {
            return Ok(Run::default());
        };
        let (accepts_missing, is_limited) = (role >> 8 != 0, role >> 9 != 0);
        let role = match role & 0xff {
            1 => Role::Part,
            2 => Role::Merge,
            3 => Role::Lines,
            _ => return Err(Failure::InvalidInput),
        };
        let [from, to] = [[from, from_high], [to, to_high]].map(crate::part::whole);
        Ok(Run { from, to, role, accepts_missing, is_limited, debug_bytes: debug_bytes as usize })
    }

    fn extents(&mut self) -> Result<Extents, Failure> {
        let mut extents = Extents::default();
        for section in 0..SECTIONS {
            let table = std::mem::take(&mut self.extents[section]);
            if PARTS && !table.is_empty() {
                let given = self.inputs[Input::Info as usize + section].len();
                extents.set(section, words(&table)?, given).ok_or(Failure::InvalidInput)?;
            }
        }
        Ok(extents)
    }

    fn module(&mut self) -> Result<Module, Failure> {
        let name_bytes = self.take(Input::NameBytes);
        let table = self.take(Input::Names);
        let rows = words(&table)?;
        let mut names = Vec::with_capacity(rows.len());
        for [function_index, offset, length, origin] in rows {
            let is_inside = offset.checked_add(length).is_some_and(|end| end as usize <= name_bytes.len());
            let origin = u8::try_from(origin).map_err(|_| Failure::InvalidInput)?;
            if !is_inside {
                return Err(Failure::InvalidInput);
            }
            names.push(GivenName { function_index, offset, length, origin });
        }
        let identity = self.take(Input::Identity);
        let imported = identity.get(16..20).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
        if !names.is_sorted_by_key(|name| name.function_index) {
            return Err(Failure::InvalidInput);
        }
        Ok(Module {
            imported_functions: imported.map(u32::from_le_bytes).ok_or(Failure::InvalidInput)?,
            identity,
            names,
            name_bytes,
            notes: words(&self.take(Input::Notes))?.collect(),
            given: Given {
                rows: self.take(Input::GivenRows),
                files: words(&self.take(Input::GivenFiles))?.collect(),
                functions: words(&self.take(Input::GivenFunctions))?.collect(),
                body_functions: words(&self.take(Input::GivenBodyFunctions))?.collect(),
                text: self.take(Input::GivenText),
            },
        })
    }

    /// Does one unit's work.
    pub fn step(&mut self) -> Result<i32, Failure> {
        if self.build.as_ref().is_some_and(Build::awaits_split) {
            self.provide_split()?;
        }
        let demangled = self.take(Input::Demangled);
        let part = self.take(Input::Part);
        let identity = self.take(Input::Identity);
        let build = self.build.as_mut().ok_or(Failure::Internal)?;
        if !demangled.is_empty() {
            build.provide_demangled(&demangled);
        }
        if !identity.is_empty() {
            build.provide_identity(identity);
        }
        if PARTS && !part.is_empty() {
            build.absorb(&part).map_err(|_| Failure::InvalidInput)?;
            drop(part);
        }
        Ok(match build.step() {
            Progress::More => MORE,
            Progress::Split(list) => {
                self.output = list;
                SPLIT_WANTED
            }
            Progress::Names(list) => {
                self.output = list;
                NAMES_WANTED
            }
            Progress::Identity => IDENTITY_WANTED,
            Progress::Part => PART_WANTED,
            Progress::Missing(list) => {
                self.output = list;
                self.build = None;
                MISSING
            }
            Progress::Done(index) => {
                // The host may give the inputs of another build.
                *self = Session { output: index, ..Session::default() };
                DONE
            }
            Progress::TooLarge => return Err(Failure::TooLarge),
        })
    }

    /// Leaves what has not been read yet; the next steps write what has.
    pub fn cut(&mut self) {
        if let Some(build) = &mut self.build {
            build.cut();
        }
    }

    /// Work done and work to do.
    pub fn progress(&self) -> (usize, usize) {
        self.build.as_ref().map_or((0, 0), |build| (build.progress(), build.total()))
    }

    /// What the last step gave out.
    pub fn output(&self) -> &[u8] {
        &self.output
    }
}

/// The rows of a table of little-endian words, so many a row. Not collected: beside the table they would be in memory twice.
fn words<const N: usize>(bytes: &[u8]) -> Result<impl ExactSizeIterator<Item = [u32; N]>, Failure> {
    if !bytes.len().is_multiple_of(4 * N) {
        return Err(Failure::InvalidInput);
    }
    let word = |bytes: &[u8]| bytes.iter().rev().fold(0, |value, &byte| value << 8 | u32::from(byte));
    Ok(bytes.chunks_exact(4 * N).map(move |row| std::array::from_fn(|n| word(&row[4 * n..4 * n + 4]))))
}
