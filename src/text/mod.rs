//! Somebody else's words: from bytes to text, from text to blocks, and back to places.
//!
//! Offsets are bytes in the decoded text unless a name says otherwise. Nothing here knows what
//! a passage or an argument is.

mod body;
mod decode;
mod escape;
mod fold;
mod markdown;
mod offset;
mod plain;
mod prose;

use std::sync::Arc;

pub use body::{Block, BlockKind, Body, Piece, REDACTION, Readable};
pub use decode::{DecodeError, Decoded, decode};
pub use escape::{control_characters, escape_into, printable};
pub use fold::{Fold, Folded, fold, is_quotation_mark};
pub use markdown::links_allowed;
pub use offset::OffsetMap;
pub use prose::{ProseLink, is_relative, plain_links, prose, wikilinks, words_of_html};

/// How a seed is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.txt`: every character is itself.
    Plain,
    /// `.md`: `CommonMark` with tables, footnotes and strikethrough.
    Markdown,
}

impl Format {
    /// The format of a file, by its name.
    pub fn of(path: &str) -> Option<Self> {
        match path.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "txt" | "text" => Some(Self::Plain),
            "md" | "markdown" => Some(Self::Markdown),
            _ => None,
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Plain => "text/plain",
            Self::Markdown => "text/markdown",
        }
    }
}

/// A raw document under `seeds/`, read and decoded, never changed.
#[derive(Debug, Clone)]
pub struct Seed {
    /// Its path below `seeds/`.
    pub path: Arc<str>,
    /// Its text, without a byte order mark, line ends as they are.
    pub text: Arc<str>,
    /// The encoding that it was read in: `UTF-8`, `windows-1252` …
    pub encoding: &'static str,
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// How it is written.
    pub format: Format,
}

impl Seed {
    /// Its text as blocks to be shown.
    pub fn body(&self) -> Body {
        match self.format {
            Format::Plain => plain::body(&self.text),
            Format::Markdown => markdown::body(&self.text),
        }
    }
}

/// How many words a text has: stretches between white space. Of Chinese and Japanese, which have
/// none between words, each character counts, as it does to their readers.
pub fn word_count(text: &str) -> usize {
    if !text.is_ascii() {
        return text.split_whitespace().map(words_of_stretch).sum();
    }
    let bytes = text.as_bytes();
    let begins = bytes
        .windows(2)
        .filter(|pair| pair[0].is_ascii_whitespace() && !pair[1].is_ascii_whitespace());
    begins.count()
        + usize::from(bytes.first().is_some_and(|byte| !byte.is_ascii_whitespace()))
}

/// The words of a stretch without white space.
fn words_of_stretch(stretch: &str) -> usize {
    let is_word = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
    let characters = stretch.chars().filter(|c| is_word(*c)).count();
    if characters == 0 {
        return 1;
    }
    let others = stretch.split(is_word);
    characters + others.filter(|other| other.contains(char::is_alphanumeric)).count()
}

/// Positions in a text as people and other programs count them.
///
/// One pass over the text, then every question is answered from the nearest mark.
pub struct Positions<'a> {
    text: &'a str,
    /// Code points and lines before every [`MARK_BYTES`]-th byte.
    marks: Vec<(usize, usize)>,
}

/// How far apart the marks of [`Positions`] are.
const MARK_BYTES: usize = 1024;

impl<'a> Positions<'a> {
    /// Prepares to answer for `text`.
    pub fn new(text: &'a str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / MARK_BYTES + 1);
        let (mut code_points, mut lines) = (0, 0);
        for chunk in text.as_bytes().chunks(MARK_BYTES) {
            marks.push((code_points, lines));
            let (more_code_points, more_lines) = count(chunk);
            code_points += more_code_points;
            lines += more_lines;
        }
        Self { text, marks }
    }

    fn before(&self, offset: usize) -> (usize, usize) {
        let mark = (offset / MARK_BYTES).min(self.marks.len().saturating_sub(1));
        let (code_points, lines) = self.marks.get(mark).copied().unwrap_or_default();
        let (more_code_points, more_lines) =
            count(&self.text.as_bytes()[mark * MARK_BYTES..offset]);
        (code_points + more_code_points, lines + more_lines)
    }

    /// How many Unicode code points stand before a byte offset at a character's border.
    pub fn code_points(&self, offset: usize) -> usize {
        self.before(offset).0
    }

    /// The line that a byte offset stands in, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.before(offset).1 + 1
    }
}

/// How many code points and lines begin in these bytes of UTF-8.
fn count(bytes: &[u8]) -> (usize, usize) {
    let begins = |byte: &&u8| **byte & 0xc0 != 0x80;
    (bytes.iter().filter(begins).count(), memchr::memchr_iter(b'\n', bytes).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_alike_in_any_text() {
        for text in ["", " ", "a", " a b\n\tc ", "é a", "one two", "a\u{a0}b"] {
            assert_eq!(word_count(text), text.split_whitespace().count(), "{text:?}");
        }
    }

    #[test]
    fn characters_of_chinese_and_japanese_are_counted() {
        for (text, count) in [
            ("中国依赖俄罗斯。", 7),
            ("北约（NATO）在2022年说：", 7),
            ("— “中国” …", 4),
            ("ロシアは said", 5),
        ] {
            assert_eq!(word_count(text), count, "{text}");
        }
    }

    #[test]
    fn positions_count_code_points_and_lines() {
        let text = "é\n".repeat(2000);
        let positions = Positions::new(&text);
        for offset in [0, 2, 3, 1023, 1026, 5999, text.len()] {
            if text.is_char_boundary(offset) {
                assert_eq!(positions.code_points(offset), text[..offset].chars().count());
                assert_eq!(
                    positions.line(offset),
                    text[..offset].matches('\n').count() + 1
                );
            }
        }
    }
}
