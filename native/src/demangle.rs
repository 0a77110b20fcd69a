//! Names for people.
//!
//! Rust's are demangled here. C++ names are collected for the host, which asks the core that is made for them: with cpp_demangle inside, this core would be twice its size.

use crate::bytes::{Cursor, push_u32};
use crate::number_map::NumberMap;
use crate::rust_legacy;
use crate::tables::{StringId, Tables};
use std::fmt::{self, Write};

/// Bytes of names after which a list of wanted names ends.
const LIST_SIZE: usize = 1 << 19;

/// Bytes of a demangled name at most. Rust's v0 names may refer back to themselves and grow without end.
const MAX_DEMANGLED: usize = 1 << 16;

/// The demangled names of a build: linkage name to name for people. What is missing stays as it is.
#[derive(Default)]
pub struct Demangled {
    names: NumberMap,
    /// C++ names that could not be demangled, and where the entry is whose plain name stands in for each; [`NOWHERE`]: none does.
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
            let Ok(name) = std::str::from_utf8(strings.get(linkage)) else { continue };
            let mut made = 0;
            let for_people = rust_name(name, &mut made);
            let is_itanium = for_people.is_none() && is_itanium(name);
            strings.spend(made);
            if let Some(for_people) = for_people {
                let id = strings.intern(for_people.as_bytes());
                demangled.names.insert(linkage.into(), id);
            } else if is_itanium {
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

    /// True for a C++ name that could not be demangled.
    pub fn has_failed(&self, linkage: StringId) -> bool {
        self.failed.contains(linkage.into())
    }

    /// The next C++ names that another core must demangle, as a list of u32 length and bytes; `None`: there are none. [`Demangled::provide`] takes the answer. Not
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
                _ => {
                    self.failed.insert(name.into(), NOWHERE);
                    failed.add(name.into());
                }
            }
        }
        self.provided = self.asked;
        failed
    }

    /// Leaves the C++ names as they are that have not been asked for, behind the bound on reading. Returns how many.
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

/// A Rust name without its hash; `None` for names that are not Rust's. Adds to `made` the bytes that were written, also where they are too many in the end.
pub fn rust_name(name: &str, made: &mut usize) -> Option<String> {
    if !(name.starts_with("_R") || is_rust_legacy(name)) {
        return None;
    }
    if name.len() <= MAX_DEMANGLED / 2
        && let Some(text) = rust_legacy::demangle(name)
    {
        *made += text.len();
        return Some(text);
    }
    let demangled = rustc_demangle::try_demangle(name).ok()?;
    let mut text = Bounded(String::with_capacity(name.len()));
    let written = write!(text, "{demangled:#}");
    *made += if written.is_ok() { text.0.len() } else { MAX_DEMANGLED };
    written.ok().map(|()| text.0)
}

/// The scheme of Itanium with a hash of 16 hex digits as the last part of the path; without it, it is a C++ name.
fn is_rust_legacy(name: &str) -> bool {
    let name = name.as_bytes();
    if !name.starts_with(b"_ZN") {
        return false;
    }
    // `.llvm.1234` and the like may follow.
    name.windows(20).rev().any(|window| {
        window.starts_with(b"17h") && window[19] == b'E' && window[3..19].iter().all(u8::is_ascii_hexdigit)
    })
}

fn is_itanium(name: &str) -> bool {
    name.starts_with("_Z") && name.len() > 2
}

struct Bounded(String);

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > MAX_DEMANGLED {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_names_lose_their_hash_and_cpp_names_are_left() {
        let cases = [
            ("_ZN4core3ptr13drop_in_place17h0123456789abcdefE", Some("core::ptr::drop_in_place")),
            ("_RNvC6_123foo3bar", Some("123foo::bar")),
            ("_ZN3geo6Engine4stepEii", None),
            ("run", None),
        ];
        for (name, expected) in cases {
            assert_eq!(rust_name(name, &mut 0).as_deref(), expected);
        }
    }
}
