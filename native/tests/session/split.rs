//! Units whose description is in a split file, and what such files may do wrong.

use crate::dwarf::{Entry, Unit, Value, entry, inlined, subprogram, unit};
use crate::line_program::program;
use crate::module::{Module, code, module};
use gimli::constants as dw;

/// The unit of the module: lines, addresses and the name of the file in which the rest is.
fn skeleton(version: u16, id: u64) -> Unit {
    let unit = unit(version).code(10, 20).lines(0);
    if version >= 5 {
        Unit { kind: dw::DW_UT_skeleton, signature: (id, ""), ..unit }.with(dw::DW_AT_dwo_name, Value::Text("a.dwo"))
    } else {
        unit.with(dw::DW_AT_GNU_dwo_name, Value::Text("a.dwo"))
            .with(dw::DW_AT_GNU_dwo_id, Value::Number(dw::DW_FORM_data8, id))
    }
}

/// The unit of the split file.
fn split_unit(version: u16, id: u64) -> Unit {
    let root = entry(dw::DW_TAG_compile_unit)
        .with(dw::DW_AT_language, Value::Number(dw::DW_FORM_data2, u64::from(dw::DW_LANG_C_plus_plus.0)));
    let unit = Unit { kind: dw::DW_UT_split_compile, signature: (id, ""), root, ..unit(version) };
    if version >= 5 { unit } else { unit.with(dw::DW_AT_GNU_dwo_id, Value::Number(dw::DW_FORM_data8, id)) }
}

/// One body, [10, 30), with rows at 12, 14 and 18, and a skeleton for it.
fn one_body(version: u16, skeleton: Unit) -> Module {
    let lines = program(version).sequence(&[(12, 1, 3, 5), (14, 1, 1, 9), (18, 1, 4, 1)], 30);
    module(&[(10, 20)]).lines(lines).unit(skeleton)
}

/// `outer` in [10, 30), into which `inner` was inlined at [14, 18).
fn described(unit: Unit) -> Unit {
    let call = inlined("inner").code(14, 4).called(3, 7);
    unit.child(subprogram("inner").label("inner").declared(1, 1)).child(subprogram("outer").code(10, 20).child(call))
}

fn split_file(unit: Unit) -> Module {
    module(&[]).unit(unit)
}

fn chains(module: &mut Module) -> Vec<String> {
    module.index().body(0).into_iter().map(|(_, frames)| frames.join(" < ")).collect()
}

const WHOLE: [&str; 3] =
    ["outer /src/main.c:3:5", "inner /src/main.c:1:9 < outer /src/main.c:3:7", "outer /src/main.c:4:1"];
const LINES: [&str; 3] = ["? /src/main.c:3:5", "? /src/main.c:1:9", "? /src/main.c:4:1"];

#[test]
fn a_skeleton_and_its_split_unit_are_one() {
    for version in [4, 5] {
        let mut module = one_body(version, skeleton(version, 7)).split(split_file(described(split_unit(version, 7))));
        assert_eq!(chains(&mut module), WHOLE);
        assert_eq!(module.index().diagnostics(), []);
    }
}

#[test]
fn without_its_split_unit_a_skeleton_has_its_lines() {
    for version in [4, 5] {
        let mut module = one_body(version, skeleton(version, 7));
        assert_eq!(chains(&mut module), LINES);
        assert_eq!(module.index().diagnostics(), [(code::SPLIT_MISSING, 1)]);
    }
}

#[test]
fn a_split_unit_of_another_id_is_refused() {
    for version in [4, 5] {
        let other = described(split_unit(version, 8));
        let mut module = one_body(version, skeleton(version, 7)).split(split_file(other));
        assert_eq!(chains(&mut module), LINES);
        assert_eq!(module.index().diagnostics(), [(code::SPLIT_MISSING, 1), (code::SPLIT_MISMATCH, 1)]);
    }
}

#[test]
fn of_two_split_units_of_one_id_the_first_counts() {
    let second = split_unit(5, 7).child(subprogram("impostor").code(10, 20));
    let mut module =
        one_body(5, skeleton(5, 7)).split(split_file(described(split_unit(5, 7)))).split(split_file(second));
    assert_eq!(chains(&mut module), WHOLE);
    assert_eq!(module.index().diagnostics(), [(code::SPLIT_MISMATCH, 1)]);
}

