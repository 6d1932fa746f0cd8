//! The message about a quote that has no place: the seed's line, a word diff, YAML to paste.

use std::fmt::Write as _;
use std::sync::Arc;

use similar::{ChangeTag, TextDiff};

use super::find::{Failure, elided, find};
use super::near::{Near, Nearest, Search};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::dossier::{Quote, Source, Span};
use crate::text::{Positions, Readable, is_quotation_mark};

/// How many words of context tell two places apart in a message.
const CONTEXT_WORDS: usize = 5;

/// A quote longer than this (in bytes) is diffed part by part only.
const DIFF_MAX: usize = 20_000;

/// A stretch of a source's seed, as a diagnostic names it.
pub(super) fn seed_place(source: &Source, span: Span) -> Place {
    Place::span(&Arc::from(format!("seeds/{}", source.seed.path)), span)
}

/// A text as a double-quoted YAML scalar, on one line.
pub fn yaml_quoted(text: &str) -> String {
    let mut yaml = String::from("\"");
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match c {
            '"' | '\\' => yaml.extend(['\\', c]),
            c if c.is_control() || c == '\u{feff}' => {
                let _ = write!(yaml, "\\u{:04x}", u32::from(c));
            }
            c => yaml.push(c),
        }
    }
    yaml.push('"');
    yaml
}

