//! One unit of `.debug_info` or `.debug_types`: what its header and root say, and the values of its attributes.

use crate::abbreviation_cache::RootTable;
use crate::abbreviations::{Abbreviations, Encoding, Skip, skip_of};
use crate::attributes::{Attribute, read_attribute};
use crate::bytes::{Cursor, Malformed};
use crate::extents::Section;
use crate::ranges::RangeAttributes;
use crate::sections::{MAX_NAME, Sections};
use crate::split::Member;
use crate::strings::{StringId, Strings};
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
    /// The split file in which it lies, in [`Sections::members`]; 0: the module.
    pub member: u32,
    /// Number of a skeleton's split unit ([`UNDESCRIBED`]: it is not there), or of a split unit's skeleton; of other units [`NO_UNIT`].
    pub partner: u32,
    /// Of its part of `.debug_str_offsets`.
    pub str_offsets_base: u64,
    /// Of its part of `.debug_addr`, which is the module's.
    pub addr_base: u64,
    /// Of its part of `.debug_rnglists`; of a split unit before DWARF 5 what its range offsets are counted from in `.debug_ranges`.
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

/// What a root says of split files.
#[derive(Default)]
pub struct SplitAttributes {
    /// `DW_AT_dwo_name`.
    pub name: Attribute,
    /// `DW_AT_GNU_dwo_id`.
    pub id: Attribute,
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

    /// Reads its root.
    pub fn read_root(&mut self, sections: &Sections, table: &mut RootTable) -> Result<SplitAttributes, Malformed> {
        let mut cursor = Cursor::new(self.bytes(sections), self.root);
        let code = cursor.uleb()?;
        let abbreviations = table.reaching(code, self, sections);
        let root = abbreviations.get(code).ok_or(Malformed)?;
        let mut line_program = Attribute::default();
        let mut language = Attribute::default();
        let mut split = SplitAttributes::default();
        let bytes = self.bytes(sections);
        let mut cursor = Cursor::new(bytes, cursor.position);
        let base = |attribute: Attribute, to: &mut u64| {
            *to = Cursor::new(bytes, attribute.at as usize)
                .unsigned(usize::from(self.encoding.offset_size))
                .unwrap_or(*to);
        };
        for specification in abbreviations.specifications(root) {
            let attribute = read_attribute(specification, abbreviations, &mut cursor, self.encoding)?;
            match dw::DwAt(specification.name) {
                dw::DW_AT_stmt_list => line_program = attribute,
                dw::DW_AT_language => language = attribute,
                dw::DW_AT_comp_dir => self.comp_dir = attribute,
                dw::DW_AT_str_offsets_base => base(attribute, &mut self.str_offsets_base),
                dw::DW_AT_addr_base | dw::DW_AT_GNU_addr_base => base(attribute, &mut self.addr_base),
                dw::DW_AT_rnglists_base => base(attribute, &mut self.rnglists_base),
                dw::DW_AT_GNU_ranges_base if self.encoding.version < 5 => base(attribute, &mut self.rnglists_base),
                dw::DW_AT_dwo_name | dw::DW_AT_GNU_dwo_name => split.name = attribute,
                dw::DW_AT_GNU_dwo_id => split.id = attribute,
                name => self.code.note(name, attribute),
            }
        }
        self.low_pc = self.address(sections, self.code.low_pc).unwrap_or(0);
        self.line_program = self.unsigned(sections, line_program).and_then(|offset| {
            let position = sections.extents.position(Section::Line, offset);
            position.map(|position| position as u64)
        });
        self.language = self.unsigned(sections, language).and_then(|value| u16::try_from(value).ok()).unwrap_or(0);
        Ok(split)
    }

    /// What a split unit takes from its skeleton: addresses are in the module.
    pub fn inherit(&mut self, skeleton: &Unit, number: u32) {
        self.partner = number;
        self.low_pc = skeleton.low_pc;
        self.addr_base = skeleton.addr_base;
        if self.encoding.version < 5 {
            self.rnglists_base = skeleton.rnglists_base;
        }
    }

    /// Makes the offsets of a unit that lies in a split file those of the sections.
    pub fn place_in(&mut self, member: &Member) {
        self.str_offsets_base = self.str_offsets_base.saturating_add(member.str_offsets as u64);
        self.line_program = self.line_program.map(|offset| offset.saturating_add(member.line as u64));
        if self.encoding.version >= 5 {
            self.rnglists_base = self.rnglists_base.saturating_add(member.rnglists as u64);
        }
    }

