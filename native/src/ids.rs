//! Numbers of things, found by the hash of the thing.

use hashbrown::HashTable;

/// A table of numbers. Half of the hash stands beside each: whoever grows the table, or meets another thing's place, need not look at the things. One type for all
/// things, so that there is one piece of code that grows it.
#[derive(Default)]
pub struct Ids {
    table: HashTable<(u32, u32)>,
}

impl Ids {
    /// The number with this hash of which `is_same` is true.
    #[inline]
    pub fn find(&self, half: u32, mut is_same: impl FnMut(u32) -> bool) -> Option<u32> {
        self.table.find(spread(half), |&(other, id)| other == half && is_same(id)).map(|&(_, id)| id)
    }

    /// Adds a number that is not there yet.
    #[inline(never)]
    pub fn insert(&mut self, half: u32, id: u32) {
        self.table.insert_unique(spread(half), (half, id), |&(half, _)| spread(half));
    }
}

/// A table looks at the lowest bits of a hash and at the highest.
fn spread(half: u32) -> u64 {
    u64::from(half) << 32 | u64::from(half)
}
