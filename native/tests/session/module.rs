//! A module with its debug sections, and its index.

use crate::bytes::Bytes;
use crate::dwarf::{Dwarf, Unit};
use crate::index::Index;
use crate::line_program::Program;
use crate::parts::in_parts;
use crate::pieces::in_pieces;
use gimli_wasm::session::{DONE, IDENTITY_WANTED, Input, MORE, NAMES_WANTED, ONLY_WANTED, SPLIT_WANTED, Session};

/// Codes of diagnostics, as `diagnostics.rs` numbers them.
pub mod code {
    pub const UNIT_MALFORMED: u32 = 1;
    pub const LINE_PROGRAM_MALFORMED: u32 = 2;
    pub const STALE_DWARF: u32 = 3;
    pub const HOLLOW_DWARF: u32 = 4;
    pub const AMBIGUOUS_CLAIM: u32 = 5;
    pub const SEQUENCE_DROPPED: u32 = 6;
    pub const TORN_FUNCTION: u32 = 7;
    pub const NAME_UNRESOLVED: u32 = 8;
    pub const RANGES_MALFORMED: u32 = 9;
    pub const UNIT_UNSUPPORTED: u32 = 10;
    pub const LIMIT_REACHED: u32 = 11;
    pub const SPLIT_MISSING: u32 = 20;
    pub const SPLIT_MISMATCH: u32 = 21;
}

/// What the core is given.
#[derive(Default)]
pub struct Module {
    /// Start and length of each body.
    bodies: Vec<(u32, u32)>,
    /// What the name section calls them.
    names: Vec<(u32, &'static str)>,
    pub dwarf: Dwarf,
    pub line: Bytes,
    pub line_str: Bytes,
    pub str_offsets: Bytes,
    pub addr: Bytes,
    pub ranges: Bytes,
    pub rnglists: Bytes,
    /// The sections of its split files, a member each.
    pub split: Vec<Module>,
    /// As a split file: it ends too early.
    pub is_cut: bool,
    /// Of hash tables.
    pub key: Vec<u8>,
}

/// A module without imports.
pub fn module(bodies: &[(u32, u32)]) -> Module {
    Module { bodies: bodies.to_vec(), ..Module::default() }
}

impl Module {
    /// What the name section calls a body.
    pub fn named(mut self, body: u32, name: &'static str) -> Self {
        self.names.push((body, name));
        self
    }

    pub fn unit(mut self, unit: Unit) -> Self {
        self.dwarf.add(&unit);
        self
    }

    pub fn lines(mut self, program: Program) -> Self {
        self.line.raw(&program.bytes());
        self
    }

    /// Adds a split file.
    pub fn split(mut self, mut file: Module) -> Self {
        file.dwarf.link();
        self.split.push(file);
        self
    }

    /// What split files have of its sections, in the order of a member's starts: of `.debug_info` and `.debug_types` first.
    fn split_sections(&self) -> [(Input, &Bytes); 8] {
        [
            (Input::Info, &self.dwarf.info),
            (Input::Types, &self.dwarf.types),
            (Input::Abbrev, &self.dwarf.abbrev),
            (Input::Line, &self.line),
            (Input::Str, &self.dwarf.str),
            (Input::LineStr, &self.line_str),
            (Input::StrOffsets, &self.str_offsets),
            (Input::RngLists, &self.rnglists),
        ]
    }