/// Tells of one source's failures; what they need in common is made once.
pub(super) struct Reporter<'a> {
    source: &'a Source,
    readable: &'a Readable<'a>,
    positions: Positions<'a>,
    search: Option<Search>,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(source: &'a Source, readable: &'a Readable<'a>) -> Self {
        let positions = Positions::new(&source.seed.text);
        Self { source, readable, positions, search: None }
    }

    /// Says why a quote was not found, and what to write.
    pub(super) fn failure(&mut self, quote: &Quote, failure: &Failure) -> Diagnostic {
        let path = &self.source.seed.path;
        match failure {
            Failure::Empty => {
                Diagnostic::error(Code::EMPTY_QUOTE, "this quote holds no words")
                    .at(quote.place.clone(), "no words")
                    .help(format!("copy the words from seeds/{path}"))
            }
            Failure::Ambiguous(places, total) => self.ambiguous(quote, places, *total),
            Failure::OutOfContext(places) => self.out_of_context(quote, places),
            Failure::Absent => self.absent(quote),
        }
    }

    fn ambiguous(&self, quote: &Quote, places: &[Span], total: usize) -> Diagnostic {
        let seed = &self.source.seed;
        let message =
            format!("this quote stands in {total} places of seeds/{}", seed.path);
        let diagnostic = Diagnostic::error(Code::AMBIGUOUS_QUOTE, message)
            .at(quote.place.clone(), "which one is meant?");
        let choices = places.iter().map(|place| {
            let line = self.positions.line(place.start);
            format!("line {line}: {}", self.telling_context(place, places))
        });
        self.with_places(diagnostic, places).help(format!(
            "make the quote longer, or add what stands right before or after the place that you \
             mean\n{}{}",
            choices.collect::<Vec<_>>().join("\n"),
            match total - places.len() {
                0 => String::new(),
                more => format!("\nand {more} more places"),
            }
        ))
    }

    fn out_of_context(&self, quote: &Quote, places: &[Span]) -> Diagnostic {
        let diagnostic = Diagnostic::error(
            Code::CONTEXT_MISMATCH,
            "this quote does not stand between its `prefix` and `suffix`",
        )
        .at(quote.place.clone(), "found, but in another context");
        let choices = places.iter().map(|place| {
            let (before, after) = self.context(place);
            format!("prefix: {}\nsuffix: {}", yaml_quoted(before), yaml_quoted(after))
        });
        self.with_places(diagnostic, places).help(format!(
            "copy the context from the source, as far as it is needed\n{}",
            choices.collect::<Vec<_>>().join("\n")
        ))
    }

    /// A few words before and after a place, as they are read.
    fn context(&self, place: &Span) -> (&str, &str) {
        match self.readable.to_seed.derived(place) {
            Some(place) => context(&self.readable.text, &place),
            None => context(&self.source.seed.text, place),
        }
    }

    /// The YAML that tells a place from the others.
    fn telling_context(&self, place: &Span, all: &[Span]) -> String {
        let (before, after) = self.context(place);
        let same_before =
            all.iter().filter(|other| self.context(other).0 == before).count();
        if same_before == 1 && !before.is_empty() {
            format!("prefix: {}", yaml_quoted(before))
        } else {
            format!("suffix: {}", yaml_quoted(after))
        }
    }

    fn with_places(&self, diagnostic: Diagnostic, places: &[Span]) -> Diagnostic {
        places.iter().fold(diagnostic, |diagnostic, place| {
            let line = self.positions.line(place.start);
            diagnostic
                .also(seed_place(self.source, place.clone()), format!("line {line}"))
        })
    }

    fn absent(&mut self, quote: &Quote) -> Diagnostic {
        if let Some(elision) = self.unmarked_elision(quote) {
            return elision;
        }
        let readable = self.readable;
        let search = self.search.get_or_insert_with(|| Search::new(&readable.text));
        let mut near = Vec::new();
        for part in elided(&quote.words) {
            match search.nearest(part) {
                Near::Found(Nearest { range, .. }) => {
                    near.push(with_marks(&readable.text, range, part));
                }
                Near::Nothing => return self.missing(quote, "and nothing near it is"),
                Near::NotSearched => {
                    let words = "and what is near it was not looked for: there are too many errors";
                    return self.missing(quote, words);
                }
            }
        }
        if near.windows(2).all(|pair| pair[0].end <= pair[1].start) {
            self.drifted(quote, &near)
        } else {
            self.out_of_order(quote, &near)
        }
    }

    /// Words left out without brackets: `one ... two`, `one (…) two`.
    fn unmarked_elision(&self, quote: &Quote) -> Option<Diagnostic> {
        let marked = ["(…)", "(...)", "…", "..."].iter().fold(
            quote.words.clone(),
            |words, dots| {
                let parts: Vec<&str> = words.split("[…]").collect();
                let parts = parts.iter().map(|part| part.replace(dots, "[…]"));
                parts.collect::<Vec<_>>().join("[…]")
            },
        );
        let marked = marked.split_whitespace().collect::<Vec<_>>().join(" ");
        let marked = marked.trim_start_matches("[…]").trim_end_matches("[…]").trim();
        let changed = Quote { words: marked.to_owned(), ..quote.clone() };
        find(self.readable, &[&changed]).pop()?.ok()?;
        let path = &self.source.seed.path;
        let message = format!("this quote is not in seeds/{path} in these words");
        Some(
            Diagnostic::error(Code::DRIFTED_QUOTE, message)
                .at(quote.place.clone(), "words are left out here without `[…]`")
                .help(format!(
                    "put `[…]` where you left words out\nquote: {}",
                    yaml_quoted(marked)
                )),
        )
    }

    fn out_of_order(&self, quote: &Quote, near: &[Span]) -> Diagnostic {
        let path = &self.source.seed.path;
        let message =
            format!("the parts of this quote do not stand in seeds/{path} in this order");
        let diagnostic = Diagnostic::error(Code::DRIFTED_QUOTE, message)
            .at(quote.place.clone(), "not in this order")
            .help("give the parts in the order of the source, or make a passage of each");
        self.with_parts(diagnostic, near, "part")
    }

    /// Shows places in the readable text.
    fn with_parts(
        &self,
        diagnostic: Diagnostic,
        near: &[Span],
        what: &str,
    ) -> Diagnostic {
        let several = near.len() > 1;
        near.iter().enumerate().fold(diagnostic, |diagnostic, (index, span)| {
            let to_seed = &self.readable.to_seed;
            let span = to_seed.start(span.start)..to_seed.end(span.end);
            let line = self.positions.line(span.start);
            let number = if several { format!(" {}", index + 1) } else { String::new() };
            let label = format!("{what}{number}, line {line}");
            diagnostic.also(seed_place(self.source, span), label)
        })
    }

    fn missing(&self, quote: &Quote, near: &str) -> Diagnostic {
        let path = &self.source.seed.path;
        let message = format!("this quote is not in seeds/{path}, {near}");
        Diagnostic::error(Code::MISSING_QUOTE, message)
            .at(quote.place.clone(), "not found")
            .help("check that it is under the right source; put `[…]` where you left words out")
    }

    /// `near` are places in the readable text.
    fn drifted(&self, quote: &Quote, near: &[Span]) -> Diagnostic {
        let path = &self.source.seed.path;
        let message = format!("this quote is not in seeds/{path} in these words");
        let parts: Vec<&str> =
            near.iter().map(|span| &self.readable.text[span.clone()]).collect();
        let found = parts.join(" […] ");
        let diagnostic = Diagnostic::error(Code::DRIFTED_QUOTE, message)
            .at(quote.place.clone(), "not in these words")
            .note(format!(
                "your quote → the source ([-only yours-], {{+only the source's+}}): {}",
                word_diff(&quote.words, &found)
            ))
            .help(format!(
                "if the source is right, paste\nquote: {}",
                yaml_quoted(&found)
            ));
        self.with_parts(diagnostic, near, "nearest")
    }
}

