//! Reads an index by the page in `format.rs`, and by nothing else.

use gimli_wasm::format::{self, Tag};

/// An index that passed the checks of its header.
pub struct Index {
    bytes: Vec<u8>,
}

/// A function and a place, as `add /src/main.c:2:3`; `?` for what is unknown.
pub type Frame = String;

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn varint(bytes: &[u8], at: &mut usize) -> u32 {
    let (mut value, mut shift) = (0u64, 0);
    loop {
        let byte = bytes[*at];
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            return u32::try_from(value).unwrap();
        }
    }
}

fn zigzag(bytes: &[u8], at: &mut usize, from: u32) -> u32 {
    let value = varint(bytes, at);
    from.wrapping_add((value >> 1) ^ (value & 1).wrapping_neg())
}

#[derive(Clone, Copy, Default)]
struct Range {
    start: u32,
    node: u32,
    file: u32,
    line: u32,
    column: u32,
}

impl Index {
    pub fn open(bytes: Vec<u8>) -> Self {
        assert_eq!(bytes[..4], format::MAGIC);
        assert_eq!(bytes[4..6], format::VERSION.to_le_bytes());
        assert_eq!(word(&bytes, 8) as usize, bytes.len());
        let words = bytes[16..].chunks(4).map(|word| u32::from_le_bytes(word.try_into().unwrap()));
        let checksum = words.fold(0x811c_9dc5_u32, |hash, word| (hash ^ word).wrapping_mul(0x0100_0193));
        assert_eq!(word(&bytes, 12), checksum);
        Index { bytes }
    }

    pub fn flags(&self) -> u16 {
        u16::from_le_bytes([self.bytes[6], self.bytes[7]])
    }

    fn section(&self, tag: Tag) -> (&[u8], usize) {
        let count = word(&self.bytes, 16) as usize;
        let entry = (0..count).map(|n| 24 + 16 * n).find(|&at| word(&self.bytes, at) == tag as u32).unwrap();
        let [offset, length, count] = [4, 8, 12].map(|at| word(&self.bytes, entry + at) as usize);
        (&self.bytes[offset..offset + length], count)
    }

    /// A number of a column, whose width its size and count tell.
    fn number(&self, tag: Tag, record: u32) -> u32 {
        let (bytes, count) = self.section(tag);
        assert!((record as usize) < count);
        let width = bytes.len() / count;
        let bytes = &bytes[width * record as usize..][..width];
        bytes.iter().rev().fold(0, |number, &byte| number << 8 | u32::from(byte))
    }

    fn string(&self, at: u32) -> &str {
        let (strings, _) = self.section(Tag::Strings);
        let mut at = at as usize;
        let length = varint(strings, &mut at) as usize;
        std::str::from_utf8(&strings[at..at + length]).unwrap()
    }

    fn path(&self, file: u32) -> String {
        let tags = [Tag::FileCompDir, Tag::FileDirectory, Tag::FileName];
        let [comp_dir, directory, name] = tags.map(|tag| self.string(self.number(tag, file)));
        let mut parts = vec![name];
        for part in [directory, comp_dir] {
            if !parts[0].starts_with('/') && !part.is_empty() {
                parts.insert(0, part);
            }
        }
        parts.join("/")
    }

    fn place(&self, file: u32, line: u32, column: u32) -> String {
        if (file, line, column) == (0, 0, 0) {
            return "?".to_owned();
        }
        format!("{}:{line}:{column}", self.path(file))
    }

    /// Name for people; `?` unknown.
    fn function(&self, function: u32) -> String {
        let [linkage, display] = [Tag::FunctionLinkage, Tag::FunctionDisplay].map(|tag| self.number(tag, function));
        let name = self.string(if display == 0 { linkage } else { display });
        if name.is_empty() { "?".to_owned() } else { name.to_owned() }
    }

    /// The name for people of a body, its linkage name, its declaration, the origin of its name, its language.
    pub fn described(&self, body: usize) -> (String, String, String, u32, u32) {
        let function = self.number(Tag::BodyFunction, body as u32);
        let number = |tag| self.number(tag, function);
        let flags = number(Tag::FunctionFlags);
        let declared = self.place(number(Tag::FunctionFile), number(Tag::FunctionLine), 0);
        let linkage = self.string(number(Tag::FunctionLinkage)).to_owned();
        (self.function(function), linkage, declared, flags & 0xff, flags >> 8)
    }

