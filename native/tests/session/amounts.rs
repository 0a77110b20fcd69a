//! More of everything than honest files have: it is answered as far as the bounds go, and what they cut is counted.

use crate::dwarf::{entry, inlined, subprogram, unit};
use crate::line_program::program;
use crate::module::{code, module};
use gimli::constants as dw;

/// Opcode base 13, line base −5, line range 14: one line and one address on.
const NEXT: u8 = 13 + 5 + 1 + 14;

#[test]
fn rows_that_are_too_many_to_keep_are_found_again() {
    let size = 70_000u32;
    let bodies: Vec<(u32, u32)> = (0..4).map(|n| (10 + n * size, size)).collect();
    let mut lines = program(4);
    for &(start, length) in &bodies {
        lines = lines.set_address(u64::from(start) - 1).raw(&vec![NEXT; length as usize]).end_sequence();
    }
    let mut module = module(&bodies).lines(lines);
    let starts: Vec<u32> = bodies.iter().map(|&(start, _)| start).collect();
    let index = module.index_for(&starts);
    for &(start, length) in &bodies {
        assert_eq!(index.at(start + 1), ["? main.c:3:0"]);
        assert_eq!(index.at(start + length - 2), [format!("? main.c:{length}:0")]);
    }
}

#[test]
fn of_a_thousand_sequences_over_one_body_the_last_one_holds() {
    let mut lines = program(4);
    for number in 0..1000 {
        let line = (number % 60) as u8;
        lines = lines.set_address(10).raw(&[dw::DW_LNS_advance_line.0, line]).raw(&[NEXT; 200]).end_sequence();
    }
    let index = module(&[(10, 300)]).lines(lines).index();
    assert_eq!(index.at(100), ["? main.c:130:0"]);
    assert_eq!(index.diagnostics(), []);
}

#[test]
fn rows_beyond_half_a_million_of_a_function_are_left_out() {
    let size = 600_000;
    let lines = program(4).set_address(10).raw(&vec![NEXT; size as usize]).end_sequence();
    let mut module = module(&[(10, size)]).lines(lines);
    module.dwarf.link();
    let index = module.index_for(&[10]);
    assert_eq!([index.at(12), index.at(500_000)], [["? main.c:3:0"], ["? main.c:499991:0"]]);
    assert_eq!(index.diagnostics(), [(code::LIMIT_REACHED, 1)]);
}

#[test]
fn what_is_nested_too_deep_ends_its_unit_and_costs_nothing_in_front_of_it() {
    let test = || {
        let mut deep = entry(dw::DW_TAG_lexical_block);
        for _ in 0..11_000 {
            deep = entry(dw::DW_TAG_lexical_block).child(deep);
        }
        let unit = unit(4).code(10, 40).child(subprogram("f").code(10, 20)).child(deep);
        let unit = unit.child(subprogram("g").code(30, 20));
        let index = module(&[(10, 20), (30, 20)]).unit(unit).index();
        assert_eq!([index.at(12).concat(), index.at(32).concat()], ["f ?", "? ?"]);
        assert_eq!(index.diagnostics(), [(code::UNIT_MALFORMED, 1)]);
    };
    // The hand that writes the entries is recursive; the reader is not.
    let thread = std::thread::Builder::new().stack_size(1 << 28).spawn(test).unwrap();
    thread.join().unwrap();
}

#[test]
fn a_name_that_no_engine_takes_is_none() {
    let name = |length| &*Box::leak("n".repeat(length).into_boxed_str());
    let unit = unit(4)
        .code(10, 40)
        .child(subprogram(name(100_000)).code(10, 20))
        .child(subprogram(name(100_001)).code(30, 20));
    let index = module(&[(10, 20), (30, 20)]).unit(unit).index();
    assert_eq!([index.at(12).concat().len(), index.at(32).concat().len()], [100_002, 3]);
}

#[test]
fn entries_that_a_unit_does_not_pay_for_are_passed_over() {
    // Calls without any attribute take a byte or two each.
    let mut outer = subprogram("outer").code(10, 20).child(inlined("a").code(12, 4));
    for _ in 0..20_000 {
        outer = outer.child(entry(dw::DW_TAG_inlined_subroutine));
    }
    let unit = unit(4).code(10, 20).child(subprogram("a").label("a")).child(outer);
    let index = module(&[(10, 20)]).unit(unit).index();
    assert_eq!(index.at(12), ["a ?", "outer ?"]);
    let [(code::LIMIT_REACHED, cut)] = index.diagnostics()[..] else { panic!("{:?}", index.diagnostics()) };
    assert!((5_000..20_000).contains(&cut), "{cut}");
}
