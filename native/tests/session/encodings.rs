//! Every way in which DWARF 2 to 5 writes an address, a range, a string and a reference.

use crate::bytes::Bytes;
use crate::dwarf::{Unit, Value, entry, inlined, subprogram, unit};
use crate::line_program::program;
use crate::module::{Module, code, module};
use gimli::constants as dw;

/// `outer` in [10, 30), into which `inner` was inlined at [14, 18); rows at 12, 14 and 18.
fn one_function(unit: Unit) -> Module {
    let mut lines = program(unit.version);
    (lines.offset_size, lines.address_size) = (unit.offset_size, unit.address_size);
    let rows = [(12, 1, 3, 5), (14, 1, 1, 9), (18, 1, 4, 1)];
    module(&[(10, 20)]).lines(lines.sequence(&rows, 30)).unit(unit)
}

fn assert_answers(module: &mut Module) {
    let index = module.index();
    let chains: Vec<_> = index.body(0).into_iter().map(|(at, frames)| (at, frames.join(" < "))).collect();
    let expected = [
        (12, "outer /src/main.c:3:5"),
        (14, "inner /src/main.c:1:9 < outer /src/main.c:3:7"),
        (18, "outer /src/main.c:4:1"),
    ];
    assert_eq!(chains, expected.map(|(at, chain)| (at, chain.to_owned())));
    assert_eq!(index.diagnostics(), []);
}

fn inner() -> crate::dwarf::Entry {
    subprogram("inner").label("inner").declared(1, 1)
}

#[test]
fn versions_address_sizes_and_offset_sizes() {
    for version in 2..=5 {
        for address_size in [2, 4, 8] {
            for offset_size in [4, 8] {
                let mut unit = unit(version);
                (unit.address_size, unit.offset_size) = (address_size, offset_size);
                let outer = subprogram("outer").code(10, 20).child(inlined("inner").code(14, 4).called(3, 7));
                assert_answers(&mut one_function(unit.code(10, 20).lines(0).child(inner()).child(outer)));
            }
        }
    }
}

#[test]
fn an_end_may_be_an_address_or_a_length_in_any_form() {
    let length = |form| Value::Number(form, 20);
    let ends = [
        Value::Addr(30),
        length(dw::DW_FORM_data1),
        length(dw::DW_FORM_data2),
        length(dw::DW_FORM_data4),
        length(dw::DW_FORM_data8),
        length(dw::DW_FORM_udata),
        Value::Sdata(20),
        Value::ImplicitConst(20),
        Value::Indirect(Box::new(length(dw::DW_FORM_udata))),
        Value::Indirect(Box::new(Value::Addr(30))),
    ];
    for end in ends {
        let low = Value::Addr(10);
        let unit = unit(5).with(dw::DW_AT_low_pc, low.clone()).with(dw::DW_AT_high_pc, end.clone()).lines(0);
        let outer = subprogram("outer").with(dw::DW_AT_low_pc, low).with(dw::DW_AT_high_pc, end);
        let outer = outer.child(inlined("inner").code(14, 4).called(3, 7));
        assert_answers(&mut one_function(unit.child(inner()).child(outer)));
    }
}

#[test]
fn constants_in_the_abbreviation_may_be_negative_or_large() {
    for constant in [-1, i64::MIN, 1 << 40] {
        let call = inlined("inner")
            .code(14, 4)
            .with(dw::DW_AT_call_file, Value::ImplicitConst(1))
            .with(dw::DW_AT_call_line, Value::ImplicitConst(3))
            .with(dw::DW_AT_call_column, Value::ImplicitConst(7))
            .with(dw::DW_AT_GNU_discriminator, Value::ImplicitConst(constant));
        let inner = subprogram("inner")
            .label("inner")
            .with(dw::DW_AT_decl_file, Value::ImplicitConst(1))
            .with(dw::DW_AT_decl_line, Value::ImplicitConst(constant));
        let outer = subprogram("outer").code(10, 20).child(call);
        let mut module = one_function(unit(5).code(10, 20).lines(0).child(inner).child(outer));
        assert_answers(&mut module);
    }
}

#[test]
fn a_constant_of_the_abbreviation_can_not_be_indirect() {
    let hostile = Value::Indirect(Box::new(Value::ImplicitConst(3)));
    let outer = subprogram("outer").with(dw::DW_AT_decl_line, hostile).code(10, 20);
    let index = one_function(unit(5).code(10, 20).lines(0).child(outer)).index();
    assert_eq!(index.at(12), ["? /src/main.c:3:5"]);
    assert_eq!(index.diagnostics(), [(code::UNIT_MALFORMED, 1)]);
}

