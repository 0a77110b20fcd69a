//! Which inlined call covers which part of a body: *starts are trusted, ends are not*.
//!
//! On sound data ranges nest, and the innermost one covers an address. What Binaryen rewrote does not nest: children reach out of their
//! parents, siblings overlap. LLVM then lets each range, in the order of the entries, take what it covers *from its start on*, and gives the
//! rest of a range that was cut back only where the new one lies within it. "Children over parents, later over earlier" was tried and is not what LLVM does: 755 of 3,636
//! addresses of a large module came out differently.

use crate::entries::InlineNumber;
use crate::interval_map::IntervalMap;
use crate::sorting::{packed, sort_packed};

/// One range of an inlined call, clipped to the body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// First address.
    pub low: u32,
    /// Behind the last.
    pub high: u32,
    /// The call.
    pub node: InlineNumber,
    /// The call around it.
    pub parent: InlineNumber,
    /// It starts in front of the body: it cannot be trusted with painting.
    pub is_spilled: bool,
}

/// From an address on, up to the next interval: this call is the innermost; 0: the function itself.
pub type Interval = (u32, InlineNumber);

/// Paints bodies. Holds what is reused from body to body.
#[derive(Default)]
pub struct Painter {
    /// The painted body. Ascending; the first starts at the body's start.
    pub intervals: Vec<Interval>,
    order: Vec<u128>,
    /// The ranges around the one at hand: end and call.
    open: Vec<(u32, InlineNumber)>,
    map: IntervalMap,
}

impl Painter {
    /// Paints the spans of a body, given in the order of the entries, parents first. True if they are torn: they do not nest.
    pub fn paint(&mut self, start: u32, end: u32, spans: &[Span]) -> bool {
        let is_torn = spans.iter().any(|span| span.is_spilled) || !self.nested(start, end, spans);
        if is_torn {
            self.torn(start, end, spans);
        }
        is_torn
    }

    /// The innermost range at each address, if they nest as the entries do; false if not.
    fn nested(&mut self, start: u32, end: u32, spans: &[Span]) -> bool {
        let Painter { intervals, order, open, .. } = self;
        let key = |(number, span): (usize, &Span)| packed([span.low, u32::MAX - span.high, 0, number as u32]);
        order.clear();
        order.extend(spans.iter().enumerate().map(key));
        if !order.is_sorted() {
            sort_packed(order);
        }
        intervals.clear();
        intervals.push((start, 0));
        open.clear();
        for &key in &*order {
            let next = &spans[key as u32 as usize];
            while let Some((high, _)) = open.pop_if(|&mut (high, _)| high <= next.low) {
                push_interval(intervals, high, open.last().map_or(0, |outer| outer.1));
            }
            let (high, around) = open.last().copied().unwrap_or((u32::MAX, 0));
            if around != next.parent || next.high > high {
                return false;
            }
            push_interval(intervals, next.low, next.node);
            open.push((next.high, next.node));
        }
        while let Some((high, _)) = open.pop().filter(|&(high, _)| high < end) {
            push_interval(intervals, high, open.last().map_or(0, |outer| outer.1));
        }
        true
    }

    /// LLVM's map from starts to ends, one body at a time.
    fn torn(&mut self, start: u32, end: u32, spans: &[Span]) {
        let Painter { intervals, map, .. } = self;
        map.reset((start, end, 0));
        for span in spans.iter().filter(|span| !span.is_spilled) {
            if let Some((before_start, before_end, before_node)) = map.before(span.low)
                && span.low < before_end
            {
                if span.high < before_end {
                    map.insert((span.high, before_end, before_node));
                }
                if span.low > before_start {
                    map.insert((before_start, span.low, before_node));
                }
            }
            map.insert((span.low, span.high, span.node));
        }
        intervals.clear();
        let mut stretches = map.iter().peekable();
        while let Some((low, high, node)) = stretches.next() {
            push_interval(intervals, low, node);
            // In the hole behind a range that ends before the next one starts LLVM knows nothing; the body is still its function's.
            if high < stretches.peek().map_or(end, |&(next, ..)| next) {
                push_interval(intervals, high, 0);
            }
        }
    }
}

