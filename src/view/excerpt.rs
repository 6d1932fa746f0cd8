//! What may be shown of a source that is published in excerpts: its passages, each with a few
//! words of context, and nothing else.

use crate::dossier::Span;
use crate::text::{Block, BlockKind, Piece};

/// How many words are shown on each side of a passage.
pub const CONTEXT_WORDS: usize = 12;

/// Cuts blocks down to what may be shown. A block without passages becomes an empty one; runs
/// of those become one. Markup goes, since attributes could give words away.
pub(super) fn published(blocks: &[Block], seed: &str, spans: &[Span]) -> Vec<Block> {
    let mut kept: Vec<Block> = Vec::new();
    for block in blocks {
        let shown = shown_in(block, seed, spans);
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
fn shown_in(block: &Block, seed: &str, spans: &[Span]) -> Vec<Span> {
    let range = &block.range;
    let mut shown: Vec<Span> = spans
        .iter()
        .filter(|span| span.start < range.end && range.start < span.end)
        .map(|span| {
            let start = span.start.max(range.start);
            let end = span.end.min(range.end);
            words_before(&seed[..start], range.start)..words_after(seed, end, range.end)
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

/// Where the last few words of `text` begin, not before `least`.
pub(super) fn words_before(text: &str, least: usize) -> usize {
    let inner = &text[least..];
    let trimmed = inner.trim_end();
    let start = trimmed
        .rmatch_indices(char::is_whitespace)
        .nth(CONTEXT_WORDS - 1)
        .map_or(0, |(at, space)| at + space.len());
    // Scripts without spaces have no words to count: there, a word is two characters.
    let longest =
        trimmed.char_indices().rev().nth(CONTEXT_WORDS * 12).map_or(0, |(at, _)| at);
    least + start.max(longest)
}

/// Where the first few words of `seed[from..most]` end.
pub(super) fn words_after(seed: &str, from: usize, most: usize) -> usize {
    let inner = &seed[from..most];
    let skipped = inner.len() - inner.trim_start().len();
    let trimmed = inner.trim_start();
    let end = trimmed
        .match_indices(char::is_whitespace)
        .nth(CONTEXT_WORDS - 1)
        .map_or(trimmed.len(), |(at, _)| at);
    let longest = trimmed
        .char_indices()
        .nth(CONTEXT_WORDS * 12)
        .map_or(trimmed.len(), |(at, _)| at);
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
