//! Where boxes and lines go: dagre ranks what is joined, from left to right, with as few crossings
//! as it can, and the rest stands in rows below. Only its places are used; a template draws them.
//!
//! The same boxes and lines always have the same places.

use std::collections::BTreeMap;

use dagre::graph::{Graph, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir};

/// Between two columns of boxes, between two boxes, and between two lines.
const BETWEEN_COLUMNS: f64 = 64.0;
const BETWEEN_BOXES: f64 = 16.0;
const BETWEEN_LINES: f64 = 10.0;

/// Around everything.
const MARGIN: f64 = 6.0;

/// A box, in pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Rect {
    fn middle(&self) -> f64 {
        self.y + self.height / 2.0
    }
}

/// A line: where it begins, and the control points and ends of its curves.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Curve(pub(super) Vec<(f64, f64)>);

/// What joins two boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether it says where boxes stand; one that does not may go behind them.
    pub(super) firm: bool,
}

/// Boxes and lines in their places.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) boxes: Vec<Rect>,
    /// One a line, each from its first box to its second.
    pub(super) curves: Vec<Curve>,
}

/// Places boxes of one width and of these heights.
pub(super) fn place(width: f64, heights: &[f64], lines: &[Line]) -> Placed {
    let mut firm = vec![false; heights.len()];
    for line in lines.iter().filter(|line| line.firm) {
        (firm[line.from], firm[line.to]) = (true, true);
    }
    // What nothing firm holds is placed by its other lines.
    let holds = |line: &&Line| line.firm || !firm[line.from] || !firm[line.to];
    let holding: Vec<Line> = lines.iter().filter(holds).copied().collect();
    let mut boxes: Vec<Rect> = heights
        .iter()
        .map(|height| Rect { width, height: *height, ..Rect::default() })
        .collect();
    let ways = ranked(&mut boxes, &holding);
    let joined =
        |number: usize| holding.iter().any(|line| [line.from, line.to].contains(&number));
    let alone: Vec<usize> = (0..boxes.len()).filter(|number| !joined(*number)).collect();
    let lowest = ways.values().flatten().map(|point| point.1).fold(0.0, f64::max);
    rows(&mut boxes, &alone, lowest);
    let mut curves = curves(&boxes, lines, &ways);
    into_sight(&mut boxes, &mut curves);
    let right = boxes.iter().map(|b| b.x + b.width);
    let bottom = boxes.iter().map(|b| b.y + b.height);
    let points = || curves.iter().flat_map(|curve| &curve.0);
    let right = right.chain(points().map(|point| point.0)).fold(0.0, f64::max);
    let bottom = bottom.chain(points().map(|point| point.1)).fold(0.0, f64::max);
    Placed {
        width: (right + MARGIN).ceil(),
        height: (bottom + MARGIN).ceil(),
        boxes,
        curves,
    }
}

/// The heights at which a line crosses the columns between its boxes, from left to right.
type Ways = BTreeMap<(usize, usize), Vec<(f64, f64)>>;

/// Two boxes that a line joins, in order.
fn pair(line: &Line) -> (usize, usize) {
    (line.from.min(line.to), line.from.max(line.to))
}

