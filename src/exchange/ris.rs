//! RIS, as Zotero, `EndNote` and Mendeley read it: one record a source.
//!
//! Its lines are `XX  - value`, and end as the format wants it, with CR LF. RIS has no way to
//! write a comma in a name that does not part it, nor a date that is not exact but in its
//! fourth part, which is free text.

use std::fmt::Write as _;

use super::line;
use crate::dossier::{About, Date, Source};

/// The record of a source, with a line end.
pub fn ris(source: &Source, about: &About) -> String {
    let mut record = String::new();
    let mut field = |tag: &str, value: &str| {
        // Writing to a text can't fail.
        let _ = write!(record, "{tag}  - {}\r\n", line(value));
    };
    field("TY", if source.url.is_some() { "ELEC" } else { "GEN" });
    field("ID", source.id.as_str());
    for author in &source.authors {
        field("AU", author);
    }
    field("TI", &source.title);
    if let Some(publisher) = &source.publisher {
        field("PB", publisher);
    }
    if let Some(date) = &source.date {
        match ris_date(date) {
            Some(written) => {
                field("PY", written.split('/').next().unwrap_or_default());
                field("DA", &written);
            }
            None => field("N1", &format!("Date: {}", date.as_edtf())),
        }
    }
    if let Some(url) = &source.url {
        field("UR", url);
    }
    if let Some(accessed) = source.accessed.as_ref().and_then(ris_date) {
        field("Y2", &accessed);
    }
    if let Some(archive) = &source.archive_url {
        field("N1", &format!("Archived copy: {archive}"));
    }
    field("LA", source.language_in(about).as_str());
    field("ER", "");
    record
}

/// `YYYY/MM/DD/`, with the date in EDTF behind it where it is not certain.
fn ris_date(date: &Date) -> Option<String> {
    let machine = date.machine()?;
    let mut parts = machine.split('-');
    let mut part = || parts.next().unwrap_or_default();
    let words = if date.is_certain() { String::new() } else { date.as_edtf().to_owned() };
    Some(format!("{}/{}/{}/{words}", part(), part(), part()))
}
