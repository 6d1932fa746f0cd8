//! Anybody's words, made fit to be drawn: bounded, on one line, without what has no place in a
//! picture.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The most characters that are drawn of a text; what is longer would be cut by its width.
const CHARACTERS_MAX: usize = 400;

/// How many characters are looked at.
const LOOKED_AT: usize = 4 * CHARACTERS_MAX;

/// The most marks upon one letter; no script has more.
const MARKS_MAX: usize = 4;

/// The words on one line, in NFC, without characters that steer and without pictographs, of
/// which the fonts at hand may have any or none; an overlong text ends at the end of a word.
pub(super) fn clean(words: &str) -> String {
    let mut text = String::new();
    let mut marks = 0;
    for c in words.chars().take(LOOKED_AT).nfc() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if c.is_whitespace() {
            if !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
        } else if !is_left_out(c) && marks <= MARKS_MAX {
            text.push(c);
        }
    }
    text.truncate(text.trim_end().len());
    match text.char_indices().nth(CHARACTERS_MAX) {
        Some((end, _)) => {
            let end = text[..end].rfind(' ').unwrap_or(end);
            format!("{}…", &text[..end])
        }
        None => text,
    }
}

/// Controls, what steers directions and variants, and pictographs.
fn is_left_out(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffd}' | '\u{e0000}'..='\u{e0fff}')
        || matches!(c,
            '\u{20e3}' | '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
            | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_and_what_is_no_word_is_left_out() {
        assert_eq!(clean(" a\u{202e}b\u{0}\n\t c\u{200b}\u{feff} "), "ab c");
        assert_eq!(clean("Ships 🚢🏴\u{e0067}\u{e007f} sail ✈\u{fe0f}."), "Ships sail .");
        assert_eq!(clean("e\u{301}"), "é");
        assert_eq!(clean(&format!("x{}", "\u{316}".repeat(500))).chars().count(), 5);
        assert_eq!(clean("می\u{200c}خواهم"), "می\u{200c}خواهم");
    }

    #[test]
    fn an_overlong_text_ends_with_a_word() {
        let long = clean(&"word ".repeat(20_000));
        assert!(long.ends_with("word…") && long.chars().count() <= CHARACTERS_MAX + 1);
        assert_eq!(clean(&"w".repeat(100_000)).chars().count(), CHARACTERS_MAX + 1);
    }
}
