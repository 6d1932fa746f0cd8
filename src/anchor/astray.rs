//! The passages that have no place, each with the place that its words most likely have now.

use super::AnchoredSource;
use super::find::{Failure, elided, find};
use super::near::{Near, Search};
use crate::dossier::{Quote, Source, Span};
use crate::text::{Fold, Readable, fold};

/// A passage without a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Astray {
    /// Its index in [`Source::passages`].
    pub index: usize,
    /// The parts of the seed's text, in bytes, that are nearest to its words; empty where
    /// nothing is, or where its words stand in several places.
    pub nearest: Vec<Span>,
    /// The places that somebody may choose among, the nearest first, each with its parts. Of a
    /// quote that leaves words out and stands in several places there are none.
    pub places: Vec<Vec<Span>>,
    /// Why they can't be taken for it without a look; `None` where they can.
    pub doubt: Option<Doubt>,
}

/// Why no place can be taken for a passage's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// Its words stand in several places, or texts as near as the nearest do.
    #[error("it could be in several places: say which by its `prefix` or `suffix`")]
    Several,
    /// The nearest text differs in more than a fifth.
    #[error("the nearest text differs in more than a fifth: choose the words yourself")]
    Far,
    /// The nearest text begins or ends with other words.
    #[error(
        "its first or last words are others now, so where it begins or ends is uncertain: choose \
         the words yourself"
    )]
    Ends,
    /// Nothing is near, or its parts are not in order.
    #[error("nothing that could take its place was found")]
    Nothing,
}

/// A text that differs in no more than one of so many characters can be taken for the quote.
const NEAR: usize = 5;

/// Looks for the passages of a source that have no place in `anchored`.
pub fn astray(source: &Source, anchored: &AnchoredSource) -> Vec<Astray> {
    let mut placed = vec![false; source.passages.len()];
    for passage in &anchored.passages {
        placed[passage.index] = true;
    }
    let lost: Vec<usize> = (0..placed.len()).filter(|index| !placed[*index]).collect();
    if lost.is_empty() {
        return vec![];
    }
    let readable = anchored.body.readable(&source.seed.text);
    let quotes: Vec<&Quote> =
        lost.iter().map(|index| &source.passages[*index].quote).collect();
    let mut search = Search::new(&readable.text);
    let found = find(&readable, &quotes).into_iter();
    lost.iter()
        .zip(found)
        .zip(&quotes)
        .map(|((index, found), quote)| {
            let (nearest, places, doubt) = match found {
                Ok(found) => (found.parts, vec![], None),
                Err(Failure::OutOfContext(places)) => {
                    let (nearest, doubt) = out_of_context(&readable, quote);
                    (nearest, whole(quote, places), doubt)
                }
                Err(Failure::Ambiguous(places, _)) => {
                    (vec![], whole(quote, places), Some(Doubt::Several))
                }
                Err(Failure::Empty) => (vec![], vec![], Some(Doubt::Nothing)),
                Err(Failure::Absent) => nearest(&readable, &mut search, quote),
            };
            let places = if places.is_empty() { vec![nearest.clone()] } else { places };
            let places = places.into_iter().filter(|parts| !parts.is_empty()).collect();
            Astray { index: *index, nearest, places, doubt }
        })
        .collect()
}

/// Places that are known from their beginning to their end only: those of a quote in one part.
fn whole(quote: &Quote, places: Vec<Span>) -> Vec<Vec<Span>> {
    if elided(&quote.words).count() > 1 {
        return vec![];
    }
    places.into_iter().map(|place| vec![place]).collect()
}

/// The place of words whose context is another, if they stand in one place only.
fn out_of_context(readable: &Readable<'_>, quote: &Quote) -> (Vec<Span>, Option<Doubt>) {
    let alone = Quote { prefix: None, suffix: None, ..quote.clone() };
    match find(readable, &[&alone]).pop() {
        Some(Ok(found)) => (found.parts, None),
        _ => (vec![], Some(Doubt::Several)),
    }
}

fn nearest(
    readable: &Readable<'_>,
    search: &mut Search,
    quote: &Quote,
) -> (Vec<Span>, Vec<Vec<Span>>, Option<Doubt>) {
    let to_seed = &readable.to_seed;
    let in_seed = |part: &Span| to_seed.start(part.start)..to_seed.end(part.end);
    let mut parts: Vec<Span> = vec![];
    let mut others: Vec<Vec<Span>> = vec![];
    let mut doubt = None;
    for words in elided(&quote.words) {
        let Near::Found(found) = search.nearest(words) else {
            return (vec![], vec![], Some(Doubt::Nothing));
        };
        if parts.last().is_some_and(|last| found.range.start < last.end) {
            return (vec![], vec![], Some(Doubt::Nothing));
        }
        // Is something else about as near?
        let several = match search.next_nearest(words, &found) {
            Near::Found(other) => {
                let as_near = other.distance <= 2 * found.distance + 2;
                others.extend(as_near.then(|| vec![in_seed(&other.range)]));
                as_near
            }
            Near::Nothing => false,
            Near::NotSearched => true,
        };
        let there = &readable.text[found.range.clone()];
        let characters = words.chars().count();
        let longer = there.chars().count().abs_diff(characters);
        doubt = doubt.or(match () {
            () if several => Some(Doubt::Several),
            () if found.distance.max(longer) * NEAR > characters => Some(Doubt::Far),
            () if !same_ends(words, there) => Some(Doubt::Ends),
            () => None,
        });
        parts.push(found.range);
    }
    // A part by itself is no place for a passage of several.
    if parts.len() > 1 {
        others.clear();
    }
    let parts: Vec<Span> = parts.iter().map(in_seed).collect();
    let places = [parts.clone()].into_iter().chain(others).collect();
    (parts, places, doubt)
}

/// Whether two texts begin and end with the same words; in scripts without spaces, with the same
/// characters.
fn same_ends(one: &str, other: &str) -> bool {
    /// No word is longer than this; what is has no spaces.
    const WORD: usize = 20;
    let [one, other] = [one, other].map(|text| fold(text, Fold::JoinHyphenated).text);
    let first = |text: &str| {
        let word = text.split_whitespace().next().unwrap_or_default();
        let length = if word.chars().count() > WORD { 1 } else { WORD };
        word.chars().take(length).collect::<String>()
    };
    let last = |text: &str| {
        let word = text.split_whitespace().next_back().unwrap_or_default();
        let length = if word.chars().count() > WORD { 1 } else { WORD };
        word.chars().rev().take(length).collect::<String>()
    };
    first(&one) == first(&other) && last(&one) == last(&other)
}

#[cfg(test)]
mod tests {
    use super::same_ends;

    #[test]
    fn ends_are_words_or_characters() {
        assert!(same_ends("The fox jumps.", "The  quick fox jumps."));
        assert!(!same_ends("The fox jumps.", "The fox jumps"));
        assert!(!same_ends("The fox jumps.", "A fox jumps."));
        assert!(same_ends(
            "他们不会离开中国的，他们说了很多次这件事情。",
            "他们会离开中国的，他们说了很多次这件事情。"
        ));
    }
}
