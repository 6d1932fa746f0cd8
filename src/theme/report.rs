//! Tera's errors as diagnostics: the template, the line, the variable.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::ErrorKind;

use super::ORIGINAL;
use crate::diagnostic::{Code, Diagnostic, Place};

/// The error of one render.
pub(super) fn one(error: &tera::Error, template: &str) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let name = report.filename();
            let diagnostic =
                Diagnostic::error(Code::TEMPLATE_ERROR, lower_first(report.message()));
            located(
                diagnostic,
                name,
                Some(report.span().range.clone()),
                &error.to_string(),
            )
        }
        _ => {
            let diagnostic =
                Diagnostic::error(Code::TEMPLATE_ERROR, lower_first(&words(error)));
            located(diagnostic, template, None, "")
        }
    }
}

/// The errors of reading all templates.
pub(super) fn all(
    error: &tera::Error,
    overrides: &BTreeMap<String, Arc<[u8]>>,
) -> Vec<Diagnostic> {
    let words = error.to_string();
    let named = overrides.keys().find(|name| words.contains(name.as_str()));
    if matches!(error.kind(), ErrorKind::Msg(_)) {
        // Unknown filters and the like come as reports in one message, which name their places.
        let diagnostic =
            Diagnostic::error(Code::TEMPLATE_ERROR, "a template can't be used");
        let place =
            Place::file(named.map_or_else(
                || "templates".to_owned(),
                |name| format!("templates/{name}"),
            ));
        let diagnostic = diagnostic.at(place, "");
        return vec![words.lines().fold(diagnostic, Diagnostic::note)];
    }
    // A parent that is not there has no report, but a name.
    vec![one(error, named.map_or("", String::as_str))]
}

/// Says where in the dossier's templates it is; a fault of the built-in theme comes with the
/// engine's own excerpt, since there is no file to show.
fn located(
    diagnostic: Diagnostic,
    name: &str,
    span: Option<std::ops::Range<usize>>,
    excerpt: &str,
) -> Diagnostic {
    if let Some(original) = name.strip_prefix(ORIGINAL) {
        let diagnostic = diagnostic
            .note(format!("in the built-in template {original}"))
            .help("a replaced template may lack what this one needs");
        return excerpt.lines().fold(diagnostic, Diagnostic::note);
    }
    let path: Arc<str> = format!("templates/{name}").into();
    let place =
        span.map_or_else(|| Place::file(Arc::clone(&path)), |s| Place::span(&path, s));
    diagnostic
        .at(place, "")
        .help("mend the file, or remove it to have the built-in one back")
}

fn words(error: &tera::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

fn lower_first(words: &str) -> String {
    let mut characters = words.trim_end_matches('.').chars();
    characters
        .next()
        .map(|c| c.to_lowercase().chain(characters).collect())
        .unwrap_or_default()
}
