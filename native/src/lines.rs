//! Line programs: the rows of each sequence that starts in a function body, clipped to it.
//!
//! gimli reads the headers (file tables of five versions), the loop over the opcodes is ours: measured 1.5 times as fast.

use crate::bodies::{Bodies, BodyId};
use crate::bytes::{Cursor, Malformed};
use crate::diagnostics::{Diagnostics, Kind};
use crate::sections::{Sections, Slice};
use crate::sorting::sort_by_words;
use crate::tables::{File, FileId, StringId, Tables};
use crate::units::Unit;
use gimli::AttributeValue;
use gimli::constants as dw;

/// From this address on, up to the next row: this place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// Code-relative.
    pub address: u32,
    /// Number in the line table; see [`LineTable::file`].
    pub file: u32,
    /// 0: made by the compiler.
    pub line: u32,
    /// 0 unknown.
    pub column: u32,
}

/// Rows that belong together: ascending addresses within one body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sequence {
    /// The body in which it starts.
    pub body: BodyId,
    /// In [`LineTable::rows`].
    pub rows: (u32, u32),
    /// Behind the last row's range; clipped to the body.
    pub end: u32,
}

/// The rows of one line program.
pub struct LineTable<'a> {
    /// Of all sequences.
    pub rows: Vec<Row>,
    /// Ascending by body, then by first address. Only of bodies that are asked for.
    pub sequences: Vec<Sequence>,
    /// Some sequence starts in a body, asked for or not.
    pub is_live: bool,
    header: gimli::LineProgramHeader<Slice<'a>>,
    comp_dir: StringId,
    /// Files that the program itself adds to those of the header: name, number of its directory.
    defined: Vec<(&'a [u8], u64)>,
    files: Vec<FileId>,
}

const FILE_NOT_INTERNED: FileId = u32::MAX;

impl<'a> LineTable<'a> {
    /// Runs the program at `offset` of `.debug_line`. `None` where its header cannot be read; a program that breaks off gives its rows up to there.
    pub fn read(
        sections: &'a Sections,
        offset: u64,
        address_size: u8,
        comp_dir: StringId,
        bodies: &Bodies,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let at = usize::try_from(offset).ok()?;
        let Some(mut table) = Self::read_header(sections, at, address_size, comp_dir) else {
            diagnostics.add(Kind::LineProgramMalformed, at);
            return None;
        };
        let mut machine = Machine::new(&table.header);
        let buffer = table.header.raw_program_buf();
        let mut cursor = Cursor::new(buffer.slice(), 0);
        while !cursor.is_at_end() {
            if machine.run_sequence(&mut cursor, bodies, &mut table.rows, &mut table.sequences).is_err() {
                diagnostics.add(Kind::LineProgramMalformed, at);
                table.rows.truncate(table.sequences.last().map_or(0, |sequence| sequence.rows.1 as usize));
                break;
            }
        }
        table.is_live = machine.is_live;
        table.defined = machine.defined;
        if machine.dropped > 0 {
            diagnostics.add_counted(Kind::SequenceDropped as u32, machine.dropped, at as u32);
        }
        let rows = &table.rows;
        sort_by_words(&mut table.sequences, |sequence| [sequence.body, rows[sequence.rows.0 as usize].address, 0]);
        Some(table)
    }

    fn read_header(sections: &'a Sections, at: usize, address_size: u8, comp_dir: StringId) -> Option<Self> {
        let program = sections.debug_line().program(gimli::DebugLineOffset(at), address_size, None, None).ok()?;
        let header = program.header().clone();
        Some(LineTable {
            rows: Vec::new(),
            sequences: Vec::new(),
            is_live: false,
            header,
            comp_dir,
            defined: Vec::new(),
            files: Vec::new(),
        })
    }

    /// The sequences that start in a body.
    pub fn sequences_of(&self, body: BodyId) -> &[Sequence] {
        let from = self.sequences.partition_point(|sequence| sequence.body < body);
        let to = self.sequences.partition_point(|sequence| sequence.body <= body);
        &self.sequences[from..to]
    }

    /// The rows of a body, ascending; a row with file 0 and line 0 where nothing is known between two sequences.
    pub fn rows_of(&self, body: BodyId, end: u32, to: &mut Vec<Row>) {
        to.clear();
        let gap = |address| Row { address, file: u32::MAX, line: 0, column: 0 };
        let mut covered: Option<u32> = None;
        for sequence in self.sequences_of(body) {
            let rows = &self.rows[sequence.rows.0 as usize..sequence.rows.1 as usize];
            let start = rows.first().map_or(sequence.end, |row| row.address);
            to.extend(covered.filter(|&covered| covered < start).map(gap));
            to.extend_from_slice(rows);
            covered = covered.max(Some(sequence.end));
        }
        to.extend(covered.filter(|&covered| covered < end).map(gap));
        // Sequences of sound files do not overlap. Where they do, of rows at one address the one whose sequence began later holds.
        sort_by_words(to, |row| [row.address, 0, 0]);
        to.dedup_by(|later, earlier| {
            let is_same = later.address == earlier.address;
            if is_same {
                *earlier = *later;
            }
            is_same
        });
    }

