//! The pieces of a body, written as the blocks of its rows: final bytes, as the format numbers files and nodes within the body.

use crate::bytes::{push_numbers, push_varint, push_zigzag_step};
use crate::format::{BLOCK_RANGES, STEP_ESCAPE};
use crate::pieces::{FileId, Piece};

/// Writes the rows of one body after another. Reused, so that its tables need not be made anew.
#[derive(Default)]
pub struct RowsEncoder {
    /// Files of the body in order of first use; the first is number 1.
    pub files: Vec<FileId>,
    /// Block index (from the second block on) and blocks.
    pub bytes: Vec<u8>,
    /// Ranges in the blocks.
    pub ranges: u32,
    /// The block index has numbers of 32 bits.
    pub is_wide: bool,
    /// By file: in which body it was last met, and its number there.
    numbers: Vec<(u32, u32)>,
    bodies_encoded: u32,
    blocks: Vec<u8>,
    block_index: Vec<[u32; 2]>,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Range {
    node: u32,
    file: u32,
    line: u32,
    column: u32,
}

impl RowsEncoder {
    /// Encodes the pieces of a body that starts at `start`. `local_node` gives a node its number within the body.
    pub fn encode(&mut self, start: u32, pieces: &[Piece], local_node: impl Fn(u32) -> u32) {
        self.files.clear();
        self.bytes.clear();
        self.bodies_encoded += 1;
        self.blocks.clear();
        self.block_index.clear();
        self.ranges = 0;
        let mut last = Range::default();
        let (mut last_node, mut last_file) = (0, 0);
        let mut before = Range::default();
        let mut address = start;
        for piece in pieces {
            let file = if piece.file == last_file { last.file } else { self.file_number(piece.file) };
            let node = if piece.node == last_node { last.node } else { local_node(piece.node) };
            let range = Range { node, file, line: piece.line, column: piece.column };
            // Also true for what is unknown in front of the first row: the format says so by silence.
            if range == last {
                continue;
            }
            (last_node, last_file) = (piece.node, piece.file);
            last = range;
            if self.ranges > 0 && (self.ranges as usize).is_multiple_of(BLOCK_RANGES) {
                self.block_index.push([piece.start - start, self.blocks.len() as u32]);
                address = piece.start;
                before = Range::default();
            }
            self.push(piece.start - address, before, range);
            address = piece.start;
            before = range;
            self.ranges += 1;
        }
        // Both ascend.
        self.is_wide =
            self.block_index.last().is_some_and(|last| last.iter().any(|&number| number > u32::from(u16::MAX)));
        let width = if self.is_wide { 4 } else { 2 };
        push_numbers(&mut self.bytes, self.block_index.iter().flatten().copied(), width);
        self.bytes.extend_from_slice(&self.blocks);
    }

    fn push(&mut self, step: u32, before: Range, range: Range) {
        let flags = u8::from(range.node != before.node)
            | u8::from(range.file != before.file) << 1
            | u8::from(range.line != before.line) << 2;
        self.blocks.push(flags | (step.min(STEP_ESCAPE) as u8) << 3);
        if step >= STEP_ESCAPE {
            push_varint(&mut self.blocks, step - STEP_ESCAPE);
        }
        for (from, to) in [(before.node, range.node), (before.file, range.file), (before.line, range.line)] {
            if from != to {
                push_zigzag_step(&mut self.blocks, from, to);
            }
        }
        push_varint(&mut self.blocks, range.column);
    }

    fn file_number(&mut self, file: FileId) -> u32 {
        if file == 0 {
            return 0;
        }
        let index = file as usize;
        if index >= self.numbers.len() {
            self.numbers.resize(index + 1, (0, 0));
        }
        let (last_met, number) = &mut self.numbers[index];
        if *last_met != self.bodies_encoded {
            self.files.push(file);
            (*last_met, *number) = (self.bodies_encoded, self.files.len() as u32);
        }
        *number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_of_the_format() {
        let piece = |start, node, line, column| Piece { start, node, file: 9, line, column };
        let pieces = [piece(5, 0, 5, 10), piece(8, 4, 2, 3), piece(12, 0, 6, 1)];
        let mut encoder = RowsEncoder::default();
        encoder.encode(3, &pieces, |node| node / 4);
        assert_eq!((encoder.ranges, encoder.files.as_slice()), (3, &[9][..]));
        let expected = [0x16, 0x02, 0x0a, 0x0a, 0x1d, 0x02, 0x05, 0x03, 0x25, 0x01, 0x08, 0x01];
        assert_eq!(encoder.bytes, expected);
    }

    #[test]
    fn equal_neighbours_become_one_and_blocks_start_anew() {
        let mut pieces = vec![Piece { start: 10, node: 0, file: 0, line: 0, column: 0 }];
        pieces.extend((0..40).map(|n| Piece { start: 20 + n * 100, node: 0, file: 1, line: 1 + n / 2, column: n / 2 }));
        let mut encoder = RowsEncoder::default();
        encoder.encode(10, &pieces, |node| node);
        assert_eq!((encoder.ranges, encoder.bytes.len()), (20, 4 + (4 + 15 * 5) + (4 + 3 * 5)));
        for (n, piece) in pieces.iter_mut().enumerate() {
            piece.column = n as u32;
        }
        encoder.encode(10, &pieces, |node| node);
        assert_eq!((encoder.ranges, encoder.is_wide), (40, false));
        // An entry for the second and the third block: they start with the 17th and the 33rd range, at 20 + 16 * 100 and 20 + 32 * 100.
        assert_eq!([&encoder.bytes[..2], &encoder.bytes[4..6]], [1610u16.to_le_bytes(), 3210u16.to_le_bytes()]);
        let third = 8 + usize::from(u16::from_le_bytes([encoder.bytes[6], encoder.bytes[7]]));
        assert_eq!(encoder.bytes[third..third + 4], [0b110, 2, 34, 33]);
    }

    #[test]
    fn a_long_body_has_a_wide_block_index() {
        let pieces: Vec<_> =
            (0..17).map(|n| Piece { start: n * 10_000, node: 0, file: 1, line: n, column: 0 }).collect();
        let mut encoder = RowsEncoder::default();
        encoder.encode(0, &pieces, |node| node);
        assert!(encoder.is_wide);
        assert_eq!(encoder.bytes[..4], 160_000u32.to_le_bytes());
    }
}
