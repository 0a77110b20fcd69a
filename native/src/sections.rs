//! What the host hands over: the debug sections as bytes, and small tables about the module.

use crate::extents::{Extents, Section};
use crate::given::Given;
use crate::split::Member;

/// Bytes of a name or path at most: V8 takes no longer one in a module. A hostile string may be as long as the file, and be read a thousand times.
pub const MAX_NAME: usize = 100_000;

/// The debug sections. An absent section is empty.
#[derive(Default)]
#[allow(missing_docs, reason = "named as in DWARF")]
pub struct Sections {
    pub info: Vec<u8>,
    pub abbrev: Vec<u8>,
    pub line: Vec<u8>,
    pub str: Vec<u8>,
    pub line_str: Vec<u8>,
    pub str_offsets: Vec<u8>,
    pub addr: Vec<u8>,
    pub ranges: Vec<u8>,
    pub rnglists: Vec<u8>,
    pub types: Vec<u8>,
    /// What of them is given.
    pub extents: Extents,
    /// The module itself, then the parts of split files, whose sections stand behind its own.
    pub members: Vec<Member>,
    /// Bytes of `.debug_line` that are the module's own: split files have tables of files there, without programs.
    pub own_lines: usize,
}

impl Sections {
    /// Of a module without split files.
    pub fn of_module(sections: Sections) -> Self {
        let own = Member { info: 0..sections.info.len(), types: 0..sections.types.len(), ..Member::default() };
        Sections { own_lines: sections.line.len(), members: vec![own], ..sections }
    }

    /// The zero-terminated string at `offset` of `.debug_str`, or of `.debug_line_str`; `None` where there is none, or one that is no name.
    pub fn string_at(&self, section: Section, offset: u64) -> Option<&[u8]> {
        let bytes = if section == Section::Str { &self.str } else { &self.line_str };
        let position = self.extents.position(section, offset)?;
        let end = self.extents.end(section, position, bytes.len());
        let rest = bytes.get(position..end)?;
        let rest = &rest[..rest.len().min(MAX_NAME + 1)];
        let length = crate::bytes::find_zero(rest);
        if length.is_none() && rest.len() <= MAX_NAME {
            self.extents.note_end(section, position);
        }
        length.map(|length| &rest[..length])
    }

    /// Bytes of all of them.
    pub fn size(&self) -> usize {
        [&self.info, &self.abbrev, &self.line, &self.str, &self.line_str, &self.str_offsets]
            .into_iter()
            .chain([&self.addr, &self.ranges, &self.rnglists, &self.types])
            .fold(0, |size, section| size.saturating_add(section.len()))
    }

    /// The sections that split files have too.
    pub fn split_mut(&mut self) -> [&mut Vec<u8>; 8] {
        let Sections { info, abbrev, line, str, line_str, str_offsets, rnglists, types, .. } = self;
        [info, abbrev, line, str, line_str, str_offsets, rnglists, types]
    }

    /// The offset in `.debug_str` of the string with this index in a unit's part of `.debug_str_offsets`, as it is written there.
    pub fn indexed_offset(&self, base: u64, index: u64, offset_size: usize) -> Option<u64> {
        let at = base.checked_add(index.checked_mul(offset_size as u64)?)?;
        let at = self.extents.position_of_number(Section::StrOffsets, at, offset_size)?;
        crate::bytes::Cursor::new(&self.str_offsets, at).unsigned(offset_size).ok()
    }
}

/// A name that the host found outside DWARF.
#[derive(Clone, Copy, Debug)]
pub struct GivenName {
    /// Imports counted.
    pub function_index: u32,
    /// Where its bytes are in [`Module::name_bytes`].
    pub offset: u32,
    /// Their number.
    pub length: u32,
    /// As in the index: 2 name section, 3 export …
    pub origin: u8,
}

/// What the host knows of the module besides its debug sections.
#[derive(Default)]
pub struct Module {
    /// The index's identity section, made by the host. As long as that hashes the code, its counts alone.
    pub identity: Vec<u8>,
    /// Imported functions, which come first in the function index space.
    pub imported_functions: u32,
    /// Ascending by function index; of several for one function the first is preferred.
    pub names: Vec<GivenName>,
    /// The names' bytes.
    pub name_bytes: Vec<u8>,
    /// Diagnostics of the host: code, count, place.
    pub notes: Vec<[u32; 3]>,
    /// Rows of a source map.
    pub given: Given,
}

/// Bytes in front of what has no fixed size in an identity section.
const IDENTITY_COUNTS: usize = 24;

impl Module {
    /// True while the rest of the identity section is still to come.
    pub fn has_counts_only(&self) -> bool {
        self.identity.len() == IDENTITY_COUNTS
    }

    /// The names given for a function, the preferred one first.
    pub fn names_of(&self, function_index: u32) -> impl Iterator<Item = (&[u8], u8)> {
        let from = self.names.partition_point(|name| name.function_index < function_index);
        self.names[from..]
            .iter()
            .take_while(move |name| name.function_index == function_index)
            .map(|name| (&self.name_bytes[name.offset as usize..(name.offset + name.length) as usize], name.origin))
    }
}
