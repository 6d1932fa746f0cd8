//! What stands nearest to a quote that is not there: approximate search by Myers' bit-vectors.
//!
//! G. Myers, “A fast bit-vector algorithm for approximate string matching based on dynamic
//! programming”, J. ACM 46 (1999), in blocks of 64 as in H. Hyyrö (2003). Runs only after an
//! error has been found, and within a budget.

use std::collections::HashMap;
use std::ops::Range;

use crate::text::{Fold, Folded, fold};

/// Work that one source's failures may cost together, in steps of one block (about 5 ns each).
const EFFORT_MAX: u64 = 1_000_000_000;

/// A text nearer than this share of the quote's length is taken for the quote, drifted.
const DISTANCE_MAX: f64 = 0.45;

/// The text nearest to a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Nearest {
    /// Where it stands in the text that was searched, in bytes, widened to whole words.
    pub(super) range: Range<usize>,
    /// The Levenshtein distance of the two, in characters, before widening.
    pub(super) distance: usize,
    /// Where it stands in the folded text.
    folded: Range<usize>,
}

/// What a search for the nearest text came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Near {
    /// This is near.
    Found(Nearest),
    /// Nothing is.
    Nothing,
    /// The budget was spent on the failures before this one.
    NotSearched,
}

/// A text in which nearest texts are looked for: folded once, for all failures together.
pub(super) struct Search {
    folded: Folded,
    characters: u64,
    effort: u64,
}

impl Search {
    pub(super) fn new(text: &str) -> Self {
        let folded = fold(text, Fold::JoinHyphenated);
        Self {
            characters: folded.text.chars().count() as u64,
            folded,
            effort: EFFORT_MAX,
        }
    }

    /// Finds the text nearest to `words`, if it is near enough and the budget lasts.
    pub(super) fn nearest(&mut self, words: &str) -> Near {
        self.nearest_in(words, 0..self.folded.text.len())
    }

    /// Finds what is nearest to `words` beside what was found: the nearer of both sides.
    pub(super) fn next_nearest(&mut self, words: &str, found: &Nearest) -> Near {
        let Range { start, end } = found.folded;
        let before = self.nearest_in(words, 0..start);
        let after = self.nearest_in(words, end..self.folded.text.len());
        match (before, after) {
            (Near::NotSearched, _) | (_, Near::NotSearched) => Near::NotSearched,
            (Near::Found(a), Near::Found(b)) => {
                Near::Found(if a.distance <= b.distance { a } else { b })
            }
            (Near::Found(one), Near::Nothing) | (Near::Nothing, Near::Found(one)) => {
                Near::Found(one)
            }
            (Near::Nothing, Near::Nothing) => Near::Nothing,
        }
    }

    fn nearest_in(&mut self, words: &str, within: Range<usize>) -> Near {
        let quote = fold(words, Fold::JoinHyphenated).text;
        let pattern: Vec<char> = quote.chars().collect();
        let cost = self.characters * (pattern.len().div_ceil(64) as u64) + 1;
        if cost > self.effort {
            return Near::NotSearched;
        }
        self.effort -= cost;
        let text = &self.folded.text[within.clone()];
        let Some((Range { start, end }, distance)) = nearest(text, &quote, &pattern)
        else {
            return Near::Nothing;
        };
        let folded = within.start + start..within.start + end;
        let back = &self.folded.to_original;
        let range = back.start(folded.start)..back.end(folded.end);
        Near::Found(Nearest { range, distance, folded })
    }
}

