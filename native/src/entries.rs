//! The walk over the entries of one unit: which functions claim which bodies, and the inlined calls below them.

use crate::abbreviations::{Abbreviation, Abbreviations, EntryKind};
use crate::attributes::{Attribute, read_attribute};
use crate::bodies::{Bodies, BodyId};
use crate::bytes::{Cursor, Malformed};
use crate::diagnostics::{Diagnostics, Kind};
use crate::entry_plan::InlinedCall;
use crate::growth::push_within;
use crate::judgement::Starts;
use crate::ranges::{RangeAttributes, RangeBudget};
use crate::sections::Sections;
use crate::unit::{Unit, is_live};
use gimli::constants as dw;

/// Index + 1 of an inlined call in [`Entries::inlines`]; 0: the function itself.
pub type InlineNumber = u32;
/// No function, no scope.
pub const NONE: u32 = u32::MAX;

/// Where a subprogram is. Its attributes are read again when they are asked for, which most are never: kept, they would be six times as much, and a hostile entry takes one byte.
#[derive(Clone, Copy, Debug)]
pub struct SubprogramPlace {
    /// Of the entry, in its section.
    pub offset: usize,
    /// The scope around it, or [`NONE`].
    pub scope: u32,
}

/// A namespace, class or the like.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// The scope around it, or [`NONE`].
    pub parent: u32,
    /// `DW_AT_name`.
    pub name: Attribute,
    /// `DW_AT_signature` of a class whose description is in a type unit.
    pub signature: Attribute,
    /// `DW_TAG_…`.
    pub tag: u16,
    /// Of the entry.
    pub offset: usize,
}

/// An inlined call.
#[derive(Clone, Copy, Debug)]
pub struct Inline {
    /// Number of the function, in [`Entries::functions`], below which it stands.
    pub function: u32,
    /// The call around it.
    pub parent: InlineNumber,
    /// `DW_AT_abstract_origin`.
    pub origin: Attribute,
    /// `DW_AT_call_file`; 0 where absent.
    pub call_file: u32,
    /// 0 unknown.
    pub call_line: u32,
    /// 0 unknown.
    pub call_column: u32,
    /// In [`Entries::spans`].
    pub spans: (u32, u32),
}

/// A function that claims bodies.
#[derive(Clone, Copy, Debug)]
pub struct ClaimingFunction {
    /// In [`Entries::subprograms`].
    pub subprogram: u32,
    /// In [`Entries::claims`].
    pub claims: (u32, u32),
}

/// One range of a function that starts exactly at a body.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// The body.
    pub body: BodyId,
    /// Whether the range also ends where the body ends.
    pub is_exact: bool,
}

/// What a walk found. Reused from unit to unit.
#[derive(Default)]
pub struct Entries {
    /// In file order, so ascending by offset.
    pub subprograms: Vec<SubprogramPlace>,
    /// Scopes with children.
    pub scopes: Vec<Scope>,
    /// Functions that claim wanted bodies.
    pub functions: Vec<ClaimingFunction>,
    /// Their claims.
    pub claims: Vec<Claim>,
    /// In file order: parents stand before their children.
    pub inlines: Vec<Inline>,
    /// Ranges of the inlined calls: low, high; not clipped.
    pub spans: Vec<(u32, u32)>,
    /// Where functions start.
    pub starts: Starts,
    parents: Vec<Parent>,
    ranges: Vec<(u64, u64)>,
}

#[derive(Clone, Copy)]
struct Parent {
    function: u32,
    inline: InlineNumber,
    /// Of the inlined call below its function.
    depth: u32,
    scope: u32,
}

/// Nesting of entries at most. Real ones stay below 300; a level takes 16 bytes, and can be had for one.
const MAX_NESTING: usize = 10_000;

/// Bytes of a unit that pay for a record (a function, a scope or an inlined call), and how many a large unit has beside those that eight bytes pay for. Real units have one
/// in 15 bytes, the densest that could be made without malice one in 6 as long as they name few strings; an entry can be had for one, and its record takes up to 36.
const BYTES_A_RECORD: usize = 4;
const BYTES_A_RECORD_IF_LARGE: usize = 8;
const RECORDS_OF_LARGE: usize = 1 << 16;

