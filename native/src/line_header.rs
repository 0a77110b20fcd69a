//! Headers of line programs, DWARF 2 to 5: how the program is written, and where in the section its directories and files are.
//!
//! Of a file only its place is kept, four bytes: a hostile header lists a file a byte, and most files of an honest one are never asked for.

use crate::abbreviations::{Encoding, Skip, skip_of, skip_one};
use crate::attributes::Attribute;
use crate::bytes::{Cursor, Malformed};
use gimli::constants as dw;
use std::ops::Range;

/// Directories, and files, that are read. Large units have some thousands.
const MAX_ENTRIES: usize = 1 << 18;

/// Parts of an entry in DWARF 5, which knows five.
const MAX_FORMATS: u8 = 32;

/// A header. Offsets are those of `.debug_line`.
pub struct LineHeader {
    /// How the tables are written.
    pub encoding: Encoding,
    /// Bytes of the shortest instruction, by which steps are multiplied.
    pub minimum_instruction_length: u8,
    /// Least step of lines of a special opcode.
    pub line_base: i8,
    /// Steps of lines of special opcodes; not 0.
    pub line_range: u8,
    /// The first special opcode; not 0.
    pub opcode_base: u8,
    /// Operands of the standard opcodes, from 1 on.
    pub operand_counts: Range<usize>,
    /// The opcodes.
    pub program: Range<usize>,
    directories: Table,
    files: Table,
}

/// Directories or files: what their parts are, and where each begins.
#[derive(Default)]
struct Table {
    /// `DW_LNCT_…` and form. Before DWARF 5: a string, for a file then its directory's number, time and size.
    formats: Vec<(u64, u16)>,
    entries: Vec<u32>,
}

/// A file: its name, and the number of its directory.
#[derive(Clone, Copy, Debug)]
pub struct HeaderFile {
    /// Where the name is.
    pub name: Attribute,
    /// As in the table.
    pub directory: u64,
}

impl LineHeader {
    /// Reads the header at `at`. `address_size` counts before DWARF 5, where no header says it.
    pub fn read(line: &[u8], at: usize, address_size: u8) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(line, at);
        let (length, offset_size) = match cursor.unsigned(4)? {
            0xffff_ffff => (cursor.unsigned(8)?, 8),
            reserved if reserved >= 0xffff_fff0 => return Err(Malformed),
            length => (length, 4),
        };
        let end = cursor.position.checked_add(usize::try_from(length).map_err(|_| Malformed)?).ok_or(Malformed)?;
        let mut cursor = Cursor::new(line.get(..end).ok_or(Malformed)?, cursor.position);
        let version = cursor.unsigned(2)? as u16;
        if !(2..=5).contains(&version) {
            return Err(Malformed);
        }
        let mut encoding = Encoding { version, address_size, offset_size };
        if version == 5 {
            encoding.address_size = cursor.u8()?;
            // Size of a segment selector: no such machine writes DWARF 5.
            cursor.skip(1)?;
        }
        let length = usize::try_from(cursor.unsigned(usize::from(offset_size))?).map_err(|_| Malformed)?;
        let start = cursor.position.checked_add(length).filter(|&start| start <= end).ok_or(Malformed)?;
        let mut cursor = Cursor::new(&line[..start], cursor.position);
        let minimum_instruction_length = cursor.u8()?;
        // Operations of a wide instruction, then whether a row begins a statement.
        cursor.skip(if version >= 4 { 2 } else { 1 })?;
        let line_base = cursor.u8()? as i8;
        let (line_range, opcode_base) = (cursor.u8()?, cursor.u8()?);
        if line_range == 0 || opcode_base == 0 {
            return Err(Malformed);
        }
        let counts_start = cursor.position;
        cursor.skip(usize::from(opcode_base) - 1)?;
        let operand_counts = counts_start..cursor.position;
        let (directories, files) = if version == 5 {
            (Table::read(&mut cursor, encoding)?, Table::read(&mut cursor, encoding)?)
        } else {
            (Table::read_strings(&mut cursor, &[])?, Table::read_strings(&mut cursor, &FILE_NUMBERS)?)
        };
        Ok(LineHeader {
            encoding,
            minimum_instruction_length,
            line_base,
            line_range,
            opcode_base,
            operand_counts,
            program: start..end,
            directories,
            files,
        })
    }

    /// How many files it lists.
    pub fn file_count(&self) -> usize {
        self.files.entries.len()
    }

    /// How many places are kept.
    pub fn entry_count(&self) -> usize {
        self.files.entries.len() + self.directories.entries.len()
    }

    /// The path of a directory by its index, as it stands in the table.
    pub fn directory(&self, line: &[u8], index: usize) -> Option<Attribute> {
        self.directories.entry(line, index, self.encoding).map(|entry| entry.name)
    }

    /// A file by its index, as it stands in the table.
    pub fn file(&self, line: &[u8], index: usize) -> Option<HeaderFile> {
        self.files.entry(line, index, self.encoding)
    }
}

/// What stands behind a file's name before DWARF 5: number of the directory, time, size.
const FILE_NUMBERS: [(u64, u16); 3] = [
    (dw::DW_LNCT_directory_index.0 as u64, dw::DW_FORM_udata.0),
    (dw::DW_LNCT_timestamp.0 as u64, dw::DW_FORM_udata.0),
    (dw::DW_LNCT_size.0 as u64, dw::DW_FORM_udata.0),
];

