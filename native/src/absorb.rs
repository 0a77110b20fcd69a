//! Goes on with what another core has found: takes in a part ([`crate::part`]).
//!
//! Parts are taken in the order of their units. Then all that is decided between units (which claim of a body holds, whose rows a body without a claim has) comes
//! out as if one core had read all of them.

use crate::assemble::{BodyRows, Node};
use crate::claims::UnitAssembly;
use crate::demangle::{Demangled, NameForPeople};
use crate::diagnostics::Kind;
use crate::format::{PLACES_FROM_DWARF, PLACES_FROM_SKELETON};
use crate::found::{BodyState, Found};
use crate::part::{CUT, Counts, Part, TORN, Table, WIDE, whole};
use crate::tables::{CallSite, File, Function};

/// The part does not hold together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InvalidPart;

/// The numbers that a part's items have here.
struct Numbers(Vec<u32>);

impl Numbers {
    fn get(&self, number: u32) -> Result<u32, InvalidPart> {
        self.0.get(number as usize).copied().ok_or(InvalidPart)
    }

    fn all<const N: usize>(&self, numbers: [u32; N]) -> Result<[u32; N], InvalidPart> {
        let mut known = [0; N];
        for (known, number) in known.iter_mut().zip(numbers) {
            *known = self.get(number)?;
        }
        Ok(known)
    }
}

/// Takes in a part. After an error what was found is of no use.
pub fn absorb(
    bytes: &[u8],
    found: &mut Found,
    demangled: &mut Demangled,
    assembly: &UnitAssembly,
) -> Result<(), InvalidPart> {
    let mut part = Part::open(bytes).ok_or(InvalidPart)?;
    let tables = &mut found.tables;
    let mut strings = Numbers(vec![0]);
    for [length] in part.items(Table::Strings) {
        strings.0.push(tables.strings.intern(part.take(length).ok_or(InvalidPart)?));
    }
    let mut files = Numbers(vec![0]);
    for parts in part.items(Table::Files) {
        let [comp_dir, directory, name] = strings.all(parts)?;
        files.0.push(tables.files.intern(File { comp_dir, directory, name }));
    }
    let mut functions = Numbers(vec![0]);
    for [linkage, display, file, line, flags, unresolved_at] in part.items(Table::Functions) {
        let [linkage, display] = strings.all([linkage, display])?;
        functions.0.push(tables.functions.intern(Function {
            linkage,
            display,
            file: files.get(file)?,
            line,
            origin: flags as u8,
            language: (flags >> 8) as u16,
            unresolved_at,
        }));
    }
    let mut call_sites = Numbers(Vec::new());
    for [function, file, line, column] in part.items(Table::CallSites) {
        let site = CallSite { function: functions.get(function)?, file: files.get(file)?, line, column };
        call_sites.0.push(tables.call_sites.intern(site));
    }
    for [linkage, name, has_failed, place] in part.items(Table::Names) {
        let [linkage, name] = strings.all([linkage, name])?;
        demangled.absorb(NameForPeople { linkage, name, failed_at: (has_failed != 0).then_some(place) });
    }
    for [code, count, place] in part.items(Table::Diagnostics) {
        found.diagnostics.add_counted(code, count, place);
    }
    for offset in part.items(Table::Programs) {
        found.programs_read.add(whole(offset));
    }
    let mut counts = part.items(Table::Counts).map(|[word]| word);
    let counts = Counts::from_words(std::array::from_fn(|_| counts.next().unwrap_or(0)));
    if !counts.judgement.is_sound() {
        return Err(InvalidPart);
    }
    found.judgement.functions.add(counts.judgement.functions);
    found.judgement.units.add(counts.judgement.units);
    found.has_live_rows |= counts.has_live_rows;
    found.tables.strings.refuse(counts.refused);
    absorb_bodies(&mut part, found, assembly, [&files, &functions, &call_sites])
}

fn absorb_bodies(
    part: &mut Part,
    found: &mut Found,
    assembly: &UnitAssembly,
    [files, functions, call_sites]: [&Numbers; 3],
) -> Result<(), InvalidPart> {
    let Found { tables, diagnostics, states, assembled, .. } = found;
    let mut body_files = part.items(Table::BodyFiles);
    let mut body_nodes = part.items(Table::Nodes);
    for [body, function, claim, first_claim_at, ranges, flags, file_count, node_count, block_size] in
        part.items(Table::Bodies)
    {
        let state = states.get_mut(body as usize).ok_or(InvalidPart)?;
        let function = functions.get(function)?;
        let claim = (claim > 0).then_some(claim > 1);
        let blocks = part.take(block_size).ok_or(InvalidPart)?;
        // A range takes two bytes at least. Whoever reads the index trusts neither; sums of these numbers must not overflow here.
        if ranges > block_size / 2 {
            return Err(InvalidPart);
        }
        let origin = (flags >> 8) as u8;
        if !matches!(origin, PLACES_FROM_DWARF | PLACES_FROM_SKELETON) {
            return Err(InvalidPart);
        }
        let holds = match (claim, state.claim_is_exact) {
            (None, _) => !state.is_assembled,
            (Some(_), None) => true,
            (Some(is_exact), Some(held_is_exact)) => {
                diagnostics.add(Kind::AmbiguousClaim, first_claim_at as usize);
                assembly.is_better(body, (is_exact, function), (held_is_exact, state.function), tables)
            }
        };
        let [first_file, first_node] = [assembled.files.len(), assembled.nodes.len()].map(|length| length as u32);
        for _ in 0..file_count {
            let [file] = body_files.next().ok_or(InvalidPart)?;
            assembled.files.push(files.get(file)?);
        }
        for number in 0..node_count {
            let [parent_distance, site] = body_nodes.next().ok_or(InvalidPart)?;
            if parent_distance > number {
                return Err(InvalidPart);
            }
            assembled.nodes.push(Node { parent_distance, call_site: call_sites.get(site)? });
        }
        if !holds {
            assembled.files.truncate(first_file as usize);
            assembled.nodes.truncate(first_node as usize);
            continue;
        }
        let rows = BodyRows {
            ranges,
            is_wide: flags & WIDE != 0,
            origin,
            is_torn: flags & TORN != 0,
            is_cut: flags & CUT != 0,
            files: (first_file, assembled.files.len() as u32),
            nodes: (first_node, assembled.nodes.len() as u32),
            blocks: assembled.blocks.push(blocks),
        };
        let first_claim_at = if state.claim_is_exact.is_some() { state.first_claim_at } else { first_claim_at };
        *state = BodyState { function, wasm_name: 0, rows, is_assembled: true, claim_is_exact: claim, first_claim_at };
    }
    Ok(())
}
