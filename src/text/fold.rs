//! What counts as the same words: a text without the differences that typesetting makes.
//!
//! Folded are: Unicode NFC, runs of white space, typographic quotation marks and apostrophes,
//! dashes, ellipses, Latin ligatures, soft hyphens, zero-width and direction marks, words
//! hyphenated at a line's end, and an editor's bracketed letter (`[T]he`). Case counts.

use std::ops::Range;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::OffsetMap;

/// How a hyphen at a line's end is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// As made by the line's end: `depen-⏎dent` is `dependent`.
    JoinHyphenated,
    /// As part of the word: `well-⏎known` is `well-known`.
    KeepHyphens,
}

/// A folded text and the way back.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The folded text, without white space around it.
    pub text: String,
    /// To offsets in the text that was folded.
    pub to_original: OffsetMap,
    /// Where a letter stood in an editor's brackets, so that its case is the editor's: ranges
    /// in `text`.
    pub bracketed: Vec<Range<usize>>,
    /// Whether a word was hyphenated at a line's end, so that [`Fold`] makes a difference.
    pub hyphenated: bool,
}

/// Folds a text. Linear in its length.
pub fn fold(text: &str, mode: Fold) -> Folded {
    let mut folder = Folder { source: text, mode, out: Folded::default(), at: 0 };
    folder.out.text.reserve(text.len());
    folder.run();
    let trailing = folder.out.text.len() - folder.out.text.trim_end().len();
    folder.out.text.truncate(folder.out.text.len() - trailing);
    folder.out
}

struct Folder<'a> {
    source: &'a str,
    mode: Fold,
    out: Folded,
    at: usize,
}

impl Folder<'_> {
    fn run(&mut self) {
        while let Some(c) = self.source[self.at..].chars().next() {
            let bytes = &self.source.as_bytes()[self.at..];
            let plain = bytes.iter().take_while(|byte| is_plain(**byte)).count();
            // A combining mark after the last plain letter belongs to it.
            let ends_plain = bytes.get(plain).is_none_or(u8::is_ascii);
            let copied = if ends_plain { plain } else { plain.saturating_sub(1) };
            if copied > 0 {
                self.copy(copied);
            } else if c.is_whitespace() {
                self.space();
            } else if self.hyphen_at_line_end(c) || self.bracketed_letter(c) {
            } else if is_dropped(c) {
                self.at += c.len_utf8();
            } else if let Some(same) = same_as(c) {
                self.replace(same, c.len_utf8(), same == "-");
            } else {
                self.compose();
            }
        }
    }

    fn copy(&mut self, length: usize) {
        let words = &self.source[self.at..self.at + length];
        self.out.text.push_str(words);
        self.out.to_original.push_copy(length, self.at);
        self.at += length;
    }

    /// Puts `same` in place of `length` bytes; a run of the same dash counts once.
    fn replace(&mut self, same: &str, length: usize, dash: bool) {
        let mut length = length;
        if dash {
            let more = self.source[self.at + length..].chars();
            let dashes = more.take_while(|c| same_as(*c) == Some("-"));
            length += dashes.map(char::len_utf8).sum::<usize>();
        }
        self.out.text.push_str(same);
        self.out.to_original.push_whole(same.len(), self.at, length);
        self.at += length;
    }

    /// One space for a run of white space; none at the beginning.
    fn space(&mut self) {
        let rest = &self.source[self.at..];
        let length = rest.len()
            - rest.trim_start_matches(|c: char| c.is_whitespace() || is_dropped(c)).len();
        if self.out.text.is_empty() {
            self.at += length;
        } else {
            self.replace(" ", length, false);
        }
    }

    /// `depen-⏎dent`, also with a soft hyphen.
    fn hyphen_at_line_end(&mut self, c: char) -> bool {
        if !matches!(c, '-' | '\u{2010}' | '\u{ad}') {
            return false;
        }
        let after = &self.source[self.at + c.len_utf8()..];
        let next = after.trim_start();
        let gap = &after[..after.len() - next.len()];
        let in_word = self.out.text.ends_with(char::is_alphabetic)
            && next.starts_with(char::is_lowercase);
        if !in_word || !gap.contains(['\n', '\r']) {
            return false;
        }
        self.out.hyphenated |= c != '\u{ad}';
        let length = c.len_utf8() + gap.len();
        if self.mode == Fold::KeepHyphens && c != '\u{ad}' {
            self.replace("-", length, false);
        } else {
            self.at += length;
        }
        true
    }

    /// `[T]he` is `The`, and the case of its `T` is the editor's.
    fn bracketed_letter(&mut self, c: char) -> bool {
        if c != '[' {
            return false;
        }
        let mut characters = self.source[self.at + 1..].chars();
        let (Some(letter), Some(']')) = (characters.next(), characters.next()) else {
            return false;
        };
        let in_word = self.out.text.ends_with(char::is_alphabetic)
            || characters.next().is_some_and(char::is_alphabetic);
        if !letter.is_alphabetic() || !in_word {
            return false;
        }
        let start = self.out.text.len();
        self.out.text.push(letter);
        self.out.bracketed.push(start..self.out.text.len());
        self.out.to_original.push_whole(
            letter.len_utf8(),
            self.at,
            letter.len_utf8() + 2,
        );
        self.at += letter.len_utf8() + 2;
        true
    }

    /// A letter with the marks that combine with it, in NFC.
    fn compose(&mut self) {
        let rest = &self.source[self.at..];
        let mut characters = rest.char_indices();
        characters.next();
        let length = characters
            .find(|(_, c)| begins_character(*c))
            .map_or(rest.len(), |(at, _)| at);
        let whole = &rest[..length];
        if length == whole.chars().next().map_or(0, char::len_utf8)
            && is_nfc_quick(whole.chars()) == IsNormalized::Yes
        {
            self.copy(length);
            return;
        }
        let composed: String = whole.chars().filter(|c| !is_dropped(*c)).nfc().collect();
        if composed == whole {
            self.copy(length);
        } else {
            self.replace(&composed, length, false);
        }
    }
}

