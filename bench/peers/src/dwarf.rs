//! addr2line over the DWARF of a module.

use crate::Failure;
use gimli::{EndianSlice, LittleEndian, SectionId};
use wasmparser::{Parser, Payload};

type Slice = EndianSlice<'static, LittleEndian>;

/// addr2line's context, and where code begins: DWARF counts from there.
pub struct Context {
    context: addr2line::Context<Slice>,
    code_start: u64,
}

impl Context {
    /// Reads the module's sections; all else happens when an address is asked.
    pub fn new(module: &'static [u8]) -> Result<Self, Failure> {
        let mut sections = Vec::new();
        let mut code_start = 0;
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::CustomSection(section) if section.name().starts_with(".debug_") => {
                    sections.push((section.name().to_owned(), section.data()));
                }
                Payload::CodeSectionStart { range, .. } => code_start = range.start as u64,
                _ => {}
            }
        }
        let find = |id: SectionId| {
            let data = sections.iter().find(|(name, _)| name == id.name()).map_or(&[][..], |(_, data)| *data);
            Ok::<_, gimli::Error>(EndianSlice::new(data, LittleEndian))
        };
        let context = addr2line::Context::from_dwarf(gimli::Dwarf::load(find)?)?;
        Ok(Context { context, code_start })
    }

    /// Walks the whole chain of each module-file offset, and counts the frames.
    pub fn walk(&self, offsets: &[u32]) -> Result<usize, Failure> {
        let mut frames = 0;
        for &offset in offsets {
            let address = u64::from(offset).saturating_sub(self.code_start);
            let mut chain = self.context.find_frames(address).skip_all_loads()?;
            while let Some(frame) = chain.next()? {
                std::hint::black_box(&frame.location);
                frames += 1;
            }
        }
        Ok(frames)
    }
}
