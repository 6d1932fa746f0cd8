//! Languages by their BCP 47 tags (RFC 5646).
//!
//! Knows which tags are well formed, which languages exist (ISO 639-1 and 639-3), what
//! English calls them and which way they run. It must not know translations or pages.

use std::fmt;
use std::str::FromStr;

use oxilangtag::LanguageTag;

/// A language with, where given, its script and region.
///
/// `FromStr` reads a BCP 47 tag (RFC 5646) whose language ISO 639-1 or 639-3 knows or
/// that is for private use, normalises its case and shortens `eng` to `en`; it fails with
/// a [`LanguageError`]. `Display` writes the English name, as in “Portuguese (BR)”.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language {
    tag: LanguageTag<String>,
    name: &'static str,
}

/// The direction in which a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From left to right, as English is; also the default for scripts that run downwards.
    LeftToRight,
    /// From right to left, as Arabic is.
    RightToLeft,
}

/// Why a text is not a language tag, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LanguageError {
    /// The text is not a tag but names a language.
    #[error("`{text}` is not a language tag: write {write}")]
    Instead {
        /// What the user wrote.
        text: String,
        /// The tag for it.
        write: String,
    },
    /// The tag is well formed but no language has its code.
    #[error(
        "no language has the code `{code}`: write an ISO 639 code as in en or uk, or und \
         if the language is not known"
    )]
    Unknown {
        /// The tag's first part.
        code: String,
    },
    /// The text does not follow the grammar of tags.
    #[error(
        "`{text}` is not a language tag: write one as in en, pt-BR or zh-Hant, or und if \
         the language is not known"
    )]
    Malformed {
        /// What the user wrote.
        text: String,
    },
}

impl Language {
    /// Returns the tag in its normal case, as in `zh-Hant-TW`.
    pub fn as_str(&self) -> &str {
        self.tag.as_str()
    }

    /// Returns the English name of the language, without script or region.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the language's name in itself, as in “Português (BR)”, or in English where it
    /// is not known.
    pub fn own_name(&self) -> String {
        let primary = self.tag.primary_language();
        let known = match primary.len() {
            2 => isolang::Language::from_639_1(primary),
            _ => isolang::Language::from_639_3(primary),
        };
        let name = known.and_then(|known| known.to_autonym()).unwrap_or(self.name);
        format!("{name}{}", self.variant())
    }

    /// The script and region, in brackets.
    fn variant(&self) -> String {
        match (self.tag.script(), self.tag.region()) {
            (None, None) => String::new(),
            (Some(part), None) | (None, Some(part)) => format!(" ({part})"),
            (Some(script), Some(region)) => format!(" ({script}, {region})"),
        }
    }

    /// Returns the direction of the tag's script, or else that of the script in which the
    /// language is usually written, in its region if that makes a difference.
    pub fn direction(&self) -> Direction {
        let language = self.tag.primary_language();
        let from_right = match (self.tag.script(), self.tag.region()) {
            (Some(script), _) => SCRIPTS_FROM_RIGHT.contains(&script),
            (None, Some("IN")) if language == "sd" => false,
            (None, Some(region)) if REGIONS_FROM_RIGHT.contains(&(language, region)) => {
                true
            }
            (None, _) => LANGUAGES_FROM_RIGHT.contains(&language),
        };
        if from_right { Direction::RightToLeft } else { Direction::LeftToRight }
    }
}

impl Direction {
    /// Returns the value of HTML's `dir` attribute: `ltr` or `rtl`.
    pub fn as_html(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(text: &str) -> Result<Self, LanguageError> {
        let malformed = || LanguageError::Malformed { text: text.to_owned() };
        let instead =
            |write: String| LanguageError::Instead { text: text.to_owned(), write };
        let Ok(tag) = LanguageTag::parse_and_normalize(text) else {
            let write = tag_of_locale(text).or_else(|| code_of_name(text));
            return Err(write.map_or_else(malformed, instead));
        };
        let primary = tag.primary_language();
        let Some((code, name)) = code_and_name(primary) else {
            let write = usual_tag(&tag).or_else(|| code_of_name(text));
            let unknown = || LanguageError::Unknown { code: primary.to_owned() };
            return Err(write.map_or_else(unknown, instead));
        };
        if tag.region() == Some("UK")
            && let Some(write) = settled(&tag.as_str().replacen("-UK", "-GB", 1))
        {
            return Err(instead(write));
        }
        if code == primary {
            return Ok(Self { tag, name });
        }
        let short = format!("{code}{}", &tag.as_str()[primary.len()..]);
        match LanguageTag::parse_and_normalize(&short) {
            Ok(tag) => Ok(Self { tag, name }),
            Err(_) => Err(malformed()),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, self.variant())
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_html())
    }
}

