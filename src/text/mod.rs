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

use std::sync::Arc;

pub use body::{Block, BlockKind, Body, Piece, REDACTION, Readable};
pub use decode::{DecodeError, Decoded, decode};
pub use escape::{control_characters, escape_into};
pub use fold::{Fold, Folded, fold};
pub use markdown::links_allowed;
pub use offset::OffsetMap;

/// How a seed is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.txt`: every character is itself.
    Plain,
    /// `.md`: CommonMark with tables, footnotes and strikethrough.
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

/// The line of a text that an offset stands in, from 1.
pub fn line_of(text: &str, offset: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..offset.min(text.len())]).count() + 1
}

/// The offsets of a text counted in Unicode code points, for ascending queries.
///
/// Each query goes on where the last one ended, so that all of a source's passages cost one
/// pass over its text.
pub struct CodePoints<'a> {
    text: &'a str,
    bytes: usize,
    code_points: usize,
    ascii: bool,
}

impl<'a> CodePoints<'a> {
    /// Begins to count in `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, bytes: 0, code_points: 0, ascii: text.is_ascii() }
    }

    /// How many code points stand before a byte offset, which is at a character's border.
    pub fn before(&mut self, offset: usize) -> usize {
        if self.ascii {
            return offset;
        }
        if offset < self.bytes {
            (self.bytes, self.code_points) = (0, 0);
        }
        self.code_points += self.text[self.bytes..offset].chars().count();
        self.bytes = offset;
        self.code_points
    }
}
