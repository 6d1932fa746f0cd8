//! Looks for quotes: first as they stand, then with words left out, then after folding.
//!
//! Every stage is one pass over the text for all quotes together.

use std::ops::Range;

use crate::dossier::{Quote, Span};
use crate::text::{Fold, Folded, OffsetMap, Readable, fold};

/// How a quote was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Character for character.
    Exact,
    /// After folding what typesetting changes.
    Folded,
}

impl Anchor {
    /// The word in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Folded => "folded",
        }
    }
}

/// Where a quote stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its parts, in bytes of the seed's text, in order. Never empty.
    pub parts: Vec<Span>,
    /// How it was found.
    pub anchor: Anchor,
}

/// Why a quote has no place. Places are in bytes of the seed's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It has no words.
    Empty,
    /// It stands in all these places (only the first few are listed) of so many.
    Ambiguous(Vec<Span>, usize),
    /// It stands in these places, but not between its `prefix` and `suffix`.
    OutOfContext(Vec<Span>),
    /// It is not there in these words.
    Absent,
}

/// No more places than these are looked for; a quote with as many is ambiguous anyway.
const PLACES_MAX: usize = 1000;

/// How many places of an ambiguous quote are kept to be shown.
const PLACES_SHOWN: usize = 4;

/// With more needles than this, one automaton beats a search for each.
const NEEDLES_FOR_AUTOMATON: usize = 12;

/// Looks for each quote, and gives the results in their order.
///
/// A quote that leaves words out stands wherever its parts stand in order; of two readings, of
/// which one lies within the other, the tighter is meant.
pub fn find(readable: &Readable<'_>, quotes: &[&Quote]) -> Vec<Result<Found, Failure>> {
    let mut search = Search {
        readable,
        quotes,
        results: quotes.iter().map(|_| Err(Failure::Absent)).collect(),
    };
    let identity = OffsetMap::default();
    let whole = |quote: &str| vec![Needle::verbatim(quote.trim())];
    search.stage(&readable.text, &identity, Anchor::Exact, whole);
    let parts = |quote: &str| elided(quote).map(Needle::verbatim).collect();
    search.stage(&readable.text, &identity, Anchor::Exact, parts);
    if search.open().next().is_some() {
        let folded = fold(&readable.text, Fold::JoinHyphenated);
        search.folded(&folded, Fold::JoinHyphenated);
        let quotes_differ = search
            .open()
            .any(|index| fold(&quotes[index].words, Fold::JoinHyphenated).hyphenated);
        if search.open().next().is_some() && (folded.hyphenated || quotes_differ) {
            search.folded(&fold(&readable.text, Fold::KeepHyphens), Fold::KeepHyphens);
        }
    }
    search.results
}

/// The parts of a quote between its `[…]`.
pub(super) fn elided(quote: &str) -> impl Iterator<Item = &str> {
    quote
        .split("[…]")
        .flat_map(|part| part.split("[...]"))
        .map(str::trim)
        .filter(|p| !p.is_empty())
}

struct Search<'a> {
    readable: &'a Readable<'a>,
    quotes: &'a [&'a Quote],
    results: Vec<Result<Found, Failure>>,
}

