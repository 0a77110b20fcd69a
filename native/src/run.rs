//! Which units one core reads where several share a build.

use crate::extents::Section;
use crate::sections::Sections;

/// Whether this core knows of parts. Not by attributes: what can never be reached is left out of the built core in any case.
pub const PARTS: bool = cfg!(feature = "parts");

/// What becomes of the units of a run.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Role {
    /// There is one run.
    #[default]
    Whole,
    /// They become a part.
    Part,
    /// Those of other runs come as parts, in the order of the runs, behind this one.
    Merge,
    /// There are none: all line programs that are given become a part.
    Lines,
}

/// The units of `.debug_info` that are read: those that start in `[from, to)`.
///
/// Split files have no part in runs: a unit that one of them describes could be described in any core. The host builds in one piece where it has such files, and
/// skeletons of a run count as missing theirs.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// First offset.
    pub from: u64,
    /// Offset behind the last.
    pub to: u64,
    /// What becomes of them.
    pub role: Role,
    /// What is missing of sections that are given in pieces is left out.
    pub accepts_missing: bool,
    /// It is left out as a limit of the host is reached.
    pub is_limited: bool,
    /// Bytes of all debug sections, if they are more than those that are given.
    pub debug_bytes: usize,
}

impl Run {
    /// Whether the unit at an offset counts as one of them. Those of `.debug_types`, which every core has, are the first run's.
    pub fn has_unit(&self, sections: &Sections, in_types: bool, offset: usize) -> bool {
        let original = if in_types { 0 } else { sections.extents.original(Section::Info, offset) };
        (self.from..self.to).contains(&original)
    }

    /// Whether the output is a part.
    pub fn is_part(&self) -> bool {
        PARTS && matches!(self.role, Role::Part | Role::Lines)
    }
}

impl Default for Run {
    fn default() -> Self {
        Run { from: 0, to: u64::MAX, role: Role::Whole, accepts_missing: false, is_limited: false, debug_bytes: 0 }
    }
}
