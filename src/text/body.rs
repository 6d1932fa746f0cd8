//! A document as blocks of markup and text, in which every stretch of text knows its place in
//! the seed.
//!
//! Marks are put around text only, never around markup, so a marked body is valid HTML whenever
//! the body is.

use std::borrow::Cow;
use std::ops::Range;

use super::OffsetMap;

/// What stands in place of redacted words, whatever their number.
pub const REDACTION: &str = "█████";

/// A document to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// Its top-level blocks, in order.
    pub blocks: Vec<Block>,
    /// Whether its words are the seed's own, character for character, and all of them.
    pub verbatim: bool,
}

/// A paragraph, heading, list, table …
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in the seed.
    pub range: Range<usize>,
    /// Its content, in order.
    pub pieces: Vec<Piece>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// Phrasing content for a paragraph; `lines` when its line ends matter.
    Paragraph {
        /// Whether line ends are to be kept.
        lines: bool,
    },
    /// Phrasing content for a heading of this level below the page's title (1 to 5).
    Heading(u8),
    /// Flow content that brings its own elements.
    Other,
    /// Page furniture, folded away.
    Omitted,
}

/// A part of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Safe HTML without text of the seed.
    Markup(String),
    /// Text of the seed, not yet escaped.
    Text {
        /// Where it stands in the seed.
        range: Range<usize>,
        /// The words to show where they are not the seed's own bytes (an entity, say).
        shown: Option<Box<str>>,
    },
}

impl Piece {
    /// Text that is shown as it stands in the seed.
    pub fn text(range: Range<usize>) -> Self {
        Self::Text { range, shown: None }
    }
}

/// The words of a body as a reader reads them, to look for quotes in.
#[derive(Debug, Clone)]
pub struct Readable<'a> {
    /// The words; a line end stands between blocks.
    pub text: Cow<'a, str>,
    /// From offsets in `text` to offsets in the seed.
    pub to_seed: OffsetMap,
}

impl Body {
    /// The words as they are read. For a plain text without redactions that is the seed itself,
    /// and costs nothing.
    pub fn readable<'a>(&self, seed: &'a str) -> Readable<'a> {
        if self.verbatim {
            return Readable { text: Cow::Borrowed(seed), to_seed: OffsetMap::default() };
        }
        let mut text = String::with_capacity(seed.len());
        let mut to_seed = OffsetMap::default();
        let mut at = 0;
        let separate = |text: &mut String, to_seed: &mut OffsetMap, at: usize| {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
                to_seed.push_whole(1, at, 0);
            }
        };
        for block in &self.blocks {
            separate(&mut text, &mut to_seed, at);
            for piece in &block.pieces {
                match piece {
                    Piece::Markup(html) if parts_words(html) => {
                        separate(&mut text, &mut to_seed, at);
                    }
                    Piece::Markup(_) => {}
                    Piece::Text { range, shown } => {
                        if let Some(words) = shown {
                            text.push_str(words);
                            to_seed.push_whole(words.len(), range.start, range.len());
                        } else {
                            text.push_str(&seed[range.clone()]);
                            to_seed.push_copy(range.len(), range.start);
                        }
                        at = range.end;
                    }
                }
            }
        }
        Readable { text: Cow::Owned(text), to_seed }
    }

    /// Replaces every stretch of text that overlaps `redacted` by [`REDACTION`]. A link around it
    /// leads nowhere any more, since an address often says what its words say; the stretches of
    /// the seed that hold such addresses are given back.
    pub fn redact(&mut self, seed: &str, redacted: &[Range<usize>]) -> Vec<Range<usize>> {
        self.verbatim &= redacted.is_empty();
        let meets = |block: &Block, span: &Range<usize>| {
            block.range.start < span.end && span.start < block.range.end
        };
        for span in redacted {
            let mut drawn = false;
            for block in self.blocks.iter_mut().filter(|block| meets(block, span)) {
                block.pieces = redact_pieces(&block.pieces, seed, span, &mut drawn);
            }
        }
        let mut addresses = Vec::new();
        for block in &mut self.blocks {
            if redacted.iter().any(|span| meets(block, span)) {
                unlink_covered(block, &mut addresses);
            }
        }
        addresses
    }

    /// Cuts plain paragraphs so that `span` is made of whole blocks, and gives their indices;
    /// `None` when the span begins or ends inside a line or inside a Markdown block.
    pub fn isolate(&mut self, seed: &str, span: &Range<usize>) -> Option<Range<usize>> {
        let first = self.cut(seed, span.start)?;
        let end = self.cut(seed, span.end)?;
        (first < end).then_some(first..end)
    }

    /// Makes a border between blocks at `at`, and gives the index of the block after it.
    fn cut(&mut self, seed: &str, at: usize) -> Option<usize> {
        for index in 0..self.blocks.len() {
            let block = &self.blocks[index];
            let Range { start, end } = block.range;
            if !block.has_words(seed, &(start..at.min(end))) {
                return Some(index);
            }
            if !block.has_words(seed, &(at..end)) {
                continue;
            }
            let before = seed[start..at].trim_end_matches([' ', '\t', '\u{a0}']);
            let after = seed[at..end].trim_start_matches([' ', '\t', '\u{a0}']);
            let line_border = before.ends_with('\n') || after.starts_with(['\n', '\r']);
            let [Piece::Text { shown: None, .. }] = self.blocks[index].pieces[..] else {
                return None;
            };
            if !line_border {
                return None;
            }
            let left = start..start + seed[start..at].trim_end().len();
            let right = end - seed[at..end].trim_start().len()..end;
            let mut second = self.blocks[index].clone();
            self.blocks[index].pieces = vec![Piece::text(left.clone())];
            self.blocks[index].range = left;
            second.pieces = vec![Piece::text(right.clone())];
            second.range = right;
            self.blocks.insert(index + 1, second);
            return Some(index + 1);
        }
        Some(self.blocks.len())
    }
}

