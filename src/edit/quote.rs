//! The quote of a place: the seed's own words, and the context that they need to be found.

use unicode_normalization::char::is_combining_mark;

use super::Refusal;
use crate::anchor::find;
use crate::diagnostic::Place;
use crate::dossier::{Quote, Span};
use crate::text::Readable;

/// Context grows by so many words until it tells the place from all others.
const CONTEXT_WORDS: [usize; 8] = [1, 2, 3, 5, 8, 13, 21, 34];

/// A word of a script without spaces counts as one for so many characters.
const WORD_CHARACTERS: usize = 12;

/// The quote that stands exactly at `span` of the seed, without the white space at its ends;
/// and the span that it marks.
pub(super) fn quote_at(
    readable: &Readable<'_>,
    span: &Span,
    place: &Place,
) -> Result<(Quote, Span), Refusal> {
    let text = &*readable.text;
    let range = in_readable(readable, span).ok_or(Refusal::NoWords)?;
    let words = &text[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    let words = words.trim();
    if words.is_empty() {
        return Err(Refusal::NoWords);
    }
    let end = start + words.len();
    let wanted = readable.to_seed.start(start)..readable.to_seed.end(end);
    let (before, after) = (text[..start].trim_end(), text[end..].trim_start());
    let alone = Quote {
        words: words.to_owned(),
        prefix: None,
        suffix: None,
        place: place.clone(),
    };
    let contexts = CONTEXT_WORDS.into_iter().flat_map(|count| {
        let prefix = Some(last_words(before, count)).filter(|words| !words.is_empty());
        let suffix = Some(first_words(after, count)).filter(|words| !words.is_empty());
        [(None, suffix), (prefix, None), (prefix, suffix)]
    });
    [(None, None)]
        .into_iter()
        .chain(contexts)
        .map(|(prefix, suffix)| Quote {
            prefix: prefix.map(str::to_owned),
            suffix: suffix.map(str::to_owned),
            ..alone.clone()
        })
        .find(|quote| {
            let found = find(readable, &[quote]).pop();
            matches!(found, Some(Ok(found)) if found.parts == [wanted.clone()])
        })
        .map(|quote| (quote, wanted))
        .ok_or(Refusal::Ambiguous)
}

/// The words that stand at these parts of the seed, as a quote has them.
pub(super) fn words_at(readable: &Readable<'_>, parts: &[Span]) -> Option<String> {
    let words = parts.iter().map(|part| {
        let range = in_readable(readable, part)?;
        Some(readable.text[range].trim())
    });
    Some(words.collect::<Option<Vec<_>>>()?.join(" […] "))
}

/// The readable characters of a stretch of the seed.
pub(super) fn in_readable(readable: &Readable<'_>, span: &Span) -> Option<Span> {
    let to_seed = &readable.to_seed;
    let inside = |at: usize, c: char| {
        let (start, end) = (to_seed.start(at), to_seed.end(at + c.len_utf8()));
        span.start <= start && end <= span.end && start < end
    };
    let mut characters = readable.text.char_indices();
    let (start, _) = characters.clone().find(|(at, c)| inside(*at, *c))?;
    let (last, c) = characters.rfind(|(at, c)| inside(*at, *c))?;
    Some(start..last + c.len_utf8())
}

pub(super) fn last_words(text: &str, count: usize) -> &str {
    let start = text
        .rmatch_indices(char::is_whitespace)
        .map(|(at, space)| at + space.len())
        .filter(|at| !text[*at..].trim().is_empty())
        .nth(count - 1)
        .unwrap_or(0);
    let mut start = text
        .char_indices()
        .rev()
        .nth(count * WORD_CHARACTERS - 1)
        .map_or(start, |(at, _)| at.max(start));
    while text[start..].starts_with(belongs_to_the_last) {
        start -= text[..start].chars().next_back().map_or(start, char::len_utf8);
    }
    text[start..].trim_start()
}

pub(super) fn first_words(text: &str, count: usize) -> &str {
    let end = text
        .match_indices(char::is_whitespace)
        .map(|(at, _)| at)
        .filter(|at| !text[..*at].ends_with(char::is_whitespace))
        .nth(count - 1)
        .unwrap_or(text.len());
    let mut end = text
        .char_indices()
        .nth(count * WORD_CHARACTERS)
        .map_or(end, |(at, _)| at.min(end));
    while let Some(c) = text[end..].chars().next().filter(|c| belongs_to_the_last(*c)) {
        end += c.len_utf8();
    }
    text[..end].trim_end()
}

/// Whether a character is no beginning of its own: accents, joiners, variants of emoji.
fn belongs_to_the_last(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
}
