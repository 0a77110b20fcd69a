//! Attributes of entries: where their values are. What a value says, its unit knows ([`crate::units::Unit`]).

use crate::abbreviations::{Abbreviations, Encoding, Skip, Specification, indirect_form, skip_one};
use crate::bytes::{Cursor, Malformed};
use gimli::constants as dw;

/// Where a value of an entry is. `form` 0: the entry has no such attribute.
#[derive(Clone, Copy, Default, Debug)]
pub struct Attribute {
    /// `DW_FORM_…`.
    pub form: u16,
    /// Offset of the value in the unit's section; for `DW_FORM_implicit_const` the value itself.
    pub at: u32,
}

impl Attribute {
    /// True if the entry has it.
    pub fn is_present(self) -> bool {
        self.form != 0
    }

    /// True for references that cannot leave their unit.
    pub fn is_within_unit(self) -> bool {
        matches!(
            dw::DwForm(self.form),
            dw::DW_FORM_ref1 | dw::DW_FORM_ref2 | dw::DW_FORM_ref4 | dw::DW_FORM_ref8 | dw::DW_FORM_ref_udata
        )
    }
}

/// Notes where the value at the cursor is, and passes over it.
#[inline]
pub fn read_attribute(
    specification: &Specification,
    abbreviations: &Abbreviations,
    cursor: &mut Cursor,
    encoding: Encoding,
) -> Result<Attribute, Malformed> {
    let attribute = Attribute { form: specification.form, at: cursor.position as u32 };
    match specification.skip {
        Skip::Bytes(bytes) if bytes > 0 => cursor.skip(bytes as usize)?,
        Skip::Leb => cursor.skip_leb()?,
        _ => return read_rare_attribute(specification, abbreviations, cursor, encoding),
    }
    Ok(attribute)
}

fn read_rare_attribute(
    specification: &Specification,
    abbreviations: &Abbreviations,
    cursor: &mut Cursor,
    encoding: Encoding,
) -> Result<Attribute, Malformed> {
    let mut attribute = Attribute { form: specification.form, at: cursor.position as u32 };
    match specification.skip {
        Skip::Bytes(0) if specification.form == dw::DW_FORM_implicit_const.0 => {
            let value = abbreviations.constants.get(specification.constant as usize).copied().unwrap_or(0);
            attribute.at = u32::try_from(value).unwrap_or(0);
        }
        Skip::Indirect => {
            let (form, skip) = indirect_form(cursor, encoding)?;
            attribute = Attribute { form, at: cursor.position as u32 };
            skip_one(skip, cursor, encoding)?;
        }
        skip => skip_one(skip, cursor, encoding)?,
    }
    Ok(attribute)
}
