//! The terms of estimative language in ICD 203, *Analytic Standards* (2 January 2015).
//!
//! Knows how likely and how confident, and keeps them apart, as the directive demands. It
//! must not know judgments.

use std::fmt;
use std::str::FromStr;

/// How likely something is, in the seven steps of ICD 203 (2015).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likelihood {
    /// 1 to 5 per cent.
    AlmostNoChance,
    /// 5 to 20 per cent.
    VeryUnlikely,
    /// 20 to 45 per cent.
    Unlikely,
    /// 45 to 55 per cent.
    RoughlyEvenChance,
    /// 55 to 80 per cent.
    Likely,
    /// 80 to 95 per cent.
    VeryLikely,
    /// 95 to 99 per cent.
    AlmostCertain,
}

/// How well founded a judgment is, which says nothing of how likely it is (ICD 203).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Scant, fragmented or questionable information.
    Low,
    /// Credible and plausible information, not enough for more.
    Moderate,
    /// Good information from more than one source.
    High,
}

/// Why a text is not a likelihood, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LikelihoodError {
    /// The text is close to a term of the standard.
    #[error("`{text}` is not a likelihood: write {write}")]
    Instead {
        /// What the user wrote.
        text: String,
        /// The term it is close to.
        write: Likelihood,
    },
    /// The text is no term of the standard.
    #[error("`{text}` is not a likelihood: write {}", listed(&Likelihood::ALL))]
    Unknown {
        /// What the user wrote.
        text: String,
    },
}

/// Why a text is not a confidence, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfidenceError {
    /// The text means a confidence in other words.
    #[error("`{text}` is not a confidence: write {write}")]
    Instead {
        /// What the user wrote.
        text: String,
        /// The confidence it means.
        write: Confidence,
    },
    /// The text is no confidence.
    #[error("`{text}` is not a confidence: write {}", listed(&Confidence::ALL))]
    Unknown {
        /// What the user wrote.
        text: String,
    },
}

impl Likelihood {
    /// All steps, the least likely first.
    pub const ALL: [Self; 7] = [
        Self::AlmostNoChance,
        Self::VeryUnlikely,
        Self::Unlikely,
        Self::RoughlyEvenChance,
        Self::Likely,
        Self::VeryLikely,
        Self::AlmostCertain,
    ];

    /// Returns the first of the standard's two terms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AlmostNoChance => "almost no chance",
            Self::VeryUnlikely => "very unlikely",
            Self::Unlikely => "unlikely",
            Self::RoughlyEvenChance => "roughly even chance",
            Self::Likely => "likely",
            Self::VeryLikely => "very likely",
            Self::AlmostCertain => "almost certain",
        }
    }

    /// Returns the second of the standard's two terms.
    pub fn synonym(self) -> &'static str {
        match self {
            Self::AlmostNoChance => "remote",
            Self::VeryUnlikely => "highly improbable",
            Self::Unlikely => "improbable",
            Self::RoughlyEvenChance => "roughly even odds",
            Self::Likely => "probable",
            Self::VeryLikely => "highly probable",
            Self::AlmostCertain => "nearly certain",
        }
    }

    /// Returns the range of the step, from and to, in per cent.
    pub fn percent(self) -> (u8, u8) {
        match self {
            Self::AlmostNoChance => (1, 5),
            Self::VeryUnlikely => (5, 20),
            Self::Unlikely => (20, 45),
            Self::RoughlyEvenChance => (45, 55),
            Self::Likely => (55, 80),
            Self::VeryLikely => (80, 95),
            Self::AlmostCertain => (95, 99),
        }
    }
}

impl Confidence {
    /// All levels, the lowest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Moderate, Self::High];

    /// Returns the level as it is written in YAML.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
        }
    }
}

impl FromStr for Likelihood {
    type Err = LikelihoodError;

    /// Reads either term of a step, also as an adverb where the standard has one, in
    /// upper or lower case.
    fn from_str(text: &str) -> Result<Self, LikelihoodError> {
        let lower = text.to_lowercase();
        let term = match lower.as_str() {
            "almost certainly" => "almost certain",
            "probably" => "probable",
            "improbably" => "improbable",
            term => term,
        };
        let found = Self::ALL
            .into_iter()
            .find(|step| step.as_str() == term || step.synonym() == term);
        found.ok_or_else(|| {
            let text = text.to_owned();
            match nearest(&lower) {
                Some(write) => LikelihoodError::Instead { text, write },
                None => LikelihoodError::Unknown { text },
            }
        })
    }
}

