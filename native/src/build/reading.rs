//! One unit, or one line program without a unit.

use super::Build;
use crate::claims::UnitAssembly;
use crate::diagnostics::{Diagnostics, Kind};
use crate::entries::{Entries, Walk};
use crate::line_header::next_program;
use crate::lines::LineTable;
use crate::names::Context;
use crate::ranges::root_ranges;
use crate::units::Units;

/// What became of a unit.
pub(super) enum Indexed {
    Yes,
    /// It has no rows in a body that is asked for.
    NoRows,
    /// It has, and its entries are in a split file for which nobody has been asked.
    SplitWanted,
}

impl Build {
    /// Indexes a unit if its ranges say that it is about a body that is asked for.
    pub(super) fn index_unit(&mut self, number: usize) -> Indexed {
        let Build { sections, bodies, units, found, .. } = self;
        let unit = &units.all[number];
        if unit.in_types {
            return Indexed::NoRows;
        }
        let ranges = root_ranges(unit, sections, &mut found.budget, &mut found.diagnostics);
        for &(low, _) in &ranges {
            found.judgement.units.count(low, bodies);
        }
        if ranges.iter().any(|&(low, high)| bodies.wants_any(low, high)) {
            self.index_entries(number, false)
        } else if ranges.iter().any(|&(low, high)| bodies.touches_any(low, high)) {
            if !self.options.run.is_part() {
                found.skipped_units.push(number);
                return Indexed::NoRows;
            }
            let indexed = self.index_entries(number, true);
            if matches!(indexed, Indexed::NoRows) {
                // Nobody comes back to a unit of a part.
                self.count_starts(number);
            }
            indexed
        } else {
            // A unit whose ranges touch no body, or that states none, is mostly one without code: 1,186 of 1,186 in seven modules.
            self.index_entries(number, true)
        }
    }

    /// Indexes a unit; `only_with_rows`: if it has rows in a body that is asked for.
    pub(super) fn index_entries(&mut self, number: usize, only_with_rows: bool) -> Indexed {
        let Build { sections, bodies, units, found, scratch, .. } = self;
        let unit = &units.all[number];
        let mut lines = found.read_lines(sections, unit, bodies);
        if only_with_rows && lines.as_ref().is_none_or(|lines| lines.sequences.is_empty()) {
            return Indexed::NoRows;
        }
        if only_with_rows && units.is_to_be_asked_for(number) {
            return Indexed::SplitWanted;
        }
        let number = units.description_of(number);
        let unit = &units.all[number];
        if unit.member != 0 {
            self.split_done += unit.end - unit.offset;
        }
        let Some(abbreviations) = found.cache.of(sections, unit) else {
            found.diagnostics.add(Kind::LimitReached, unit.offset);
            return Indexed::Yes;
        };
        scratch.entries.read(&mut Walk {
            sections,
            unit,
            abbreviations: &abbreviations,
            bodies: Some(bodies),
            max_inline_depth: self.options.max_inline_depth,
            budget: &mut found.budget,
            diagnostics: &mut found.diagnostics,
        });
        found.judgement.functions.add(scratch.entries.starts);
        let assembly = UnitAssembly { module: &self.module, bodies, arbitrates: self.options.arbitrates };
        let context = Context { sections, units, unit_number: number, entries: &scratch.entries };
        assembly.run(context, lines.as_mut(), &mut scratch.assembler, found);
        Indexed::Yes
    }

    /// Counts where the functions of a unit start.
    pub(super) fn count_starts(&mut self, number: usize) {
        let Build { sections, bodies, units, found, scratch, .. } = self;
        let unit = &units.all[units.description_of(number)];
        let Some(abbreviations) = found.cache.of(sections, unit) else { return };
        scratch.entries.read(&mut Walk {
            sections,
            unit,
            abbreviations: &abbreviations,
            bodies: Some(bodies),
            max_inline_depth: 0,
            budget: &mut found.budget,
            // Nothing of it is answered.
            diagnostics: &mut Diagnostics::default(),
        });
        found.judgement.functions.add(scratch.entries.starts);
    }

    /// Reads the line program at an offset if no unit has led to it, as to assembler's own tables. Returns the offset of the next program.
    pub(super) fn index_lines_at(&mut self, offset: usize) -> Option<usize> {
        let Build { sections, bodies, units, found, scratch, .. } = self;
        let Some(next) = next_program(&sections.line[..sections.own_lines], offset) else {
            // Without a believable length nobody knows where the next program begins.
            if offset < sections.own_lines && !found.programs_read.contains(offset as u64) {
                found.diagnostics.add(Kind::LineProgramMalformed, offset);
            }
            return None;
        };
        if !found.programs_read.contains(offset as u64) {
            let address_size = units.all.first().map_or(4, |unit| unit.encoding.address_size);
            let lines = LineTable::read(sections, offset as u64, address_size, Some(0), bodies, &mut found.diagnostics);
            found.has_live_rows |= lines.as_ref().is_some_and(|lines| lines.is_live);
            if let Some(mut lines) = lines.filter(|lines| !lines.sequences.is_empty()) {
                scratch.entries = Entries::default();
                let nobody = Units::with_one_empty_unit(address_size);
                let assembly = UnitAssembly { module: &self.module, bodies, arbitrates: self.options.arbitrates };
                let context = Context { sections, units: &nobody, unit_number: 0, entries: &scratch.entries };
                assembly.run(context, Some(&mut lines), &mut scratch.assembler, found);
            }
        }
        Some(next)
    }
}
