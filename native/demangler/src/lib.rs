//! C++ names (Itanium), and Rust's but the usual ones of the old scheme, which the core reads itself: a list of mangled names in, the list of demangled names out. A list is `u32 length, bytes` for each name, little-endian; length 0
//! says that a name could not be demangled.
//!
//! The work goes in short steps, so that V8 can go over to optimised code between them, and that the answers, which may be many times as long as the names, need not
//! all be kept. After a trap, which only a hostile name could cause, a fresh instance goes on behind that name.
#![forbid(unsafe_code)]

mod cpp;
mod rust;

use std::cell::RefCell;
use std::fmt::{self, Write};
use wasm_bindgen::prelude::wasm_bindgen;

/// Names of one step.
const STEP: usize = 256;
/// Bytes that are written for a list: so many for each of the list's, and some more. Real names double or treble; a hostile one of a hundred bytes grows to 64 kB, and there may
/// be ten thousand of them.
const ROOM_FACTOR: usize = 4;
const ROOM_BASE: usize = 1 << 17;
/// Bytes of answers after which a step ends, whatever it has done.
const STEP_OUTPUT: usize = 1 << 17;
/// Bytes of a demangled name: substitutions of C++ and references back of Rust's v0 can double a name's length with every few characters.
const MAX_DEMANGLED: usize = 1 << 16;

#[derive(Default)]
struct Session {
    input: Vec<u8>,
    position: usize,
    output: Vec<u8>,
    /// Bytes that may still be written.
    room: usize,
    demangled: u32,
}

thread_local! {
    static SESSION: RefCell<Session> = RefCell::default();
}

impl Session {
    fn next_name(&mut self) -> Option<std::ops::Range<usize>> {
        let start = self.position.checked_add(4)?;
        let length = self.input.get(self.position..start)?;
        let length = u32::from_le_bytes(length.try_into().ok()?) as usize;
        let end = start.checked_add(length).filter(|&end| end <= self.input.len())?;
        self.position = end;
        Some(start..end)
    }

    fn step(&mut self) -> bool {
        self.output.clear();
        for _ in 0..STEP {
            if self.output.len() > STEP_OUTPUT {
                break;
            }
            let Some(name) = self.next_name() else { return false };
            let text = demangle(&self.input[name], &mut self.room).unwrap_or_default();
            self.output.extend_from_slice(&(text.len() as u32).to_le_bytes());
            self.output.extend_from_slice(text.as_bytes());
            self.demangled += 1;
        }
        true
    }
}

/// The name for people of a mangled one. `None`: it is none, or too large. Takes what is written from `room`, also where that is too large in the end.
pub fn demangle(name: &[u8], room: &mut usize) -> Option<String> {
    let mut bounded = Bounded { text: String::with_capacity(2 * name.len()), most: MAX_DEMANGLED.min(*room) };
    let is_written = rust::demangle(name, &mut bounded).or_else(|| cpp::demangle(name, &mut bounded))?;
    // Whoever is refused for a last long piece has cost as much as if it were there.
    *room -= if is_written { bounded.text.len() } else { bounded.most };
    is_written.then_some(bounded.text)
}

struct Bounded {
    text: String,
    most: usize,
}

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.text.len() + text.len() > self.most {
            return Err(fmt::Error);
        }
        self.text.push_str(text);
        Ok(())
    }
}

/// Makes room for the list and returns where it is in the memory; 0: memory does not suffice.
#[wasm_bindgen]
pub fn reserve(length: u32) -> usize {
    SESSION.with_borrow_mut(|session| {
        *session = Session::default();
        if session.input.try_reserve_exact(length as usize).is_err() {
            return 0;
        }
        session.input.resize(length as usize, 0);
        session.room = ROOM_BASE + ROOM_FACTOR * session.input.len();
        session.input.as_mut_ptr() as usize
    })
}

/// Demangles some names, whose answers replace those of the last step. 0 more to do, 1 done.
#[wasm_bindgen]
pub fn step() -> i32 {
    SESSION.with_borrow_mut(|session| i32::from(!session.step()))
}

/// Names demangled so far.
#[wasm_bindgen]
pub fn demangled() -> u32 {
    SESSION.with_borrow(|session| session.demangled)
}

/// Where the answers of the last step are in the memory.
#[wasm_bindgen]
pub fn output_pointer() -> usize {
    SESSION.with_borrow(|session| session.output.as_ptr() as usize)
}

/// How long they are.
#[wasm_bindgen]
pub fn output_length() -> usize {
    SESSION.with_borrow(|session| session.output.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_with_their_parameters() {
        let cases = [
            ("_ZN3geo6Engine4stepEii", Some("geo::Engine::step(int, int)")),
            ("_ZNK3geo6detail3BoxIiLi4EE2atEi", Some("geo::detail::Box<int, 4>::at(int) const")),
            ("_ZN12_GLOBAL__N_15thingEv", Some("(anonymous namespace)::thing()")),
            ("_Z1fi.llvm.1234", Some("f(int) [clone .llvm.1234]")),
            ("_RNvC6_123foo3bar", Some("123foo::bar")),
            ("_ZN4core3ptr13drop_in_place17h0123456789abcdefE.llvm.12", Some("core::ptr::drop_in_place")),
            ("main", None),
            ("_Z", None),
            ("_R", None),
        ];
        for (name, expected) in cases {
            assert_eq!(demangle(name.as_bytes(), &mut 1_000).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn a_name_that_does_not_fit_takes_the_room_that_it_was_refused() {
        let mut room = 10;
        assert_eq!(demangle(b"_ZN3geo6Engine4stepEii", &mut room), None);
        assert_eq!((demangle(b"_Z1fv", &mut room), room), (None, 0));
        room = 10;
        assert_eq!((demangle(b"_Z1fv", &mut room).as_deref(), room), (Some("f()"), 7));
    }

    #[test]
    fn a_list_keeps_its_order_and_says_what_failed() {
        let mut session = Session { room: 1_000, ..Session::default() };
        for name in ["_Z1fv", "nonsense", "_Z1gv"] {
            session.input.extend_from_slice(&(name.len() as u32).to_le_bytes());
            session.input.extend_from_slice(name.as_bytes());
        }
        assert!(!session.step());
        assert_eq!(session.output, b"\x03\0\0\0f()\0\0\0\0\x03\0\0\0g()");
        assert_eq!(session.demangled, 3);
    }
}
