//! Whether the debug data is of this code at all.
//!
//! A tool that rewrites code and copies the debug sections unchanged leaves a file in which nearly every answer is wrong and nothing looks it.
//! The sign is where functions start: in sound and natively rewritten modules 100 % of their starts are the start of a body, in stale ones 1 to 5 %.

use crate::bodies::Bodies;

/// Below this share of starts that are the start of a body, the debug data is of other code.
const SOUND_SHARE: (u64, u64) = (9, 10);
/// So many functions tell sound from stale: of stale ones, 18 of 20 are never the start of a body.
const ENOUGH: u64 = 20;

/// Live addresses at which something starts.
#[derive(Clone, Copy, Default, Debug)]
pub struct Starts {
    /// How many.
    pub live: u64,
    /// How many of them are the start of a body.
    pub matched: u64,
}

impl Starts {
    /// Counts an address.
    pub fn count(&mut self, address: u64, bodies: &Bodies) {
        self.live += 1;
        self.matched += u64::from(bodies.starting_at(address).is_some());
    }

    /// Adds the counts of a unit.
    pub fn add(&mut self, of_unit: Starts) {
        self.live += of_unit.live;
        self.matched += of_unit.matched;
    }
}

/// The starts that have been seen.
#[derive(Clone, Copy, Default)]
pub struct Judgement {
    /// Of functions.
    pub functions: Starts,
    /// Of the ranges of whole units. They judge only where there are no functions, as in builds of line tables only: assemblers write units
    /// that start in front of their first function, and tools that move code may leave the ranges of units behind.
    pub units: Starts,
}

impl Judgement {
    /// False for counts that no file can have: of another core, they come through the host.
    pub fn is_sound(&self) -> bool {
        [self.functions, self.units].iter().all(|starts| starts.matched <= starts.live && starts.live < 1 << 48)
    }

    /// True if nothing live has been seen.
    pub fn is_empty(&self) -> bool {
        self.functions.live == 0 && self.units.live == 0
    }

    /// True if more functions could still change the verdict.
    pub fn is_open(&self) -> bool {
        self.functions.live < ENOUGH
    }

    /// How many starts are no body's, if they say that the debug data is of other code.
    pub fn stale(&self) -> Option<u32> {
        let Starts { live, matched } = if self.functions.live > 0 { self.functions } else { self.units };
        let is_stale = matched * SOUND_SHARE.1 < live * SOUND_SHARE.0;
        is_stale.then(|| u32::try_from(live - matched).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_judge_before_units() {
        let starts = |live, matched| Starts { live, matched };
        let stale = |functions, units| Judgement { functions, units }.stale();
        let cases = [
            (starts(0, 0), starts(0, 0), None),
            (starts(10, 9), starts(10, 0), None),
            (starts(10, 8), starts(10, 10), Some(2)),
            (starts(0, 0), starts(10, 1), Some(9)),
        ];
        for (functions, units, expected) in cases {
            assert_eq!(stale(functions, units), expected);
        }
    }
}
