//! The units of `.debug_info` and `.debug_types`: headers, roots, and which units are worth a walk.

use crate::abbreviation_cache::RootTable;
use crate::abbreviations::Encoding;
use crate::attributes::Attribute;
use crate::bytes::{Cursor, Malformed};
use crate::diagnostics::{Diagnostics, Kind};
use crate::extents::Section;
use crate::ranges::RangeAttributes;
use crate::run::{PARTS, Run};
use crate::sections::Sections;
use crate::split::{NO_UNIT, Skeleton, UNDESCRIBED, UnitById, find_by_id, sort_by_id};
use crate::unit::{Target, Unit};
use gimli::constants as dw;

/// Bytes of `.debug_info` for which a table tells where to look for a unit. A search among all of them was 2 % of a build of a thousand units.
const PAGE: usize = 1 << 12;

/// All units, in the order of their sections, those of `.debug_info` first.
#[derive(Default)]
pub struct Units {
    /// Ascending by offset within their section; behind them those of split files.
    pub all: Vec<Unit>,
    /// How many of them are the module's.
    pub own_count: usize,
    info_count: usize,
    /// For each [`PAGE`] of `.debug_info` how many units begin in front of it.
    pages: Vec<u32>,
    /// Numbers of the units of split files that lie in `.debug_info`, ascending by offset.
    split_info: Vec<u32>,
    /// Units that leave their description to split files, ascending by number.
    pub skeletons: Vec<Skeleton>,
    /// Their numbers by id.
    pub skeleton_ids: Vec<UnitById>,
    root_table: RootTable,
    /// Type units, ascending by signature: signature, unit, offset of the type's entry in the unit's section.
    pub signatures: Vec<UnitById>,
}

impl Units {
    /// Reads the headers and roots of the module's units. A unit that cannot be read costs itself.
    pub fn read(sections: &Sections, run: Run, diagnostics: &mut Diagnostics) -> Self {
        let mut units = Units::default();
        units.read_part(sections, (0, false), run, diagnostics);
        units.info_count = units.all.len();
        units.pages = (0..=sections.info.len() / PAGE)
            .scan(0, |begun, page| {
                *begun += units.all[*begun..].iter().take_while(|unit| unit.offset < page * PAGE).count();
                Some(*begun as u32)
            })
            .collect();
        units.read_part(sections, (0, true), run, diagnostics);
        units.own_count = units.all.len();
        sort_by_id(&mut units.signatures);
        units.sort_skeletons();
        units
    }

    /// Reads the units of a member: of its part of `.debug_types`, or of `.debug_info`.
    pub fn read_part(
        &mut self,
        sections: &Sections,
        (member, in_types): (usize, bool),
        run: Run,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(part) = sections.members.get(member) else { return };
        let (section, part) = if in_types { (&sections.types, &part.types) } else { (&sections.info, &part.info) };
        let section = &section[..part.end];
        let mut offset = part.start;
        // Each unit is counted by one of the cores that share a build.
        let is_own = |offset| !PARTS || run.has_unit(sections, in_types, offset);
        while offset < section.len() {
            let Ok((start, end, offset_size)) = unit_bounds(section, offset) else {
                // Without a believable length nobody knows where the next unit begins.
                if is_own(offset) {
                    diagnostics.add(Kind::UnitMalformed, offset);
                }
                return;
            };
            match self.read_unit(sections, Place { member, in_types, offset, start, end, offset_size }) {
                Err(kind) if is_own(offset) => diagnostics.add(kind, offset),
                _ => (),
            }
            offset = end;
        }
    }

    #[inline(never)]
    fn read_unit(&mut self, sections: &Sections, place: Place) -> Result<(), Kind> {
        let Place { member, in_types, offset, start, end, offset_size } = place;
        let section = if in_types { &sections.types } else { &sections.info };
        let malformed = |Malformed| Kind::UnitMalformed;
        let mut cursor = Cursor::new(&section[..end], start);
        let version = cursor.unsigned(2).map_err(malformed)? as u16;
        if !(2..=5).contains(&version) {
            return Err(Kind::UnitUnsupported);
        }
        let mut encoding = Encoding { version, address_size: 0, offset_size };
        let size = usize::from(offset_size);
        let mut unit_type = if in_types { dw::DW_UT_type } else { dw::DW_UT_compile };
        let abbreviations;
        if version == 5 {
            unit_type = dw::DwUt(cursor.u8().map_err(malformed)?);
            encoding.address_size = cursor.u8().map_err(malformed)?;
            abbreviations = cursor.unsigned(size).map_err(malformed)?;
        } else {
            abbreviations = cursor.unsigned(size).map_err(malformed)?;
            encoding.address_size = cursor.u8().map_err(malformed)?;
        }
        if !matches!(encoding.address_size, 1 | 2 | 4 | 8) {
            return Err(Kind::UnitUnsupported);
        }
        let mut type_entry = None;
        let mut split_id = None;
        match unit_type {
            dw::DW_UT_type | dw::DW_UT_split_type => {
                let signature = cursor.unsigned(8).map_err(malformed)?;
                let within = cursor.unsigned(size).map_err(malformed)?;
                let at = usize::try_from(within).ok().and_then(|within| offset.checked_add(within));
                type_entry = at.map(|at| (signature, at));
            }
            dw::DW_UT_skeleton | dw::DW_UT_split_compile => split_id = Some(cursor.unsigned(8).map_err(malformed)?),
            _ => (),
        }
        let base = &sections.members[member];
        let mut unit = Unit {
            in_types,
            offset,
            end,
            root: cursor.position,
            encoding,
            abbreviations: abbreviations
                .checked_add(base.abbrev as u64)
                .and_then(|offset| sections.extents.position(Section::Abbrev, offset))
                .ok_or(Kind::UnitMalformed)?,
            language: 0,
            low_pc: 0,
            line_program: None,
            comp_dir: Attribute::default(),
            member: member as u32,
            partner: NO_UNIT,
            // A DWARF 5 unit without the attribute uses the table behind the first header.
            str_offsets_base: if version == 5 { 2 * u64::from(offset_size) } else { 0 },
            addr_base: if version == 5 { u64::from(offset_size) * 2 } else { 0 },
            rnglists_base: if version == 5 { u64::from(offset_size) * 2 + 4 } else { 0 },
            code: RangeAttributes::default(),
        };
        if !self.root_table.may_be_read(sections) {
            return Err(Kind::LimitReached);
        }
        let split = unit.read_root(sections, &mut self.root_table).map_err(malformed)?;
        let id = split_id.or_else(|| unit.unsigned(sections, split.id));
        let number = self.all.len();
        if member != 0 {
            if type_entry.is_none() {
                let skeleton = id.and_then(|id| self.skeleton_with(id)).ok_or(Kind::SplitMismatch)?;
                self.all[skeleton].partner = number as u32;
                unit.inherit(&self.all[skeleton], skeleton as u32);
            }
            unit.place_in(base);
            if !in_types {
                self.split_info.push(number as u32);
            }
        } else if unit_type != dw::DW_UT_split_compile && split.name.is_present() {
            let id = id.unwrap_or(0);
            unit.partner = UNDESCRIBED;
            self.skeletons.push(Skeleton { unit: number, id, name: split.name, is_asked: false });
        }
        if let Some((signature, at)) = type_entry {
            self.signatures.push((signature, number, at));
        }
        self.all.push(unit);
        Ok(())
    }

