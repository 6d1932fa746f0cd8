//! From what a reader selects on a page to a place in the seed.
//!
//! A page numbers the blocks of a source (`p1`, `p2` …), and a browser counts UTF-16 code units.
//! White space counts nothing: between blocks, within lists and at the ends of lines, a page has
//! other white space than the seed.

use super::Refusal;
use crate::dossier::Span;
use crate::text::{Block, Body, Piece, printable};

/// A place between two characters of a source's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The number of the block: 1 for the element `p1`.
    pub block: usize,
    /// UTF-16 code units of the seed's words in that block before it, without white space
    /// (`White_Space` of Unicode). The page's own words there (numbers of notes, of footnotes)
    /// and markup count nothing.
    pub offset: usize,
}

/// A stretch of a source's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// Where it begins.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
}

impl Selection {
    /// The words of the stretch as a page shows them, without white space: page and seed differ in
    /// that at the ends of lines and between blocks.
    pub(super) fn words(self, body: &Body, seed: &str) -> String {
        let (from, to) = self.ends();
        let mut words = String::new();
        let blocks = body.blocks.iter().zip(1..);
        for (block, number) in blocks.skip(from.block.saturating_sub(1)) {
            if number > to.block {
                break;
            }
            let start = if number == from.block { from.offset } else { 0 };
            let end = if number == to.block { to.offset } else { usize::MAX };
            let mut at = 0;
            for piece in &block.pieces {
                let Piece::Text { range, shown } = piece else { continue };
                let text = shown.as_deref().unwrap_or(&seed[range.clone()]);
                for c in text.chars() {
                    let after = at + units(c);
                    if after > start.max(at) && at < end {
                        words.push_str(&printable(c.encode_utf8(&mut [0; 4])));
                    }
                    at = after;
                }
            }
        }
        words
    }

    fn ends(self) -> (Point, Point) {
        let place = |point: Point| (point.block, point.offset);
        if place(self.from) <= place(self.to) {
            (self.from, self.to)
        } else {
            (self.to, self.from)
        }
    }

    /// The same stretch in bytes of the seed's text. Half a character is taken whole.
    pub(super) fn span(self, body: &Body, seed: &str) -> Result<Span, Refusal> {
        let block = |point: Point| {
            let index = point.block.checked_sub(1).ok_or(Refusal::Unpublished)?;
            body.blocks.get(index).ok_or(Refusal::Unpublished)
        };
        let (from, to) = self.ends();
        let start = offset(block(from)?, seed, from.offset, End::Start)?;
        let end = offset(block(to)?, seed, to.offset, End::End)?;
        if start < end { Ok(start..end) } else { Err(Refusal::NoWords) }
    }
}

/// Which end of a selection is looked for.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Start,
    End,
}

/// How many code units a browser counts for a character.
fn units(c: char) -> usize {
    let shown = printable(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c);
    if shown.is_whitespace() { 0 } else { shown.len_utf16() }
}

