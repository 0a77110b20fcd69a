//! `mappings`: segments separated by commas, lines by semicolons, numbers relative to those of the segment before.

use crate::sections::{Place, Section};
use crate::vlq::{CONTINUES, Fault, digit, one_or_two_digits, signed, signed_mixed, with_sign};

/// Where the reading of mappings failed. All count from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MappingsFault {
    /// What is wrong.
    pub fault: Fault,
    /// Generated line.
    pub line: u32,
    /// Segment in the line.
    pub segment: u32,
    /// Character of the section's text.
    pub character: usize,
}

/// A segment of the first line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Segment {
    /// Module-file offset.
    pub column: u32,
    /// `None`: the segment says only that the one before ends.
    pub mapped: Option<Mapped>,
}

impl Segment {
    /// What it says of a place, if anything.
    pub fn with_place(&self) -> Option<Mapped> {
        self.mapped.filter(|&mapped| mapped != Mapped::default())
    }
}

/// What a segment says of its code; by default that it has no place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Mapped {
    /// Where the code comes from.
    pub place: Place,
    /// Number of the segment's name plus 1; 0: it has none.
    pub name: u32,
}

/// Reads the segments of one section, some bytes a step.
#[derive(Clone)]
pub struct MappingsReader {
    section: Section,
    /// Character at which the chunk at hand begins.
    before: usize,
    line: u32,
    segment: u32,
    column: i64,
    source: i64,
    source_line: i64,
    source_column: i64,
    name: i64,
    /// Segments on other lines than the first.
    pub on_other_lines: u64,
}

impl MappingsReader {
    /// At the start of a section's text.
    pub fn new(section: Section) -> Self {
        MappingsReader {
            section,
            before: 0,
            line: section.line,
            segment: 0,
            column: i64::from(section.column),
            source: 0,
            source_line: 0,
            source_column: 0,
            name: 0,
            on_other_lines: 0,
        }
    }

    /// Reads the next chunk of the text, which ends behind a separator or at the end.
    pub fn read(&mut self, chunk: &[u8], to: &mut impl Taker) -> Result<(), MappingsFault> {
        let mut at = 0;
        while let Some(&character) = chunk.get(at) {
            if let Some(length) = self.usual_segment(&chunk[at..], to) {
                at += length;
                continue;
            }
            match character {
                b',' => {
                    at += 1;
                    self.segment += 1;
                }
                b';' => {
                    at += 1;
                    self.line = self.line.saturating_add(1);
                    (self.segment, self.column) = (0, 0);
                }
                _ => self.segment(chunk, &mut at, to).map_err(|fault| MappingsFault {
                    fault,
                    line: self.line,
                    segment: self.segment,
                    character: self.before + at,
                })?,
            }
        }
        self.before += chunk.len();
        Ok(())
    }

    /// Reads a segment as most are: a step of one digit each to column, source and line, one or two to the source's column, and a comma. Gives the characters up to
    /// the next segment; `None`, with nothing done, for all other segments. One look at eight characters, instead of one at each and at the end of each, takes a third
    /// of the time.
    #[inline(always)]
    fn usual_segment(&mut self, text: &[u8], to: &mut impl Taker) -> Option<usize> {
        let characters = text.first_chunk::<8>()?;
        let [column, source, line] = [0, 1, 2].map(|number| digit(characters[number]));
        let (source_column, digits) = one_or_two_digits(digit(characters[3]), digit(characters[4]))?;
        if (column | source | line) >= u32::from(CONTINUES) || characters[3 + digits] != b',' {
            return None;
        }
        let column = self.column + i64::from(with_sign(column));
        let address = u32::try_from(column).ok()?;
        self.column = column;
        self.source += i64::from(with_sign(source));
        self.source_line += i64::from(with_sign(line));
        self.source_column += i64::from(with_sign(source_column));
        self.give(address, true, false, to);
        self.segment += 1;
        Some(4 + digits)
    }

    #[inline(always)]
    fn segment(&mut self, text: &[u8], at: &mut usize, to: &mut impl Taker) -> Result<(), Fault> {
        self.column += i64::from(signed(text, at)?);
        let column = u32::try_from(self.column).map_err(|_| Fault::ColumnOutOfRange)?;
        let is_mapped = !is_at_end(text, *at);
        let mut has_name = false;
        if is_mapped {
            self.source += i64::from(signed(text, at)?);
            self.source_line += i64::from(counted(signed, text, at)?);
            self.source_column += i64::from(counted(signed_mixed, text, at)?);
            has_name = !is_at_end(text, *at);
        }
        if has_name {
            self.name += i64::from(signed(text, at)?);
            if !is_at_end(text, *at) {
                return Err(Fault::WrongCount);
            }
        }
        self.give(column, is_mapped, has_name, to);
        Ok(())
    }

    #[inline(always)]
    fn give(&mut self, column: u32, is_mapped: bool, has_name: bool, to: &mut impl Taker) {
        if self.line > 0 {
            self.on_other_lines += 1;
        // A section ends where the next one begins, whatever it says.
        } else if column < self.section.end && to.wants(column, is_mapped, has_name) {
            let mapped = match is_mapped {
                true => Some(Mapped {
                    place: self.section.place(self.source, self.source_line, self.source_column),
                    name: if has_name { self.section.name(self.name) } else { 0 },
                }),
                false => self.section.is_exact.then(Mapped::default),
            };
            to.take(Segment { column, mapped });
        }
    }
}

