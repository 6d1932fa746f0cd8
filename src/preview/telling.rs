//! What the terminal is told: a line for each edit, and what is wrong.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::Tell;
use super::shown::Shown;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::print::{Format, Printer, summary};
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
    let met = |found: &Diagnostic| {
        before.is_some_and(|before| before.diagnostics.contains(found))
    };
    let fresh: Vec<Diagnostic> =
        shown.diagnostics.iter().filter(|found| !met(found)).cloned().collect();
    if !fresh.is_empty() {
        let site = shown.site.as_deref();
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
            let pages = shown.site.as_ref().map_or(0, |site| site.pages());
            tell(&format!("{}: {problems} ({took})", count(pages, "page")));
        }
        Some(_) => {
            tell(&format!("{}: {problems} ({took})", what(edit.changes)));
        }
    }
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
