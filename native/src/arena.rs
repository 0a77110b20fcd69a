//! Bytes that stay where they are put.

/// Bytes of a block. Twice as much as the host hands over at once, and less than 1 % of what large modules fill.
const BLOCK: usize = 1 << 17;

/// Stretches of bytes in blocks that do not grow. One list for all of them would be copied whenever it doubles, and leaves half of itself empty and as much again behind: 10 MB of
/// the 62 that a Rust module of 30 MB took, all of it memory that the system has to clear first.
#[derive(Default)]
pub struct Arena {
    /// A stretch that is longer than a block has one of its own size, and empty ones behind it for the numbers that it covers.
    blocks: Vec<Vec<u8>>,
}

impl Arena {
    /// Adds a stretch. Returns where it begins and ends: of two that follow each other the later one has the higher place, unless it is empty.
    pub fn push(&mut self, bytes: &[u8]) -> (u32, u32) {
        if bytes.is_empty() {
            return (0, 0);
        }
        let has_room = self.blocks.last().is_some_and(|last| !last.is_empty() && last.len() + bytes.len() <= BLOCK);
        if !has_room {
            self.add_block(bytes.len());
        }
        let number = self.blocks.len() - 1;
        let block = &mut self.blocks[number];
        let start = number * BLOCK + block.len();
        block.extend_from_slice(bytes);
        for _ in 1..bytes.len().div_ceil(BLOCK) {
            self.blocks.push(Vec::new());
        }
        (start as u32, (start + bytes.len()) as u32)
    }

    #[cold]
    fn add_block(&mut self, length: usize) {
        // The first one doubles up to its size: most modules are small.
        let room = if self.blocks.is_empty() { length } else { length.max(BLOCK) };
        self.blocks.push(Vec::with_capacity(room));
    }

    /// The bytes of a stretch.
    #[inline]
    pub fn get(&self, start: u32, end: u32) -> &[u8] {
        let (start, length) = (start as usize, (end - start) as usize);
        self.blocks.get(start / BLOCK).map_or(&[], |block| &block[start % BLOCK..][..length])
    }

    /// The first place of the block that the byte in front of `end` is in: no stretch of less than a block that ends there begins before it.
    #[inline]
    pub fn block_start(end: u32) -> u32 {
        end.saturating_sub(1) / BLOCK as u32 * BLOCK as u32
    }

    /// Bytes that the places reach to.
    pub fn size(&self) -> usize {
        self.blocks.len() * BLOCK
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_of_all_lengths_stay_whole() {
        let mut arena = Arena::default();
        let lengths = [0, 1, BLOCK - 2, 1, 1, BLOCK, 5, 3 * BLOCK + 7, 2, BLOCK - 2, 0, 9];
        let texts: Vec<Vec<u8>> = lengths.iter().zip(1u8..).map(|(&length, byte)| vec![byte; length]).collect();
        let places: Vec<_> = texts.iter().map(|text| arena.push(text)).collect();
        for (text, &(start, end)) in texts.iter().zip(&places) {
            assert_eq!(arena.get(start, end), text);
        }
        let places: Vec<_> = places.into_iter().filter(|(start, end)| start < end).collect();
        assert!(places.is_sorted_by(|before, after| before.1 <= after.0));
        assert!(places.iter().all(|&(start, end)| (end - start) as usize > BLOCK || start >= Arena::block_start(end)));
    }
}