    /// For a line table that no unit leads to: nothing is known but the size of addresses.
    pub fn with_one_empty_unit(address_size: u8) -> Self {
        let unit = Unit {
            in_types: false,
            offset: 0,
            end: 0,
            root: 0,
            encoding: Encoding { version: 4, address_size, offset_size: 4 },
            abbreviations: 0,
            language: 0,
            low_pc: 0,
            line_program: None,
            comp_dir: Attribute::default(),
            member: 0,
            partner: NO_UNIT,
            str_offsets_base: 0,
            addr_base: 0,
            rnglists_base: 0,
            code: RangeAttributes::default(),
        };
        Units { all: vec![unit], ..Units::default() }
    }

    /// The numbers of the units of `.debug_info` that belong to a run.
    pub fn of_run(&self, run: Run, sections: &Sections) -> std::ops::Range<usize> {
        let units = &self.all[..self.info_count];
        let starting_before =
            |end| units.partition_point(|unit| sections.extents.original(Section::Info, unit.offset) < end);
        starting_before(run.from)..starting_before(run.to)
    }

    /// The number of the unit of `.debug_info` in which an offset lies.
    pub fn containing(&self, offset: usize) -> Option<usize> {
        let unit = self.own_containing(offset).or_else(|| {
            let behind = self.split_info.partition_point(|&unit| self.all[unit as usize].offset <= offset);
            Some(self.split_info[behind.checked_sub(1)?] as usize)
        })?;
        let Unit { root, end, .. } = self.all[unit];
        (root..end).contains(&offset).then_some(unit)
    }

    /// The unit of the module itself that has this offset.
    fn own_containing(&self, offset: usize) -> Option<usize> {
        let page = offset / PAGE;
        let from = *self.pages.get(page)? as usize;
        let to = self.pages.get(page + 1).map_or(self.info_count, |&to| to as usize);
        let behind = from + self.all[from..to].partition_point(|unit| unit.offset <= offset);
        let unit = behind.checked_sub(1)?;
        (offset < self.all[unit].end).then_some(unit)
    }

    /// A place in the order of units, `.debug_types` behind `.debug_info`, to within two bytes.
    pub fn place_of(&self, unit: usize, offset: usize) -> u32 {
        u32::from(self.all[unit].in_types) << 31 | offset as u32 >> 1
    }

    /// Unit and offset of the entry to which the unit with the number `from` refers.
    pub fn locate(&self, target: Target, from: usize) -> Option<(usize, usize)> {
        let home = &self.all[from];
        match target {
            Target::Own(offset) => (offset >= home.root && offset < home.end).then_some((from, offset)),
            Target::Info(offset) => self.containing(offset).map(|unit| (unit, offset)),
            Target::Type(signature) => find_by_id(&self.signatures, signature),
        }
    }
}

/// Where a unit's header is.
struct Place {
    member: usize,
    in_types: bool,
    offset: usize,
    /// Behind the length.
    start: usize,
    end: usize,
    offset_size: u8,
}

/// Start of the header behind the length, end of the unit, bytes of an offset.
fn unit_bounds(section: &[u8], offset: usize) -> Result<(usize, usize, u8), Malformed> {
    let mut cursor = Cursor::new(section, offset);
    let (length, offset_size) = match cursor.unsigned(4)? {
        0xffff_ffff => (cursor.unsigned(8)?, 8),
        reserved if reserved >= 0xffff_fff0 => return Err(Malformed),
        length => (length, 4),
    };
    let start = cursor.position;
    let end = usize::try_from(length).ok().and_then(|length| start.checked_add(length)).ok_or(Malformed)?;
    if end > section.len() {
        return Err(Malformed);
    }
    Ok((start, end, offset_size))
}
