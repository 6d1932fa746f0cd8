//! Problems as SARIF 2.1.0 (OASIS Static Analysis Results Interchange Format), for code
//! scanning and editors.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::position::{Located, Texts};
use super::{Code, Diagnostic, Place, all_codes};

/// Where a problem of the whole dossier is shown: code scanning refuses a result that has no
/// place.
const WHOLE_DOSSIER: &str = "content/dossier.yaml";

pub(super) fn print(diagnostics: &[&Diagnostic], texts: &Texts<'_>) -> String {
    let rules: Vec<Value> = all_codes().iter().map(rule).collect();
    let results: Vec<Value> = diagnostics.iter().map(|d| result(d, texts)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "throughline",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &Code) -> Value {
    let explanation = code.explanation();
    let paragraph = explanation.split("\n\n").next().unwrap_or(explanation);
    let sentence = paragraph.split_once(". ").map_or(paragraph, |(first, _)| first);
    json!({
        "id": code.name(),
        "shortDescription": { "text": format!("{}.", sentence.trim_end_matches('.')) },
        "fullDescription": { "text": paragraph },
        "help": { "text": explanation, "markdown": explanation },
    })
}

fn result(diagnostic: &Diagnostic, texts: &Texts<'_>) -> Value {
    let mut lines = vec![diagnostic.message.clone()];
    if let Some((_, label)) = &diagnostic.at
        && !label.is_empty()
    {
        lines.push(label.clone());
    }
    lines.extend(diagnostic.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    let whole = Place::file(WHOLE_DOSSIER);
    let place = diagnostic.at.as_ref().map_or(&whole, |(place, _)| place);
    let related: Vec<Value> = diagnostic
        .also
        .iter()
        .enumerate()
        .map(|(index, (place, label))| {
            let mut location = location(place, texts);
            location["id"] = json!(index + 1);
            if !label.is_empty() {
                location["message"] = json!({ "text": label });
            }
            location
        })
        .collect();
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "level": diagnostic.severity.as_str(),
        "message": { "text": lines.join("\n") },
        "locations": [location(place, texts)],
    });
    let index = all_codes().iter().position(|code| *code == diagnostic.code);
    if let Some(index) = index {
        result["ruleIndex"] = json!(index);
    }
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

fn location(place: &Place, texts: &Texts<'_>) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&place.path) } });
    if let Some(Located { start, end }) = texts.locate(place) {
        physical["region"] = json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        });
    }
    json!({ "physicalLocation": physical })
}

/// A path as a relative reference (RFC 3986): what is not unreserved is percent-encoded, so
/// that a colon in the first part is not taken for a scheme.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn run(diagnostics: &[&Diagnostic]) -> Value {
        let texts = Texts::new(&|path| {
            (path != "gone.txt").then(|| Arc::from("one\n“two” three\n"))
        });
        let log: Value = serde_json::from_str(&print(diagnostics, &texts)).unwrap();
        assert_eq!(log["version"], "2.1.0");
        log["runs"][0].clone()
    }

    #[test]
    fn every_code_is_a_rule() {
        let run = run(&[]);
        assert_eq!(run["results"], json!([]));
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), all_codes().len());
        for rule in rules {
            let short = rule["shortDescription"]["text"].as_str().unwrap();
            assert!(short.ends_with('.') && !short.ends_with(".."), "{short}");
            assert!(!rule["help"]["markdown"].as_str().unwrap().is_empty());
        }
    }

    #[test]
    fn results_name_their_places() {
        let path: Arc<str> = Arc::from("content/ä b:c.yaml");
        let diagnostic = Diagnostic::error(Code::DRIFTED_QUOTE, "message")
            .at(Place::span(&path, 7..10), "label")
            .also(Place::file("gone.txt"), "there")
            .note("fact")
            .help("paste");
        let bare = Diagnostic::warning(Code::NO_SOURCES, "none");
        let run = run(&[&diagnostic, &bare]);
        let result = &run["results"][0];
        assert_eq!(result["level"], "error");
        assert_eq!(result["message"]["text"], "message\nlabel\nnote: fact\nhelp: paste");
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "drifted-quote");
        assert_eq!(
            result["locations"],
            json!([{ "physicalLocation": {
                "artifactLocation": { "uri": "content/%C3%A4%20b%3Ac.yaml" },
                "region": { "startLine": 2, "startColumn": 2, "endLine": 2, "endColumn": 5 },
            }}])
        );
        assert_eq!(
            result["relatedLocations"],
            json!([{
                "physicalLocation": { "artifactLocation": { "uri": "gone.txt" } },
                "id": 1,
                "message": { "text": "there" },
            }])
        );
        let whole = &run["results"][1]["locations"][0]["physicalLocation"];
        assert_eq!(whole["artifactLocation"]["uri"], "content/dossier.yaml");
    }
}
