//! Which entry describes a body, and the assembling of what a unit says of its bodies.

use crate::arbitration::DeclarationLines;
use crate::assemble::{Assembler, InlinesByFunction, Task, Torn};
use crate::bodies::{Bodies, BodyId};
use crate::body_names::agrees_with_names;
use crate::diagnostics::Kind;
use crate::found::{BodyState, Found};
use crate::lines::LineTable;
use crate::names::{Context, Resolver};
use crate::sections::Module;
use crate::tables::{FunctionId, Tables};

/// What the assembling of one unit's bodies needs besides the unit.
pub struct UnitAssembly<'a> {
    /// Names, for judging between claims.
    pub module: &'a Module,
    /// Bounds.
    pub bodies: &'a Bodies,
    /// Rows decide where inline ranges are torn.
    pub arbitrates: bool,
}

impl UnitAssembly<'_> {
    /// Assembles the bodies that the unit's functions claim, and those that it has only rows for.
    pub fn run<'s>(
        &self,
        context: Context<'_, 's>,
        lines: Option<&mut LineTable<'s>>,
        assembler: &mut Assembler,
        found: &mut Found,
    ) {
        let Found { tables, foreign, cache, diagnostics, states, assembled, .. } = found;
        let entries = context.entries;
        let sequence_bodies: Vec<BodyId> =
            lines.as_ref().map_or(Vec::new(), |lines| lines.sequences.iter().map(|sequence| sequence.body).collect());
        let inlines = InlinesByFunction::new(entries);
        let mut resolver = Resolver::new(context, lines, cache, tables, foreign, diagnostics);
        let mut declaration_lines: Option<DeclarationLines> = None;
        for (number, function) in entries.functions.iter().enumerate() {
            for claim in &entries.claims[function.claims.0 as usize..function.claims.1 as usize] {
                let id = resolver.subprogram(function.subprogram as usize);
                let state = &mut states[claim.body as usize];
                let place = entries.subprograms[function.subprogram as usize].offset;
                let mut first_claim_at = place as u32;
                if let Some(held_is_exact) = state.claim_is_exact {
                    first_claim_at = state.first_claim_at;
                    resolver.diagnostics.add(Kind::AmbiguousClaim, place);
                    if !self.is_better(
                        claim.body,
                        (claim.is_exact, id),
                        (held_is_exact, state.function),
                        resolver.tables,
                    ) {
                        continue;
                    }
                }
                let torn = if self.arbitrates { Torn::Arbitrate(&mut declaration_lines) } else { Torn::PaintOnly };
                let task = self.task(claim.body, Some((number as u32, id)));
                let rows = assembler.assemble(task, &inlines, torn, &mut resolver, assembled);
                let claim_is_exact = Some(claim.is_exact);
                *state =
                    BodyState { function: id, wasm_name: 0, rows, is_assembled: true, claim_is_exact, first_claim_at };
            }
        }
        for body in sequence_bodies {
            let state = &mut states[body as usize];
            if !state.is_assembled {
                let task = self.task(body, None);
                let rows = assembler.assemble(task, &inlines, Torn::PaintOnly, &mut resolver, assembled);
                *state = BodyState { rows, is_assembled: true, ..BodyState::default() };
            }
        }
    }

    fn task(&self, body: BodyId, function: Option<(u32, FunctionId)>) -> Task {
        Task { body, bounds: self.bodies.bounds(body), function }
    }

    /// Whether a claim (exact, function) beats the one that is held. The linker points the entries of every discarded weak copy at the body that it
    /// kept; the copy whose range ends where the body ends is that of the kept code, whatever comes first in the file.
    pub fn is_better(
        &self,
        body: BodyId,
        new: (bool, FunctionId),
        held: (bool, FunctionId),
        tables: &mut Tables,
    ) -> bool {
        if new.0 != held.0 {
            return new.0;
        }
        let function_index = self.module.imported_functions.saturating_add(body);
        let mut agrees = |function| agrees_with_names(self.module, function_index, function, tables);
        agrees(new.1) && !agrees(held.1)
    }
}
