//! Rows over ranges, where a tool tore the ranges.
//!
//! A row names the file and line that the instruction came from; the function that is declared last above that line in that file is the one in which
//! it was written. Where the painted call is of another function, a call of that function which also covers the address (its range may have lost
//! against a neighbour's start) is believed before the paint. Measured on a large module after wasm-opt: the innermost function's source extent fits its row
//! at 89.7 % of addresses instead of 77.0 % with the paint alone, and 76.5 % with LLVM.

use crate::names::Declaration;
use crate::paint::Span;
use crate::pieces::Piece;
use crate::sorting::sort_by_words;
use crate::tables::FileId;

/// The places at which functions are declared: file and line as one number, ascending.
#[derive(Default)]
pub struct DeclarationLines {
    places: Vec<u64>,
}

impl DeclarationLines {
    /// From the declarations of functions.
    pub fn new(declarations: impl Iterator<Item = Declaration>) -> Self {
        let is_known = |&(file, line): &Declaration| file != 0 && line != 0;
        let mut places: Vec<u64> = declarations.filter(is_known).map(place_of).collect();
        sort_by_words(&mut places, |&place| [(place >> 32) as u32, place as u32, 0]);
        places.dedup();
        DeclarationLines { places }
    }

    /// The last line at or above this one at which a function is declared.
    fn above(&self, file: FileId, line: u32) -> Option<u32> {
        let at = place_of((file, line));
        let behind = self.places.partition_point(|&declared| declared <= at);
        let declared = self.places[behind.checked_sub(1)?];
        (declared >> 32 == at >> 32).then_some(declared as u32)
    }
}

fn place_of((file, line): Declaration) -> u64 {
    u64::from(file) << 32 | u64::from(line)
}

/// Finds the declaration of the function in which a line was written. Remembers some answers: the rows of a body go to and fro between the same lines.
struct WrittenIn<'a> {
    lines: [&'a DeclarationLines; 2],
    /// At a place that the line gives: file, line, answer. File 0 has no answer.
    known: [(FileId, u32, Option<Declaration>); 128],
}

impl WrittenIn<'_> {
    fn find(&mut self, file: FileId, line: u32) -> Option<Declaration> {
        let place = &mut self.known[(line as usize).wrapping_add(file as usize * 32) % 128];
        if (place.0, place.1) != (file, line) {
            let above = self.lines.map(|lines| lines.above(file, line));
            *place = (file, line, above.into_iter().max().flatten().map(|above| (file, above)));
        }
        place.2
    }
}

/// The calls of one declaration, while the pieces go by.
#[derive(Default)]
struct Candidates {
    /// Ascending by start, then by entry order.
    spans: Vec<(u32, u32, u32)>,
    next: usize,
    /// Those that have begun; the last one is the latest start. What has ended is taken off when it comes to the top.
    begun: Vec<(u32, u32)>,
}

impl Candidates {
    /// The call with the latest start that covers `at`, and up to where that stays so.
    fn at(&mut self, at: u32) -> (Option<u32>, u32) {
        while let Some(&(low, high, node)) = self.spans.get(self.next).filter(|span| span.0 <= at) {
            debug_assert!(low <= at);
            self.begun.push((high, node));
            self.next += 1;
        }
        while self.begun.last().is_some_and(|&(high, _)| high <= at) {
            self.begun.pop();
        }
        let next_start = self.spans.get(self.next).map_or(u32::MAX, |span| span.0);
        match self.begun.last() {
            Some(&(high, node)) => (Some(node), high.min(next_start)),
            None => (None, next_start),
        }
    }
}