/// Bodies that a function claims at most: real ones have one, and a record of each of their inlined calls is made for each body.
const MAX_CLAIMS: usize = 32;

/// What a walk reads and where it counts.
pub struct Walk<'a> {
    /// The debug sections.
    pub sections: &'a Sections,
    /// The unit to be walked.
    pub unit: &'a Unit,
    /// Its abbreviations.
    pub abbreviations: &'a Abbreviations,
    /// `None`: only names and scopes are wanted, no claims.
    pub bodies: Option<&'a Bodies>,
    /// Inlined calls that are nested deeper count to the call around them.
    pub max_inline_depth: u32,
    /// Bound on range lists.
    pub budget: &'a mut RangeBudget,
    /// What went wrong.
    pub diagnostics: &'a mut Diagnostics,
}

impl Entries {
    fn clear(&mut self) {
        self.subprograms.clear();
        self.scopes.clear();
        self.functions.clear();
        self.claims.clear();
        self.inlines.clear();
        self.spans.clear();
        self.starts = Starts::default();
        self.parents.clear();
    }

    /// The subprogram whose entry is at `offset`.
    pub fn subprogram_at(&self, offset: usize) -> Option<usize> {
        self.subprograms.binary_search_by_key(&offset, |subprogram| subprogram.offset).ok()
    }

    /// Walks a unit. Where it breaks off, what was found up to there is kept: it does not depend on what follows.
    pub fn read(&mut self, walk: &mut Walk) {
        self.clear();
        if self.read_all(walk).is_err() {
            walk.diagnostics.add(Kind::UnitMalformed, walk.unit.offset);
        }
    }

    fn read_all(&mut self, walk: &mut Walk) -> Result<(), Malformed> {
        let bytes = walk.unit.bytes(walk.sections);
        let (abbreviations, encoding) = (walk.abbreviations, walk.unit.encoding);
        let mut position = walk.unit.root;
        self.parents.push(Parent { function: NONE, inline: 0, depth: 0, scope: NONE });
        // Producers leave out the last null entries.
        while position < bytes.len() {
            let offset = position;
            let code = match bytes[offset] {
                first @ ..0x80 => {
                    position += 1;
                    u64::from(first)
                }
                _ => {
                    let mut cursor = Cursor::new(bytes, offset);
                    let code = cursor.uleb()?;
                    position = cursor.position;
                    code
                }
            };
            if code == 0 {
                // Every null entry ends one level. Popping only when the next function comes gave 23 % wrong chains.
                self.parents.pop();
                if self.parents.len() <= 1 {
                    return Ok(());
                }
                continue;
            }
            let abbreviation = abbreviations.get(code).ok_or(Malformed)?;
            if abbreviation.kind == EntryKind::Other {
                // Nine in ten entries.
                position = abbreviations.skip_attributes(abbreviation, bytes, position, encoding)?;
                if abbreviation.has_children {
                    let parent = *self.parents.last().ok_or(Malformed)?;
                    self.enter(parent)?;
                }
                continue;
            }
            let parent = *self.parents.last().ok_or(Malformed)?;
            let inside = match abbreviation.kind {
                EntryKind::Inlined if parent.function == NONE => None,
                EntryKind::Scope if !abbreviation.has_children => None,
                _ if !self.has_room(walk.unit) => {
                    walk.diagnostics.add(Kind::LimitReached, offset);
                    None
                }
                EntryKind::Inlined if parent.depth >= walk.max_inline_depth => {
                    walk.diagnostics.add(Kind::LimitReached, offset);
                    None
                }
                _ => {
                    let mut cursor = Cursor::new(bytes, position);
                    let inside = self.read_entry(walk, &mut cursor, abbreviation, offset, parent)?;
                    position = cursor.position;
                    Some(inside)
                }
            };
            if inside.is_none() {
                position = abbreviations.skip_attributes(abbreviation, bytes, position, encoding)?;
            }
            if abbreviation.has_children {
                self.enter(inside.unwrap_or(parent))?;
            }
        }
        Ok(())
    }

