//! What a build has found so far, each thing once: strings, files, functions, call sites.
//!
//! Numbers are given in the order of discovery here. The writer gives them anew in the order of the bodies, so that the index does not depend on the order in which
//! units were read.

use crate::hashing::Key;
pub use crate::pieces::FileId;
use crate::sections::MAX_NAME;
use hashbrown::HashTable;
use std::hash::{BuildHasher, Hash, Hasher};

/// Number of a string; 0 is the empty one.
pub type StringId = u32;
/// Number of a function; 0 is unknown.
pub type FunctionId = u32;
/// Number of a call site.
pub type CallSiteId = u32;

/// Strings in one arena, found again by their bytes without a key of their own. Bounded: names of a hostile file can be all the ends of one long string,
/// a thousand times the file together.
pub struct Strings {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    /// Half of the hash stands beside each number: whoever grows the table, or meets another string's place, need not read the strings again.
    ids: HashTable<(u32, StringId)>,
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
            bytes: Vec::new(),
            ends: Vec::new(),
            ids: HashTable::new(),
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
        let Strings { bytes, ends, ids, key, .. } = self;
        let half = key.hash_bytes(text) as u32;
        let is_same = |&(other, id): &(u32, StringId)| other == half && is_equal(slice(bytes, ends, id), text);
        if let Some(&(_, id)) = ids.find(spread(half), is_same) {
            return id;
        }
        let is_full = self.reading_left == 0 || ends.len() > self.most as usize;
        if is_full || text.len() > self.bytes_left.min(MAX_NAME) {
            self.refused = self.refused.saturating_add(1);
            return 0;
        }
        self.bytes_left -= text.len();
        let id = ends.len() as StringId;
        bytes.extend_from_slice(text);
        ends.push(bytes.len() as u32);
        ids.insert_unique(spread(half), (half, id), |&(half, _)| spread(half));
        id
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of a string. DWARF says UTF-8; hostile files say anything.
    pub fn get(&self, id: StringId) -> &[u8] {
        slice(&self.bytes, &self.ends, id)
    }
}

fn slice<'a>(bytes: &'a [u8], ends: &[u32], id: StringId) -> &'a [u8] {
    let start = if id == 0 { 0 } else { ends[id as usize - 1] };
    &bytes[start as usize..ends[id as usize] as usize]
}

/// A table looks at the lowest bits of a hash and at the highest.
fn spread(half: u32) -> u64 {
    u64::from(half) << 32 | u64::from(half)
}

