//! Line programs: opcodes, sequences, file tables, and tables that no unit leads to.

use crate::dwarf::{Unit, subprogram, unit};
use crate::line_program::{Program, program};
use crate::module::{Module, code, module};
use gimli::constants as dw;

type Diagnostics = Vec<(u32, u32)>;

const COPY: u8 = dw::DW_LNS_copy.0;
const ADVANCE_PC: u8 = dw::DW_LNS_advance_pc.0;
const SET_FILE: u8 = dw::DW_LNS_set_file.0;

/// One body, [10, 300), and the rows that a program gives it, address and place; then the diagnostics.
fn rows_of(program: Program) -> (Vec<(u32, String)>, Diagnostics) {
    let unit = unit(program.version).code(10, 290).lines(0).child(subprogram("f").code(10, 290));
    let index = module(&[(10, 290)]).lines(program).unit(unit).index();
    let places = index.body(0).into_iter().map(|(at, frames)| (at, frames[0].replacen("f ", "", 1)));
    (places.collect(), index.diagnostics())
}

fn assert_rows(program: Program, expected: &[(u32, &str)]) {
    let (rows, diagnostics) = rows_of(program);
    let expected: Vec<_> = expected.iter().map(|&(at, place)| (at, place.to_owned())).collect();
    assert_eq!((rows, diagnostics), (expected, vec![]));
}

#[test]
fn special_and_standard_opcodes() {
    let mut lines = program(4).set_address(12);
    // Special opcode 13 + 5 + 2 + 14 * 3: line + 2, address + 3.
    lines = lines.raw(&[COPY, 13 + 7 + 14 * 3]);
    // const_add_pc: as special opcode 255, 17 addresses; then fixed_advance_pc, which no factor multiplies.
    lines = lines.raw(&[dw::DW_LNS_const_add_pc.0, COPY, dw::DW_LNS_fixed_advance_pc.0, 4, 0, COPY]);
    lines = lines.raw(&[dw::DW_LNS_negate_stmt.0, dw::DW_LNS_set_prologue_end.0, dw::DW_LNS_set_isa.0, 0x80, 1]);
    // A row that repeats the place before it needs no range of its own.
    let lines = lines.raw(&[ADVANCE_PC, 1, dw::DW_LNS_set_column.0, 7, COPY, ADVANCE_PC, 9]).end_sequence();
    let expected = [(12, "/src/main.c:1:0"), (15, "/src/main.c:3:0"), (37, "/src/main.c:3:7"), (46, "?")];
    assert_rows(lines, &expected);
}

#[test]
fn instructions_longer_than_one_byte_multiply_the_steps() {
    let mut lines = program(2);
    lines.minimum_instruction_length = 4;
    let special = 13 + 5 + 1 + 14 * 2;
    let lines = lines.set_address(12).raw(&[COPY, special, ADVANCE_PC, 3, dw::DW_LNS_advance_line.0, 1, COPY]);
    let lines = lines.raw(&[ADVANCE_PC, 1]).end_sequence();
    let expected = [(12, "/src/main.c:1:0"), (20, "/src/main.c:2:0"), (32, "/src/main.c:3:0"), (36, "?")];
    assert_rows(lines, &expected);
}

#[test]
fn opcodes_that_nobody_knows_are_passed_over() {
    // Standard opcodes 13 and 14 with two operands each, an extended opcode, and an empty one.
    let mut lines = program(4);
    lines.opcode_base = 15;
    let lines = lines.set_address(12).raw(&[13, 0x80, 1, 2, 14, 1, 2, 0, 3, 0x90, 1, 2, COPY]);
    let lines = lines.raw(&[15 + 5 + 1 + 14 * 2, ADVANCE_PC, 6]).end_sequence();
    assert_rows(lines, &[(12, "/src/main.c:1:0"), (14, "/src/main.c:2:0"), (20, "?")]);
}

#[test]
fn a_small_opcode_base_makes_standard_opcodes_special() {
    let mut lines = program(2);
    lines.opcode_base = 10;
    // 10 would be set_prologue_end; here it is line - 5 + 0, address + 0: after eight special opcodes of line + 1.
    let lines = lines.set_address(12).raw(&[dw::DW_LNS_advance_line.0, 9, 10, ADVANCE_PC, 8]).end_sequence();
    assert_rows(lines, &[(12, "/src/main.c:5:0"), (20, "?")]);
}

