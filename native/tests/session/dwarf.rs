//! Units of DWARF, written entry by entry in exactly the forms that a test asks for.

use crate::bytes::Bytes;
use gimli::constants::{self as dw, DwAt, DwForm, DwTag, DwUt};
use std::collections::HashMap;

/// A value and the form in which it is written.
#[derive(Clone)]
pub enum Value {
    Addr(u64),
    /// A number in `DW_FORM_data1` … `data8`, `udata`, `strx1`, `addrx`, `rnglistx` and so on: the form says how.
    Number(DwForm, u64),
    Sdata(i64),
    /// The value stands in the abbreviation.
    ImplicitConst(i64),
    /// `DW_FORM_string`.
    Text(&'static str),
    /// `DW_FORM_strp`.
    Strp(&'static str),
    SecOffset(u64),
    /// `DW_FORM_ref4` to an entry of the unit.
    Ref(&'static str),
    /// `DW_FORM_ref_addr` to an entry anywhere.
    RefAddr(&'static str),
    /// `DW_FORM_ref_sig8`.
    Signature(u64),
    /// `DW_FORM_indirect`: the form stands in the entry.
    Indirect(Box<Value>),
    Block(Vec<u8>),
}

/// An entry with its children.
#[derive(Clone)]
pub struct Entry {
    tag: DwTag,
    label: &'static str,
    attributes: Vec<(DwAt, Value)>,
    children: Vec<Entry>,
}

pub fn entry(tag: DwTag) -> Entry {
    Entry { tag, label: "", attributes: Vec::new(), children: Vec::new() }
}

impl Entry {
    pub fn with(mut self, name: DwAt, value: Value) -> Self {
        self.attributes.push((name, value));
        self
    }

    /// The same entry with another tag.
    pub fn tagged(tag: DwTag, entry: Entry) -> Self {
        Entry { tag, ..entry }
    }

    /// For references.
    pub fn label(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    pub fn child(mut self, child: Entry) -> Self {
        self.children.push(child);
        self
    }

    pub fn name(self, name: &'static str) -> Self {
        self.with(dw::DW_AT_name, Value::Text(name))
    }

    /// `DW_AT_low_pc` as an address, `DW_AT_high_pc` as a length.
    pub fn code(self, low: u64, length: u64) -> Self {
        self.with(dw::DW_AT_low_pc, Value::Addr(low)).with(dw::DW_AT_high_pc, Value::Number(dw::DW_FORM_data4, length))
    }

    pub fn declared(self, file: u64, line: u64) -> Self {
        self.with(dw::DW_AT_decl_file, Value::Number(dw::DW_FORM_data1, file))
            .with(dw::DW_AT_decl_line, Value::Number(dw::DW_FORM_data2, line))
    }

    /// The place of a call in file 1.
    pub fn called(self, line: u64, column: u64) -> Self {
        self.with(dw::DW_AT_call_file, Value::Number(dw::DW_FORM_data1, 1))
            .with(dw::DW_AT_call_line, Value::Number(dw::DW_FORM_udata, line))
            .with(dw::DW_AT_call_column, Value::Number(dw::DW_FORM_data1, column))
    }
}

pub fn subprogram(name: &'static str) -> Entry {
    entry(dw::DW_TAG_subprogram).name(name)
}

/// An inlined call of a function of the same unit.
pub fn inlined(origin: &'static str) -> Entry {
    entry(dw::DW_TAG_inlined_subroutine).with(dw::DW_AT_abstract_origin, Value::Ref(origin))
}

/// A unit's header and root.
#[derive(Clone)]
pub struct Unit {
    pub version: u16,
    pub address_size: u8,
    pub offset_size: u8,
    pub kind: DwUt,
    /// Of a type unit: signature, and the label of the type. Of skeletons and split units in DWARF 5: their id.
    pub signature: (u64, &'static str),
    pub root: Entry,
}

/// A compile unit in 32-bit DWARF with addresses of four bytes: file 1 of the line program at 0 in `/src`, language C.
pub fn unit(version: u16) -> Unit {
    let root = entry(dw::DW_TAG_compile_unit)
        .with(dw::DW_AT_comp_dir, Value::Text("/src"))
        .with(dw::DW_AT_language, Value::Number(dw::DW_FORM_data2, u64::from(dw::DW_LANG_C11.0)));
    Unit { version, address_size: 4, offset_size: 4, kind: dw::DW_UT_compile, signature: (0, ""), root }
}

impl Unit {
    pub fn code(self, low: u64, length: u64) -> Self {
        Unit { root: self.root.code(low, length), ..self }
    }

    pub fn with(self, name: DwAt, value: Value) -> Self {
        Unit { root: self.root.with(name, value), ..self }
    }

    /// Offset of its line program.
    pub fn lines(self, offset: u64) -> Self {
        self.with(dw::DW_AT_stmt_list, Value::SecOffset(offset))
    }

    pub fn child(self, child: Entry) -> Self {
        Unit { root: self.root.child(child), ..self }
    }
}

/// The sections that hold units, under construction.
#[derive(Default)]
pub struct Dwarf {
    pub info: Bytes,
    pub abbrev: Bytes,
    pub str: Bytes,
    pub types: Bytes,
    labels: HashMap<&'static str, usize>,
    /// Place in `.debug_info`, size, label, what its offset is counted from.
    references: Vec<(usize, u8, &'static str, usize)>,
}

impl Dwarf {
    /// Appends a unit with an abbreviation table of its own; type units before DWARF 5 go to `.debug_types`. Returns its offset.
    pub fn add(&mut self, unit: &Unit) -> usize {
        let in_types = unit.kind == dw::DW_UT_type && unit.version < 5;
        let mut section = std::mem::take(if in_types { &mut self.types } else { &mut self.info });
        let offset = section.0.len();
        let length_size = if unit.offset_size == 8 { 12 } else { 4 };
        let mut table = Bytes::default();
        let mut body = Bytes::default();
        body.number(u64::from(unit.version), 2);
        let abbreviations = self.abbrev.0.len() as u64;
        if unit.version >= 5 {
            body.u8(unit.kind.0).u8(unit.address_size).number(abbreviations, unit.offset_size);
        } else {
            body.number(abbreviations, unit.offset_size).u8(unit.address_size);
        }
        let mut type_at = None;
        if unit.version >= 5 && matches!(unit.kind, dw::DW_UT_skeleton | dw::DW_UT_split_compile) {
            body.number(unit.signature.0, 8);
        }
        if unit.kind == dw::DW_UT_type {
            body.number(unit.signature.0, 8);
            type_at = Some(body.0.len());
            body.number(0, unit.offset_size);
        }
        let mut codes = 0;
        self.write(&unit.root, unit, offset, offset + length_size, &mut body, &mut table, &mut codes);
        if let Some(at) = type_at {
            let within = self.labels[unit.signature.1] - offset;
            body.patch(at, within as u64, unit.offset_size);
        }
        self.abbrev.raw(&table.0).u8(0);
        section.with_length(unit.offset_size, &body.0);
        *(if in_types { &mut self.types } else { &mut self.info }) = section;
        offset
    }

    #[allow(clippy::too_many_arguments)]
    fn write(
        &mut self,
        entry: &Entry,
        unit: &Unit,
        unit_offset: usize,
        body_offset: usize,
        body: &mut Bytes,
        table: &mut Bytes,
        codes: &mut u64,
    ) {
        *codes += 1;
        if !entry.label.is_empty() {
            self.labels.insert(entry.label, body_offset + body.0.len());
        }
        body.uleb(*codes);
        table.uleb(*codes).uleb(u64::from(entry.tag.0)).u8(u8::from(!entry.children.is_empty()));
        for (name, value) in &entry.attributes {
            table.uleb(u64::from(name.0)).uleb(u64::from(form_of(value).0));
            if let Value::ImplicitConst(constant) = value {
                table.sleb(*constant);
            }
            self.write_value(value, unit, unit_offset, body_offset, body);
        }
        table.u8(0).u8(0);
        for child in &entry.children {
            self.write(child, unit, unit_offset, body_offset, body, table, codes);
        }
        if !entry.children.is_empty() {
            body.u8(0);
        }
    }

    fn write_value(&mut self, value: &Value, unit: &Unit, unit_offset: usize, body_offset: usize, body: &mut Bytes) {
        match value {
            Value::Addr(address) => body.number(*address, unit.address_size),
            Value::Number(form, number) => write_number(body, *form, *number),
            Value::Sdata(number) => body.sleb(*number),
            Value::ImplicitConst(_) => body,
            Value::Text(text) => body.string(text),
            Value::Strp(text) => {
                let at = self.str.0.len() as u64;
                self.str.string(text);
                body.number(at, unit.offset_size)
            }
            Value::SecOffset(offset) => body.number(*offset, unit.offset_size),
            Value::Ref(label) => {
                self.references.push((body_offset + body.0.len(), 4, label, unit_offset));
                body.number(0, 4)
            }
            Value::RefAddr(label) => {
                // DWARF 2 wrote an address.
                let size = if unit.version == 2 { unit.address_size } else { unit.offset_size };
                self.references.push((body_offset + body.0.len(), size, label, 0));
                body.number(0, size)
            }
            Value::Signature(signature) => body.number(*signature, 8),
            Value::Indirect(inner) => {
                body.uleb(u64::from(form_of(inner).0));
                self.write_value(inner, unit, unit_offset, body_offset, body);
                body
            }
            Value::Block(bytes) => body.uleb(bytes.len() as u64).raw(bytes),
        };
    }

    /// Fills the references in.
    pub fn link(&mut self) {
        for (at, size, label, base) in std::mem::take(&mut self.references) {
            let target = self.labels.get(label).unwrap_or_else(|| panic!("no entry has the label {label}"));
            self.info.patch(at, (target - base) as u64, size);
        }
    }
}

fn write_number(body: &mut Bytes, form: DwForm, number: u64) -> &mut Bytes {
    match form {
        dw::DW_FORM_data1 | dw::DW_FORM_strx1 | dw::DW_FORM_addrx1 => body.number(number, 1),
        dw::DW_FORM_data2 | dw::DW_FORM_strx2 | dw::DW_FORM_addrx2 => body.number(number, 2),
        dw::DW_FORM_strx3 | dw::DW_FORM_addrx3 => body.number(number, 3),
        dw::DW_FORM_data4 | dw::DW_FORM_strx4 | dw::DW_FORM_addrx4 | dw::DW_FORM_ref4 => body.number(number, 4),
        dw::DW_FORM_data8 => body.number(number, 8),
        dw::DW_FORM_data16 => body.number(number, 8).number(0, 8),
        _ => body.uleb(number),
    }
}

fn form_of(value: &Value) -> DwForm {
    match value {
        Value::Addr(_) => dw::DW_FORM_addr,
        Value::Number(form, _) => *form,
        Value::Sdata(_) => dw::DW_FORM_sdata,
        Value::ImplicitConst(_) => dw::DW_FORM_implicit_const,
        Value::Text(_) => dw::DW_FORM_string,
        Value::Strp(_) => dw::DW_FORM_strp,
        Value::SecOffset(_) => dw::DW_FORM_sec_offset,
        Value::Ref(_) => dw::DW_FORM_ref4,
        Value::RefAddr(_) => dw::DW_FORM_ref_addr,
        Value::Signature(_) => dw::DW_FORM_ref_sig8,
        Value::Indirect(_) => dw::DW_FORM_indirect,
        Value::Block(_) => dw::DW_FORM_exprloc,
    }
}