#[test]
fn attributes_that_nobody_asks_for_are_passed_over_in_every_form() {
    let mut outer = subprogram("outer");
    for form in [
        dw::DW_FORM_data16,
        dw::DW_FORM_strx,
        dw::DW_FORM_strx3,
        dw::DW_FORM_addrx,
        dw::DW_FORM_addrx3,
        dw::DW_FORM_addrx4,
        dw::DW_FORM_loclistx,
        dw::DW_FORM_rnglistx,
    ] {
        outer = outer.with(dw::DW_AT_const_value, Value::Number(form, 1));
    }
    for value in [Value::Block(vec![0xed, 0, 1]), Value::Strp("text"), Value::Signature(7), Value::SecOffset(0)] {
        outer = outer.with(dw::DW_AT_location, value.clone());
        outer = outer.with(dw::DW_AT_location, Value::Indirect(Box::new(value)));
    }
    let outer = outer.code(10, 20).child(inlined("inner").code(14, 4).called(3, 7));
    for offset_size in [4, 8] {
        let unit = Unit { offset_size, ..unit(5) };
        assert_answers(&mut one_function(unit.code(10, 20).lines(0).child(inner()).child(outer.clone())));
    }
}

/// Strings, addresses and ranges of DWARF 5 by their numbers, in tables whose first part is another unit's.
fn indexed(offset_size: u8, address_size: u8) -> Module {
    let text = |form, number| Value::Number(form, number);
    let header_size = if offset_size == 8 { 12 } else { 4 };
    let mut unit = unit(5);
    (unit.offset_size, unit.address_size) = (offset_size, address_size);
    // Twelve bytes of somebody else's table in front of each.
    let base = |header: u64| Value::SecOffset(12 + header_size + header);
    let unit = unit
        .with(dw::DW_AT_low_pc, text(dw::DW_FORM_addrx, 0))
        .with(dw::DW_AT_ranges, text(dw::DW_FORM_rnglistx, 0))
        .with(dw::DW_AT_str_offsets_base, base(4))
        .with(dw::DW_AT_addr_base, base(4))
        .with(dw::DW_AT_rnglists_base, base(8))
        .lines(0)
        .child(entry(dw::DW_TAG_subprogram).label("inner").with(dw::DW_AT_name, text(dw::DW_FORM_strx1, 1)))
        .child(
            entry(dw::DW_TAG_subprogram)
                .with(dw::DW_AT_name, text(dw::DW_FORM_strx, 0))
                .with(dw::DW_AT_low_pc, text(dw::DW_FORM_addrx1, 0))
                .with(dw::DW_AT_high_pc, text(dw::DW_FORM_data4, 20))
                .child(inlined("inner").with(dw::DW_AT_ranges, text(dw::DW_FORM_rnglistx, 1)).called(3, 7)),
        );
    let mut module = one_function(unit);
    module.dwarf.str.string("inner").string("outer");
    let (mut offsets, mut addresses, mut lists) = (Bytes::default(), Bytes::default(), Bytes::default());
    offsets.number(5, 2).number(0, 2).number(6, offset_size).number(0, offset_size);
    module.str_offsets.raw(&[0xee; 12]).with_length(offset_size, &offsets.0);
    addresses.number(5, 2).u8(address_size).u8(0).number(10, address_size).number(14, address_size);
    module.addr.raw(&[0xee; 12]).with_length(offset_size, &addresses.0);
    let two = u64::from(offset_size) * 2;
    lists.number(5, 2).u8(address_size).u8(0).number(2, 4).number(two, offset_size).number(two + 4, offset_size);
    lists.u8(dw::DW_RLE_startx_length.0).uleb(0).uleb(20).u8(dw::DW_RLE_end_of_list.0);
    // From the unit's low end.
    lists.u8(dw::DW_RLE_offset_pair.0).uleb(4).uleb(8).u8(dw::DW_RLE_end_of_list.0);
    module.rnglists.raw(&[0xee; 12]).with_length(offset_size, &lists.0);
    module
}

#[test]
fn indexed_forms_count_from_the_bases_of_their_unit() {
    for (offset_size, address_size) in [(4, 4), (4, 8), (8, 4), (8, 8)] {
        assert_answers(&mut indexed(offset_size, address_size));
    }
}

#[test]
fn without_a_base_the_table_behind_the_first_header_counts() {
    for (offset_size, address_size) in [(4, 4), (8, 8)] {
        let mut unit = unit(5);
        (unit.offset_size, unit.address_size) = (offset_size, address_size);
        let number = |form, number| Value::Number(form, number);
        let outer = entry(dw::DW_TAG_subprogram)
            .with(dw::DW_AT_name, number(dw::DW_FORM_strx2, 0))
            .with(dw::DW_AT_ranges, number(dw::DW_FORM_rnglistx, 0))
            .child(
                inlined("inner")
                    .with(dw::DW_AT_low_pc, number(dw::DW_FORM_addrx2, 1))
                    .with(dw::DW_AT_high_pc, number(dw::DW_FORM_data1, 4))
                    .called(3, 7),
            );
        let mut module = one_function(unit.code(10, 20).lines(0).child(inner()).child(outer));
        module.dwarf.str.string("outer");
        let (mut offsets, mut addresses, mut lists) = (Bytes::default(), Bytes::default(), Bytes::default());
        offsets.number(5, 2).number(0, 2).number(0, offset_size);
        module.str_offsets.with_length(offset_size, &offsets.0);
        addresses.number(5, 2).u8(address_size).u8(0).number(10, address_size).number(14, address_size);
        module.addr.with_length(offset_size, &addresses.0);
        lists.number(5, 2).u8(address_size).u8(0).number(1, 4).number(offset_size.into(), offset_size);
        lists.u8(dw::DW_RLE_start_length.0).number(10, address_size).uleb(20).u8(dw::DW_RLE_end_of_list.0);
        module.rnglists.with_length(offset_size, &lists.0);
        assert_answers(&mut module);
    }
}

