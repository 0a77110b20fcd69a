//! Functions by their entries: names, declaration places and scopes, followed through origins and specifications, across units too.

use crate::abbreviation_cache::AbbreviationCache;
use crate::abbreviations::Abbreviations;
use crate::attributes::Attribute;
use crate::bytes::Cursor;
use crate::diagnostics::Diagnostics;
use crate::entries::{Entries, NONE, Scope, Walk};
use crate::foreign_names::{ForeignNames, ScopeNames};
use crate::format::NAME_FROM_DWARF;
use crate::lines::LineTable;
use crate::number_map::pair;
use crate::ranges::RangeBudget;
use crate::sections::Sections;
use crate::subprogram::Subprogram;
use crate::tables::{FileId, Function, FunctionId, StringId, Tables};
use crate::unit::{Target, Unit};
use crate::units::Units;
use gimli::constants as dw;
use std::rc::Rc;

/// Hops from an entry to its origin, from there to its specification, and so on. Real chains have three; a hostile one has a circle.
const MAX_HOPS: usize = 16;
/// Scopes around a name. Bounds what a hostile nesting could write.
const MAX_SCOPES: usize = 64;
/// The scope's name, or that of a scope around it, is there and cannot be read: to call it anonymous would be wrong.
const LOST: StringId = u32::MAX - 1;
/// A function that has not been looked at yet.
const UNRESOLVED: FunctionId = u32::MAX;

/// Origins of which the function is remembered: half of a Rust module's are found here, three in four of ruby's.
const RECENT: usize = 128;
const NOTHING_RECENT: u64 = u64::MAX;

/// Where a declaration is: file, line.
pub type Declaration = (FileId, u32);

/// Resolves entries of one unit, and those to which they lead.
pub struct Resolver<'a, 's> {
    /// The debug sections.
    pub sections: &'s Sections,
    /// All units.
    pub units: &'a Units,
    /// Number of the unit at hand.
    pub unit_number: usize,
    /// What was found in it.
    pub entries: &'a Entries,
    /// Its line table, for file numbers.
    pub lines: Option<&'a mut LineTable<'s>>,
    /// Abbreviations of all units.
    pub cache: &'a mut AbbreviationCache,
    /// Where names and functions go.
    pub tables: &'a mut Tables,
    /// Other units.
    pub foreign: &'a mut ForeignNames,
    /// What went wrong.
    pub diagnostics: &'a mut Diagnostics,
    local: Vec<FunctionId>,
    /// By the lowest bits of an origin's offset the last one, and its function: the same few are inlined again and again.
    recent: [(u64, FunctionId); RECENT],
    local_scopes: Vec<StringId>,
}

/// What has been gathered along a chain of entries.
#[derive(Default)]
struct Gathered {
    linkage: Option<StringId>,
    name: Option<StringId>,
    scope: StringId,
    file: Option<FileId>,
    line: Option<u32>,
    /// Go on until there is a plain name, whether there is a linkage name or not.
    wants_name: bool,
    /// The entry from which there was no way on.
    broken_at: u32,
}

impl Gathered {
    fn is_complete(&self) -> bool {
        let has_name = if self.wants_name { self.name.is_some() } else { self.linkage.is_some() };
        has_name && self.file.is_some() && self.line.is_some()
    }
}

/// What a [`Resolver`] works on.
pub struct Context<'a, 's> {
    /// The debug sections.
    pub sections: &'s Sections,
    /// All units.
    pub units: &'a Units,
    /// Number of the unit at hand.
    pub unit_number: usize,
    /// What was found in it.
    pub entries: &'a Entries,
}

