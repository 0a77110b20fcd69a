//! One body at a time: its function, its inlined calls and its rows become what the index will hold of it.

use crate::arbitration::{DeclarationLines, arbitrate};
use crate::arena::Arena;
use crate::bodies::BodyId;
use crate::entries::{Entries, InlineNumber};
use crate::format::{PLACES_FROM_DWARF, PLACES_FROM_SKELETON};
use crate::line_machine::Row;
use crate::names::{Declaration, Resolver};
use crate::paint::{Painter, Span};
use crate::pieces::Piece;
use crate::rows::RowsEncoder;
use crate::split::UNDESCRIBED;
use crate::tables::{CallSite, CallSiteId, FileId, FunctionId};

/// An inlined call of an assembled body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    /// How many nodes back its caller stands; 0: the body's function.
    pub parent_distance: u32,
    /// What was inlined, and where.
    pub call_site: CallSiteId,
}

/// Where an assembled body is in the arenas of [`Assembled`].
#[derive(Clone, Copy, Default, Debug)]
pub struct BodyRows {
    /// Ranges in the blocks.
    pub ranges: u32,
    /// The block index has numbers of 32 bits.
    pub is_wide: bool,
    /// Of the places, as in the index.
    pub origin: u8,
    /// The inline ranges overlapped.
    pub is_torn: bool,
    /// There were more rows than a body may have.
    pub is_cut: bool,
    /// In [`Assembled::files`].
    pub files: (u32, u32),
    /// In [`Assembled::nodes`].
    pub nodes: (u32, u32),
    /// In [`Assembled::blocks`].
    pub blocks: (u32, u32),
}

/// All assembled bodies. Blocks are final bytes: compact, so that a build needs little more than its input.
#[derive(Default)]
pub struct Assembled {
    /// Block indexes and blocks.
    pub blocks: Arena,
    /// Files of the bodies.
    pub files: Vec<FileId>,
    /// Inlined calls of the bodies.
    pub nodes: Vec<Node>,
}

/// Makes bodies. Holds what is reused from body to body.
#[derive(Default)]
pub struct Assembler {
    rows: Vec<Row>,
    spans: Vec<Span>,
    painter: Painter,
    pieces: Vec<Piece>,
    used: Vec<u32>,
    /// For each call of the unit the number of the body for which it was last used.
    marks: Vec<u32>,
    bodies_assembled: u32,
    /// For each call that was used last the number within its body.
    locals: Vec<u32>,
    /// For each call the number of the body for which it was last asked where the call's function is declared, and where. The first: the body's function.
    declarations: Vec<(u32, Declaration)>,
    encoder: RowsEncoder,
}

/// The inlined calls of a unit by the function below which they stand.
pub struct InlinesByFunction {
    starts: Vec<u32>,
    numbers: Vec<InlineNumber>,
}

impl InlinesByFunction {
    /// Sorts them by counting; within a function they keep the order of the entries.
    pub fn new(entries: &Entries) -> Self {
        let mut starts = vec![0u32; entries.functions.len() + 1];
        for inline in &entries.inlines {
            starts[inline.function as usize + 1] += 1;
        }
        for function in 1..starts.len() {
            starts[function] += starts[function - 1];
        }
        let mut next = starts.clone();
        let mut numbers = vec![0; entries.inlines.len()];
        for (number, inline) in entries.inlines.iter().enumerate() {
            let at = &mut next[inline.function as usize];
            numbers[*at as usize] = number as InlineNumber + 1;
            *at += 1;
        }
        InlinesByFunction { starts, numbers }
    }

    fn of(&self, function: u32) -> &[InlineNumber] {
        &self.numbers[self.starts[function as usize] as usize..self.starts[function as usize + 1] as usize]
    }
}

/// The body to be assembled.
#[derive(Clone, Copy)]
pub struct Task {
    /// Its number.
    pub body: BodyId,
    /// First address, and the one behind the last.
    pub bounds: (u32, u32),
    /// The function that claims it: number in [`Entries::functions`], and resolved. `None`: rows only.
    pub function: Option<(u32, FunctionId)>,
}

