//! Reads an index by the page in `format.rs`, and by nothing else.

use gimli_wasm::format;

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

    fn section(&self, tag: u32) -> (&[u8], usize) {
        let count = word(&self.bytes, 16) as usize;
        let entry = (0..count).map(|n| 24 + 16 * n).find(|&at| word(&self.bytes, at) == tag).unwrap();
        let [offset, length, count] = [4, 8, 12].map(|at| word(&self.bytes, entry + at) as usize);
        (&self.bytes[offset..offset + length], count)
    }

    fn string(&self, at: u32) -> &str {
        let (strings, _) = self.section(11);
        let mut at = at as usize;
        let length = varint(strings, &mut at) as usize;
        std::str::from_utf8(&strings[at..at + length]).unwrap()
    }

    fn path(&self, file: u32) -> String {
        let (files, _) = self.section(6);
        let [comp_dir, directory, name] = [0, 4, 8].map(|at| self.string(word(files, 12 * file as usize + at)));
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
        let record = &self.section(5).0[20 * function as usize..];
        let (linkage, display) = (word(record, 0), word(record, 4));
        let name = self.string(if display == 0 { linkage } else { display });
        if name.is_empty() { "?".to_owned() } else { name.to_owned() }
    }

    /// The name for people of a body, its linkage name, its declaration, the origin of its name, its language.
    pub fn described(&self, body: usize) -> (String, String, String, u32, u32) {
        let function = word(self.section(4).0, 12 * body);
        let record = &self.section(5).0[20 * function as usize..];
        let flags = word(record, 16);
        let declared = self.place(word(record, 8), word(record, 12), 0);
        (self.function(function), self.string(word(record, 0)).to_owned(), declared, flags & 0xff, flags >> 8)
    }

    fn ranges(&self, body: usize) -> (u32, Vec<u32>, Vec<Range>) {
        let (starts, _) = self.section(2);
        let start = word(starts, 4 * body);
        let at = word(self.section(4).0, 12 * body + 8);
        if at == format::NO_ROWS || at == format::NO_ROWS_THOUGH_WANTED {
            return (0, Vec::new(), Vec::new());
        }
        let (rows, _) = self.section(7);
        let mut at = at as usize;
        let head = varint(rows, &mut at);
        let node_base = if head & 4 != 0 { varint(rows, &mut at) } else { 0 };
        let file_bytes = varint(rows, &mut at) as usize;
        let files_end = at + file_bytes;
        let mut files = vec![0];
        while at < files_end {
            files.push(varint(rows, &mut at));
        }
        let count = (head >> 3) as usize;
        let blocks = count.div_ceil(format::BLOCK_RANGES);
        let table = at;
        let first = table + 8 * (blocks - 1);
        let mut ranges = Vec::new();
        for block in 0..blocks {
            let mut at = first;
            let mut range = Range { start, ..Range::default() };
            if block > 0 {
                let entry = table + 8 * (block - 1);
                range.start = start + word(rows, entry);
                at = first + word(rows, entry + 4) as usize;
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
                range.column = varint(rows, &mut at);
                ranges.push(range);
            }
        }
        (node_base, files, ranges)
    }

    fn node(&self, node: u32) -> (u32, u32) {
        let (nodes, _) = self.section(9);
        let group = (node - 1) as usize / format::NODE_GROUP;
        let mut at = word(self.section(8).0, 4 * group) as usize;
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
            let record = &self.section(10).0[16 * site as usize..];
            let [function, file, line, column] = [0, 4, 8, 12].map(|at| word(record, at));
            frames.push(format!("{} {place}", self.function(function)));
            place = self.place(file, line, column);
            node = parent;
        }
        frames.push(format!("{} {place}", self.function(word(self.section(4).0, 12 * body))));
        frames
    }

    /// Frames at an address, innermost first; empty outside of all bodies.
    pub fn at(&self, address: u32) -> Vec<Frame> {
        let ((starts, count), (lengths, _)) = (self.section(2), self.section(3));
        let covers = |&body: &usize| {
            let start = word(starts, 4 * body);
            start <= address && address - start < word(lengths, 4 * body)
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

    /// Code and count, ascending by code.
    pub fn diagnostics(&self) -> Vec<(u32, u32)> {
        let (records, count) = self.section(12);
        (0..count).map(|n| (word(records, 12 * n), word(records, 12 * n + 4))).collect()
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
