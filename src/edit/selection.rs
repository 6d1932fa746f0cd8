//! From what a reader selects on a page to a place in the seed.
//!
//! A page numbers the blocks of a source (`p1`, `p2` …), and a browser counts UTF-16 code units.

use super::Refusal;
use crate::dossier::Span;
use crate::text::{Block, Body, Piece};

/// A place between two characters of a source's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The number of the block: 1 for the element `p1`.
    pub block: usize,
    /// UTF-16 code units of the seed's words in that block before it. The page's own words
    /// there (numbers of notes, a footnote's way back) and markup count nothing.
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
    /// The same stretch in bytes of the seed's text. Half a character is taken whole.
    pub(super) fn span(self, body: &Body, seed: &str) -> Result<Span, Refusal> {
        let block = |point: Point| {
            let index = point.block.checked_sub(1).ok_or(Refusal::Unpublished)?;
            body.blocks.get(index).ok_or(Refusal::Unpublished)
        };
        let (from, to) =
            if (self.from.block, self.from.offset) <= (self.to.block, self.to.offset) {
                (self.from, self.to)
            } else {
                (self.to, self.from)
            };
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

fn offset(block: &Block, seed: &str, units: usize, end: End) -> Result<usize, Refusal> {
    let mut passed = 0;
    let mut last = block.range.start;
    for piece in &block.pieces {
        let Piece::Text { range, shown } = piece else { continue };
        let words = shown.as_deref().unwrap_or(&seed[range.clone()]);
        let length = words.encode_utf16().count();
        let inside = match end {
            End::Start => units < passed + length,
            End::End => units <= passed + length && units > passed,
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
            let after = passed + c.len_utf16();
            match end {
                End::Start if units < after => return Ok(at),
                End::End if units <= passed => return Ok(at),
                _ => {}
            }
            passed = after;
            at += c.len_utf8();
        }
        return Ok(at);
    }
    // Past the last word, or before the first.
    if units > passed { Err(Refusal::Unpublished) } else { Ok(last) }
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
        assert_eq!(selected("a.txt", text, (1, 6), (1, 10)), "says");
        assert_eq!(selected("a.txt", text, (1, 6), (3, 2)), &text[12..text.len() - 9]);
        // Half of a pair of surrogates is the whole character; backwards is the same.
        assert_eq!(selected("a.txt", text, (1, 1), (1, 4)), "👩\u{200d}👧");
        assert_eq!(selected("a.txt", text, (1, 10), (1, 6)), "says");
        assert_eq!(selected("a.txt", text, (1, 6), (1, 6)), "no words are selected");
        let outside = "these words are not in the published text";
        assert_eq!(selected("a.txt", text, (1, 6), (4, 1)), outside);
        assert_eq!(selected("a.txt", text, (0, 6), (1, 10)), outside);
        assert_eq!(selected("a.txt", text, (1, 6), (1, 99)), outside);
    }

    #[test]
    fn markup_counts_nothing() {
        let text = "A *fine* day &amp; a [way](https://example.org/).";
        assert_eq!(selected("a.md", text, (1, 2), (1, 6)), "fine");
        assert_eq!(selected("a.md", text, (1, 11), (1, 18)), "&amp; a [way");
    }
}
