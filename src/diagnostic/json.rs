//! Problems as one JSON object, for programs.
//!
//! The shape is versioned: `"schema": 1`. Lines and columns count from 1, columns in Unicode
//! code points; the end is after the last character; `span` counts bytes of the decoded text.
//! What is not known is `null`.

use serde_json::{Value, json};

use super::Diagnostic;
use super::count;
use super::position::Texts;

pub(super) fn print(diagnostics: &[&Diagnostic], texts: &Texts<'_>) -> String {
    let (errors, warnings) = count(diagnostics);
    let list: Vec<Value> = diagnostics.iter().map(|d| one(d, texts)).collect();
    let whole = json!({
        "schema": 1,
        "diagnostics": list,
        "errors": errors,
        "warnings": warnings,
    });
    format!("{whole:#}\n")
}

fn one(diagnostic: &Diagnostic, texts: &Texts<'_>) -> Value {
    let place = diagnostic.at.as_ref().map(|(place, _)| place);
    let located = place.and_then(|place| texts.locate(place));
    let start = located.as_ref().map(|l| l.start);
    let end = located.as_ref().map(|l| l.end);
    let related: Vec<Value> = diagnostic
        .also
        .iter()
        .map(|(place, label)| {
            let start = texts.locate(place).map(|l| l.start);
            json!({
                "path": &*place.path,
                "line": start.map(|s| s.line),
                "column": start.map(|s| s.column),
                "label": label,
            })
        })
        .collect();
    json!({
        "code": diagnostic.code.name(),
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "path": place.map(|p| &*p.path),
        "line": start.map(|s| s.line),
        "column": start.map(|s| s.column),
        "end_line": end.map(|e| e.line),
        "end_column": end.map(|e| e.column),
        "span": place.and_then(|p| p.span.as_ref()).map(|s| json!({
            "start": s.start,
            "end": s.end,
        })),
        "label": diagnostic.at.as_ref().map(|(_, label)| label),
        "related": related,
        "notes": diagnostic.notes,
        "help": diagnostic.help,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Code, Place};

    #[test]
    fn it_is_always_json() {
        let texts =
            Texts::new(&|path| (path == "a.txt").then(|| Arc::from("é\n“x” y\n")));
        let none: Value = serde_json::from_str(&print(&[], &texts)).unwrap();
        assert_eq!(
            none,
            json!({"schema": 1, "diagnostics": [], "errors": 0, "warnings": 0})
        );
        let path = Arc::from("a.txt");
        let diagnostic = Diagnostic::error(Code::DRIFTED_QUOTE, "a \"b\"\n\u{1b}")
            .at(Place::span(&path, 6..7), "here")
            .also(Place::file("gone.txt"), "there")
            .help("paste");
        let bare = Diagnostic::warning(Code::NO_SOURCES, "none");
        let printed = print(&[&bare, &diagnostic], &texts);
        let value: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!((&value["errors"], &value["warnings"]), (&json!(1), &json!(1)));
        assert_eq!(value["diagnostics"][0]["path"], Value::Null);
        assert_eq!(
            value["diagnostics"][1],
            json!({
                "code": "drifted-quote", "severity": "error", "message": "a \"b\"\n\u{1b}",
                "path": "a.txt", "line": 2, "column": 2, "end_line": 2, "end_column": 3,
                "span": {"start": 6, "end": 7}, "label": "here",
                "related": [
                    {"path": "gone.txt", "line": null, "column": null, "label": "there"}
                ],
                "notes": [], "help": "paste",
            })
        );
    }
}