/// By words: in Wasm the compiler's own comparison goes byte by byte.
fn is_equal(one: &[u8], other: &[u8]) -> bool {
    let ((words, rest), (other_words, other_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    let is_same_word = |(word, other): (&[u8; 8], &[u8; 8])| u64::from_le_bytes(*word) == u64::from_le_bytes(*other);
    one.len() == other.len()
        && words.iter().zip(other_words).all(is_same_word)
        && rest.iter().zip(other_rest).all(|(byte, other)| byte == other)
}

/// Values that are numbered in order of first use. The table holds numbers only: half the memory of one that holds the values too.
pub struct Interned<T> {
    values: Vec<T>,
    ids: HashTable<u32>,
    key: Key,
}

impl<T: Copy + Eq + Hash> Interned<T> {
    /// Empty but for an optional value 0.
    pub fn new(zero: Option<T>, key: Key) -> Self {
        let mut interned = Interned { values: Vec::new(), ids: HashTable::new(), key };
        if let Some(zero) = zero {
            interned.intern(zero);
        }
        interned
    }

    /// The number of this value, new or known.
    pub fn intern(&mut self, value: T) -> u32 {
        let Interned { values, ids, key } = self;
        let hash = key.hash_one(value);
        if let Some(&id) = ids.find(hash, |&id| values[id as usize] == value) {
            return id;
        }
        let id = values.len() as u32;
        values.push(value);
        ids.insert_unique(hash, id, |&id| key.hash_one(values[id as usize]));
        id
    }

    /// The value with this number.
    pub fn get(&self, id: u32) -> T {
        self.values[id as usize]
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.values.len()
    }

    /// All values in the order of their numbers.
    pub fn values(&self) -> &[T] {
        &self.values
    }
}

/// A source file in parts; the reader of the index joins them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// Where the compiler ran, if `directory` is relative to that.
    pub comp_dir: StringId,
    /// Where the file is.
    pub directory: StringId,
    /// As in the line table.
    pub name: StringId,
}

impl File {
    /// From the parts that a line table gives, without those that do not count, so that one path is one file whichever unit tells of it: a
    /// function of `/rustc/…/core` that was inlined into units of several folders is declared in one place.
    pub fn of(comp_dir: StringId, directory: StringId, name: StringId, strings: &Strings) -> Self {
        let is_absolute = |part: StringId| is_absolute(strings.get(part));
        match directory {
            _ if is_absolute(name) => File { comp_dir: 0, directory: 0, name },
            0 => File { comp_dir: 0, directory: comp_dir, name },
            _ if is_absolute(directory) => File { comp_dir: 0, directory, name },
            _ => File { comp_dir, directory, name },
        }
    }
}

/// As the index's readers judge it when they join the parts: on whatever system the module was built.
fn is_absolute(path: &[u8]) -> bool {
    matches!(path, [b'/' | b'\\', ..]) || matches!(path, [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic())
}

/// A function as debug information or a name section names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Function {
    /// Linkage name, or the plain name where there is none.
    pub linkage: StringId,
    /// The name for people where it is not the demangled linkage name; 0: it is.
    pub display: StringId,
    /// Where it is declared.
    pub file: FileId,
    /// 0 unknown.
    pub line: u32,
    /// Where the name comes from, as in the index.
    pub origin: u8,
    /// `DW_LANG_…`, 0 unknown.
    pub language: u16,
    /// Place in `.debug_info` of what could not be followed on the way to its name or declaration; 0: nothing. Part of the function and not counted where it is met,
    /// so that it counts once if the index has the function, however often and in whatever order it was looked at.
    pub unresolved_at: u32,
}

/// A place at which a function was inlined.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CallSite {
    /// The function that was inlined.
    pub function: FunctionId,
    /// Of the call.
    pub file: FileId,
    /// 0 unknown.
    pub line: u32,
    /// 0 unknown.
    pub column: u32,
}

impl Hash for File {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_numbers(state, [self.comp_dir, self.directory, self.name, 0]);
    }
}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_numbers(state, [self.linkage, self.display, self.file, self.line]);
        state.write_u32(u32::from(self.origin) << 16 | u32::from(self.language));
    }
}

impl Hash for CallSite {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_numbers(state, [self.function, self.file, self.line, self.column]);
    }
}

/// In one step of the hasher; field by field it would be one for each.
#[inline]
fn hash_numbers<H: Hasher>(state: &mut H, [a, b, c, d]: [u32; 4]) {
    let pair = |low: u32, high: u32| u64::from(high) << 32 | u64::from(low);
    state.write_u128(u128::from(pair(c, d)) << 64 | u128::from(pair(a, b)));
}

/// All of them.
pub struct Tables {
    /// Names and paths.
    pub strings: Strings,
    /// Source files; 0 is unknown.
    pub files: Interned<File>,
    /// Functions; 0 is unknown.
    pub functions: Interned<Function>,
    /// Call sites.
    pub call_sites: Interned<CallSite>,
}

impl Default for Tables {
    fn default() -> Self {
        Tables::for_input(0, Key::default())
    }
}

impl Tables {
    /// With room for what an input of so many bytes can say.
    pub fn for_input(size: usize, key: Key) -> Self {
        Tables {
            strings: Strings::for_input(size, key),
            files: Interned::new(Some(File::default()), key),
            functions: Interned::new(Some(Function::default()), key),
            call_sites: Interned::new(None, key),
        }
    }
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
    fn one_path_is_one_file() {
        let mut strings = Strings::default();
        let [src, lib, inc, name, absolute] =
            ["/src", "C:\\lib", "inc", "a.c", "/x/a.c"].map(|text| strings.intern(text.as_bytes()));
        let file = |comp_dir, directory, name| File::of(comp_dir, directory, name, &strings);
        assert_eq!(file(src, 0, name), file(lib, src, name));
        assert_eq!(file(src, lib, name), file(0, lib, name));
        assert_eq!(file(src, inc, absolute), File { comp_dir: 0, directory: 0, name: absolute });
        assert_eq!(file(src, inc, name), File { comp_dir: src, directory: inc, name });
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