/// In which of two texts words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// In the first only.
    First,
    /// In the second only.
    Second,
    /// In both.
    Both,
}

/// What two texts have in common, word by word, and what they have not, in order; `None` where
/// they are too long to be compared. White space counts as one space.
pub fn word_changes(quoted: &str, found: &str) -> Option<Vec<(Side, String)>> {
    let clean = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (quoted, found) = (clean(quoted), clean(found));
    if quoted.len() + found.len() > DIFF_MAX {
        return None;
    }
    let diff = TextDiff::from_unicode_words(&quoted, &found);
    let mut changes: Vec<(Side, String)> = vec![];
    for change in diff.iter_all_changes() {
        let side = match change.tag() {
            ChangeTag::Delete => Side::First,
            ChangeTag::Insert => Side::Second,
            ChangeTag::Equal => Side::Both,
        };
        match changes.last_mut() {
            Some((last, words)) if *last == side => words.push_str(change.value()),
            _ => changes.push((side, change.value().to_owned())),
        }
    }
    Some(changes)
}

/// The difference of two texts, word by word: `[-only the first's-]`, `{+only the second's+}`.
pub fn word_diff(quoted: &str, found: &str) -> String {
    let Some(changes) = word_changes(quoted, found) else {
        return "too long to compare here".to_owned();
    };
    let marked = changes.iter().map(|(side, words)| match side {
        Side::First => format!("[-{words}-]"),
        Side::Second => format!("{{+{words}+}}"),
        Side::Both => words.clone(),
    });
    marked.collect()
}

/// A place with the quotation marks that stand around it, as far as `words` has some there.
fn with_marks(text: &str, place: Span, words: &str) -> Span {
    let Span { mut start, mut end } = place;
    if words.starts_with(is_quotation_mark)
        && !text[start..].starts_with(is_quotation_mark)
        && let Some(mark) =
            text[..start].chars().next_back().filter(|c| is_quotation_mark(*c))
    {
        start -= mark.len_utf8();
    }
    if words.ends_with(is_quotation_mark)
        && !text[..end].ends_with(is_quotation_mark)
        && let Some(mark) = text[end..].chars().next().filter(|c| is_quotation_mark(*c))
    {
        end += mark.len_utf8();
    }
    start..end
}

/// A few words before and after a place.
fn context<'a>(text: &'a str, place: &Span) -> (&'a str, &'a str) {
    let before = text[..place.start].trim_end();
    let start = before
        .rmatch_indices(char::is_whitespace)
        .nth(CONTEXT_WORDS - 1)
        .map_or(0, |(at, space)| at + space.len());
    let after = text[place.end..].trim_start();
    let end = after
        .match_indices(char::is_whitespace)
        .nth(CONTEXT_WORDS - 1)
        .map_or(after.len(), |(at, _)| at);
    (limited(&before[start..], true), limited(&after[..end], false))
}

/// At most 40 characters, from the end or from the beginning: scripts without spaces have no
/// words to count.
fn limited(text: &str, from_end: bool) -> &str {
    if from_end {
        let start = text.char_indices().rev().nth(39).map_or(0, |(at, _)| at);
        &text[start..]
    } else {
        let end = text.char_indices().nth(40).map_or(text.len(), |(at, _)| at);
        &text[..end]
    }
}