/// Places the boxes that lines hold.
fn ranked(boxes: &mut [Rect], holding: &[Line]) -> Ways {
    let mut graph: Graph<NodeLabel, EdgeLabel> = Graph::with_options(GraphOptions {
        directed: true,
        multigraph: false,
        compound: false,
    });
    for number in holding.iter().flat_map(|line| [line.from, line.to]) {
        let Rect { width, height, .. } = boxes[number];
        let node = NodeLabel { width, height, ..NodeLabel::default() };
        graph.set_node(number.to_string(), Some(node));
    }
    // Several lines between the same boxes go the same way.
    let mut edges: BTreeMap<(usize, usize), &Line> = BTreeMap::new();
    for line in holding {
        edges.entry(pair(line)).or_insert_with(|| {
            let (from, to) = (line.from.to_string(), line.to.to_string());
            graph.set_edge(from, to, Some(EdgeLabel::default()), None);
            line
        });
    }
    if edges.is_empty() {
        return Ways::new();
    }
    let options = LayoutOptions {
        rankdir: RankDir::LR,
        nodesep: BETWEEN_BOXES,
        edgesep: BETWEEN_LINES,
        ranksep: BETWEEN_COLUMNS,
        marginx: MARGIN,
        marginy: MARGIN,
        ..LayoutOptions::default()
    };
    dagre::layout(&mut graph, Some(options));
    for (number, place) in boxes.iter_mut().enumerate() {
        if let Some(node) = graph.node(&number.to_string()) {
            place.x = (node.x.unwrap_or(0.0) - place.width / 2.0).round();
            place.y = (node.y.unwrap_or(0.0) - place.height / 2.0).round();
        }
    }
    // Where it passes between boxes; it is free elsewhere.
    let held = || holding.iter().flat_map(|line| [line.from, line.to]).map(|n| boxes[n]);
    let column = |x: f64| held().find(|b| x > b.x && x < b.x + b.width).map(|b| b.x);
    let ways = edges.into_iter().map(|(pair, line)| {
        let edge = graph.edge(&line.from.to_string(), &line.to.to_string(), None);
        let points = edge.map(|edge| &edge.points[..]).unwrap_or_default();
        let inner = points.get(1..points.len().saturating_sub(1)).unwrap_or_default();
        let mut way: Vec<(f64, f64)> =
            inner.iter().filter_map(|p| Some((column(p.x)?, p.y.round()))).collect();
        way.sort_by(|a, b| a.0.total_cmp(&b.0));
        way.dedup_by(|a, b| (a.0 - b.0).abs() < 1.0);
        (pair, way)
    });
    ways.collect()
}

/// Moves everything right and down as far as it takes: lines may pass above all boxes.
fn into_sight(boxes: &mut [Rect], curves: &mut [Curve]) {
    let points = || curves.iter().flat_map(|curve| &curve.0);
    let left = boxes.iter().map(|b| b.x).chain(points().map(|point| point.0));
    let top = boxes.iter().map(|b| b.y).chain(points().map(|point| point.1));
    let right = MARGIN - left.fold(MARGIN, f64::min);
    let down = MARGIN - top.fold(MARGIN, f64::min);
    for place in boxes {
        (place.x, place.y) = (place.x + right, place.y + down);
    }
    for point in curves.iter_mut().flat_map(|curve| &mut curve.0) {
        *point = (point.0 + right, point.1 + down);
    }
}

/// Puts what nothing joins into rows below the rest, and below the lowest line.
fn rows(boxes: &mut [Rect], alone: &[usize], lowest: f64) {
    let placed = |n: &usize| !alone.contains(n);
    let placed = || (0..boxes.len()).filter(placed).map(|n| boxes[n]);
    let bottom = placed().map(|b| b.y + b.height).fold(lowest, f64::max);
    let bottom = if bottom > 0.0 { bottom + BETWEEN_COLUMNS } else { MARGIN };
    let right = placed().map(|b| b.x + b.width).fold(0.0, f64::max);
    let (mut x, mut y, mut tallest) = (MARGIN, bottom, 0.0_f64);
    for number in alone {
        let place = &mut boxes[*number];
        if x > MARGIN && x + place.width > right.max(4.5 * place.width) {
            (x, y, tallest) = (MARGIN, y + tallest + BETWEEN_BOXES, 0.0);
        }
        (place.x, place.y) = (x, y);
        x += place.width + BETWEEN_BOXES;
        tallest = tallest.max(place.height);
    }
}

/// A side of a box: the number of the box, and whether it is the right one.
type Side = (usize, bool);