#[test]
fn steps_wrap_around_and_what_then_steps_back_is_left_out() {
    let back = [0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    let lines = program(4).set_address(12).raw(&[COPY, ADVANCE_PC, 8, dw::DW_LNS_advance_line.0, 1, COPY]);
    let lines = lines.raw(&[ADVANCE_PC]).raw(&back).raw(&[dw::DW_LNS_advance_line.0, 1, COPY]);
    let lines = lines.raw(&[ADVANCE_PC, 10, dw::DW_LNS_advance_line.0, 1, COPY, ADVANCE_PC, 2]).end_sequence();
    let expected = [(12, "/src/main.c:1:0"), (20, "/src/main.c:2:0"), (26, "/src/main.c:4:0"), (28, "?")];
    assert_rows(lines, &expected);
}

#[test]
fn of_several_rows_at_one_address_the_last_one_holds() {
    let lines = program(4).sequence(&[(12, 1, 3, 5), (12, 1, 4, 1), (12, 1, 5, 2), (20, 1, 6, 1)], 300);
    assert_rows(lines, &[(12, "/src/main.c:5:2"), (20, "/src/main.c:6:1")]);
}

#[test]
fn a_sequence_ends_with_the_body_and_leaves_gaps_unknown() {
    let lines =
        program(4).sequence(&[(12, 1, 3, 5)], 20).sequence(&[(30, 1, 4, 1), (299, 1, 5, 1), (310, 1, 6, 1)], 400);
    let expected = [(12, "/src/main.c:3:5"), (20, "?"), (30, "/src/main.c:4:1"), (299, "/src/main.c:5:1")];
    assert_rows(lines, &expected);
}

#[test]
fn sequences_need_not_be_in_order_and_may_be_one_a_row() {
    let lines =
        program(4).sequence(&[(20, 1, 4, 1)], 30).sequence(&[(30, 1, 5, 1)], 300).sequence(&[(12, 1, 3, 5)], 20);
    assert_rows(lines, &[(12, "/src/main.c:3:5"), (20, "/src/main.c:4:1"), (30, "/src/main.c:5:1")]);
}

#[test]
fn where_sequences_overlap_what_one_covers_is_no_gap_of_another() {
    let lines = program(4).sequence(&[(12, 1, 3, 5), (60, 1, 4, 1)], 80).sequence(&[(30, 1, 5, 1), (60, 1, 6, 1)], 62);
    let expected = [(12, "/src/main.c:3:5"), (30, "/src/main.c:5:1"), (60, "/src/main.c:6:1"), (80, "?")];
    assert_rows(lines, &expected);
}

#[test]
fn empty_and_dead_sequences_leave_no_trace_and_those_outside_of_bodies_are_counted() {
    let dead = [(0, 1, 9, 1), (0xffff_ffff, 1, 9, 1), (0xffff_fffe, 1, 9, 1)];
    let mut lines = program(4).sequence(&[], 0).sequence(&[(12, 1, 9, 9)], 12).sequence(&[(12, 1, 3, 5)], 300);
    for row in dead {
        lines = lines.sequence(&[row], row.0 + 5);
    }
    assert_rows(lines.clone(), &[(12, "/src/main.c:3:5")]);
    let (rows, diagnostics) = rows_of(lines.sequence(&[(500, 1, 9, 1)], 510));
    assert_eq!(rows, [(12, "/src/main.c:3:5".to_owned())]);
    assert_eq!(diagnostics, [(code::SEQUENCE_DROPPED, 1)]);
}

#[test]
fn a_sequence_without_an_end_is_dropped_and_counted() {
    let lines = program(4).sequence(&[(12, 1, 3, 5)], 20).set_address(40).raw(&[COPY]);
    let (rows, diagnostics) = rows_of(lines);
    assert_eq!(rows, [(12, "/src/main.c:3:5".to_owned()), (20, "?".to_owned())]);
    assert_eq!(diagnostics, [(code::LINE_PROGRAM_MALFORMED, 1)]);
}

#[test]
fn files_are_numbered_from_1_before_dwarf_5_and_from_0_since() {
    let absolute = "/abs/x.c";
    for (version, expected) in [
        (4, ["?", "/src/main.c", "/src/inc/a.h", "/usr/b.h", absolute, "?"]),
        (5, ["/src/first.c", "/src/main.c", "/src/inc/a.h", "/usr/b.h", absolute, "?"]),
    ] {
        let mut lines = program(version);
        lines.directories.extend(["inc", "/usr"]);
        lines.files.extend([("a.h", 1), ("b.h", 2), (absolute, 1)]);
        let rows = [0, 1, 2, 3, 4, 5].map(|file| (12 + 10 * file, file, 1 + file, 1));
        let (rows, _) = rows_of(lines.sequence(&rows, 300));
        let paths = rows.iter().map(|(_, place)| place.split(':').next().unwrap());
        assert_eq!(paths.map(|path| if path.is_empty() { "?" } else { path }).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn an_empty_first_directory_says_nothing() {
    let mut lines = program(5);
    lines.directories = vec![""];
    assert_rows(lines.sequence(&[(12, 1, 3, 5)], 300), &[(12, "/src/main.c:3:5")]);
}

#[test]
fn files_that_a_program_defines_on_its_way_go_on_with_the_numbers() {
    // DW_LNE_define_file: name, directory, time, size.
    let define = [0, 8, dw::DW_LNE_define_file.0, b'g', b'.', b'y', 0, 0, 0, 0];
    let lines = program(4).set_address(12).raw(&define).raw(&[SET_FILE, 2, COPY, ADVANCE_PC, 8]).end_sequence();
    assert_rows(lines, &[(12, "/src/g.y:1:0"), (20, "?")]);
}

#[test]
fn a_file_number_beyond_the_table_is_unknown() {
    for far in [7, u64::from(u32::MAX) - 1, u64::from(u32::MAX), u64::MAX] {
        let (rows, _) = rows_of(program(4).sequence(&[(12, far, 3, 5), (20, 1, 4, 1)], 300));
        assert_eq!(rows, [(12, ":3:5".to_owned()), (20, "/src/main.c:4:1".to_owned())], "file {far}");
    }
}

#[test]
fn columns_beyond_32_bits_are_unknown_and_lines_wrap() {
    let lines = program(4).sequence(&[(12, 1, 1 << 31, 1 << 40), (20, 1, (1 << 32) + 7, 3)], 300);
    assert_rows(lines, &[(12, "/src/main.c:2147483648:0"), (20, "/src/main.c:7:3")]);
}

#[test]
fn many_rows_fill_several_blocks() {
    let rows: Vec<_> = (0..200).map(|n| (20 + n, 1, 1 + n * 1000 % 777, n % 9)).collect();
    let (found, _) = rows_of(program(4).sequence(&rows, 300));
    let expected = rows.iter().map(|&(at, _, line, column)| (at as u32, format!("/src/main.c:{line}:{column}")));
    assert_eq!(found, expected.collect::<Vec<_>>());
}

fn at_40(unit: Unit) -> Unit {
    unit.code(40, 20).lines(0).child(subprogram("second").code(40, 20))
}

#[test]
fn units_may_share_a_line_program() {
    let lines = program(4).sequence(&[(12, 1, 3, 5)], 30).sequence(&[(42, 1, 7, 9)], 60);
    let first = unit(4).code(10, 20).lines(0).child(subprogram("first").code(10, 20));
    let index = module(&[(10, 20), (40, 20)]).lines(lines).unit(first).unit(at_40(unit(4))).index();
    assert_eq!([index.at(12), index.at(42)].concat(), ["first /src/main.c:3:5", "second /src/main.c:7:9"]);
    assert_eq!(index.diagnostics(), []);
}

#[test]
fn a_table_without_a_unit_gives_places_and_the_name_section_the_name() {
    for version in [2, 4, 5] {
        for offset_size in [4, 8] {
            let mut orphan = program(version);
            orphan.offset_size = offset_size;
            let first = program(4).sequence(&[(42, 1, 7, 9)], 60);
            let mut module: Module = module(&[(10, 20), (40, 20)])
                .lines(first)
                .lines(orphan.sequence(&[(12, 1, 3, 5)], 30))
                .unit(at_40(unit(4)))
                .named(0, "assembled");
            let index = module.index();
            // Only DWARF 5 says in the table itself where the compiler ran.
            let path = if version == 5 { "/src/main.c" } else { "main.c" };
            let expected = [format!("assembled {path}:3:5"), "second /src/main.c:7:9".to_owned()];
            assert_eq!([index.at(12), index.at(42)].concat(), expected);
            assert_eq!(index.diagnostics(), []);
        }
    }
}

#[test]
fn a_unit_without_ranges_is_found_by_its_rows() {
    // rustc's line-directives-only.
    let index = module(&[(10, 20)])
        .lines(program(4).sequence(&[(12, 1, 3, 5)], 30))
        .unit(unit(4).lines(0))
        .named(0, "given")
        .index();
    assert_eq!(index.at(12), ["given /src/main.c:3:5"]);
    assert_eq!(index.diagnostics(), []);
}
