//! Makes a large module out of a smaller one: its bodies and its debug information so many times, each copy at its own addresses.
//!
//! Bytes stay as they are but for what points somewhere: addresses and offsets into sections, which move on with each copy. In each copy
//! the hashes of Rust's names are others: so that names grow with the code, as they do in real modules, and no index can gain by names that are the same. DWARF 4 and earlier of 32 bits only, which is what rustc writes.

use crate::Failure;
use gimli::read::{Relocate, RelocateReader};
use gimli::{EndianSlice, LittleEndian, SectionId, constants};
use std::cell::RefCell;
use std::collections::HashSet;
use std::io::{BufWriter, Write};
use wasmparser::{Parser, Payload};

const CUSTOM_SECTION: u8 = 0;
const FUNCTION_SECTION: u8 = 3;
const CODE_SECTION: u8 = 10;

/// All fields that move are of this size.
const FIELD: usize = 4;

/// Where a unit's header of DWARF 2 to 4 says where its abbreviations are.
const ABBREVIATIONS_FIELD: usize = 6;

type Slice<'module> = EndianSlice<'module, LittleEndian>;

/// What a field points into.
#[derive(Clone, Copy, PartialEq)]
enum Target {
    Code,
    Section(SectionId),
}

/// A field that moves: where it is in its section.
type Field = (usize, Target);

/// A debug section and its fields.
struct Section<'module> {
    id: SectionId,
    bytes: &'module [u8],
    fields: Vec<Field>,
}

/// Writes a module of so many copies of the bodies and the debug information of another. The other sections are as they were, names included: those are of
/// the first copy. Nothing calls the later copies, which no reader of debug information can tell.
pub fn repeat(module: &[u8], copies: u32, output: &str) -> Result<(), Failure> {
    let sections = debug_sections(module)?;
    let mut file = BufWriter::new(std::fs::File::create(output)?);
    let code = write_code(&mut file, module, copies)?;
    let length_of = |id: SectionId| {
        sections.iter().find(|section| section.id == id).map_or(0, |section| section.bytes.len() as u64)
    };
    for section in &sections {
        let name = [leb(section.id.name().len() as u64), section.id.name().as_bytes().to_vec()].concat();
        section_head(&mut file, CUSTOM_SECTION, name.len() as u64 + u64::from(copies) * section.bytes.len() as u64)?;
        file.write_all(&name)?;
        for copy in 0..u64::from(copies) {
            let bytes = moved(section, |target| match target {
                Target::Code => code.first + copy * code.next,
                Target::Section(id) => copy * length_of(id),
            })?;
            // The first copy keeps its names, since the name section has them too.
            let is_renamed = section.id == SectionId::DebugStr && copy > 0;
            file.write_all(&if is_renamed { with_other_hashes(bytes, copy) } else { bytes })?;
        }
    }
    file.flush()?;
    Ok(())
}

/// By how many bytes code moves: the first copy's, and each further one's on top of that.
struct CodeMoves {
    first: u64,
    next: u64,
}

/// Everything but the debug sections.
fn write_code(file: &mut impl Write, module: &[u8], copies: u32) -> Result<CodeMoves, Failure> {
    let mut moves = None;
    file.write_all(&module[..8])?;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let is_debug = matches!(&payload, Payload::CustomSection(custom) if custom.name().starts_with(".debug_"));
        let Some((id, range)) = payload.as_section().filter(|_| !is_debug) else { continue };
        let contents = &module[range];
        if id != FUNCTION_SECTION && id != CODE_SECTION {
            section_head(file, id, contents.len() as u64)?;
            file.write_all(contents)?;
            continue;
        }
        let (count, first_item) = vector(contents)?;
        let items = &contents[first_item..];
        let head = leb(u64::from(count) * u64::from(copies));
        section_head(file, id, head.len() as u64 + u64::from(copies) * items.len() as u64)?;
        file.write_all(&head)?;
        for _ in 0..copies {
            file.write_all(items)?;
        }
        if id == CODE_SECTION {
            moves = Some(CodeMoves { first: (head.len() - first_item) as u64, next: items.len() as u64 });
        }
    }
    moves.ok_or_else(|| "the module has no code".into())
}

/// A copy of a section in which all that points somewhere is moved on.
fn moved(section: &Section<'_>, by: impl Fn(Target) -> u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = section.bytes.to_vec();
    for &(place, target) in &section.fields {
        let field = bytes.get_mut(place..place + FIELD).ok_or("a field lies outside of its section")?;
        let value = u32::from_le_bytes([field[0], field[1], field[2], field[3]]);
        let value =
            u32::try_from(u64::from(value) + by(target)).map_err(|_| "an address would have more than 32 bits")?;
        field.copy_from_slice(&value.to_le_bytes());
    }
    Ok(bytes)
}