/// Who takes the segments of the first line.
pub trait Taker {
    /// Told of every segment; true if all of it is wanted.
    fn wants(&mut self, column: u32, is_mapped: bool, has_name: bool) -> bool;
    /// The segment.
    fn take(&mut self, segment: Segment);
}

/// All of them.
impl Taker for Vec<Segment> {
    fn wants(&mut self, _: u32, _: bool, _: bool) -> bool {
        true
    }
    fn take(&mut self, segment: Segment) {
        self.push(segment);
    }
}

/// A number without which a segment has the wrong count.
#[inline(always)]
fn counted(read: impl Fn(&[u8], &mut usize) -> Result<i32, Fault>, text: &[u8], at: &mut usize) -> Result<i32, Fault> {
    let start = *at;
    match read(text, at) {
        Err(Fault::CutOff) if *at == start => Err(Fault::WrongCount),
        number => number,
    }
}

#[inline(always)]
fn is_at_end(text: &[u8], at: usize) -> bool {
    text.get(at).is_none_or(|&character| character == b',' || character == b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAT: Section =
        Section { line: 0, column: 0, end: u32::MAX, sources: (0, 2), names: (0, 1), is_exact: false };

    fn read(section: Section, text: &str) -> Result<Vec<Segment>, MappingsFault> {
        let mut reader = MappingsReader::new(section);
        let mut segments = Vec::new();
        // A segment a chunk: state must outlive it.
        for chunk in text.as_bytes().split_inclusive(|&character| character == b',' || character == b';') {
            reader.read(chunk, &mut segments)?;
        }
        Ok(segments)
    }

    fn mapped(column: u32, source: u32, line: u32, source_column: u32, name: u32) -> Segment {
        Segment { column, mapped: Some(Mapped { place: Place { source, line, column: source_column }, name }) }
    }

    #[test]
    fn numbers_are_relative_and_a_segment_of_one_ends_a_mapping() {
        let expected = [mapped(4, 1, 1, 1, 0), Segment { column: 6, mapped: None }, mapped(7, 2, 2, 3, 1)];
        assert_eq!(read(FLAT, "IAAA,E,CCCEA").unwrap(), expected);
    }

    #[test]
    fn a_segment_of_one_says_that_there_is_no_place_where_the_map_is_exact() {
        let section = Section { is_exact: true, ..FLAT };
        assert_eq!(
            read(section, "IAAA,E,CCCEA").unwrap(),
            [mapped(4, 1, 1, 1, 0), mapped(6, 0, 0, 0, 0), mapped(7, 2, 2, 3, 1)]
        );
    }

    #[test]
    fn only_the_first_line_counts() {
        let mut reader = MappingsReader::new(FLAT);
        let mut segments = Vec::new();
        reader.read(b"IAAA;IAAA,CAAA;", &mut segments).unwrap();
        assert_eq!((segments, reader.on_other_lines), (vec![mapped(4, 1, 1, 1, 0)], 2));
    }

    #[test]
    fn a_source_or_name_that_the_map_does_not_list_is_unknown() {
        assert_eq!(read(FLAT, "AEAAC,CHCC").unwrap(), [mapped(0, 0, 1, 1, 0), mapped(1, 0, 2, 2, 0)]);
    }

    /// Whole texts are mostly read by [`MappingsReader::usual_segment`], a segment a chunk never is.
    #[test]
    fn a_text_says_the_same_in_one_chunk_and_a_segment_a_chunk() {
        let characters = b"AAAACCDEGKgh9/,,,;!";
        let mut state = 1u32;
        let mut random = |below: usize| {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            (state >> 7) as usize % below
        };
        let mut read_well = 0;
        for _ in 0..20_000 {
            let mut text = String::new();
            for segment in 0..8 {
                text.push_str(["IAAC,", "CAAgB,", "EACC,", "CADD,", "C,", "kBAAAA,"][random(6)]);
                if segment == 4 && random(4) == 0 {
                    text.push(characters[random(characters.len())] as char);
                }
            }
            let mut reader = MappingsReader::new(FLAT);
            let mut segments = Vec::new();
            let whole = reader.read(text.as_bytes(), &mut segments).map(|()| segments);
            read_well += u32::from(whole.is_ok());
            assert_eq!(whole, read(FLAT, &text), "{text}");
        }
        assert!((10_000..20_000).contains(&read_well), "{read_well}");
    }

    #[test]
    fn a_section_counts_from_its_own_start_and_ends_where_the_next_begins() {
        let section = Section { line: 0, column: 10, end: 16, sources: (5, 1), names: (0, 0), is_exact: false };
        assert_eq!(
            read(section, "CAAA,EAAA,EAAA").unwrap(),
            [mapped(11, 6, 1, 1, 0), mapped(13, 6, 1, 1, 0), mapped(15, 6, 1, 1, 0)]
        );
        assert_eq!(read(section, "MAAA").unwrap(), []);
    }

    #[test]
    fn what_cannot_be_read_says_where_it_is() {
        let cases = [
            ("AAAA,CA", Fault::WrongCount, 0, 1, 7),
            ("AAAA,,CAA", Fault::WrongCount, 0, 2, 9),
            ("AAAAAA", Fault::WrongCount, 0, 0, 5),
            ("AAAA;AAA!", Fault::NoDigit, 1, 0, 8),
            ("AAAA,Ag", Fault::CutOff, 0, 1, 7),
            ("D", Fault::ColumnOutOfRange, 0, 0, 1),
        ];
        for (text, fault, line, segment, character) in cases {
            assert_eq!(read(FLAT, text), Err(MappingsFault { fault, line, segment, character }), "{text}");
        }
    }
}
