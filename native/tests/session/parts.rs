//! Builds in parts: several cores read a run of units each, and one goes on with what the others have found.

use crate::bytes::Bytes;
use crate::dwarf::{inlined, subprogram, unit};
use crate::line_program::program;
use crate::module::{Module, module, provide_identity};
use gimli_wasm::session::{DONE, Failure, IDENTITY_WANTED, Input, MISSING, MORE, NAMES_WANTED, PART_WANTED, Session};

const PART: u64 = 1;
const MERGE: u64 = 2;

/// A core that reads the units that start in a range of `.debug_info`.
fn of_run(module: &Module, from: usize, to: usize, role: u64) -> Session {
    let mut session = module.session();
    let mut run = Bytes::default();
    run.number(from as u64, 8).number(to as u64, 8).number(role, 4).number(0, 4);
    put(&mut session, Input::Run, &run.0);
    session.begin(0, u32::MAX, u32::MAX).unwrap();
    session
}

pub fn put(session: &mut Session, input: Input, bytes: &[u8]) {
    session.set(input as usize, bytes).unwrap();
}

/// What a core comes to.
pub enum Outcome {
    Done(Vec<u8>),
    Missing(Vec<u8>),
}

fn finish(session: Session, parts: &[Vec<u8>]) -> Result<Vec<u8>, Failure> {
    match run_to_end(session, parts)? {
        Outcome::Done(output) => Ok(output),
        Outcome::Missing(_) => panic!("nothing was given in pieces"),
    }
}

/// Takes all steps. `parts` are given as they are wanted.
pub fn run_to_end(mut session: Session, parts: &[Vec<u8>]) -> Result<Outcome, Failure> {
    let mut parts = parts.iter();
    loop {
        match session.step()? {
            MORE | NAMES_WANTED => (),
            IDENTITY_WANTED => provide_identity(&mut session),
            PART_WANTED => put(&mut session, Input::Part, parts.next().map_or(&[], Vec::as_slice)),
            DONE => return Ok(Outcome::Done(session.output().to_vec())),
            MISSING => return Ok(Outcome::Missing(session.output().to_vec())),
            other => panic!("step gave {other}"),
        }
    }
}

/// The index by a core that reads the first of so many runs, and takes the others as parts.
pub fn in_parts(module: &Module, count: usize) -> Vec<u8> {
    let end = |part: usize| if part == count { u32::MAX as usize } else { module.dwarf.info.0.len() * part / count };
    let part = |number| finish(of_run(module, end(number), end(number + 1), PART), &[]).unwrap();
    let parts: Vec<_> = (1..count).map(part).collect();
    finish(of_run(module, 0, end(1), MERGE), &parts).unwrap()
}

fn two_units() -> Module {
    let mut whole = module(&[(10, 20), (40, 20)]);
    for (name, low) in [("first", 10), ("second", 40)] {
        let at = whole.line.0.len() as u64;
        let called = inlined("callee").code(low + 4, 8).called(7, 3);
        whole = whole.lines(program(4).sequence(&[(low + 2, 1, low, 1), (low + 8, 1, low + 1, 2)], low + 20)).unit(
            unit(4)
                .code(low, 20)
                .lines(at)
                .child(subprogram("callee").label("callee").declared(1, 5))
                .child(subprogram(name).code(low, 20).child(called)),
        );
    }
    whole.dwarf.link();
    whole
}

fn first_and_rest(module: &Module) -> (Session, Vec<u8>) {
    let middle = module.dwarf.info.0.len() / 2;
    let part = finish(of_run(module, middle, u32::MAX as usize, PART), &[]).unwrap();
    (of_run(module, 0, middle, MERGE), part)
}

#[test]
fn a_core_without_units_of_its_own_takes_all_from_parts() {
    let whole = two_units();
    let middle = whole.dwarf.info.0.len() / 2;
    let parts = [(0, middle), (middle, u32::MAX as usize)]
        .map(|(from, to)| finish(of_run(&whole, from, to, PART), &[]).unwrap());
    assert_eq!(finish(of_run(&whole, 0, 0, MERGE), &parts).unwrap(), in_parts(&whole, 1));
}

#[test]
fn a_part_that_ends_early_is_refused() {
    let whole = two_units();
    let (_, part) = first_and_rest(&whole);
    for length in 1..part.len() {
        let (first, _) = first_and_rest(&whole);
        assert_eq!(finish(first, &[part[..length].to_vec()]).unwrap_err(), Failure::InvalidInput, "{length}");
    }
}

#[test]
fn a_part_with_other_bytes_ends_in_an_index_or_is_refused() {
    let whole = two_units();
    let (_, part) = first_and_rest(&whole);
    for at in 0..part.len() {
        for value in [0, 0x7f, 0x80, 0xff] {
            let mut damaged = part.clone();
            damaged[at] = value;
            let (first, _) = first_and_rest(&whole);
            if let Err(failure) = finish(first, &[damaged]) {
                assert_eq!(failure, Failure::InvalidInput, "{at}: {value}");
            }
        }
    }
}

#[test]
fn a_part_that_nobody_asked_for_is_refused() {
    let whole = two_units();
    let (mut first, part) = first_and_rest(&whole);
    put(&mut first, Input::Part, &part);
    assert_eq!(first.step(), Err(Failure::InvalidInput));
}
