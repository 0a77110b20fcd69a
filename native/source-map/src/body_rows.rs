//! Segments and scopes, body by body, as rows of the index.
//!
//! A segment holds up to the next one, but never beyond its body: what comes behind a function's end is another function's, or none's. Of several
//! segments at one column the last counts. Code on a segment without a place keeps the place in front of it in the same body, marked as approximate: it is
//! mostly what a compiler adds to the instruction before.

use crate::bodies::Bodies;
use crate::bytes::push_u32;
use crate::mappings::{Mapped, Segment};
use crate::pieces::Piece;
use crate::rows::RowsEncoder;
use crate::sample::Sample;
use crate::scopes::{Range, Scopes};
use crate::sections::Place;

/// Flags in a row's column, as format.rs says.
const APPROXIMATE: u32 = 1;
const OUTSIDE_SOURCE: u32 = 2;
const FLAG_BITS: u32 = 2;
/// The largest column that leaves room for the flags.
const MAX_COLUMN: u32 = u32::MAX >> FLAG_BITS;

/// In the table of sources: the map lists it as `null`, so that nobody knows what it is.
pub const NULL_SOURCE: u32 = u32::MAX;

/// What does not change while bodies are made.
pub struct Context<'a> {
    /// Bounds.
    pub bodies: &'a Bodies,
    /// For each source the lines of its embedded text; 0: it has none.
    pub source_lines: &'a [u32],
    /// Functions and inlined calls.
    pub scopes: &'a Scopes,
    /// Module-file offset of code-relative address 0.
    pub code_start: u32,
}

/// What was met.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Mapped segments in a body, or right at its end.
    pub inside: u32,
    /// Mapped segments elsewhere.
    pub outside: u32,
    /// Segments of a source that the map does not list.
    pub unknown_sources: u32,
    /// Segments of a line that their embedded source does not have.
    pub lines_outside: u32,
    /// Segments whose name could differ from that of the first in their body, and those that agree with most of it.
    pub named: u32,
    /// As above.
    pub agreeing: u32,
}

/// Numbers that the index gives, in the order of first use.
#[derive(Default)]
pub struct Used {
    /// What is used.
    pub list: Vec<u32>,
    numbers: Vec<u32>,
}

impl Used {
    /// The number of this one plus 1; 0 stays 0.
    pub fn number(&mut self, one: u32) -> u32 {
        if one == 0 {
            return 0;
        }
        let index = one as usize;
        if index >= self.numbers.len() {
            self.numbers.resize(index + 1, 0);
        }
        if self.numbers[index] == 0 {
            self.list.push(one - 1);
            self.numbers[index] = self.list.len() as u32;
        }
        self.numbers[index]
    }

    fn truncate(&mut self, length: usize) {
        for one in self.list.drain(length..) {
            self.numbers[one as usize + 1] = 0;
        }
    }
}

/// What has been made. The first four are tables for the host.
#[derive(Default)]
pub struct Made {
    /// Bodies with rows, as lib.rs says.
    pub rows: Vec<u8>,
    /// Sources by their number in `rows`.
    pub sources: Used,
    /// Functions by their number in `rows`, each a number of [`Scopes::functions`].
    pub functions: Used,
    /// Pairs of body and number in `functions`.
    pub body_functions: Vec<u32>,
    /// Pairs of body and the map's name plus 1 that most of its segments bear.
    pub body_names: Vec<u32>,
}

/// Where the maker stands, but for the segments of the body at hand.
#[derive(Clone, Copy, Default)]
struct Position {
    body: usize,
    range: usize,
    counts: Counts,
    sample: Sample,
    /// Bounds of the body at hand.
    low: u32,
    high: u32,
    /// It has mapped segments.
    is_mapped: bool,
    /// Its segments are kept: it is asked for, or in the sample.
    keeps: bool,
}

/// Where a section began.
#[derive(Default)]
struct Mark {
    position: Position,
    made: [usize; 5],
    segments: usize,
    /// The segments of the body that was at hand, once it has been finished.
    finished: Option<Vec<Segment>>,
}

/// Makes rows out of segments that come in ascending order.
#[derive(Default)]
pub struct RowsMaker {
    /// What it has made.
    pub made: Made,
    position: Position,
    /// Of the body at hand, ascending.
    segments: Vec<Segment>,
    mark: Mark,
    encoder: RowsEncoder,
    pieces: Vec<Piece>,
    calls: Vec<Call>,
    stack: Vec<(u32, u32)>,
}

/// An inlined call of the body at hand, clipped to it.
#[derive(Clone, Copy)]
struct Call {
    start: u32,
    end: u32,
    /// Number in [`Scopes::ranges`] plus 1.
    range: u32,
    /// Number within the body of the call around it.
    parent: u32,
}

impl RowsMaker {
    /// Remembers where it stands. A mark costs the same however much the body at hand has: sections may be many, and all in one body.
    pub fn mark(&mut self) {
        let Made { rows, sources, functions, body_functions, body_names } = &self.made;
        let made = [rows.len(), sources.list.len(), functions.list.len(), body_functions.len(), body_names.len()];
        self.mark = Mark { position: self.position, made, segments: self.segments.len(), finished: None };
    }

