//! Which entry describes a body, and whether the DWARF is of this code at all.

use crate::dwarf::{Unit, Value, entry, subprogram, unit};
use crate::index::Index;
use crate::line_program::program;
use crate::module::{Module, code, module};
use gimli::constants as dw;

fn name_and_place(index: &Index, address: u32) -> String {
    index.at(address).join(" < ")
}

/// One unit of functions without rows: name, low, length.
fn functions(functions: &[(&'static str, u64, u64)]) -> Unit {
    let (low, end) = (functions[0].1, functions.iter().map(|&(_, low, length)| low + length).max().unwrap());
    let with_range = unit(4).code(low, end - low).lines(0);
    functions.iter().fold(with_range, |unit, &(name, low, length)| unit.child(subprogram(name).code(low, length)))
}

/// A weak function in two copies: the linker kept one body, [10, 30), and pointed both descriptions at it.
fn weak_copies(lengths: [u64; 2], names: [&'static str; 2]) -> Module {
    let place_of_first = program(4).sequence(&[(12, 1, 1, 1)], 10 + lengths[0]);
    let second_at = place_of_first.bytes().len() as u64;
    let copy = |number: usize, lines: u64| {
        unit(4)
            .code(10, lengths[number])
            .lines(lines)
            .child(subprogram(names[number]).code(10, lengths[number]).declared(1, 1 + number as u64))
    };
    module(&[(10, 20), (30, 9)])
        .lines(place_of_first)
        .lines(program(4).sequence(&[(12, 1, 2, 2)], 10 + lengths[1]))
        .unit(copy(0, 0))
        .unit(copy(1, second_at))
}

#[test]
fn of_weak_copies_the_one_that_ends_with_the_body_is_the_kept_one() {
    let cases = [
        ([20, 20], "f /src/main.c:1:1"),
        ([20, 27], "f /src/main.c:1:1"),
        ([27, 20], "f /src/main.c:2:2"),
        ([13, 20], "f /src/main.c:2:2"),
        ([20, 13], "f /src/main.c:1:1"),
        ([27, 13], "f /src/main.c:1:1"),
    ];
    for (lengths, expected) in cases {
        let index = weak_copies(lengths, ["f", "f"]).index();
        assert_eq!(name_and_place(&index, 12), expected, "{lengths:?}");
        assert_eq!(name_and_place(&index, 30), "? ?", "an end that is too long names nothing of the next body");
        assert_eq!(index.diagnostics(), [(code::AMBIGUOUS_CLAIM, 1)]);
    }
}

#[test]
fn of_equally_long_claims_the_one_that_the_name_section_knows_holds() {
    let cases = [
        (["f", "g"], "g", "g"),
        (["f", "g"], "f", "f"),
        (["f", "g"], "g.llvm.123", "g"),
        (["f", "g"], "g.5", "g"),
        (["f", "g"], "geo::g(int)", "geo::g(int)"),
        (["f", "log_10"], "log_10", "log_10"),
        (["start", "main"], "__main_argc_argv", "main"),
        (["f", "_RNvC6_123foo3bar"], "123foo::bar", "_RNvC6_123foo3bar"),
        (["f", "_RNvC6_123foo3bar"], "_RNvC6_123foo3bar", "_RNvC6_123foo3bar"),
        (["f", "g"], "h", "f"),
    ];
    for (names, given, expected) in cases {
        let index = weak_copies([20, 20], names).named(0, given).index();
        assert_eq!(index.described(0).0, expected, "{names:?} and {given}");
    }
}

#[test]
fn a_range_that_starts_within_a_body_or_in_none_claims_nothing() {
    let bodies: Vec<(u32, u32)> = (0..20).map(|n| (10 + 20 * n, 20)).collect();
    let mut described: Vec<_> = (0..20).filter(|&n| n != 7).map(|n| ("f", 10 + 20 * n, 20)).collect();
    described.extend([("within", 152, 4), ("dead", 0, 200), ("dead", 0xffff_ffff, 5), ("dead", 0xffff_fffe, 5)]);
    let index = module(&bodies).unit(functions(&described)).index();
    assert_eq!([132, 152, 172].map(|address| name_and_place(&index, address)), ["f ?", "? ?", "f ?"]);
    assert_eq!(index.diagnostics(), []);
}

#[test]
fn a_function_in_several_ranges_claims_each_body_that_one_of_them_starts() {
    let list = Value::SecOffset(0);
    let split = subprogram("split").with(dw::DW_AT_ranges, list.clone());
    let unit = unit(4).with(dw::DW_AT_low_pc, Value::Addr(0)).with(dw::DW_AT_ranges, list).child(split);
    let mut module = module(&[(10, 20), (30, 5), (40, 20)]).unit(unit);
    for (low, high) in [(10, 30), (40, 60), (0, 0)] {
        module.ranges.number(low, 4).number(high, 4);
    }
    let index = module.index();
    assert_eq!([12, 32, 42].map(|address| name_and_place(&index, address)), ["split ?", "? ?", "split ?"]);
    assert_eq!(index.diagnostics(), []);
}

#[test]
fn dwarf_of_other_code_is_not_used() {
    let bodies: Vec<(u32, u32)> = (0..20).map(|n| (10 + 20 * n, 20)).collect();
    let stale: Vec<_> = (0..18).map(|n| ("stale", 17 + 22 * n, 21)).collect();
    let mut rows = program(4);
    for &(_, low, length) in &stale {
        rows = rows.sequence(&[(low, 1, 3, 5)], low + length);
    }
    let mut module = module(&bodies).lines(rows).unit(functions(&stale)).named(3, "given");
    let index = module.index();
    assert_eq!(name_and_place(&index, 75), "given ?");
    assert_eq!(name_and_place(&index, 15), "? ?");
    assert_eq!(index.diagnostics(), [(code::STALE_DWARF, 18)]);
}

#[test]
fn units_judge_where_there_are_only_lines() {
    let lines = |low: u64| program(4).sequence(&[(low + 2, 1, 3, 5)], low + 10);
    let of_unit = |low| module(&[(10, 20), (30, 20)]).lines(lines(low)).unit(unit(4).code(low, 10).lines(0)).index();
    assert_eq!(name_and_place(&of_unit(10), 14), "? /src/main.c:3:5");
    let stale = of_unit(17);
    assert_eq!((name_and_place(&stale, 20), stale.diagnostics()), ("? ?".to_owned(), vec![(code::STALE_DWARF, 1)]));
}

#[test]
fn a_one_shot_build_that_reads_few_functions_looks_at_more_before_it_judges() {
    // The first function starts by chance where a body does; that the debug data is of other code is seen in the other units only.
    let bodies: Vec<(u32, u32)> = (0..20).map(|n| (10 + 20 * n, 20)).collect();
    let mut module = module(&bodies).unit(functions(&[("stale", 10, 20)]));
    for n in 2..18 {
        module = module.unit(functions(&[("stale", 13 + 20 * n, 9)]));
    }
    let index = module.index();
    assert_eq!((name_and_place(&index, 12), index.diagnostics()), ("? ?".to_owned(), vec![(code::STALE_DWARF, 16)]));
}

#[test]
fn nine_of_ten_starts_are_enough() {
    let bodies: Vec<(u32, u32)> = (0..10).map(|n| (10 + 20 * n, 20)).collect();
    let sound: Vec<_> = (0..9).map(|n| ("sound", 10 + 20 * n, 20)).collect();
    let one_stale = [&sound[..], &[("stale", 195, 5)]].concat();
    let two_stale = [&sound[..8], &[("stale", 175, 5), ("stale", 195, 5)]].concat();
    assert_eq!(name_and_place(&module(&bodies).unit(functions(&one_stale)).index(), 12), "sound ?");
    let index = module(&bodies).unit(functions(&two_stale)).index();
    assert_eq!((name_and_place(&index, 12), index.diagnostics()), ("? ?".to_owned(), vec![(code::STALE_DWARF, 2)]));
}

#[test]
fn a_unit_may_begin_in_front_of_its_first_function() {
    // wat2wasm and assemblers give a unit the whole code section; of its start no body knows.
    let index = module(&[(10, 20)]).unit(unit(4).code(2, 28).child(subprogram("f").code(10, 20))).index();
    assert_eq!(name_and_place(&index, 12), "f ?");
    assert_eq!(index.diagnostics(), []);
}

#[test]
fn units_whose_ranges_a_tool_left_behind_still_describe_their_functions() {
    let lines_of_f = program(4).sequence(&[(12, 1, 3, 5)], 30);
    let lines_of_g = lines_of_f.bytes().len() as u64;
    let index = module(&[(10, 20), (40, 20)])
        .lines(lines_of_f)
        .lines(program(4).sequence(&[(42, 1, 7, 9)], 60))
        .unit(unit(4).code(47, 20).lines(0).child(subprogram("f").code(10, 20)))
        .unit(unit(4).code(17, 20).lines(lines_of_g).child(subprogram("g").code(40, 20)))
        .index();
    assert_eq!([12, 42].map(|address| name_and_place(&index, address)), ["f /src/main.c:3:5", "g /src/main.c:7:9"]);
    assert_eq!(index.diagnostics(), []);
}

#[test]
fn debug_sections_about_none_of_the_code_are_hollow() {
    let dead = |name| subprogram(name).code(0, 20);
    let hollow = unit(4).code(0, 20).child(dead("f")).child(entry(dw::DW_TAG_variable).name("v"));
    let index = module(&[(10, 20)]).unit(hollow).named(0, "given").index();
    assert_eq!(name_and_place(&index, 12), "given ?");
    assert_eq!(index.diagnostics(), [(code::HOLLOW_DWARF, 1)]);
    assert_eq!(module(&[(10, 20)]).index().diagnostics(), [], "without debug sections nothing is hollow");
}
