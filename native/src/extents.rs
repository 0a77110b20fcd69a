//! Sections of which only pieces are given.
//!
//! Where the debug information does not fit into one memory, a core gets what a run of units needs of each section: *extents*, one behind the other. Within the
//! core all places are places in these bytes; only offsets from one section into another, which the file states, are translated, and back again where the core tells of
//! places. What is not given is noted as missing. The host then gives that, too, and runs the core again, until nothing is missing: so that the last run is a usual build.

use crate::bytes::push_u32;
use crate::run::PARTS;
use rustc_hash::FxHashSet;
use std::cell::RefCell;

/// Sections by their order among the inputs. Not `.debug_types`, which is given as a whole; so is `.debug_addr`, though it has a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
#[allow(missing_docs, reason = "named as in DWARF")]
pub enum Section {
    Info = 0,
    Abbrev = 1,
    Line = 2,
    Str = 3,
    LineStr = 4,
    StrOffsets = 5,
    Ranges = 7,
    RngLists = 8,
}

/// How many there are.
pub const SECTIONS: usize = 9;

/// Stands for a section in what is missing: the place is the signature of a type unit.
pub const SIGNATURES: u32 = 9;

/// Bytes behind each piece of the sections of range lists, 0xff: at the end of its bytes a list would seem to end, and is to break off.
fn padding(section: usize) -> usize {
    usize::from(section == Section::Ranges as usize || section == Section::RngLists as usize)
}

/// Missing places that are noted in one run. A file has as many as it has strings; what is over comes in the next run.
const MAX_MISSING: usize = 1 << 19;

#[derive(Clone, Copy)]
struct Extent {
    original: u64,
    position: usize,
    length: usize,
}

/// The pieces of one section.
struct Pieces {
    /// Ascending, not touching.
    extents: Vec<Extent>,
    /// Of the whole section.
    size: u64,
}

/// What is given of each section, and what is missing.
#[derive(Default)]
pub struct Extents {
    /// `None`: the whole section.
    pieces: [Option<Pieces>; SECTIONS],
    missing: RefCell<FxHashSet<(u32, u64)>>,
}

impl Extents {
    /// Sets the pieces of a section: original offset (low and high word) and length of each, ascending; last the size of the section, with length 0. `None` unless
    /// they are as long together, with their padding, as what is given of the section.
    pub fn set(&mut self, section: usize, words: impl Iterator<Item = [u32; 3]>, given: usize) -> Option<()> {
        let mut pieces = Pieces { extents: Vec::new(), size: 0 };
        let (mut position, mut end) = (0usize, 0u64);
        for [low, high, length] in words {
            let original = u64::from(high) << 32 | u64::from(low);
            if original < end {
                return None;
            }
            end = original.checked_add(u64::from(length))?;
            if length == 0 {
                pieces.size = original;
                end = u64::MAX;
                continue;
            }
            pieces.extents.push(Extent { original, position, length: length as usize });
            position = position.checked_add(length as usize)?.checked_add(padding(section))?;
        }
        *self.pieces.get_mut(section)? = Some(pieces);
        (end == u64::MAX && position == given).then_some(())
    }

    fn of(&self, section: Section) -> Option<&Pieces> {
        if PARTS { self.pieces[section as usize].as_ref() } else { None }
    }

    /// Where the byte is that the file calls `original`; `None`: not here.
    #[inline]
    pub fn position(&self, section: Section, original: u64) -> Option<usize> {
        match self.of(section) {
            None => usize::try_from(original).ok(),
            Some(pieces) => self.position_in(pieces, section, original),
        }
    }

    /// The same of a number of so many bytes, 1 at least. It may reach over the end of a piece, and go on in the next.
    pub fn position_of_number(&self, section: Section, original: u64, size: usize) -> Option<usize> {
        let position = self.position(section, original)?;
        if self.of(section).is_some() {
            let last = self.position(section, original.checked_add(size as u64 - 1)?)?;
            return (last == position + size - 1).then_some(position);
        }
        Some(position)
    }

    #[inline(never)]
    fn position_in(&self, pieces: &Pieces, section: Section, original: u64) -> Option<usize> {
        let behind = pieces.extents.partition_point(|extent| extent.original <= original);
        let inside = behind.checked_sub(1).map(|number| (pieces.extents[number], original));
        let found = inside.and_then(|(extent, original)| {
            let within = original - extent.original;
            (within < extent.length as u64).then_some(extent.position + within as usize)
        });
        if found.is_none() && original < pieces.size {
            self.note(section as u32, original);
        }
        found
    }

