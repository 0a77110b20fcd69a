//! Maps whose keys are offsets in the file or numbers of this crate. One type for all of them: each further one would be 2 kB of code in a page that loads the core.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// From a number to another.
#[derive(Default)]
pub struct NumberMap {
    entries: HashMap<u64, u32, FxBuildHasher>,
}

/// Two numbers as one key.
#[inline]
pub fn pair(high: usize, low: usize) -> u64 {
    (high as u64) << 32 | low as u64 & 0xffff_ffff
}

impl NumberMap {
    /// The value of a key.
    #[inline]
    pub fn get(&self, key: u64) -> Option<u32> {
        self.entries.get(&key).copied()
    }

    /// Sets the value of a key. Returns what it was.
    #[inline(never)]
    pub fn insert(&mut self, key: u64, value: u32) -> Option<u32> {
        self.entries.insert(key, value)
    }

    /// True for a key that has a value.
    pub fn contains(&self, key: u64) -> bool {
        self.get(key).is_some()
    }

    /// Adds a key whose value does not matter. False if it was there.
    pub fn add(&mut self, key: u64) -> bool {
        self.insert(key, 0).is_none()
    }

    /// All keys and values, in no order.
    pub fn entries(&self) -> impl Iterator<Item = (u64, u32)> {
        self.entries.iter().map(|(&key, &value)| (key, value))
    }

    /// Forgets all keys.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}
