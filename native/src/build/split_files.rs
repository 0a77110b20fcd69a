//! Split files that are wanted, and those that come.

use super::{Build, Progress, Stage};
use crate::diagnostics::Diagnostics;
use crate::ranges::root_ranges;
use crate::sections::Sections;
use crate::session::Failure;
use crate::split::MEMBER_WORDS;

impl Build {
    /// All skeletons, or in a partial build those whose ranges touch a body that is asked for.
    #[inline(never)]
    pub(super) fn ask_for_split(&mut self) -> Vec<u8> {
        let Build { sections, bodies, units, found, options, .. } = self;
        let is_wanted: Vec<bool> = units.all[..units.own_count]
            .iter()
            .map(|unit| {
                !options.is_partial
                    || root_ranges(unit, sections, &mut found.budget, &mut Diagnostics::default())
                        .iter()
                        .any(|&(low, high)| bodies.wants_any(low, high))
            })
            .collect();
        units.ask(sections, 0..is_wanted.len(), &|unit| is_wanted[unit])
    }

    /// Asks for one skeleton's file before it goes on with a stage.
    #[inline(never)]
    pub(super) fn ask_for_split_of(&mut self, unit: usize, next: Stage) -> Progress {
        let list = self.units.ask(&self.sections, unit..unit + 1, &|_| true);
        self.await_split(list, next)
    }

    /// Asks for split files, if there is a list, before it goes on with a stage.
    #[inline(never)]
    pub(super) fn await_split(&mut self, list: Vec<u8>, next: Stage) -> Progress {
        let is_asked = !list.is_empty();
        self.stage = if is_asked { Stage::AwaitSplit(Box::new(next)) } else { next };
        if is_asked { Progress::Split(list) } else { Progress::More }
    }

    /// Whether the last step asked for split files.
    pub fn awaits_split(&self) -> bool {
        matches!(self.stage, Stage::AwaitSplit(_))
    }

    /// Takes the sections of split files, and where in them the members lie.
    #[inline(never)]
    pub fn provide_split(&mut self, more: Sections, members: &[[u32; MEMBER_WORDS]]) -> Result<(), Failure> {
        let Build { sections, units, found, .. } = self;
        found.budget.extend(&more);
        found.tables.strings.extend(more.size());
        let first = sections.members.len();
        sections.append(more, members)?;
        self.info_end = sections.info.len() as u64;
        units.read_members(sections, first, &mut found.diagnostics);
        Ok(())
    }
}
