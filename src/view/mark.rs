//! Passages marked in place: `<mark>` around text, never around markup.
//!
//! Where passages overlap, marks are nested and cut at the borders, so the HTML is always valid;
//! with the marks taken out it is the same, byte for byte, as without passages.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::ops::Range;

use crate::dossier::Span;
use crate::text::{Block, Piece, escape_into};

/// A passage to be marked.
#[derive(Debug, Clone)]
pub struct Mark {
    /// The fragment that leads to it.
    pub id: String,
    /// Its parts in the seed, in order; never empty.
    pub parts: Vec<Span>,
    /// Its note's number.
    pub number: String,
    /// The classes of its `mark` elements: stance, colour, lane.
    pub class: String,
}

impl Mark {
    fn covers(&self, segment: &Range<usize>) -> bool {
        self.parts.iter().any(|part| part.start < segment.end && segment.start < part.end)
    }

    fn end(&self) -> usize {
        self.parts[self.parts.len() - 1].end
    }
}

/// Writes blocks with their marks; remembers which marks have begun.
pub struct Marker<'a> {
    seed: &'a str,
    marks: &'a [Mark],
    prefix: &'a str,
    /// The places of footnotes, and of what refers to them.
    footnotes: HashSet<&'a str>,
    begun: Vec<bool>,
}

impl<'a> Marker<'a> {
    /// Begins with the first of the blocks. `marks` are in the order of their beginnings. The ids
    /// of footnotes begin with `prefix`, as those of the marks do already; no link leads to one
    /// that is not among the blocks.
    pub fn new(
        seed: &'a str,
        marks: &'a [Mark],
        prefix: &'a str,
        blocks: impl Iterator<Item = &'a Block>,
    ) -> Self {
        let footnotes = blocks.flat_map(|block| &block.pieces).flat_map(|piece| {
            let Piece::Markup(html) = piece else { return vec![] };
            let ids =
                html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next());
            ids.collect()
        });
        let footnotes = footnotes.collect();
        Self { seed, marks, prefix, footnotes, begun: vec![false; marks.len()] }
    }

    /// The HTML of the next block, of which `here` are the marks that touch it.
    pub fn block(&mut self, block: &Block, here: &[usize]) -> String {
        let mut writer = Writer {
            marker: self,
            html: String::new(),
            open: vec![],
            in_link: false,
            ended: vec![],
        };
        let mut at = block.range.start;
        for piece in &block.pieces {
            match piece {
                Piece::Markup(html) => {
                    writer.cover(&[], at);
                    writer.markup(html);
                }
                Piece::Text { range, shown } => {
                    writer.text(range, shown.as_deref(), here);
                    at = range.end;
                }
            }
        }
        writer.cover(&[], at);
        writer.html
    }
}

struct Writer<'w, 'a> {
    marker: &'w mut Marker<'a>,
    html: String,
    /// The marks that are open, outermost first.
    open: Vec<usize>,
    /// Whether a link of the text is open.
    in_link: bool,
    /// The marks that ended inside it: the way to their notes is a link, too, and follows it.
    ended: Vec<usize>,
}

