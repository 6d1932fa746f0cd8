//! What a visitor would stumble over, looked for before a site is published: links that lead
//! nowhere, ids that stand twice, pages that nothing leads to, and what GitHub Pages refuses.
//!
//! Renders every path once, and keeps of a page its links and its ids alone. Asks nothing of a
//! network: addresses of other sites are for `links`.

mod facts;
pub mod mentions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use self::facts::{Facts, facts};
use self::mentions::{Mention, mentions};
use crate::card;
use crate::diagnostic::print::merged;
use crate::diagnostic::{Code, Diagnostic, Place, Reported, nearest};
use crate::dossier::Dossier;
use crate::pipeline::{Content, Site};
use crate::text::is_relative;
use crate::view::{SEARCH, page_path};
use crate::world::World;

/// The bytes that a site on GitHub Pages may have, and a file of a repository or a site.
/// <https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits>
pub const SITE_BYTES_MAX: u64 = 1_000_000_000;
/// See [`SITE_BYTES_MAX`].
pub const FILE_BYTES_MAX: u64 = 100_000_000;

/// How much of a limit may be used without a word, in percent.
const EASE: u64 = 80;

/// Renders a site and says what is wrong with it; its value is the number of bytes of all files, with a
/// usual number for each card.
pub fn inspect(world: &dyn World, site: &Site) -> Reported<u64> {
    let renderer = site.renderer();
    let rendered: Vec<(String, Result<Facts, Diagnostic>)> = site
        .paths()
        .into_par_iter()
        .filter_map(|path| {
            let found = match renderer.render(&path)? {
                Ok(Content::Bytes(bytes)) => Ok(facts(&path, &bytes)),
                Ok(Content::Streamed(stream)) => {
                    let mut counter = Counter(0);
                    // What only counts can't fail.
                    let _ = stream(&mut counter);
                    Ok(Facts { bytes: counter.0, ..Facts::default() })
                }
                // To draw all of them would take longer than all else.
                Ok(Content::Drawn(_)) => {
                    Ok(Facts { bytes: card::BYTES_USUAL, ..Facts::default() })
                }
                Err(failure) => Err(failure),
            };
            Some((path, found))
        })
        .collect();
    let mut pages = BTreeMap::new();
    let mut failures = Vec::new();
    for (path, found) in rendered {
        match found {
            Ok(facts) => drop(pages.insert(path, facts)),
            Err(failure) => failures.push(failure),
        }
    }
    let mut found = merged(failures);
    let sizes: Vec<(&str, u64)> =
        pages.iter().map(|(path, facts)| (path.as_str(), facts.bytes)).collect();
    found.extend(too_large(&sizes));
    // Where a template failed, half of the links would lead nowhere.
    if found.iter().all(|diagnostic| diagnostic.code != Code::TEMPLATE_ERROR) {
        let base = site.dossier().about.base_url.as_deref();
        found.extend(dead_links(&pages, base, &mentions(world, site.dossier())));
        found.extend(repeated_ids(&pages));
        found.extend(orphans(&pages, site.dossier()));
    }
    Reported { value: sizes.iter().map(|(_, bytes)| bytes).sum(), diagnostics: found }
}

/// Takes bytes and keeps their number.
struct Counter(u64);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

type Pages = BTreeMap<String, Facts>;

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
enum Target<'a> {
    /// To another site, or to something that is no page.
    Elsewhere,
    /// To a path of this site, and a fragment of it, which may be empty.
    Here(String, &'a str),
    /// Out of the directory that the site is in.
    Out,
}

/// Follows a link from a page as a browser does.
fn target<'a>(page: &str, link: &'a str, base: Option<&str>) -> Target<'a> {
    let own = base.and_then(|base| link.strip_prefix(base)?.strip_prefix('/'));
    let (from, link) = own.map_or((page, link), |rest| ("", rest));
    let (address, fragment) = link.split_once('#').unwrap_or((link, ""));
    // What browsers look for in the text is no id.
    let fragment = fragment.split(":~:").next().unwrap_or_default();
    let address = address.split('?').next().unwrap_or_default();
    if address.is_empty() && own.is_none() {
        return Target::Here(page.to_owned(), fragment);
    }
    if !address.is_empty() && !is_relative(address) {
        let host = address.starts_with("//") || !address.starts_with('/');
        return if host { Target::Elsewhere } else { Target::Out };
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            ".." => {
                if parts.pop().is_none() {
                    return Target::Out;
                }
            }
            "." => {}
            part => parts.push(part),
        }
    }
    let path = decoded(&parts.join("/"));
    let directory = path.is_empty() || path.ends_with('/') || address.ends_with("..");
    let slash = if path.is_empty() || path.ends_with('/') { "" } else { "/" };
    Target::Here(
        if directory { format!("{path}{slash}index.html") } else { path },
        fragment,
    )
}