impl Block {
    /// Its words as a reader reads them, without markup.
    pub fn words(&self, seed: &str) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Markup(html) if parts_words(html) => text.push(' '),
                Piece::Markup(_) => {}
                Piece::Text { range, shown } => {
                    text.push_str(shown.as_deref().unwrap_or(&seed[range.clone()]));
                }
            }
        }
        text
    }

    /// Whether any of its words stand in `span`; markup is none.
    pub(super) fn has_words(&self, seed: &str, span: &Range<usize>) -> bool {
        self.pieces.iter().any(|piece| {
            let Piece::Text { range, .. } = piece else { return false };
            let inner = range.start.max(span.start)..range.end.min(span.end);
            inner.start < inner.end && !seed[inner].trim().is_empty()
        })
    }
}

fn redact_pieces(
    pieces: &[Piece],
    seed: &str,
    span: &Range<usize>,
    drawn: &mut bool,
) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len() + 2);
    for piece in pieces {
        let Piece::Text { range, shown } = piece else {
            out.push(piece.clone());
            continue;
        };
        if range.end <= span.start || span.end <= range.start {
            out.push(piece.clone());
            continue;
        }
        let whole = shown.is_some() && shown.as_deref() != Some(&seed[range.clone()]);
        let inner = range.start.max(span.start)..range.end.min(span.end);
        let inner = if whole { range.clone() } else { inner };
        if range.start < inner.start {
            out.push(Piece::text(range.start..inner.start));
        }
        let bar = if *drawn { "" } else { REDACTION };
        *drawn = true;
        out.push(Piece::Text { range: inner.clone(), shown: Some(bar.into()) });
        if inner.end < range.end {
            out.push(Piece::text(inner.end..range.end));
        }
    }
    out
}

/// Takes the attributes from links in which words are covered, and tells where the seed has them.
fn unlink_covered(block: &mut Block, addresses: &mut Vec<Range<usize>>) {
    let mut open = None;
    for at in 0..block.pieces.len() {
        match &block.pieces[at] {
            Piece::Markup(html) => {
                let (start, end) = (html.rfind("<a "), html.rfind("</a>"));
                open =
                    if start > end { Some(at) } else { open.filter(|_| end.is_none()) };
            }
            Piece::Text { shown: Some(shown), .. }
                if &**shown == REDACTION || shown.is_empty() =>
            {
                let Some(open) = open.take() else { continue };
                if let Piece::Markup(html) = &mut block.pieces[open] {
                    without_attributes(html);
                }
                addresses.push(after_words(block, at));
            }
            Piece::Text { .. } => {}
        }
    }
}

/// The last link that begins here, without what it leads to.
fn without_attributes(html: &mut String) {
    let Some(start) = html.rfind("<a ") else { return };
    let mut quoted = false;
    let end = html[start..].find(|c| {
        quoted ^= c == '"';
        c == '>' && !quoted
    });
    if let Some(end) = end {
        html.replace_range(start + 2..start + end, "");
    }
}

/// What the seed has between the last words of a link, of which piece `at` is a part, and the
/// next words.
fn after_words(block: &Block, at: usize) -> Range<usize> {
    let (mut from, mut closed) = (0, false);
    for piece in &block.pieces[at..] {
        match piece {
            Piece::Markup(html) => closed |= html.contains("</a>"),
            Piece::Text { range, .. } if closed => return from..range.start.max(from),
            Piece::Text { range, .. } => from = range.end,
        }
    }
    from..block.range.end
}

/// Whether markup stands between words, so that they are not one word.
pub(super) fn parts_words(html: &str) -> bool {
    tags(html).any(|tag| !INLINE.contains(&&*tag))
}

/// Whether all of the markup may stand in a paragraph.
pub(super) fn is_phrasing(html: &str) -> bool {
    const BREAKS: [&str; 4] = ["br", "rp", "rt", "ruby"];
    tags(html).all(|tag| INLINE.contains(&&*tag) || BREAKS.contains(&&*tag))
}

/// Elements inside of a word.
const INLINE: [&str; 30] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn",
    "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// The names of all tags, opening and closing.
fn tags(html: &str) -> impl Iterator<Item = String> {
    html.split('<').skip(1).map(|tag| {
        let name = tag.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        name[..end].to_ascii_lowercase()
    })
}