impl Search<'_> {
    /// The quotes that have not been found, and may still be.
    fn open(&self) -> impl Iterator<Item = usize> {
        self.results.iter().enumerate().filter_map(|(index, result)| {
            matches!(result, Err(Failure::Absent | Failure::OutOfContext(_)))
                .then_some(index)
        })
    }

    fn folded(&mut self, folded: &Folded, mode: Fold) {
        let parts = |quote: &str| {
            elided(quote).map(|part| Needle::folded(fold(part, mode))).collect::<Vec<_>>()
        };
        self.stage(&folded.text, &folded.to_original, Anchor::Folded, parts);
    }

    /// Looks for every open quote in `haystack`, whose offsets `to_readable` leads back.
    fn stage(
        &mut self,
        haystack: &str,
        to_readable: &OffsetMap,
        anchor: Anchor,
        parts: impl Fn(&str) -> Vec<Needle>,
    ) {
        let open: Vec<(usize, Vec<Needle>)> =
            self.open().map(|index| (index, parts(&self.quotes[index].words))).collect();
        let needles: Vec<&Needle> = open.iter().flat_map(|(_, parts)| parts).collect();
        let mut places = occurrences(haystack, &needles).into_iter();
        for (index, parts) in &open {
            let places: Vec<Vec<Range<usize>>> = places
                .by_ref()
                .take(parts.len())
                .map(|places| {
                    let back = |p: Range<usize>| {
                        to_readable.start(p.start)..to_readable.end(p.end)
                    };
                    places
                        .into_iter()
                        .filter(|p| to_readable.is_whole(p))
                        .map(back)
                        .collect()
                })
                .collect();
            if let Some(result) = self.decide(self.quotes[*index], &places, anchor) {
                self.results[*index] = result;
            }
        }
    }

    /// Makes one place of the places of a quote's parts; `None` when it is not here.
    fn decide(
        &self,
        quote: &Quote,
        places: &[Vec<Range<usize>>],
        anchor: Anchor,
    ) -> Option<Result<Found, Failure>> {
        if quote.words.trim().is_empty() || places.is_empty() {
            return Some(Err(Failure::Empty));
        }
        let all = readings(places);
        let to_seed = |p: &Range<usize>| {
            self.readable.to_seed.start(p.start)..self.readable.to_seed.end(p.end)
        };
        let whole = |reading: &Vec<Range<usize>>| {
            to_seed(&(reading[0].start..reading[reading.len() - 1].end))
        };
        if all.is_empty() {
            return None;
        }
        let fitting: Vec<&Vec<Range<usize>>> =
            if quote.prefix.is_none() && quote.suffix.is_none() {
                all.iter().collect()
            } else {
                // The context chooses among all places, not only among the tightest readings.
                all.iter().filter(|reading| self.in_context(quote, reading)).collect()
            };
        Some(match fitting[..] {
            [] => Err(Failure::OutOfContext(
                all.iter().take(PLACES_SHOWN).map(whole).collect(),
            )),
            [reading] => Ok(Found { parts: joined(reading.iter().map(to_seed)), anchor }),
            _ => Err(Failure::Ambiguous(
                fitting.iter().take(PLACES_SHOWN).map(|reading| whole(reading)).collect(),
                fitting.len(),
            )),
        })
    }

    fn in_context(&self, quote: &Quote, reading: &[Range<usize>]) -> bool {
        let text = &*self.readable.text;
        let before = &text[..reading[0].start];
        let after = &text[reading[reading.len() - 1].end..];
        quote.prefix.as_deref().is_none_or(|prefix| ends_with(before, prefix))
            && quote.suffix.as_deref().is_none_or(|suffix| starts_with(after, suffix))
    }
}

/// Two parts may meet in what stands for one thing in the seed, such as a code span.
fn joined(parts: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for part in parts {
        match joined.last_mut() {
            Some(last) if part.start < last.end => last.end = last.end.max(part.end),
            _ => joined.push(part),
        }
    }
    joined
}

/// Whether the last words of `text` are `words`, after folding.
fn ends_with(text: &str, words: &str) -> bool {
    let words = fold(words, Fold::JoinHyphenated).text;
    let text = text.trim_end();
    let mut start = text.len().saturating_sub(4 * words.len() + 64);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    fold(&text[start..], Fold::JoinHyphenated).text.ends_with(&words)
}

/// Whether the first words of `text` are `words`, after folding.
fn starts_with(text: &str, words: &str) -> bool {
    let words = fold(words, Fold::JoinHyphenated).text;
    let text = text.trim_start();
    let mut end = text.len().min(4 * words.len() + 64);
    while !text.is_char_boundary(end) {
        end += 1;
    }
    fold(&text[..end], Fold::JoinHyphenated).text.starts_with(&words)
}