impl Writer<'_, '_> {
    fn markup(&mut self, html: &str) {
        // Footnotes have the only ids and links of this page, and no text of the seed is markup.
        let Marker { prefix, footnotes, .. } = &*self.marker;
        let mut parts = html.split(" href=\"#");
        let first = parts.next().unwrap_or_default();
        let mut whole = first.to_owned();
        for part in parts {
            let (id, rest) = part.split_once('"').unwrap_or((part, ""));
            if footnotes.contains(id) {
                let _ = write!(whole, " href=\"#{prefix}{id}\"");
            }
            whole.push_str(rest);
        }
        self.html.push_str(&whole.replace(" id=\"fn-", &format!(" id=\"{prefix}fn-")));
        for tag in html.split('<').skip(1) {
            let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '/');
            match &tag[..end.unwrap_or(tag.len())] {
                "a" => self.in_link = true,
                "/a" => self.in_link = false,
                _ => {}
            }
        }
        if !self.in_link {
            for mark in std::mem::take(&mut self.ended) {
                self.reference(mark);
            }
        }
    }

    fn text(&mut self, range: &Range<usize>, shown: Option<&str>, here: &[usize]) {
        let marks = self.marker.marks;
        let here: Vec<usize> =
            here.iter().copied().filter(|mark| marks[*mark].covers(range)).collect();
        let mut cuts = vec![range.start, range.end];
        if shown.is_none() {
            let borders = here.iter().flat_map(|mark| &marks[*mark].parts);
            cuts.extend(
                borders.flat_map(|p| [p.start, p.end]).filter(|at| range.contains(at)),
            );
            cuts.sort_unstable();
            cuts.dedup();
        }
        for cut in cuts.windows(2) {
            let segment = cut[0]..cut[1];
            let covering: Vec<usize> = here
                .iter()
                .copied()
                .filter(|mark| marks[*mark].covers(&segment))
                .collect();
            self.cover(&covering, segment.start);
            escape_into(&mut self.html, shown.unwrap_or(&self.marker.seed[segment]));
        }
        if let Some(end) = cuts.last() {
            self.close_ended(*end);
        }
    }

    /// Closes and opens marks until exactly `covering` are open, at the offset `at`.
    fn cover(&mut self, covering: &[usize], at: usize) {
        let common = self.open.iter().zip(covering).take_while(|(a, b)| a == b).count();
        self.close_to(common, at);
        for mark in &covering[common..] {
            let Mark { id, class, .. } = &self.marker.marks[*mark];
            let first = !std::mem::replace(&mut self.marker.begun[*mark], true);
            let fragment =
                if first { format!(" id=\"{}\"", attribute(id)) } else { String::new() };
            let _ = write!(
                self.html,
                "<mark class=\"passage {class}\"{fragment} data-passage=\"{}\">",
                attribute(id)
            );
            self.open.push(*mark);
        }
    }

    /// Closes the innermost marks until `keep` are open. A mark that has ended at `at` is
    /// followed by the number of its note.
    fn close_to(&mut self, keep: usize, at: usize) {
        while self.open.len() > keep {
            let Some(mark) = self.open.pop() else { return };
            self.html.push_str("</mark>");
            if self.marker.marks[mark].end() <= at {
                if self.in_link {
                    self.ended.push(mark);
                } else {
                    self.reference(mark);
                }
            }
        }
    }

    fn reference(&mut self, mark: usize) {
        let Mark { id, number, .. } = &self.marker.marks[mark];
        let _ = write!(
            self.html,
            "<a class=\"ref\" href=\"#n-{}\" data-n=\"{number}\" \
             aria-label=\"note {number}\"></a>",
            attribute(id)
        );
    }

    /// Closes what ends at `at` before markup could follow.
    fn close_ended(&mut self, at: usize) {
        let marks = self.marker.marks;
        if let Some(first) = self.open.iter().position(|mark| marks[*mark].end() <= at) {
            let stay: Vec<usize> = self.open[first..]
                .iter()
                .copied()
                .filter(|mark| marks[*mark].end() > at)
                .collect();
            self.close_to(first, at);
            let covering = [&self.open[..], &stay].concat();
            self.cover(&covering, at);
        }
    }
}

/// Ids hold letters, digits, `-`, `_`, `.` and `/` only, so nothing in them needs escaping.
fn attribute(id: &str) -> &str {
    debug_assert!(!id.contains(['"', '&', '<']));
    id
}

/// Which marks touch which block: for each block their indices, in order.
pub fn marks_by_block(blocks: &[Block], marks: &[Mark]) -> Vec<Vec<usize>> {
    let mut by_block = vec![Vec::new(); blocks.len()];
    for (index, mark) in marks.iter().enumerate() {
        let first =
            blocks.partition_point(|block| block.range.end <= mark.parts[0].start);
        for (block, list) in blocks[first..].iter().zip(&mut by_block[first..]) {
            if block.range.start >= mark.end() {
                break;
            }
            list.push(index);
        }
    }
    by_block
}

/// A lane for each mark, so that overlapping marks have different ones, as far as `lanes` go.
pub fn lanes(spans: &[Span], lanes: usize) -> Vec<usize> {
    let mut busy_until: Vec<usize> = Vec::new();
    spans
        .iter()
        .map(|span| {
            let free = busy_until.iter().position(|end| *end <= span.start);
            let lane = free.unwrap_or(busy_until.len());
            if lane == busy_until.len() {
                busy_until.push(0);
            }
            busy_until[lane] = span.end;
            lane % lanes
        })
        .collect()
}
