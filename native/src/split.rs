//! Split DWARF: units that a `.dwo` or `.dwp` file describes, and the skeletons that stand for them in the module.
//!
//! The host appends the sections of those files to the module's own, and says where in them each *member* lies: the part of one `.dwo`, or of one unit in a
//! `.dwp`. Every section offset that is written in a member counts from that member's part; only addresses, line programs and the range lists of DWARF 4
//! are in the module. So a unit that is read keeps absolute offsets, and the few values that are read later go through [`Member`].

use crate::attributes::Attribute;
use crate::bytes::push_u32;
use crate::diagnostics::{Diagnostics, Kind};
use crate::extents::Section;
use crate::run::Run;
use crate::sections::Sections;
use crate::session::Failure;
use crate::sorting::sort_by_words;
use crate::units::Units;
use std::ops::Range;

/// A unit that has nothing to do with split files.
pub const NO_UNIT: u32 = u32::MAX;
/// Of a skeleton: its split unit is not there.
pub const UNDESCRIBED: u32 = u32::MAX - 1;

/// Words of a member in the host's table: start and length in `.debug_info` and in `.debug_types`, starts in `.debug_abbrev`, `_line`, `_str`, `_line_str`,
/// `_str_offsets` and `_rnglists`, all of them within what is appended; 1 if the file ends too early, so that more may have been said in what is missing.
pub const MEMBER_WORDS: usize = 11;

/// Where the sections of one split file, or of one of its units, begin in the sections of the build.
#[derive(Clone, Default, Debug)]
pub struct Member {
    /// In `.debug_info`.
    pub info: Range<usize>,
    /// In `.debug_types`.
    pub types: Range<usize>,
    /// In `.debug_abbrev`.
    pub abbrev: usize,
    /// In `.debug_line`.
    pub line: usize,
    /// In `.debug_str`.
    pub str: usize,
    /// In `.debug_line_str`.
    pub line_str: usize,
    /// In `.debug_str_offsets`.
    pub str_offsets: usize,
    /// In `.debug_rnglists`.
    pub rnglists: usize,
    /// Its file ends too early.
    pub is_cut: bool,
}

/// A unit of the module that leaves its description to a split file.
#[derive(Clone, Copy, Debug)]
pub struct Skeleton {
    /// Its number.
    pub unit: usize,
    /// `DW_AT_GNU_dwo_id`, or that of its header.
    pub id: u64,
    /// `DW_AT_dwo_name`.
    pub name: Attribute,
    /// The host has been asked for it.
    pub is_asked: bool,
}

impl Sections {
    /// Appends the sections of split files. Members must not overlap: each would be read anew.
    #[inline(never)]
    pub fn append(&mut self, mut more: Sections, table: &[[u32; MEMBER_WORDS]]) -> Result<(), Failure> {
        let mut members = self.members_behind(table).ok_or(Failure::InvalidInput)?;
        let is_inside = |member: &Member| {
            member.info.end <= self.info.len() + more.info.len()
                && member.types.end <= self.types.len() + more.types.len()
        };
        if !members.iter().all(is_inside) {
            return Err(Failure::InvalidInput);
        }
        let is_first = self.members.len() == 1;
        for (section, more) in self.split_mut().into_iter().zip(more.split_mut()) {
            append(section, more, is_first)?;
        }
        self.members.append(&mut members);
        Ok(())
    }

