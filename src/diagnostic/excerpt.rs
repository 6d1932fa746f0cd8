//! The part of a text that is shown for a place: a few lines, each cut to a window, with
//! nothing in it that could steer a terminal.
//!
//! Knows texts and spans, nothing of how they are framed.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use super::position::Positions;

/// Stands for a place in a header until its line and column are put in; no other text that
/// is printed holds it.
pub(super) const PRIVATE: char = '\u{e000}';

/// The columns of a line that are shown.
const WIDTH: usize = 160;

/// The columns before a place that are shown at least, where there are as many.
const BEFORE: usize = 40;

/// A place of more lines than this is shown by its first one.
const LINES_MAX: usize = 6;

/// Text as it can be shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The lines.
    pub(super) text: String,
    /// What to underline in `text`.
    pub(super) underline: Range<usize>,
    /// The number of the first line, from 1.
    pub(super) first_line: usize,
    /// The last line of the place, where it is not shown.
    pub(super) to_line: Option<usize>,
}

/// Cuts what is to be shown of a span out of its text.
pub(super) fn excerpt(positions: &Positions, span: &Range<usize>) -> Excerpt {
    let text = positions.text();
    let span = positions.clamp(span);
    let start = span.start;
    let end = start + text[span].trim_end_matches(['\n', '\r']).len();
    let first_line = positions.position(start).line;
    let last_line = positions.position(end).line;
    let long = last_line - first_line >= LINES_MAX;
    let mut lines = vec![];
    if long {
        lines.push(positions.line_start(start));
    } else {
        let mut line = positions.line_start(end);
        lines.push(line);
        while line > start {
            line = positions.line_start(line - 1);
            lines.push(line);
        }
        lines.reverse();
    }
    let mut shown =
        Shown { text: String::new(), span: start..end, start: None, end: None };
    for (index, line) in lines.iter().copied().enumerate() {
        if index > 0 {
            shown.text.push('\n');
        }
        let window = if index == 0 {
            window(text, line, start, BEFORE)
        } else if index + 1 == lines.len() {
            window(text, line, end, WIDTH - BEFORE)
        } else {
            window(text, line, line, 0)
        };
        shown.push(text, line, window);
    }
    let len = shown.text.len();
    let start = shown.start.unwrap_or(len);
    Excerpt {
        underline: start..shown.end.unwrap_or(len).max(start),
        text: shown.text,
        first_line,
        to_line: long.then_some(last_line),
    }
}

/// The stretch of a line around `anchor`, `WIDTH` columns wide, about `before` of them before
/// the anchor, or more where the line ends early.
fn window(text: &str, line: usize, anchor: usize, before: usize) -> Range<usize> {
    let left = |limit: usize| walk(text[line..anchor].chars().rev(), limit);
    let right =
        |limit: usize| walk(text[anchor..].chars().take_while(|c| *c != '\n'), limit);
    let (_, left_width) = left(before);
    let (after, right_width) = right(WIDTH - left_width);
    let (back, _) = left(WIDTH - right_width);
    anchor - back..anchor + after
}

/// The bytes and columns of the first characters that fit into `limit` columns.
fn walk(characters: impl Iterator<Item = char>, limit: usize) -> (usize, usize) {
    let (mut bytes, mut width) = (0, 0);
    for c in characters {
        if width + columns(c) > limit {
            break;
        }
        bytes += c.len_utf8();
        width += columns(c);
    }
    (bytes, width)
}

/// About how wide a character is on a terminal; a combining one counts, so that a line of
/// nothing else has an end.
fn columns(c: char) -> usize {
    match c {
        '\t' => 4,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'.. => 2,
        _ => 1,
    }
}

struct Shown {
    text: String,
    span: Range<usize>,
    start: Option<usize>,
    end: Option<usize>,
}

