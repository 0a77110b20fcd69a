//! The units of `.debug_info` and `.debug_types`: headers, roots, and which units are worth a walk.

use crate::abbreviation_cache::abbreviation_bound;
use crate::abbreviations::{Abbreviations, Encoding, Skip, skip_of};
use crate::attributes::{Attribute, read_attribute};
use crate::build::{PARTS, Run};
use crate::bytes::{Cursor, Malformed};
use crate::diagnostics::{Diagnostics, Kind};
use crate::extents::Section;
use crate::ranges::RangeAttributes;
use crate::sections::{MAX_NAME, Sections};
use crate::sorting::sort_by_words;
use crate::tables::{StringId, Strings};
use gimli::constants as dw;

/// A unit's header and the attributes of its root that reading the rest needs.
#[derive(Clone, Debug)]
pub struct Unit {
    /// It lies in `.debug_types`, not in `.debug_info`.
    pub in_types: bool,
    /// Of its first byte in its section.
    pub offset: usize,
    /// Of the byte behind it.
    pub end: usize,
    /// Of the root entry.
    pub root: usize,
    /// How its numbers are written.
    pub encoding: Encoding,
    /// In `.debug_abbrev`.
    pub abbreviations: usize,
    /// `DW_LANG_…`, 0 unknown.
    pub language: u16,
    /// Base of range lists.
    pub low_pc: u64,
    /// `.debug_line` offset of its line program.
    pub line_program: Option<u64>,
    /// `DW_AT_comp_dir`.
    pub comp_dir: Attribute,
    str_offsets_base: u64,
    /// Of its part of `.debug_addr`.
    pub addr_base: u64,
    /// Of its part of `.debug_rnglists`.
    pub rnglists_base: u64,
    /// What it covers.
    pub code: RangeAttributes,
}

/// The entry behind a reference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// An offset in the section of the unit that refers to it, and within that unit.
    Own(usize),
    /// An offset in `.debug_info`; it may lie in another unit.
    Info(usize),
    /// The type of a type unit.
    Type(u64),
}

/// All units, in the order of their sections, those of `.debug_info` first.
#[derive(Default)]
pub struct Units {
    /// Ascending by offset within their section.
    pub all: Vec<Unit>,
    info_count: usize,
    /// Bytes of `.debug_abbrev` read for the roots: see [`abbreviation_bound`].
    abbreviation_bytes: usize,
    /// Type units, ascending by signature: signature, unit, offset of the type's entry in the unit's section.
    signatures: Vec<(u64, usize, usize)>,
}

impl Units {
    /// Reads the headers and roots. A unit that cannot be read costs itself.
    pub fn read(sections: &Sections, run: Run, diagnostics: &mut Diagnostics) -> Self {
        let mut units = Units::default();
        units.read_section(sections, false, run, diagnostics);
        units.info_count = units.all.len();
        units.read_section(sections, true, run, diagnostics);
        // Stable: of several with one signature the first counts.
        sort_by_words(&mut units.signatures, |&(signature, ..)| [(signature >> 32) as u32, signature as u32, 0]);
        units
    }

    fn read_section(&mut self, sections: &Sections, in_types: bool, run: Run, diagnostics: &mut Diagnostics) {
        let section = if in_types { &sections.types } else { &sections.info };
        let mut offset = 0;
        // Each unit is counted by one of the cores that share a build.
        let is_own = |offset| {
            let original = if in_types { 0 } else { sections.extents.original(Section::Info, offset) };
            !PARTS || run.has(original)
        };
        while offset < section.len() {
            let Ok((start, end, offset_size)) = unit_bounds(section, offset) else {
                // Without a believable length nobody knows where the next unit begins.
                if is_own(offset) {
                    diagnostics.add(Kind::UnitMalformed, offset);
                }
                return;
            };
            match self.read_unit(sections, in_types, offset, start, end, offset_size) {
                Err(kind) if is_own(offset) => diagnostics.add(kind, offset),
                _ => (),
            }
            offset = end;
        }
    }

