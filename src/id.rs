//! Names that become file names and addresses.
//!
//! An [`Id`] is safe on every file system and in every URL by construction. It knows nothing
//! of what it names.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

/// What an id has that an address shows as it is.
pub(crate) const PLAIN_IN_URLS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// The most characters that an id may have.
pub const ID_CHARACTERS_MAX: usize = 100;

/// The name of a source, an argument, a passage, a topic, a page or a person.
///
/// Letters and digits of any script, `-`, `_` and `.`; it begins and ends with a letter or a
/// digit, is in Unicode NFC, has at most [`ID_CHARACTERS_MAX`] characters and 200 bytes, and is
/// no device name of Windows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Arc<str>);

/// Why a text can't be an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// It has no characters.
    #[error("an id can't be empty")]
    Empty,
    /// It has more than [`ID_CHARACTERS_MAX`] characters, or 200 bytes.
    #[error(
        "an id has at most {ID_CHARACTERS_MAX} characters (200 bytes), and this one has {0}"
    )]
    TooLong(usize),
    /// It holds a character that is not allowed at that place.
    #[error("{} can't stand {} in an id; use letters, digits, `-`, `_` and `.`", shown(*.0), .1)]
    Character(char, &'static str),
    /// It is a device name on Windows.
    #[error("`{0}` is a device on Windows, so no file can have that name")]
    Device(String),
    /// It is used by the site itself.
    #[error("`{0}` is a name that the site uses itself")]
    Reserved(String),
}

fn shown(c: char) -> String {
    if c.is_control() { format!("U+{:04X}", u32::from(c)) } else { format!("`{c}`") }
}

impl Id {
    /// Checks a text and makes it an id, in Unicode NFC.
    ///
    /// # Errors
    /// Says which rule the text breaks.
    pub fn new(text: &str) -> Result<Self, IdError> {
        let text: String =
            if text.is_ascii() { text.to_owned() } else { text.nfc().collect() };
        let length = text.chars().count();
        let (Some(first), Some(last)) = (text.chars().next(), text.chars().last()) else {
            return Err(IdError::Empty);
        };
        if length > ID_CHARACTERS_MAX || text.len() > 200 {
            return Err(IdError::TooLong(length));
        }
        let mark = |c| unicode_normalization::char::is_combining_mark(c);
        let inner = |c: char| c.is_alphanumeric() || "-_.".contains(c) || mark(c);
        if let Some(c) = text.chars().find(|c| !inner(*c)) {
            return Err(IdError::Character(c, "anywhere"));
        }
        if !first.is_alphanumeric() {
            return Err(IdError::Character(first, "first"));
        }
        if !(last.is_alphanumeric() || mark(last)) {
            return Err(IdError::Character(last, "last"));
        }
        let stem = text.split('.').next().unwrap_or_default().to_ascii_lowercase();
        let device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
            || (stem.len() == 4
                && (stem.starts_with("com") || stem.starts_with("lpt"))
                && stem.ends_with(|c: char| c.is_ascii_digit()));
        if device {
            return Err(IdError::Device(text));
        }
        Ok(Self(text.into()))
    }

    /// Makes an id from any words: the first few of them, in plain letters, and a hash of all.
    ///
    /// The same words give the same id for ever, so links to it last.
    pub fn from_words(words: &str) -> Self {
        let hash = blake3::hash(words.as_bytes()).to_hex();
        let plain = deunicode::deunicode(&words.chars().take(200).collect::<String>());
        let slug: Vec<String> = plain
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '\'')
            .map(|word| word.replace('\'', "").to_ascii_lowercase())
            .filter(|word| !word.is_empty())
            .map(|word| word.chars().take(20).collect())
            .take(4)
            .collect();
        let text = if slug.is_empty() {
            format!("p-{}", &hash[..8])
        } else {
            format!("{}-{}", slug.join("-"), &hash[..4])
        };
        Self(text.into())
    }

    /// Makes an id from a hash of any words, so that it gives none of them away.
    pub fn from_hash(words: &str) -> Self {
        Self(format!("p-{}", &blake3::hash(words.as_bytes()).to_hex()[..8]).into())
    }

    /// The same id with a number behind it, for the second and later of the same words.
    #[must_use]
    pub fn numbered(&self, number: usize) -> Self {
        Self(format!("{}-{number}", self.0).into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as file systems that fold case see it: two ids with one key would overwrite each
    /// other there.
    pub fn file_key(&self) -> String {
        if self.0.is_ascii() {
            return self.0.to_ascii_lowercase();
        }
        self.0.nfkc().flat_map(char::to_lowercase).nfkc().collect()
    }

    /// The id as it stands in a URL's path or fragment: percent-encoded UTF-8.
    pub fn as_url(&self) -> String {
        utf8_percent_encode(&self.0, PLAIN_IN_URLS).to_string()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_are_refused() {
        for bad in [
            "",
            "../../x",
            "a/b",
            "a\\b",
            "CON",
            "nul.txt",
            "com1",
            "-a",
            "a-",
            ".a",
            "a.",
            "a b",
            "a\0b",
            "a\u{202e}b",
            "a:b",
            "a?b",
            "%2e",
        ] {
            assert!(Id::new(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Id::new(&"x".repeat(300)), Err(IdError::TooLong(300)));
        for good in ["a", "a-b_c.d", "Москва", "北京", "café", "2025", "हिन्दी"]
        {
            assert!(Id::new(good).is_ok(), "{good:?}");
        }
    }

    #[test]
    fn what_file_systems_confuse_has_one_key() {
        let key = |text| Id::new(text).map(|id| id.file_key());
        assert_eq!(key("Cafe\u{301}"), key("café"));
        assert_ne!(key("a"), key("b"));
    }

    #[test]
    fn ids_from_words_last_and_are_valid() {
        let id = Id::from_words("No modern historical precedent exists");
        assert_eq!(id, Id::from_words("No modern historical precedent exists"));
        assert!(id.as_str().starts_with("no-modern-historical-precedent-"));
        for words in ["北京说不", "…", "", "It’s “so”", &"w".repeat(999)] {
            let id = Id::from_words(words);
            assert_eq!(Id::new(id.as_str()).as_ref(), Ok(&id));
        }
    }
}