/// How a torn body is treated.
pub enum Torn<'a> {
    /// LLVM's answer.
    PaintOnly,
    /// Rows arbitrate. The lines are made at the first torn body of a unit.
    Arbitrate(&'a mut Option<DeclarationLines>),
}

impl Assembler {
    /// Assembles a body from its function's calls and the rows of the unit. In parts that are not inlined: V8 takes long to optimise one large function.
    #[inline(never)]
    pub fn assemble(
        &mut self,
        task: Task,
        inlines: &InlinesByFunction,
        torn: Torn,
        resolver: &mut Resolver,
        to: &mut Assembled,
    ) -> BodyRows {
        let Task { body, bounds: (start, end), function } = task;
        let numbers = function.map_or(&[][..], |(number, _)| inlines.of(number));
        self.bodies_assembled += 1;
        self.collect_spans(start, end, resolver.entries, numbers);
        let is_torn = self.painter.paint(start, end, &self.spans);
        self.rows.clear();
        let are_whole = resolver.lines.as_ref().is_none_or(|lines| lines.rows_of(body, (start, end), &mut self.rows));
        self.merge(resolver);
        if let (true, Torn::Arbitrate(lines), Some((_, id))) = (is_torn, torn, function) {
            self.let_rows_arbitrate(end, id, numbers, lines, resolver);
        }
        let unit = resolver.unit();
        // What is missing of a split file can be a call that was inlined, of functions that it describes, too.
        let is_undescribed = (function.is_none() && unit.partner == UNDESCRIBED)
            || resolver.sections.members.get(unit.member as usize).is_some_and(|member| member.is_cut);
        if is_undescribed {
            // As the format has columns of this origin: with room for flags.
            self.pieces.iter_mut().for_each(|piece| piece.column <<= 2);
        }
        let rows = self.write(start, numbers, resolver, to);
        let origin = if is_undescribed { PLACES_FROM_SKELETON } else { PLACES_FROM_DWARF };
        BodyRows { origin, is_torn, is_cut: !are_whole, ..rows }
    }

    #[inline(never)]
    fn collect_spans(&mut self, start: u32, end: u32, entries: &Entries, numbers: &[InlineNumber]) {
        self.spans.clear();
        for &node in numbers {
            let inline = &entries.inlines[node as usize - 1];
            for &(low, high) in &entries.spans[inline.spans.0 as usize..inline.spans.1 as usize] {
                if low >= high || low >= end || high <= start {
                    continue;
                }
                let (parent, is_spilled) = (inline.parent, low < start);
                self.spans.push(Span { low: low.max(start), high: high.min(end), node, parent, is_spilled });
            }
        }
    }

    /// Rows and painted intervals, cut at the starts of both.
    #[inline(never)]
    fn merge(&mut self, resolver: &mut Resolver) {
        self.pieces.clear();
        self.pieces.reserve(self.rows.len() + self.painter.intervals.len());
        let mut rows = self.rows.iter().peekable();
        let mut intervals = self.painter.intervals.iter().peekable();
        let (mut node, mut place) = (0, (0, 0, 0));
        // Most rows are of the file of the row before.
        let mut last_file = (u32::MAX, 0);
        loop {
            let next_row = rows.peek().map_or(u32::MAX, |row| row.address);
            let next_interval = intervals.peek().map_or(u32::MAX, |interval| interval.0);
            let start = next_row.min(next_interval);
            if start == u32::MAX {
                return;
            }
            if next_row == start
                && let Some(row) = rows.next()
            {
                if row.file != last_file.0 {
                    last_file = (row.file, if row.file == u32::MAX { 0 } else { resolver.file(row.file) });
                }
                place = (last_file.1, row.line, row.column);
            }
            if next_interval == start
                && let Some(interval) = intervals.next()
            {
                node = interval.1;
            }
            let (file, line, column) = place;
            self.pieces.push(Piece { start, node, file, line, column });
        }
    }

