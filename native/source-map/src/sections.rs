//! The sections of a map. A flat map is one section that has all.

/// A place in a source as the map says it, made fit for the index: numbers from 1, 0 is unknown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Place {
    /// Among the sources of all sections; 0: the map does not list such a source.
    pub source: u32,
    /// 0 unknown.
    pub line: u32,
    /// 0 unknown.
    pub column: u32,
}

/// What of the map's lists belongs to a section, and where its code is.
#[derive(Clone, Copy, Default, Debug)]
pub struct Section {
    /// Generated line of its start: only what stands on line 0 is about a module.
    pub line: u32,
    /// Column of its start, which is a module-file offset.
    pub column: u32,
    /// Column at which the next section begins.
    pub end: u32,
    /// Number of its first source among those of all sections, and how many it has.
    pub sources: (u32, u32),
    /// The same of its names.
    pub names: (u32, u32),
    /// Code on a segment of one number has no place, rather than that of the code in front of it.
    pub is_exact: bool,
}

impl Section {
    /// A source of the section by the map's number; 0: there is none.
    #[inline]
    pub fn source(&self, number: i64) -> u32 {
        numbered(number, self.sources)
    }

    /// A name of the section by the map's number; 0: there is none.
    #[inline]
    pub fn name(&self, number: i64) -> u32 {
        numbered(number, self.names)
    }

    /// A place by the map's numbers, which count from 0.
    #[inline]
    pub fn place(&self, source: i64, line: i64, column: i64) -> Place {
        Place { source: self.source(source), line: from_one(line), column: from_one(column) }
    }
}

#[inline]
fn numbered(number: i64, (first, count): (u32, u32)) -> u32 {
    if number >= 0 && number < i64::from(count) { first + number as u32 + 1 } else { 0 }
}

#[inline]
fn from_one(number: i64) -> u32 {
    if number >= 0 { u32::try_from(number + 1).unwrap_or(0) } else { 0 }
}
