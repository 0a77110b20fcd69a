//! Names and declaration places across origins, specifications, units and type units.

use crate::dwarf::{Entry, Unit, Value, entry, inlined, subprogram, unit};
use crate::line_program::program;
use crate::module::{Module, code, module};
use gimli::constants as dw;

fn with_language(unit: Unit, language: dw::DwLang) -> Unit {
    unit.with(dw::DW_AT_language, Value::Number(dw::DW_FORM_data2, u64::from(language.0)))
}

fn number(value: u64) -> Value {
    Value::Number(dw::DW_FORM_udata, value)
}

/// One body, [10, 30), whose unit has a line program of two files.
fn one_body(version: u16, unit: Unit) -> Module {
    let mut lines = program(version);
    lines.files.push(("other.c", 0));
    module(&[(10, 20)]).lines(lines.sequence(&[(12, 1, 3, 5)], 30)).unit(unit)
}

fn claim(origin: dw::DwAt, label: &'static str) -> Entry {
    entry(dw::DW_TAG_subprogram).with(origin, Value::Ref(label)).code(10, 20)
}

#[test]
fn a_member_function_is_named_by_the_scopes_of_its_declaration() {
    // The definition refers to its abstract instance, that to the declaration in the class.
    let class =
        entry(dw::DW_TAG_class_type).name("Engine").child(subprogram("step").label("declaration").declared(2, 7));
    let unit = with_language(unit(4), dw::DW_LANG_C_plus_plus)
        .code(10, 20)
        .lines(0)
        .child(entry(dw::DW_TAG_namespace).name("geo").child(entry(dw::DW_TAG_namespace).child(class)))
        .child(
            entry(dw::DW_TAG_subprogram)
                .label("abstract")
                .with(dw::DW_AT_specification, Value::Ref("declaration"))
                .with(dw::DW_AT_decl_line, number(21)),
        )
        .child(claim(dw::DW_AT_abstract_origin, "abstract"));
    let index = one_body(4, unit).index();
    let name = "geo::(anonymous namespace)::Engine::step";
    // Line and file are inherited each for itself: the line of the definition, the file of the declaration.
    let expected = (name.to_owned(), "step".to_owned(), "/src/other.c:21:0".to_owned(), 1, 4);
    assert_eq!(index.described(0), expected);
    assert_eq!(index.diagnostics(), []);
}

#[test]
fn a_linkage_name_is_taken_from_wherever_the_chain_has_it() {
    for attribute in [dw::DW_AT_linkage_name, dw::DW_AT_MIPS_linkage_name] {
        let unit = unit(4)
            .code(10, 20)
            .lines(0)
            .child(
                subprogram("step").label("declaration").with(attribute, Value::Text("_ZN3foo3bar17h0123456789abcdefE")),
            )
            .child(claim(dw::DW_AT_specification, "declaration").name("local"));
        let described = one_body(4, unit).index().described(0);
        assert_eq!((described.0.as_str(), described.1.as_str()), ("foo::bar", "_ZN3foo3bar17h0123456789abcdefE"));
    }
}

#[test]
fn before_dwarf_5_file_0_says_nothing_and_is_inherited() {
    for (version, path) in [(4, "/src/other.c"), (5, "/src/first.c")] {
        let unit = unit(version)
            .code(10, 20)
            .lines(0)
            .child(subprogram("step").label("declaration").declared(2, 7))
            .child(claim(dw::DW_AT_specification, "declaration").declared(0, 9));
        assert_eq!(one_body(version, unit).index().described(0).2, format!("{path}:9:0"));
    }
}

#[test]
fn a_name_from_another_unit_has_that_units_files() {
    // A partial unit: no code, and a line program of its own, which lies behind the other.
    let mut lines = program(4);
    lines.files = vec![("shared.h", 0)];
    let second_at = program(4).sequence(&[(12, 1, 3, 5)], 30).bytes().len() as u64;
    let mut shared = unit(4)
        .lines(second_at)
        .child(entry(dw::DW_TAG_namespace).name("geo").child(subprogram("area").label("area").declared(1, 2)));
    shared.root = Entry::tagged(dw::DW_TAG_partial_unit, shared.root);
    let user = unit(4)
        .code(10, 20)
        .lines(0)
        .child(entry(dw::DW_TAG_imported_unit).with(dw::DW_AT_import, Value::RefAddr("area")))
        .child(
            subprogram("outer").code(10, 20).child(
                entry(dw::DW_TAG_inlined_subroutine)
                    .with(dw::DW_AT_abstract_origin, Value::RefAddr("area"))
                    .code(12, 4)
                    .called(3, 7),
            ),
        );
    let mut module =
        module(&[(10, 20), (40, 5)])
            .lines(program(4).sequence(&[(12, 1, 3, 5)], 30))
            .lines(lines)
            .unit(with_language(user, dw::DW_LANG_C_plus_plus))
            .unit(with_language(shared, dw::DW_LANG_C_plus_plus))
            .unit(unit(4).code(40, 5).lines(0).child(
                entry(dw::DW_TAG_subprogram).with(dw::DW_AT_abstract_origin, Value::RefAddr("area")).code(40, 5),
            ));
    let index = module.index();
    assert_eq!(index.at(12), ["geo::area /src/main.c:3:5", "outer /src/main.c:3:7"]);
    assert_eq!(index.described(1).0, "geo::area");
    assert_eq!(index.described(1).2, "/src/shared.h:2:0");
    assert_eq!(index.diagnostics(), []);
}

