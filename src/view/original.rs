//! The way from a passage to the same words on the page where they were published.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Words longer than this are named by their beginning and their end.
const WHOLE_MAX: usize = 80;

/// How many characters name the beginning or the end, at least one word.
const END_MAX: usize = 40;

/// The address of words on a page, by a text directive (WICG, URL Fragment Text Directives).
/// `[…]` in the words stands for what a quote leaves out.
///
/// A browser that knows it scrolls there and marks them; another one opens the page.
pub(super) fn in_original(url: &str, words: &str) -> String {
    let words = words.replace("[...]", "[…]");
    let parts: Vec<&str> =
        words.split("[…]").map(str::trim).filter(|part| !part.is_empty()).collect();
    let encode = |words: &str| utf8_percent_encode(words, NON_ALPHANUMERIC).to_string();
    let directive = match parts[..] {
        [] => return url.to_owned(),
        [whole] if whole.chars().count() <= WHOLE_MAX => encode(whole),
        [first, ..] => {
            let last = parts[parts.len() - 1];
            format!("{},{}", encode(beginning(first)), encode(end(last)))
        }
    };
    let join = if url.contains('#') { "" } else { "#" };
    format!("{url}{join}:~:text={directive}")
}

/// The first words of a text, cut between words where there are spaces.
fn beginning(text: &str) -> &str {
    let Some((most, _)) = text.char_indices().nth(END_MAX) else { return text };
    let space = text[..most].rfind(char::is_whitespace);
    text[..space.unwrap_or(most)].trim_end()
}

/// The last words of a text.
fn end(text: &str) -> &str {
    let Some((least, _)) = text.char_indices().rev().nth(END_MAX) else { return text };
    let space = text[least..].find(char::is_whitespace);
    text[least + space.unwrap_or(0)..].trim_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_named_whole_and_long_ones_by_their_ends() {
        assert_eq!(
            in_original("https://e.org/a", "a, b-c & d"),
            "https://e.org/a#:~:text=a%2C%20b%2Dc%20%26%20d"
        );
        let long = "The first words of a passage that goes on and on until it comes to its very last words";
        assert_eq!(
            in_original("https://e.org/a#top", long),
            "https://e.org/a#top:~:text=The%20first%20words%20of%20a%20passage%20that%20goes,\
             on%20until%20it%20comes%20to%20its%20very%20last%20words"
        );
    }

    #[test]
    fn gaps_and_scripts_without_spaces_are_named_by_their_ends() {
        assert_eq!(
            in_original("https://e.org/", "one […] two [...] three"),
            "https://e.org/#:~:text=one,three"
        );
        let chinese = "中".repeat(100);
        let named = in_original("https://e.org/", &chinese);
        assert_eq!(named.matches("%E4%B8%AD").count(), 2 * END_MAX + 1, "{named}");
    }
}
