//! What the terminal is told: a line for each edit, and what is wrong.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::Tell;
use super::shown::Shown;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::print::{Format, Printer, summary};
use crate::id::Id;
use crate::pipeline::Site;
use crate::world::{Change, Changed, World};

/// The most problems that are told of one edit.
const TOLD_MAX: usize = 10;

/// Some files changed together.
pub(super) struct Edit<'a> {
    pub(super) changes: &'a [Change],
    pub(super) took: Duration,
}

/// Tells of an edit; of what is wrong, what was not wrong before.
pub(super) fn edit(
    tell: &Tell,
    color: bool,
    edit: &Edit<'_>,
    before: Option<&Shown>,
    shown: &Shown,
    world: &dyn World,
) {
    // A large dossier may have thousands of them.
    let mut met: HashMap<&str, Vec<&Diagnostic>> = HashMap::new();
    for found in before.iter().flat_map(|before| &before.diagnostics) {
        met.entry(key(found)).or_default().push(found);
    }
    let is_met =
        |found: &&Diagnostic| met.get(key(found)).is_some_and(|met| met.contains(found));
    let fresh: Vec<Diagnostic> =
        shown.diagnostics.iter().filter(|found| !is_met(found)).cloned().collect();
    if !fresh.is_empty() {
        let site = shown.site();
        let text_of = |path: &str| -> Option<Arc<str>> {
            let seed = site.and_then(|site| site.seed_text(path));
            seed.or_else(|| crate::load::text_of(world, path))
        };
        let printer = Printer { format: Format::Human, color, text_of: &text_of };
        tell(&printer.print(&fresh[..fresh.len().min(TOLD_MAX)]));
    }
    let problems = summary(&shown.diagnostics);
    let problems = problems.lines().next().unwrap_or_default();
    let took = milliseconds(edit.took);
    match before {
        None => {
            let pages = shown.site().map_or(0, Site::pages);
            tell(&format!("{}: {problems} ({took})", count(pages, "page")));
        }
        Some(before) => {
            let pages = pages(edit.changes, [before.site(), shown.site()]);
            tell(&format!("{}: {pages}, {problems} ({took})", what(edit.changes)));
        }
    }
}

/// What tells most problems from each other.
fn key(found: &Diagnostic) -> &str {
    found.at.as_ref().map_or(&*found.message, |(place, _)| &*place.path)
}

/// The pages that are about what changed, before or after; lists are not counted.
fn pages(changes: &[Change], sites: [Option<&Site>; 2]) -> String {
    let mut about = BTreeSet::new();
    for site in sites.into_iter().flatten() {
        for Change { path, .. } in changes {
            if !pages_about(path, site, &mut about) {
                return "all pages".to_owned();
            }
        }
    }
    count(about.len(), "page")
}

/// Adds the pages of a site that are about a file; false when all are.
fn pages_about(path: &str, site: &Site, about: &mut BTreeSet<String>) -> bool {
    let (dossier, index) = (site.dossier(), site.index());
    let argument = |n: usize| format!("arguments/{}.html", dossier.arguments[n].id);
    let source = |n: usize| format!("sources/{}.html", dossier.sources[n].id);
    // A source has the name of its file, and the sources are in the order of their names.
    let of_source = match path.strip_prefix("seeds/") {
        Some(below) => dossier.sources.iter().position(|s| *s.seed.path == *below),
        None => stem(path, "content/sources/").and_then(|id| {
            dossier.sources.binary_search_by(|source| source.id.cmp(&id)).ok()
        }),
    };
    let of_argument = dossier.arguments.iter().position(|a| *a.file == *path);
    let directory = path.split('/').nth(1).unwrap_or_default();
    if let Some(n) = of_source {
        about.insert(source(n));
        for passage in index.passages_of(n) {
            about.extend(passage.threads.iter().map(|thread| argument(thread.argument)));
            let person = passage.speaker.map(|n| &index.people[n].id);
            about.extend(person.map(|id| format!("people/{id}.html")));
        }
    } else if let Some(n) = of_argument {
        about.insert(argument(n));
        let passages = index.occurrences[n].iter().map(|o| &index.passages[o.passage]);
        about.extend(passages.map(|passage| source(passage.source)));
    } else if directory == "pages" {
        let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".md"));
        let page = stem.map(|stem| format!("{stem}.html")).filter(|page| site.has(page));
        about.extend(page);
    } else if directory == "judgments.yaml" {
        about.insert("index.html".to_owned());
    } else if directory == "events.yaml" {
        about.insert("timeline.html".to_owned());
    } else {
        // A file that belongs to nothing (an unused seed, a broken source) is on no page.
        return path.starts_with("seeds/")
            || ["sources", "arguments"].contains(&directory);
    }
    true
}

/// What a file below a directory is named for.
fn stem(path: &str, directory: &str) -> Option<Id> {
    let name = path.strip_prefix(directory)?.rsplit('/').next()?;
    Id::new(name.rsplit_once('.').map_or(name, |(stem, _)| stem)).ok()
}

/// What changed, in a few words.
fn what(changes: &[Change]) -> String {
    let one = |change: &Change| {
        let verb = match change.changed {
            Changed::Added => "added",
            Changed::Edited => "changed",
            Changed::Removed => "removed",
        };
        format!("{} {verb}", change.path)
    };
    match changes {
        [] => "the directories changed".to_owned(),
        [change] => one(change),
        [first, second] => format!("{}, {}", one(first), one(second)),
        [first, rest @ ..] => {
            format!("{} and {} more", one(first), count(rest.len(), "file"))
        }
    }
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn milliseconds(took: Duration) -> String {
    match took.as_millis() {
        0 => "less than 1 ms".to_owned(),
        ms => format!("{ms} ms"),
    }
}

pub(super) fn gone(root: &Path, error: &std::io::Error) -> String {
    format!(
        "{} can't be opened ({}): the pages stay as they were until it is back",
        root.display(),
        crate::world::system_words(error)
    )
}

pub(super) fn back(root: &Path) -> String {
    format!("{} is back", root.display())
}

pub(super) fn polling(why: &str) -> String {
    format!("the system does not tell of edits ({why}): looking every moment instead")
}