    /// What the offsets of range lists are counted from.
    pub fn range_list_base(&self, sections: &Sections) -> u64 {
        match self.member {
            0 => 0,
            member if self.encoding.version >= 5 => sections.members[member as usize].rnglists as u64,
            _ => self.rnglists_base,
        }
    }

    /// The value of a constant, offset or index form.
    #[inline]
    pub fn unsigned(&self, sections: &Sections, attribute: Attribute) -> Option<u64> {
        let at = attribute.at as usize;
        let rest = || self.bytes(sections).get(at..);
        match dw::DwForm(attribute.form) {
            dw::DW_FORM_data1 => self.bytes(sections).get(at).copied().map(u64::from),
            dw::DW_FORM_data2 => rest()?.first_chunk().map(|&two| u16::from_le_bytes(two).into()),
            dw::DW_FORM_data4 | dw::DW_FORM_ref4 => rest()?.first_chunk().map(|&four| u32::from_le_bytes(four).into()),
            dw::DW_FORM_implicit_const => Some(u64::from(attribute.at)),
            _ => self.unsigned_of_rare_form(sections, attribute),
        }
    }

    fn unsigned_of_rare_form(&self, sections: &Sections, attribute: Attribute) -> Option<u64> {
        let mut cursor = Cursor::new(self.bytes(sections), attribute.at as usize);
        if dw::DwForm(attribute.form) == dw::DW_FORM_sdata {
            return cursor.sleb().ok().and_then(|value| u64::try_from(value).ok());
        }
        match skip_of(attribute.form, self.encoding) {
            Skip::Bytes(size @ 1..=8) => cursor.unsigned(size as usize).ok(),
            Skip::Leb => cursor.uleb().ok(),
            _ => None,
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
        self.indexed_address(sections, self.unsigned(sections, attribute)?)
    }

    /// The address with this index in the unit's part of `.debug_addr`.
    pub fn indexed_address(&self, sections: &Sections, index: u64) -> Option<u64> {
        let size = usize::from(self.encoding.address_size);
        let at = index.checked_mul(size as u64)?.checked_add(self.addr_base)?;
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
                let within = self.unsigned(sections, attribute)?;
                let offset = within.checked_add(sections.members[self.member as usize].info.start as u64)?;
                sections.extents.position(Section::Info, offset).map(Target::Info)
            }
            dw::DW_FORM_ref_sig8 => self.unsigned(sections, attribute).map(Target::Type),
            _ => None,
        }
    }

    /// The offset in `.debug_str` of a string form that refers to it.
    pub fn shared_string(&self, sections: &Sections, attribute: Attribute) -> Option<u64> {
        let is_shared = dw::DwForm(attribute.form) == dw::DW_FORM_strp;
        let within = if is_shared { self.unsigned(sections, attribute) } else { None };
        within?.checked_add(sections.members[self.member as usize].str as u64)
    }

    /// The bytes of a string form.
    pub fn text<'a>(&self, sections: &'a Sections, attribute: Attribute) -> Option<&'a [u8]> {
        let value = || self.unsigned(sections, attribute);
        match dw::DwForm(attribute.form) {
            dw::DW_FORM_string => {
                let text = Cursor::new(self.bytes(sections), attribute.at as usize).string().ok();
                text.filter(|text| text.len() <= MAX_NAME)
            }
            dw::DW_FORM_strp => sections.string(self.member, value()?),
            dw::DW_FORM_line_strp => sections.line_string(self.member, value()?),
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

    /// Where the compiler ran: 0 where the unit does not say it, `None` where that cannot be read.
    pub fn directory(&self, sections: &Sections, strings: &mut Strings) -> Option<StringId> {
        if !self.comp_dir.is_present() {
            return Some(0);
        }
        let text = strings.is_open().then(|| self.text(sections, self.comp_dir)).flatten()?;
        Some(strings.intern(text))
    }

    /// The string with this index in the unit's part of `.debug_str_offsets`.
    pub fn indexed_string<'a>(&self, sections: &'a Sections, index: u64) -> Option<&'a [u8]> {
        let size = usize::from(self.encoding.offset_size);
        sections.string(self.member, sections.indexed_offset(self.str_offsets_base, index, size)?)
    }
}

/// False for what linkers write as the address of code that they threw away: 0 (Binaryen, old lld), −1 and −2 (lld).
pub fn is_live(address: u64, encoding: Encoding) -> bool {
    let largest = if encoding.address_size >= 8 { u64::MAX } else { (1 << (8 * encoding.address_size)) - 1 };
    address != 0 && address < largest - 1
}
