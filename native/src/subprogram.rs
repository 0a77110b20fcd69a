//! A function's entry, read when it is asked for.

use crate::abbreviations::{Abbreviation, Abbreviations};
use crate::attributes::{Attribute, read_attribute};
use crate::bytes::{Cursor, Malformed};
use crate::unit::Unit;
use gimli::constants as dw;

/// A `DW_TAG_subprogram`: a definition, a declaration or the abstract instance of what was inlined.
#[derive(Clone, Copy, Default, Debug)]
pub struct Subprogram {
    /// Of the entry, in its section.
    pub offset: usize,
    /// `DW_AT_name`.
    pub name: Attribute,
    /// `DW_AT_linkage_name`, or what compilers called it before DWARF 4.
    pub linkage: Attribute,
    /// `DW_AT_abstract_origin`, else `DW_AT_specification`: where to go on for what is missing here.
    pub origin: Attribute,
    /// `DW_AT_decl_file`.
    pub file: Attribute,
    /// `DW_AT_decl_line`.
    pub line: Attribute,
}

impl Subprogram {
    /// Reads the attributes at the cursor, behind the entry's code.
    pub fn read(
        unit: &Unit,
        abbreviations: &Abbreviations,
        cursor: &mut Cursor,
        abbreviation: &Abbreviation,
        offset: usize,
    ) -> Result<Self, Malformed> {
        let mut subprogram = Subprogram { offset, ..Subprogram::default() };
        let mut specification_of = Attribute::default();
        for specification in abbreviations.specifications(abbreviation) {
            let attribute = read_attribute(specification, abbreviations, cursor, unit.encoding)?;
            match dw::DwAt(specification.name) {
                dw::DW_AT_name => subprogram.name = attribute,
                dw::DW_AT_linkage_name | dw::DW_AT_MIPS_linkage_name => subprogram.linkage = attribute,
                dw::DW_AT_abstract_origin => subprogram.origin = attribute,
                dw::DW_AT_specification => specification_of = attribute,
                dw::DW_AT_decl_file => subprogram.file = attribute,
                dw::DW_AT_decl_line => subprogram.line = attribute,
                _ => (),
            }
        }
        if !subprogram.origin.is_present() {
            subprogram.origin = specification_of;
        }
        Ok(subprogram)
    }
}
