//! The abbreviation tables of all units, each read when it is first needed, within a bound.

use crate::abbreviations::{Abbreviations, Encoding};
use crate::number_map::{NumberMap, pair};
use crate::sections::Sections;
use crate::unit::Unit;
use std::rc::Rc;

/// How many bytes of abbreviations a build reads at most. Real units read each table once or share it; hostile ones could all point into one
/// large table, at a thousand offsets, for a time that grows with the square of the file.
fn abbreviation_bound(sections: &Sections) -> usize {
    sections.abbrev.len().saturating_mul(16).saturating_add(1 << 20)
}

/// The table with which a root was read last. Units of one object share a table in which each has an abbreviation of its own for its root: read anew for each, they took
/// 7 % of a build of a thousand units.
#[derive(Default)]
pub struct RootTable {
    of: Option<(usize, Encoding)>,
    table: Abbreviations,
    bytes_read: usize,
}

impl RootTable {
    /// False where the bound is reached.
    pub fn may_be_read(&self, sections: &Sections) -> bool {
        self.bytes_read <= abbreviation_bound(sections)
    }

    /// The table of a unit, at least up to the abbreviation with this code. As a rule it is the first one; whoever asks for a later one of the same table gets as many again
    /// behind it.
    pub fn reaching(&mut self, code: u64, unit: &Unit, sections: &Sections) -> &Abbreviations {
        let of = Some((unit.abbreviations, unit.encoding));
        if self.of != of || self.table.get(code).is_none() {
            let last = if self.of == of { code.saturating_mul(2) } else { code };
            self.table = unit.read_abbreviations(sections, Some(last));
            self.bytes_read += self.table.bytes;
            self.of = of;
        }
        // Two bytes for each attribute: of a thousand roots each could have the same ten thousand.
        let root = self.table.get(code);
        self.bytes_read += root.map_or(0, |root| 2 * self.table.specifications(root).len());
        &self.table
    }
}

/// Abbreviation tables by offset. Reading is bounded: hostile units could all point into one large table.
#[derive(Default)]
pub struct AbbreviationCache {
    tables: Vec<Rc<Abbreviations>>,
    /// Their numbers by offset and what their plans depend on.
    numbers: NumberMap,
    bytes_kept: usize,
    bytes_read: usize,
}

impl AbbreviationCache {
    /// Bytes whose tables are kept at once: LTO builds share one table, others have one of some 3 kB a unit. In memory a table is twenty times as large.
    const KEPT: usize = 1 << 19;

    /// The table of a unit. `None` where the bound is reached.
    pub fn of(&mut self, sections: &Sections, unit: &Unit) -> Option<Rc<Abbreviations>> {
        let Encoding { version, address_size, offset_size } = unit.encoding;
        let sizes = usize::from(address_size) << 8 | usize::from(offset_size) << 1 | usize::from(version <= 2);
        let key = pair(sizes, unit.abbreviations);
        if let Some(number) = self.numbers.get(key) {
            return Some(Rc::clone(&self.tables[number as usize]));
        }
        if self.bytes_read > abbreviation_bound(sections) {
            return None;
        }
        let table = Rc::new(unit.read_abbreviations(sections, None));
        self.bytes_read += table.bytes;
        if self.bytes_kept + table.bytes > Self::KEPT {
            self.tables.clear();
            self.numbers.clear();
            self.bytes_kept = 0;
        }
        self.bytes_kept += table.bytes;
        self.numbers.insert(key, self.tables.len() as u32);
        self.tables.push(Rc::clone(&table));
        Some(table)
    }
}
