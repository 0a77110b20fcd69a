//! Rows that the host brings, made of a source map by the core in `source-map/`. They hold for the bodies of which DWARF has none.

use crate::assemble::{Assembled, BodyRows, Node};
use crate::bodies::Bodies;
use crate::bytes::{Cursor, Malformed};
use crate::format::{NAME_FROM_SOURCE_MAP, PLACES_FROM_SOURCE_MAP};
use crate::found::BodyState;
use crate::tables::{CallSite, File, FileId, Function, FunctionId, Tables};

/// What the host brings. Numbers of files and functions count from 1; 0 is unknown.
#[derive(Default)]
pub struct Given {
    /// As the other core writes them: lib.rs of it has the table.
    pub rows: Vec<u8>,
    /// Offset and length of each file's path in `text`.
    pub files: Vec<[u32; 2]>,
    /// Of each function offset and length of its name in `text`, file, line.
    pub functions: Vec<[u32; 4]>,
    /// Pairs of body and function.
    pub body_functions: Vec<[u32; 2]>,
    /// Paths and names.
    pub text: Vec<u8>,
}

/// Numbers of the build for those of the host, made when they are first met.
struct Numbers<'a> {
    given: &'a Given,
    tables: &'a mut Tables,
    files: Vec<Option<FileId>>,
    functions: Vec<Option<FunctionId>>,
}

impl Given {
    /// Gives each body that is asked for what DWARF does not say of it. `Err`: the rows do not hold together, those in front of the damage were taken.
    pub fn fill(
        &self,
        bodies: &Bodies,
        states: &mut [BodyState],
        assembled: &mut Assembled,
        tables: &mut Tables,
    ) -> Result<(), Malformed> {
        let (files, functions) = (vec![None; self.files.len()], vec![None; self.functions.len()]);
        let mut numbers = Numbers { given: self, tables, files, functions };
        for &[body, function] in &self.body_functions {
            let state = states.get_mut(body as usize).ok_or(Malformed)?;
            if state.function == 0 && bodies.is_wanted(body) {
                state.function = numbers.function(function);
            }
        }
        let mut cursor = Cursor::new(&self.rows, 0);
        while !cursor.is_at_end() {
            let [body, head, file_count, node_count, block_size] = words(&mut cursor)?;
            let state = states.get_mut(body as usize).ok_or(Malformed)?;
            let file_list = cursor.take((file_count as usize).checked_mul(4).ok_or(Malformed)?)?;
            let node_list = cursor.take((node_count as usize).checked_mul(20).ok_or(Malformed)?)?;
            let blocks = cursor.take(block_size as usize)?;
            if state.rows.ranges != 0 || !bodies.is_wanted(body) {
                continue;
            }
            let first = (assembled.files.len() as u32, assembled.nodes.len() as u32);
            let mut file_list = Cursor::new(file_list, 0);
            while !file_list.is_at_end() {
                let [file] = words(&mut file_list)?;
                assembled.files.push(numbers.file(file));
            }
            let mut node_list = Cursor::new(node_list, 0);
            while !node_list.is_at_end() {
                let [parent_distance, function, file, line, column] = words(&mut node_list)?;
                let (function, file) = (numbers.function(function), numbers.file(file));
                let call_site = numbers.tables.call_sites.intern(CallSite { function, file, line, column });
                assembled.nodes.push(Node { parent_distance, call_site });
            }
            state.rows = BodyRows {
                ranges: head >> 1,
                is_wide: head & 1 != 0,
                origin: PLACES_FROM_SOURCE_MAP,
                is_torn: state.rows.is_torn,
                is_cut: state.rows.is_cut,
                files: (first.0, assembled.files.len() as u32),
                nodes: (first.1, assembled.nodes.len() as u32),
                blocks: assembled.blocks.push(blocks),
            };
        }
        Ok(())
    }

    fn text(&self, offset: u32, length: u32) -> &[u8] {
        let end = (offset as usize).saturating_add(length as usize);
        self.text.get(offset as usize..end).unwrap_or_default()
    }
}

impl Numbers<'_> {
    fn file(&mut self, number: u32) -> FileId {
        let Some(index) = (number as usize).checked_sub(1).filter(|&index| index < self.files.len()) else { return 0 };
        let [offset, length] = self.given.files[index];
        *self.files[index].get_or_insert_with(|| {
            let name = self.tables.strings.intern(self.given.text(offset, length));
            self.tables.files.intern(File { comp_dir: 0, directory: 0, name })
        })
    }

    fn function(&mut self, number: u32) -> FunctionId {
        let index = (number as usize).checked_sub(1).filter(|&index| index < self.functions.len());
        let Some(index) = index else { return 0 };
        if let Some(id) = self.functions[index] {
            return id;
        }
        let [offset, length, file, line] = self.given.functions[index];
        let file = self.file(file);
        let linkage = self.tables.strings.intern(self.given.text(offset, length));
        let origin = if linkage == 0 { 0 } else { NAME_FROM_SOURCE_MAP };
        let function = Function { linkage, display: 0, file, line, origin, language: 0, unresolved_at: 0 };
        let id = self.tables.functions.intern(function);
        self.functions[index] = Some(id);
        id
    }
}

fn words<const N: usize>(cursor: &mut Cursor) -> Result<[u32; N], Malformed> {
    let mut words = [0; N];
    for word in &mut words {
        *word = cursor.unsigned(4)? as u32;
    }
    Ok(words)
}
