//! Writes the index of [`crate::format`].
//!
//! All numbers are given anew, in the order in which the bodies use things. So equal input gives equal bytes, whatever order units were read in, and what
//! was found but is not used (a claim that lost, say) leaves no trace.

use crate::assemble::{Assembled, Node};
use crate::bodies::Bodies;
use crate::bytes::{push_numbers, push_varint, push_zigzag_step};
use crate::demangle::Demangled;
use crate::diagnostics::{Diagnostics, Kind};
use crate::format::{
    DIRECTORY_ENTRY_SIZE, FLAG_PARTIAL, HEADER_SIZE, MAGIC, MAX_STRING, NO_ROWS, NO_ROWS_THOUGH_WANTED, NODE_GROUP,
    ROWS_BIAS, SECTIONS, Tag, VERSION,
};
use crate::found::BodyState;
use crate::number_map::NumberMap;
use crate::sections::Module;
use crate::tables::{CallSite, File, FileId, Function, FunctionId, StringId, Tables};
use std::borrow::Cow;

/// All that goes into an index.
pub struct Content<'a> {
    /// As in the header.
    pub flags: u16,
    /// Identity and names.
    pub module: &'a Module,
    /// Bounds.
    pub bodies: &'a Bodies,
    /// One for each body.
    pub states: &'a [BodyState],
    /// To what the states point.
    pub assembled: &'a Assembled,
    /// Numbers of discovery.
    pub tables: &'a Tables,
    /// Names for people.
    pub demangled: &'a Demangled,
}

/// Final numbers, given in the order of first use.
struct Numbers<'a> {
    content: &'a Content<'a>,
    strings: Vec<u8>,
    string_count: u32,
    string_offsets: Vec<u32>,
    files: [Vec<u32>; 3],
    file_numbers: Vec<u32>,
    functions: [Vec<u32>; 5],
    function_numbers: Vec<u32>,
    call_sites: [Vec<u32>; 4],
    call_site_numbers: Vec<u32>,
    /// Reused from body to body.
    file_list: Vec<u8>,
    /// Mangled names of functions that could not be demangled.
    undemangled: NumberMap,
    diagnostics: Diagnostics,
}

const UNNUMBERED: u32 = u32::MAX;

impl<'a> Numbers<'a> {
    fn new(content: &'a Content<'a>, diagnostics: Diagnostics) -> Self {
        let tables = content.tables;
        let mut numbers = Numbers {
            content,
            strings: vec![0],
            string_count: 1,
            string_offsets: vec![UNNUMBERED; tables.strings.count()],
            files: std::array::from_fn(|_| vec![0]),
            file_numbers: vec![UNNUMBERED; tables.files.count()],
            functions: std::array::from_fn(|_| vec![0]),
            function_numbers: vec![UNNUMBERED; tables.functions.count()],
            call_sites: std::array::from_fn(|_| Vec::new()),
            call_site_numbers: vec![UNNUMBERED; tables.call_sites.count()],
            file_list: Vec::new(),
            undemangled: NumberMap::default(),
            diagnostics,
        };
        numbers.string_offsets[0] = 0;
        numbers.file_numbers[0] = 0;
        numbers.function_numbers[0] = 0;
        numbers
    }