/// Finds a language's shortest code, as RFC 5646 wants it, and its English name.
fn code_and_name(primary: &str) -> Option<(&str, &'static str)> {
    // The standard leaves qaa to qtz, and tags that start with x, to private agreements.
    if primary.starts_with("x-") || matches!(primary.as_bytes(), [b'q', b'a'..=b't', _]) {
        return Some((primary, "Private language"));
    }
    let language = match primary.len() {
        2 => isolang::Language::from_639_1(primary)?,
        3 => isolang::Language::from_639_3(primary)?,
        _ => return None,
    };
    let code = language.to_639_1().unwrap_or(language.to_639_3());
    let everyday = NAMES.iter().find(|(named, _)| *named == code);
    Some((code, everyday.map_or(language.to_name(), |(_, name)| name)))
}

/// Finds the tag in a locale of POSIX or Java: `en_US` or `en_US.UTF-8`.
fn tag_of_locale(text: &str) -> Option<String> {
    let locale = text.trim().split(['.', '@']).next()?.replace('_', "-");
    // What has nothing of a locale about it was read in vain already.
    (locale != text).then(|| settled(&locale)).flatten()
}

/// Finds the code of a language by its English name, in upper or lower case.
fn code_of_name(text: &str) -> Option<String> {
    let name = text.trim().to_lowercase();
    if let Some((code, _)) = NAMES.iter().find(|(_, known)| known.to_lowercase() == name)
    {
        return Some((*code).to_owned());
    }
    let found = isolang::Language::match_names(move |known| known.to_lowercase() == name);
    let mut codes: Vec<&str> =
        found.map(|found| found.to_639_1().unwrap_or(found.to_639_3())).collect();
    // Some names belong to several small languages: those need a person to choose.
    (codes.len() == 1).then(|| codes.remove(0).to_owned())
}

/// Finds the tag for one with a withdrawn or bibliographic code, or a country's.
fn usual_tag(tag: &LanguageTag<String>) -> Option<String> {
    let primary = tag.primary_language();
    let (_, usual) = USUAL_CODES.iter().find(|(code, _)| *code == primary)?;
    settled(&format!("{usual}{}", &tag.as_str()[primary.len()..]))
}

/// Follows suggestions to a tag that is valid, so that nobody is corrected twice.
fn settled(tag: &str) -> Option<String> {
    match tag.parse::<Language>() {
        Ok(language) => Some(language.as_str().to_owned()),
        Err(LanguageError::Instead { write, .. }) => Some(write),
        Err(_) => None,
    }
}

/// Names in everyday English, where that of ISO 639-3 is older or longer.
const NAMES: [(&str, &str); 7] = [
    ("el", "Greek"),
    ("ky", "Kyrgyz"),
    ("or", "Odia"),
    ("pa", "Punjabi"),
    ("ps", "Pashto"),
    ("ug", "Uyghur"),
    ("und", "Unknown language"),
];

/// ISO 639-1's withdrawn codes, ISO 639-2's bibliographic ones, and countries' codes that
/// are no language's.
const USUAL_CODES: [(&str, &str); 31] = [
    ("iw", "he"),
    ("ji", "yi"),
    ("in", "id"),
    ("jw", "jv"),
    ("mo", "ro"),
    ("alb", "sq"),
    ("arm", "hy"),
    ("baq", "eu"),
    ("bur", "my"),
    ("chi", "zh"),
    ("cze", "cs"),
    ("dut", "nl"),
    ("fre", "fr"),
    ("geo", "ka"),
    ("ger", "de"),
    ("gre", "el"),
    ("ice", "is"),
    ("mac", "mk"),
    ("mao", "mi"),
    ("may", "ms"),
    ("per", "fa"),
    ("rum", "ro"),
    ("slo", "sk"),
    ("tib", "bo"),
    ("wel", "cy"),
    ("cn", "zh"),
    ("cz", "cs"),
    ("dk", "da"),
    ("gr", "el"),
    ("jp", "ja"),
    ("ua", "uk"),
];

/// The scripts of ISO 15924 whose letters run from right to left (Unicode's `Bidi_Class`).
const SCRIPTS_FROM_RIGHT: [&str; 40] = [
    "Adlm", "Arab", "Aran", "Armi", "Avst", "Chrs", "Cprt", "Elym", "Gara", "Hatr",
    "Hebr", "Hung", "Khar", "Lydi", "Mand", "Mani", "Mend", "Merc", "Mero", "Narb",
    "Nbat", "Nkoo", "Orkh", "Ougr", "Palm", "Phli", "Phlp", "Phnx", "Prti", "Rohg",
    "Samr", "Sarb", "Sogd", "Sogo", "Syrc", "Syre", "Syrj", "Syrn", "Thaa", "Yezi",
];

/// The languages whose usual script runs from right to left (CLDR's likely subtags).
const LANGUAGES_FROM_RIGHT: [&str; 63] = [
    "acm", "aeb", "aii", "apc", "apd", "ar", "arc", "arq", "ars", "ary", "arz", "bal",
    "bft", "bgn", "bqi", "cja", "ckb", "cld", "dcc", "dv", "fa", "gju", "glk", "haz",
    "hbo", "he", "hnd", "hno", "jpr", "jrb", "khw", "ks", "kvx", "kxp", "lad", "lah",
    "lki", "lrc", "luz", "mid", "mvy", "myz", "mzn", "nqo", "ota", "pbt", "pbu", "pes",
    "pnb", "prs", "ps", "rhg", "sam", "sd", "sdh", "skr", "syr", "trw", "ug", "ur",
    "ydd", "yi", "zdj",
];

