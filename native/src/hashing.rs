//! Hashing of what a file says, with a key that it cannot know.
//!
//! A table is fast because its entries seldom meet. A file that knows how it is hashed makes all of them meet: names that begin with the hash's
//! own constant took 2.4 s where there were 32,000 of them, not 0.05 s, and four times as long for twice as many. So the host gives a random key. Nothing of it
//! reaches the index: tables number their entries in the order of discovery.
//!
//! Only for what a file can choose freely: strings, and records with lines and columns. Offsets and numbers of this crate are few enough.

use std::hash::{BuildHasher, Hasher};

/// The secret of one build.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key([u64; 2]);

impl Default for Key {
    /// For tests, and hosts that trust their files: digits of pi.
    fn default() -> Self {
        Key([0x1319_8a2e_0370_7344, 0xa409_3822_299f_31d0])
    }
}

impl Key {
    /// From sixteen random bytes; others give the default.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match bytes.as_chunks::<8>() {
            (&[a, b], []) => Key([u64::from_le_bytes(a), u64::from_le_bytes(b)]),
            _ => Key::default(),
        }
    }

    /// The hash of a string.
    #[inline]
    pub fn hash_bytes(self, bytes: &[u8]) -> u64 {
        let mut hasher = self.build_hasher();
        hasher.write(bytes);
        hasher.finish()
    }
}

impl BuildHasher for Key {
    type Hasher = KeyedHasher;

    #[inline]
    fn build_hasher(&self) -> KeyedHasher {
        KeyedHasher { state: self.0[0], secret: self.0[1] }
    }
}

/// Multiplies and folds the products together, as wyhash and its kin do. Who knows neither factor can make no product meet another. Two products
/// of 32 bits by 32, crosswise, as foldhash does where a product of 128 bits is a call: in Wasm it was 3 % of a build.
pub struct KeyedHasher {
    state: u64,
    secret: u64,
}

impl KeyedHasher {
    #[inline]
    fn mix(&mut self, low: u64, high: u64) {
        let (a, b) = (self.state ^ low, self.secret ^ high);
        let lower_half = |number: u64| number & 0xffff_ffff;
        let one = lower_half(a).wrapping_mul(b >> 32);
        let other = (a >> 32).wrapping_mul(lower_half(b));
        self.state = one ^ other.rotate_right(32);
    }

    #[inline]
    fn mix_block(&mut self, block: &[u8; 16]) {
        let block = u128::from_le_bytes(*block);
        self.mix(block as u64, (block >> 64) as u64);
    }
}

impl Hasher for KeyedHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (blocks, rest) = bytes.as_chunks::<16>();
        for block in blocks {
            self.mix_block(block);
        }
        // Of the rest two words that may overlap. Read byte by byte it took as long as a block or two, and a copy of a length that is not known beforehand leaves
        // Wasm in V8.
        let (low, high) = match (rest.first_chunk(), rest.last_chunk()) {
            (Some(&first), Some(&last)) => (u64::from_le_bytes(first), u64::from_le_bytes(last)),
            _ => match (rest.first_chunk(), rest.last_chunk()) {
                (Some(&first), Some(&last)) => (u32::from_le_bytes(first).into(), u32::from_le_bytes(last).into()),
                _ => (rest.iter().fold(0, |value, &byte| value << 8 | u64::from(byte)), 0),
            },
        };
        self.mix(low, high);
        // The length tells "a" from "a\0".
        self.mix(bytes.len() as u64, 0);
    }

    /// Records are hashed so: four numbers in one step.
    #[inline]
    fn write_u128(&mut self, numbers: u128) {
        self.mix(numbers as u64, (numbers >> 64) as u64);
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.mix(u64::from(number), 0);
    }

    #[inline]
    fn write_u16(&mut self, number: u16) {
        self.write_u32(number.into());
    }

    #[inline]
    fn write_u8(&mut self, number: u8) {
        self.write_u32(number.into());
    }

    /// Tables look at the lowest bits, which the highest of a block's last factor would else not reach.
    fn finish(&self) -> u64 {
        self.state ^ self.state >> 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn strings_of_all_lengths_and_keys_have_hashes_of_their_own() {
        let text: Vec<u8> = (1..=80).map(|n| n * 3).collect();
        let zeros = [0; 80];
        let mut hashes = HashSet::new();
        for key in [Key::default(), Key::from_bytes(&[0xa5; 16])] {
            hashes.extend((0..80).map(|length| key.hash_bytes(&text[..length])));
            hashes.extend((1..80).map(|length| key.hash_bytes(&zeros[..length])));
        }
        assert_eq!(hashes.len(), 2 * (80 + 79));
    }

    #[test]
    fn every_byte_reaches_the_lowest_bits() {
        let text: Vec<u8> = (1..=40).map(|n| n * 5).collect();
        for place in 0..text.len() {
            let buckets: HashSet<u64> = (0..=255u8)
                .map(|byte| {
                    let mut changed = text.clone();
                    changed[place] = byte;
                    Key::default().hash_bytes(&changed) & 0xfff
                })
                .collect();
            // By chance 248 of 256.
            assert!(buckets.len() > 200, "byte {place} leads to {} of 4,096 buckets", buckets.len());
        }
    }

    #[test]
    fn a_key_needs_sixteen_bytes() {
        assert_eq!(Key::from_bytes(&[7; 15]), Key::default());
        assert_eq!(Key::from_bytes(&[0; 16]), Key([0; 2]));
    }
}