fn push_interval(intervals: &mut Vec<Interval>, at: u32, node: InlineNumber) {
    match intervals.last_mut() {
        Some(last) if last.0 == at => last.1 = node,
        Some(last) if last.1 == node => (),
        _ => intervals.push((at, node)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paint(start: u32, end: u32, spans: &[Span]) -> (Vec<Interval>, bool) {
        let mut painter = Painter::default();
        let is_torn = painter.paint(start, end, spans);
        (painter.intervals, is_torn)
    }

    fn torn(start: u32, end: u32, spans: &[Span]) -> Vec<Interval> {
        let mut painter = Painter::default();
        painter.torn(start, end, spans);
        painter.intervals
    }

    fn span(low: u32, high: u32, node: u32, parent: u32) -> Span {
        Span { low, high, node, parent, is_spilled: false }
    }

    #[test]
    fn nested_ranges_give_the_innermost() {
        let spans = [span(10, 40, 1, 0), span(12, 20, 2, 1), span(20, 30, 3, 1), span(50, 60, 1, 0)];
        let painted = paint(5, 70, &spans);
        let expected = [(5, 0), (10, 1), (12, 2), (20, 3), (30, 1), (40, 0), (50, 1), (60, 0)];
        assert_eq!(painted, (expected.to_vec(), false));
        assert_eq!(torn(5, 70, &spans), expected);
    }

    #[test]
    fn a_child_as_long_as_its_parent_covers_it() {
        let painted = paint(0, 9, &[span(2, 5, 1, 0), span(2, 5, 2, 1)]);
        assert_eq!(painted, (vec![(0, 0), (2, 2), (5, 0)], false));
    }

    #[test]
    fn a_child_that_reaches_out_loses_what_reaches_out() {
        // 1 is [10, 20), its child 2 [15, 30). What begins at 20, the rest of the body, begins there whatever 2 says of its end.
        let painted = paint(0, 40, &[span(10, 20, 1, 0), span(15, 30, 2, 1)]);
        assert_eq!(painted, (vec![(0, 0), (10, 1), (15, 2), (20, 0)], true));
    }

    #[test]
    fn a_later_sibling_takes_from_its_start_on() {
        let painted = paint(0, 40, &[span(10, 30, 1, 0), span(5, 20, 2, 0)]);
        // LLVM: the map holds 0..5 body, 5..20 node 2, 10..30 node 1, 30..40 body.
        assert_eq!(painted, (vec![(0, 0), (5, 2), (10, 1), (30, 0)], true));
    }

    #[test]
    fn spilled_ranges_do_not_paint() {
        let spilled = Span { is_spilled: true, ..span(0, 20, 1, 0) };
        let painted = paint(0, 40, &[spilled, span(5, 8, 2, 1)]);
        assert_eq!(painted, (vec![(0, 0), (5, 2), (8, 0)], true));
    }

    #[test]
    fn what_nests_is_painted_alike_on_both_ways() {
        // Seeded random trees of properly nested ranges.
        let mut seed = 7u64;
        let mut random = move |below: u32| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as u32 % below
        };
        for _ in 0..200 {
            let mut spans = Vec::new();
            let mut open = vec![(0u32, 1_000u32, 0u32)];
            while let Some((low, high, parent)) = open.pop() {
                let mut at = low;
                while at + 2 < high && spans.len() < 60 {
                    let from = at + random(high - at);
                    let to = (from + 1 + random(40)).min(high);
                    if from >= to {
                        break;
                    }
                    let node = spans.len() as u32 + 1;
                    spans.push(span(from, to, node, parent));
                    if random(2) == 0 {
                        open.push((from, to, node));
                    }
                    at = to;
                }
            }
            // Entry order: parents before children holds by construction.
            assert_eq!(paint(0, 1_000, &spans), (torn(0, 1_000, &spans), false));
        }
    }
}
