//! The words of the interface: stances, headings, dates, in the dossier's language.
//!
//! They come from `templates/languages/`, a YAML file a language, the dossier's own before the
//! built-in ones. Nothing that a source or the dossier's author says is here.

mod date;
mod read;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use icu_plurals::{PluralCategory, PluralRules};

use crate::dossier::Language;
pub use read::locale;

/// The words of the interface in one language.
#[derive(Debug)]
pub struct Locale {
    phrases: HashMap<String, Phrase>,
    rules: PluralRules,
    english: bool,
}

/// What stands under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Phrase {
    Text(String),
    Forms(Vec<(PluralCategory, String)>),
}

impl Locale {
    /// The words of a key without values; the key itself where there is none.
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        match self.phrases.get(key) {
            Some(Phrase::Text(text)) => text,
            Some(Phrase::Forms(forms)) => form(forms, PluralCategory::Other),
            None => key,
        }
    }

    /// The words of a key, with values in the place of the names in braces; the key itself where
    /// there are none.
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.word(key), values).into_owned()
    }

    /// The words of a key, for a number if there is one: in the plural form that the language has
    /// for it (CLDR), with the number in the place of `{n}`. `None` where there is no such key.
    pub fn phrase(
        &self,
        key: &str,
        n: Option<usize>,
        values: &[(&str, &str)],
    ) -> Option<Cow<'_, str>> {
        let text = match self.phrases.get(key)? {
            Phrase::Text(text) => text,
            Phrase::Forms(forms) => form(
                forms,
                n.map_or(PluralCategory::Other, |n| self.rules.category_for(n)),
            ),
        };
        let Some(n) = n else { return Some(fill(text, values)) };
        let number = n.to_string();
        let mut all = vec![("n", number.as_str())];
        all.extend_from_slice(values);
        Some(fill(text, &all))
    }

    /// The keys whose words are the same whatever the values, with their words.
    pub fn plain(&self) -> impl Iterator<Item = (&str, &str)> {
        self.phrases.iter().filter_map(|(key, phrase)| match phrase {
            Phrase::Text(text) if !text.contains('{') => {
                Some((key.as_str(), text.as_str()))
            }
            _ => None,
        })
    }

    /// The words of all keys that begin so, with the names in braces as they are.
    pub fn beginning(&self, prefix: &str) -> BTreeMap<&str, &str> {
        let keys = self.phrases.keys().filter(|key| key.starts_with(prefix));
        keys.map(|key| (key.as_str(), self.word(key))).collect()
    }

    /// What a language is called: in English for an English dossier, else in itself.
    pub fn language_name(&self, language: &Language) -> String {
        if self.english { language.to_string() } else { language.own_name() }
    }
}

fn form(forms: &[(PluralCategory, String)], wanted: PluralCategory) -> &str {
    let found = |category| forms.iter().find(|(form, _)| *form == category);
    found(wanted).or_else(|| found(PluralCategory::Other)).map_or("", |(_, text)| text)
}

/// Puts values into a text, once: what they hold is not looked at again.
fn fill<'a>(text: &'a str, values: &[(&str, &str)]) -> Cow<'a, str> {
    if !text.contains('{') {
        return Cow::Borrowed(text);
    }
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, name, after)) = next_name(rest) {
        filled.push_str(before);
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => filled.push_str(&rest[before.len()..rest.len() - after.len()]),
        }
        rest = after;
    }
    filled.push_str(rest);
    Cow::Owned(filled)
}

/// What stands before the next name in braces, the name, and what stands after it.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built_in(tag: &str) -> Locale {
        let files: [(&str, &[u8]); 3] = [
            ("languages/ar.yaml", include_bytes!("../../templates/languages/ar.yaml")),
            ("languages/en.yaml", include_bytes!("../../templates/languages/en.yaml")),
            ("languages/ru.yaml", include_bytes!("../../templates/languages/ru.yaml")),
        ];
        let reported = locale(&tag.parse().unwrap(), &files.into(), &BTreeMap::new());
        assert_eq!(reported.diagnostics, []);
        reported.value
    }

    #[test]
    fn values_are_put_in_once() {
        let english = built_in("en");
        let said = english.say("source_by", &[("title", "{by}"), ("by", "{title}")]);
        assert_eq!(said, "{by}, {title}");
        assert_eq!(fill("{a} { {b", &[("a", "1")]), "1 { {b");
    }

    fn sources(locale: &Locale, n: usize) -> String {
        locale.phrase("count_sources", Some(n), &[]).unwrap().into_owned()
    }

    #[test]
    fn numbers_take_the_form_of_their_language() {
        let english = built_in("en");
        assert_eq!(sources(&english, 1), "1 source");
        assert_eq!(sources(&english, 0), "0 sources");
        let russian = built_in("ru");
        let said = [1, 2, 5, 11, 21].map(|n| sources(&russian, n));
        assert_eq!(said[0].replace('1', ""), said[4].replace("21", ""));
        assert_eq!(said[2].replace('5', ""), said[3].replace("11", ""));
        assert_ne!(said[0].replace('1', ""), said[1].replace('2', ""));
        let arabic = built_in("ar-EG");
        let forms = [0, 1, 2, 3, 11, 100].map(|n| sources(&arabic, n));
        assert_ne!(forms[3].replace('3', ""), forms[4].replace("11", ""));
        assert!(forms[5].contains("100"));
    }

    #[test]
    fn reads_in_words() {
        let english = built_in("en");
        let month = "2025-02".parse().unwrap();
        assert_eq!(built_in("ru").date(&month), "февраль 2025 г.");
        for (text, words) in [
            ("2025-02-25", "25 February 2025"),
            ("2025-02-25~", "about 25 February 2025"),
            ("2025-02-25?", "25 February 2025 (uncertain)"),
            ("2025-02-25%", "about 25 February 2025 (uncertain)"),
            ("2025-02", "February 2025"),
            ("2025", "2025"),
            ("2025~", "about 2025"),
            ("1985-04-12T23:20:30", "12 April 1985, 23:20"),
            ("1985-04-12T23:20:30Z", "12 April 1985, 23:20 UTC"),
            ("1985-04-12T23:20:30-04", "12 April 1985, 23:20 UTC\u{2212}04:00"),
            ("1985-04-12T23:20:30+05:30", "12 April 1985, 23:20 UTC+05:30"),
            ("Y170000002", "170000002"),
            ("Y-170000002", "170000003 BC"),
            ("-0043-03-15", "15 March 44 BC"),
            ("0000", "1 BC"),
            ("0476-09-04", "4 September AD 476"),
            ("201X", "the 2010s"),
            ("201X~", "about the 2010s"),
            ("200X", "the 2000s (decade)"),
            ("20XX", "the 2000s (century)"),
            ("085X", "AD 850 to AD 859"),
            ("-005X", "60 BC to 51 BC"),
            ("2004-XX", "some month in 2004"),
            ("1985-04-XX", "some day in April 1985"),
            ("1985-XX-XX", "some day in 1985"),
            ("2025-21", "spring 2025"),
            ("2025-24?", "winter 2025 (uncertain)"),
            ("2024-05-01/2024-06", "from 1 May 2024 to June 2024"),
            ("1984~/2004-06?", "from about 1984 to June 2004 (uncertain)"),
            ("2024-05/..", "since May 2024"),
            ("2024-05/", "from May 2024 (end unknown)"),
            ("../2024-05-01", "until 1 May 2024"),
            ("/2024-05-01", "until 1 May 2024 (start unknown)"),
        ] {
            assert_eq!(english.date(&text.parse().unwrap()), words, "{text}");
        }
    }
}
