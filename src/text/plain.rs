//! `.txt`: paragraphs, and nothing else. Every character is itself.

use std::ops::Range;

use super::body::{Block, BlockKind, Body, Piece};

/// Lines of this many characters are taken for prose that was broken to a width.
const WRAPPED: std::ops::RangeInclusive<usize> = 45..=100;

/// Lays out a plain text: paragraphs are parted by blank lines, or, in a text that has none,
/// by line ends.
pub(super) fn body(text: &str) -> Body {
    let lines = lines(text);
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
    let lines = &lines[first.min(last)..last];
    let blank_lines = lines.iter().any(Range::is_empty);
    let groups: Vec<&[Range<usize>]> = if blank_lines {
        lines.split(Range::is_empty).filter(|group| !group.is_empty()).collect()
    } else {
        lines.chunks(1).collect()
    };
    let blocks = groups.into_iter().map(|group| paragraph(text, group)).collect();
    Body { blocks, verbatim: true }
}

/// The lines of a text without the white space around them; a blank line is an empty range.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{0c}']) {
        // A CRLF is one line end: its second half is no blank line.
        let half = line == "\n" && text[..start].ends_with('\r');
        if !half {
            let left = start + (line.len() - line.trim_start().len());
            lines.push(left..left.max(start + line.trim_end().len()));
        }
        start += line.len();
    }
    lines
}

fn paragraph(text: &str, lines: &[Range<usize>]) -> Block {
    let range = lines[0].start..lines[lines.len() - 1].end;
    let width = |line: &Range<usize>| text[line.clone()].chars().count();
    let wrapped =
        lines[..lines.len() - 1].iter().all(|line| WRAPPED.contains(&width(line)));
    Block {
        kind: BlockKind::Paragraph { lines: lines.len() > 1 && !wrapped },
        pieces: vec![Piece::text(range.clone())],
        range,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<&str> {
        body(text).blocks.iter().map(|block| &text[block.range.clone()]).collect()
    }

    #[test]
    fn blank_lines_part_paragraphs_and_line_ends_do_without_them() {
        assert_eq!(paragraphs("a\nb\n\n \u{a0}\nc\n"), ["a\nb", "c"]);
        assert_eq!(paragraphs("a\nb\nc"), ["a", "b", "c"]);
        assert_eq!(paragraphs("\n\na\r\nb\r\n"), ["a", "b"]);
        assert_eq!(paragraphs("a\r\n\r\nb"), ["a", "b"]);
        assert_eq!(paragraphs("\r\n \n"), [""; 0]);
        assert_eq!(paragraphs("  * not a list\n"), ["* not a list"]);
    }

    #[test]
    fn a_span_of_whole_lines_can_be_isolated() {
        let text = "one\ntwo\nthree\n\nfour";
        let mut body = body(text);
        assert_eq!(body.isolate(text, &(4..7)), Some(1..2));
        assert_eq!(body.blocks.len(), 4);
        assert_eq!(body.isolate(text, &(4..6)), None);
        assert_eq!(body.isolate(text, &(8..19)), Some(2..4));
    }
}
