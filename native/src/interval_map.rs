//! Intervals by their starts, for the painting of torn bodies.

use crate::entries::InlineNumber;

/// An interval: start, end, call.
pub type Stretch = (u32, u32, InlineNumber);

/// Stretches of a leaf at most.
const LEAF: usize = 512;

/// Stretches, ascending by start. Leaves of sorted lists: real bodies fill one or two, where putting a stretch in between takes a third of the time that a B-tree
/// takes; a hostile body of a hundred thousand ranges moves no more than a leaf and the list of leaves for each.
#[derive(Default)]
pub struct IntervalMap {
    /// None is empty.
    leaves: Vec<Vec<Stretch>>,
}

impl IntervalMap {
    /// Leaves one stretch.
    pub fn reset(&mut self, only: Stretch) {
        self.leaves.truncate(1);
        match self.leaves.first_mut() {
            Some(leaf) => {
                leaf.clear();
                leaf.push(only);
            }
            None => self.leaves.push(vec![only]),
        }
    }

    fn leaf_of(&self, start: u32) -> usize {
        // The first leaf is tried for whatever is in front of all others.
        self.leaves.partition_point(|leaf| leaf[0].0 <= start).saturating_sub(1)
    }

    /// The stretch with the greatest start that is not behind `at`.
    pub fn before(&self, at: u32) -> Option<Stretch> {
        let leaf = &self.leaves[self.leaf_of(at)];
        let behind = leaf.partition_point(|stretch| stretch.0 <= at);
        behind.checked_sub(1).map(|last| leaf[last])
    }

    /// Puts a stretch in the place of the one with the same start, or in between.
    pub fn insert(&mut self, stretch: Stretch) {
        let number = self.leaf_of(stretch.0);
        let leaf = &mut self.leaves[number];
        let place = leaf.partition_point(|other| other.0 < stretch.0);
        match leaf.get_mut(place) {
            Some(same) if same.0 == stretch.0 => *same = stretch,
            _ => leaf.insert(place, stretch),
        }
        if leaf.len() > LEAF {
            let later = leaf.split_off(LEAF / 2);
            self.leaves.insert(number + 1, later);
        }
    }

    /// All stretches, ascending.
    pub fn iter(&self) -> impl Iterator<Item = Stretch> {
        self.leaves.iter().flatten().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn it_is_a_map_however_many_leaves_it_has() {
        let mut seed = 7u64;
        let mut random = move |below: u32| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as u32 % below
        };
        let (mut map, mut expected) = (IntervalMap::default(), BTreeMap::from([(5, (9, 0))]));
        map.reset((5, 9, 0));
        for number in 0..6_000 {
            let (start, end) = (random(9_000), random(9_000));
            map.insert((start, end, number));
            expected.insert(start, (end, number));
            let at = random(9_000);
            let before = expected.range(..=at).next_back().map(|(&start, &(end, node))| (start, end, node));
            assert_eq!(map.before(at), before);
        }
        assert!(map.iter().eq(expected.into_iter().map(|(start, (end, node))| (start, end, node))));
        map.reset((1, 2, 3));
        assert!(map.iter().eq([(1, 2, 3)]));
    }
}
