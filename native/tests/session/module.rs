//! A module with its debug sections, and its index.

use crate::bytes::Bytes;
use crate::dwarf::{Dwarf, Unit};
use crate::index::Index;
use crate::line_program::Program;
use crate::parts::in_parts;
use crate::pieces::in_pieces;
use gimli_wasm::session::{DONE, Input, MORE, NAMES_WANTED, ONLY_WANTED, Session};

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

    pub fn session(&self) -> Session {
        let mut session = Session::default();
        let mut put = |input: Input, bytes: &[u8]| {
            session.reserve(input as usize, bytes.len()).unwrap().copy_from_slice(bytes);
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
        put(Input::Identity, &[0; 36]);
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
        let index = run(self.session(), 0);
        // What a bound leaves out depends on how much each core has read.
        let is_cut = index.diagnostics().iter().any(|&(code, _)| code == code::LIMIT_REACHED);
        for parts in [2, 3, 7] {
            assert!(is_cut || in_parts(self, parts) == index.bytes(), "in {parts} parts");
            // Quick for what is small: what is given is kept byte by byte.
            let is_large = self.dwarf.info.0.len() + self.line.0.len() > 20_000;
            assert!(
                is_cut || is_large || in_pieces(self, parts) == index.bytes(),
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
        session.reserve(Input::Wanted as usize, wanted.len()).unwrap().copy_from_slice(&wanted);
        run(session, ONLY_WANTED)
    }
}

/// Runs to the end. C++ names stay as they are, as for a host that cannot demangle them.
fn run(mut session: Session, flags: u32) -> Index {
    session.begin(flags, u32::MAX).unwrap();
    loop {
        match session.step().unwrap() {
            MORE | NAMES_WANTED => (),
            DONE => return Index::open(session.output().to_vec()),
            other => panic!("step gave {other}"),
        }
    }
}
