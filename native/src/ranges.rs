//! Address ranges of entries: low to high, or a list.

use crate::attributes::Attribute;
use crate::bytes::Cursor;
use crate::diagnostics::{Diagnostics, Kind};
use crate::extents::Section;
use crate::range_list::RangeList;
use crate::sections::Sections;
use crate::unit::{Unit, is_live};
use gimli::constants as dw;

/// The entries of range lists that a build reads at most: hostile entries could all point to one long list.
pub struct RangeBudget(usize);

impl RangeBudget {
    /// A real entry with a range takes a dozen bytes, one of a list eight in `.debug_ranges`, three in `.debug_rnglists`; each is read three times at most: by its
    /// unit's filter, with its unit, and when units that were passed over are looked at again.
    pub fn new(sections: &Sections) -> Self {
        RangeBudget(sections.info.len() / 2 + sections.ranges.len() + 2 * sections.rnglists.len() + 1024)
    }

    /// For what split files add.
    pub fn extend(&mut self, more: &Sections) {
        self.0 = self.0.saturating_add(more.info.len() / 2 + 2 * more.rnglists.len());
    }

    /// For a walk that reads no ranges.
    pub fn none() -> Self {
        RangeBudget(0)
    }

    /// Takes one entry of a list; `false` where none is left.
    pub fn take(&mut self) -> bool {
        let is_left = self.0 > 0;
        self.0 = self.0.saturating_sub(1);
        is_left
    }
}

/// The attributes that say where an entry's code is.
#[derive(Clone, Copy, Default, Debug)]
pub struct RangeAttributes {
    /// `DW_AT_low_pc`.
    pub low_pc: Attribute,
    /// `DW_AT_high_pc`: an address, or a length.
    pub high_pc: Attribute,
    /// `DW_AT_ranges`.
    pub ranges: Attribute,
}

impl RangeAttributes {
    /// Keeps an attribute if it is one of them.
    #[inline]
    pub fn note(&mut self, name: dw::DwAt, attribute: Attribute) {
        match name {
            dw::DW_AT_low_pc => self.low_pc = attribute,
            dw::DW_AT_high_pc => self.high_pc = attribute,
            dw::DW_AT_ranges => self.ranges = attribute,
            _ => (),
        }
    }

    /// True if the entry may have code.
    pub fn any(&self) -> bool {
        self.low_pc.is_present() || self.ranges.is_present()
    }

    /// Puts the ranges, begin and end, into `to`. `place`: of the entry, for what goes wrong.
    pub fn read(
        &self,
        unit: &Unit,
        sections: &Sections,
        budget: &mut RangeBudget,
        place: usize,
        diagnostics: &mut Diagnostics,
        to: &mut Vec<(u64, u64)>,
    ) {
        to.clear();
        if !self.any() {
            return;
        }
        let read = match self.ranges.is_present() {
            true => range_list(unit, sections, self.ranges, budget, to),
            false if !budget.take() => Err(Kind::LimitReached),
            false => low_to_high(unit, sections, self.low_pc, self.high_pc, to),
        };
        if let Err(kind) = read {
            diagnostics.add(kind, place);
        }
    }
}

/// The live ranges of a unit's root. None where the unit states none, so that nothing is known of what it covers.
pub fn root_ranges(
    unit: &Unit,
    sections: &Sections,
    budget: &mut RangeBudget,
    diagnostics: &mut Diagnostics,
) -> Vec<(u64, u64)> {
    let mut ranges = Vec::new();
    unit.code.read(unit, sections, budget, unit.root, diagnostics, &mut ranges);
    ranges.retain(|&(low, high)| is_live(low, unit.encoding) && low < high);
    ranges
}

fn low_to_high(
    unit: &Unit,
    sections: &Sections,
    low_pc: Attribute,
    high_pc: Attribute,
    to: &mut Vec<(u64, u64)>,
) -> Result<(), Kind> {
    let (Some(low), true) = (unit.address(sections, low_pc), high_pc.is_present()) else { return Ok(()) };
    let high = match unit.address(sections, high_pc) {
        Some(high) => high,
        None => low.saturating_add(unit.unsigned(sections, high_pc).ok_or(Kind::RangesMalformed)?),
    };
    to.push((low, high));
    Ok(())
}

/// Where the list of an entry is.
fn list_position(unit: &Unit, sections: &Sections, ranges: Attribute, section: Section) -> Option<usize> {
    let value = unit.unsigned(sections, ranges)?;
    if dw::DwForm(ranges.form) != dw::DW_FORM_rnglistx {
        return sections.extents.position(section, value.checked_add(unit.range_list_base(sections))?);
    }
    // The table at the base has offsets from there.
    let size = usize::from(unit.encoding.offset_size);
    let at = value.checked_mul(size as u64)?.checked_add(unit.rnglists_base)?;
    let at = sections.extents.position_of_number(Section::RngLists, at, size)?;
    let offset = Cursor::new(&sections.rnglists, at).unsigned(size).ok()?;
    sections.extents.position(Section::RngLists, offset.checked_add(unit.rnglists_base)?)
}

fn range_list(
    unit: &Unit,
    sections: &Sections,
    ranges: Attribute,
    budget: &mut RangeBudget,
    to: &mut Vec<(u64, u64)>,
) -> Result<(), Kind> {
    let (section, bytes) = match unit.encoding.version {
        5.. => (Section::RngLists, &sections.rnglists),
        _ => (Section::Ranges, &sections.ranges),
    };
    let position = list_position(unit, sections, ranges, section).ok_or(Kind::RangesMalformed)?;
    let end = sections.extents.end(section, position, bytes.len()).min(bytes.len());
    if position > end {
        return Err(Kind::RangesMalformed);
    }
    let mut list = RangeList::new(&bytes[..end], position, unit.encoding, unit.low_pc);
    let address_at = |index| unit.indexed_address(sections, index);
    let cut_off = |_| {
        sections.extents.note_end(section, position);
        Kind::RangesMalformed
    };
    // Entry by entry, so that those count that give no range: bases, and ranges that are dead or empty.
    while let Some(entry) = list.next(address_at).map_err(cut_off)? {
        if !budget.take() {
            return Err(Kind::LimitReached);
        }
        to.extend(list.range_of(entry).ok_or(Kind::RangesMalformed)?);
    }
    Ok(())
}
