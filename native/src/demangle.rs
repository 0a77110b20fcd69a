//! Names for people.
//!
//! The usual names of Rust's old mangling are demangled here, as nearly all of a Rust module are. Others, C++ names above all, are collected for the host, which asks the core that is made for
//! them: with the demanglers inside, this core would be twice its size.

use crate::bytes::{Cursor, push_u32};
use crate::number_map::NumberMap;
use crate::rust_legacy;
use crate::tables::{StringId, Tables};

/// Bytes of names after which a list of wanted names ends.
const LIST_SIZE: usize = 1 << 19;

/// Bytes of a name that is demangled here. What is longer is refused by the other core, too.
const MAX_DEMANGLED: usize = 1 << 16;

/// The demangled names of a build: linkage name to name for people. What is missing stays as it is.
#[derive(Default)]
pub struct Demangled {
    names: NumberMap,
    /// Names that could not be demangled, and where the entry is whose plain name stands in for each; [`NOWHERE`]: none does.
    failed: NumberMap,
    wanted: Vec<StringId>,
    /// How many of these have been asked for, and answered.
    asked: usize,
    provided: usize,
}

/// Place of an entry that does not exist.
pub const NOWHERE: u32 = u32::MAX;

/// The name for people of one linkage name.
#[derive(Clone, Copy)]
pub struct NameForPeople {
    /// What it is made of.
    pub linkage: StringId,
    /// The linkage name itself where there is no other.
    pub name: StringId,
    /// See [`Demangled`]; `None`: it was demangled.
    pub failed_at: Option<u32>,
}

impl Demangled {
    /// Demangles each linkage name of the functions once: measured 25,531 different ones among 65,103 functions. Names that are known already stay.
    pub fn add_rust_names(&mut self, tables: &mut Tables) {
        let demangled = self;
        let Tables { strings, functions, .. } = tables;
        for function in functions.values().iter().filter(|function| function.display == 0) {
            let linkage = function.linkage;
            if demangled.names.contains(linkage.into()) {
                continue;
            }
            // A hostile name grows to the longest that is made of one: a few thousand of them would take minutes.
            if !strings.is_open() {
                break;
            }
            let name = strings.get(linkage);
            if let Some(for_people) = rust_name(name) {
                strings.spend(for_people.len());
                let id = strings.intern(&for_people);
                demangled.names.insert(linkage.into(), id);
            } else if is_itanium(name) || is_rust_v0(name) {
                demangled.names.insert(linkage.into(), linkage);
                demangled.wanted.push(linkage);
            }
        }
    }

    /// All names that are known.
    pub fn all(&self) -> impl Iterator<Item = NameForPeople> {
        self.names.entries().map(|(linkage, name)| NameForPeople {
            linkage: linkage as StringId,
            name,
            failed_at: self.failed.get(linkage),
        })
    }

    /// Takes what another core has made of a name. Of several plain names that stand in for one that cannot be demangled the first in the file counts, whoever found it.
    pub fn absorb(&mut self, NameForPeople { linkage, name, failed_at }: NameForPeople) {
        match (failed_at, self.failed.get(linkage.into())) {
            (Some(at), Some(known)) if at < known => self.set(linkage, name, at),
            _ if self.names.contains(linkage.into()) => (),
            (Some(at), _) => self.set(linkage, name, at),
            (None, _) => {
                self.names.insert(linkage.into(), name);
            }
        }
    }

    /// True for a name that could not be demangled.
    pub fn has_failed(&self, linkage: StringId) -> bool {
        self.failed.contains(linkage.into())
    }

    /// The next names that another core must demangle, as a list of u32 length and bytes; `None`: there are none. [`Demangled::provide`] takes the answer. Not
    /// all at once: names and answers would be in four memories.
    pub fn wanted(&mut self, tables: &Tables) -> Option<Vec<u8>> {
        let mut list = Vec::new();
        while let Some(&name) = self.wanted.get(self.asked)
            && list.len() < LIST_SIZE
            && tables.strings.is_open()
        {
            let text = tables.strings.get(name);
            push_u32(&mut list, text.len() as u32);
            list.extend_from_slice(text);
            self.asked += 1;
        }
        (!list.is_empty()).then_some(list)
    }

    /// Takes the answer: a list of the same order, empty where a name could not be demangled. A list that is too short says so for the rest.
    /// Returns the names that failed.
    pub fn provide(&mut self, list: &[u8], tables: &mut Tables) -> NumberMap {
        let mut failed = NumberMap::default();
        let mut cursor = Cursor::new(list, 0);
        let mut next = || {
            let length = cursor.unsigned(4).ok()?;
            cursor.take(usize::try_from(length).ok()?).ok()
        };
        for &name in &self.wanted[self.provided..self.asked] {
            match next() {
                Some(text @ [_, ..]) => {
                    let id = tables.strings.intern(text);
                    self.names.insert(name.into(), id);
                }
                // What begins like one of Rust's names may be any name: of C, or of a tool.
                _ if !tables.strings.get(name).starts_with(b"_Z") => (),
                _ => {
                    self.failed.insert(name.into(), NOWHERE);
                    failed.add(name.into());
                }
            }
        }
        self.provided = self.asked;
        failed
    }

    /// Leaves the names as they are that have not been asked for, behind the bound on reading. Returns how many.
    pub fn leave_the_rest(&mut self) -> usize {
        let left_out = self.wanted.len() - self.asked;
        self.asked = self.wanted.len();
        self.provided = self.asked;
        left_out
    }

    /// Gives a name for people, the plain name of the entry at `place`, to one that could not be demangled.
    pub fn set(&mut self, linkage: StringId, name: StringId, place: u32) {
        self.names.insert(linkage.into(), name);
        self.failed.insert(linkage.into(), place);
    }

    /// The name for people of a linkage name.
    pub fn get(&self, linkage: StringId) -> StringId {
        self.names.get(linkage.into()).unwrap_or(linkage)
    }
}

/// The name without its hash, if it is one of Rust's usual ones. It is never longer than the mangled name.
pub fn rust_name(name: &[u8]) -> Option<Vec<u8>> {
    if name.len() <= MAX_DEMANGLED { rust_legacy::demangle(name) } else { None }
}

fn is_itanium(name: &[u8]) -> bool {
    matches!(name, [b'_', b'Z', _, ..])
}

/// `_R` and a path, which begins with one of these letters (RFC 2603).
pub fn is_rust_v0(name: &[u8]) -> bool {
    matches!(name, [b'_', b'R', b'C' | b'M' | b'X' | b'Y' | b'N' | b'I', ..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Function;

    #[test]
    fn usual_rust_names_lose_their_hash_and_others_are_left_to_the_demangler() {
        let cases = [
            ("_ZN4core3ptr13drop_in_place17h0123456789abcdefE", Some("core::ptr::drop_in_place"), false),
            ("_ZN4core3ptr13drop_in_place17h0123456789abcdefE.llvm.123", None, true),
            ("_RNvC6_123foo3bar", None, true),
            ("_ZN3geo6Engine4stepEii", None, true),
            ("_Record", None, false),
            ("_Z", None, false),
            ("run", None, false),
        ];
        for (name, expected, is_left) in cases {
            assert_eq!(rust_name(name.as_bytes()).as_deref(), expected.map(str::as_bytes));
            let mut tables = Tables::default();
            let linkage = tables.strings.intern(name.as_bytes());
            tables.functions.intern(Function { linkage, ..Function::default() });
            let mut demangled = Demangled::default();
            demangled.add_rust_names(&mut tables);
            assert_eq!(demangled.wanted(&tables).is_some(), is_left, "{name}");
        }
    }
}