fn offset(block: &Block, seed: &str, wanted: usize, end: End) -> Result<usize, Refusal> {
    if end == End::End && wanted == 0 {
        return Ok(block.range.start);
    }
    let mut passed = 0;
    let mut last = block.range.start;
    for piece in &block.pieces {
        let Piece::Text { range, shown } = piece else { continue };
        let words = shown.as_deref().unwrap_or(&seed[range.clone()]);
        let length: usize = words.chars().map(units).sum();
        let inside = match end {
            End::Start => wanted < passed + length,
            End::End => wanted <= passed + length && wanted > passed,
        };
        if !inside {
            passed += length;
            last = range.end;
            continue;
        }
        if shown.is_some() {
            // It stands for its place as a whole.
            return Ok(if end == End::Start { range.start } else { range.end });
        }
        let mut at = range.start;
        for c in words.chars() {
            let after = passed + units(c);
            match end {
                End::Start if wanted < after => return Ok(at),
                End::End if wanted <= passed => return Ok(at),
                _ => {}
            }
            passed = after;
            at += c.len_utf8();
        }
        return Ok(at);
    }
    // Past the last word, or before the first.
    if wanted > passed { Err(Refusal::Unpublished) } else { Ok(last) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Format, Seed};

    fn selected(
        path: &str,
        text: &str,
        from: (usize, usize),
        to: (usize, usize),
    ) -> String {
        let seed = Seed {
            path: path.into(),
            text: text.into(),
            encoding: "UTF-8",
            sha256: String::new(),
            format: Format::of(path).unwrap(),
        };
        let point = |(block, offset)| Point { block, offset };
        let selection = Selection { from: point(from), to: point(to) };
        match selection.span(&seed.body(), text) {
            Ok(span) => text[span].to_owned(),
            Err(refusal) => refusal.to_string(),
        }
    }

    #[test]
    fn offsets_count_as_a_browser_does() {
        let text = "👩\u{200d}👧 says é.\n\nقال الوزير\n\n北京说不。";
        assert_eq!(selected("a.txt", text, (1, 0), (1, 5)), "👩\u{200d}👧");
        assert_eq!(selected("a.txt", text, (1, 5), (1, 9)), "says");
        assert_eq!(selected("a.txt", text, (1, 5), (3, 2)), &text[12..text.len() - 9]);
        // Half of a pair of surrogates is the whole character; backwards is the same.
        assert_eq!(selected("a.txt", text, (1, 1), (1, 4)), "👩\u{200d}👧");
        assert_eq!(selected("a.txt", text, (1, 9), (1, 5)), "says");
        assert_eq!(selected("a.txt", text, (1, 5), (1, 5)), "no words are selected");
        // The beginning of a paragraph is none of its words.
        let first = "👩\u{200d}👧 says é.";
        assert_eq!(selected("a.txt", text, (1, 0), (2, 0)).trim_end(), first);
        let outside = "these words are not in the published text";
        assert_eq!(selected("a.txt", text, (1, 5), (4, 1)), outside);
        assert_eq!(selected("a.txt", text, (0, 5), (1, 9)), outside);
        assert_eq!(selected("a.txt", text, (1, 5), (1, 99)), outside);
    }

    #[test]
    fn white_space_counts_nothing() {
        let text = "One\r\ntwo\r\n\u{3000}three.\r\n\r\nFour.";
        assert_eq!(selected("a.txt", text, (1, 3), (1, 6)), "two");
        assert_eq!(selected("a.txt", text, (1, 3), (1, 11)), "two\r\n\u{3000}three");
        assert_eq!(selected("a.md", text, (1, 3), (1, 6)), "two");
        // A page has line ends of its own in a list.
        let list = "- one\n  - two\n\n    three\n- four\n";
        assert_eq!(selected("a.md", list, (1, 3), (1, 6)), "two");
        assert_eq!(selected("a.md", list, (1, 11), (1, 15)), "four");
    }

    #[test]
    fn words_are_those_of_the_page() {
        let text =
            "A *fine* day &amp; a\r\n[way](https://example.org/).\n\n👩\u{200d}👧 é";
        let seed = Seed {
            path: "a.md".into(),
            text: text.into(),
            encoding: "UTF-8",
            sha256: String::new(),
            format: Format::of("a.md").unwrap(),
        };
        let words = |from: (usize, usize), to: (usize, usize)| {
            let point = |(block, offset)| Point { block, offset };
            let selection = Selection { from: point(from), to: point(to) };
            selection.words(&seed.body(), text)
        };
        assert_eq!(words((1, 1), (1, 8)), "fineday");
        assert_eq!(words((2, 6), (1, 5)), "day&away.👩\u{200d}👧é");
        assert_eq!(words((2, 5), (2, 6)), "é");
    }

    #[test]
    fn markup_counts_nothing() {
        let text = "A *fine* day &amp; a [way](https://example.org/).";
        assert_eq!(selected("a.md", text, (1, 1), (1, 5)), "fine");
        assert_eq!(selected("a.md", text, (1, 8), (1, 13)), "&amp; a [way");
    }
}