    fn string(&mut self, id: StringId) -> u32 {
        if self.string_offsets[id as usize] == UNNUMBERED {
            self.string_offsets[id as usize] = self.strings.len() as u32;
            let bytes = self.content.tables.strings.get(id);
            // Nearly all are sound, and the plain check is twice as fast as the repairing one.
            let text = std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed);
            // What is not UTF-8 becomes three times as long.
            let text = if text.len() > MAX_STRING { "" } else { &text };
            push_varint(&mut self.strings, text.len() as u32);
            self.strings.extend_from_slice(text.as_bytes());
            self.string_count += 1;
        }
        self.string_offsets[id as usize]
    }

    fn file(&mut self, id: FileId) -> u32 {
        if self.file_numbers[id as usize] == UNNUMBERED {
            let File { comp_dir, directory, name } = self.content.tables.files.get(id);
            let record = [self.string(comp_dir), self.string(directory), self.string(name)];
            self.file_numbers[id as usize] = push_record(&mut self.files, record);
        }
        self.file_numbers[id as usize]
    }

    fn function(&mut self, id: FunctionId) -> u32 {
        if self.function_numbers[id as usize] != UNNUMBERED {
            return self.function_numbers[id as usize];
        }
        let function = self.content.tables.functions.get(id);
        let Function { linkage, display, file, line, origin, language, unresolved_at } = function;
        if unresolved_at != 0 {
            self.diagnostics.add(Kind::NameUnresolved, unresolved_at as usize);
            if function == (Function { unresolved_at, ..Function::default() }) {
                self.function_numbers[id as usize] = 0;
                return 0;
            }
        }
        if display == 0 && self.content.demangled.has_failed(linkage) && self.undemangled.add(linkage.into()) {
            self.diagnostics.add(Kind::DemanglingFailed, 0);
        }
        let display = if display == 0 { self.content.demangled.get(linkage) } else { display };
        let display = if display == linkage { 0 } else { display };
        let flags = u32::from(origin) | u32::from(language) << 8;
        let record = [self.string(linkage), self.string(display), self.file(file), line, flags];
        let number = push_record(&mut self.functions, record);
        self.function_numbers[id as usize] = number;
        number
    }

    fn call_site(&mut self, id: u32) -> u32 {
        if self.call_site_numbers[id as usize] != UNNUMBERED {
            return self.call_site_numbers[id as usize];
        }
        let CallSite { function, file, line, column } = self.content.tables.call_sites.get(id);
        let record = [self.function(function), self.file(file), line, column];
        let number = push_record(&mut self.call_sites, record);
        self.call_site_numbers[id as usize] = number;
        number
    }
}

/// Adds a record to the columns of its table and returns its number.
fn push_record<const N: usize>(columns: &mut [Vec<u32>; N], record: [u32; N]) -> u32 {
    let number = columns[0].len() as u32;
    for (column, value) in columns.iter_mut().zip(record) {
        column.push(value);
    }
    number
}

/// Nodes in groups of [`NODE_GROUP`], each readable from its start.
#[derive(Default)]
struct NodeWriter {
    bytes: Vec<u8>,
    group_offsets: Vec<u32>,
    count: u32,
    last_site: u32,
}

impl NodeWriter {
    fn push(&mut self, node: Node, call_site: u32) {
        if (self.count as usize).is_multiple_of(NODE_GROUP) {
            self.group_offsets.push(self.bytes.len() as u32);
            self.last_site = 0;
        }
        push_varint(&mut self.bytes, node.parent_distance);
        push_zigzag_step(&mut self.bytes, self.last_site, call_site);
        self.last_site = call_site;
        self.count += 1;
    }
}

/// Something exceeds 4 GiB, which the format cannot say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLarge;