impl Table {
    fn read(cursor: &mut Cursor, encoding: Encoding) -> Result<Self, Malformed> {
        let mut table = Table::default();
        let format_count = cursor.u8()?;
        if format_count > MAX_FORMATS {
            return Err(Malformed);
        }
        for _ in 0..format_count {
            table.formats.push((cursor.uleb()?, u16::try_from(cursor.uleb()?).map_err(|_| Malformed)?));
        }
        for _ in 0..cursor.uleb()? {
            table.read_entry(cursor, encoding)?;
        }
        Ok(table)
    }

    /// Strings up to an empty one, each with these numbers behind it.
    fn read_strings(cursor: &mut Cursor, numbers: &[(u64, u16)]) -> Result<Self, Malformed> {
        let mut table = Table::default();
        table.formats.push((u64::from(dw::DW_LNCT_path.0), dw::DW_FORM_string.0));
        table.formats.extend_from_slice(numbers);
        while cursor.peek()? != 0 {
            table.read_entry(cursor, Encoding { version: 4, address_size: 0, offset_size: 4 })?;
        }
        cursor.skip(1)?;
        Ok(table)
    }

    fn read_entry(&mut self, cursor: &mut Cursor, encoding: Encoding) -> Result<(), Malformed> {
        let start = cursor.position;
        for &(_, form) in &self.formats {
            skip_one(skip_of(form, encoding), cursor, encoding)?;
        }
        // An entry of no bytes could be listed any number of times.
        if cursor.position == start || self.entries.len() == MAX_ENTRIES {
            return Err(Malformed);
        }
        self.entries.push(u32::try_from(start).map_err(|_| Malformed)?);
        Ok(())
    }

    fn entry(&self, line: &[u8], index: usize, encoding: Encoding) -> Option<HeaderFile> {
        let mut cursor = Cursor::new(line, *self.entries.get(index)? as usize);
        let (mut name, mut directory) = (Attribute::default(), 0);
        for &(content, form) in &self.formats {
            let at = cursor.position;
            let skip = skip_of(form, encoding);
            match u16::try_from(content).map(dw::DwLnct) {
                Ok(dw::DW_LNCT_path) => name = Attribute { form, at: u32::try_from(at).ok()? },
                Ok(dw::DW_LNCT_directory_index) => {
                    let mut number = Cursor::new(line, at);
                    directory = match skip {
                        Skip::Bytes(size @ 1..=8) => number.unsigned(size as usize).ok()?,
                        Skip::Leb => number.uleb().ok()?,
                        _ => return None,
                    };
                }
                _ => (),
            }
            skip_one(skip, &mut cursor, encoding).ok()?;
        }
        name.is_present().then_some(HeaderFile { name, directory })
    }
}

/// Offset behind the line program at `offset`; `None` at the end and where the length is not believable.
pub fn next_program(line: &[u8], offset: usize) -> Option<usize> {
    let mut cursor = Cursor::new(line, offset);
    let length = match cursor.unsigned(4).ok()? {
        0xffff_ffff => cursor.unsigned(8).ok()?,
        length => length,
    };
    cursor.position.checked_add(usize::try_from(length).ok()?).filter(|&end| end <= line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header of DWARF 5 with these tables, and a program of two bytes.
    fn header_of(tables: &[u8]) -> Vec<u8> {
        let fixed = [1, 1, 1, 0xfb, 14, 2, 0];
        let length = fixed.len() + tables.len();
        let mut line = vec![(length + 10) as u8, 0, 0, 0, 5, 0, 4, 0, length as u8, 0, 0, 0];
        line.extend_from_slice(&fixed);
        line.extend_from_slice(tables);
        line.extend_from_slice(&[7, 8]);
        line
    }

    const PATH_STRING: [u8; 2] = [1, 8];
    const DIRECTORY_BYTE: [u8; 2] = [2, 11];

    #[test]
    fn files_are_found_by_where_they_stand() {
        let directories = [&[1][..], &PATH_STRING, &[2], b"/src\0", b"inc\0"].concat();
        let files = [&[2][..], &PATH_STRING, &DIRECTORY_BYTE, &[2], b"a.c\0", &[0], b"b.h\0", &[1]].concat();
        let line = header_of(&[directories, files].concat());
        let header = LineHeader::read(&line, 0, 4).unwrap();
        assert_eq!((header.file_count(), header.entry_count(), &line[header.program.clone()]), (2, 4, &[7, 8][..]));
        let file = header.file(&line, 1).unwrap();
        assert_eq!((file.directory, &line[file.name.at as usize..][..3]), (1, &b"b.h"[..]));
        let directory = header.directory(&line, 0).unwrap();
        assert_eq!(&line[directory.at as usize..][..4], b"/src");
        assert!(header.file(&line, 2).is_none() && header.directory(&line, 2).is_none());
    }

    #[test]
    fn tables_that_lie_are_refused() {
        // Present flags take no byte: any number of them would fit.
        let of_nothing = [1, 1, 0x19, 0xff, 0xff, 0x7f, 0, 0];
        let beyond_the_header = [&[1][..], &PATH_STRING, &[100], b"a\0"].concat();
        let without_formats = [0, 3, 0, 0];
        let too_many_formats = [&[33][..], &[1, 11].repeat(33), &[0, 0, 0]].concat();
        for tables in [&of_nothing[..], &beyond_the_header, &without_formats, &too_many_formats] {
            assert!(LineHeader::read(&header_of(tables), 0, 4).is_err(), "{tables:x?}");
        }
        assert!(LineHeader::read(&header_of(&[0, 0, 0, 0]), 0, 4).is_ok());
    }

    #[test]
    fn every_cut_is_an_error() {
        let line = header_of(&[0, 0, 0, 0]);
        for length in 0..line.len() {
            assert!(LineHeader::read(&line[..length], 0, 4).is_err(), "{length}");
        }
    }
}
