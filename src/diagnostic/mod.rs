//! What Throughline tells the author of a dossier: one type for every problem.
//!
//! A [`Diagnostic`] knows its code, its severity, its words and its places. It does not know
//! how a file is read: the printers in [`mod@print`] ask for the text of a path when they need it.

mod code;
mod excerpt;
mod github;
mod human;
mod json;
mod position;
pub mod print;
mod sarif;

use std::ops::Range;
use std::sync::Arc;

pub use code::{Code, all as all_codes};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; a build with `--deny-warnings` fails on it.
    Warning,
    /// The site would be wrong; nothing is written.
    Error,
}

impl Severity {
    /// The word that is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the dossier's directory, with `/` between its parts.
    pub path: Arc<str>,
    /// Bytes in the file's text as decoded, without its byte order mark; `None` for the whole file.
    pub span: Option<Range<usize>>,
}

impl Place {
    /// A stretch of a file.
    pub fn span(path: &Arc<str>, span: Range<usize>) -> Self {
        Self { path: Arc::clone(path), span: Some(span) }
    }

    /// A whole file or directory.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), span: None }
    }
}

/// One problem: what is wrong, where, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem, as `throughline explain` knows it.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
    /// Where it is, with a few words under the underline (which may be empty).
    pub at: Option<(Place, String)>,
    /// Other places that explain it.
    pub also: Vec<(Place, String)>,
    /// Facts that help, one a line.
    pub notes: Vec<String>,
    /// What to write instead; may be several lines that can be pasted.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error of this kind.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message.into())
    }

    /// A warning of this kind.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message.into())
    }

    fn new(code: Code, severity: Severity, message: String) -> Self {
        Self {
            code,
            severity,
            message,
            at: None,
            also: vec![],
            notes: vec![],
            help: None,
        }
    }

    /// Says where the problem is.
    #[must_use]
    pub fn at(mut self, place: Place, label: impl Into<String>) -> Self {
        self.at = Some((place, label.into()));
        self
    }

    /// Adds another place that explains it.
    #[must_use]
    pub fn also(mut self, place: Place, label: impl Into<String>) -> Self {
        self.also.push((place, label.into()));
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to write instead, where that is known.
    #[must_use]
    pub fn help_if(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// The same problem, for whoever stands where the dossier's directory is `prefix`, which is
    /// empty or ends with `/`.
    #[must_use]
    pub fn below(mut self, prefix: &str) -> Self {
        if !prefix.is_empty() {
            let at = self.at.iter_mut().map(|(place, _)| place);
            for place in at.chain(self.also.iter_mut().map(|(place, _)| place)) {
                place.path = format!("{prefix}{}", place.path).into();
            }
        }
        self
    }

    /// The order in which problems are printed: by file, then by place, then by words.
    pub fn sort_key(&self) -> (Option<&Place>, std::cmp::Reverse<Severity>, &str) {
        (
            self.at.as_ref().map(|(p, _)| p),
            std::cmp::Reverse(self.severity),
            &self.message,
        )
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let start = |place: &Self| place.span.as_ref().map(|s| (s.start, s.end));
        self.path.cmp(&other.path).then_with(|| start(self).cmp(&start(other)))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// A value with everything that was met while making it. No stage stops at its first problem.
#[derive(Debug, Clone, Default)]
pub struct Reported<T> {
    /// What was made, as far as it could be.
    pub value: T,
    /// All problems met, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Reported<T> {
    /// A value that was made without a problem.
    pub fn clean(value: T) -> Self {
        Self { value, diagnostics: vec![] }
    }

    /// Moves the problems into `sink` and gives the value.
    pub fn drain_into(self, sink: &mut Vec<Diagnostic>) -> T {
        sink.extend(self.diagnostics);
        self.value
    }
}

/// Whether any of these stops the site from being written.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// How many errors and warnings there are.
fn count(diagnostics: &[&Diagnostic]) -> (usize, usize) {
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    (errors, diagnostics.len() - errors)
}

/// The candidate nearest to `word`, if one is near enough to be meant: `(did you mean …)`.
pub fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate)
        })
        .filter(|(distance, candidate)| {
            *distance <= (candidate.chars().count().max(lower.chars().count()) / 3).max(1)
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// `did you mean …`, if anything is near.
pub fn did_you_mean<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(word, known).map(|near| format!("did you mean `{near}`?"))
}