/// The bytes of the index.
pub fn write(content: &Content, diagnostics: Diagnostics) -> Result<Vec<u8>, TooLarge> {
    let Assembled { blocks, files, nodes } = content.assembled;
    // Places in these lists were taken as 32 bits. In Wasm they cannot be longer.
    if [blocks.size(), files.len(), nodes.len()].iter().any(|&length| u32::try_from(length).is_err()) {
        return Err(TooLarge);
    }
    let mut numbers = Numbers::new(content, diagnostics);
    let mut bodies: [Vec<u32>; 3] = std::array::from_fn(|_| Vec::with_capacity(content.states.len()));
    let mut rows = Vec::with_capacity(content.assembled.blocks.size() + content.states.len() * 4);
    let mut nodes = NodeWriter::default();
    let mut range_count = 0u32;
    for (body, state) in content.states.iter().enumerate() {
        let is_asked_for = content.flags & FLAG_PARTIAL != 0 && content.bodies.is_wanted(body as u32);
        let at = match state.rows.ranges {
            0 if is_asked_for => NO_ROWS_THOUGH_WANTED,
            0 => NO_ROWS,
            _ => ROWS_BIAS + rows.len() as u32,
        };
        bodies[0].push(numbers.function(state.function));
        bodies[1].push(numbers.string(state.wasm_name));
        bodies[2].push(at);
        if state.rows.ranges != 0 {
            write_rows(state, content.assembled, &mut numbers, &mut nodes, &mut rows);
            range_count += state.rows.ranges;
        }
    }
    let lengths =
        (0..content.bodies.count() as u32).map(|body| content.bodies.bounds(body)).map(|(start, end)| end - start);
    let mut file = IndexFile::new(content.flags);
    file.section(Tag::Identity, 1, &content.module.identity);
    file.column(Tag::BodyStart, content.bodies.starts());
    file.column(Tag::BodyLength, &lengths.collect::<Vec<_>>());
    file.columns([Tag::BodyFunction, Tag::BodyName, Tag::BodyRows], &bodies);
    let function_tags =
        [Tag::FunctionLinkage, Tag::FunctionDisplay, Tag::FunctionFile, Tag::FunctionLine, Tag::FunctionFlags];
    file.columns(function_tags, &numbers.functions);
    file.columns([Tag::FileCompDir, Tag::FileDirectory, Tag::FileName], &numbers.files);
    let call_site_tags = [Tag::CallSiteFunction, Tag::CallSiteFile, Tag::CallSiteLine, Tag::CallSiteColumn];
    file.columns(call_site_tags, &numbers.call_sites);
    file.section(Tag::Rows, range_count as usize, &rows);
    file.column(Tag::NodeOffset, &nodes.group_offsets);
    file.section(Tag::Nodes, nodes.count as usize, &nodes.bytes);
    file.section(Tag::Strings, numbers.string_count as usize, &numbers.strings);
    let kinds = numbers.diagnostics.sorted();
    let diagnostics: Vec<u8> = kinds.iter().flatten().flat_map(|word| word.to_le_bytes()).collect();
    file.section(Tag::Diagnostics, kinds.len(), &diagnostics);
    file.finish()
}

fn write_rows(
    state: &BodyState,
    assembled: &Assembled,
    numbers: &mut Numbers,
    nodes: &mut NodeWriter,
    rows: &mut Vec<u8>,
) {
    let of_body = state.rows;
    let body_nodes = &assembled.nodes[of_body.nodes.0 as usize..of_body.nodes.1 as usize];
    let has_nodes = u32::from(!body_nodes.is_empty());
    push_varint(
        rows,
        of_body.ranges << 4 | u32::from(of_body.is_wide) << 3 | has_nodes << 2 | u32::from(of_body.origin),
    );
    if !body_nodes.is_empty() {
        push_varint(rows, nodes.count);
    }
    let files = &assembled.files[of_body.files.0 as usize..of_body.files.1 as usize];
    let mut file_list = std::mem::take(&mut numbers.file_list);
    file_list.clear();
    for &file in files {
        push_varint(&mut file_list, numbers.file(file));
    }
    push_varint(rows, file_list.len() as u32);
    rows.extend_from_slice(&file_list);
    numbers.file_list = file_list;
    rows.extend_from_slice(assembled.blocks.get(of_body.blocks.0, of_body.blocks.1));
    for &node in body_nodes {
        nodes.push(node, numbers.call_site(node.call_site));
    }
}

/// Header, directory and sections.
struct IndexFile {
    bytes: Vec<u8>,
    sections: usize,
}