    /// The file with this number, which is that of `DW_AT_decl_file` and `DW_AT_call_file` too.
    pub fn file(&mut self, unit: Option<&Unit>, sections: &Sections, number: u32, tables: &mut Tables) -> FileId {
        let index = number as usize;
        if let Some(&known) = self.files.get(index).filter(|&&known| known != FILE_NOT_INTERNED) {
            return known;
        }
        let id = self.intern_file(unit, sections, number, tables).unwrap_or(0);
        // A hostile number must not size a table.
        if index <= self.header.file_names().len() + self.defined.len() {
            if index >= self.files.len() {
                self.files.resize(index + 1, FILE_NOT_INTERNED);
            }
            self.files[index] = id;
        }
        id
    }

    fn intern_file(
        &self,
        unit: Option<&Unit>,
        sections: &Sections,
        number: u32,
        tables: &mut Tables,
    ) -> Option<FileId> {
        let version = self.header.version();
        // File 0 is a real file from DWARF 5 on; before, it says that there is none.
        let index = if version >= 5 { number as usize } else { (number as usize).checked_sub(1)? };
        let directories = self.header.include_directories();
        let text = |value: &AttributeValue<Slice<'_>>| match *value {
            AttributeValue::String(text) => Some(text.slice().to_vec()),
            AttributeValue::DebugStrRef(offset) => {
                Sections::string_at(&sections.str, offset.0 as u64).map(<[u8]>::to_vec)
            }
            AttributeValue::DebugLineStrRef(offset) => {
                Sections::string_at(&sections.line_str, offset.0 as u64).map(<[u8]>::to_vec)
            }
            AttributeValue::DebugStrOffsetsIndex(index) => {
                unit.and_then(|unit| unit.indexed_string(sections, index.0 as u64)).map(<[u8]>::to_vec)
            }
            _ => None,
        };
        let in_header = self.header.file_names();
        let (name, directory_number) = match in_header.get(index) {
            Some(entry) => (text(&entry.path_name())?, entry.directory_index()),
            None => self.defined.get(index - in_header.len()).map(|&(name, directory)| (name.to_vec(), directory))?,
        };
        let name = tables.strings.intern(&name);
        let directory_number = usize::try_from(directory_number).ok()?;
        let mut comp_dir = self.comp_dir;
        // Directory 0 is where the compiler ran; DWARF 5 writes it out, which also serves a table without a unit.
        if version >= 5
            && let Some(first) = directories.first().and_then(text)
        {
            comp_dir = tables.strings.intern(&first);
        }
        let directory = match (version, directory_number) {
            (_, 0) => 0,
            (5.., number) => directories.get(number).and_then(text).map_or(0, |path| tables.strings.intern(&path)),
            (_, number) => directories.get(number - 1).and_then(text).map_or(0, |path| tables.strings.intern(&path)),
        };
        Some(tables.files.intern(File::of(comp_dir, directory, name, &tables.strings)))
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

/// All files of a unit's line table by their numbers.
pub fn file_numbers(unit: &Unit, sections: &Sections, tables: &mut Tables) -> Vec<FileId> {
    let comp_dir = unit.intern(sections, unit.comp_dir, &mut tables.strings).unwrap_or(0);
    let table = unit
        .line_program
        .and_then(|offset| usize::try_from(offset).ok())
        .and_then(|at| LineTable::read_header(sections, at, unit.encoding.address_size, comp_dir));
    let Some(table) = table else { return Vec::new() };
    (0..=table.header.file_names().len() as u32)
        .map(|number| table.intern_file(Some(unit), sections, number, tables).unwrap_or(0))
        .collect()
}

/// The state machine of DWARF 5, 6.2.2, without what nobody asks for here.
struct Machine<'a> {
    opcode_base: u8,
    line_base: i8,
    line_range: u8,
    minimum_instruction_length: u8,
    operand_counts: &'a [u8],
    defined: Vec<(&'a [u8], u64)>,
    dropped: u32,
    is_live: bool,
}

impl<'a> Machine<'a> {
    fn new(header: &gimli::LineProgramHeader<Slice<'a>>) -> Self {
        Machine {
            opcode_base: header.opcode_base(),
            line_base: header.line_base(),
            line_range: header.line_range(),
            minimum_instruction_length: header.minimum_instruction_length(),
            operand_counts: header.standard_opcode_lengths().slice(),
            defined: Vec::new(),
            dropped: 0,
            is_live: false,
        }
    }