/// Decides anew which call is innermost in each piece. `lines`: the functions of the unit, and those inlined into the body from other units.
/// `declared(node)` is where the node's function is declared, node 0 the body's function.
/// `None`: nothing changes. Linear in pieces and spans but for sorting: a scan of all spans for each piece took quadratic time on real functions.
pub fn arbitrate(
    pieces: &[Piece],
    end: u32,
    spans: &[Span],
    lines: [&DeclarationLines; 2],
    mut declared: impl FnMut(u32) -> Declaration,
) -> Option<Vec<Piece>> {
    let mut written_in = WrittenIn { lines, known: [(0, 0, None); 128] };
    // Most functions that a tool tore have few disputes, and most of their calls are of functions that are in none.
    let mut disputes: Vec<(usize, Declaration)> = Vec::new();
    for (number, piece) in pieces.iter().enumerate() {
        if let Some(declaration) = written_in.find(piece.file, piece.line)
            && declared(piece.node) != declaration
        {
            disputes.push((number, declaration));
        }
    }
    if disputes.is_empty() {
        return None;
    }
    let mut disputed: Vec<Declaration> = disputes.iter().map(|&(_, declaration)| declaration).collect();
    sort_by_words(&mut disputed, |&(file, line)| [file, line, 0]);
    disputed.dedup();
    let number_of = |declaration: &Declaration| disputed.binary_search(declaration);
    let mut candidates: Vec<Candidates> = disputed.iter().map(|_| Candidates::default()).collect();
    // A call's spans follow each other.
    let mut of_node = (u32::MAX, None);
    for span in spans {
        if of_node.0 != span.node {
            of_node = (span.node, number_of(&declared(span.node)).ok());
        }
        if let Some(number) = of_node.1 {
            candidates[number].spans.push((span.low, span.high, span.node));
        }
    }
    for of_one in &mut candidates {
        sort_by_words(&mut of_one.spans, |&(low, _, _)| [low, 0, 0]);
    }
    let mut decided = Vec::with_capacity(pieces.len());
    let mut undecided = 0;
    for (number, declaration) in disputes {
        decided.extend_from_slice(&pieces[undecided..number]);
        undecided = number + 1;
        let piece = &pieces[number];
        let fallback = if declared(0) == declaration { 0 } else { piece.node };
        let piece_end = pieces.get(number + 1).map_or(end, |next| next.start);
        let mut at = piece.start;
        while at < piece_end {
            let (node, until) = number_of(&declaration).map_or((None, u32::MAX), |number| candidates[number].at(at));
            decided.push(Piece { start: at, node: node.unwrap_or(fallback), ..*piece });
            at = until;
        }
    }
    decided.extend_from_slice(&pieces[undecided..]);
    Some(decided)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(low: u32, high: u32, node: u32) -> Span {
        Span { low, high, node, parent: 0, is_spilled: false }
    }

    fn piece(start: u32, node: u32, line: u32) -> Piece {
        Piece { start, node, file: 1, line, column: 0 }
    }

    #[test]
    fn a_row_moves_to_the_call_of_the_function_it_was_written_in() {
        // body declared at 100, node 1 at 10, node 2 at 20; both nodes cover [5, 30), node 2 won the paint.
        let declared = |node: u32| [(1, 100), (1, 10), (1, 20)][node as usize];
        let lines = DeclarationLines::new([(1, 100), (1, 10), (1, 20)].into_iter());
        let spans = [span(5, 30, 1), span(5, 40, 2)];
        let pieces = [piece(0, 0, 101), piece(5, 2, 11), piece(10, 2, 21), piece(20, 2, 12), piece(50, 2, 102)];
        let decided = arbitrate(&pieces, 60, &spans, [&lines, &DeclarationLines::default()], declared);
        // At 20 node 1 covers up to 30 only; from there on nothing of that function does, and the paint stays.
        let expected = [
            piece(0, 0, 101),
            piece(5, 1, 11),
            piece(10, 2, 21),
            piece(20, 1, 12),
            piece(30, 2, 12),
            piece(50, 0, 102),
        ];
        assert_eq!(decided.as_deref(), Some(&expected[..]));
    }

    #[test]
    fn of_several_calls_the_latest_start_counts() {
        let declared = |node: u32| [(1, 100), (1, 10), (1, 10)][node as usize];
        let lines = DeclarationLines::new([(1, 100), (1, 10)].into_iter());
        let spans = [span(0, 50, 1), span(10, 20, 2)];
        let decided = arbitrate(&[piece(0, 0, 11)], 60, &spans, [&lines, &DeclarationLines::default()], declared);
        let expected = [piece(0, 1, 11), piece(10, 2, 11), piece(20, 1, 11), piece(50, 0, 11)];
        assert_eq!(decided.as_deref(), Some(&expected[..]));
    }

    #[test]
    fn a_line_above_every_declaration_decides_nothing() {
        let lines = DeclarationLines::new([(1, 100)].into_iter());
        let pieces = [piece(0, 1, 5), piece(4, 1, 0)];
        assert_eq!(arbitrate(&pieces, 9, &[], [&lines, &DeclarationLines::default()], |_| (1, 100)), None);
    }
}