    fn enter(&mut self, parent: Parent) -> Result<(), Malformed> {
        if self.parents.len() > MAX_NESTING {
            return Err(Malformed);
        }
        self.parents.push(parent);
        Ok(())
    }

    /// Reads an entry of which a record is made. Returns what its children are below.
    #[inline(never)]
    fn read_entry(
        &mut self,
        walk: &mut Walk,
        cursor: &mut Cursor,
        abbreviation: &Abbreviation,
        offset: usize,
        parent: Parent,
    ) -> Result<Parent, Malformed> {
        match abbreviation.kind {
            EntryKind::Subprogram => self.read_subprogram(walk, cursor, abbreviation, offset, parent),
            EntryKind::Inlined => {
                let inline = self.read_inline(walk, cursor, abbreviation, offset, parent)?;
                Ok(Parent { inline, depth: parent.depth + 1, ..parent })
            }
            _ => Ok(Parent { scope: self.read_scope(walk, cursor, abbreviation, offset, parent)?, ..parent }),
        }
    }

    /// Whether another record may be made.
    fn has_room(&self, unit: &Unit) -> bool {
        let records = self.subprograms.len() + self.scopes.len() + self.inlines.len();
        records < most_records(unit)
    }

    fn read_subprogram(
        &mut self,
        walk: &mut Walk,
        cursor: &mut Cursor,
        abbreviation: &Abbreviation,
        offset: usize,
        parent: Parent,
    ) -> Result<Parent, Malformed> {
        let mut ranges = RangeAttributes::default();
        if abbreviation.has_code && walk.bodies.is_some() {
            for specification in walk.abbreviations.specifications(abbreviation) {
                let attribute = read_attribute(specification, walk.abbreviations, cursor, walk.unit.encoding)?;
                ranges.note(dw::DwAt(specification.name), attribute);
            }
        } else {
            let bytes = walk.unit.bytes(walk.sections);
            cursor.position =
                walk.abbreviations.skip_attributes(abbreviation, bytes, cursor.position, walk.unit.encoding)?;
        }
        let number = self.subprograms.len() as u32;
        let place = SubprogramPlace { offset, scope: parent.scope };
        push_within(&mut self.subprograms, place, most_records(walk.unit));
        // A nested function is a function of its own: it ends the chain of inlined calls around it.
        let mut inside = Parent { function: NONE, inline: 0, depth: 0, scope: parent.scope };
        let Some(bodies) = walk.bodies else { return Ok(inside) };
        if !ranges.any() {
            return Ok(inside);
        }
        ranges.read(walk.unit, walk.sections, walk.budget, offset, walk.diagnostics, &mut self.ranges);
        let first = self.claims.len() as u32;
        let mut parts = 0;
        for &(low, high) in &self.ranges {
            if !is_live(low, walk.unit.encoding) {
                continue;
            }
            self.starts.count(low, bodies);
            let Some(body) = bodies.starting_at(low) else { continue };
            // Asked for or not, so that a one-shot build stops where a full one does.
            if parts == MAX_CLAIMS {
                walk.diagnostics.add(Kind::LimitReached, offset);
                break;
            }
            parts += 1;
            if bodies.is_wanted(body) {
                let is_exact = high == u64::from(bodies.bounds(body).1);
                self.claims.push(Claim { body, is_exact });
            }
        }
        if self.claims.len() as u32 > first {
            inside.function = self.functions.len() as u32;
            let claims = (first, self.claims.len() as u32);
            self.functions.push(ClaimingFunction { subprogram: number, claims });
        }
        Ok(inside)
    }