fn decoded(address: &str) -> String {
    percent_encoding::percent_decode_str(address).decode_utf8_lossy().into_owned()
}

/// Links that lead to no page, or to no place of one.
fn dead_links(
    pages: &Pages,
    base: Option<&str>,
    mentions: &[Mention],
) -> Vec<Diagnostic> {
    // The same fault on many pages is one fault: by what is written, and where it leads.
    let mut dead: BTreeMap<(&str, String), BTreeSet<&str>> = BTreeMap::new();
    for (page, facts) in pages {
        for link in &facts.links {
            if let Some(why) = fault(pages, page, link, base) {
                dead.entry((link, why)).or_default().insert(page);
            }
        }
    }
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for ((link, why), on) in dead {
        // Prose is written from the site's root, and its links lead on from a page's.
        let written: Vec<&Mention> = mentions
            .iter()
            .filter(|mention| {
                mention.in_prose
                    && on.iter().any(|page| {
                        let up = "../".repeat(page.matches('/').count());
                        link == mention.address
                            || link.strip_prefix(&up) == Some(&mention.address)
                    })
            })
            .collect();
        for mention in &written {
            if told.insert((&mention.address, &mention.place)) {
                let diagnostic = Diagnostic::error(Code::DEAD_LINK, &why);
                found.push(
                    diagnostic
                        .at(mention.place.clone(), "")
                        .help_if(help(pages, mention)),
                );
            }
        }
        if written.is_empty() {
            let pages: Vec<&str> = on.iter().copied().take(3).collect();
            let more = on.len().saturating_sub(3);
            let more =
                if more == 0 { String::new() } else { format!(" and {more} more") };
            found.push(
                Diagnostic::error(Code::DEAD_LINK, why)
                    .note(format!("on {}{more}", pages.join(", "))),
            );
        }
    }
    found
}

/// What is wrong with a link on a page.
fn fault(pages: &Pages, page: &str, link: &str, base: Option<&str>) -> Option<String> {
    match target(page, link, base) {
        Target::Elsewhere => None,
        Target::Out => Some(format!("the link `{link}` leads out of the site")),
        Target::Here(path, fragment) => {
            let Some(facts) = pages.get(&path) else {
                return Some(format!(
                    "the link `{link}` leads nowhere: there is no {path}"
                ));
            };
            let id = decoded(fragment);
            let there = id.is_empty()
                || id == "top"
                || facts.ids.contains(id.as_str())
                || !path.ends_with(".html");
            (!there).then(|| {
                format!("the link `{link}` leads nowhere: {path} has no place `{id}`")
            })
        }
    }
}

/// What the author may have meant.
fn help(pages: &Pages, mention: &Mention) -> Option<String> {
    if let Some(rest) = mention.address.strip_prefix("../") {
        let rest = rest.trim_start_matches("../");
        return Some(format!("links in prose begin at the site's root: write `{rest}`"));
    }
    if let Some(rest) = mention.address.strip_prefix('/') {
        return Some(format!("links in prose begin at the site's root: write `{rest}`"));
    }
    let (path, fragment) =
        mention.address.split_once('#').unwrap_or((&mention.address, ""));
    let near = if let Some(facts) = pages.get(path) {
        let id = nearest(fragment, facts.ids.iter().map(|id| &**id))?;
        format!("{path}#{id}")
    } else {
        nearest(path, pages.keys().map(String::as_str))?.to_owned()
    };
    Some(format!("did you mean `{near}`?"))
}

/// Ids that stand twice on a page: a link to one leads to the first, whichever was meant.
fn repeated_ids(pages: &Pages) -> Vec<Diagnostic> {
    let mut repeated: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (page, facts) in pages {
        for id in &facts.repeated {
            repeated.entry(id).or_default().push(page);
        }
    }
    let tell = |(id, on): (&str, Vec<&str>)| {
        Diagnostic::warning(
            Code::DUPLICATE_HTML_ID,
            format!("the id `{id}` stands more than once on {}", on[0]),
        )
        .help_if((on.len() > 1).then(|| format!("and on {} more pages", on.len() - 1)))
    };
    repeated.into_iter().map(tell).collect()
}

