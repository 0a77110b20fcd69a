//! What a build has found so far, each thing once: strings, files, functions, call sites.
//!
//! Numbers are given in the order of discovery here. The writer gives them anew in the order of the bodies, so that the index does not depend on the order in which
//! units were read.

use crate::hashing::Key;
use crate::ids::Ids;
pub use crate::pieces::FileId;
pub use crate::strings::StringId;
use crate::strings::Strings;
use std::hash::{BuildHasher, Hash, Hasher};

/// Number of a function; 0 is unknown.
pub type FunctionId = u32;
/// Number of a call site.
pub type CallSiteId = u32;

/// Values that are numbered in order of first use.
pub struct Interned<T> {
    values: Vec<T>,
    ids: Ids,
    key: Key,
}

impl<T: Copy + Eq + Hash> Interned<T> {
    /// Empty but for an optional value 0.
    pub fn new(zero: Option<T>, key: Key) -> Self {
        let mut interned = Interned { values: Vec::new(), ids: Ids::default(), key };
        if let Some(zero) = zero {
            interned.intern(zero);
        }
        interned
    }

    /// The number of this value, new or known.
    pub fn intern(&mut self, value: T) -> u32 {
        let half = self.key.hash_one(value) as u32;
        if let Some(id) = self.ids.find(half, |id| self.values[id as usize] == value) {
            return id;
        }
        let id = self.values.len() as u32;
        self.values.push(value);
        self.ids.insert(half, id);
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
    /// function of `/rustc/…/core` that was inlined into units of several folders is declared in one place. A folder is `None` where it cannot be read: a path
    /// that needs it is unknown, for without it, it would be another file's.
    pub fn of(
        comp_dir: Option<StringId>,
        directory: Option<StringId>,
        name: StringId,
        strings: &Strings,
    ) -> Option<Self> {
        let is_absolute = |part: StringId| is_absolute(strings.get(part));
        if is_absolute(name) {
            return Some(File { comp_dir: 0, directory: 0, name });
        }
        Some(match directory? {
            0 => File { comp_dir: 0, directory: comp_dir?, name },
            directory if is_absolute(directory) => File { comp_dir: 0, directory, name },
            directory => File { comp_dir: comp_dir?, directory, name },
        })
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
    fn one_path_is_one_file() {
        let mut strings = Strings::default();
        let [src, lib, inc, name, absolute] =
            ["/src", "C:\\lib", "inc", "a.c", "/x/a.c"].map(|text| strings.intern(text.as_bytes()));
        let file = |comp_dir, directory, name| File::of(Some(comp_dir), Some(directory), name, &strings).unwrap();
        assert_eq!(file(src, 0, name), file(lib, src, name));
        assert_eq!(file(src, lib, name), file(0, lib, name));
        assert_eq!(file(src, inc, absolute), File { comp_dir: 0, directory: 0, name: absolute });
        assert_eq!(file(src, inc, name), File { comp_dir: src, directory: inc, name });
    }
}
