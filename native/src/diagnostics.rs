//! What went wrong or was left out, counted: part of the index, so that a reader can say why an answer is poor.

use crate::sorting::sort_by_words;

/// Kinds of trouble, with the numbers of the index. The host's own begin at 100; their place is a module-file offset.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Kind {
    /// A unit ends early: its header, root, abbreviations or an entry cannot be read. Place: `.debug_info`.
    UnitMalformed = 1,
    /// A line program ends early or has no readable header. Place: `.debug_line`.
    LineProgramMalformed = 2,
    /// The DWARF describes other code than the module's and was not used. Count: starts that are no body's, of functions, or of units where there are no functions.
    StaleDwarf = 3,
    /// There are debug sections, but nothing in them is about the module's code.
    HollowDwarf = 4,
    /// Several entries describe one body, and the better one was taken. Place: `.debug_info`.
    AmbiguousClaim = 5,
    /// A line sequence starts in no body. Place: `.debug_line`.
    SequenceDropped = 6,
    /// The inline ranges of a function overlap, so that rows arbitrated. Place: code.
    TornFunction = 7,
    /// A function's name could not be followed to its end. Place: `.debug_info`.
    NameUnresolved = 8,
    /// A range list cannot be read. Place: `.debug_info`, the entry's.
    RangesMalformed = 9,
    /// A unit of a DWARF version that is not known. Place: `.debug_info`.
    UnitUnsupported = 10,
    /// A bound against hostile input was reached, and something was cut.
    LimitReached = 11,
    /// A mangled C++ name could not be demangled.
    DemanglingFailed = 12,
    /// The split file (`.dwo`) that describes a unit was not given, or is of another build. Place: `.debug_info`, the skeleton's.
    SplitMissing = 20,
    /// A unit of a split file that no unit of the module names by its id, or a second one with its id.
    SplitMismatch = 21,
}

/// The counts of a build. Of the places of a kind the lowest is kept, which is the same in whatever order units are read.
#[derive(Default)]
pub struct Diagnostics {
    kinds: Vec<[u32; 3]>,
}

impl Diagnostics {
    /// Counts one case.
    pub fn add(&mut self, kind: Kind, place: usize) {
        self.add_counted(kind as u32, 1, u32::try_from(place).unwrap_or(u32::MAX));
    }

    /// Counts several cases of a kind given by its number.
    pub fn add_counted(&mut self, code: u32, count: u32, place: u32) {
        match self.kinds.iter_mut().find(|kind| kind[0] == code) {
            Some([_, counted, lowest]) => {
                *counted = counted.saturating_add(count);
                *lowest = place.min(*lowest);
            }
            None => self.kinds.push([code, count, place]),
        }
    }

    /// In the order in which kinds were met: code, count, lowest place.
    pub fn kinds(&self) -> &[[u32; 3]] {
        &self.kinds
    }

    /// Ascending by code: code, count, lowest place.
    pub fn sorted(mut self) -> Vec<[u32; 3]> {
        sort_by_words(&mut self.kinds, |&kind| kind);
        self.kinds
    }

    /// How often this was counted.
    pub fn count(&self, kind: Kind) -> u32 {
        self.kinds.iter().find(|counted| counted[0] == kind as u32).map_or(0, |counted| counted[1])
    }
}