/// Pages that no other page leads to. The search does not count: it finds a page only for those
/// who look for it.
fn orphans(pages: &Pages, dossier: &Dossier) -> Vec<Diagnostic> {
    let base = dossier.about.base_url.as_deref();
    let mut reached: BTreeSet<String> = BTreeSet::new();
    for (page, facts) in pages.iter().filter(|(page, _)| *page != SEARCH) {
        let leads =
            facts.links.iter().filter_map(|link| match target(page, link, base) {
                Target::Here(path, _) if path != *page => Some(path),
                _ => None,
            });
        reached.extend(leads);
    }
    let lost = |path: &&String| {
        path.ends_with(".html")
            && !["index.html", "404.html"].contains(&path.as_str())
            && !reached.contains(*path)
    };
    let tell = |path: &String| {
        let diagnostic = Diagnostic::warning(
            Code::ORPHAN_PAGE,
            format!("no page leads to {path}, so no reader finds it"),
        )
        .help("link to it, or name it in `navigation:` of content/dossier.yaml");
        let file = dossier.pages.iter().find(|page| page_path(&page.id) == *path);
        match file {
            Some(page) => {
                diagnostic.at(Place::file(Arc::clone(&page.body.place.path)), "")
            }
            None => diagnostic,
        }
    };
    pages.keys().filter(lost).map(tell).collect()
}

/// What GitHub Pages does not take, or will soon not.
fn too_large(files: &[(&str, u64)]) -> Vec<Diagnostic> {
    let megabytes = |bytes: u64| bytes.div_ceil(1_000_000);
    let judge = |what: &str, bytes: u64, max: u64| {
        let message = |verb: &str| {
            let (bytes, max) = (megabytes(bytes), megabytes(max));
            format!("{what} {verb} GitHub Pages' limit: {bytes} of {max} MB")
        };
        if bytes > max {
            Some(Diagnostic::error(Code::SITE_TOO_LARGE, message("is over")))
        } else if bytes > max / 100 * EASE {
            Some(Diagnostic::warning(Code::SITE_TOO_LARGE, message("comes near")))
        } else {
            None
        }
    };
    let total = files.iter().map(|(_, bytes)| bytes).sum();
    let each = files.iter().map(|(path, bytes)| judge(path, *bytes, FILE_BYTES_MAX));
    std::iter::once(judge("the site", total, SITE_BYTES_MAX))
        .chain(each)
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_as_a_browser_does() {
        let here =
            |path: &str, fragment: &'static str| Target::Here(path.into(), fragment);
        let base = Some("https://e.org/x");
        for (page, link, expected) in [
            ("a/b.html", "../c.html#d", here("c.html", "d")),
            ("a/b.html", "#d", here("a/b.html", "d")),
            ("a/b.html", "?q=1", here("a/b.html", "")),
            ("a/b.html", "%C3%BC.html", here("a/ü.html", "")),
            ("a/b.html", "./", here("a/index.html", "")),
            ("a/b.html", "../", here("index.html", "")),
            ("a/b.html", "..", here("index.html", "")),
            ("a/b.html", "c.html#:~:text=x", here("a/c.html", "")),
            ("a/b.html", "../../c.html", Target::Out),
            ("a/b.html", "/c.html", Target::Out),
            ("a/b.html", "//e.org/", Target::Elsewhere),
            ("a/b.html", "https://e.org/xy", Target::Elsewhere),
            ("a/b.html", "https://e.org/x/c.html#d", here("c.html", "d")),
            ("a/b.html", "https://e.org/x/", here("index.html", "")),
            ("a/b.html", "mailto:a@b.org", Target::Elsewhere),
        ] {
            assert_eq!(target(page, link, base), expected, "{link}");
        }
    }

    #[test]
    fn limits_are_told_before_they_are_passed() {
        let told = |files: &[(&str, u64)]| -> Vec<String> {
            let words = |d: Diagnostic| format!("{}: {}", d.severity.as_str(), d.message);
            too_large(files).into_iter().map(words).collect()
        };
        assert_eq!(told(&[("a", 80_000_000), ("b", 1)]), Vec::<String>::new());
        assert_eq!(
            told(&[("a", 80_000_001), ("b", 100_000_001)]),
            [
                "warning: a comes near GitHub Pages' limit: 81 of 100 MB",
                "error: b is over GitHub Pages' limit: 101 of 100 MB"
            ]
        );
        let many: Vec<(&str, u64)> = (0..13).map(|_| ("a", 70_000_000)).collect();
        assert_eq!(told(&many).len(), 1);
        assert!(told(&many)[0].starts_with("warning: the site comes near"));
        let many: Vec<(&str, u64)> = (0..15).map(|_| ("a", 70_000_000)).collect();
        assert!(told(&many)[0].starts_with("error: the site is over"));
    }
}