/// `Engine::step`, whose class in the unit only refers to the type unit that says what it is called.
fn with_type_unit(version: u16) -> Module {
    let mut types = unit(version);
    (types.kind, types.signature) = (dw::DW_UT_type, (0x1234_5678_9abc_def0, "type"));
    let class = entry(dw::DW_TAG_structure_type).name("Engine").label("type").child(subprogram("step"));
    types = with_language(types, dw::DW_LANG_C_plus_plus).child(entry(dw::DW_TAG_namespace).name("geo").child(class));
    types.root = Entry::tagged(dw::DW_TAG_type_unit, types.root);
    let stub = entry(dw::DW_TAG_structure_type)
        .with(dw::DW_AT_signature, Value::Signature(0x1234_5678_9abc_def0))
        .child(subprogram("step").label("declaration"));
    let user = with_language(unit(version), dw::DW_LANG_C_plus_plus)
        .code(10, 20)
        .lines(0)
        .child(stub)
        .child(claim(dw::DW_AT_specification, "declaration"));
    one_body(version, user).unit(types)
}

#[test]
fn a_class_in_a_type_unit_lends_its_qualified_name() {
    for version in [4, 5] {
        let index = with_type_unit(version).index();
        assert_eq!(index.described(0).0, "geo::Engine::step");
        assert_eq!(index.diagnostics(), []);
    }
}

#[test]
fn a_missing_type_unit_costs_the_scope() {
    let mut module = with_type_unit(4);
    module.dwarf.types.0.clear();
    assert_eq!(module.index().described(0).0, "step");
}

#[test]
fn a_scope_whose_name_cannot_be_read_is_none_and_not_anonymous() {
    let no_string = Value::SecOffset(0x7fff);
    for outer_is_lost in [true, false] {
        let (outer, inner) = (entry(dw::DW_TAG_namespace), entry(dw::DW_TAG_class_type));
        let (outer, inner) = match outer_is_lost {
            true => (outer.with(dw::DW_AT_name, no_string.clone()), inner.name("Engine")),
            false => (outer.name("geo"), inner.with(dw::DW_AT_name, no_string.clone())),
        };
        let scopes = outer.child(inner.child(subprogram("step").code(10, 20)));
        let unit = with_language(unit(4).code(10, 20).lines(0), dw::DW_LANG_C_plus_plus).child(scopes);
        let index = one_body(4, unit).index();
        assert_eq!(index.described(0).0, "step");
        assert_eq!(index.diagnostics(), [(8, 1)]);
    }
}

#[test]
fn a_scope_with_an_empty_name_is_anonymous() {
    let scope = entry(dw::DW_TAG_namespace).name("").child(subprogram("step").code(10, 20));
    let unit = with_language(unit(4).code(10, 20).lines(0), dw::DW_LANG_C_plus_plus).child(scope);
    assert_eq!(one_body(4, unit).index().described(0).0, "(anonymous namespace)::step");
}

#[test]
fn a_path_of_which_a_part_cannot_be_read_is_unknown() {
    let no_string = Value::SecOffset(0x7fff);
    for (name, expected) in [("a.c", ":3:5"), ("/abs/a.c", "/abs/a.c:3:5")] {
        let mut lines = program(4);
        lines.files = vec![(name, 0)];
        // The later of two attributes holds.
        let unit = unit(4).code(10, 20).lines(0).with(dw::DW_AT_comp_dir, no_string.clone());
        let unit = unit.child(subprogram("f").code(10, 20));
        let index = module(&[(10, 20)]).lines(lines.sequence(&[(12, 1, 3, 5)], 30)).unit(unit).index();
        assert_eq!(index.at(12), [format!("f {expected}")]);
    }
}

#[test]
fn languages_join_their_scopes_each_in_its_way_and_c_has_none() {
    let cases = [(dw::DW_LANG_Rust, "outer::f"), (dw::DW_LANG_Zig, "outer.f"), (dw::DW_LANG_C99, "f")];
    for (language, expected) in cases {
        let scope = entry(dw::DW_TAG_namespace).name("outer").child(subprogram("f").code(10, 20));
        let unit = with_language(unit(4).code(10, 20).lines(0), language).child(scope);
        // The root has the attribute twice; the later one holds.
        let described = one_body(4, unit).index().described(0);
        assert_eq!((described.0.as_str(), described.4), (expected, u32::from(language.0)));
    }
}

#[test]
fn the_name_section_names_what_dwarf_does_not_and_what_it_knows_better() {
    let cases = [
        ("", "given", "given", 2),
        ("link", "graph::Graph::link", "graph::Graph::link", 2),
        ("link", "_ZN5graph5Graph4link17h0123456789abcdefE", "graph::Graph::link", 2),
        ("link", "other", "link", 1),
        ("link", "link.llvm.123", "link", 1),
        ("_RNvC6_123foo3bar", "given::bar", "_RNvC6_123foo3bar", 1),
    ];
    for (in_dwarf, given, expected, origin) in cases {
        let function = if in_dwarf.is_empty() { entry(dw::DW_TAG_subprogram) } else { subprogram(in_dwarf) };
        let unit = unit(4).code(10, 20).lines(0).child(function.code(10, 20));
        let described = one_body(4, unit).named(0, given).index().described(0);
        assert_eq!((described.0.as_str(), described.3), (expected, origin), "{in_dwarf} and {given}");
    }
}

#[test]
fn an_inlined_call_without_a_known_function_keeps_its_place_in_the_chain() {
    let call = inlined("nameless").code(12, 4).called(3, 7);
    let unit = unit(4)
        .code(10, 20)
        .lines(0)
        .child(entry(dw::DW_TAG_subprogram).label("nameless"))
        .child(subprogram("outer").code(10, 20).child(call));
    let index = one_body(4, unit).index();
    assert_eq!(index.at(12), ["? /src/main.c:3:5", "outer /src/main.c:3:7"]);
    assert_eq!(index.diagnostics(), [(code::NAME_UNRESOLVED, 1)]);
}
