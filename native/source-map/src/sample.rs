//! Addresses of some segments, for the host to look whether an instruction begins there.

/// Bodies in the sample, and addresses of each.
const BODIES: usize = 32;
const ADDRESSES: usize = 16;

/// Some bodies, spread evenly over those that have segments.
#[derive(Clone, Copy, Default)]
pub struct Sample {
    kept: [OfBody; BODIES],
    count: usize,
    /// One in 2^n of the bodies with segments is kept.
    shift: u32,
    seen: u32,
}

#[derive(Clone, Copy, Default)]
struct OfBody {
    body: u32,
    addresses: [u32; ADDRESSES],
    count: usize,
}

impl Sample {
    /// Whether the next body with segments will be kept.
    pub fn is_turn(&self) -> bool {
        self.seen & ((1 << self.shift) - 1) == 0
    }

    /// Takes note of a body's mapped segments, if it is its turn.
    pub fn add(&mut self, body: u32, addresses: impl Iterator<Item = u32>) {
        let turn = self.seen;
        self.seen += 1;
        if turn & ((1 << self.shift) - 1) != 0 {
            return;
        }
        if self.count == BODIES {
            self.shift += 1;
            self.count = BODIES / 2;
            self.kept = std::array::from_fn(|number| self.kept.get(2 * number).copied().unwrap_or_default());
            if turn & ((1 << self.shift) - 1) != 0 {
                return;
            }
        }
        let of_body = &mut self.kept[self.count];
        self.count += 1;
        *of_body = OfBody { body, ..OfBody::default() };
        for (to, address) in of_body.addresses.iter_mut().zip(addresses) {
            *to = address;
            of_body.count += 1;
        }
    }

    /// Pairs of body and address.
    pub fn pairs(&self) -> impl Iterator<Item = [u32; 2]> + '_ {
        let bodies = self.kept[..self.count].iter();
        bodies.flat_map(|of| of.addresses[..of.count].iter().map(|&address| [of.body, address]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_spread_evenly_however_many_there_are() {
        let mut sample = Sample::default();
        (0..100).for_each(|body| sample.add(body, [body, body + 1].into_iter()));
        let bodies: Vec<_> = sample.pairs().map(|[body, _]| body).collect();
        assert_eq!(bodies, (0..100).step_by(4).flat_map(|body| [body, body]).collect::<Vec<_>>());
    }
}
