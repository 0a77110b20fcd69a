//! One bad unit, abbreviation, form or program costs only itself, and is counted.

use crate::dwarf::{Unit, Value, entry, subprogram, unit};
use crate::index::Index;
use crate::line_program::program;
use crate::module::{Module, code, module};
use gimli::constants as dw;

fn first_unit() -> Unit {
    unit(4).code(10, 20).lines(0).child(subprogram("first").code(10, 20).declared(1, 2))
}

/// `first` in [10, 30), described by a unit that the test spoils, and `second` in [40, 60). Each unit has a line program of its own.
fn with_first(first: Unit) -> Module {
    let program_of_first = program(4).sequence(&[(12, 1, 3, 5), (20, 1, 4, 1)], 30);
    let second_at = program_of_first.bytes().len() as u64;
    module(&[(10, 20), (40, 20)])
        .lines(program_of_first)
        .lines(program(4).sequence(&[(42, 1, 7, 9)], 60))
        .unit(first)
        .unit(unit(4).code(40, 20).lines(second_at).child(subprogram("second").code(40, 20).declared(1, 6)))
}

fn assert_second_answers(index: &Index) {
    assert_eq!(index.body(1), [(42, vec!["second /src/main.c:7:9".to_owned()])]);
}

#[test]
fn sound_units_answer_with_function_and_place() {
    let index = with_first(first_unit()).index();
    let answers = [9, 10, 19, 29, 30].map(|address| index.at(address).join(" < "));
    assert_eq!(answers, ["", "first ?", "first /src/main.c:3:5", "first /src/main.c:4:1", ""]);
    let described = ("first".to_owned(), "first".to_owned(), "/src/main.c:2:0".to_owned(), 1, 0x1d);
    assert_eq!(index.described(0), described);
    assert_second_answers(&index);
    assert_eq!(index.diagnostics(), []);
}

#[test]
fn a_unit_of_an_unknown_version_leaves_its_rows_and_all_else() {
    for version in [0, 1, 6, 0xffff] {
        let mut module = with_first(first_unit());
        module.dwarf.info.patch(4, version, 2);
        let index = module.index();
        assert_eq!(index.at(12), ["? main.c:3:5"]);
        assert_second_answers(&index);
        assert_eq!(index.diagnostics(), [(code::UNIT_UNSUPPORTED, 1)], "version {version}");
    }
}

#[test]
fn an_address_size_that_no_machine_has_makes_a_unit_unsupported() {
    let mut module = with_first(first_unit());
    module.dwarf.info.patch(10, 3, 1);
    let index = module.index();
    assert_second_answers(&index);
    assert_eq!(index.diagnostics(), [(code::UNIT_UNSUPPORTED, 1)]);
}

#[test]
fn an_entry_with_an_unknown_abbreviation_or_form_ends_its_unit_there() {
    let spoilt = entry(dw::DW_TAG_variable).with(dw::DW_AT_name, Value::Number(dw::DwForm(0x7f), 1));
    let first = first_unit().child(spoilt).child(subprogram("lost"));
    let index = with_first(first).index();
    assert_eq!(index.at(12), ["first /src/main.c:3:5"], "what stands in front of the damage is kept");
    assert_second_answers(&index);
    assert_eq!(index.diagnostics(), [(code::UNIT_MALFORMED, 1)]);

    let mut module = with_first(first_unit());
    // The code of the function's entry: behind header, root's code, "/src", language, code and line program.
    module.dwarf.info.patch(11 + 1 + 5 + 2 + 8 + 4, 99, 1);
    let index = module.index();
    assert_eq!(index.at(12), ["? /src/main.c:3:5"]);
    assert_second_answers(&index);
    assert_eq!(index.diagnostics(), [(code::UNIT_MALFORMED, 1)]);
}

#[test]
fn a_root_that_cannot_be_read_costs_its_unit() {
    let mut module = with_first(first_unit());
    module.dwarf.info.patch(6, 0xffff_0000, 4);
    let index = module.index();
    assert_eq!(index.at(12), ["? main.c:3:5"]);
    assert_second_answers(&index);
    assert_eq!(index.diagnostics(), [(code::UNIT_MALFORMED, 1)]);
}