    fn read_inline(
        &mut self,
        walk: &mut Walk,
        cursor: &mut Cursor,
        abbreviation: &Abbreviation,
        offset: usize,
        parent: Parent,
    ) -> Result<InlineNumber, Malformed> {
        let call = match walk.abbreviations.plan(abbreviation) {
            Some(plan) => {
                let bytes = walk.unit.bytes(walk.sections);
                let (call, end) = plan.read(bytes, cursor.position).ok_or(Malformed)?;
                cursor.position = end;
                call
            }
            None => read_inlined_call(walk, cursor, abbreviation)?,
        };
        match call.span {
            Some((low, high)) if walk.budget.take() => {
                self.ranges.clear();
                self.ranges.push((low.into(), high));
            }
            _ => call.code.read(walk.unit, walk.sections, walk.budget, offset, walk.diagnostics, &mut self.ranges),
        }
        let first = self.spans.len() as u32;
        let most = most_spans(walk);
        if self.spans.len() + self.ranges.len() > most {
            walk.diagnostics.add(Kind::LimitReached, offset);
            self.ranges.truncate(most - self.spans.len());
        }
        for &(low, high) in &self.ranges {
            // wasm-opt writes high ends of 0x1_0000_0000 where it lost the end, and low ends of 0 where it lost the start: no reason to drop
            // either. Starts beyond 32 bits are no code.
            if let Ok(low) = u32::try_from(low) {
                push_within(&mut self.spans, (low, high.min(u64::from(u32::MAX)) as u32), most);
            }
        }
        let inline = Inline {
            function: parent.function,
            parent: parent.inline,
            origin: call.origin,
            call_file: call.file,
            call_line: call.line,
            call_column: call.column,
            spans: (first, self.spans.len() as u32),
        };
        push_within(&mut self.inlines, inline, most_records(walk.unit));
        Ok(self.inlines.len() as u32)
    }

    fn read_scope(
        &mut self,
        walk: &mut Walk,
        cursor: &mut Cursor,
        abbreviation: &Abbreviation,
        offset: usize,
        parent: Parent,
    ) -> Result<u32, Malformed> {
        let mut scope = Scope {
            parent: parent.scope,
            name: Attribute::default(),
            signature: Attribute::default(),
            tag: abbreviation.tag,
            offset,
        };
        for specification in walk.abbreviations.specifications(abbreviation) {
            let attribute = read_attribute(specification, walk.abbreviations, cursor, walk.unit.encoding)?;
            match dw::DwAt(specification.name) {
                dw::DW_AT_name => scope.name = attribute,
                dw::DW_AT_signature => scope.signature = attribute,
                _ => (),
            }
        }
        push_within(&mut self.scopes, scope, most_records(walk.unit));
        Ok(self.scopes.len() as u32 - 1)
    }
}

fn read_inlined_call(walk: &Walk, cursor: &mut Cursor, abbreviation: &Abbreviation) -> Result<InlinedCall, Malformed> {
    let mut call = InlinedCall::default();
    let number = |attribute: Attribute| {
        walk.unit.unsigned(walk.sections, attribute).and_then(|value| u32::try_from(value).ok()).unwrap_or(0)
    };
    for specification in walk.abbreviations.specifications(abbreviation) {
        let attribute = read_attribute(specification, walk.abbreviations, cursor, walk.unit.encoding)?;
        match dw::DwAt(specification.name) {
            dw::DW_AT_abstract_origin => call.origin = attribute,
            dw::DW_AT_call_file => call.file = number(attribute),
            dw::DW_AT_call_line => call.line = number(attribute),
            dw::DW_AT_call_column => call.column = number(attribute),
            name => call.code.note(name, attribute),
        }
    }
    Ok(call)
}

/// Ranges of a unit's inlined calls that are kept. Each is in a list of its own, or has an entry of a dozen bytes; an entry of a list takes eight bytes or three.
fn most_spans(walk: &Walk) -> usize {
    let Sections { ranges, rnglists, .. } = walk.sections;
    1024 + (walk.unit.end - walk.unit.offset) / 8 + ranges.len() / 8 + rnglists.len() / 3
}

fn most_records(unit: &Unit) -> usize {
    let size = unit.end - unit.offset;
    1024 + (size / BYTES_A_RECORD).min(RECORDS_OF_LARGE + size / BYTES_A_RECORD_IF_LARGE)
}