/// The nearest stretch of a text, and its distance.
fn nearest(text: &str, quote: &str, pattern: &[char]) -> Option<(Range<usize>, usize)> {
    let ends = text.char_indices().map(|(at, c)| (at + c.len_utf8(), c));
    let (distance, end) = best_end(ends, pattern)?;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a limit for quotes, which are far shorter than 2^52"
    )]
    let limit = (pattern.len() as f64 * DISTANCE_MAX) as usize;
    if distance > limit.max(1) || distance >= pattern.len() {
        return None;
    }
    let reversed: Vec<char> = pattern.iter().rev().copied().collect();
    let window = text[..end].char_indices().rev().take(2 * pattern.len() + 64);
    let (_, start) = best_end(window, &reversed)?;
    let range = to_borders(text, whole_words(text, start..end), quote);
    Some((range, distance))
}

/// The least distance of the pattern to any stretch of the text, and the last offset of the
/// first such stretch.
fn best_end(
    text: impl Iterator<Item = (usize, char)>,
    pattern: &[char],
) -> Option<(usize, usize)> {
    let blocks = pattern.len().div_ceil(64);
    let masks = Masks::new(pattern);
    let mut plus = vec![u64::MAX; blocks];
    let mut minus = vec![0_u64; blocks];
    let last_bit = (pattern.len() - 1) % 64;
    let mut score = pattern.len();
    let mut best = None;
    for (offset, c) in text {
        let equal = masks.of(c);
        let (mut plus_in, mut minus_in) = (0_u64, 0_u64);
        for block in 0..blocks {
            let (p, m) = (plus[block], minus[block]);
            let eq = equal[block];
            let vertical = eq | m;
            let eq = eq | minus_in;
            let horizontal = (((eq & p).wrapping_add(p)) ^ p) | eq;
            let mut up = m | !(horizontal | p);
            let mut down = p & horizontal;
            if block + 1 == blocks {
                score += usize::from(up >> last_bit & 1 == 1);
                score -= usize::from(down >> last_bit & 1 == 1);
            }
            let (plus_out, minus_out) = (up >> 63, down >> 63);
            up = up << 1 | plus_in;
            down = down << 1 | minus_in;
            plus[block] = down | !(vertical | up);
            minus[block] = up & vertical;
            (plus_in, minus_in) = (plus_out, minus_out);
        }
        if best.is_none_or(|(least, _)| score < least) {
            best = Some((score, offset));
        }
    }
    best
}

/// For each character of a pattern, the bits of its places, in blocks of 64.
struct Masks {
    /// Where the blocks of a Latin-1 character begin in `blocks`; 0 for one that is not there.
    latin: [usize; 256],
    others: HashMap<char, usize>,
    /// The first is that of characters that are not there.
    blocks: Vec<u64>,
    per_character: usize,
}

impl Masks {
    fn new(pattern: &[char]) -> Self {
        let per_character = pattern.len().div_ceil(64);
        let mut masks = Self {
            latin: [0; 256],
            others: HashMap::new(),
            blocks: vec![0; per_character],
            per_character,
        };
        for (at, c) in pattern.iter().enumerate() {
            let mut begin = masks.begin(*c);
            if begin == 0 {
                begin = masks.blocks.len();
                masks.blocks.resize(begin + per_character, 0);
                match u8::try_from(*c) {
                    Ok(latin) => masks.latin[usize::from(latin)] = begin,
                    Err(_) => drop(masks.others.insert(*c, begin)),
                }
            }
            masks.blocks[begin + at / 64] |= 1 << (at % 64);
        }
        masks
    }

    fn begin(&self, c: char) -> usize {
        match u8::try_from(c) {
            Ok(latin) => self.latin[usize::from(latin)],
            Err(_) => self.others.get(&c).copied().unwrap_or(0),
        }
    }

    fn of(&self, c: char) -> &[u64] {
        let begin = self.begin(c);
        &self.blocks[begin..begin + self.per_character]
    }
}

/// How far a quote's first and last words may stand from the nearest text, in words.
const REACH: usize = 5;

