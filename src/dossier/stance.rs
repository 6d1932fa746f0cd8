//! How a passage stands to the claim of an argument.
//!
//! Knows the three stances, their marks, and the words people write for them. It must not
//! know passages or arguments.

use std::fmt;
use std::str::FromStr;

/// How a passage stands to a claim, after the stances of stance detection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stance {
    /// Makes the claim or backs it.
    Supports,
    /// Denies the claim or weakens it.
    Disputes,
    /// Repeats the claim without taking a side.
    Reports,
}

/// Why a word is not a stance, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StanceError {
    /// The word is near to a stance.
    #[error("`{text}` is not a stance: write {write}")]
    Instead {
        /// What the user wrote.
        text: String,
        /// The stance it is near to.
        write: Stance,
    },
    /// The word is near to no stance.
    #[error(
        "`{text}` is not a stance: write supports, disputes, or reports if it repeats \
         the claim without taking a side"
    )]
    Unknown {
        /// What the user wrote.
        text: String,
    },
}

impl Stance {
    /// All stances, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Supports, Self::Disputes, Self::Reports];

    /// Returns the stance as it is written in YAML.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Disputes => "disputes",
            Self::Reports => "reports",
        }
    }

    /// Returns the stance's mark: `+` (U+002B), `−` (U+2212) or `○` (U+25CB).
    pub fn glyph(self) -> char {
        match self {
            Self::Supports => '+',
            Self::Disputes => '\u{2212}',
            Self::Reports => '\u{25CB}',
        }
    }
}

impl FromStr for Stance {
    type Err = StanceError;

    fn from_str(text: &str) -> Result<Self, StanceError> {
        if let Some(stance) = Self::ALL.into_iter().find(|stance| stance.as_str() == text)
        {
            return Ok(stance);
        }
        let text = text.to_owned();
        Err(match nearest(&text) {
            Some(write) => StanceError::Instead { text, write },
            None => StanceError::Unknown { text },
        })
    }
}

impl fmt::Display for Stance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Finds the stance that a word means, by the stem it starts with.
fn nearest(text: &str) -> Option<Stance> {
    const STEMS: [(Stance, &[&str]); 3] = [
        (
            Stance::Supports,
            &["support", "suport", "agree", "affirm", "assert", "back", "confirm"],
        ),
        (
            Stance::Disputes,
            &[
                "disput",
                "oppos",
                "den",
                "attack",
                "disagree",
                "refut",
                "reject",
                "rebut",
                "contradict",
                "contest",
                "counter",
            ],
        ),
        (
            Stance::Reports,
            &["report", "neutral", "mention", "quot", "cite", "citing", "repeat"],
        ),
    ];
    let word = text.trim().to_lowercase();
    match word.as_str() {
        "for" | "pro" | "+" | "yes" => return Some(Stance::Supports),
        "against" | "con" | "contra" | "-" | "\u{2212}" | "no" => {
            return Some(Stance::Disputes);
        }
        "\u{25CB}" | "0" => return Some(Stance::Reports),
        _ => {}
    }
    STEMS.into_iter().find_map(|(stance, stems)| {
        stems.iter().any(|stem| word.starts_with(stem)).then_some(stance)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn round_trips() {
        for (stance, text, glyph) in [
            (Stance::Supports, "supports", "+"),
            (Stance::Disputes, "disputes", "−"),
            (Stance::Reports, "reports", "○"),
        ] {
            assert_eq!(text.parse(), Ok(stance));
            assert_eq!(stance.to_string(), text);
            assert_eq!(stance.glyph().to_string(), glyph);
        }
    }

    #[test]
    fn suggests_the_near_word() {
        for (write, words) in [
            (
                Stance::Supports,
                "support supporting Supports agrees agree suports for pro + confirms",
            ),
            (
                Stance::Disputes,
                "dispute disputed opposes denies deny attacks refutes against - disagrees",
            ),
            (Stance::Reports, "report reporting neutral mentions quotes cites repeats"),
        ] {
            for text in words.split(' ') {
                let text = text.to_owned();
                let expected = StanceError::Instead { text: text.clone(), write };
                assert_eq!(text.parse::<Stance>(), Err(expected));
            }
        }
    }

    #[test]
    fn explains_what_to_write_instead() {
        for (text, message) in [
            ("attacks", "`attacks` is not a stance: write disputes"),
            (
                "maybe",
                "`maybe` is not a stance: write supports, disputes, or reports if it \
                 repeats the claim without taking a side",
            ),
        ] {
            assert_eq!(text.parse::<Stance>().unwrap_err().to_string(), message);
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,20}") {
            let _ = text.parse::<Stance>();
        }
    }
}