    pub fn session(&self) -> Session {
        let mut session = Session::default();
        let mut put = |input: Input, bytes: &[u8]| {
            session.set(input as usize, bytes).unwrap();
        };
        let mut bodies = Bytes::default();
        for &(start, length) in &self.bodies {
            bodies.number(u64::from(start), 4).number(u64::from(length), 4);
        }
        let (mut names, mut name_bytes) = (Bytes::default(), Bytes::default());
        for &(function, name) in &self.names {
            let origin = u64::from(gimli_wasm::format::NAME_FROM_NAME_SECTION);
            let at = name_bytes.0.len() as u64;
            names.number(u64::from(function), 4).number(at, 4).number(name.len() as u64, 4).number(origin, 4);
            name_bytes.raw(name.as_bytes());
        }
        put(Input::Bodies, &bodies.0);
        put(Input::Identity, &[0; 24]);
        put(Input::Names, &names.0);
        put(Input::NameBytes, &name_bytes.0);
        put(Input::Key, &self.key);
        put(Input::Info, &self.dwarf.info.0);
        put(Input::Abbrev, &self.dwarf.abbrev.0);
        put(Input::Line, &self.line.0);
        put(Input::Str, &self.dwarf.str.0);
        put(Input::LineStr, &self.line_str.0);
        put(Input::StrOffsets, &self.str_offsets.0);
        put(Input::Addr, &self.addr.0);
        put(Input::Ranges, &self.ranges.0);
        put(Input::RngLists, &self.rnglists.0);
        put(Input::Types, &self.dwarf.types.0);
        session
    }

    /// The index of the whole module. Each body's own one-shot index must say the same of it, and a build in parts give the same bytes.
    pub fn index(&mut self) -> Index {
        self.dwarf.link();
        let index = run(self.session(), 0, &self.split);
        // Split files have no part in parts. What a bound leaves out depends on how much each core has read.
        let is_other =
            !self.split.is_empty() || index.diagnostics().iter().any(|&(code, _)| code == code::LIMIT_REACHED);
        for parts in [2, 3, 7] {
            assert!(is_other || in_parts(self, parts) == index.bytes(), "in {parts} parts");
            // Quick for what is small: what is given is kept byte by byte.
            let is_large = self.dwarf.info.0.len() + self.line.0.len() > 20_000;
            assert!(
                is_other || is_large || in_pieces(self, parts) == index.bytes(),
                "in {parts} parts, of pieces of sections"
            );
        }
        for (body, (start, _)) in self.bodies.clone().into_iter().enumerate() {
            let of_one = self.index_for(&[start]);
            assert_eq!(of_one.described(body), index.described(body), "one-shot: body {body}");
            assert_eq!(of_one.body(body), index.body(body), "one-shot: body {body}");
        }
        index
    }

    /// The index that only the bodies at these addresses need.
    pub fn index_for(&mut self, addresses: &[u32]) -> Index {
        self.dwarf.link();
        let mut session = self.session();
        let wanted: Vec<u8> = addresses.iter().flat_map(|address| address.to_le_bytes()).collect();
        session.set(Input::Wanted as usize, &wanted).unwrap();
        run(session, ONLY_WANTED, &self.split)
    }
}

/// What the host knows only when the code is hashed.
pub fn provide_identity(session: &mut Session) {
    session.set(Input::Identity as usize, &[0; 36]).unwrap();
}

/// Runs to the end. Names that the core does not demangle itself stay as they are, as for a host that cannot demangle them.
fn run(mut session: Session, flags: u32, split: &[Module]) -> Index {
    session.begin(flags, u32::MAX, u32::MAX).unwrap();
    loop {
        match session.step().unwrap() {
            MORE | NAMES_WANTED => (),
            SPLIT_WANTED => provide(&mut session, split),
            IDENTITY_WANTED => provide_identity(&mut session),
            DONE => return Index::open(session.output().to_vec()),
            other => panic!("step gave {other}"),
        }
    }
}

fn provide(session: &mut Session, split: &[Module]) {
    let mut sections: [Bytes; 8] = Default::default();
    let mut members = Bytes::default();
    for file in split {
        for (n, (_, section)) in file.split_sections().into_iter().enumerate() {
            members.number(sections[n].0.len() as u64, 4);
            if n < 2 {
                members.number(section.0.len() as u64, 4);
            }
            sections[n].raw(&section.0);
        }
        members.number(u64::from(file.is_cut), 4);
    }
    let inputs = Module::default().split_sections().map(|(input, _)| input);
    for (input, bytes) in inputs.into_iter().zip(&sections).chain([(Input::Members, &members)]) {
        session.set(input as usize, &bytes.0).unwrap();
    }
}
