//! The function bodies of the code section: the ground truth on which everything else is hung.

/// A number of a body: its function index without the imports.
pub type BodyId = u32;

/// Where each body starts and ends, code-relative.
#[derive(Default)]
pub struct Bodies {
    starts: Vec<u32>,
    ends: Vec<u32>,
    /// One-shot builds: the bodies that are asked for. Empty: all.
    wanted: Vec<bool>,
}

impl Bodies {
    /// From pairs of start (behind the size LEB) and length. `None` unless they ascend without overlap.
    pub fn new(pairs: impl Iterator<Item = (u32, u32)>) -> Option<Self> {
        let mut bodies = Bodies::default();
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
        let mut wanted = vec![false; self.starts.len()];
        for body in addresses.filter_map(|address| self.containing(u64::from(address))) {
            wanted[body as usize] = true;
        }
        self.wanted = wanted;
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
        self.wanted.is_empty() || self.wanted[body as usize]
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

    /// True if a wanted body shares a byte with `[low, high)`.
    pub fn wants_any(&self, low: u64, high: u64) -> bool {
        let mut body = self.ends.partition_point(|&end| u64::from(end) <= low);
        while body < self.starts.len() && u64::from(self.starts[body]) < high {
            if self.is_wanted(body as BodyId) {
                return true;
            }
            body += 1;
        }
        false
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
        assert_eq!((bodies.wants_any(0, 7), bodies.wants_any(0, 8), bodies.wants_any(10, 99)), (false, true, false));
    }

    #[test]
    fn overlapping_bodies_are_refused() {
        assert!(Bodies::new([(2, 4), (5, 3)].into_iter()).is_none());
        assert!(Bodies::new([(2, u32::MAX)].into_iter()).is_none());
    }
}
