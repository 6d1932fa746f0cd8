//! CSL-JSON, as Zotero, Pandoc and citeproc read it: one item a source.
//!
//! Names are literal: where a family name ends is not known. A date that has no parts to be
//! given in is given in words.

use serde::Serialize;

use super::line;
use crate::dossier::{About, Date, Source};

/// An item.
#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<DateVariable>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<DateVariable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    language: &'a str,
}

/// Somebody, or an organisation: which is not known.
#[derive(Serialize)]
struct Name {
    literal: String,
}

/// When.
#[derive(Serialize)]
#[serde(untagged)]
enum DateVariable {
    Parts {
        #[serde(rename = "date-parts")]
        parts: Vec<Vec<u16>>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        circa: bool,
    },
    Words {
        literal: String,
    },
}

/// The item of a source.
pub fn csl_json(source: &Source, about: &About) -> String {
    let item = Item {
        id: source.id.as_str(),
        kind: if source.url.is_some() { "webpage" } else { "document" },
        title: line(&source.title),
        author: source.authors.iter().map(|name| Name { literal: line(name) }).collect(),
        publisher: source.publisher.as_deref().map(line),
        issued: source.date.as_ref().map(variable),
        url: source.url.as_deref(),
        accessed: source.accessed.as_ref().map(variable),
        note: source.archive_url.as_ref().map(|url| format!("Archived copy: {url}")),
        language: source.language_in(about).as_str(),
    };
    serde_json::to_string_pretty(&item).unwrap_or_default()
}

fn variable(date: &Date) -> DateVariable {
    match parts(date) {
        Some(parts) => DateVariable::Parts { parts, circa: !date.is_certain() },
        None => DateVariable::Words { literal: date.as_edtf().to_owned() },
    }
}

/// Year, month, day of a date, or of both ends of an interval.
fn parts(date: &Date) -> Option<Vec<Vec<u16>>> {
    let ends = date.as_edtf().split('/');
    ends.map(|end| {
        let machine = end.parse::<Date>().ok()?.machine()?;
        machine.split('-').map(|part| part.parse().ok()).collect()
    })
    .collect()
}
