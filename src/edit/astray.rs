//! The passages of a source that have lost their place, for somebody who decides one by one.
//!
//! What is told of the text is what is published of it, with bars for what is redacted.

use super::Draft;
use super::quote::{first_words, in_readable, last_words, words_at};
use crate::anchor::{Astray, Doubt, Side, astray, word_changes};
use crate::dossier::Span;
use crate::text::{Readable, printable};

/// How many words are shown before and after a candidate.
const CONTEXT_WORDS: usize = 8;

/// A passage without a place.
#[derive(Debug, Clone)]
pub struct Lost {
    /// Its index in the file's list.
    pub index: usize,
    /// `drifted`, `ambiguous` or `missing`.
    pub why: &'static str,
    /// The places that it may be given, the nearest first.
    pub candidates: Vec<Candidate>,
}

/// A place that a passage may be given.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its parts, for [`Draft::reanchor_passage`].
    pub parts: Vec<Span>,
    /// The words there: what the quote would be.
    pub words: String,
    /// A few words before them.
    pub before: String,
    /// A few words after them.
    pub after: String,
    /// How the quote becomes these words; `None` where both are too long to be compared.
    pub changes: Option<Vec<(Side, String)>>,
    /// The share of both that is the same, in percent.
    pub same_percent: Option<usize>,
}

impl Draft<'_> {
    /// The passages that have no place, in the order of the file.
    pub fn lost(&self) -> Vec<Lost> {
        let readable = self.anchored.body.readable(&self.source.seed.text);
        let lost = astray(&self.source, &self.anchored).into_iter();
        lost.map(|Astray { index, places, doubt, .. }| {
            let quote = &self.source.passages[index].quote.words;
            let candidates: Vec<Candidate> = places
                .into_iter()
                .filter_map(|parts| candidate(&readable, quote, parts))
                .collect();
            let why = match doubt {
                Some(Doubt::Several) => "ambiguous",
                _ if candidates.is_empty() => "missing",
                _ => "drifted",
            };
            Lost { index, why, candidates }
        })
        .collect()
    }

    /// The words of the source's blocks, as a [`super::Selection`] counts them.
    pub fn blocks(&self) -> Vec<String> {
        let body = &self.anchored.body;
        let seed = &*self.source.seed.text;
        let words =
            body.blocks.iter().map(|block| printable(&block.words(seed)).into_owned());
        words.collect()
    }
}

fn candidate(
    readable: &Readable<'_>,
    quote: &str,
    parts: Vec<Span>,
) -> Option<Candidate> {
    let words = words_at(readable, &parts)?;
    let start = in_readable(readable, parts.first()?)?.start;
    let end = in_readable(readable, parts.last()?)?.end;
    let text = &*readable.text;
    let changes = word_changes(quote, &words);
    let same_percent = changes.as_deref().map(same_percent);
    let (before, after) = (text[..start].trim_end(), text[end..].trim_start());
    Some(Candidate {
        before: one_line(last_words(before, CONTEXT_WORDS)),
        after: one_line(first_words(after, CONTEXT_WORDS)),
        parts,
        words,
        changes,
        same_percent,
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Rounded down, so that only the same words are 100 percent the same.
fn same_percent(changes: &[(Side, String)]) -> usize {
    let length = |words: &str| words.chars().filter(|c| !c.is_whitespace()).count();
    let (mut same, mut all) = (0, 0);
    for (side, words) in changes {
        let sides = if *side == Side::Both { 2 } else { 1 };
        all += sides * length(words);
        same += if *side == Side::Both { 2 * length(words) } else { 0 };
    }
    (100 * same).checked_div(all).unwrap_or(0)
}