impl Shown {
    fn push(&mut self, text: &str, line: usize, window: Range<usize>) {
        if window.start > line {
            self.text.push('…');
        }
        for (at, c) in text[window.clone()].char_indices() {
            self.meet(window.start + at);
            let rest = &text[window.start + at + c.len_utf8()..];
            if c != '\r' || !(rest.is_empty() || rest.starts_with('\n')) {
                self.text.push(visible(c));
            }
        }
        let cut = text[window.end..].chars().next().is_some_and(|c| c != '\n');
        if !cut || self.span.end <= window.end {
            self.meet(window.end);
        }
        if cut && !text[window.end..].starts_with("\r\n") {
            self.text.push('…');
        }
    }

    fn meet(&mut self, offset: usize) {
        if offset >= self.span.start && self.start.is_none() {
            self.start = Some(self.text.len());
        }
        if offset >= self.span.end && self.end.is_none() {
            self.end = Some(self.text.len());
        }
    }
}

/// The character that is shown for one that a terminal would obey, or that would change the
/// order of its neighbours.
fn visible(c: char) -> char {
    match c {
        '\t' => '\t',
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        c if is_unsafe(c) => '\u{fffd}',
        c => c,
    }
}

/// Controls, bidirectional marks, embeddings, overrides and isolates, line and paragraph
/// separators, and the private character that the printer uses for itself.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{206a}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}'
            | '\u{feff}' | PRIVATE)
}

/// A message's words as they can be shown: line ends stay, what a terminal would obey is
/// written as an escape that a quoted YAML value takes (`\u202e`).
pub(super) fn safe(words: &str) -> Cow<'_, str> {
    if !words.chars().any(|c| c != '\n' && is_unsafe(c)) {
        return Cow::Borrowed(words);
    }
    let mut out = String::with_capacity(words.len() + 16);
    for c in words.replace("\r\n", "\n").chars() {
        match c {
            '\n' => out.push('\n'),
            '\t' => out.push_str("    "),
            c if is_unsafe(c) => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The same on one line, for labels and paths.
pub(super) fn safe_line(words: &str) -> String {
    safe(words).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn cut(text: &str, span: Range<usize>) -> Excerpt {
        excerpt(&Positions::new(Arc::from(text)), &span)
    }

    fn underlined(excerpt: &Excerpt) -> &str {
        &excerpt.text[excerpt.underline.clone()]
    }

    #[test]
    fn short_lines_are_whole() {
        let shown = cut("one\r\ntwo three\r\nfour", 9..14);
        assert_eq!(shown.text, "two three");
        assert_eq!((underlined(&shown), shown.first_line), ("three", 2));
        let shown = cut("one\ntwo\nthree\n", 4..14);
        assert_eq!(
            (shown.text.as_str(), underlined(&shown)),
            ("two\nthree", "two\nthree")
        );
        let shown = cut("one\n", 4..4);
        assert_eq!((shown.text.as_str(), shown.first_line), ("", 2));
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("{}HERE{}", "a".repeat(5_000_000), "ж".repeat(400));
        let shown = cut(&text, 5_000_000..5_000_004);
        assert_eq!(underlined(&shown), "HERE");
        assert_eq!(shown.text.chars().count(), WIDTH + 2);
        assert!(shown.text.starts_with("…aaa") && shown.text.ends_with("жж…"));
        let whole = cut(&text, 0..text.len());
        assert!(underlined(&whole).ends_with('…'));
        let end = cut(&text, text.len()..text.len());
        assert!(end.text.starts_with('…') && end.text.ends_with('ж'));
        assert_eq!(end.underline.start, end.text.len());
    }

    #[test]
    fn places_of_many_lines_are_shown_by_their_first() {
        let text = "line\n".repeat(1000);
        let shown = cut(&text, 5..4990);
        assert_eq!((shown.text.as_str(), shown.to_line), ("line", Some(998)));
        assert_eq!(underlined(&shown), "line");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let shown = cut("a\x1b[31m\u{202e}b\u{9b}\x07c\td\re", 1..2);
        assert_eq!(shown.text, "a␛[31m\u{fffd}b\u{fffd}␇c\td␍e");
        assert_eq!(safe("a\u{202e}\x1b\r\n\tb"), "a\\u202e\\u001b\n    b");
        assert_eq!(safe_line("a\nb"), "a b");
    }
}
