//! Line programs, of rows or opcode by opcode.

use crate::bytes::Bytes;
use gimli::constants::{self as dw, DwForm};

/// A row: address, file, line, column.
pub type Row = (u64, u64, u64, u64);

/// A line program: the header's numbers and tables, and the opcodes.
#[derive(Clone)]
pub struct Program {
    pub version: u16,
    pub offset_size: u8,
    pub address_size: u8,
    pub minimum_instruction_length: u8,
    pub line_base: i8,
    pub line_range: u8,
    pub opcode_base: u8,
    /// DWARF 5 begins with the folder in which the compiler ran.
    pub directories: Vec<&'static str>,
    /// Name and number of its directory.
    pub files: Vec<(&'static str, u64)>,
    pub opcodes: Bytes,
}

/// One file, `main.c`, which has the number 1 in every version.
pub fn program(version: u16) -> Program {
    let is_new = version >= 5;
    Program {
        version,
        offset_size: 4,
        address_size: 4,
        minimum_instruction_length: 1,
        line_base: -5,
        line_range: 14,
        opcode_base: 13,
        directories: if is_new { vec!["/src"] } else { Vec::new() },
        files: if is_new { vec![("first.c", 0), ("main.c", 0)] } else { vec![("main.c", 0)] },
        opcodes: Bytes::default(),
    }
}

impl Program {
    /// Appends a sequence of rows and its end.
    pub fn sequence(mut self, rows: &[Row], end: u64) -> Self {
        let mut line = 1;
        for (number, &(address, file, row_line, column)) in rows.iter().enumerate() {
            if number == 0 {
                self = self.set_address(address);
            } else {
                self.opcodes.u8(dw::DW_LNS_advance_pc.0).uleb(address - rows[number - 1].0);
            }
            self.opcodes.u8(dw::DW_LNS_set_file.0).uleb(file);
            self.opcodes.u8(dw::DW_LNS_set_column.0).uleb(column);
            self.opcodes.u8(dw::DW_LNS_advance_line.0).sleb(row_line as i64 - line);
            self.opcodes.u8(dw::DW_LNS_copy.0);
            line = row_line as i64;
        }
        if let Some(last) = rows.last() {
            self.opcodes.u8(dw::DW_LNS_advance_pc.0).uleb(end - last.0);
        }
        self.end_sequence()
    }

    pub fn set_address(mut self, address: u64) -> Self {
        let size = self.address_size;
        self.opcodes.u8(0).uleb(u64::from(size) + 1).u8(dw::DW_LNE_set_address.0).number(address, size);
        self
    }

    pub fn end_sequence(mut self) -> Self {
        self.opcodes.u8(0).u8(1).u8(dw::DW_LNE_end_sequence.0);
        self
    }

    /// Opcodes as they are.
    pub fn raw(mut self, opcodes: &[u8]) -> Self {
        self.opcodes.raw(opcodes);
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut header = Bytes::default();
        header.u8(self.minimum_instruction_length);
        if self.version >= 4 {
            header.u8(1);
        }
        header.u8(1).u8(self.line_base as u8).u8(self.line_range).u8(self.opcode_base);
        let operands = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];
        let extra = [2; 255];
        header.raw(&operands.into_iter().chain(extra).take(usize::from(self.opcode_base) - 1).collect::<Vec<_>>());
        if self.version >= 5 {
            let text = |form: DwForm| [dw::DW_LNCT_path.0 as u8, form.0 as u8];
            header.u8(1).raw(&text(dw::DW_FORM_string)).uleb(self.directories.len() as u64);
            self.directories.iter().for_each(|directory| {
                header.string(directory);
            });
            // As clang writes it: with the checksum of each file.
            header.u8(3).raw(&text(dw::DW_FORM_string));
            header.u8(dw::DW_LNCT_directory_index.0 as u8).u8(dw::DW_FORM_udata.0 as u8);
            header.u8(dw::DW_LNCT_MD5.0 as u8).u8(dw::DW_FORM_data16.0 as u8).uleb(self.files.len() as u64);
            for &(name, directory) in &self.files {
                header.string(name).uleb(directory).raw(&[0xab; 16]);
            }
        } else {
            self.directories.iter().for_each(|directory| {
                header.string(directory);
            });
            header.u8(0);
            for &(name, directory) in &self.files {
                header.string(name).uleb(directory).uleb(0).uleb(0);
            }
            header.u8(0);
        }
        let mut contents = Bytes::default();
        contents.number(u64::from(self.version), 2);
        if self.version >= 5 {
            contents.u8(self.address_size).u8(0);
        }
        contents.number(header.0.len() as u64, self.offset_size).raw(&header.0).raw(&self.opcodes.0);
        let mut bytes = Bytes::default();
        bytes.with_length(self.offset_size, &contents.0).0.clone()
    }
}