impl IndexFile {
    fn new(flags: u16) -> Self {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&flags.to_le_bytes());
        bytes.resize(HEADER_SIZE + SECTIONS * DIRECTORY_ENTRY_SIZE, 0);
        bytes[16..20].copy_from_slice(&(SECTIONS as u32).to_le_bytes());
        IndexFile { bytes, sections: 0 }
    }

    fn section(&mut self, tag: Tag, count: usize, contents: &[u8]) {
        let entry = HEADER_SIZE + self.sections * DIRECTORY_ENTRY_SIZE;
        let fields = [tag as u32, self.bytes.len() as u32, contents.len() as u32, count as u32];
        for (number, field) in fields.into_iter().enumerate() {
            self.bytes[entry + 4 * number..entry + 4 * number + 4].copy_from_slice(&field.to_le_bytes());
        }
        self.sections += 1;
        self.bytes.extend_from_slice(contents);
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }

    fn columns<const N: usize>(&mut self, tags: [Tag; N], columns: &[Vec<u32>; N]) {
        for (tag, column) in tags.into_iter().zip(columns) {
            self.column(tag, column);
        }
    }

    /// Numbers in the least width that holds the largest of them.
    fn column(&mut self, tag: Tag, numbers: &[u32]) {
        let width = match numbers.iter().max() {
            None | Some(0) => 0,
            Some(1..=0xff) => 1,
            Some(0x100..=0xffff) => 2,
            Some(_) => 4,
        };
        let mut bytes = Vec::with_capacity(numbers.len() * width);
        push_numbers(&mut bytes, numbers.iter().copied(), width);
        self.section(tag, numbers.len(), &bytes);
    }

    /// Offsets within sections need no look of their own: sections are part of the file.
    fn finish(mut self) -> Result<Vec<u8>, TooLarge> {
        let length = u32::try_from(self.bytes.len()).map_err(|_| TooLarge)?;
        self.bytes[8..12].copy_from_slice(&length.to_le_bytes());
        let (words, _) = self.bytes[16..].as_chunks::<4>();
        let checksum = words
            .iter()
            .fold(0x811c_9dc5_u32, |hash, &word| (hash ^ u32::from_le_bytes(word)).wrapping_mul(0x0100_0193));
        self.bytes[12..16].copy_from_slice(&checksum.to_le_bytes());
        Ok(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::Arena;
    use crate::assemble::BodyRows;
    use crate::bytes::push_u32;
    use std::path::Path;

    fn worked_example() -> Vec<u8> {
        let mut tables = Tables::default();
        let name = tables.strings.intern(b"main.c");
        let file = tables.files.intern(File { comp_dir: 0, directory: 0, name });
        let [main, add] = [("main", 4), ("add", 1)].map(|(name, line)| {
            let linkage = tables.strings.intern(name.as_bytes());
            tables.functions.intern(Function {
                linkage,
                display: 0,
                file,
                line,
                origin: 1,
                language: 0x1d,
                unresolved_at: 0,
            })
        });
        let call_site = tables.call_sites.intern(CallSite { function: add, file, line: 5, column: 10 });
        let mut assembled = Assembled {
            blocks: Arena::default(),
            files: vec![file],
            nodes: vec![Node { parent_distance: 0, call_site }],
        };
        let blocks = assembled.blocks.push(&[0x16, 0x02, 0x0a, 0x0a, 0x1d, 0x02, 0x05, 0x03, 0x25, 0x01, 0x08, 0x01]);
        let rows = BodyRows {
            ranges: 3,
            origin: crate::format::PLACES_FROM_DWARF,
            files: (0, 1),
            nodes: (0, 1),
            blocks,
            ..BodyRows::default()
        };
        let mut identity = Vec::new();
        for word in [0x20, 23, 64, 0, 0, 0, 0, 0, 0] {
            push_u32(&mut identity, word);
        }
        let module = Module { identity, ..Module::default() };
        write(
            &Content {
                flags: 0,
                module: &module,
                bodies: &Bodies::new([(3, 20)].into_iter()).unwrap(),
                states: &[BodyState { function: main, rows, is_assembled: true, ..BodyState::default() }],
                assembled: &assembled,
                tables: &tables,
                demangled: &Demangled::default(),
            },
            Diagnostics::default(),
        )
        .unwrap()
    }

    #[test]
    fn the_worked_example_of_the_format_is_what_the_fixture_holds() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/format/example.wsym");
        let index = worked_example();
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &index).unwrap();
        }
        assert!(std::fs::read(&path).unwrap() == index, "UPDATE_GOLDENS=1 rewrites it");
    }

    #[test]
    fn numbers_do_not_depend_on_the_order_of_discovery() {
        // The same content, but other strings, files and functions were found first and are not used.
        let mut tables = Tables::default();
        let noise = tables.strings.intern(b"noise");
        tables.files.intern(File { comp_dir: noise, directory: 0, name: noise });
        let module = Module { identity: vec![0; 36], ..Module::default() };
        let empty = |tables: &Tables| {
            write(
                &Content {
                    flags: 0,
                    module: &module,
                    bodies: &Bodies::default(),
                    states: &[],
                    assembled: &Assembled::default(),
                    tables,
                    demangled: &Demangled::default(),
                },
                Diagnostics::default(),
            )
            .unwrap()
        };
        assert_eq!(empty(&tables), empty(&Tables::default()));
    }
}