    /// Goes back to the mark.
    pub fn go_back(&mut self) {
        let [rows, sources, functions, body_functions, body_names] = self.mark.made;
        self.made.rows.truncate(rows);
        self.made.sources.truncate(sources);
        self.made.functions.truncate(functions);
        self.made.body_functions.truncate(body_functions);
        self.made.body_names.truncate(body_names);
        self.position = self.mark.position;
        match self.mark.finished.take() {
            Some(segments) => self.segments = segments,
            None => self.segments.truncate(self.mark.segments),
        }
    }

    /// What was met.
    pub fn counts(&self) -> Counts {
        self.position.counts
    }

    /// Pairs of body and address at which an instruction should begin.
    pub fn sample(&self) -> impl Iterator<Item = [u32; 2]> + '_ {
        self.position.sample.pairs()
    }

    /// Begins with the first body.
    pub fn begin(&mut self, context: &Context) {
        self.start_body(context);
    }

    fn start_body(&mut self, context: &Context) {
        let Position { body, sample, low, high, is_mapped, keeps, .. } = &mut self.position;
        *is_mapped = false;
        if *body < context.bodies.count() {
            (*low, *high) = context.bodies.bounds(*body as u32);
            *keeps = sample.is_turn() || context.bodies.is_wanted(*body as u32);
        } else {
            // Behind the last one nothing is inside.
            (*low, *high) = (u32::MAX, u32::MAX);
        }
    }

    /// Goes on to the next segment's body. True if the segment is worth keeping: in a one-shot build few are.
    #[inline(always)]
    pub fn wants(&mut self, column: u32, is_mapped: bool, has_name: bool, context: &Context) -> bool {
        let address = context.address(column);
        if address >= self.position.high {
            self.advance(address, context);
        }
        let position = &mut self.position;
        let is_inside = address >= position.low && address < position.high;
        if !is_mapped {
            return is_inside && position.keeps;
        }
        if is_inside {
            position.counts.inside = position.counts.inside.wrapping_add(1);
            position.is_mapped = true;
            return position.keeps || has_name;
        }
        let is_at_end = position.body > 0 && address == context.bodies.bounds(position.body as u32 - 1).1;
        let count = if is_at_end { &mut position.counts.inside } else { &mut position.counts.outside };
        *count = count.wrapping_add(1);
        false
    }

    #[inline(never)]
    fn advance(&mut self, address: u32, context: &Context) {
        while self.position.body < context.bodies.count() && address >= self.position.high {
            self.finish_body(context);
        }
    }

    /// Keeps a segment that is wanted.
    #[inline]
    pub fn take(&mut self, segment: Segment, context: &Context) {
        self.segments.push(Segment { column: context.address(segment.column), ..segment });
    }

    /// Makes the bodies that are left.
    pub fn finish(&mut self, context: &Context) {
        while self.position.body < context.bodies.count() {
            self.finish_body(context);
        }
    }

    fn finish_body(&mut self, context: &Context) {
        let body = self.position.body as u32;
        let bounds = context.bodies.bounds(body);
        let is_wanted = context.bodies.is_wanted(body);
        if self.position.body == self.mark.position.body && self.mark.finished.is_none() {
            self.mark.finished = Some(self.segments[..self.mark.segments].to_vec());
        }
        if self.position.is_mapped {
            self.look_at_segments(body, is_wanted, context);
        }
        if !context.scopes.ranges.is_empty() {
            let function = self.collect_calls(bounds, context);
            if is_wanted && function != 0 {
                let number = self.made.functions.number(function);
                self.made.body_functions.extend([body, number]);
            }
        }
        if is_wanted && !(self.segments.is_empty() && self.calls.is_empty()) {
            self.merge(context);
            self.write(body, bounds.0, context);
        }
        self.segments.clear();
        self.calls.clear();
        self.position.body += 1;
        self.start_body(context);
    }

    /// Counts what the body's segments say, and finds the name that most of them bear.
    fn look_at_segments(&mut self, body: u32, is_wanted: bool, context: &Context) {
        let (segments, Position { counts, sample, .. }) = (&self.segments, &mut self.position);
        let mapped = || segments.iter().filter_map(|segment| Some((segment.column, segment.with_place()?)));
        sample.add(body, mapped().map(|(address, _)| address));
        let (mut majority, mut lead, mut named) = (0, 0u32, 0u32);
        for (_, Mapped { place, name }) in mapped() {
            match context.lines_of(place.source) {
                None => counts.unknown_sources = counts.unknown_sources.saturating_add(1),
                Some(lines) if place.line > lines => counts.lines_outside = counts.lines_outside.saturating_add(1),
                Some(_) => {}
            }
            if name == 0 {
                continue;
            }
            named += 1;
            match lead {
                0 => (majority, lead) = (name, 1),
                _ if name == majority => lead += 1,
                _ => lead -= 1,
            }
        }
        if named == 0 {
            return;
        }
        let agreeing = mapped().filter(|(_, mapped)| mapped.name == majority).count() as u32;
        // The first of a body agrees with itself.
        counts.named = counts.named.saturating_add(named - 1);
        counts.agreeing = counts.agreeing.saturating_add(agreeing.saturating_sub(1));
        if is_wanted {
            self.made.body_names.extend([body, majority]);
        }
    }

    /// Finds the inlined calls that begin in the body, and returns the body's function, as [`Range::function`]. A range belongs to the body in which it begins, and in
    /// front of which it does: one that reaches over many bodies would else count in each of them.
    fn collect_calls(&mut self, (start, end): (u32, u32), context: &Context) -> u32 {
        let ranges = &context.scopes.ranges;
        let address = |column| context.address(column);
        let first = self.position.range;
        let mut function = 0;
        let mut last = first;
        while let Some(range) = ranges.get(last).filter(|range| address(range.columns.0) < end) {
            last += 1;
            let (low, high) = (address(range.columns.0).max(start), address(range.columns.1).min(end));
            if low >= high {
                continue;
            }
            let around = self.calls.binary_search_by_key(&range.caller, |call| call.range);
            if range.call.is_some() {
                let parent = around.map_or(0, |number| number as u32 + 1);
                self.calls.push(Call { start: low, end: high, range: last as u32, parent });
            } else if function == 0 && range.caller == 0 {
                function = range.function;
            }
        }
        self.position.range = last;
        function
    }

    /// Segments and calls, cut at the starts and ends of both.
    fn merge(&mut self, context: &Context) {
        self.pieces.clear();
        self.stack.clear();
        let mut segments = self.segments.iter().peekable();
        let mut calls = self.calls.iter().enumerate().peekable();
        let mut place = (0, 0, 0);
        loop {
            let next_segment = segments.peek().map_or(u32::MAX, |segment| segment.column);
            let next_call = calls.peek().map_or(u32::MAX, |(_, call)| call.start);
            let next_end = self.stack.last().map_or(u32::MAX, |&(end, _)| end);
            let start = next_segment.min(next_call).min(next_end);
            if start == u32::MAX {
                return;
            }
            while self.stack.last().is_some_and(|&(end, _)| end <= start) {
                self.stack.pop();
            }
            while let Some((number, call)) = calls.next_if(|(_, call)| call.start == start) {
                // Ranges of a sound text are nested; a call ends with the one around it at the latest.
                let end = self.stack.last().map_or(call.end, |&(end, _)| call.end.min(end));
                self.stack.push((end, number as u32 + 1));
            }
            while let Some(segment) = segments.next_if(|segment| segment.column == start) {
                place = match segment.mapped {
                    Some(Mapped { place, .. }) => context.row_of(place),
                    None if place == (0, 0, 0) => place,
                    None => (place.0, place.1, place.2 | APPROXIMATE),
                };
            }
            let node = self.stack.last().map_or(0, |&(_, node)| node);
            let (file, line, column) = place;
            self.pieces.push(Piece { start, node, file, line, column });
        }
    }

    /// Writes the record of a body.
    fn write(&mut self, body: u32, start: u32, context: &Context) {
        self.encoder.encode(start, &self.pieces, |node| node);
        let RowsEncoder { files, bytes, ranges, is_wide, .. } = &self.encoder;
        if *ranges == 0 {
            return;
        }
        let Made { rows, sources, functions, .. } = &mut self.made;
        let counts = [files.len(), self.calls.len(), bytes.len()].map(|count| count as u32);
        for word in [body, *ranges << 1 | u32::from(*is_wide)].into_iter().chain(counts) {
            push_u32(rows, word);
        }
        for &file in files {
            push_u32(rows, sources.number(file));
        }
        for (number, call) in self.calls.iter().enumerate() {
            let Range { function, call: site, .. } = context.scopes.ranges[call.range as usize - 1];
            let Place { source, line, column } = site.unwrap_or_default();
            let distance = if call.parent == 0 { 0 } else { number as u32 + 1 - call.parent };
            let file = if context.lines_of(source).is_none() { 0 } else { sources.number(source) };
            for word in [distance, functions.number(function), file, line, column] {
                push_u32(rows, word);
            }
        }
        rows.extend_from_slice(bytes);
    }
}

impl Context<'_> {
    /// What is in front of the code gets address 0, which is the count of functions and in no body.
    #[inline]
    fn address(&self, column: u32) -> u32 {
        column.saturating_sub(self.code_start)
    }

    /// How many lines a source may have; `None`: the map does not list it.
    pub fn lines_of(&self, source: u32) -> Option<u32> {
        match *self.source_lines.get((source as usize).checked_sub(1)?)? {
            NULL_SOURCE => None,
            0 => Some(u32::MAX),
            lines => Some(lines),
        }
    }

    /// File, line and column of a row.
    fn row_of(&self, place: Place) -> (u32, u32, u32) {
        let column = place.column.min(MAX_COLUMN) << FLAG_BITS;
        match self.lines_of(place.source) {
            None => (0, place.line, column),
            Some(lines) if place.line > lines => (place.source, place.line, column | OUTSIDE_SOURCE),
            Some(_) => (place.source, place.line, column),
        }
    }
}
