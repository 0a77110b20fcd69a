//! An index of only the units that some addresses need.

use crate::dwarf::{subprogram, unit};
use crate::line_program::program;
use crate::module::module;
use gimli_wasm::format::FLAG_PARTIAL;

fn three_units() -> crate::module::Module {
    let mut whole = module(&[(10, 20), (40, 20), (70, 20), (100, 5)]).named(3, "given");
    for (name, low) in [("first", 10), ("second", 40), ("third", 70)] {
        let at = whole.line.0.len() as u64;
        whole = whole
            .lines(program(4).sequence(&[(low + 2, 1, low, 1)], low + 20))
            .unit(unit(4).code(low, 20).lines(at).child(subprogram(name).code(low, 20)));
    }
    whole
}

#[test]
fn only_what_was_asked_for_is_answered() {
    let mut module = three_units();
    let whole = module.index();
    let of_some = module.index_for(&[45, 101, 0, 95, 0xffff_ffff]);
    assert_eq!((whole.flags(), of_some.flags()), (0, FLAG_PARTIAL));
    assert_eq!(of_some.at(45), whole.at(45));
    assert_eq!(of_some.at(101), ["given ?"]);
    assert_eq!([of_some.at(12), of_some.at(72)].concat(), ["? ?", "? ?"]);
}

#[test]
fn asking_for_everything_is_a_full_build_but_for_the_flag() {
    let mut module = three_units();
    let (whole, of_all) = (module.index(), module.index_for(&[10, 40, 70, 100]));
    for body in 0..3 {
        assert_eq!(of_all.body(body), whole.body(body));
    }
    assert_eq!(of_all.bytes().len(), whole.bytes().len());
}

#[test]
fn equal_input_gives_equal_bytes() {
    assert_eq!(three_units().index().bytes(), three_units().index().bytes());
}
