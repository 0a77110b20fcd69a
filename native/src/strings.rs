//! Names and parts of paths, each once.

use crate::arena::Arena;
use crate::hashing::Key;
use crate::ids::Ids;
use crate::sections::MAX_NAME;

/// Number of a string; 0 is the empty one.
pub type StringId = u32;

/// Strings in one arena, found again by their bytes without a key of their own. Bounded: names of a hostile file can be all the ends of one long string,
/// a thousand times the file together.
pub struct Strings {
    bytes: Arena,
    ends: Vec<u32>,
    ids: Ids,
    bytes_left: usize,
    reading_left: usize,
    most: u32,
    refused: u32,
    key: Key,
}

impl Default for Strings {
    fn default() -> Self {
        Strings::for_input(0, Key::default())
    }
}

impl Strings {
    /// With room for all names of an honest input of so many bytes: its strings once, and what is made of them. Each may be met many times.
    pub fn for_input(size: usize, key: Key) -> Self {
        let mut strings = Strings {
            bytes: Arena::default(),
            ends: Vec::new(),
            ids: Ids::default(),
            // The format counts 32 bits, and its writer needs some of them for bytes that are not UTF-8.
            bytes_left: size.saturating_add(4 << 20).min(1 << 30),
            reading_left: size.saturating_mul(8).saturating_add(16 << 20),
            most: u32::MAX,
            refused: 0,
            key,
        };
        strings.intern(b"");
        strings
    }

    /// How many may be kept beside the empty one.
    pub fn keep_at_most(&mut self, count: u32) {
        self.most = count;
    }

    /// Room for so many bytes more of input.
    pub fn extend(&mut self, size: usize) {
        self.bytes_left = self.bytes_left.saturating_add(size).min(1 << 30);
        self.reading_left = self.reading_left.saturating_add(size.saturating_mul(8));
    }

    /// False once so many bytes have been read that it is no use to look for more strings.
    pub fn is_open(&self) -> bool {
        self.reading_left > 0
    }

    /// Counts bytes that were read, or made of what was read, without being kept.
    pub fn spend(&mut self, bytes: usize) {
        self.reading_left = self.reading_left.saturating_sub(bytes);
    }

    /// Counts strings that another core has left out.
    pub fn refuse(&mut self, count: u32) {
        self.refused = self.refused.saturating_add(count);
    }

    /// Strings that were left out.
    pub fn refused(&self) -> u32 {
        self.refused
    }

    /// The number of these bytes, new or known; 0 where there is no room for them, or they are too many for a name.
    pub fn intern(&mut self, text: &[u8]) -> StringId {
        self.spend(text.len());
        let half = self.key.hash_bytes(text) as u32;
        if let Some(id) = self.ids.find(half, |id| is_equal(self.get(id), text)) {
            return id;
        }
        let is_full = self.reading_left == 0 || self.ends.len() > self.most as usize;
        if is_full || text.len() > self.bytes_left.min(MAX_NAME) {
            self.refused = self.refused.saturating_add(1);
            return 0;
        }
        self.bytes_left -= text.len();
        let id = self.ends.len() as StringId;
        self.ends.push(self.bytes.push(text).1);
        self.ids.insert(half, id);
        id
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of a string. DWARF says UTF-8; hostile files say anything.
    #[inline]
    pub fn get(&self, id: StringId) -> &[u8] {
        let end = self.ends[id as usize];
        // A name is shorter than a block.
        let start = if id == 0 { 0 } else { self.ends[id as usize - 1].max(Arena::block_start(end)) };
        self.bytes.get(start, end)
    }
}

/// By words: in Wasm the compiler's own comparison goes byte by byte.
fn is_equal(one: &[u8], other: &[u8]) -> bool {
    let ((words, rest), (other_words, other_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    let is_same_word = |(word, other): (&[u8; 8], &[u8; 8])| u64::from_le_bytes(*word) == u64::from_le_bytes(*other);
    one.len() == other.len()
        && words.iter().zip(other_words).all(is_same_word)
        && rest.iter().zip(other_rest).all(|(byte, other)| byte == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_share_a_number() {
        let mut strings = Strings::default();
        let ids: Vec<_> = ["", "a", "ab", "a", ""].iter().map(|text| strings.intern(text.as_bytes())).collect();
        assert_eq!(ids, [0, 1, 2, 1, 0]);
        assert_eq!(strings.get(2), b"ab");
    }

    #[test]
    fn what_has_no_room_is_refused_and_counted() {
        let mut strings = Strings::for_input(0, Key::default());
        let name = |n: usize| [&[b'x'; MAX_NAME - 8][..], format!("{n:08}").as_bytes()].concat();
        let room = (4 << 20) / MAX_NAME;
        let ids: Vec<_> = (0..room).map(|n| strings.intern(&name(n))).collect();
        assert_eq!((strings.intern(&name(room)), strings.intern(&[b'y'; MAX_NAME + 1])), (0, 0));
        assert_eq!((strings.refused(), strings.intern(&name(1)), strings.get(ids[1]).len()), (2, ids[1], MAX_NAME));
        // Reading the same again and again ends, too.
        for _ in 0..200 {
            strings.intern(&name(1));
        }
        assert!(!strings.is_open());
    }

    #[test]
    fn what_is_one_too_many_is_refused_and_counted() {
        let mut strings = Strings::default();
        strings.keep_at_most(2);
        let ids = ["a", "b", "c", "b", ""].map(|text| strings.intern(text.as_bytes()));
        assert_eq!((ids, strings.refused()), ([1, 2, 0, 2, 0], 1));
    }

    #[test]
    fn many_strings_stay_apart() {
        let mut strings = Strings::default();
        let texts: Vec<_> = (0..5_000).map(|number: u32| format!("name{number}")).collect();
        let ids: Vec<_> = texts.iter().map(|text| strings.intern(text.as_bytes())).collect();
        for (text, id) in texts.iter().zip(ids) {
            assert_eq!((strings.intern(text.as_bytes()), strings.get(id)), (id, text.as_bytes()));
        }
    }
}
