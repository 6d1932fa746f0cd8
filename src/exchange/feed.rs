//! `feed.xml`: the newest sources as an Atom feed (RFC 4287).
//!
//! Atom wants to know when an entry was last updated. The dossier knows when a source was
//! published and when it was read; an entry has the later of the two. A source of which neither
//! day is known for certain has no entry, since its date would be made up; without any entry
//! there is no feed. The clock is never asked.

use std::fmt::Write as _;
use std::io;

use super::{line, xml};
use crate::dossier::{Date, Dossier, Source};
use crate::view::{View, source_summary};

/// The most entries that a feed has.
const ENTRIES_MAX: usize = 100;

/// Where it is, if there is one.
pub fn feed(dossier: &Dossier) -> Option<&'static str> {
    dossier.sources.iter().any(|source| updated(source).is_some()).then_some("feed.xml")
}

/// Writes the feed.
///
/// # Errors
/// When `out` does.
pub fn write_feed(view: &View<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let about = &view.dossier.about;
    let root = about.base_url.as_ref().map(|url| format!("{url}/"));
    let mut entries: Vec<(String, usize)> = view
        .dossier
        .sources
        .iter()
        .enumerate()
        .filter_map(|(number, source)| Some((updated(source)?, number)))
        .collect();
    entries.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    entries.truncate(ENTRIES_MAX);
    let newest = entries.first().map(|(day, _)| instant(day)).unwrap_or_default();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n<id>{}</id>\n<updated>{newest}</updated>\n",
        xml(about.language.as_str()),
        xml(&line(&about.title)),
        xml(&root.clone().unwrap_or_else(|| urn(&["feed", &about.title]))),
    );
    let root = root.unwrap_or_default();
    let mut add = |name: &str, words: &str| {
        // Writing to a text can't fail.
        let _ = writeln!(text, "<{name}>{}</{name}>", xml(&line(words)));
    };
    if let Some(subtitle) = about.description.as_ref().or(about.subtitle.as_ref()) {
        add("subtitle", subtitle);
    }
    // Every feed has an author: what is known of it is its title, if nobody signed it.
    let signed = about.authors.iter().collect::<Vec<_>>();
    for name in if signed.is_empty() { vec![&about.title] } else { signed } {
        let _ = writeln!(text, "<author><name>{}</name></author>", xml(&line(name)));
    }
    let _ = writeln!(
        text,
        "<link rel=\"alternate\" type=\"text/html\" href=\"{}index.html\"/>",
        xml(&root)
    );
    if !root.is_empty() {
        let _ = writeln!(
            text,
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}feed.xml\"/>",
            xml(&root)
        );
    }
    let _ = writeln!(text, "<generator>{}</generator>", xml(crate::GENERATOR));
    for (day, number) in entries {
        text.push_str(&entry(view, number, &day, &root));
    }
    text.push_str("</feed>\n");
    out.write_all(text.as_bytes())
}

/// The entry of a source: metadata, and no word of its text.
fn entry(view: &View<'_>, number: usize, updated: &str, root: &str) -> String {
    let source = &view.dossier.sources[number];
    let language = source.language_in(&view.dossier.about).as_str();
    let mut text = format!(
        "<entry>\n<title xml:lang=\"{}\">{}</title>\n<id>{}</id>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<updated>{}</updated>\n",
        xml(language),
        xml(&line(&source.title)),
        urn(&[
            "source",
            source.id.as_str(),
            source.published_sha256().unwrap_or_default()
        ]),
        xml(&format!("{root}{}", view.source(number).path)),
        instant(updated),
    );
    if let Some(day) = source.date.as_ref().and_then(day) {
        let _ = writeln!(text, "<published>{}</published>", instant(&day));
    }
    for name in &source.authors {
        let _ = writeln!(text, "<author><name>{}</name></author>", xml(&line(name)));
    }
    let summary = source_summary(view, number);
    let _ = writeln!(text, "<summary>{}</summary>\n</entry>", xml(&line(&summary)));
    text
}

/// The last day that the dossier knows something of a source from.
fn updated(source: &Source) -> Option<String> {
    let days = [&source.date, &source.accessed].into_iter().flatten();
    days.filter_map(day).max()
}

/// A day that is known for certain, as `YYYY-MM-DD`.
fn day(date: &Date) -> Option<String> {
    date.machine().filter(|day| date.is_certain() && day.len() == 10)
}

/// The beginning of a day. Atom has no dates without a time.
fn instant(day: &str) -> String {
    format!("{day}T00:00:00Z")
}

/// A name that stays when the site moves: a UUID of version 8 (RFC 9562), made from a hash.
fn urn(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes()).update(b"\0");
    }
    let hex = hasher.finalize().to_hex();
    format!(
        "urn:uuid:{}-{}-8{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    )
}