/// The lines as curves. Those at one side of a box are set apart, in the order of where they lead.
fn curves(boxes: &[Rect], lines: &[Line], ways: &Ways) -> Vec<Curve> {
    // From left to right, whichever way the line points.
    let ends: Vec<(Side, Side)> = lines
        .iter()
        .map(|line| {
            let (a, b) = (boxes[line.from], boxes[line.to]);
            let (left, right) =
                if b.x < a.x { (line.to, line.from) } else { (line.from, line.to) };
            // Two boxes of one column are joined around their right sides.
            let around = (a.x - b.x).abs() < a.width;
            ((left, true), (right, around))
        })
        .collect();
    let mut at: BTreeMap<Side, Vec<(f64, usize)>> = BTreeMap::new();
    for (number, line) in lines.iter().enumerate() {
        let way = ways.get(&pair(line)).map_or(&[][..], |way| &way[..]);
        let (left, right) = ends[number];
        let next = way.first().map_or(boxes[right.0].middle(), |point| point.1);
        let before = way.last().map_or(boxes[left.0].middle(), |point| point.1);
        at.entry(left).or_default().push((next, number));
        at.entry(right).or_default().push((before, number));
    }
    for there in at.values_mut() {
        there.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    }
    let port = |side: Side, number: usize| {
        let there = &at[&side];
        let place = there.iter().position(|(_, line)| *line == number).unwrap_or(0);
        let Rect { x, width, height, .. } = boxes[side.0];
        let step = (f64::from(small(there.len())) + 1.0).recip() * height;
        let y = boxes[side.0].y + step * (f64::from(small(place)) + 1.0);
        (if side.1 { x + width } else { x }, y.round())
    };
    let curve = |(number, line): (usize, &Line)| {
        let (left, right) = ends[number];
        let (start, end) = (port(left, number), port(right, number));
        let mut points = vec![start];
        if right.1 {
            let out = start.0.max(end.0) + BETWEEN_COLUMNS * 0.4;
            points.extend([(out, start.1), (out, end.1), end]);
        } else {
            let width = boxes[left.0].width;
            let mut here = start;
            for (x, y) in ways.get(&pair(line)).into_iter().flatten() {
                if *x > here.0 && x + width < end.0 {
                    points.extend(bend(here, (*x, *y)));
                    // Straight on, between the boxes of this column.
                    here = (x + width, *y);
                    points.extend([(*x, *y), here, here]);
                }
            }
            points.extend(bend(here, end));
        }
        if left.0 != line.from {
            points.reverse();
        }
        Curve(points)
    };
    lines.iter().enumerate().map(curve).collect()
}

/// The control points and the end of a curve that begins and ends level.
fn bend(from: (f64, f64), to: (f64, f64)) -> [(f64, f64); 3] {
    let middle = from.0.midpoint(to.0).round();
    [(middle, from.1), (middle, to.1), to]
}

/// A number of lines, as it is multiplied.
pub(super) fn small(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn no_two_boxes_overlap_and_every_line_joins_its_two(
            heights in prop::collection::vec(prop::sample::select(vec![30.0, 48.0, 66.0]), 1..40),
            ends in prop::collection::vec((0..40_usize, 0..40_usize, any::<bool>()), 0..60),
        ) {
            let boxes = heights.len();
            let lines: Vec<Line> = ends
                .iter()
                .map(|(from, to, firm)| Line { from: from % boxes, to: to % boxes, firm: *firm })
                .filter(|line| line.from != line.to)
                .collect();
            let placed = place(150.0, &heights, &lines);
            for (n, a) in placed.boxes.iter().enumerate() {
                prop_assert!(a.x >= 0.0 && a.x + a.width <= placed.width);
                prop_assert!(a.y >= 0.0 && a.y + a.height <= placed.height);
                for b in &placed.boxes[..n] {
                    let beside = a.x + a.width <= b.x || b.x + b.width <= a.x;
                    let below = a.y + a.height <= b.y || b.y + b.height <= a.y;
                    prop_assert!(beside || below, "{a:?} {b:?}");
                }
            }
            for (line, curve) in lines.iter().zip(&placed.curves) {
                let (first, last) = (curve.0.first().unwrap(), curve.0.last().unwrap());
                for (x, y) in &curve.0 {
                    prop_assert!(*x >= 0.0 && *x <= placed.width, "{x} is not in sight");
                    prop_assert!(*y >= 0.0 && *y <= placed.height, "{y} is not in sight");
                }
                for (point, at) in [(first, line.from), (last, line.to)] {
                    let b = placed.boxes[at];
                    let near = point.0 >= b.x - 1.0 && point.0 <= b.x + b.width + 1.0;
                    prop_assert!(near, "{line:?} {point:?} {b:?}");
                }
            }
            let again = place(150.0, &heights, &lines);
            prop_assert_eq!(again.boxes, placed.boxes);
            prop_assert_eq!(again.curves, placed.curves);
        }
    }
}