fn with_other_hashes(mut strings: Vec<u8>, copy: u64) -> Vec<u8> {
    let hashes: Vec<_> = rust_hashes(&strings).collect();
    for hash in hashes {
        strings[hash..hash + 8].copy_from_slice(format!("{copy:08x}").as_bytes());
    }
    strings
}

/// The sections that are read for symbols, with their fields. Locations of variables are left out.
fn debug_sections(module: &[u8]) -> Result<Vec<Section<'_>>, Failure> {
    let mut custom = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CustomSection(section) = payload? {
            custom.push((section.name(), section.data()));
        }
    }
    let bytes_of =
        |id: SectionId| custom.iter().find(|(name, _)| *name == id.name()).map_or(&[][..], |(_, bytes)| bytes);
    let dwarf = gimli::Dwarf::load(|id| Ok::<_, Failure>(EndianSlice::new(bytes_of(id), LittleEndian)))?;
    let mut info = Vec::new();
    let mut range_lists = HashSet::new();
    let mut line_tables = HashSet::new();
    let mut units = dwarf.units();
    while let Some(header) = units.next()? {
        if header.version() > 4 || header.address_size() != 4 || header.format() != gimli::Format::Dwarf32 {
            return Err("only DWARF 4 of 32 bits can be repeated".into());
        }
        let unit = dwarf.unit(header)?;
        let attributes = read_unit(&unit, &mut info)?;
        line_tables.extend(attributes.line_table);
        range_lists.extend(attributes.range_lists.into_iter().map(|list| (list, unit.low_pc != 0)));
    }
    let ranges = bytes_of(SectionId::DebugRanges);
    let fields = [
        (SectionId::DebugAbbrev, Vec::new()),
        (SectionId::DebugInfo, info),
        (SectionId::DebugLine, line_fields(bytes_of(SectionId::DebugLine), line_tables)?),
        (SectionId::DebugStr, Vec::new()),
        (SectionId::DebugRanges, range_lists.into_iter().flat_map(|list| range_fields(ranges, list)).collect()),
    ];
    Ok(fields.into_iter().map(|(id, fields)| Section { id, bytes: bytes_of(id), fields }).collect())
}

/// What a unit refers to in other sections.
#[derive(Default)]
struct References {
    line_table: Option<usize>,
    range_lists: Vec<usize>,
}

fn read_unit(unit: &gimli::Unit<Slice<'_>>, fields: &mut Vec<Field>) -> Result<References, Failure> {
    let start = unit.header.debug_info_offset().ok_or("a unit outside .debug_info")?.0;
    fields.push((start + ABBREVIATIONS_FIELD, Target::Section(SectionId::DebugAbbrev)));
    let mut references = References::default();
    let mut entries = unit.entries_raw(None)?;
    while !entries.is_empty() {
        let Some(abbreviation) = entries.read_abbreviation()? else { continue };
        for specification in abbreviation.attributes() {
            let place = start + entries.next_offset().0;
            let attribute = entries.read_attribute(*specification)?;
            match attribute.value() {
                gimli::AttributeValue::Addr(address) if is_live(address) => fields.push((place, Target::Code)),
                gimli::AttributeValue::DebugStrRef(_) => fields.push((place, Target::Section(SectionId::DebugStr))),
                gimli::AttributeValue::DebugInfoRef(_) => fields.push((place, Target::Section(SectionId::DebugInfo))),
                gimli::AttributeValue::DebugLineRef(table) => {
                    fields.push((place, Target::Section(SectionId::DebugLine)));
                    references.line_table = Some(table.0);
                }
                gimli::AttributeValue::RangeListsRef(list) => {
                    fields.push((place, Target::Section(SectionId::DebugRanges)));
                    references.range_lists.push(list.0);
                }
                _ if specification.form() == constants::DW_FORM_indirect => {
                    return Err("attributes of indirect form cannot be repeated".into());
                }
                _ => {}
            }
        }
    }
    Ok(references)
}

/// Notes where gimli reads addresses.
#[derive(Debug, Default)]
struct AddressLog(RefCell<Vec<(usize, u64)>>);

impl Relocate for &AddressLog {
    fn relocate_address(&self, offset: usize, value: u64) -> gimli::Result<u64> {
        self.0.borrow_mut().push((offset, value));
        Ok(value)
    }

