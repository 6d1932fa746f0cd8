//! What may be shown of a source that is published in excerpts: its passages, each with a few
//! words of context, and nothing else.

use std::borrow::Cow;

use crate::anchor::AnchoredSource;
use crate::dossier::{Rights, Source, Span};
use crate::text::{Block, BlockKind, Piece, REDACTION};

/// How much of a source's text is published, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Those that are shown.
    pub published: usize,
    /// All of them.
    pub all: usize,
}

/// How much of a source's text its rights and redactions let be published.
pub fn share(source: &Source, anchored: &AnchoredSource) -> Share {
    let seed = &*source.seed.text;
    let count = |blocks: &[Block], redacted: bool| -> usize {
        let pieces = blocks.iter().flat_map(|block| &block.pieces);
        let shown = pieces.filter_map(|piece| match piece {
            Piece::Text { range, shown } => {
                let covered =
                    shown.as_deref().is_some_and(|s| s == REDACTION || s.is_empty());
                (redacted || !covered).then(|| seed[range.clone()].chars().count())
            }
            Piece::Markup(_) => None,
        });
        shown.sum()
    };
    Share {
        published: count(&shown(source, anchored), false),
        all: count(&anchored.body.blocks, true),
    }
}

/// The blocks of a source that its rights let be shown.
pub(super) fn shown<'a>(
    source: &Source,
    anchored: &'a AnchoredSource,
) -> Cow<'a, [Block]> {
    let blocks = &anchored.body.blocks;
    match source.rights {
        Rights::Full => Cow::Borrowed(blocks),
        Rights::Excerpts => {
            let passages = anchored.passages.iter();
            let spans: Vec<Span> = passages.flat_map(|p| p.parts.clone()).collect();
            published(blocks, &source.seed.text, &spans, source.context_words).into()
        }
        Rights::Link => Cow::default(),
    }
}

/// Cuts blocks down to what may be shown. A block without passages becomes an empty one; runs
/// of those become one. Markup goes, since attributes could give words away.
fn published(
    blocks: &[Block],
    seed: &str,
    spans: &[Span],
    context_words: usize,
) -> Vec<Block> {
    let mut kept: Vec<Block> = Vec::new();
    for block in blocks {
        let shown = shown_in(block, seed, spans, context_words);
        let pieces = if shown.is_empty() { vec![] } else { clip(block, &shown) };
        if pieces.is_empty() && kept.last().is_some_and(|last| last.pieces.is_empty()) {
            continue;
        }
        let kind = BlockKind::Paragraph { lines: false };
        kept.push(Block { kind, range: block.range.clone(), pieces });
    }
    kept
}

/// The stretches of a block that may be shown, in order, without overlaps.
fn shown_in(block: &Block, seed: &str, spans: &[Span], words: usize) -> Vec<Span> {
    let range = &block.range;
    let mut shown: Vec<Span> = spans
        .iter()
        .filter(|span| span.start < range.end && range.start < span.end)
        .map(|span| {
            let start = span.start.max(range.start);
            let end = span.end.min(range.end);
            let from = words_before(&seed[..start], range.start, words);
            from..words_after(seed, end, range.end, words)
        })
        .collect();
    shown.sort_by_key(|span| (span.start, span.end));
    let mut merged: Vec<Span> = Vec::new();
    for span in shown {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// Where the last `words` of `text` begin, not before `least`.
pub(super) fn words_before(text: &str, least: usize, words: usize) -> usize {
    if words == 0 {
        return text.len();
    }
    let inner = &text[least..];
    let trimmed = inner.trim_end();
    let start = trimmed
        .rmatch_indices(char::is_whitespace)
        .nth(words - 1)
        .map_or(0, |(at, space)| at + space.len());
    // Scripts without spaces have no words to count: there, a word is two characters.
    let longest = trimmed.char_indices().rev().nth(words * 12).map_or(0, |(at, _)| at);
    least + start.max(longest)
}

/// Where the first `words` of `seed[from..most]` end.
pub(super) fn words_after(seed: &str, from: usize, most: usize, words: usize) -> usize {
    if words == 0 {
        return from;
    }
    let inner = &seed[from..most];
    let skipped = inner.len() - inner.trim_start().len();
    let trimmed = inner.trim_start();
    let end = trimmed
        .match_indices(char::is_whitespace)
        .nth(words - 1)
        .map_or(trimmed.len(), |(at, _)| at);
    let longest =
        trimmed.char_indices().nth(words * 12).map_or(trimmed.len(), |(at, _)| at);
    from + skipped + end.min(longest)
}

/// The text of a block inside `shown`, with a sign for each gap.
fn clip(block: &Block, shown: &[Span]) -> Vec<Piece> {
    const GAP: &str = "<span class=\"gap\">[…]</span>";
    let mut pieces = Vec::new();
    let mut gap = false;
    for piece in &block.pieces {
        let Piece::Text { range, shown: words } = piece else { continue };
        let mut at = range.start;
        for span in shown.iter().filter(|s| s.start < range.end && range.start < s.end) {
            let inner = span.start.max(range.start)..span.end.min(range.end);
            gap |= inner.start > at;
            if std::mem::take(&mut gap) {
                pieces.push(Piece::Markup(format!(" {GAP} ")));
            }
            let whole = words.is_some();
            pieces.push(if whole { piece.clone() } else { Piece::text(inner.clone()) });
            at = if whole { range.end } else { inner.end };
        }
        gap |= at < range.end;
    }
    if gap && !pieces.is_empty() {
        pieces.push(Piece::Markup(format!(" {GAP}")));
    }
    pieces
}
