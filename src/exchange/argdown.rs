//! `data/arguments.argdown`: the claims by topic, and how they bear on each other, in Argdown 1.
//!
//! A statement is named by its argument's id, which is unique; its label, its page and how often
//! it occurs stand in its data.

use std::fmt::Write as _;
use std::io;

use serde_json::{Value, json};

use super::line;
use crate::view::View;

/// Writes the document.
pub(super) fn write(view: &View<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let about = &view.dossier.about;
    writeln!(out, "===\ntitle: {}", data(&json!(line(&about.title))))?;
    if !about.authors.is_empty() {
        writeln!(out, "author: {}", data(&json!(about.authors.join(", "))))?;
    }
    writeln!(out, "===")?;
    for topic in &view.index.topics {
        if let Some(named) = topic.topic.map(|number| &about.topics[number]) {
            writeln!(out, "\n# {}", escape(&named.label))?;
        }
        for number in &topic.arguments {
            out.write_all(statement(view, *number).as_bytes())?;
        }
    }
    Ok(())
}

/// An argument with its relations to others.
fn statement(view: &View<'_>, number: usize) -> String {
    let argument = &view.dossier.arguments[number];
    let about = json!({
        "label": line(&argument.label),
        "path": view.argument(number).path,
        "sources": view.sources_of(number),
        "passages": view.index.occurrences[number].len(),
    });
    let mut text =
        format!("\n[{}]: {} {}\n", argument.id, escape(&argument.claim), data(&about));
    let relations = &view.index.relations[number];
    for (sign, others) in [("+>", &relations.supports), ("->", &relations.attacks)] {
        for other in others {
            // Writing to a text can't fail.
            let _ = writeln!(text, "  {sign} [{}]", view.dossier.arguments[*other].id);
        }
    }
    text
}

/// A value as YAML in one line. JSON is YAML; what Argdown looks for is written by number.
fn data(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let quoted = Value::from(line(text)).to_string();
            quoted.replace('{', "\\u007b").replace('}', "\\u007d").replace('=', "\\u003d")
        }
        Value::Object(map) => {
            let pairs = map.iter().map(|(key, value)| format!("{key}: {}", data(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Words in one line, in which no character is taken for syntax.
fn escape(text: &str) -> String {
    let text = line(text);
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let inside = characters.peek().is_some_and(|next| *next != ' ');
        let syntax = r"\@#*_[]<>/{}=".contains(c) || (inside && ".:-".contains(c));
        if syntax {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
