//! The function bodies of the code section: the ground truth on which everything else is hung.

use crate::sorting::sort_by_words;

/// A number of a body: its function index without the imports.
pub type BodyId = u32;

/// Where each body starts and ends, code-relative.
#[derive(Default)]
pub struct Bodies {
    starts: Vec<u32>,
    ends: Vec<u32>,
    /// One-shot builds: the bodies that are asked for, ascending. `None`: all.
    wanted: Option<Vec<BodyId>>,
}

impl Bodies {
    /// From pairs of start (behind the size LEB) and length. `None` unless they ascend without overlap.
    pub fn new(pairs: impl Iterator<Item = (u32, u32)>) -> Option<Self> {
        let count = pairs.size_hint().0;
        let mut bodies =
            Bodies { starts: Vec::with_capacity(count), ends: Vec::with_capacity(count), ..Bodies::default() };
        let mut end = 0;
        for (start, length) in pairs {
            if start < end {
                return None;
            }
            end = start.checked_add(length)?;
            bodies.starts.push(start);
            bodies.ends.push(end);
        }
        Some(bodies)
    }

    /// Restricts the build to the bodies that hold one of these addresses.
    pub fn want_only(&mut self, addresses: impl Iterator<Item = u32>) {
        let mut wanted: Vec<BodyId> = addresses.filter_map(|address| self.containing(u64::from(address))).collect();
        sort_by_words(&mut wanted, |&body| [body, 0, 0]);
        wanted.dedup();
        self.wanted = Some(wanted);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// Starts, ascending.
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// First address of the body, and the one behind its last.
    pub fn bounds(&self, body: BodyId) -> (u32, u32) {
        (self.starts[body as usize], self.ends[body as usize])
    }

    /// True if the body is asked for.
    pub fn is_wanted(&self, body: BodyId) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| wanted.binary_search(&body).is_ok())
    }

    /// The body in which an address lies.
    pub fn containing(&self, address: u64) -> Option<BodyId> {
        let address = u32::try_from(address).ok()?;
        let behind = self.starts.partition_point(|&start| start <= address);
        let body = behind.checked_sub(1)?;
        (address < self.ends[body]).then_some(body as BodyId)
    }

    /// The body that starts exactly here.
    pub fn starting_at(&self, address: u64) -> Option<BodyId> {
        let address = u32::try_from(address).ok()?;
        self.starts.binary_search(&address).ok().map(|body| body as BodyId)
    }

    /// True if a body shares a byte with `[low, high)`.
    pub fn touches_any(&self, low: u64, high: u64) -> bool {
        let first = self.ends.partition_point(|&end| u64::from(end) <= low);
        self.starts.get(first).is_some_and(|&start| u64::from(start) < high)
    }

    /// True if a body that is asked for does.
    pub fn wants_any(&self, low: u64, high: u64) -> bool {
        let Some(wanted) = &self.wanted else { return self.touches_any(low, high) };
        let first = wanted.partition_point(|&body| u64::from(self.ends[body as usize]) <= low);
        wanted.get(first).is_some_and(|&body| u64::from(self.starts[body as usize]) < high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_find_their_body_and_gaps_find_none() {
        let mut bodies = Bodies::new([(2, 4), (7, 3)].into_iter()).unwrap();
        let found: Vec<_> = (0..12).map(|address| bodies.containing(address)).collect();
        let (a, b) = (Some(0), Some(1));
        assert_eq!(found, [None, None, a, a, a, a, None, b, b, b, None, None]);
        assert_eq!((bodies.starting_at(7), bodies.starting_at(8)), (b, None));
        bodies.want_only([8].into_iter());
        assert_eq!((bodies.is_wanted(0), bodies.is_wanted(1)), (false, true));
        let ranges = [(0, 2), (0, 7), (5, 8), (10, 99)];
        assert_eq!(ranges.map(|(low, high)| bodies.touches_any(low, high)), [false, true, true, false]);
        assert_eq!(ranges.map(|(low, high)| bodies.wants_any(low, high)), [false, false, true, false]);
    }

    #[test]
    fn overlapping_bodies_are_refused() {
        assert!(Bodies::new([(2, 4), (5, 3)].into_iter()).is_none());
        assert!(Bodies::new([(2, u32::MAX)].into_iter()).is_none());
    }
}