    /// What the file calls the byte at `position`.
    pub fn original(&self, section: Section, position: usize) -> u64 {
        let Some(pieces) = self.of(section) else { return position as u64 };
        let behind = pieces.extents.partition_point(|extent| extent.position <= position);
        let Some(extent) = behind.checked_sub(1).map(|number| pieces.extents[number]) else { return position as u64 };
        extent.original + (position - extent.position) as u64
    }

    /// What the file calls a place in a section, as numbers of 32 bits have room for.
    pub fn place(&self, section: Section, position: u32) -> u32 {
        u32::try_from(self.original(section, position as usize)).unwrap_or(u32::MAX)
    }

    /// Where the bytes end that hang together with the one at `position`, of `length` bytes that are given.
    #[inline]
    pub fn end(&self, section: Section, position: usize, length: usize) -> usize {
        let Some(pieces) = self.of(section) else { return length };
        let behind = pieces.extents.partition_point(|extent| extent.position <= position);
        let extent = behind.checked_sub(1).map(|number| pieces.extents[number]);
        extent.map_or(length, |extent| {
            let is_last = extent.original + extent.length as u64 >= pieces.size;
            extent.position + extent.length + if is_last { 0 } else { padding(section as usize) }
        })
    }

    /// Notes that what begins at `position` wanted more than there is up to [`Extents::end`].
    #[inline]
    pub fn note_end(&self, section: Section, position: usize) {
        let Some(pieces) = self.of(section) else { return };
        let behind = pieces.extents.partition_point(|extent| extent.position <= position);
        if let Some(extent) = behind.checked_sub(1).map(|number| pieces.extents[number]) {
            let original = extent.original + extent.length as u64;
            if original < pieces.size {
                self.note(section as u32, original);
            }
        }
    }

    /// Notes that the type unit with this signature is not among the units that are given.
    pub fn note_signature(&self, signature: u64) {
        if self.of(Section::Info).is_some() {
            self.note(SIGNATURES, signature);
        }
    }

    fn note(&self, section: u32, place: u64) {
        let mut missing = self.missing.borrow_mut();
        if missing.len() < MAX_MISSING {
            missing.insert((section, place));
        }
    }

    /// True if something is missing.
    pub fn is_missing(&self) -> bool {
        !self.missing.borrow().is_empty()
    }

    /// What is missing: section, low and high word of the offset of each place. `None`: nothing.
    pub fn take_missing(&self) -> Option<Vec<u8>> {
        let missing = std::mem::take(&mut *self.missing.borrow_mut());
        let mut list = Vec::with_capacity(12 * missing.len());
        for (section, original) in missing {
            push_u32(&mut list, section);
            push_u32(&mut list, original as u32);
            push_u32(&mut list, (original >> 32) as u32);
        }
        (!list.is_empty()).then_some(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_pieces() -> Extents {
        let mut extents = Extents::default();
        extents.set(Section::Str as usize, [[100, 0, 10], [0, 1, 5], [0, 2, 0]].into_iter(), 15).unwrap();
        extents
    }

    #[test]
    fn places_are_translated_to_and_fro() {
        let extents = two_pieces();
        let far = 1 << 32;
        for (original, position) in [(100, 0), (109, 9), (far, 10), (far + 4, 14)] {
            assert_eq!(extents.position(Section::Str, original), Some(position));
            assert_eq!(extents.original(Section::Str, position), original);
        }
        assert_eq!((extents.end(Section::Str, 3, 15), extents.end(Section::Str, 12, 15)), (10, 15));
        assert_eq!((extents.position(Section::Line, 7), extents.take_missing()), (Some(7), None));
    }

    #[test]
    fn what_is_not_given_is_missing_if_the_section_has_it() {
        let extents = two_pieces();
        for original in [99, 110, 2 << 32, u64::MAX] {
            assert_eq!(extents.position(Section::Str, original), None);
        }
        extents.note_end(Section::Str, 3);
        assert_eq!(extents.take_missing().map(|list| list.len()), Some(2 * 12));
        extents.note_end(Section::Str, 12);
        assert_eq!(extents.take_missing(), Some([3u32, 5, 1].iter().flat_map(|word| word.to_le_bytes()).collect()));
    }

    #[test]
    fn pieces_that_do_not_hold_together_are_refused() {
        let set = |words: &[[u32; 3]], given| Extents::default().set(3, words.iter().copied(), given);
        assert!(set(&[[5, 0, 10], [14, 0, 1], [20, 0, 0]], 11).is_none());
        assert!(set(&[[5, 0, 10], [20, 0, 0]], 9).is_none());
        assert!(set(&[[5, 0, 10]], 10).is_none());
    }
}