    fn relocate_offset(&self, _: usize, value: usize) -> gimli::Result<usize> {
        Ok(value)
    }
}

fn line_fields(bytes: &[u8], tables: HashSet<usize>) -> Result<Vec<Field>, Failure> {
    let log = AddressLog::default();
    let section = gimli::DebugLine::from(RelocateReader::new(EndianSlice::new(bytes, LittleEndian), &log));
    for table in tables {
        let program = section.program(gimli::DebugLineOffset(table), FIELD as u8, None, None)?;
        let mut instructions = program.header().instructions();
        while instructions.next_instruction(program.header())?.is_some() {}
    }
    let addresses = log.0.into_inner();
    Ok(addresses.into_iter().filter(|&(_, address)| is_live(address)).map(|(place, _)| (place, Target::Code)).collect())
}

/// What linkers write for code that they left out stays as it is.
fn is_live(address: u64) -> bool {
    !matches!(address, 0 | 0xffff_fffe | 0xffff_ffff)
}

/// The fields of a list of pairs: of addresses, or of offsets from a base (the unit's, or one that is given in the list).
fn range_fields(bytes: &[u8], (list, mut has_base): (usize, bool)) -> Vec<Field> {
    let mut fields = Vec::new();
    let word =
        |place: usize| bytes.get(place..place + FIELD).and_then(|word| word.try_into().ok()).map(u32::from_le_bytes);
    for place in (list..).step_by(2 * FIELD) {
        match (word(place), word(place + FIELD)) {
            (Some(0), Some(0)) | (None, _) | (_, None) => break,
            (Some(u32::MAX), Some(_)) => {
                fields.push((place + FIELD, Target::Code));
                has_base = true;
            }
            (Some(begin), Some(_)) if !has_base && is_live(u64::from(begin)) => {
                fields.extend([(place, Target::Code), (place + FIELD, Target::Code)]);
            }
            _ => {}
        }
    }
    fields
}

/// Where the hex digits of `17h0123456789abcdefE` begin.
fn rust_hashes(strings: &[u8]) -> impl Iterator<Item = usize> {
    strings.windows(20).enumerate().filter_map(|(start, window)| {
        let is_hash = window.starts_with(b"17h") && window[19] == b'E';
        (is_hash && window[3..19].iter().all(u8::is_ascii_hexdigit)).then_some(start + 3)
    })
}

/// A vector's count, and where its first item begins.
fn vector(contents: &[u8]) -> Result<(u32, usize), Failure> {
    let mut reader = wasmparser::BinaryReader::new(contents, 0);
    Ok((reader.read_var_u32()?, reader.original_position()))
}

fn section_head(file: &mut impl Write, id: u8, size: u64) -> Result<(), Failure> {
    let size = u32::try_from(size).map_err(|_| "a section would have more than 4 GiB")?;
    file.write_all(&[id])?;
    file.write_all(&leb(u64::from(size)))?;
    Ok(())
}

fn leb(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn addresses_in_range_lists_move_and_offsets_from_a_base_stay() {
        let code = |places: &[usize]| places.iter().map(|&place| (place, Target::Code)).collect::<Vec<_>>();
        let addresses = words(&[16, 32, u32::MAX - 1, u32::MAX - 1, 48, 64, 0, 0, 80, 96]);
        assert!(range_fields(&addresses, (0, false)) == code(&[0, 4, 16, 20]));
        assert!(range_fields(&addresses, (0, true)) == code(&[]));
        let with_base = words(&[16, 32, u32::MAX, 1024, 0, 8, 0, 0]);
        assert!(range_fields(&with_base, (0, false)) == code(&[0, 4, 12]));
        assert!(range_fields(&with_base[..20], (8, false)) == code(&[12]));
    }

    #[test]
    fn each_copy_moves_on() {
        let bytes = words(&[7, 100, 5]);
        let section = Section { id: SectionId::DebugInfo, bytes: &bytes, fields: vec![(4, Target::Code)] };
        assert_eq!(moved(&section, |_| 20).unwrap(), words(&[7, 120, 5]));
        assert!(moved(&section, |_| u64::from(u32::MAX)).is_err());
    }

    #[test]
    fn hashes_of_rust_names_differ_from_copy_to_copy() {
        let strings = b"_ZN4core3fmt17h0123456789abcdefE\0_ZN3foo17hbarE\0".to_vec();
        assert_eq!(with_other_hashes(strings, 10), b"_ZN4core3fmt17h0000000a89abcdefE\0_ZN3foo17hbarE\0");
    }
}