    #[inline(never)]
    fn read_unit(
        &mut self,
        sections: &Sections,
        in_types: bool,
        offset: usize,
        start: usize,
        end: usize,
        offset_size: u8,
    ) -> Result<(), Kind> {
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
        match unit_type {
            dw::DW_UT_type | dw::DW_UT_split_type => {
                let signature = cursor.unsigned(8).map_err(malformed)?;
                let within = cursor.unsigned(size).map_err(malformed)?;
                let at = usize::try_from(within).ok().and_then(|within| offset.checked_add(within));
                type_entry = at.map(|at| (signature, at));
            }
            dw::DW_UT_skeleton | dw::DW_UT_split_compile => cursor.skip(8).map_err(malformed)?,
            _ => (),
        }
        let mut unit = Unit {
            in_types,
            offset,
            end,
            root: cursor.position,
            encoding,
            abbreviations: sections.extents.position(Section::Abbrev, abbreviations).ok_or(Kind::UnitMalformed)?,
            language: 0,
            low_pc: 0,
            line_program: None,
            comp_dir: Attribute::default(),
            // A DWARF 5 unit without the attribute uses the table behind the first header.
            str_offsets_base: if version == 5 { 2 * u64::from(offset_size) } else { 0 },
            addr_base: if version == 5 { u64::from(offset_size) * 2 } else { 0 },
            rnglists_base: if version == 5 { u64::from(offset_size) * 2 + 4 } else { 0 },
            code: RangeAttributes::default(),
        };
        if self.abbreviation_bytes > abbreviation_bound(sections) {
            return Err(Kind::LimitReached);
        }
        unit.read_root(sections, &mut self.abbreviation_bytes).map_err(malformed)?;
        if let Some((signature, at)) = type_entry {
            self.signatures.push((signature, self.all.len(), at));
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
        let units = &self.all[..self.info_count];
        let unit = units.partition_point(|unit| unit.offset <= offset).checked_sub(1)?;
        (offset >= units[unit].root && offset < units[unit].end).then_some(unit)
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
            Target::Type(signature) => {
                let first = self.signatures.partition_point(|&(other, ..)| other < signature);
                let &(_, unit, at) = self.signatures.get(first).filter(|&&(other, ..)| other == signature)?;
                Some((unit, at))
            }
        }
    }
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

impl Unit {
    /// The bytes of its section up to its end, so that a cursor at a section offset can not leave it.
    pub fn bytes<'a>(&self, sections: &'a Sections) -> &'a [u8] {
        if self.in_types { &sections.types[..self.end] } else { &sections.info[..self.end] }
    }

    /// Its abbreviations, or those up to one.
    pub fn read_abbreviations(&self, sections: &Sections, only: Option<u64>) -> Abbreviations {
        let end = sections.extents.end(Section::Abbrev, self.abbreviations, sections.abbrev.len());
        let table = Abbreviations::read(&sections.abbrev[..end], self.abbreviations, self.encoding, only);
        if table.is_damaged {
            sections.extents.note_end(Section::Abbrev, self.abbreviations);
        }
        table
    }

    /// Adds the bytes of `.debug_abbrev` that it took, also where it finds no root in them.
    fn read_root(&mut self, sections: &Sections, abbreviation_bytes: &mut usize) -> Result<(), Malformed> {
        let mut cursor = Cursor::new(self.bytes(sections), self.root);
        let code = cursor.uleb()?;
        let abbreviations = self.read_abbreviations(sections, Some(code));
        *abbreviation_bytes += abbreviations.bytes;
        let root = abbreviations.get(code).ok_or(Malformed)?;
        let mut line_program = Attribute::default();
        let mut language = Attribute::default();
        let bytes = self.bytes(sections);
        let mut cursor = Cursor::new(bytes, cursor.position);
        let base = |attribute: Attribute, to: &mut u64| {
            *to = Cursor::new(bytes, attribute.at as usize)
                .unsigned(usize::from(self.encoding.offset_size))
                .unwrap_or(*to);
        };
        for specification in abbreviations.specifications(root) {
            let attribute = read_attribute(specification, &abbreviations, &mut cursor, self.encoding)?;
            match dw::DwAt(specification.name) {
                dw::DW_AT_stmt_list => line_program = attribute,
                dw::DW_AT_language => language = attribute,
                dw::DW_AT_comp_dir => self.comp_dir = attribute,
                dw::DW_AT_str_offsets_base => base(attribute, &mut self.str_offsets_base),
                dw::DW_AT_addr_base | dw::DW_AT_GNU_addr_base => base(attribute, &mut self.addr_base),
                dw::DW_AT_rnglists_base => base(attribute, &mut self.rnglists_base),
                name => self.code.note(name, attribute),
            }
        }
        self.low_pc = self.address(sections, self.code.low_pc).unwrap_or(0);
        self.line_program = self.unsigned(sections, line_program).and_then(|offset| {
            let position = sections.extents.position(Section::Line, offset);
            position.map(|position| position as u64)
        });
        self.language = self.unsigned(sections, language).and_then(|value| u16::try_from(value).ok()).unwrap_or(0);
        Ok(())
    }

    /// The value of a constant, offset or index form.
    #[inline]
    pub fn unsigned(&self, sections: &Sections, attribute: Attribute) -> Option<u64> {
        let mut cursor = Cursor::new(self.bytes(sections), attribute.at as usize);
        match dw::DwForm(attribute.form) {
            dw::DW_FORM_implicit_const => Some(u64::from(attribute.at)),
            dw::DW_FORM_sdata => cursor.sleb().ok().and_then(|value| u64::try_from(value).ok()),
            _ => match skip_of(attribute.form, self.encoding) {
                Skip::Bytes(size @ 1..=8) => cursor.unsigned(size as usize).ok(),
                Skip::Leb => cursor.uleb().ok(),
                _ => None,
            },
        }
    }

    /// The value of an address form; `None` for other forms.
    #[inline]
    pub fn address(&self, sections: &Sections, attribute: Attribute) -> Option<u64> {
        let form = dw::DwForm(attribute.form);
        if form == dw::DW_FORM_addr {
            return Cursor::new(self.bytes(sections), attribute.at as usize)
                .unsigned(usize::from(self.encoding.address_size))
                .ok();
        }
        if !matches!(
            form,
            dw::DW_FORM_addrx
                | dw::DW_FORM_addrx1
                | dw::DW_FORM_addrx2
                | dw::DW_FORM_addrx3
                | dw::DW_FORM_addrx4
                | dw::DW_FORM_GNU_addr_index
        ) {
            return None;
        }
        let size = usize::from(self.encoding.address_size);
        let at = self.unsigned(sections, attribute)?.checked_mul(size as u64)?.checked_add(self.addr_base)?;
        Cursor::new(&sections.addr, usize::try_from(at).ok()?).unsigned(size).ok()
    }

    /// The entry to which a reference form leads; `None` for other forms and for other files.
    #[inline]
    pub fn reference(&self, sections: &Sections, attribute: Attribute) -> Option<Target> {
        match dw::DwForm(attribute.form) {
            _ if attribute.is_within_unit() => {
                let within = usize::try_from(self.unsigned(sections, attribute)?).ok()?;
                self.offset.checked_add(within).map(Target::Own)
            }
            dw::DW_FORM_ref_addr => {
                sections.extents.position(Section::Info, self.unsigned(sections, attribute)?).map(Target::Info)
            }
            dw::DW_FORM_ref_sig8 => self.unsigned(sections, attribute).map(Target::Type),
            _ => None,
        }
    }

    /// The offset in `.debug_str` of a string form that refers to it.
    pub fn shared_string(&self, sections: &Sections, attribute: Attribute) -> Option<u64> {
        let is_shared = dw::DwForm(attribute.form) == dw::DW_FORM_strp;
        if is_shared { self.unsigned(sections, attribute) } else { None }
    }

    /// The bytes of a string form.
    pub fn text<'a>(&self, sections: &'a Sections, attribute: Attribute) -> Option<&'a [u8]> {
        let value = || self.unsigned(sections, attribute);
        match dw::DwForm(attribute.form) {
            dw::DW_FORM_string => {
                let text = Cursor::new(self.bytes(sections), attribute.at as usize).string().ok();
                text.filter(|text| text.len() <= MAX_NAME)
            }
            dw::DW_FORM_strp => sections.string_at(Section::Str, value()?),
            dw::DW_FORM_line_strp => sections.string_at(Section::LineStr, value()?),
            dw::DW_FORM_strx
            | dw::DW_FORM_strx1
            | dw::DW_FORM_strx2
            | dw::DW_FORM_strx3
            | dw::DW_FORM_strx4
            | dw::DW_FORM_GNU_str_index => self.indexed_string(sections, value()?),
            _ => None,
        }
    }

    /// The number of a string form's bytes; `None` where there are none, and behind the bound on reading.
    pub fn intern(&self, sections: &Sections, attribute: Attribute, strings: &mut Strings) -> Option<StringId> {
        let text = strings.is_open().then(|| self.text(sections, attribute)).flatten()?;
        Some(strings.intern(text)).filter(|&id| id != 0)
    }

    /// The string with this index in the unit's part of `.debug_str_offsets`.
    pub fn indexed_string<'a>(&self, sections: &'a Sections, index: u64) -> Option<&'a [u8]> {
        sections.indexed_string(self.str_offsets_base, index, usize::from(self.encoding.offset_size))
    }
}

/// False for what linkers write as the address of code that they threw away: 0 (Binaryen, old lld), −1 and −2 (lld).
pub fn is_live(address: u64, encoding: Encoding) -> bool {
    let largest = if encoding.address_size >= 8 { u64::MAX } else { (1 << (8 * encoding.address_size)) - 1 };
    address != 0 && address < largest - 1
}