/// The ways to read a quote's parts in order, given each part's places: from each place of the
/// first part to the nearest end; of readings with the same end, the tightest.
fn readings(places: &[Vec<Range<usize>>]) -> Vec<Vec<Range<usize>>> {
    let mut readings: Vec<Vec<Range<usize>>> = Vec::new();
    for first in &places[0] {
        let mut reading = vec![first.clone()];
        for part in &places[1..] {
            let from = reading[reading.len() - 1].end;
            match part.get(part.partition_point(|place| place.start < from)) {
                Some(next) => reading.push(next.clone()),
                None => return readings,
            }
        }
        match readings.last_mut() {
            Some(last) if places.len() > 1 && last.last() == reading.last() => {
                *last = reading;
            }
            _ => readings.push(reading),
        }
    }
    readings
}

/// Words to look for.
struct Needle {
    text: String,
    /// Letters whose case is free.
    either_case: Vec<Range<usize>>,
    /// The longest stretch without such a letter: what is searched for.
    core: Range<usize>,
}

impl Needle {
    fn verbatim(words: &str) -> Self {
        Self { text: words.to_owned(), either_case: vec![], core: 0..words.len() }
    }

    fn folded(folded: Folded) -> Self {
        let borders = std::iter::once(0).chain(folded.bracketed.iter().map(|b| b.end));
        let ends = folded.bracketed.iter().map(|b| b.start).chain([folded.text.len()]);
        let core = borders.zip(ends).map(|(a, b)| a..b).max_by_key(Range::len);
        Self {
            core: core.unwrap_or(0..0),
            text: folded.text,
            either_case: folded.bracketed,
        }
    }

    fn core(&self) -> &str {
        &self.text[self.core.clone()]
    }

    /// The needle's place around a place of its core, if the rest fits.
    fn around(&self, haystack: &str, core_at: usize) -> Option<Range<usize>> {
        let start = core_at.checked_sub(self.core.start)?;
        let place = start..start + self.text.len();
        if self.either_case.is_empty() {
            return Some(place);
        }
        let candidate = haystack.get(place.clone())?;
        let mut at = 0;
        for letter in &self.either_case {
            let same = |words: &str| {
                words.chars().flat_map(char::to_lowercase).collect::<String>()
            };
            let fits = candidate.get(at..letter.start)? == &self.text[at..letter.start]
                && same(candidate.get(letter.clone())?)
                    == same(&self.text[letter.clone()]);
            if !fits {
                return None;
            }
            at = letter.end;
        }
        (candidate.get(at..)? == &self.text[at..]).then_some(place)
    }
}

/// All places of each needle, ascending.
fn occurrences(haystack: &str, needles: &[&Needle]) -> Vec<Vec<Range<usize>>> {
    let mut places = vec![Vec::new(); needles.len()];
    let mut take = |index: usize, at: usize| {
        let places: &mut Vec<Range<usize>> = &mut places[index];
        if places.len() < PLACES_MAX {
            places.extend(needles[index].around(haystack, at));
        }
        places.len() < PLACES_MAX
    };
    if needles.len() > NEEDLES_FOR_AUTOMATON {
        let cores = needles.iter().map(|needle| needle.core());
        // The other kind of automaton searches faster, and takes longer to build than the search.
        let kind = Some(aho_corasick::AhoCorasickKind::ContiguousNFA);
        if let Ok(automaton) =
            aho_corasick::AhoCorasick::builder().kind(kind).build(cores)
        {
            for found in automaton.find_overlapping_iter(haystack) {
                if !found.is_empty() {
                    take(found.pattern().as_usize(), found.start());
                }
            }
            return places;
        }
    }
    for (index, needle) in needles.iter().enumerate() {
        let core = needle.core();
        let finder = memchr::memmem::Finder::new(core);
        let mut from = 0;
        while !core.is_empty() {
            let Some(at) = finder.find(&haystack.as_bytes()[from..]) else { break };
            if !take(index, from + at) {
                break;
            }
            // Places may overlap: “a b a” stands twice in “a b a b a”.
            from += at + core.chars().next().map_or(1, char::len_utf8);
        }
    }
    places
}
