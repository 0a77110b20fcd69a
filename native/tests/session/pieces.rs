//! Builds whose cores are given pieces of sections, and then what is missing, until nothing is.

use crate::bytes::Bytes;
use crate::module::Module;
use crate::parts::{Outcome, put, run_to_end};
use gimli_wasm::session::{Input, Session};
use std::ops::Range;

const SECTIONS: usize = 9;
const INFO: usize = 0;
const LINE: usize = 2;
/// Given as a whole.
const ADDR: usize = 6;
/// From here on pieces are padded.
const RANGES: usize = 7;
const SIGNATURES: usize = 9;

/// Flag of a role: what is missing is left out.
const ACCEPTS_MISSING: u64 = 1 << 8;
const EXTENTS: usize = 32;

const PART: u64 = 1;
const MERGE: u64 = 2;
const LINES: u64 = 3;

/// Short, so that strings and lists reach over several.
const PAGE: usize = 16;

/// What is given of each section: a mark for each of its bytes.
struct Given([Vec<bool>; SECTIONS]);

impl Given {
    fn nothing(sections: &[&[u8]; SECTIONS]) -> Self {
        Given(sections.map(|section| vec![false; section.len()]))
    }

    /// True if something of it was not given before.
    fn add(&mut self, section: usize, range: Range<usize>) -> bool {
        let marks = &mut self.0[section][range];
        let is_new = marks.iter().any(|&is_given| !is_given);
        marks.fill(true);
        is_new
    }

    fn extents(&self, section: usize) -> Vec<Range<usize>> {
        let mut extents: Vec<Range<usize>> = Vec::new();
        for (at, _) in self.0[section].iter().enumerate().filter(|&(_, &is_given)| is_given) {
            match extents.last_mut().filter(|last| last.end == at) {
                Some(last) => last.end += 1,
                None => extents.push(at..at + 1),
            }
        }
        extents
    }
}

fn sections(module: &Module) -> [&[u8]; SECTIONS] {
    let Module { dwarf, line, line_str, str_offsets, addr, ranges, rnglists, .. } = module;
    let sections = [&dwarf.info, &dwarf.abbrev, line, &dwarf.str, line_str, str_offsets, addr, ranges, rnglists];
    sections.map(|section| &section.0[..])
}

/// Units or line programs by their lengths. Where there is no believable one, the last reaches to the end.
fn chain(section: &[u8]) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let mut at = 0;
    while at < section.len() {
        let number = |at: usize, size: usize| {
            let bytes = section.get(at..at + size)?;
            Some(bytes.iter().rev().fold(0u64, |value, &byte| value << 8 | u64::from(byte)))
        };
        let end = match number(at, 4) {
            Some(0xffff_ffff) => number(at + 4, 8).map(|length| length.saturating_add(at as u64 + 12)),
            Some(length) if length < 0xffff_fff0 => Some(at as u64 + 4 + length),
            _ => None,
        };
        let end = end.filter(|&end| end <= section.len() as u64).map_or(section.len(), |end| end as usize);
        items.push(at..end);
        at = end;
    }
    items
}

fn session(module: &Module, given: Option<&Given>, [from, to]: [usize; 2], role: u64) -> Session {
    let mut session = module.session();
    for (number, section) in sections(module).into_iter().enumerate() {
        let Some(given) = given else {
            session.reserve(Input::Info as usize + number, 0).unwrap();
            continue;
        };
        if number == ADDR {
            continue;
        }
        let (mut bytes, mut table) = (Bytes::default(), Bytes::default());
        for extent in given.extents(number) {
            table.number(extent.start as u64, 8).number(extent.len() as u64, 4);
            bytes.raw(&section[extent]);
            if number >= RANGES {
                bytes.u8(0xff);
            }
        }
        table.number(section.len() as u64, 8).number(0, 4);
        session.set(Input::Info as usize + number, &bytes.0).unwrap();
        session.set(EXTENTS + number, &table.0).unwrap();
    }
    let debug_bytes = sections(module).iter().map(|section| section.len() as u64).sum();
    let mut run = Bytes::default();
    run.number(from as u64, 8).number(to as u64, 8).number(role, 4).number(debug_bytes, 4);
    put(&mut session, Input::Run, &run.0);
    session.begin(0, u32::MAX, u32::MAX).unwrap();
    session
}