    /// Runs up to the next end of a sequence, or to the end of the program.
    #[inline(never)]
    fn run_sequence(
        &mut self,
        cursor: &mut Cursor<'a>,
        bodies: &Bodies,
        rows: &mut Vec<Row>,
        sequences: &mut Vec<Sequence>,
    ) -> Result<(), Malformed> {
        let from = rows.len();
        let (mut address, mut file, mut line, mut column) = (0u64, 1u32, 1u32, 0u32);
        // The body of the first row: `None` before it, and rows are kept only for a body that is asked for.
        let mut started: Option<Option<(BodyId, u32)>> = None;
        let mut highest = 0;
        let is_live = &mut self.is_live;
        let mut emit = |address: u64, file: u32, line: u32, column: u32| {
            let body = *started.get_or_insert_with(|| {
                let body = bodies.containing(address)?;
                *is_live = true;
                bodies.is_wanted(body).then(|| (body, bodies.bounds(body).1))
            });
            let Some((_, end)) = body else { return };
            // Rows that step back are damage: what they would cover has been said already.
            if address < highest || address >= u64::from(end) {
                return;
            }
            let row = Row { address: address as u32, file, line, column };
            match rows[from..].last_mut() {
                Some(last) if u64::from(last.address) == address => *last = row,
                _ => rows.push(row),
            }
            highest = address;
        };
        let mut first_address = None;
        while !cursor.is_at_end() {
            let opcode = cursor.u8()?;
            if opcode >= self.opcode_base {
                let adjusted = opcode - self.opcode_base;
                let step = u64::from(adjusted / self.line_range) * u64::from(self.minimum_instruction_length);
                address = address.wrapping_add(step);
                line = line.wrapping_add_signed(i32::from(self.line_base) + i32::from(adjusted % self.line_range));
                first_address.get_or_insert(address);
                emit(address, file, line, column);
                continue;
            }
            match dw::DwLns(opcode) {
                dw::DwLns(0) => {
                    let length = usize::try_from(cursor.uleb()?).map_err(|_| Malformed)?;
                    let mut operands = Cursor::new(cursor.take(length)?, 0);
                    if length == 0 {
                        continue;
                    }
                    match dw::DwLne(operands.u8()?) {
                        dw::DW_LNE_end_sequence => {
                            let Some(Some((body, end))) = started else {
                                let is_lost = first_address.is_some_and(|first| is_unexpected(first, address, bodies));
                                self.dropped += u32::from(is_lost);
                                return Ok(());
                            };
                            let end = address.clamp(highest, u64::from(end)) as u32;
                            // A row at the very end covers nothing.
                            if rows[from..].last().is_some_and(|last| last.address >= end) {
                                rows.pop();
                            }
                            if rows.len() > from {
                                sequences.push(Sequence { body, rows: (from as u32, rows.len() as u32), end });
                            }
                            return Ok(());
                        }
                        // The operand's length tells the address size, so that a table without a unit needs none.
                        dw::DW_LNE_set_address if length <= 9 => address = operands.unsigned(length - 1)?,
                        dw::DW_LNE_define_file => self.defined.push((operands.string()?, operands.uleb()?)),
                        _ => (),
                    }
                }
                dw::DW_LNS_copy => {
                    first_address.get_or_insert(address);
                    emit(address, file, line, column);
                }
                dw::DW_LNS_advance_pc => {
                    let step = cursor.uleb()?.wrapping_mul(u64::from(self.minimum_instruction_length));
                    address = address.wrapping_add(step);
                }
                dw::DW_LNS_advance_line => line = line.wrapping_add(cursor.sleb()? as u32),
                dw::DW_LNS_set_file => file = u32::try_from(cursor.uleb()?).unwrap_or(u32::MAX - 1),
                dw::DW_LNS_set_column => column = u32::try_from(cursor.uleb()?).unwrap_or(0),
                dw::DW_LNS_const_add_pc => {
                    let step = u64::from((255 - self.opcode_base) / self.line_range);
                    address = address.wrapping_add(step * u64::from(self.minimum_instruction_length));
                }
                dw::DW_LNS_fixed_advance_pc => address = address.wrapping_add(cursor.unsigned(2)?),
                dw::DW_LNS_negate_stmt
                | dw::DW_LNS_set_basic_block
                | dw::DW_LNS_set_prologue_end
                | dw::DW_LNS_set_epilogue_begin => (),
                _ => {
                    for _ in 0..self.operand_counts.get(usize::from(opcode) - 1).copied().unwrap_or(0) {
                        cursor.skip_leb()?;
                    }
                }
            }
        }
        // Nobody knows how far the last row of a sequence without an end reaches.
        if first_address.is_some() { Err(Malformed) } else { Ok(()) }
    }
}

/// True for a sequence whose loss is worth counting: not empty, not of code that the linker threw away, and starting in no body at all.
fn is_unexpected(first: u64, end: u64, bodies: &Bodies) -> bool {
    let is_tombstone = first == 0 || first >= u64::from(u32::MAX - 1);
    !is_tombstone && end > first && bodies.containing(first).is_none()
}
