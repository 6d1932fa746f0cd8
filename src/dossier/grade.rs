//! The Admiralty code by which NATO grades sources and information (AJP-2.1).
//!
//! Knows the letters, the numbers and their words. It must not know sources, and never
//! derives one grade from the other: the code keeps them apart.

use std::fmt;
use std::str::FromStr;

/// How reliable a source is: A to F of the Admiralty code (NATO AJP-2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reliability {
    /// A: completely reliable.
    A,
    /// B: usually reliable.
    B,
    /// C: fairly reliable.
    C,
    /// D: not usually reliable.
    D,
    /// E: unreliable.
    E,
    /// F: reliability cannot be judged.
    F,
}

/// How credible a piece of information is: 1 to 6 of the Admiralty code (NATO AJP-2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Credibility {
    /// 1: confirmed by other sources.
    Confirmed,
    /// 2: probably true.
    ProbablyTrue,
    /// 3: possibly true.
    PossiblyTrue,
    /// 4: doubtful.
    Doubtful,
    /// 5: improbable.
    Improbable,
    /// 6: truth cannot be judged.
    CannotBeJudged,
}

/// Why a text is not a grade, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GradeError {
    /// The text gives both grades at once, as in `B2`.
    #[error(
        "`{text}` is two grades in one: write {reliability} for the reliability of the \
         source and {credibility} for the credibility of the information"
    )]
    Both {
        /// What the user wrote.
        text: String,
        /// The letter of it.
        reliability: Reliability,
        /// The number of it.
        credibility: Credibility,
    },
    /// The text is not a reliability.
    #[error("`{text}` is not a reliability: write {}", reliabilities())]
    Reliability {
        /// What the user wrote.
        text: String,
    },
    /// The text is not a credibility.
    #[error("`{text}` is not a credibility: write {}", credibilities())]
    Credibility {
        /// What the user wrote.
        text: String,
    },
}

impl Reliability {
    /// All grades, the best first.
    pub const ALL: [Self; 6] = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F];

    /// Returns the grade's letter, `A` to `F`.
    pub fn letter(self) -> char {
        match self {
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
            Self::D => 'D',
            Self::E => 'E',
            Self::F => 'F',
        }
    }

    /// Returns the grade in the words of the standard.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::A => "completely reliable",
            Self::B => "usually reliable",
            Self::C => "fairly reliable",
            Self::D => "not usually reliable",
            Self::E => "unreliable",
            Self::F => "reliability cannot be judged",
        }
    }
}

impl Credibility {
    /// All grades, the best first.
    pub const ALL: [Self; 6] = [
        Self::Confirmed,
        Self::ProbablyTrue,
        Self::PossiblyTrue,
        Self::Doubtful,
        Self::Improbable,
        Self::CannotBeJudged,
    ];

    /// Returns the grade's number, 1 to 6.
    pub fn number(self) -> u8 {
        match self {
            Self::Confirmed => 1,
            Self::ProbablyTrue => 2,
            Self::PossiblyTrue => 3,
            Self::Doubtful => 4,
            Self::Improbable => 5,
            Self::CannotBeJudged => 6,
        }
    }

    /// Returns the grade in the words of the standard.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed by other sources",
            Self::ProbablyTrue => "probably true",
            Self::PossiblyTrue => "possibly true",
            Self::Doubtful => "doubtful",
            Self::Improbable => "improbable",
            Self::CannotBeJudged => "truth cannot be judged",
        }
    }
}

impl FromStr for Reliability {
    type Err = GradeError;

    /// Reads a letter; lower case will do.
    fn from_str(text: &str) -> Result<Self, GradeError> {
        reliability(text)
            .ok_or_else(|| both(text, GradeError::Reliability { text: text.to_owned() }))
    }
}

impl FromStr for Credibility {
    type Err = GradeError;

    fn from_str(text: &str) -> Result<Self, GradeError> {
        credibility(text)
            .ok_or_else(|| both(text, GradeError::Credibility { text: text.to_owned() }))
    }
}

impl fmt::Display for Reliability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.letter())
    }
}

impl fmt::Display for Credibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

fn reliability(text: &str) -> Option<Reliability> {
    let upper = text.to_ascii_uppercase();
    Reliability::ALL.into_iter().find(|grade| grade.to_string() == upper)
}

fn credibility(text: &str) -> Option<Credibility> {
    Credibility::ALL.into_iter().find(|grade| grade.to_string() == text)
}

/// Explains `B2`, which is how the code is often written, or returns the other error.
fn both(text: &str, otherwise: GradeError) -> GradeError {
    let grades = text.split_at_checked(1).and_then(|(letter, number)| {
        reliability(letter).zip(credibility(number.trim_start_matches(['-', ' '])))
    });
    match grades {
        Some((reliability, credibility)) => {
            GradeError::Both { text: text.to_owned(), reliability, credibility }
        }
        None => otherwise,
    }
}

fn reliabilities() -> String {
    listed(Reliability::ALL.map(|grade| format!("{grade} ({})", grade.in_words())))
}

fn credibilities() -> String {
    listed(Credibility::ALL.map(|grade| format!("{grade} ({})", grade.in_words())))
}

fn listed([first @ .., last]: [String; 6]) -> String {
    format!("{} or {last}", first.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn round_trips() {
        for grade in Reliability::ALL {
            assert_eq!(grade.letter().to_string().parse(), Ok(grade));
            assert_eq!(
                grade.letter().to_ascii_lowercase().to_string().parse(),
                Ok(grade)
            );
        }
        for grade in Credibility::ALL {
            assert_eq!(grade.number().to_string().parse(), Ok(grade));
        }
        assert_eq!(Reliability::B.in_words(), "usually reliable");
        assert_eq!(Credibility::Doubtful.in_words(), "doubtful");
    }

    #[test]
    fn explains_what_to_write_instead() {
        for (text, message) in [
            (
                "G",
                "`G` is not a reliability: write A (completely reliable), B (usually \
                 reliable), C (fairly reliable), D (not usually reliable), E (unreliable) \
                 or F (reliability cannot be judged)",
            ),
            (
                "B2",
                "`B2` is two grades in one: write B for the reliability of the source \
                 and 2 for the credibility of the information",
            ),
        ] {
            assert_eq!(text.parse::<Reliability>().unwrap_err().to_string(), message);
        }
        for (text, message) in [
            (
                "7",
                "`7` is not a credibility: write 1 (confirmed by other sources), 2 \
                 (probably true), 3 (possibly true), 4 (doubtful), 5 (improbable) or 6 \
                 (truth cannot be judged)",
            ),
            (
                "c-3",
                "`c-3` is two grades in one: write C for the reliability of the source \
                 and 3 for the credibility of the information",
            ),
        ] {
            assert_eq!(text.parse::<Credibility>().unwrap_err().to_string(), message);
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,6}") {
            let _ = (text.parse::<Reliability>(), text.parse::<Credibility>());
        }
    }
}
