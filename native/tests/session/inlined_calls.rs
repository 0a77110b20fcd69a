//! The tree of inlined calls: which one covers an address, and who called it.

use crate::dwarf::{Entry, Unit, Value, entry, inlined, subprogram, unit};
use crate::line_program::program;
use crate::module::{Module, code, module};
use gimli::constants as dw;

/// `outer` in [10, 90) with these entries inside, and the functions `a`, `b` and `c`, which are declared at 100, 200 and 300. The unit goes on to 100.
fn outer(entries: Vec<Entry>) -> Unit {
    let outer = entries.into_iter().fold(subprogram("outer").code(10, 80).declared(1, 1), Entry::child);
    let declared = |name, line| subprogram(name).label(name).declared(1, line);
    unit(4)
        .code(10, 90)
        .lines(0)
        .child(declared("a", 100))
        .child(declared("b", 200))
        .child(declared("c", 300))
        .child(outer)
}

/// With one row for the whole body, which does not say where it was written: main.c:0.
fn with_one_row(unit: Unit) -> Module {
    module(&[(10, 80), (90, 10)]).lines(program(4).sequence(&[(10, 1, 0, 0)], 90)).unit(unit)
}

/// Names of the functions from the innermost on, for each range of the body.
fn chains(module: &mut Module) -> Vec<(u32, String)> {
    let names = |frames: Vec<String>| {
        let names: Vec<_> = frames.iter().map(|frame| frame.split(' ').next().unwrap_or("").to_owned()).collect();
        names.join(" ")
    };
    module.index().body(0).into_iter().map(|(at, frames)| (at, names(frames))).collect()
}

fn assert_chains(entries: Vec<Entry>, expected: &[(u32, &str)]) {
    let expected: Vec<_> = expected.iter().map(|&(at, chain)| (at, chain.to_owned())).collect();
    assert_eq!(chains(&mut with_one_row(outer(entries))), expected);
}

#[test]
fn calls_nest_and_each_says_where_its_caller_called() {
    let c = inlined("c").code(30, 10).called(202, 3);
    let b = inlined("b").code(20, 40).called(102, 2).child(c);
    let index = with_one_row(outer(vec![inlined("a").code(14, 56).called(2, 1).child(b)])).index();
    let expected = ["c /src/main.c:0:0", "b /src/main.c:202:3", "a /src/main.c:102:2", "outer /src/main.c:2:1"];
    assert_eq!(index.at(30), expected);
    assert_eq!(index.at(39), expected);
    assert_eq!(index.at(40), ["b /src/main.c:0:0", "a /src/main.c:102:2", "outer /src/main.c:2:1"]);
    assert_eq!(index.at(69), ["a /src/main.c:0:0", "outer /src/main.c:2:1"]);
    assert_eq!(index.at(70), ["outer /src/main.c:0:0"]);
    assert_eq!(index.diagnostics(), []);
}

#[test]
fn blocks_and_call_sites_are_transparent() {
    let block = entry(dw::DW_TAG_lexical_block).code(14, 30).child(inlined("a").code(20, 10));
    let site = entry(dw::DW_TAG_call_site)
        .with(dw::DW_AT_call_return_pc, Value::Addr(52))
        .child(entry(dw::DW_TAG_call_site_parameter).with(dw::DW_AT_location, Value::Block(vec![0x30])));
    let old_site = entry(dw::DW_TAG_GNU_call_site).with(dw::DW_AT_low_pc, Value::Addr(53));
    let within = entry(dw::DW_TAG_try_block).child(block).child(site);
    let entries = vec![within, old_site, inlined("b").code(50, 10)];
    assert_chains(entries, &[(10, "outer"), (20, "a outer"), (30, "outer"), (50, "b outer"), (60, "outer")]);
}

#[test]
fn every_end_of_children_ends_one_level() {
    // Behind two levels of children, `b` is called by `outer`, not by `a`.
    let deep = entry(dw::DW_TAG_lexical_block).child(entry(dw::DW_TAG_variable).name("v"));
    let entries = vec![inlined("a").code(20, 10).child(deep), inlined("b").code(40, 10)];
    assert_chains(entries, &[(10, "outer"), (20, "a outer"), (30, "outer"), (40, "b outer"), (50, "outer")]);
}

#[test]
fn a_nested_function_is_not_part_of_the_chain() {
    // A closure with a body of its own, described within the call in which it was written.
    let closure = subprogram("closure").code(90, 10).child(inlined("b").code(92, 2).called(7, 7));
    let declaration = subprogram("local").child(inlined("c").code(24, 2));
    let entries = vec![inlined("a").code(20, 10).called(2, 1).child(closure).child(declaration)];
    let mut module = with_one_row(outer(entries));
    let expected = [(10, "outer"), (20, "a outer"), (30, "outer")].map(|(at, chain)| (at, chain.to_owned()));
    assert_eq!(chains(&mut module), expected);
    let index = module.index();
    assert_eq!(index.at(90), ["closure ?"]);
    assert_eq!(index.at(92), ["b ?", "closure /src/main.c:7:7"]);
}

#[test]
fn ranges_are_clipped_to_the_body_and_those_of_dead_code_count_for_nothing() {
    let entries = vec![
        inlined("a").code(80, 50),
        inlined("b").code(200, 5),
        inlined("b").code(0, 9),
        inlined("c").code(0xffff_ffff, 1),
        inlined("c").code(20, 0),
    ];
    let mut module = with_one_row(outer(entries));
    let expected = [(10, "outer"), (80, "a outer")].map(|(at, chain)| (at, chain.to_owned()));
    assert_eq!(chains(&mut module), expected);
    assert_eq!(module.index().diagnostics(), []);
}

