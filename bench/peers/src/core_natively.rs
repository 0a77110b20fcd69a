//! Our own core as a native library, given exactly what the Wasm core was given.

use crate::Failure;
use gimli_wasm::session::{DONE, Failure as CoreFailure, Input, NAMES_WANTED, Session};

/// All that a build was given.
pub struct Inputs<'file> {
    flags: u32,
    max_inline_depth: u32,
    max_names: u32,
    /// Number and contents of each input.
    inputs: Vec<(usize, &'file [u8])>,
}

/// Reads what `ours.mjs core-inputs` wrote: how many numbers `begin` was given (u32), these (u32), then for each input its number (u32), length (u32) and
/// contents.
pub fn parse_inputs(file: &[u8]) -> Result<Inputs<'_>, Failure> {
    let (count, rest) = take_u32(file)?;
    let (flags, rest) = take_u32(rest)?;
    let (max_inline_depth, rest) = take_u32(rest)?;
    let (max_names, mut rest) = take_u32(rest)?;
    if count != 3 {
        return Err("the Wasm core's `begin` takes other numbers than the native one".into());
    }
    let mut inputs = Vec::new();
    while !rest.is_empty() {
        let (number, behind) = take_u32(rest)?;
        let (length, behind) = take_u32(behind)?;
        let (contents, behind) = behind.split_at_checked(length).ok_or("an input ends early")?;
        inputs.push((number, contents));
        rest = behind;
    }
    Ok(Inputs {
        flags: u32::try_from(flags)?,
        max_inline_depth: u32::try_from(max_inline_depth)?,
        max_names: u32::try_from(max_names)?,
        inputs,
    })
}

fn take_u32(bytes: &[u8]) -> Result<(usize, &[u8]), Failure> {
    let (word, rest) = bytes.split_first_chunk::<4>().ok_or("a number ends early")?;
    Ok((u32::from_le_bytes(*word) as usize, rest))
}

/// What the host does in TypeScript, C++ names included.
pub fn build(inputs: &Inputs) -> Result<Vec<u8>, Failure> {
    let mut session = Session::default();
    for &(number, contents) in &inputs.inputs {
        session.set(number, contents).map_err(failed)?;
    }
    session.begin(inputs.flags, inputs.max_inline_depth, inputs.max_names).map_err(failed)?;
    loop {
        match session.step().map_err(failed)? {
            DONE => return Ok(session.output().to_vec()),
            NAMES_WANTED => {
                let names = demangled(session.output())?;
                session.set(Input::Demangled as usize, &names).map_err(failed)?;
            }
            _ => {}
        }
    }
}

fn demangled(mut list: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut answers = Vec::new();
    // Bounds are for hostile names; honest ones stay far below.
    let mut room = usize::MAX;
    while !list.is_empty() {
        let (length, rest) = take_u32(list)?;
        let (name, rest) = rest.split_at_checked(length).ok_or("a name ends early")?;
        let answer = demangler::demangle(name, &mut room).unwrap_or_default();
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