    #[inline(never)]
    fn let_rows_arbitrate(
        &mut self,
        end: u32,
        function: FunctionId,
        numbers: &[InlineNumber],
        lines: &mut Option<DeclarationLines>,
        resolver: &mut Resolver,
    ) {
        let of_unit = lines.get_or_insert_with(|| declaration_lines(resolver));
        let entries = resolver.entries;
        let is_foreign = |&&node: &&u32| !entries.inlines[node as usize - 1].origin.is_within_unit();
        let foreign: Vec<u32> = numbers.iter().filter(is_foreign).copied().collect();
        let (declarations, body) = (&mut self.declarations, self.bodies_assembled);
        if declarations.len() <= entries.inlines.len() {
            declarations.resize(entries.inlines.len() + 1, (0, (0, 0)));
        }
        let mut declared = |node: u32| {
            if declarations[node as usize].0 != body {
                let function = match node {
                    0 => function,
                    _ => resolver.origin(resolver.entries.inlines[node as usize - 1].origin),
                };
                declarations[node as usize] = (body, declaration_of(function, resolver));
            }
            declarations[node as usize].1
        };
        let of_body = DeclarationLines::new(foreign.iter().map(|&node| declared(node)));
        if let Some(decided) = arbitrate(&self.pieces, end, &self.spans, [of_unit, &of_body], declared) {
            self.pieces = decided;
        }
    }

    /// Numbers the calls that are used, and those around them, and writes the rows.
    #[inline(never)]
    fn write(&mut self, start: u32, numbers: &[InlineNumber], resolver: &mut Resolver, to: &mut Assembled) -> BodyRows {
        let inlines = &resolver.entries.inlines;
        self.used.clear();
        if self.marks.len() <= inlines.len() {
            self.marks.resize(inlines.len() + 1, 0);
        }
        for piece in &self.pieces {
            let mut node = piece.node;
            while node != 0 && self.marks[node as usize] != self.bodies_assembled {
                self.marks[node as usize] = self.bodies_assembled;
                node = inlines[node as usize - 1].parent;
            }
        }
        let is_used = |node: &u32| self.marks[*node as usize] == self.bodies_assembled;
        self.used.extend(numbers.iter().copied().filter(is_used));
        self.locals.resize(inlines.len() + 1, 0);
        for (number, &node) in self.used.iter().enumerate() {
            self.locals[node as usize] = number as u32 + 1;
        }
        // Number 0 is never written: the function itself.
        let local = |node: u32| self.locals[node as usize];
        let first_node = to.nodes.len() as u32;
        for &node in &self.used {
            let inline = inlines[node as usize - 1];
            let function = resolver.origin(inline.origin);
            let file = if inline.call_line == 0 && inline.call_file == 0 {
                0
            } else {
                resolver.file_of_entry(inline.call_file)
            };
            let site = CallSite { function, file, line: inline.call_line, column: inline.call_column };
            let parent_distance = if inline.parent == 0 { 0 } else { local(node) - local(inline.parent) };
            to.nodes.push(Node { parent_distance, call_site: resolver.tables.call_sites.intern(site) });
        }
        self.encoder.encode(start, &self.pieces, local);
        let first_file = to.files.len() as u32;
        to.files.extend_from_slice(&self.encoder.files);
        BodyRows {
            ranges: self.encoder.ranges,
            is_wide: self.encoder.is_wide,
            origin: PLACES_FROM_DWARF,
            is_torn: false,
            is_cut: false,
            files: (first_file, to.files.len() as u32),
            nodes: (first_node, to.nodes.len() as u32),
            blocks: to.blocks.push(&self.encoder.bytes),
        }
    }
}

/// The declarations of all functions of the unit. Those that were inlined into it from other units are added body by body: a one-shot build
/// reads the calls of the bodies that it is asked for only.
fn declaration_lines(resolver: &mut Resolver) -> DeclarationLines {
    DeclarationLines::new((0..resolver.entries.subprograms.len()).map(|number| resolver.declaration(number)))
}

fn declaration_of(function: FunctionId, resolver: &Resolver) -> Declaration {
    let function = resolver.tables.functions.get(function);
    (function.file, function.line)
}
