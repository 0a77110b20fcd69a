//! Source files by their numbers: those of a unit's own line table, and those of other units' tables.

use crate::attributes::Attribute;
use crate::bytes::Cursor;
use crate::line_header::{LineHeader, next_program};
use crate::number_map::{NumberMap, pair};
use crate::sections::{MAX_NAME, Sections};
use crate::tables::{File, FileId, StringId, Tables};
use crate::unit::Unit;
use gimli::constants as dw;
use std::rc::Rc;

/// What a file's number means depends on.
pub struct FileContext<'a> {
    /// The header of the line table.
    pub header: &'a LineHeader,
    /// Files that its program adds: name, number of the directory.
    pub defined: &'a [(&'a [u8], u64)],
    /// For strings by index; a table that no unit leads to has none.
    pub unit: Option<&'a Unit>,
    /// Where the compiler ran, as the unit says; `None` where that cannot be read.
    pub comp_dir: Option<StringId>,
}

impl FileContext<'_> {
    /// The file with this number, which is that of `DW_AT_decl_file` and `DW_AT_call_file` too.
    pub fn intern(&self, sections: &Sections, number: u32, tables: &mut Tables) -> Option<FileId> {
        let version = self.header.encoding.version;
        // File 0 is a real file from DWARF 5 on; before, it says that there is none.
        let index = if version >= 5 { number as usize } else { (number as usize).checked_sub(1)? };
        let (name, directory) = match self.header.file(&sections.line, index) {
            Some(file) => (self.string(sections, Some(file.name), tables)?, file.directory),
            None => {
                let &(name, directory) = self.defined.get(index.checked_sub(self.header.file_count())?)?;
                (tables.strings.intern(name), directory)
            }
        };
        // `None`: it is there and cannot be read.
        let mut path_of = |index| match self.header.directory(&sections.line, index) {
            None => Some(0),
            path => self.string(sections, path, tables),
        };
        let (comp_dir, directory) = match (version, usize::try_from(directory).ok()?) {
            // Directory 0 is where the compiler ran; DWARF 5 writes it out, which also serves a table without a unit.
            (5.., index) => {
                let written = path_of(0);
                let comp_dir = if written == Some(0) { self.comp_dir } else { written };
                (comp_dir, if index == 0 { Some(0) } else { path_of(index) })
            }
            (_, 0) => (self.comp_dir, Some(0)),
            (_, number) => (self.comp_dir, path_of(number - 1)),
        };
        let file = File::of(comp_dir, directory, name, &tables.strings)?;
        Some(tables.files.intern(file))
    }

    fn string(&self, sections: &Sections, value: Option<Attribute>, tables: &mut Tables) -> Option<StringId> {
        let text = tables.strings.is_open().then(|| self.text(sections, value?)).flatten()?;
        Some(tables.strings.intern(text))
    }

    fn text<'s>(&self, sections: &'s Sections, Attribute { form, at }: Attribute) -> Option<&'s [u8]> {
        let mut cursor = Cursor::new(&sections.line, at as usize);
        let member = self.unit.map_or(0, |unit| unit.member);
        let mut offset = || cursor.unsigned(usize::from(self.header.encoding.offset_size)).ok();
        match dw::DwForm(form) {
            dw::DW_FORM_strp => sections.string(member, offset()?),
            dw::DW_FORM_line_strp => sections.line_string(member, offset()?),
            dw::DW_FORM_string => cursor.string().ok().filter(|text| text.len() <= MAX_NAME),
            dw::DW_FORM_strx => self.unit?.indexed_string(sections, cursor.uleb().ok()?),
            dw::DW_FORM_strx1 => self.unit?.indexed_string(sections, cursor.unsigned(1).ok()?),
            dw::DW_FORM_strx2 => self.unit?.indexed_string(sections, cursor.unsigned(2).ok()?),
            dw::DW_FORM_strx3 => self.unit?.indexed_string(sections, cursor.unsigned(3).ok()?),
            dw::DW_FORM_strx4 => self.unit?.indexed_string(sections, cursor.unsigned(4).ok()?),
            _ => None,
        }
    }
}

/// Files of other units than the one at hand. Each header is read once as long as they are few, each file once.
#[derive(Default)]
pub struct ForeignFiles {
    /// By unit and number.
    files: NumberMap,
    headers: Vec<Option<Rc<LineHeader>>>,
    /// Their numbers by the program's offset: hostile units could all share one large header.
    header_numbers: NumberMap,
    entries_kept: usize,
    bytes_read: usize,
}

impl ForeignFiles {
    /// Entries of headers that are kept at once, four bytes each.
    const KEPT: usize = 1 << 20;

    /// A file of a unit's line table by its number; 0 where there is none.
    pub fn file(
        &mut self,
        (unit_number, unit): (usize, &Unit),
        sections: &Sections,
        number: u32,
        tables: &mut Tables,
    ) -> FileId {
        let key = pair(unit_number, number as usize);
        if let Some(known) = self.files.get(key) {
            return known;
        }
        let file = self.header(unit, sections).and_then(|header| {
            let comp_dir = unit.directory(sections, &mut tables.strings);
            let context = FileContext { header: &header, defined: &[], unit: Some(unit), comp_dir };
            context.intern(sections, number, tables)
        });
        self.files.insert(key, file.unwrap_or(0));
        file.unwrap_or(0)
    }

    fn header(&mut self, unit: &Unit, sections: &Sections) -> Option<Rc<LineHeader>> {
        let at = usize::try_from(unit.line_program?).ok()?;
        if let Some(number) = self.header_numbers.get(at as u64) {
            return self.headers[number as usize].clone();
        }
        // Headers within headers, each reaching to the end of the section, are the other way to read it a thousand times.
        if self.bytes_read > sections.line.len().saturating_mul(4).saturating_add(1 << 20) {
            return None;
        }
        self.bytes_read += next_program(&sections.line, at).map_or(0, |next| next - at);
        let header = LineHeader::read(&sections.line, at, unit.encoding.address_size).ok().map(Rc::new);
        let entries = header.as_ref().map_or(0, |header| header.entry_count());
        if self.entries_kept + entries > Self::KEPT {
            self.headers.clear();
            self.header_numbers.clear();
            self.entries_kept = 0;
        }
        self.entries_kept += entries;
        self.header_numbers.insert(at as u64, self.headers.len() as u32);
        self.headers.push(header.clone());
        header
    }
}