#[test]
fn of_two_skeletons_of_one_id_the_first_is_described() {
    // Each would have the unit read anew.
    let mut module = one_body(5, skeleton(5, 7)).unit(skeleton(5, 7)).split(split_file(described(split_unit(5, 7))));
    assert_eq!(chains(&mut module), WHOLE);
    let diagnostics = module.index().diagnostics();
    assert_eq!((diagnostics[0].0, diagnostics[0].1), (code::SPLIT_MISSING, 1));
}

#[test]
fn offsets_count_from_the_parts_of_the_member() {
    // A member in front of it, so that no part of the second begins at 0; strings, references and file tables are their own.
    for version in [4, 5] {
        let filler = split_unit(version, 6).child(subprogram("filler").with(dw::DW_AT_name, Value::Strp("filler")));
        let mut first = split_file(filler);
        first.str_offsets.raw(&[0xff; 12]);
        first.rnglists.raw(&[0; 7]);
        first.line = {
            let mut bytes = crate::bytes::Bytes::default();
            bytes.raw(&program(version).bytes());
            bytes
        };
        let mut second = split_file(
            split_unit(version, 7)
                .child(
                    entry(dw::DW_TAG_subprogram)
                        .label("inner")
                        .with(dw::DW_AT_name, Value::Strp("inner"))
                        .declared(1, 1),
                )
                .child(
                    entry(dw::DW_TAG_subprogram).with(dw::DW_AT_name, indexed(version, 1)).code(10, 20).child(
                        entry(dw::DW_TAG_inlined_subroutine)
                            .with(dw::DW_AT_abstract_origin, Value::RefAddr("inner"))
                            .code(14, 4)
                            .called(3, 7),
                    ),
                ),
        );
        let outer = second.dwarf.str.0.len() as u64;
        second.dwarf.str.string("outer");
        if version >= 5 {
            second.str_offsets.number(12, 4).number(5, 2).number(0, 2);
        }
        second.str_offsets.number(0, 4).number(outer, 4);
        let mut module =
            one_body(version, skeleton(version, 7)).unit(dead(skeleton(version, 6))).split(first).split(second);
        assert_eq!(chains(&mut module), WHOLE, "version {version}");
        assert_eq!(module.index().diagnostics(), []);
    }
}

fn indexed(version: u16, index: u64) -> Value {
    Value::Number(if version >= 5 { dw::DW_FORM_strx } else { dw::DW_FORM_GNU_str_index }, index)
}

/// Of code that the linker threw away.
fn dead(unit: Unit) -> Unit {
    unit.with(dw::DW_AT_low_pc, Value::Addr(0))
}

#[test]
fn ranges_of_dwarf_4_are_in_the_module_those_of_dwarf_5_in_the_split_file() {
    for version in [4, 5] {
        let base = if version >= 5 { 0 } else { 16 };
        let own = skeleton(version, 7).with(dw::DW_AT_GNU_ranges_base, Value::SecOffset(base));
        let call = |list| {
            let ranges = if version >= 5 { Value::Number(dw::DW_FORM_rnglistx, list) } else { Value::SecOffset(0) };
            inlined("inner").with(dw::DW_AT_ranges, ranges).called(3, 7)
        };
        let mut file = split_file(
            split_unit(version, 7)
                .child(subprogram("inner").label("inner"))
                .child(subprogram("outer").code(10, 20).child(call(0))),
        );
        // Offset pairs count from the skeleton's low_pc, which is 10.
        file.rnglists.number(16, 4).number(5, 2).u8(4).u8(0).number(1, 4).number(4, 4);
        file.rnglists.u8(dw::DW_RLE_offset_pair.0).uleb(4).uleb(8).u8(0);
        let mut module = one_body(version, own).split(file);
        module.ranges.raw(&[0x55; 16]).number(4, 4).number(8, 4).number(0, 8);
        assert_eq!(chains(&mut module), WHOLE, "version {version}");
    }
}