/// Widens a range to the quote's own first and last words, where they stand close by: the
/// shortest of several texts that are equally near would leave them out.
fn to_borders(text: &str, range: Range<usize>, quote: &str) -> Range<usize> {
    let own: Vec<&str> = quote.split_whitespace().collect();
    let found: Vec<&str> = text[range.clone()].split_whitespace().collect();
    let Range { mut start, mut end } = range;
    if own.first() != found.first() {
        let mut at = start;
        for word in text[..start].split_whitespace().rev().take(REACH) {
            at = text[..at].rfind(word).unwrap_or(at);
            if Some(word) == own.first().copied() {
                start = at;
                break;
            }
        }
    }
    if own.last() != found.last() {
        let mut at = end;
        for word in text[end..].split_whitespace().take(REACH) {
            at += text[at..].find(word).unwrap_or(0) + word.len();
            if Some(word) == own.last().copied() {
                end = at;
                break;
            }
        }
    }
    start..end
}

/// Widens a range to the words that it begins and ends in.
fn whole_words(text: &str, range: Range<usize>) -> Range<usize> {
    let spaced = |c: &char| c.is_alphanumeric() && !is_unspaced(*c);
    let in_word = |at: usize| {
        text[..at].chars().next_back().as_ref().is_some_and(spaced)
            && text[at..].chars().next().as_ref().is_some_and(spaced)
    };
    let Range { mut start, mut end } = range;
    if in_word(start) {
        start -= text[..start]
            .chars()
            .rev()
            .take_while(|c| spaced(c))
            .map(char::len_utf8)
            .sum::<usize>();
    }
    if in_word(end) {
        end += text[end..]
            .chars()
            .take_while(|c| spaced(c))
            .map(char::len_utf8)
            .sum::<usize>();
    }
    let words = &text[start..end];
    let trimmed = words.trim_start();
    start += words.len() - trimmed.len();
    start..start + trimmed.trim_end().len()
}

/// Scripts that are written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found<'a>(text: &'a str, quote: &str) -> Option<(&'a str, usize)> {
        match Search::new(text).nearest(quote) {
            Near::Found(near) => Some((&text[near.range], near.distance)),
            Near::Nothing => None,
            Near::NotSearched => panic!("the budget is spent"),
        }
    }

    #[test]
    fn the_nearest_text_is_found() {
        let text = "Before. Washington will not fill this role, ever. After it all.";
        assert_eq!(
            found(text, "Washington will fill this role"),
            Some(("Washington will not fill this role", 4))
        );
        assert_eq!(
            found(
                "He said: I do not think that the shops will go.",
                "I do think that the shops"
            )
            .map(|(words, _)| words),
            Some("I do not think that the shops")
        );
        assert_eq!(found(text, "nothing like that was said by anyone"), None);
        assert_eq!(
            found("他们不会离开中国的。", "他们会离开中国"),
            Some(("他们不会离开中国", 1))
        );
        let mut spent = Search { effort: 3, ..Search::new(text) };
        assert_eq!(spent.nearest("any words"), Near::NotSearched);
    }

    /// The plain dynamic programme that the bit-vectors compute.
    fn by_table(text: &str, pattern: &str) -> usize {
        let pattern: Vec<char> = pattern.chars().collect();
        let mut column: Vec<usize> = (0..=pattern.len()).collect();
        let mut best = usize::MAX;
        for c in text.chars() {
            let mut diagonal = 0;
            for row in 1..=pattern.len() {
                let above = column[row];
                let change = usize::from(pattern[row - 1] != c);
                column[row] = (diagonal + change).min(above + 1).min(column[row - 1] + 1);
                diagonal = above;
            }
            best = best.min(column[pattern.len()]);
        }
        best
    }

    proptest! {
        #[test]
        fn bit_vectors_agree_with_the_table(text in "[abé ]{1,200}", pattern in "[abé ]{1,150}") {
            let pattern_characters: Vec<char> = pattern.chars().collect();
            let fast = best_end(text.char_indices(), &pattern_characters).map(|(d, _)| d);
            prop_assert_eq!(fast, Some(by_table(&text, &pattern)));
        }
    }
}