#[test]
fn ends_beyond_32_bits_are_the_end_of_the_body() {
    let unending = inlined("a")
        .with(dw::DW_AT_low_pc, Value::Addr(60))
        .with(dw::DW_AT_high_pc, Value::Number(dw::DW_FORM_data8, 0xffff_ffff_ffff_fff0));
    assert_chains(vec![unending], &[(10, "outer"), (60, "a outer")]);
}

#[test]
fn of_torn_ranges_the_starts_are_trusted() {
    // `b` reaches out of its caller `a`: what it covers begins where it says, and ends where `a` ends.
    let entries = vec![inlined("a").code(20, 20).child(inlined("b").code(30, 30))];
    let mut module = with_one_row(outer(entries));
    let expected = [(10, "outer"), (20, "a outer"), (30, "b a outer"), (40, "outer")];
    assert_eq!(chains(&mut module), expected.map(|(at, chain)| (at, chain.to_owned())));
    assert_eq!(module.index().diagnostics(), [(code::TORN_FUNCTION, 1)]);
    assert_eq!(module.index().flags(), gimli_wasm::format::FLAG_ARBITRATED);
}

#[test]
fn rows_arbitrate_where_ranges_are_torn() {
    // Both cover [30, 40); `b` came later and took it, but the row at 34 was written in `a`.
    let unit = outer(vec![inlined("a").code(20, 20), inlined("b").code(30, 30)]);
    let rows = [(10, 1, 2, 0), (20, 1, 101, 0), (30, 1, 201, 0), (34, 1, 102, 0), (36, 1, 202, 0), (60, 1, 3, 0)];
    let mut module = module(&[(10, 80)]).lines(program(4).sequence(&rows, 90)).unit(unit);
    let expected = [(10, "outer"), (20, "a outer"), (30, "b outer"), (34, "a outer"), (36, "b outer"), (60, "outer")];
    assert_eq!(chains(&mut module), expected.map(|(at, chain)| (at, chain.to_owned())));
}

#[test]
fn what_another_function_of_the_unit_inlined_from_elsewhere_has_no_say() {
    // Of another unit, declared in line 150 of the same file.
    let foreign = unit(4).lines(0).child(subprogram("x").label("x").declared(1, 150));
    let call_of_x =
        |low| entry(dw::DW_TAG_inlined_subroutine).with(dw::DW_AT_abstract_origin, Value::RefAddr("x")).code(low, 4);
    let rows = [(10, 1, 2, 0), (20, 1, 101, 0), (34, 1, 160, 0), (50, 1, 201, 0), (80, 1, 3, 0)];
    let lines = || program(4).sequence(&rows, 90);
    let torn = || vec![inlined("a").code(20, 20), inlined("b").code(30, 30)];
    let second = subprogram("second").code(90, 10).child(call_of_x(92));
    let mut elsewhere =
        module(&[(10, 80), (90, 10)]).lines(lines()).unit(outer(torn()).child(second)).unit(foreign.clone());
    // Starts are trusted, ends are not: what `b` takes from `a` ends where `a` ends.
    let expected = [(10, "outer"), (20, "a outer"), (34, "a outer"), (40, "outer"), (50, "b outer"), (60, "outer")];
    assert_eq!(chains(&mut elsewhere)[..6], expected.map(|(at, chain)| (at, chain.to_owned())));

    // Inlined here, it is what line 160 was written in.
    let mut here = torn();
    here.push(call_of_x(33));
    let mut here = module(&[(10, 80), (90, 10)]).lines(lines()).unit(outer(here)).unit(foreign);
    let expected = [(20, "a outer"), (34, "x outer"), (37, "b outer")];
    assert_eq!(chains(&mut here)[1..4], expected.map(|(at, chain)| (at, chain.to_owned())));
}

#[test]
fn a_function_from_another_folder_is_declared_where_its_rows_are() {
    // As Rust's core: written in /lib/x.c, inlined from a unit that was compiled elsewhere.
    let mut foreign_lines = program(4);
    (foreign_lines.directories, foreign_lines.files) = (vec!["/lib"], vec![("x.c", 1)]);
    let mut lines = program(4);
    (lines.directories, lines.files) = (vec!["/lib"], vec![("main.c", 0), ("x.c", 1)]);
    let rows = [(10, 1, 2, 0), (20, 1, 201, 0), (34, 2, 160, 0), (50, 1, 201, 0)];
    let lines = lines.sequence(&rows, 90);
    let mut foreign = unit(4).lines(lines.bytes().len() as u64).child(subprogram("x").label("x").declared(1, 150));
    foreign = foreign.with(dw::DW_AT_comp_dir, Value::Text("/elsewhere"));
    let call_of_x =
        entry(dw::DW_TAG_inlined_subroutine).with(dw::DW_AT_abstract_origin, Value::RefAddr("x")).code(0, 40);
    let torn = vec![inlined("a").code(12, 28), inlined("b").code(20, 30), call_of_x];
    let mut module = module(&[(10, 80)]).lines(lines).lines(foreign_lines).unit(outer(torn)).unit(foreign);
    assert_eq!(module.index().at(34)[0], "x /lib/x.c:160:0");
}

#[test]
fn calls_without_a_file_line_or_column_say_so() {
    let line_only = inlined("a").code(20, 10).with(dw::DW_AT_call_line, Value::Number(dw::DW_FORM_udata, 4));
    let index = with_one_row(outer(vec![line_only, inlined("b").code(40, 10)])).index();
    assert_eq!(index.at(20), ["a /src/main.c:0:0", "outer :4:0"]);
    assert_eq!(index.at(40), ["b /src/main.c:0:0", "outer ?"]);
}