    /// The members of a table whose starts count from the ends of the sections.
    fn members_behind(&self, table: &[[u32; MEMBER_WORDS]]) -> Option<Vec<Member>> {
        let at = self.ends();
        let behind = |end: usize, start: u32, length: u32| {
            let start = end.checked_add(start as usize)?;
            Some(start..start.checked_add(length as usize)?)
        };
        let (mut info_end, mut types_end) = (at.info.end, at.types.end);
        let mut members = Vec::with_capacity(table.len());
        for &[info, info_length, types, types_length, abbrev, line, str, line_str, str_offsets, rnglists, is_cut] in
            table
        {
            let member = Member {
                info: behind(at.info.end, info, info_length)?,
                types: behind(at.types.end, types, types_length)?,
                abbrev: at.abbrev.checked_add(abbrev as usize)?,
                line: at.line.checked_add(line as usize)?,
                str: at.str.checked_add(str as usize)?,
                line_str: at.line_str.checked_add(line_str as usize)?,
                str_offsets: at.str_offsets.checked_add(str_offsets as usize)?,
                rnglists: at.rnglists.checked_add(rnglists as usize)?,
                is_cut: is_cut != 0,
            };
            if member.info.start < info_end || member.types.start < types_end {
                return None;
            }
            (info_end, types_end) = (member.info.end, member.types.end);
            members.push(member);
        }
        Some(members)
    }

    /// The string of `.debug_str` at an offset that is written in a member.
    pub fn string(&self, member: u32, offset: u64) -> Option<&[u8]> {
        self.string_at(Section::Str, offset.checked_add(self.members.get(member as usize)?.str as u64)?)
    }

    /// The string of `.debug_line_str` at an offset that is written in a member.
    pub fn line_string(&self, member: u32, offset: u64) -> Option<&[u8]> {
        self.string_at(Section::LineStr, offset.checked_add(self.members.get(member as usize)?.line_str as u64)?)
    }

    /// Behind the sections: where the next member may begin.
    fn ends(&self) -> Member {
        Member {
            info: 0..self.info.len(),
            types: 0..self.types.len(),
            abbrev: self.abbrev.len(),
            line: self.line.len(),
            str: self.str.len(),
            line_str: self.line_str.len(),
            str_offsets: self.str_offsets.len(),
            rnglists: self.rnglists.len(),
            is_cut: false,
        }
    }
}

/// Mostly it happens once. Whoever comes again may come often, and would have everything copied each time.
#[inline(never)]
fn append(section: &mut Vec<u8>, more: &mut Vec<u8>, is_first: bool) -> Result<(), Failure> {
    let size = section.len().checked_add(more.len());
    size.and_then(|size| u32::try_from(size).ok()).ok_or(Failure::TooLarge)?;
    let room = if is_first { section.try_reserve_exact(more.len()) } else { section.try_reserve(more.len()) };
    room.map_err(|_| Failure::OutOfMemory)?;
    section.append(more);
    Ok(())
}

impl Units {
    /// Reads the units of the members from the number `first` on, and gives each skeleton the one with its id. Those that nobody asked for, and
    /// a second one with the same id, are left out: each would be read once for every skeleton.
    pub fn read_members(&mut self, sections: &Sections, first: usize, diagnostics: &mut Diagnostics) {
        for member in first..sections.members.len() {
            self.read_part(sections, (member, false), Run::default(), diagnostics);
            self.read_part(sections, (member, true), Run::default(), diagnostics);
        }
        sort_by_id(&mut self.signatures);
    }

    /// Lets the skeletons be found by their ids.
    pub fn sort_skeletons(&mut self) {
        self.skeleton_ids = self.skeletons.iter().map(|skeleton| (skeleton.id, skeleton.unit, 0)).collect();
        sort_by_id(&mut self.skeleton_ids);
    }

    /// The number of the first skeleton with this id, unless it has its description.
    pub fn skeleton_with(&self, id: u64) -> Option<usize> {
        let (unit, _) = find_by_id(&self.skeleton_ids, id)?;
        (self.all[unit].partner == UNDESCRIBED).then_some(unit)
    }

    /// The unit whose entries describe what a unit covers: its split unit where there is one, else itself.
    pub fn description_of(&self, number: usize) -> usize {
        let unit = &self.all[number];
        if unit.member == 0 && unit.partner < UNDESCRIBED { unit.partner as usize } else { number }
    }

