//! The one printer: what `build`, `check` and `serve` say, for people and for programs.
//!
//! Knows the formats and the order of problems. Reads no file: it is given a function that
//! knows their texts. Writes nothing: it gives a string.

use std::sync::Arc;

use super::position::Texts;
use super::{Diagnostic, count, github, human, json, sarif};

/// How problems are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people, with the lines that are meant.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// Workflow commands, which GitHub Actions shows beside the lines that are meant.
    Github,
    /// SARIF 2.1.0 (OASIS), for code scanning and editors.
    Sarif,
}

impl Format {
    /// All formats, in the order of the help text.
    pub const ALL: [Self; 4] = [Self::Human, Self::Json, Self::Github, Self::Sarif];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Github => "github",
            Self::Sarif => "sarif",
        }
    }

    /// The format of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// Prints problems in one format.
#[derive(Clone, Copy)]
pub struct Printer<'a> {
    /// How.
    pub format: Format,
    /// Whether with a terminal's colours; only people are shown colours.
    pub color: bool,
    /// Gives a file's text as decoded, without its byte order mark. Its path is relative to
    /// the dossier. It is asked once for every file.
    pub text_of: &'a dyn Fn(&str) -> Option<Arc<str>>,
}

impl Printer<'_> {
    /// The problems in their order, identical ones once. Ends with a line end unless empty.
    ///
    /// JSON and SARIF are whole documents also where there are no problems.
    pub fn print(&self, diagnostics: &[Diagnostic]) -> String {
        let diagnostics = ordered(diagnostics);
        let texts = Texts::new(self.text_of);
        match self.format {
            Format::Human => human::print(&diagnostics, &texts, self.color),
            Format::Json => json::print(&diagnostics, &texts),
            Format::Github => github::print(&diagnostics, &texts),
            Format::Sarif => sarif::print(&diagnostics, &texts),
        }
    }
}

/// The last lines for people: how many problems there are and where to learn more.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let diagnostics = ordered(diagnostics);
    let (errors, warnings) = count(&diagnostics);
    let Some(worst) = diagnostics.iter().max_by_key(|d| (d.severity, d.at.is_none()))
    else {
        return "no problems".to_owned();
    };
    let number = |n: usize, word: &str| match n {
        0 => None,
        1 => Some(format!("1 {word}")),
        n => Some(format!("{n} {word}s")),
    };
    let parts = [number(errors, "error"), number(warnings, "warning")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!(
        "{}\nrun `throughline explain {}` to learn more",
        parts.join(", "),
        worst.code
    )
}

/// Problems that differ in their notes only, as one: a fault in a template would be told for
/// every page that it spoils.
pub fn merged(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let alike = |a: &Diagnostic, b: &Diagnostic| {
        (a.code, &a.message, &a.at, &a.help) == (b.code, &b.message, &b.at, &b.help)
    };
    let mut merged: Vec<(Diagnostic, usize)> = Vec::new();
    for diagnostic in diagnostics {
        match merged.iter_mut().find(|(first, _)| alike(first, &diagnostic)) {
            Some((_, more)) => *more += 1,
            None => merged.push((diagnostic, 0)),
        }
    }
    let tell = |(diagnostic, more): (Diagnostic, usize)| match more {
        0 => diagnostic,
        more => diagnostic.note(format!("and {more} more like it")),
    };
    merged.into_iter().map(tell).collect()
}

/// The problems in the order in which they are printed, whatever order they were met in.
fn ordered(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let rest = |d: &Diagnostic| {
        let label = d.at.as_ref().map(|(_, label)| label.clone());
        (d.code.name(), label, d.also.clone(), d.notes.clone(), d.help.clone())
    };
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by(|a, b| {
        a.sort_key().cmp(&b.sort_key()).then_with(|| rest(a).cmp(&rest(b)))
    });
    ordered.dedup();
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Place};

    #[test]
    fn formats_are_known_by_their_names() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(format));
        }
        assert_eq!(Format::parse("xml"), None);
    }

    #[test]
    fn problems_are_in_order_and_told_once() {
        let path = Arc::from("b.yaml");
        let at = |start: usize| {
            Diagnostic::error(Code::WRONG_TYPE, "x").at(Place::span(&path, start..9), "")
        };
        let met = [
            at(5),
            at(2).note("n"),
            at(5),
            Diagnostic::warning(Code::NO_SOURCES, "w"),
            at(2),
            at(5),
        ];
        let shown = ordered(&met);
        assert_eq!(shown, [&met[3], &met[4], &met[1], &met[0]]);
        let mut backwards = met.clone();
        backwards.reverse();
        assert_eq!(ordered(&backwards), shown);
        assert_eq!(
            summary(&met),
            "3 errors, 1 warning\nrun `throughline explain wrong-type` to learn more"
        );
        assert_eq!(
            summary(&met[3..4]),
            "1 warning\nrun `throughline explain no-sources` to learn more"
        );
        assert_eq!(summary(&[]), "no problems");
    }
}
