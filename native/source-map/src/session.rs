//! The host's side: a map's sections in, one after the other, tables out.

use crate::bodies::Bodies;
use crate::body_rows::{Context, RowsMaker};
use crate::bytes::push_u32;
use crate::mappings::{MappingsFault, MappingsReader, Segment, Taker};
use crate::scopes::{ScopeFunction, Scopes, ScopesReader};
use crate::sections::Section;
use crate::sorting::sort_by_words;

/// Inputs by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
#[allow(missing_docs, reason = "lib.rs has the table")]
pub enum Input {
    Bodies = 0,
    Wanted = 1,
    SourceLines = 2,
    Text = 3,
}

const INPUTS: usize = 4;

/// Outputs by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
#[allow(missing_docs, reason = "lib.rs has the table")]
pub enum Output {
    Rows = 0,
    Sources = 1,
    Functions = 2,
    BodyFunctions = 3,
    BodyNames = 4,
    Sample = 5,
    Counts = 6,
}

const OUTPUTS: usize = 7;

/// All is well.
pub const GOOD: i32 = 0;
/// The segments of the section are not in order: the section is to be given once more from its start.
pub const ONCE_MORE: i32 = 1;
/// The mappings cannot be read; [`Session::fault`] says where.
pub const MALFORMED: i32 = 2;
/// An input table does not hold together, or a call comes at the wrong time.
pub const INVALID: i32 = -2;

/// What is read at the moment.
enum Stage {
    Nothing,
    Scopes(ScopesReader),
    Mappings(MappingsReader),
    /// The segments of a section that were not in order, and are read once more to be sorted.
    Unordered(MappingsReader, Vec<Segment>),
}

/// One map and what is made of it.
pub struct Session {
    inputs: [Vec<u8>; INPUTS],
    outputs: [Vec<u8>; OUTPUTS],
    bodies: Bodies,
    source_lines: Vec<u32>,
    code_start: u32,
    max_inline_depth: u32,
    scopes: Scopes,
    maker: RowsMaker,
    stage: Stage,
    section: Section,
    last_column: u32,
    on_other_lines: u64,
    fault: Option<MappingsFault>,
}

impl Default for Session {
    fn default() -> Self {
        Session {
            inputs: Default::default(),
            outputs: Default::default(),
            bodies: Bodies::default(),
            source_lines: Vec::new(),
            code_start: 0,
            max_inline_depth: 0,
            scopes: Scopes::default(),
            maker: RowsMaker::default(),
            stage: Stage::Nothing,
            section: Section::default(),
            last_column: 0,
            on_other_lines: 0,
            fault: None,
        }
    }
}

impl Session {
    /// Makes room for an input; `None`: memory does not suffice, or there is no such input.
    pub fn reserve(&mut self, input: usize, length: usize) -> Option<&mut [u8]> {
        let slot = self.inputs.get_mut(input)?;
        slot.clear();
        slot.try_reserve_exact(length).ok()?;
        slot.resize(length, 0);
        Some(slot)
    }

    /// Takes the tables. Sections follow.
    pub fn begin(&mut self, only_wanted: bool, code_start: u32, max_inline_depth: u32) -> i32 {
        let table = std::mem::take(&mut self.inputs[Input::Bodies as usize]);
        let pairs = words(&table);
        if !pairs.len().is_multiple_of(2) {
            return INVALID;
        }
        let Some(bodies) = Bodies::new(pairs.chunks_exact(2).map(|pair| (pair[0], pair[1]))) else { return INVALID };
        self.bodies = bodies;
        if only_wanted {
            self.bodies.want_only(words(&self.inputs[Input::Wanted as usize]).into_iter());
        }
        self.source_lines = words(&self.inputs[Input::SourceLines as usize]);
        (self.code_start, self.max_inline_depth) = (code_start, max_inline_depth);
        let Session { bodies, source_lines, scopes, maker, .. } = self;
        maker.begin(&Context { bodies, source_lines, scopes, code_start });
        GOOD
    }

    /// The next section. All scopes come before all mappings, for mappings become rows at once.
    pub fn start_scopes(&mut self, section: Section) {
        self.stage = Stage::Scopes(ScopesReader::new(section));
    }

    /// The next section, in the order of their columns.
    pub fn start_mappings(&mut self, section: Section) {
        self.section = section;
        self.last_column = section.column;
        self.maker.mark();
        self.stage = Stage::Mappings(MappingsReader::new(section));
    }

