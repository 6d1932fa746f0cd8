//! `feed.xml`: the newest sources as an Atom feed (RFC 4287).
//!
//! Atom wants to know when an entry was last updated. The dossier knows when a source was
//! published and when it was read; an entry has the later of the two. Where that is approximate or
//! uncertain, the entry does not say that it was published then, and its summary says so in
//! words. A source of which neither day is known has no entry, since its date would be made up;
//! without any entry there is no feed. The clock is never asked.

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
    let id = root.clone().unwrap_or_else(|| urn(&["feed", &about.title]));
    let root = root.unwrap_or_default();
    let language = xml(about.language.as_str());
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">\n"
    );
    text += &element("title", &about.title);
    if let Some(subtitle) = about.description.as_ref().or(about.subtitle.as_ref()) {
        text += &element("subtitle", subtitle);
    }
    text += &element("id", &id);
    text += &element("updated", &newest);
    text += &authors(&about.authors);
    if about.authors.is_empty() {
        // Atom wants an author. Of one who did not sign, the title is what is known.
        text += &authors(std::slice::from_ref(&about.title));
    }
    text += &link(
        "alternate",
        "text/html",
        if root.is_empty() { "index.html" } else { &root },
    );
    if !root.is_empty() {
        text += &link("self", "application/atom+xml", &format!("{root}feed.xml"));
    }
    text += &element("generator", crate::GENERATOR);
    out.write_all(text.as_bytes())?;
    for (day, number) in entries {
        out.write_all(entry(view, number, &day, &root).as_bytes())?;
    }
    out.write_all(b"</feed>\n")
}

/// The entry of a source: metadata, and no word of its text.
fn entry(view: &View<'_>, number: usize, updated: &str, root: &str) -> String {
    let source = &view.dossier.sources[number];
    let hash = source.published_sha256().unwrap_or_default();
    let certain = source.date.as_ref().filter(|date| date.is_certain());
    let published = certain.and_then(day);
    [
        "<entry>\n".to_owned(),
        // In the language that it is in.
        format!(
            "<title xml:lang=\"{}\">{}</title>\n",
            xml(source.language_in(&view.dossier.about).as_str()),
            xml(&line(&source.title))
        ),
        element("id", &urn(&["source", source.id.as_str(), hash])),
        link("alternate", "text/html", &format!("{root}{}", view.source(number).path)),
        element("updated", &instant(updated)),
        published.map_or_else(String::new, |day| element("published", &instant(&day))),
        authors(&source.authors),
        element("summary", &source_summary(view, number)),
        "</entry>\n".to_owned(),
    ]
    .concat()
}

fn element(name: &str, words: &str) -> String {
    format!("<{name}>{}</{name}>\n", xml(&line(words)))
}

fn authors(names: &[String]) -> String {
    let author = |name| format!("<author>\n{}</author>\n", element("name", name));
    names.iter().map(|name| author(name)).collect::<Vec<_>>().concat()
}

fn link(rel: &str, kind: &str, href: &str) -> String {
    format!("<link rel=\"{rel}\" type=\"{kind}\" href=\"{}\"/>\n", xml(href))
}

/// The last day that the dossier knows something of a source from, if only about.
fn updated(source: &Source) -> Option<String> {
    let days = [&source.date, &source.accessed].into_iter().flatten();
    days.filter_map(day).max()
}

/// A date that is known to the day, as `YYYY-MM-DD`.
fn day(date: &Date) -> Option<String> {
    date.machine().filter(|day| day.len() == 10)
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
