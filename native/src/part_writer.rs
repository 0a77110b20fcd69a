//! Writes what was found as a part ([`crate::part`]).

use crate::bytes::push_u32;
use crate::demangle::{Demangled, NOWHERE};
use crate::diagnostics::Kind;
use crate::extents::{Extents, Section};
use crate::found::{BodyState, Found};
use crate::part::{CUT, Counts, TABLES, TORN, Table, WIDE, WIDTHS, halves};

struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    fn table<const N: usize>(&mut self, table: Table, items: impl Iterator<Item = [u32; N]>) {
        debug_assert_eq!(N, WIDTHS[table as usize]);
        let start = self.bytes.len();
        for word in items.flatten() {
            push_u32(&mut self.bytes, word);
        }
        let count = (self.bytes.len() - start) / (4 * N);
        self.bytes[4 * table as usize..][..4].copy_from_slice(&(count as u32).to_le_bytes());
    }
}

/// The bytes of a part.
pub fn write(found: &Found, demangled: &Demangled, extents: &Extents) -> Vec<u8> {
    let Found { tables, diagnostics, states, assembled, judgement, has_live_rows, programs_read, .. } = found;
    let mut writer = Writer { bytes: vec![0; 4 * TABLES] };
    let strings = || (1..tables.strings.count() as u32).map(|id| tables.strings.get(id));
    writer.table(Table::Strings, strings().map(|text| [text.len() as u32]));
    writer
        .table(Table::Files, tables.files.values()[1..].iter().map(|file| [file.comp_dir, file.directory, file.name]));
    writer.table(
        Table::Functions,
        tables.functions.values()[1..].iter().map(|function| {
            let flags = u32::from(function.origin) | u32::from(function.language) << 8;
            // Its section is not known; entries of `.debug_types` that break off are said to be elsewhere.
            let unresolved_at = match function.unresolved_at {
                0 => 0,
                at => extents.place(Section::Info, at),
            };
            [function.linkage, function.display, function.file, function.line, flags, unresolved_at]
        }),
    );
    writer.table(
        Table::CallSites,
        tables.call_sites.values().iter().map(|site| [site.function, site.file, site.line, site.column]),
    );
    let bodies = || states.iter().enumerate().filter(|(_, state)| state.is_assembled);
    writer.table(Table::Bodies, bodies().map(|(body, state)| body_item(body as u32, state, extents)));
    let files = bodies().flat_map(|(_, state)| &assembled.files[range(state.rows.files)]);
    writer.table(Table::BodyFiles, files.map(|&file| [file]));
    let nodes = bodies().flat_map(|(_, state)| &assembled.nodes[range(state.rows.nodes)]);
    writer.table(Table::Nodes, nodes.map(|node| [node.parent_distance, node.call_site]));
    writer.table(
        Table::Names,
        demangled.all().map(|name| {
            let place = name.failed_at.map_or(NOWHERE, |place| match place >> 31 {
                0 => extents.place(Section::Info, place << 1) >> 1,
                _ => place,
            });
            [name.linkage, name.name, u32::from(name.failed_at.is_some()), place]
        }),
    );
    writer.table(
        Table::Diagnostics,
        diagnostics.kinds().iter().map(|&[code, count, place]| {
            let place = section_of(code).map_or(place, |section| extents.place(section, place));
            [code, count, place]
        }),
    );
    writer.table(
        Table::Programs,
        programs_read.entries().map(|(at, _)| halves(extents.original(Section::Line, at as usize))),
    );
    let counts = Counts { judgement: *judgement, has_live_rows: *has_live_rows, refused: tables.strings.refused() };
    writer.table(Table::Counts, counts.words().into_iter().map(|word| [word]));
    for text in strings() {
        writer.bytes.extend_from_slice(text);
    }
    for (_, state) in bodies() {
        let (start, end) = state.rows.blocks;
        writer.bytes.extend_from_slice(assembled.blocks.get(start, end));
    }
    writer.bytes
}

fn body_item(body: u32, state: &BodyState, extents: &Extents) -> [u32; 9] {
    let first_claim_at = extents.place(Section::Info, state.first_claim_at);
    let rows = state.rows;
    let claim = state.claim_is_exact.map_or(0, |is_exact| 1 + u32::from(is_exact));
    let flags = [(rows.is_wide, WIDE), (rows.is_torn, TORN), (rows.is_cut, CUT)];
    let flags = flags.iter().map(|&(is_set, flag)| if is_set { flag } else { 0 }).sum::<u32>();
    let flags = flags | u32::from(rows.origin) << 8;
    let [files, nodes, blocks] = [rows.files, rows.nodes, rows.blocks].map(|(start, end)| end - start);
    [body, state.function, claim, first_claim_at, rows.ranges, flags, files, nodes, blocks]
}

fn range((start, end): (u32, u32)) -> std::ops::Range<usize> {
    start as usize..end as usize
}

/// The section that the places of a diagnostic are in, of those that can be given in pieces. Those of limits are in several.
fn section_of(code: u32) -> Option<Section> {
    const INFO: [Kind; 5] =
        [Kind::UnitMalformed, Kind::UnitUnsupported, Kind::AmbiguousClaim, Kind::RangesMalformed, Kind::SplitMissing];
    const LINE: [Kind; 2] = [Kind::LineProgramMalformed, Kind::SequenceDropped];
    let is_one_of = |kinds: &[Kind]| kinds.iter().any(|&kind| kind as u32 == code);
    match code {
        _ if is_one_of(&INFO) => Some(Section::Info),
        _ if is_one_of(&LINE) => Some(Section::Line),
        _ => None,
    }
}