    /// Reads the next chunk of the section, so many bytes of the input.
    pub fn read(&mut self, length: usize) -> i32 {
        let Session { inputs, bodies, source_lines, code_start, scopes, maker, last_column, .. } = self;
        let Some(chunk) = inputs[Input::Text as usize].get(..length) else { return INVALID };
        let result = match &mut self.stage {
            Stage::Nothing => return INVALID,
            Stage::Scopes(reader) => {
                reader.read(chunk, self.max_inline_depth, scopes);
                return GOOD;
            }
            Stage::Mappings(reader) => {
                let context = Context { bodies, source_lines, scopes, code_start: *code_start };
                let mut feed = Feed { maker, context: &context, last_column, is_ordered: true };
                let result = reader.read(chunk, &mut feed);
                if result.is_ok() && !feed.is_ordered {
                    maker.go_back();
                    self.stage = Stage::Unordered(MappingsReader::new(self.section), Vec::new());
                    return ONCE_MORE;
                }
                result
            }
            Stage::Unordered(reader, segments) => reader.read(chunk, segments),
        };
        self.fault = result.err();
        if self.fault.is_some() { MALFORMED } else { GOOD }
    }

    /// Ends the section.
    pub fn end_section(&mut self) {
        match std::mem::replace(&mut self.stage, Stage::Nothing) {
            Stage::Mappings(reader) => self.on_other_lines += reader.on_other_lines,
            Stage::Unordered(reader, mut segments) => {
                self.on_other_lines += reader.on_other_lines;
                // Stable: of several segments at one column the last counts.
                sort_by_words(&mut segments, |segment| [segment.column, 0, 0]);
                let Session { bodies, source_lines, code_start, scopes, maker, .. } = self;
                let context = Context { bodies, source_lines, scopes, code_start: *code_start };
                let start = self.section.column;
                for segment in segments.into_iter().filter(|segment| segment.column >= start) {
                    let mapped = segment.with_place();
                    let name = mapped.map_or(0, |mapped| mapped.name);
                    if maker.wants(segment.column, mapped.is_some(), name != 0, &context) {
                        maker.take(segment, &context);
                    }
                }
            }
            Stage::Scopes(mut reader) => reader.finish(&mut self.scopes),
            Stage::Nothing => {}
        }
    }

    /// Ends the map: the outputs are made.
    pub fn finish(&mut self) {
        let Session { bodies, source_lines, code_start, scopes, maker, .. } = self;
        let context = Context { bodies, source_lines, scopes, code_start: *code_start };
        maker.finish(&context);
        let counts = maker.counts();
        let made = &mut maker.made;
        let functions = made.functions.list.iter().flat_map(|&number| {
            let ScopeFunction { name, place } = scopes.functions[number as usize];
            // A line is no declaration where nobody knows of what source: functions without a declaration stand there, too.
            match context.lines_of(place.source) {
                None => [name, 0, 0],
                Some(_) => [name, made.sources.number(place.source), place.line],
            }
        });
        self.outputs[Output::Functions as usize] = table(functions);
        self.outputs[Output::Sources as usize] = table(maker.made.sources.list.iter().copied());
        self.outputs[Output::BodyFunctions as usize] = table(maker.made.body_functions.iter().copied());
        self.outputs[Output::BodyNames as usize] = table(maker.made.body_names.iter().copied());
        self.outputs[Output::Sample as usize] = table(maker.sample().flatten());
        self.outputs[Output::Rows as usize] = std::mem::take(&mut maker.made.rows);
        self.outputs[Output::Counts as usize] = table(
            [
                counts.inside,
                counts.outside,
                u32::try_from(self.on_other_lines).unwrap_or(u32::MAX),
                counts.unknown_sources,
                counts.lines_outside,
                counts.named,
                counts.agreeing,
                scopes.malformed,
                scopes.too_deep,
            ]
            .into_iter(),
        );
    }

    /// What was made.
    pub fn output(&self, output: usize) -> &[u8] {
        self.outputs.get(output).map_or(&[], Vec::as_slice)
    }

    /// Where the mappings could not be read: fault, line, segment, character.
    pub fn fault(&self) -> [u32; 4] {
        self.fault.map_or([0; 4], |MappingsFault { fault, line, segment, character }| {
            [fault as u32, line, segment, u32::try_from(character).unwrap_or(u32::MAX)]
        })
    }
}

/// Hands segments on as long as they are in order.
struct Feed<'a> {
    maker: &'a mut RowsMaker,
    context: &'a Context<'a>,
    last_column: &'a mut u32,
    is_ordered: bool,
}

impl Taker for Feed<'_> {
    #[inline]
    fn wants(&mut self, column: u32, is_mapped: bool, has_name: bool) -> bool {
        self.is_ordered &= column >= *self.last_column;
        *self.last_column = column;
        self.is_ordered && self.maker.wants(column, is_mapped, has_name, self.context)
    }

    #[inline]
    fn take(&mut self, segment: Segment) {
        self.maker.take(segment, self.context);
    }
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|&word| u32::from_le_bytes(word)).collect()
}

fn table(words: impl Iterator<Item = u32>) -> Vec<u8> {
    let mut bytes = Vec::new();
    words.for_each(|word| push_u32(&mut bytes, word));
    bytes
}
