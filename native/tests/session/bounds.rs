//! What many entries share is not read for each of them: the time of a build does not grow with the square of a file.

use crate::bytes::Bytes;
use crate::dwarf::{Value, inlined, subprogram, unit};
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
