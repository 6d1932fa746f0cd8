//! Where a quote stands in its source: exactly, after folding, or not at all.
//!
//! Nothing is ever moved to a lookalike: a quote that is not found in its own words is an error
//! that shows what is near. Anchoring one source depends on its text and its quotes alone.

mod astray;
mod covered;
mod find;
mod memory;
mod near;
mod report;

use crate::diagnostic::{Code, Diagnostic, Reported};
use crate::dossier::{Passage, Quote, Source, Span};
use crate::text::{Block, BlockKind, Body, Positions, REDACTION};

pub use astray::{Astray, Doubt, astray};
pub use find::{Anchor, Failure, Found, find};
pub use memory::Memory;
use report::Reporter;
pub use report::{Side, word_changes, word_diff, yaml_quoted};

/// A source whose quotes have been looked for.
#[derive(Debug, Clone, Default)]
pub struct AnchoredSource {
    /// Its text, with headings, furniture and redactions in place.
    pub body: Body,
    /// Its passages that were found, in the order of the text.
    pub passages: Vec<AnchoredPassage>,
    /// What may be shown nowhere, in bytes of the seed's text, in order.
    redacted: Vec<Span>,
}

impl AnchoredSource {
    /// The seed's own characters in a span, with a bar for what is redacted. All that is
    /// published of a seed's text comes from here or from the body.
    pub fn words(&self, seed: &str, span: &Span) -> String {
        let mut words = String::with_capacity(span.len());
        let mut at = span.start;
        for redacted in &self.redacted {
            if redacted.start < span.end && at < redacted.end {
                words.push_str(&seed[at..redacted.start.max(at)]);
                words.push_str(REDACTION);
                at = redacted.end.min(span.end);
            }
        }
        words + &seed[at..span.end]
    }
}

/// A passage with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchoredPassage {
    /// Its index in [`Source::passages`].
    pub index: usize,
    /// The parts that are marked, in bytes of the seed's text, in order; more than one where the
    /// quote leaves words out.
    pub parts: Vec<Span>,
    /// How it was found.
    pub anchor: Anchor,
    /// The seed's line that it begins in, from 1.
    pub line: usize,
}

impl AnchoredPassage {
    /// From its first character to its last, gaps included.
    pub fn span(&self) -> Span {
        self.parts[0].start..self.parts[self.parts.len() - 1].end
    }
}

/// Looks for all quotes of a source.
pub fn anchor(source: &Source) -> Reported<AnchoredSource> {
    let seed = &*source.seed.text;
    let mut diagnostics = Vec::new();
    let mut body = source.seed.body();

    let redacted = locate(source, &body, &source.redact, &mut diagnostics);
    let mut redacted: Vec<Span> =
        redacted.into_iter().flatten().flat_map(|f| f.parts).collect();
    redacted.sort_by_key(|span| (span.start, span.end));
    redacted.extend(body.redact(seed, &redacted));
    redacted.sort_by_key(|span| (span.start, span.end));
    redacted.dedup_by(|next, span| {
        let joined = next.start <= span.end;
        if joined {
            span.end = span.end.max(next.end);
        }
        joined
    });
    diagnostics.extend(covered::legible_elsewhere(source, &body));

    let omitted = locate(source, &body, &source.omit, &mut diagnostics);
    let headings = locate(source, &body, &source.headings, &mut diagnostics);
    let entries = [(omitted, &source.omit, BlockKind::Omitted)].into_iter().chain([(
        headings,
        &source.headings,
        BlockKind::Heading(1),
    )]);
    for (found, quotes, kind) in entries {
        for (found, quote) in found.into_iter().zip(quotes) {
            let Some(found) = found else { continue };
            let span = found.parts[0].start..found.parts[found.parts.len() - 1].end;
            match body.isolate(seed, &span) {
                Some(blocks) => {
                    body.blocks[blocks].iter_mut().for_each(|b| recast(b, kind));
                }
                None => diagnostics.push(not_a_paragraph(source, quote, &span)),
            }
        }
    }

    let positions = Positions::new(seed);
    let quotes: Vec<&Quote> =
        source.passages.iter().map(|passage| &passage.quote).collect();
    let found = locate(source, &body, quotes, &mut diagnostics);
    let mut passages: Vec<AnchoredPassage> = found
        .into_iter()
        .enumerate()
        .filter_map(|(index, found)| {
            found.map(|Found { parts, anchor }| {
                let line = positions.line(parts[0].start);
                AnchoredPassage { index, parts, anchor, line }
            })
        })
        .collect();
    passages.shrink_to_fit();
    passages
        .sort_by_key(|passage| (passage.span().start, passage.span().end, passage.index));
    diagnostics.extend(duplicates(source, &passages));
    Reported { value: AnchoredSource { body, passages, redacted }, diagnostics }
}

/// Finds quotes and reports those that are not found.
fn locate<'a>(
    source: &Source,
    body: &Body,
    quotes: impl IntoIterator<Item = &'a Quote>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Option<Found>> {
    let quotes: Vec<&Quote> = quotes.into_iter().collect();
    if quotes.is_empty() {
        return vec![];
    }
    let readable = body.readable(&source.seed.text);
    let mut reporter = None;
    find(&readable, &quotes)
        .into_iter()
        .zip(&quotes)
        .map(|(result, quote)| match result {
            Ok(found) => Some(found),
            Err(failure) => {
                let reporter =
                    reporter.get_or_insert_with(|| Reporter::new(source, &readable));
                diagnostics.push(reporter.failure(quote, &failure));
                None
            }
        })
        .collect()
}

fn recast(block: &mut Block, kind: BlockKind) {
    let phrasing = !matches!(block.kind, BlockKind::Other | BlockKind::Omitted);
    if phrasing || kind == BlockKind::Omitted {
        block.kind = kind;
    }
}

fn not_a_paragraph(source: &Source, quote: &Quote, span: &Span) -> Diagnostic {
    Diagnostic::error(
        Code::NOT_A_PARAGRAPH,
        "these words are only a part of a paragraph, so they can't be set apart",
    )
    .at(quote.place.clone(), "not a whole paragraph or line")
    .also(report::seed_place(source, span.clone()), "the words stand here")
    .help("quote the whole paragraph (or whole lines of it), or remove the entry")
}

fn duplicates(source: &Source, passages: &[AnchoredPassage]) -> Vec<Diagnostic> {
    let place = |passage: &AnchoredPassage| {
        let Passage { quote, .. } = &source.passages[passage.index];
        quote.place.clone()
    };
    passages
        .windows(2)
        .filter(|pair| pair[0].parts == pair[1].parts)
        .map(|pair| {
            Diagnostic::warning(Code::DUPLICATE_PASSAGE, "this passage is marked twice")
                .at(place(&pair[1]), "marked again here")
                .also(place(&pair[0]), "first marked here")
                .help("give all its arguments to one of the two entries, and remove the other")
        })
        .collect()
}
