//! What many entries share is not read for each of them: the time of a build does not grow with the square of a file.

use crate::bytes::Bytes;
use crate::dwarf::{Value, entry, inlined, subprogram, unit};
use crate::line_program::program;
use crate::module::{code, module};
use gimli::constants as dw;

#[test]
fn entries_of_a_range_list_that_give_no_range_count_too() {
    let mut outer = subprogram("outer").code(10, 20);
    for _ in 0..1000 {
        outer = outer.child(inlined("a").with(dw::DW_AT_ranges, Value::SecOffset(0)));
    }
    let unit = unit(4).code(10, 20).child(subprogram("a").label("a")).child(outer);
    let mut module = module(&[(10, 20)]).unit(unit);
    for _ in 0..1000 {
        // Base addresses and nothing else.
        module.ranges.number(0xffff_ffff, 4).number(12, 4);
    }
    module.ranges.number(0, 8);
    let index = module.index();
    assert_eq!(index.at(12), ["outer ?"]);
    let [(code::LIMIT_REACHED, cut)] = index.diagnostics()[..] else { panic!("{:?}", index.diagnostics()) };
    assert!((900..1000).contains(&cut), "{cut}");
}

#[test]
fn a_table_of_abbreviations_in_which_a_root_is_not_found_counts_too() {
    let mut module = module(&[(10, 20)]);
    for number in 1..20_000 {
        module.dwarf.abbrev.uleb(number).raw(&[0x34, 0, 0, 0]);
    }
    let mut header = Bytes::default();
    header.number(4, 2).number(0, 4).u8(4).uleb(1 << 20);
    for _ in 0..100 {
        module.dwarf.info.with_length(4, &header.0);
    }
    let index = module.index();
    let [(code::UNIT_MALFORMED, read), (code::LIMIT_REACHED, cut)] = index.diagnostics()[..] else {
        panic!("{:?}", index.diagnostics())
    };
    assert_eq!(read + cut, 100);
    assert!(cut > 50, "{cut}");
}

#[test]
fn line_tables_that_many_units_share_are_not_read_for_each() {
    // A header of 10,000 files, and 200 units that each say in another folder that `f` is declared in the last of them.
    let mut lines = program(4);
    lines.files = vec![("x.c", 0); 10_000];
    let mut module = module(&[(10, 1000)]).lines(lines);
    let mut outer = subprogram("outer").code(10, 1000);
    for number in 0..200 {
        let [label, folder]: [&'static str; 2] =
            [format!("f{number}"), format!("/{number}")].map(|text| &*Box::leak(text.into_boxed_str()));
        let declaration = subprogram("f")
            .label(label)
            .with(dw::DW_AT_decl_file, Value::Number(dw::DW_FORM_udata, 10_000))
            .with(dw::DW_AT_decl_line, Value::Number(dw::DW_FORM_data1, 7));
        module = module.unit(unit(4).lines(0).with(dw::DW_AT_comp_dir, Value::Text(folder)).child(declaration));
        let call = entry(dw::DW_TAG_inlined_subroutine).with(dw::DW_AT_abstract_origin, Value::RefAddr(label));
        outer = outer.child(call.code(12 + 4 * number, 2));
    }
    let index = module.unit(unit(4).code(10, 1000).child(outer)).index();
    assert_eq!(index.at(12), ["f ?", "outer ?"]);
    assert_eq!(index.at(12 + 4 * 199), ["f ?", "outer ?"]);
    let [(code::LIMIT_REACHED, cut)] = index.diagnostics()[..] else { panic!("{:?}", index.diagnostics()) };
    assert!((100..200).contains(&cut), "{cut}");
}

#[test]
fn a_function_has_a_few_parts() {
    let bodies: Vec<(u32, u32)> = (0..100).map(|n| (10 + 10 * n, 10)).collect();
    let list = Value::SecOffset(0);
    let unit = unit(4).with(dw::DW_AT_low_pc, Value::Addr(0)).with(dw::DW_AT_ranges, list.clone());
    let mut module = module(&bodies).unit(unit.child(subprogram("f").with(dw::DW_AT_ranges, list)));
    for &(start, length) in &bodies {
        module.ranges.number(u64::from(start), 4).number(u64::from(start + length), 4);
    }
    module.ranges.number(0, 8);
    let index = module.index();
    assert_eq!([10, 320, 330].map(|address| index.at(address).concat()), ["f ?", "f ?", "? ?"]);
    assert_eq!(index.diagnostics(), [(code::LIMIT_REACHED, 1)]);
}

#[test]
fn the_key_of_the_hash_tables_leaves_no_trace() {
    let build = |key: &[u8]| {
        let unit = unit(4)
            .code(10, 20)
            .child(subprogram("a").label("a"))
            .child(subprogram("outer").code(10, 20).child(inlined("a").code(12, 4).called(3, 4)));
        let mut module = module(&[(10, 20)]).named(0, "given").unit(unit);
        module.key = key.to_vec();
        module.index().bytes().to_vec()
    };
    assert_eq!(build(&[]), build(&[0; 16]));
    assert_eq!(build(&[]), build(b"sixteen letters!"));
}
