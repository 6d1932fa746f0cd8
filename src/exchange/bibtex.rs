//! BibTeX, as biblatex and Biber read it: one entry a source.
//!
//! A name is kept in braces, so that no program splits it; so is a title, so that none changes
//! its capitals. Dates are EDTF, which biblatex reads; `year` stands beside for older styles.

use std::fmt::Write as _;

use super::line;
use crate::dossier::{About, Source};

/// The entry of a source, with a line end.
pub fn bibtex(source: &Source, about: &About) -> String {
    let kind = if source.url.is_some() { "online" } else { "misc" };
    let mut entry = format!("@{kind}{{{}", source.id);
    let mut field = |name: &str, value: &str| {
        // Writing to a text can't fail.
        let _ = write!(entry, ",\n  {name} = {{{value}}}");
    };
    if !source.authors.is_empty() {
        let names = source.authors.iter().map(|name| format!("{{{}}}", escape(name)));
        field("author", &names.collect::<Vec<_>>().join(" and "));
    }
    field("title", &format!("{{{}}}", escape(&source.title)));
    if let Some(publisher) = &source.publisher {
        field("organization", &format!("{{{}}}", escape(publisher)));
    }
    if let Some(date) = &source.date {
        field("date", date.as_edtf());
        if let Some(machine) = date.machine() {
            field("year", machine.split('-').next().unwrap_or_default());
        }
    }
    if let Some(url) = &source.url {
        field("url", &verbatim(url));
    }
    if let Some(accessed) = &source.accessed {
        field("urldate", accessed.as_edtf());
    }
    if let Some(archive) = &source.archive_url {
        field("note", &format!("Archived copy: \\url{{{}}}", verbatim(archive)));
    }
    field("language", &escape(source.language_in(about).name()));
    entry.push_str("\n}\n");
    entry
}

/// Text that TeX sets as it stands. Braces are written as commands: what counts braces does not
/// see the backslash before one.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in line(text).chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '#' | '$' | '%' | '&' | '_' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// An address, in a field that is read as it stands, but for braces that must match.
fn verbatim(url: &str) -> String {
    url.replace('{', "%7B").replace('}', "%7D")
}
