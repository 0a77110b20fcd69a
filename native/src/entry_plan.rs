//! Where the attributes of an inlined call stand in its entry.
//!
//! Compilers write these entries with forms of fixed sizes, two in three of all that are read. One look at the length and a load for each number then do what
//! the loop over the attributes did in two and a half times as long.

use crate::abbreviations::{Skip, Specification};
use crate::attributes::Attribute;
use crate::ranges::RangeAttributes;
use gimli::constants as dw;

/// An attribute's place: bytes behind the entry's code, and its size; size 0: the entry has none.
#[derive(Clone, Copy, Default, Debug)]
struct Field {
    at: u8,
    size: u8,
    form: u16,
}

/// The places in entries of one abbreviation.
#[derive(Clone, Copy, Default, Debug)]
pub struct EntryPlan {
    /// Bytes of all attributes.
    size: u8,
    origin: Field,
    low_pc: Field,
    high_pc: Field,
    ranges: Field,
    /// The range is an address of four bytes and a length.
    has_span: bool,
    call_file: Field,
    call_line: Field,
    call_column: Field,
}

/// What an entry says of an inlined call.
#[derive(Clone, Copy, Default, Debug)]
pub struct InlinedCall {
    /// `DW_AT_abstract_origin`.
    pub origin: Attribute,
    /// Where its code is.
    pub code: RangeAttributes,
    /// The range that `code` states, where it is two plain numbers: first address, and the one behind the last.
    pub span: Option<(u32, u64)>,
    /// `DW_AT_call_file`; 0 where absent.
    pub file: u32,
    /// 0 unknown.
    pub line: u32,
    /// 0 unknown.
    pub column: u32,
}

impl EntryPlan {
    /// `None` where an attribute has no fixed size, or not the usual form.
    pub fn new(specifications: &[Specification]) -> Option<Self> {
        let mut plan = EntryPlan::default();
        for &Specification { name, form, skip, .. } in specifications {
            let Skip::Bytes(size) = skip else { return None };
            let (at, behind) = (plan.size, u8::try_from(u32::from(plan.size).checked_add(size)?).ok()?);
            plan.size = behind;
            let field = match dw::DwAt(name) {
                dw::DW_AT_abstract_origin => &mut plan.origin,
                dw::DW_AT_low_pc => &mut plan.low_pc,
                dw::DW_AT_high_pc => &mut plan.high_pc,
                dw::DW_AT_ranges => &mut plan.ranges,
                dw::DW_AT_call_file if is_number(form) => &mut plan.call_file,
                dw::DW_AT_call_line if is_number(form) => &mut plan.call_line,
                dw::DW_AT_call_column if is_number(form) => &mut plan.call_column,
                dw::DW_AT_call_file | dw::DW_AT_call_line | dw::DW_AT_call_column => return None,
                _ => continue,
            };
            // The value of a form without bytes is in the abbreviation.
            if size == 0 {
                return None;
            }
            *field = Field { at, size: size as u8, form };
        }
        let EntryPlan { low_pc, high_pc, ranges, .. } = plan;
        let is_address = dw::DwForm(low_pc.form) == dw::DW_FORM_addr && low_pc.size == 4;
        plan.has_span = is_address && is_number(high_pc.form) && ranges.size == 0;
        Some(plan)
    }

    /// Reads the entry whose attributes begin at a position, and tells where they end. `None` where the bytes end before.
    #[inline]
    pub fn read(&self, bytes: &[u8], position: usize) -> Option<(InlinedCall, usize)> {
        let end = position + usize::from(self.size);
        let entry = bytes.get(position..end)?;
        let attribute = |field: Field| Attribute { form: field.form, at: (position + usize::from(field.at)) as u32 };
        let code = RangeAttributes {
            low_pc: attribute(self.low_pc),
            high_pc: attribute(self.high_pc),
            ranges: attribute(self.ranges),
        };
        let low = number(entry, self.low_pc);
        let length = number(entry, self.high_pc);
        let call = InlinedCall {
            origin: attribute(self.origin),
            code,
            span: self.has_span.then_some((low, u64::from(low) + u64::from(length))),
            file: number(entry, self.call_file),
            line: number(entry, self.call_line),
            column: number(entry, self.call_column),
        };
        Some((call, end))
    }
}

fn is_number(form: u16) -> bool {
    matches!(dw::DwForm(form), dw::DW_FORM_data1 | dw::DW_FORM_data2 | dw::DW_FORM_data4)
}

#[inline]
fn number(entry: &[u8], field: Field) -> u32 {
    let rest = entry.get(usize::from(field.at)..).unwrap_or_default();
    let value = match field.size {
        1 => rest.first().map(|&byte| byte.into()),
        2 => rest.first_chunk().map(|&two| u16::from_le_bytes(two).into()),
        4 => rest.first_chunk().map(|&four| u32::from_le_bytes(four)),
        _ => None,
    };
    value.unwrap_or(0)
}