/// The languages that run from right to left in these regions only.
const REGIONS_FROM_RIGHT: [(&str, &str); 9] = [
    ("az", "IQ"),
    ("az", "IR"),
    ("kk", "CN"),
    ("ku", "IQ"),
    ("ku", "IR"),
    ("ky", "CN"),
    ("pa", "PK"),
    ("tk", "IR"),
    ("uz", "AF"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn language(text: &str) -> Language {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn reads_in_words() {
        for (text, tag, words, direction) in [
            ("en", "en", "English", "ltr"),
            ("EN-us", "en-US", "English (US)", "ltr"),
            ("eng", "en", "English", "ltr"),
            ("pt-br", "pt-BR", "Portuguese (BR)", "ltr"),
            ("zh-hant-tw", "zh-Hant-TW", "Chinese (Hant, TW)", "ltr"),
            ("zh-Hans", "zh-Hans", "Chinese (Hans)", "ltr"),
            ("es-419", "es-419", "Spanish (419)", "ltr"),
            ("de-1996", "de-1996", "German", "ltr"),
            ("el", "el", "Greek", "ltr"),
            ("ar", "ar", "Arabic", "rtl"),
            ("arz", "arz", "Egyptian Arabic", "rtl"),
            ("heb", "he", "Hebrew", "rtl"),
            ("fa-IR", "fa-IR", "Persian (IR)", "rtl"),
            ("ps", "ps", "Pashto", "rtl"),
            ("ckb", "ckb", "Central Kurdish", "rtl"),
            ("ku", "ku", "Kurdish", "ltr"),
            ("ku-IQ", "ku-IQ", "Kurdish (IQ)", "rtl"),
            ("sd-IN", "sd-IN", "Sindhi (IN)", "ltr"),
            ("ug-Cyrl", "ug-Cyrl", "Uyghur (Cyrl)", "ltr"),
            ("tr-Arab", "tr-Arab", "Turkish (Arab)", "rtl"),
            ("ar-Latn", "ar-Latn", "Arabic (Latn)", "ltr"),
            ("und", "und", "Unknown language", "ltr"),
            ("mul", "mul", "Multiple languages", "ltr"),
            ("zxx", "zxx", "No linguistic content", "ltr"),
            ("qaa", "qaa", "Private language", "ltr"),
            ("x-Elvish", "x-elvish", "Private language", "ltr"),
        ] {
            let language = language(text);
            assert_eq!(language.as_str(), tag);
            assert_eq!(language.to_string(), words);
            assert_eq!(language.direction().as_html(), direction, "{text}");
        }
        assert_eq!(language("pt-BR").name(), "Portuguese");
    }

    #[test]
    fn suggests_the_tag() {
        for (text, tag) in [
            ("english", "en"),
            ("Chinese", "zh"),
            ("GREEK", "el"),
            ("Scottish Gaelic", "gd"),
            ("en_US", "en-US"),
            ("en_us.UTF-8", "en-US"),
            (" en", "en"),
            ("en-UK", "en-GB"),
            ("en_UK", "en-GB"),
            ("ger", "de"),
            ("fre-ca", "fr-CA"),
            ("iw", "he"),
            ("ger-uk", "de-GB"),
            ("jp", "ja"),
            ("ua", "uk"),
        ] {
            let expected =
                LanguageError::Instead { text: text.into(), write: tag.into() };
            assert_eq!(text.parse::<Language>(), Err(expected), "{text}");
        }
    }

    #[test]
    fn explains_what_to_write_instead() {
        for (text, message) in [
            ("en_US", "`en_US` is not a language tag: write en-US"),
            (
                "xq",
                "no language has the code `xq`: write an ISO 639 code as in en or uk, or \
                 und if the language is not known",
            ),
            (
                "?",
                "`?` is not a language tag: write one as in en, pt-BR or zh-Hant, or und \
                 if the language is not known",
            ),
        ] {
            assert_eq!(text.parse::<Language>().unwrap_err().to_string(), message);
        }
        for text in ["", "e", "en-", "klingonese", "en--US", "i-klingon", "é"] {
            assert!(text.parse::<Language>().is_err(), "{text}");
        }
    }

    #[test]
    fn lists_only_codes_that_can_occur() {
        for code in LANGUAGES_FROM_RIGHT {
            assert_eq!(language(code).as_str(), code);
        }
        for (code, usual) in USUAL_CODES {
            assert!(code.parse::<Language>().is_err(), "{code}");
            assert_eq!(language(usual).as_str(), usual);
        }
        for script in SCRIPTS_FROM_RIGHT {
            assert_eq!(language(&format!("und-{script}")).direction().as_html(), "rtl");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,20}|[A-Za-z0-9_.\\-]{0,20}") {
            match text.parse::<Language>() {
                Ok(language) => {
                    let again = language.as_str().parse();
                    prop_assert_eq!(again, Ok(language));
                }
                Err(LanguageError::Instead { write, .. }) => {
                    prop_assert!(write.parse::<Language>().is_ok());
                }
                Err(_) => {}
            }
        }
    }
}