#[test]
fn addresses_are_read_through_the_skeletons_table() {
    for version in [4, 5] {
        let (form, base_name) = match version {
            4 => (dw::DW_FORM_GNU_addr_index, dw::DW_AT_GNU_addr_base),
            _ => (dw::DW_FORM_addrx, dw::DW_AT_addr_base),
        };
        let at = |entry: Entry, index: u64, length: u64| {
            entry
                .with(dw::DW_AT_low_pc, Value::Number(form, index))
                .with(dw::DW_AT_high_pc, Value::Number(dw::DW_FORM_data4, length))
        };
        let call = at(inlined("inner"), 1, 4).called(3, 7);
        let file = split_file(
            split_unit(version, 7)
                .child(subprogram("inner").label("inner"))
                .child(at(subprogram("outer"), 0, 20).child(call)),
        );
        let mut module = one_body(version, skeleton(version, 7).with(base_name, Value::SecOffset(8))).split(file);
        module.addr.number(99, 8).number(10, 4).number(14, 4);
        assert_eq!(chains(&mut module), WHOLE, "version {version}");
    }
}

#[test]
fn a_split_unit_may_have_a_table_of_files_of_its_own() {
    let mut own = program(5);
    own.files = vec![("zero.c", 0), ("own.c", 0)];
    let mut file = split_file(described(split_unit(5, 7).lines(0)));
    file.line.raw(&own.bytes());
    let mut module = one_body(5, skeleton(5, 7)).split(file);
    let expected = ["outer /src/main.c:3:5", "inner /src/main.c:1:9 < outer /src/own.c:3:7", "outer /src/main.c:4:1"];
    assert_eq!(chains(&mut module), expected);
}

#[test]
fn a_class_in_a_type_unit_of_the_split_file_lends_its_scope() {
    for version in [4, 5] {
        let declaration = subprogram("step");
        let class = entry(dw::DW_TAG_class_type).label("type").name("Engine").child(declaration);
        let types = Unit { kind: dw::DW_UT_type, signature: (99, "type"), ..unit(version) };
        let types = types.child(entry(dw::DW_TAG_namespace).name("geo").child(class));
        let method = subprogram("step").label("step");
        let stub = entry(dw::DW_TAG_class_type).with(dw::DW_AT_signature, Value::Signature(99)).child(method);
        let definition = entry(dw::DW_TAG_subprogram).with(dw::DW_AT_specification, Value::Ref("step")).code(10, 20);
        let file = split_file(split_unit(version, 7).child(stub).child(definition)).unit(types);
        let mut module = one_body(version, skeleton(version, 7)).split(file);
        assert_eq!(chains(&mut module)[0], "geo::Engine::step /src/main.c:3:5", "version {version}");
        assert_eq!(module.index().diagnostics(), []);
    }
}

#[test]
fn a_member_that_is_cut_costs_itself() {
    let whole = split_file(described(split_unit(5, 7))).dwarf.info.0;
    for length in 0..whole.len() {
        let mut file = split_file(described(split_unit(5, 7)));
        file.dwarf.link();
        file.dwarf.info.0.truncate(length);
        let mut module = one_body(5, skeleton(5, 7)).split(file);
        assert_eq!(chains(&mut module), LINES, "{length}");
    }
}

#[test]
fn what_a_file_describes_that_is_cut_off_may_lack_calls_and_nothing_else_does() {
    let second = Unit { signature: (8, ""), ..skeleton(5, 8) }.code(40, 20);
    let of_second = split_file(split_unit(5, 8).child(subprogram("other").code(40, 20)));
    let lines = program(5).sequence(&[(12, 1, 3, 5)], 30).sequence(&[(42, 1, 7, 5)], 60);
    let mut cut = split_file(described(split_unit(5, 7)));
    cut.is_cut = true;
    let module = module(&[(10, 20), (40, 20)]).lines(lines).unit(skeleton(5, 7)).unit(second);
    let mut module = module.split(cut).split(of_second);
    let index = module.index();
    assert_eq!(index.body(0)[0].1, ["outer /src/main.c:3:5"]);
    assert_eq!(index.body(1)[0].1, ["other /src/main.c:7:5"]);
    assert_eq!([index.places_from(0), index.places_from(1)], [3, 1]);
}