/// ASCII that stands for itself.
fn is_plain(byte: u8) -> bool {
    byte > b' ' && byte < 0x7f && !matches!(byte, b'-' | b'[' | b'`')
}

fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

/// Whether a character can't combine with the one before it.
fn begins_character(c: char) -> bool {
    c < '\u{300}'
        || (!is_dropped(c)
            && unicode_normalization::char::canonical_combining_class(c) == 0
            && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes)
}

/// Whether it stands around quoted words, or is an apostrophe.
pub fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '「' | '」' | '『' | '』')
        || matches!(same_as(c), Some("\"" | "'"))
}

/// The plain form of a typographic character.
fn same_as(c: char) -> Option<&'static str> {
    Some(match c {
        '‘' | '’' | '‚' | '‛' | '′' | '‵' | '`' | '´' | 'ʼ' | 'ʹ' | '‹' | '›' | '＇' => {
            "'"
        }
        '“' | '”' | '„' | '‟' | '″' | '‶' | '«' | '»' | '〝' | '〞' | '〟' | '＂' => {
            "\""
        }
        '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹘' | '﹣' | '－' => {
            "-"
        }
        '…' => "...",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_typesetting_changes_is_folded() {
        for (text, expected) in [
            ("  a \n\t\u{a0}b ", "a b"),
            ("“it’s” ‘so’ «x»", "\"it's\" 'so' \"x\""),
            ("a—b – c--d", "a-b - c-d"),
            ("wait…", "wait..."),
            ("eﬃcient ﬁnd", "efficient find"),
            ("co\u{ad}operate zero\u{200b}width", "cooperate zerowidth"),
            ("depen-\n  dent", "dependent"),
            ("depen\u{ad}\ndent", "dependent"),
            ("[T]he end[s] [x] [1]", "The ends [x] [1]"),
            ("cafe\u{301} Й И\u{306}", "café Й Й"),
            ("\u{1112}\u{1161}\u{11ab}", "한"),
            ("北京 says", "北京 says"),
            ("Case Counts", "Case Counts"),
            ("x -\ny", "x - y"),
            ("A-\nBomb", "A- Bomb"),
        ] {
            assert_eq!(fold(text, Fold::JoinHyphenated).text, expected, "{text:?}");
        }
        assert_eq!(fold("well-\nknown", Fold::KeepHyphens).text, "well-known");
    }

    #[test]
    fn folded_places_lead_back() {
        let text = "  “Cafe\u{301}”  [T]he depen-\ndent";
        let folded = fold(text, Fold::JoinHyphenated);
        assert_eq!(folded.text, "\"Café\" The dependent");
        let back = |words: &str| {
            let at = folded.text.find(words).map_or(0, |at| at);
            &text[folded.to_original.start(at)..folded.to_original.end(at + words.len())]
        };
        assert_eq!(back("\"Café\""), "“Cafe\u{301}”");
        assert_eq!(back("The"), "[T]he");
        assert_eq!(back("dependent"), "depen-\ndent");
        assert_eq!(back("Café"), "Cafe\u{301}");
    }
}