    /// The unit of the module that has the rows of a unit's code: itself, or its skeleton.
    pub fn with_rows_of(&self, number: usize) -> usize {
        let unit = &self.all[number];
        if unit.member != 0 && unit.partner < UNDESCRIBED { unit.partner as usize } else { number }
    }

    /// The unit whose line table numbers the files of a unit's entries. A split unit inherits that of its skeleton, unless it has one of its own.
    pub fn with_files_of(&self, number: usize) -> usize {
        if self.all[number].line_program.is_some() { number } else { self.with_rows_of(number) }
    }

    /// True for a skeleton without its split unit, if the host does not know of it.
    pub fn is_to_be_asked_for(&self, number: usize) -> bool {
        let is_asked = |at: usize| self.skeletons[at].is_asked;
        self.all[number].partner == UNDESCRIBED
            && !self.skeletons.binary_search_by_key(&number, |skeleton| skeleton.unit).is_ok_and(is_asked)
    }

    /// The skeletons among `units` for which `is_wanted` that nobody has been asked for: id, length and bytes of the name, length and bytes of the
    /// compilation directory.
    #[inline(never)]
    pub fn ask(&mut self, sections: &Sections, units: Range<usize>, is_wanted: &dyn Fn(usize) -> bool) -> Vec<u8> {
        let Units { skeletons, all, .. } = self;
        let first = skeletons.partition_point(|skeleton| skeleton.unit < units.start);
        let mut list = Vec::new();
        // Hostile skeletons could all name one long string.
        let most = sections.size().saturating_mul(2).saturating_add(1 << 16);
        for skeleton in skeletons[first..].iter_mut().take_while(|skeleton| skeleton.unit < units.end) {
            if skeleton.is_asked || !is_wanted(skeleton.unit) {
                continue;
            }
            skeleton.is_asked = true;
            push_u32(&mut list, skeleton.id as u32);
            push_u32(&mut list, (skeleton.id >> 32) as u32);
            let unit = &all[skeleton.unit];
            for attribute in [skeleton.name, unit.comp_dir] {
                let is_path = |text: &&[u8]| text.len() <= MAX_PATH && list.len() < most;
                let text = unit.text(sections, attribute).filter(is_path).unwrap_or_default();
                push_u32(&mut list, text.len() as u32);
                list.extend_from_slice(text);
            }
        }
        list
    }

    /// In a build in parts, which has no split files: notes the skeletons of a run as asked for, so that they count as missing, each in one part.
    pub fn leave_undescribed(&mut self, run: Run, sections: &Sections) {
        let Units { skeletons, all, .. } = self;
        for skeleton in skeletons {
            let unit = &all[skeleton.unit];
            skeleton.is_asked = run.has_unit(sections, unit.in_types, unit.offset);
        }
    }

    /// Counts the skeletons that the host was asked for and that have no description.
    pub fn count_missing(&self, diagnostics: &mut Diagnostics) {
        for skeleton in self.skeletons.iter().filter(|skeleton| skeleton.is_asked) {
            let unit = &self.all[skeleton.unit];
            if unit.partner == UNDESCRIBED {
                diagnostics.add(Kind::SplitMissing, unit.offset);
            }
        }
    }
}

/// Id or signature, unit, offset within the unit's section.
pub type UnitById = (u64, usize, usize);

/// Stable: of several with one id the first counts.
#[inline(never)]
pub fn sort_by_id(list: &mut [UnitById]) {
    sort_by_words(list, |&(id, ..)| [(id >> 32) as u32, id as u32, 0]);
}

/// Unit and offset of the first one with this id.
pub fn find_by_id(list: &[UnitById], id: u64) -> Option<(usize, usize)> {
    let first = list.partition_point(|&(other, ..)| other < id);
    list.get(first).filter(|&&(other, ..)| other == id).map(|&(_, unit, at)| (unit, at))
}

/// What systems allow.
const MAX_PATH: usize = 4096;