impl<'a, 's> Resolver<'a, 's> {
    /// For the unit of `context`.
    pub fn new(
        context: Context<'a, 's>,
        lines: Option<&'a mut LineTable<'s>>,
        cache: &'a mut AbbreviationCache,
        tables: &'a mut Tables,
        foreign: &'a mut ForeignNames,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let Context { sections, units, unit_number, entries } = context;
        let local = vec![UNRESOLVED; entries.subprograms.len()];
        let local_scopes = vec![NONE; entries.scopes.len()];
        Resolver {
            sections,
            units,
            unit_number,
            entries,
            lines,
            cache,
            tables,
            foreign,
            diagnostics,
            local,
            recent: [(NOTHING_RECENT, 0); RECENT],
            local_scopes,
        }
    }

    /// The unit at hand.
    pub fn unit(&self) -> &'a Unit {
        &self.units.all[self.unit_number]
    }

    /// A file by its number in the line table from which the rows are.
    pub fn file(&mut self, number: u32) -> FileId {
        let unit = &self.units.all[self.units.with_rows_of(self.unit_number)];
        match &mut self.lines {
            Some(lines) => lines.file(Some(unit), self.sections, number, self.tables),
            None => 0,
        }
    }

    /// A function of the unit at hand by its number in the entries.
    pub fn subprogram(&mut self, number: usize) -> FunctionId {
        if self.local[number] == UNRESOLVED {
            let offset = self.entries.subprograms[number].offset;
            self.local[number] = self.resolve_at(self.unit_number, offset);
        }
        self.local[number]
    }

    /// The function that an inlined call's origin leads to; 0 where it leads nowhere.
    #[inline(never)]
    pub fn origin(&mut self, origin: Attribute) -> FunctionId {
        let Some(target) = self.unit().reference(self.sections, origin) else { return 0 };
        let (slot, key) = match target {
            Target::Own(offset) => (offset % RECENT, (offset as u64) << 1),
            Target::Info(offset) => (offset % RECENT, (offset as u64) << 1 | 1),
            Target::Type(_) => return self.function_at(target).unwrap_or_else(|| self.unknown_at(origin.at)),
        };
        if self.recent[slot].0 == key {
            return self.recent[slot].1;
        }
        let Some(function) = self.function_at(target) else { return self.unknown_at(origin.at) };
        self.recent[slot] = (key, function);
        function
    }

    fn function_at(&mut self, target: Target) -> Option<FunctionId> {
        let (unit, offset) = self.units.locate(target, self.unit_number)?;
        if unit == self.unit_number
            && let Some(number) = self.entries.subprogram_at(offset)
        {
            return Some(self.subprogram(number));
        }
        let key = pair(unit, offset);
        if let Some(known) = self.foreign.functions.get(key) {
            return Some(known);
        }
        let function = self.resolve_at(unit, offset);
        self.foreign.functions.insert(key, function);
        Some(function)
    }

    fn resolve_at(&mut self, unit_number: usize, offset: usize) -> FunctionId {
        match self.load(unit_number, offset) {
            Some(subprogram) => self.resolve(unit_number, subprogram),
            None => self.unknown_at(offset as u32),
        }
    }

    /// A function of which nothing is known but where the way to it ended.
    fn unknown_at(&mut self, unresolved_at: u32) -> FunctionId {
        self.tables.functions.intern(Function { unresolved_at, ..Function::default() })
    }

    /// Where a function of the unit at hand is declared; file and line are inherited each for itself.
    pub fn declaration(&mut self, number: usize) -> Declaration {
        let mut gathered = Gathered { linkage: Some(0), name: Some(0), ..Gathered::default() };
        if let Some(subprogram) = self.load(self.unit_number, self.entries.subprograms[number].offset) {
            self.follow(self.unit_number, subprogram, &mut gathered);
        }
        (gathered.file.unwrap_or(0), gathered.line.unwrap_or(0))
    }

    fn resolve(&mut self, unit_number: usize, subprogram: Subprogram) -> FunctionId {
        let mut gathered = Gathered::default();
        self.follow(unit_number, subprogram, &mut gathered);
        let language = self.units.all[unit_number].language;
        let (linkage, display) = match (gathered.linkage, gathered.name) {
            (Some(linkage), _) => (linkage, 0),
            (None, Some(name)) => {
                if gathered.scope == LOST {
                    gathered.broken_at = subprogram.offset as u32;
                }
                (name, self.qualified(gathered.scope, name, language))
            }
            (None, None) => {
                gathered.broken_at = subprogram.offset as u32;
                (0, 0)
            }
        };
        let function = self.tables.functions.intern(Function {
            linkage,
            display,
            file: gathered.file.unwrap_or(0),
            line: gathered.line.unwrap_or(0),
            origin: if linkage == 0 { 0 } else { NAME_FROM_DWARF },
            language,
            unresolved_at: gathered.broken_at,
        });
        let is_rust = dw::DwLang(language) == dw::DW_LANG_Rust;
        if !is_rust && self.tables.strings.get(linkage).starts_with(b"_Z") {
            self.foreign.note_entry(function, unit_number, subprogram.offset);
        }
        function
    }

    /// The name of a function of the unit at hand without its parameters: `DW_AT_name` within its scopes.
    pub fn plain_name(&mut self, offset: usize) -> Option<StringId> {
        let subprogram = self.load(self.unit_number, offset)?;
        let mut gathered = Gathered { wants_name: true, file: Some(0), line: Some(0), ..Gathered::default() };
        self.follow(self.unit_number, subprogram, &mut gathered);
        let name = gathered.name?;
        let qualified = self.qualified(gathered.scope, name, self.unit().language);
        Some(if qualified == 0 { name } else { qualified })
    }

    fn follow(&mut self, unit_number: usize, subprogram: Subprogram, gathered: &mut Gathered) {
        let (mut unit_number, mut subprogram) = (unit_number, subprogram);
        for _ in 0..MAX_HOPS {
            self.gather(unit_number, &subprogram, gathered);
            if gathered.is_complete() || !subprogram.origin.is_present() {
                return;
            }
            let next = self.units.all[unit_number]
                .reference(self.sections, subprogram.origin)
                .and_then(|target| self.units.locate(target, unit_number))
                .and_then(|(unit, offset)| self.load(unit, offset).map(|subprogram| (unit, subprogram)));
            let Some(next) = next else {
                gathered.broken_at = subprogram.offset as u32;
                return;
            };
            (unit_number, subprogram) = next;
        }
    }

    fn gather(&mut self, unit_number: usize, subprogram: &Subprogram, gathered: &mut Gathered) {
        let unit = &self.units.all[unit_number];
        if gathered.linkage.is_none() && subprogram.linkage.is_present() {
            gathered.linkage = self.intern(unit, subprogram.linkage);
        }
        if gathered.name.is_none() && subprogram.name.is_present() {
            gathered.name = self.intern(unit, subprogram.name);
            if gathered.linkage.is_none() || gathered.wants_name {
                gathered.scope = self.scope_around(unit_number, subprogram);
            }
        }
        if gathered.file.is_none()
            && let Some(number) = unit.unsigned(self.sections, subprogram.file)
        {
            let file = self.file_of(unit_number, u32::try_from(number).unwrap_or(u32::MAX));
            // Before DWARF 5, number 0 says that no file is given here.
            gathered.file = (file != 0).then_some(file);
        }
        if gathered.line.is_none() {
            let line = unit.unsigned(self.sections, subprogram.line);
            gathered.line = line.and_then(|line| u32::try_from(line).ok()).filter(|&line| line != 0);
        }
    }

    fn intern(&mut self, unit: &Unit, name: Attribute) -> Option<StringId> {
        let shared = unit.shared_string(self.sections, name);
        if let Some(known) = shared.and_then(|offset| self.foreign.strings.get(offset)) {
            return Some(known);
        }
        let id = unit.intern(self.sections, name, &mut self.tables.strings)?;
        if let Some(offset) = shared {
            self.foreign.strings.insert(offset, id);
        }
        Some(id)
    }

    /// The entry at `offset`, if it is a subprogram.
    fn load(&mut self, unit_number: usize, offset: usize) -> Option<Subprogram> {
        let unit = &self.units.all[unit_number];
        let abbreviations = self.cache.of(self.sections, unit)?;
        let mut cursor = Cursor::new(unit.bytes(self.sections), offset);
        let code = cursor.uleb().ok()?;
        let abbreviation = abbreviations.get(code)?;
        if dw::DwTag(abbreviation.tag) != dw::DW_TAG_subprogram {
            return None;
        }
        Subprogram::read(unit, &abbreviations, &mut cursor, abbreviation, offset).ok()
    }

    /// A file by its number in an entry of the unit at hand.
    pub fn file_of_entry(&mut self, number: u32) -> FileId {
        self.file_of(self.unit_number, number)
    }

    fn file_of(&mut self, unit_number: usize, number: u32) -> FileId {
        let with_files = self.units.with_files_of(unit_number);
        if with_files == self.units.with_rows_of(self.unit_number) {
            return self.file(number);
        }
        let unit = (with_files, &self.units.all[with_files]);
        self.foreign.files.file(unit, self.sections, number, self.tables)
    }

    /// The qualified name of the scope around a function; 0: none.
    fn scope_around(&mut self, unit_number: usize, subprogram: &Subprogram) -> StringId {
        if !has_scopes(self.units.all[unit_number].language) {
            return 0;
        }
        if unit_number == self.unit_number
            && let Some(number) = self.entries.subprogram_at(subprogram.offset)
        {
            return self.local_scope(self.entries.subprograms[number].scope, 0);
        }
        self.scopes_of(unit_number, 0).around.get(subprogram.offset as u64).unwrap_or(0)
    }

    fn local_scope(&mut self, scope: u32, depth: usize) -> StringId {
        if scope == NONE {
            return 0;
        }
        if self.local_scopes[scope as usize] == NONE {
            let (entries, unit) = (self.entries, self.unit_number);
            let mut known = std::mem::take(&mut self.local_scopes);
            self.name_scope(unit, &entries.scopes, scope, &mut known, depth);
            self.local_scopes = known;
        }
        self.local_scopes[scope as usize]
    }

    /// Names a scope and those around it, each once, from the outside in. No recursion: the depth is the file's choice.
    fn name_scope(&mut self, unit_number: usize, scopes: &[Scope], scope: u32, known: &mut [StringId], depth: usize) {
        let mut chain = Vec::new();
        let mut at = scope;
        while at != NONE && known[at as usize] == NONE {
            chain.push(at);
            at = scopes[at as usize].parent;
        }
        let mut around = if at == NONE { 0 } else { known[at as usize] };
        let unit = &self.units.all[unit_number];
        for (count, &number) in chain.iter().rev().enumerate() {
            let scope = scopes[number as usize];
            if count < MAX_SCOPES {
                around = match self.type_unit_scope(unit, scope, depth) {
                    Some(qualified) => qualified,
                    None if around == LOST => LOST,
                    None => match self.scope_name(unit, scope) {
                        LOST => LOST,
                        name => match self.qualified(around, name, unit.language) {
                            0 => name,
                            qualified => qualified,
                        },
                    },
                };
            }
            known[number as usize] = around;
        }
    }

    /// The name of a scope by itself.
    #[inline(never)]
    fn scope_name(&mut self, unit: &Unit, scope: Scope) -> StringId {
        if let Some(name) = self.intern(unit, scope.name) {
            return name;
        }
        if scope.name.is_present() && unit.text(self.sections, scope.name) != Some(&[]) {
            return LOST;
        }
        self.tables.strings.intern(anonymous(scope).as_bytes())
    }

    /// A class that only refers to its type unit takes its qualified name from there.
    fn type_unit_scope(&mut self, unit: &Unit, scope: Scope, depth: usize) -> Option<StringId> {
        if scope.name.is_present() || !scope.signature.is_present() {
            return None;
        }
        let target = unit.reference(self.sections, scope.signature)?;
        let Target::Type(signature) = target else { return None };
        let Some((unit, offset)) = self.units.locate(target, self.unit_number) else {
            self.sections.extents.note_signature(signature);
            return Some(LOST);
        };
        if depth > 2 {
            return Some(LOST);
        }
        Some(self.scopes_of(unit, depth + 1).scopes.get(offset as u64).unwrap_or(LOST))
    }

    /// The scopes of another unit, walked once for all who ask.
    fn scopes_of(&mut self, unit_number: usize, depth: usize) -> Rc<ScopeNames> {
        if let Some(known) = self.foreign.scope_numbers.get(unit_number as u64) {
            return Rc::clone(&self.foreign.scopes[known as usize]);
        }
        // Whoever leads back here while the names are being made gets none.
        let place = self.foreign.scopes.len();
        self.foreign.scope_numbers.insert(unit_number as u64, place as u32);
        self.foreign.scopes.push(Rc::default());
        let unit = &self.units.all[unit_number];
        let abbreviations = self.cache.of(self.sections, unit).unwrap_or_else(|| Rc::new(Abbreviations::default()));
        let mut entries = Entries::default();
        entries.read(&mut Walk {
            sections: self.sections,
            unit,
            abbreviations: &abbreviations,
            bodies: None,
            max_inline_depth: 0,
            budget: &mut RangeBudget::none(),
            diagnostics: &mut Diagnostics::default(),
        });
        let mut known = vec![NONE; entries.scopes.len()];
        let mut names = ScopeNames::default();
        for number in 0..entries.scopes.len() {
            self.name_scope(unit_number, &entries.scopes, number as u32, &mut known, depth);
            names.scopes.insert(entries.scopes[number].offset as u64, known[number]);
        }
        for subprogram in entries.subprograms.iter().filter(|subprogram| subprogram.scope != NONE) {
            names.around.insert(subprogram.offset as u64, known[subprogram.scope as usize]);
        }
        let names = Rc::new(names);
        self.foreign.scopes[place] = Rc::clone(&names);
        names
    }

    /// `scope::name`; 0 without a scope that is known.
    fn qualified(&mut self, scope: StringId, name: StringId, language: u16) -> StringId {
        if scope == 0 || scope == LOST {
            return 0;
        }
        let mut text = self.tables.strings.get(scope).to_vec();
        text.extend_from_slice(separator(language));
        text.extend_from_slice(self.tables.strings.get(name));
        self.tables.strings.intern(&text)
    }
}

/// What compilers call a scope that has no name.
fn anonymous(scope: Scope) -> &'static str {
    match dw::DwTag(scope.tag) {
        dw::DW_TAG_namespace | dw::DW_TAG_module => "(anonymous namespace)",
        dw::DW_TAG_union_type => "(anonymous union)",
        dw::DW_TAG_structure_type => "(anonymous struct)",
        _ => "(anonymous class)",
    }
}

/// False for languages whose functions stand in no scope: there is nothing to look for.
fn has_scopes(language: u16) -> bool {
    !matches!(
        dw::DwLang(language),
        dw::DW_LANG_C89
            | dw::DW_LANG_C
            | dw::DW_LANG_C99
            | dw::DW_LANG_C11
            | dw::DW_LANG_C17
            | dw::DW_LANG_Mips_Assembler
    )
}

fn separator(language: u16) -> &'static [u8] {
    match dw::DwLang(language) {
        dw::DW_LANG_Java
        | dw::DW_LANG_D
        | dw::DW_LANG_Go
        | dw::DW_LANG_Swift
        | dw::DW_LANG_Python
        | dw::DW_LANG_Zig => b".",
        _ => b"::",
    }
}