#[test]
fn a_unit_that_is_longer_than_its_section_ends_the_section() {
    let mut module = with_first(first_unit());
    module.dwarf.info.patch(0, 0x7fff_ffff, 4);
    let index = module.index();
    assert_eq!([index.at(12), index.at(42)].concat(), ["? main.c:3:5", "? main.c:7:9"]);
    assert_eq!(index.diagnostics(), [(code::UNIT_MALFORMED, 1)]);
}

#[test]
fn a_line_program_with_an_unreadable_header_costs_its_rows() {
    let mut module = with_first(first_unit());
    module.line.patch(4, 9, 2);
    let index = module.index();
    assert_eq!(index.body(0), []);
    assert_eq!(index.at(12), ["first ?"]);
    assert_second_answers(&index);
    assert_eq!(index.diagnostics(), [(code::LINE_PROGRAM_MALFORMED, 1)]);
}

#[test]
fn a_line_program_that_is_longer_than_its_section_is_counted() {
    let mut module = with_first(first_unit());
    module.line.patch(0, 0x7fff_ffff, 4);
    let index = module.index();
    assert_eq!(index.at(12), ["first ?"]);
    assert_second_answers(&index);
    assert_eq!(index.diagnostics(), [(code::LINE_PROGRAM_MALFORMED, 1)]);
}

#[test]
fn a_line_program_that_breaks_off_keeps_its_whole_sequences() {
    // An operand that never ends, behind the sequence's start.
    let broken = program(4).sequence(&[(12, 1, 3, 5)], 30).set_address(14).raw(&[dw::DW_LNS_copy.0, 2, 0x80]);
    let mut module =
        module(&[(10, 20)]).lines(broken).unit(unit(4).code(10, 20).lines(0).child(subprogram("first").code(10, 20)));
    let index = module.index();
    assert_eq!(index.body(0), [(12, vec!["first /src/main.c:3:5".to_owned()])]);
    assert_eq!(index.diagnostics(), [(code::LINE_PROGRAM_MALFORMED, 1)]);
}

#[test]
fn an_unreadable_range_list_costs_its_entry() {
    let nowhere = Value::SecOffset(0x1000);
    let first = unit(4)
        .code(10, 20)
        .lines(0)
        .child(subprogram("lost").with(dw::DW_AT_ranges, nowhere))
        .child(subprogram("first").code(10, 20));
    let index = with_first(first).index();
    assert_eq!(index.at(12), ["first /src/main.c:3:5"]);
    assert_second_answers(&index);
    assert_eq!(index.diagnostics(), [(code::RANGES_MALFORMED, 1)]);
}

#[test]
fn references_that_lead_nowhere_or_in_a_circle_cost_a_name() {
    let nowhere = Value::Number(dw::DW_FORM_ref4, 0xffff_fff0);
    let first = unit(4)
        .code(10, 20)
        .lines(0)
        .child(
            subprogram("first")
                .code(10, 20)
                .child(entry(dw::DW_TAG_inlined_subroutine).with(dw::DW_AT_abstract_origin, nowhere).code(12, 2))
                .child(crate::dwarf::inlined("a").code(14, 2)),
        )
        .child(entry(dw::DW_TAG_subprogram).label("a").with(dw::DW_AT_abstract_origin, Value::Ref("b")))
        .child(entry(dw::DW_TAG_subprogram).label("b").with(dw::DW_AT_specification, Value::Ref("a")));
    let index = with_first(first).index();
    let chain = |address| index.at(address).join(" < ");
    assert_eq!(chain(12), "? /src/main.c:3:5 < first ?");
    assert_eq!(chain(14), "? /src/main.c:3:5 < first ?");
    assert_eq!(chain(16), "first /src/main.c:3:5");
    assert_second_answers(&index);
    assert_eq!(index.diagnostics(), [(code::NAME_UNRESOLVED, 2)]);
}