#[test]
fn range_lists_of_dwarf_5_in_all_their_entries() {
    let unit = unit(5)
        .with(dw::DW_AT_low_pc, Value::Addr(0))
        .with(dw::DW_AT_ranges, Value::SecOffset(0))
        .with(dw::DW_AT_addr_base, Value::SecOffset(0))
        .lines(0)
        .child(inner())
        .child(
            subprogram("outer")
                .code(10, 20)
                .child(inlined("inner").with(dw::DW_AT_ranges, Value::SecOffset(7)).called(3, 7)),
        );
    let mut module = one_function(unit);
    [15, 16, 17].iter().for_each(|&address| {
        module.addr.number(address, 4);
    });
    let list = &mut module.rnglists;
    list.u8(dw::DW_RLE_start_length.0).number(10, 4).uleb(20).u8(dw::DW_RLE_end_of_list.0);
    assert_eq!(list.0.len(), 7);
    list.u8(dw::DW_RLE_start_end.0).number(14, 4).number(15, 4);
    list.u8(dw::DW_RLE_startx_endx.0).uleb(0).uleb(1);
    list.u8(dw::DW_RLE_base_addressx.0).uleb(1).u8(dw::DW_RLE_offset_pair.0).uleb(0).uleb(1);
    list.u8(dw::DW_RLE_base_address.0).number(10, 4).u8(dw::DW_RLE_offset_pair.0).uleb(7).uleb(8);
    // Of code that the linker threw away, and empty.
    list.u8(dw::DW_RLE_base_address.0).number(0xffff_ffff, 4).u8(dw::DW_RLE_offset_pair.0).uleb(0).uleb(9);
    list.u8(dw::DW_RLE_start_length.0).number(20, 4).uleb(0).u8(dw::DW_RLE_end_of_list.0);
    assert_answers(&mut module);
}

#[test]
fn range_lists_before_dwarf_5_are_relative_to_the_unit_or_to_a_base() {
    for version in 2..=4 {
        let outer =
            subprogram("outer").with(dw::DW_AT_low_pc, Value::Addr(10)).with(dw::DW_AT_high_pc, Value::Addr(30));
        let list = Value::Number(dw::DW_FORM_data4, 0);
        let unit = unit(version)
            .code(10, 20)
            .lines(0)
            .child(inner())
            .child(outer.child(inlined("inner").with(dw::DW_AT_ranges, list).called(3, 7)));
        let mut module = one_function(unit);
        for (low, high) in [(4, 6), (0xffff_ffff, 12), (4, 6), (0xffff_fffe, 0xffff_fffe), (0, 0), (0, 99)] {
            module.ranges.number(low, 4).number(high, 4);
        }
        assert_answers(&mut module);
    }
}

#[test]
fn strings_by_offset() {
    for offset_size in [4, 8] {
        let outer = entry(dw::DW_TAG_subprogram).with(dw::DW_AT_name, Value::Strp("outer")).code(10, 20);
        let inner = entry(dw::DW_TAG_subprogram).label("inner").with(dw::DW_AT_name, Value::Strp("inner"));
        let unit = Unit { offset_size, ..unit(4) };
        let unit =
            unit.code(10, 20).lines(0).child(inner).child(outer.child(inlined("inner").code(14, 4).called(3, 7)));
        assert_answers(&mut one_function(unit));
    }
}

#[test]
fn references_into_other_units() {
    for version in 2..=5 {
        // In DWARF 2 such a reference has the size of an address.
        for address_size in [4, 8] {
            let call = entry(dw::DW_TAG_inlined_subroutine).with(dw::DW_AT_abstract_origin, Value::RefAddr("inner"));
            let mut user = unit(version);
            user.address_size = address_size;
            let user =
                user.code(10, 20).lines(0).child(subprogram("outer").code(10, 20).child(call.code(14, 4).called(3, 7)));
            let mut lines = program(version);
            lines.address_size = address_size;
            let rows = [(12, 1, 3, 5), (14, 1, 1, 9), (18, 1, 4, 1)];
            let mut module = module(&[(10, 20)])
                .lines(lines.sequence(&rows, 30))
                .unit(user)
                .unit(Unit { address_size, ..unit(version) }.child(inner()));
            assert_answers(&mut module);
        }
    }
}
