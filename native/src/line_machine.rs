//! Line programs: the loop over the opcodes.

use crate::bodies::{Bodies, BodyId};
use crate::bytes::{Cursor, Malformed};
use crate::growth::push_within;
use crate::line_header::LineHeader;
use crate::sections::MAX_NAME;
use gimli::constants as dw;

/// From this address on, up to the next row: this place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// Code-relative.
    pub address: u32,
    /// Number in the line table; see [`crate::lines::LineTable::file`].
    pub file: u32,
    /// 0: made by the compiler.
    pub line: u32,
    /// 0 unknown.
    pub column: u32,
}

/// Rows of one body at most. Engines take bodies of 7.6 MB, real ones have one row in five bytes or more.
pub const MAX_BODY_ROWS: usize = 1 << 19;

/// The state machine of DWARF 5, 6.2.2, without what nobody asks for here.
pub struct LineMachine<'a> {
    opcode_base: u8,
    line_base: i8,
    line_range: u8,
    minimum_instruction_length: u8,
    operand_counts: &'a [u8],
    /// Files that the program adds: name, number of the directory.
    pub defined: Vec<(&'a [u8], u64)>,
    /// Sequences that start in no body.
    pub dropped: u32,
    /// Some sequence starts in a body, asked for or not.
    pub is_live: bool,
}

/// Where a sequence that starts in a wanted body lies: of its first row, and behind the last row's range.
pub struct Bounds {
    /// The body.
    pub body: BodyId,
    /// First address.
    pub start: u32,
    /// Clipped to the body.
    pub end: u32,
}

/// Files that a program may add to those of its header, an opcode each. No compiler of this century adds any.
const MAX_DEFINED: usize = 10_000;

impl<'a> LineMachine<'a> {
    /// For the programs of a header in `.debug_line`.
    pub fn new(header: &LineHeader, line: &'a [u8]) -> Self {
        LineMachine {
            opcode_base: header.opcode_base,
            line_base: header.line_base,
            line_range: header.line_range,
            minimum_instruction_length: header.minimum_instruction_length,
            operand_counts: &line[header.operand_counts.clone()],
            defined: Vec::new(),
            dropped: 0,
            is_live: false,
        }
    }

    /// Runs up to the next end of a sequence, or to the end of the program. Appends the rows of a sequence that starts in a wanted body.
    #[inline(never)]
    pub fn run_sequence(
        &mut self,
        cursor: &mut Cursor<'a>,
        bodies: &Bodies,
        rows: &mut Vec<Row>,
    ) -> Result<Option<Bounds>, Malformed> {
        let from = rows.len();
        let (mut address, mut file, mut line, mut column) = (0u64, 1u32, 1u32, 0u32);
        // The body of the first row: `None` before it, and rows are kept only for a body that is asked for.
        let mut started: Option<Option<(BodyId, u32)>> = None;
        let mut highest = 0;
        let mut room = MAX_BODY_ROWS + 1;
        let is_live = &mut self.is_live;
        let mut is_of_unwanted_body = false;
        let mut emit = |address: u64, file: u32, line: u32, column: u32| {
            let body = *started.get_or_insert_with(|| {
                let body = bodies.containing(address)?;
                *is_live = true;
                is_of_unwanted_body = !bodies.is_wanted(body);
                (!is_of_unwanted_body).then(|| (body, bodies.bounds(body).1))
            });
            let Some((_, end)) = body else { return is_of_unwanted_body };
            // Rows that step back are damage: what they would cover has been said already.
            if address < highest || address >= u64::from(end) {
                return false;
            }
            let row = Row { address: address as u32, file, line, column };
            match rows[from..].last_mut() {
                Some(last) if u64::from(last.address) == address => *last = row,
                // One more than are answered, so that the loss of the others is seen.
                _ if room == 0 => return false,
                _ => {
                    room -= 1;
                    push_within(rows, row, from + MAX_BODY_ROWS + 1);
                }
            }
            highest = address;
            false
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
                if emit(address, file, line, column) {
                    return self.skip_sequence(cursor).map(|()| None);
                }
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
                                return Ok(None);
                            };
                            let end = address.clamp(highest, u64::from(end)) as u32;
                            // A row at the very end covers nothing.
                            if rows[from..].last().is_some_and(|last| last.address >= end) {
                                rows.pop();
                            }
                            return Ok(rows.get(from).map(|first| Bounds { body, start: first.address, end }));
                        }
                        // The operand's length tells the address size, so that a table without a unit needs none.
                        dw::DW_LNE_set_address if length <= 9 => address = operands.unsigned(length - 1)?,
                        dw::DW_LNE_define_file => define_file(&mut operands, &mut self.defined)?,
                        _ => (),
                    }
                }
                dw::DW_LNS_copy => {
                    first_address.get_or_insert(address);
                    if emit(address, file, line, column) {
                        return self.skip_sequence(cursor).map(|()| None);
                    }
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
        if first_address.is_some() { Err(Malformed) } else { Ok(None) }
    }

    /// Passes over the rest of a sequence whose rows nobody asks for: a one-shot answer wants a few of the sequences of a program, which were half of its time in the core.
    #[inline(never)]
    fn skip_sequence(&mut self, cursor: &mut Cursor<'a>) -> Result<(), Malformed> {
        while !cursor.is_at_end() {
            let opcode = cursor.u8()?;
            if opcode >= self.opcode_base {
                continue;
            }
            match dw::DwLns(opcode) {
                dw::DwLns(0) => {
                    let length = usize::try_from(cursor.uleb()?).map_err(|_| Malformed)?;
                    let mut operands = Cursor::new(cursor.take(length)?, 0);
                    match operands.u8().map(dw::DwLne) {
                        Ok(dw::DW_LNE_end_sequence) => return Ok(()),
                        Ok(dw::DW_LNE_define_file) => define_file(&mut operands, &mut self.defined)?,
                        _ => (),
                    }
                }
                dw::DW_LNS_advance_pc | dw::DW_LNS_advance_line | dw::DW_LNS_set_file | dw::DW_LNS_set_column => {
                    cursor.skip_leb()?;
                }
                dw::DW_LNS_fixed_advance_pc => drop(cursor.take(2)?),
                dw::DW_LNS_copy
                | dw::DW_LNS_const_add_pc
                | dw::DW_LNS_negate_stmt
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
        Err(Malformed)
    }
}

fn define_file<'a>(operands: &mut Cursor<'a>, defined: &mut Vec<(&'a [u8], u64)>) -> Result<(), Malformed> {
    let (name, directory) = (operands.string()?, operands.uleb()?);
    if defined.len() < MAX_DEFINED && name.len() <= MAX_NAME {
        defined.push((name, directory));
    }
    Ok(())
}

/// True for a sequence whose loss is worth counting: not empty, not of code that the linker threw away, and starting in no body at all.
fn is_unexpected(first: u64, end: u64, bodies: &Bodies) -> bool {
    let is_tombstone = first == 0 || first >= u64::from(u32::MAX - 1);
    !is_tombstone && end > first && bodies.containing(first).is_none()
}