/// Runs a core until nothing is missing.
fn part(module: &Module, mut given: Given, run: [usize; 2], mut role: u64) -> Vec<u8> {
    let all = sections(module);
    let items = [INFO, LINE].map(|section| chain(all[section]));
    loop {
        let missing = match run_to_end(session(module, Some(&given), run, role), &[]).unwrap() {
            Outcome::Done(part) => return part,
            Outcome::Missing(list) => list,
        };
        let mut is_new = false;
        for (section, place) in missing_places(&missing) {
            if section == SIGNATURES {
                let unit = items[0].iter().find(|unit| all[INFO][unit.start + 12..].starts_with(&place.to_le_bytes()));
                is_new |= unit.is_some_and(|unit| given.add(INFO, unit.clone()));
                continue;
            }
            let at = usize::try_from(place).unwrap();
            let containing = |items: &[Range<usize>]| items.iter().find(|item| item.contains(&at)).cloned();
            let range = match section {
                INFO => containing(&items[0]),
                LINE => containing(&items[1]),
                _ => Some(at / PAGE * PAGE..(at / PAGE * PAGE + PAGE).min(all[section].len())),
            };
            is_new |= given.add(section, range.unwrap());
        }
        if !is_new {
            role |= ACCEPTS_MISSING;
        }
    }
}

fn missing_places(list: &[u8]) -> impl Iterator<Item = (usize, u64)> {
    list.chunks_exact(12).map(|item| {
        let words: Vec<_> = item.chunks(4).map(|word| u32::from_le_bytes(word.try_into().unwrap())).collect();
        (words[0] as usize, u64::from(words[2]) << 32 | u64::from(words[1]))
    })
}

/// The line programs to which the units of a part have led: the last table but one.
fn programs_of(part: &[u8]) -> Vec<usize> {
    let word = |at: usize| u32::from_le_bytes(part[at..at + 4].try_into().unwrap()) as usize;
    let widths = [1, 3, 6, 4, 9, 1, 2, 4, 3, 2];
    let start: usize = 44 + (0..9).map(|table| word(4 * table) * widths[table] * 4).sum::<usize>();
    (0..word(4 * 9)).map(|number| word(start + 8 * number)).collect()
}

/// The index by a core that has no sections and takes all from parts.
pub fn in_pieces(module: &Module, count: usize) -> Vec<u8> {
    let all = sections(module);
    let units = chain(all[INFO]);
    let end = |part: usize| all[INFO].len() * part / count;
    let mut parts = Vec::new();
    for number in 0..count {
        let run = [end(number), end(number + 1)];
        let mut given = Given::nothing(&all);
        for unit in units.iter().filter(|unit| (run[0]..run[1]).contains(&unit.start)) {
            given.add(INFO, unit.clone());
        }
        parts.push(part(module, given, run, PART));
    }
    let led_to: Vec<usize> = parts.iter().flat_map(|part| programs_of(part)).collect();
    let mut given = Given::nothing(&all);
    // The size of addresses is that of the first unit.
    given.add(INFO, units.first().cloned().unwrap_or_default());
    for program in chain(all[LINE]).into_iter().filter(|program| !led_to.contains(&program.start)) {
        given.add(LINE, program);
    }
    parts.push(part(module, given, [0, 0], LINES));
    match run_to_end(session(module, None, [0, 0], MERGE), &parts).unwrap() {
        Outcome::Done(index) => index,
        Outcome::Missing(_) => panic!("nothing was given in pieces"),
    }
}