impl FromStr for Confidence {
    type Err = ConfidenceError;

    /// Reads a level in upper or lower case.
    fn from_str(text: &str) -> Result<Self, ConfidenceError> {
        let lower = text.to_lowercase();
        let found = Self::ALL.into_iter().find(|level| level.as_str() == lower);
        found.ok_or_else(|| {
            let text = text.to_owned();
            match lower.as_str() {
                "medium" | "middle" | "mid" => {
                    ConfidenceError::Instead { text, write: Self::Moderate }
                }
                _ => ConfidenceError::Unknown { text },
            }
        })
    }
}

impl fmt::Display for Likelihood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Finds the term for a wording that means the same and no other step.
fn nearest(text: &str) -> Option<Likelihood> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    match words.join(" ").as_str() {
        "no chance" | "remote chance" | "almost impossible" | "nearly no chance" => {
            Some(Likelihood::AlmostNoChance)
        }
        "highly unlikely" | "very improbable" => Some(Likelihood::VeryUnlikely),
        "even" | "even chance" | "even odds" | "about even" | "roughly even"
        | "even chances" | "50 50" | "toss up" => Some(Likelihood::RoughlyEvenChance),
        "highly likely" | "very probable" | "very probably" => {
            Some(Likelihood::VeryLikely)
        }
        "certain" | "nearly certainly" | "virtually certain" => {
            Some(Likelihood::AlmostCertain)
        }
        term => Likelihood::ALL
            .into_iter()
            .find(|step| step.as_str() == term || step.synonym() == term),
    }
}

/// Lists terms as in “low, moderate or high”.
fn listed(terms: &[impl fmt::Display]) -> String {
    let mut terms: Vec<String> = terms.iter().map(ToString::to_string).collect();
    let last = terms.pop().unwrap_or_default();
    format!("{} or {last}", terms.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_every_term_of_the_standard() {
        for (step, percent, terms) in [
            (Likelihood::AlmostNoChance, (1, 5), &["almost no chance", "remote"][..]),
            (Likelihood::VeryUnlikely, (5, 20), &["very unlikely", "highly improbable"]),
            (Likelihood::Unlikely, (20, 45), &["unlikely", "improbable", "improbably"]),
            (
                Likelihood::RoughlyEvenChance,
                (45, 55),
                &["roughly even chance", "roughly even odds"],
            ),
            (Likelihood::Likely, (55, 80), &["likely", "probable", "probably", "LIKELY"]),
            (Likelihood::VeryLikely, (80, 95), &["very likely", "highly probable"]),
            (
                Likelihood::AlmostCertain,
                (95, 99),
                &["almost certain", "nearly certain", "almost certainly"],
            ),
        ] {
            assert_eq!(step.percent(), percent);
            for term in terms {
                assert_eq!(term.parse(), Ok(step), "{term}");
            }
            assert_eq!([step.as_str(), step.synonym()], terms[..2]);
        }
    }

    #[test]
    fn explains_what_to_write_instead() {
        for (text, message) in [
            (
                "maybe",
                "`maybe` is not a likelihood: write almost no chance, very unlikely, \
                 unlikely, roughly even chance, likely, very likely or almost certain",
            ),
            ("highly likely", "`highly likely` is not a likelihood: write very likely"),
            ("even odds", "`even odds` is not a likelihood: write roughly even chance"),
            ("very-likely", "`very-likely` is not a likelihood: write very likely"),
        ] {
            assert_eq!(text.parse::<Likelihood>().unwrap_err().to_string(), message);
        }
        for (text, message) in [
            ("medium", "`medium` is not a confidence: write moderate"),
            ("sure", "`sure` is not a confidence: write low, moderate or high"),
        ] {
            assert_eq!(text.parse::<Confidence>().unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn reads_every_confidence() {
        for level in Confidence::ALL {
            assert_eq!(level.as_str().parse(), Ok(level));
            assert_eq!(level.to_string().to_uppercase().parse(), Ok(level));
        }
        assert!(Confidence::Low < Confidence::High);
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,20}") {
            let _ = (text.parse::<Likelihood>(), text.parse::<Confidence>());
        }
    }
}
