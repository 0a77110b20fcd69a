//! What is kept of the names of other units than the one at hand.

use crate::files::ForeignFiles;
use crate::number_map::NumberMap;
use crate::sorting::sort_by_words;
use crate::tables::{FunctionId, StringId, Tables};
use std::rc::Rc;

/// What is kept of other units than the one at hand, from unit to unit.
#[derive(Default)]
pub struct ForeignNames {
    /// By unit and offset: an offset alone can be one in `.debug_types` too.
    pub functions: NumberMap,
    /// By offset in `.debug_str`: linkers write each string once, so that its bytes are looked at once.
    pub strings: NumberMap,
    /// The files of other units' line tables.
    pub files: ForeignFiles,
    /// The scopes of units that have been looked at.
    pub scopes: Vec<Rc<ScopeNames>>,
    /// Their numbers by unit.
    pub scope_numbers: NumberMap,
    /// C++ functions with unit and entry, for names that cannot be demangled.
    entries: Vec<(FunctionId, usize, usize)>,
    /// Their numbers by function.
    entry_numbers: NumberMap,
}

impl ForeignNames {
    /// Where the functions with these linkage names are described: linkage name, unit, entry. One entry a name.
    pub fn described(&self, linkages: &NumberMap, tables: &Tables) -> Vec<(StringId, usize, usize)> {
        let mut described: Vec<_> = self
            .entries
            .iter()
            .map(|&(function, unit, offset)| (tables.functions.get(function).linkage, unit, offset))
            .filter(|&(linkage, ..)| linkages.contains(linkage.into()))
            .collect();
        sort_by_words(&mut described, |&(linkage, unit, offset)| [linkage, unit as u32, offset as u32]);
        described.dedup_by_key(|(linkage, ..)| *linkage);
        described
    }

    /// Notes where a function is described. Of several places the first one in the file counts, in whatever order units are read.
    pub fn note_entry(&mut self, function: FunctionId, unit: usize, offset: usize) {
        match self.entry_numbers.get(function.into()) {
            Some(number) => {
                let first = &mut self.entries[number as usize];
                *first = (function, unit, offset).min(*first);
            }
            None => {
                self.entry_numbers.insert(function.into(), self.entries.len() as u32);
                self.entries.push((function, unit, offset));
            }
        }
    }
}

/// The qualified names of a unit's scopes, and of the scopes around its functions, by the offset of the entry.
#[derive(Default)]
pub struct ScopeNames {
    /// Of the scopes themselves.
    pub scopes: NumberMap,
    /// Around functions.
    pub around: NumberMap,
}
