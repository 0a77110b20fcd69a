//! Our own core as a native library, given exactly what the Wasm core was given.

use crate::Failure;
use gimli_wasm::session::{DONE, Failure as CoreFailure, Input, NAMES_WANTED, Session};

/// Number and contents of each input.
pub type Inputs<'file> = Vec<(usize, &'file [u8])>;

/// A file of inputs: for each one number (u32), length (u32), contents.
pub fn parse_inputs(mut file: &[u8]) -> Result<Inputs<'_>, Failure> {
    let mut inputs = Vec::new();
    while !file.is_empty() {
        let (number, rest) = take_u32(file)?;
        let (length, rest) = take_u32(rest)?;
        let (contents, rest) = rest.split_at_checked(length).ok_or("an input ends early")?;
        inputs.push((number, contents));
        file = rest;
    }
    Ok(inputs)
}

fn take_u32(bytes: &[u8]) -> Result<(usize, &[u8]), Failure> {
    let (word, rest) = bytes.split_first_chunk::<4>().ok_or("a number ends early")?;
    Ok((u32::from_le_bytes(*word) as usize, rest))
}

/// What the host does in TypeScript, C++ names included.
pub fn build(inputs: &Inputs) -> Result<Vec<u8>, Failure> {
    let mut session = Session::default();
    for &(number, contents) in inputs {
        session.reserve(number, contents.len()).map_err(failed)?.copy_from_slice(contents);
    }
    session.begin(0).map_err(failed)?;
    loop {
        match session.step().map_err(failed)? {
            DONE => return Ok(session.output().to_vec()),
            NAMES_WANTED => {
                let names = demangled(session.output())?;
                session.reserve(Input::Demangled as usize, names.len()).map_err(failed)?.copy_from_slice(&names);
            }
            _ => {}
        }
    }
}

fn demangled(mut list: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut answers = Vec::new();
    while !list.is_empty() {
        let (length, rest) = take_u32(list)?;
        let (name, rest) = rest.split_at_checked(length).ok_or("a name ends early")?;
        let answer = cpp_names::demangle(name).unwrap_or_default();
        answers.extend_from_slice(&(answer.len() as u32).to_le_bytes());
        answers.extend_from_slice(answer.as_bytes());
        list = rest;
    }
    Ok(answers)
}

fn failed(failure: CoreFailure) -> Failure {
    format!("the core failed: {failure:?}").into()
}

/// The checksum in the index's header, by which the bench tells that both cores have written the same.
pub fn checksum(index: &[u8]) -> u32 {
    index.get(12..16).and_then(|word| word.try_into().ok()).map_or(0, u32::from_le_bytes)
}
