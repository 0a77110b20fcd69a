//! What is decided when all units have been read, and the index.

use super::{Build, Scratch};
use crate::assemble::Assembled;
use crate::bodies::BodyId;
use crate::body_names::function_of_body;
use crate::diagnostics::Kind;
use crate::format::NAME_FROM_NAME_SECTION;
use crate::found::BodyState;
use crate::sections::Sections;
use crate::units::Units;
use crate::writer::{self, TooLarge};

impl Build {
    /// Judges the DWARF as a whole, and gives each body its final function.
    pub(super) fn finish_names(&mut self) {
        let Build { sections, module, bodies, options, units, found, .. } = self;
        units.count_missing(&mut found.diagnostics);
        if let Some(count) = found.judgement.stale() {
            found.states.fill(BodyState::default());
            found.assembled = Assembled::default();
            found.diagnostics.add_counted(Kind::StaleDwarf as u32, count, 0);
        } else if (!sections.info.is_empty() || options.run.debug_bytes > 0)
            && found.judgement.is_empty()
            && !found.has_live_rows
            && ![Kind::LimitReached, Kind::UnitMalformed, Kind::UnitUnsupported]
                .iter()
                .any(|&kind| found.diagnostics.count(kind) > 0)
        {
            found.diagnostics.add(Kind::HollowDwarf, 0);
        }
        let given = std::mem::take(&mut module.given);
        // The other core writes what holds together; what did not is missing.
        let _ = given.fill(bodies, &mut found.states, &mut found.assembled, &mut found.tables);
        drop(given);
        for (body, state) in found.states.iter_mut().enumerate() {
            if !bodies.is_wanted(body as BodyId) {
                continue;
            }
            let function_index = module.imported_functions.saturating_add(body as u32);
            let wasm_name = module.names_of(function_index).find(|&(_, origin)| origin == NAME_FROM_NAME_SECTION);
            state.wasm_name = wasm_name.map_or(0, |(name, _)| found.tables.strings.intern(name));
            state.function = function_of_body(module, function_index, state.function, &mut found.tables);
        }
    }

    /// The index of all that was found.
    pub(super) fn write(&mut self) -> Result<Vec<u8>, TooLarge> {
        self.sections = Sections::default();
        self.scratch = Scratch::default();
        self.units = Units::default();
        let mut flags = 0;
        let mut diagnostics = std::mem::take(&mut self.found.diagnostics);
        for (body, state) in self.found.states.iter().enumerate() {
            let (start, _) = self.bodies.bounds(body as BodyId);
            if state.rows.is_torn {
                diagnostics.add(Kind::TornFunction, start as usize);
            }
            if state.rows.is_cut {
                diagnostics.add(Kind::LimitReached, start as usize);
            }
        }
        if self.options.is_partial {
            flags |= crate::format::FLAG_PARTIAL;
        }
        if self.options.arbitrates && diagnostics.count(Kind::TornFunction) > 0 {
            flags |= crate::format::FLAG_ARBITRATED;
        }
        let refused = self.found.tables.strings.refused();
        if refused > 0 {
            diagnostics.add_counted(Kind::LimitReached as u32, refused, 0);
        }
        for &[code, count, place] in &self.module.notes {
            diagnostics.add_counted(code, count, place);
        }
        let content = writer::Content {
            flags,
            module: &self.module,
            bodies: &self.bodies,
            states: &self.found.states,
            assembled: &self.found.assembled,
            tables: &self.found.tables,
            demangled: &self.demangled,
        };
        writer::write(&content, diagnostics)
    }
}