    fn ranges(&self, body: usize) -> (u32, Vec<u32>, Vec<Range>) {
        let start = self.number(Tag::BodyStart, body as u32);
        let at = self.number(Tag::BodyRows, body as u32);
        if at == format::NO_ROWS || at == format::NO_ROWS_THOUGH_WANTED {
            return (0, Vec::new(), Vec::new());
        }
        let (rows, _) = self.section(Tag::Rows);
        let mut at = (at - format::ROWS_BIAS) as usize;
        let head = varint(rows, &mut at);
        let node_base = if head & 4 != 0 { varint(rows, &mut at) } else { 0 };
        let file_bytes = varint(rows, &mut at) as usize;
        let files_end = at + file_bytes;
        let mut files = vec![0];
        while at < files_end {
            files.push(varint(rows, &mut at));
        }
        let count = (head >> 4) as usize;
        let width = if head & 8 != 0 { 4 } else { 2 };
        let table_number =
            |at: usize| rows[at..at + width].iter().rev().fold(0, |number, &byte| number << 8 | u32::from(byte));
        let blocks = count.div_ceil(format::BLOCK_RANGES);
        let table = at;
        let first = table + 2 * width * (blocks - 1);
        let mut ranges = Vec::new();
        for block in 0..blocks {
            let mut at = first;
            let mut range = Range { start, ..Range::default() };
            if block > 0 {
                let entry = table + 2 * width * (block - 1);
                range.start = start + table_number(entry);
                at = first + table_number(entry + width) as usize;
            }
            for _ in 0..format::BLOCK_RANGES.min(count - block * format::BLOCK_RANGES) {
                let flags = rows[at];
                at += 1;
                let step = u32::from(flags >> 3);
                range.start += if step == format::STEP_ESCAPE { step + varint(rows, &mut at) } else { step };
                for (bit, field) in [&mut range.node, &mut range.file, &mut range.line].into_iter().enumerate() {
                    if flags >> bit & 1 != 0 {
                        *field = zigzag(rows, &mut at, *field);
                    }
                }
                // Origins 2 and 3 have flags below.
                range.column = varint(rows, &mut at) >> (head & 2);
                ranges.push(range);
            }
        }
        (node_base, files, ranges)
    }

    fn node(&self, node: u32) -> (u32, u32) {
        let (nodes, _) = self.section(Tag::Nodes);
        let group = (node - 1) as usize / format::NODE_GROUP;
        let mut at = self.number(Tag::NodeOffset, group as u32) as usize;
        let (mut distance, mut site) = (0, 0);
        for _ in group * format::NODE_GROUP..node as usize {
            distance = varint(nodes, &mut at);
            site = zigzag(nodes, &mut at, site);
        }
        (if distance == 0 { 0 } else { node - distance }, site)
    }

    fn frames(&self, body: usize, range: Option<Range>, node_base: u32, files: &[u32]) -> Vec<Frame> {
        let range = range.unwrap_or_default();
        let file = files.get(range.file as usize).copied().unwrap_or(0);
        let mut place = self.place(file, range.line, range.column);
        let mut frames = Vec::new();
        let mut node = if range.node == 0 { 0 } else { node_base + range.node };
        while node != 0 {
            let (parent, site) = self.node(node);
            let tags = [Tag::CallSiteFunction, Tag::CallSiteFile, Tag::CallSiteLine, Tag::CallSiteColumn];
            let [function, file, line, column] = tags.map(|tag| self.number(tag, site));
            frames.push(format!("{} {place}", self.function(function)));
            place = self.place(file, line, column);
            node = parent;
        }
        frames.push(format!("{} {place}", self.function(self.number(Tag::BodyFunction, body as u32))));
        frames
    }

    /// Frames at an address, innermost first; empty outside of all bodies.
    pub fn at(&self, address: u32) -> Vec<Frame> {
        let (_, count) = self.section(Tag::BodyStart);
        let covers = |&body: &usize| {
            let start = self.number(Tag::BodyStart, body as u32);
            start <= address && address - start < self.number(Tag::BodyLength, body as u32)
        };
        let Some(body) = (0..count).find(covers) else { return Vec::new() };
        let (node_base, files, ranges) = self.ranges(body);
        let range = ranges.iter().rev().find(|range| range.start <= address).copied();
        self.frames(body, range, node_base, &files)
    }

    /// The whole body: where each range starts, and its frames.
    pub fn body(&self, body: usize) -> Vec<(u32, Vec<Frame>)> {
        let (node_base, files, ranges) = self.ranges(body);
        ranges.iter().map(|&range| (range.start, self.frames(body, Some(range), node_base, &files))).collect()
    }

    /// Origin of a body's places; 0 without rows.
    pub fn places_from(&self, body: u32) -> u32 {
        match self.number(Tag::BodyRows, body) {
            format::NO_ROWS | format::NO_ROWS_THOUGH_WANTED => 0,
            at => varint(self.section(Tag::Rows).0, &mut ((at - format::ROWS_BIAS) as usize)) & 3,
        }
    }

    /// Code and count, ascending by code.
    pub fn diagnostics(&self) -> Vec<(u32, u32)> {
        let (records, count) = self.section(Tag::Diagnostics);
        (0..count).map(|n| (word(records, 12 * n), word(records, 12 * n + 4))).collect()
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
