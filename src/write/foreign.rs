//! Files in the output that Throughline did not write: a `CNAME`, a `.git` directory. They
//! are carried into the new site, never lost.
//!
//! Reads the last site; writes only into the new tree. Follows no symbolic link.

use std::collections::BTreeSet;
use std::fs::{self, FileType};
use std::io;
use std::path::Path;

use super::failure::{Context as _, Failure};
use super::marker::MARKER;
use super::output::Output;
use crate::diagnostic::{Code, Diagnostic};

/// Names that are kept without a word: version control, and what a file browser leaves.
const QUIET: [&str; 2] = [".git", ".DS_Store"];

/// What stands in the last site and was not written by Throughline, from the top down: a
/// directory that none of our files is in is one entry.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Foreign {
    /// Paths relative to the output, with `/` between their parts.
    entries: BTreeSet<String>,
}

/// Finds them.
pub(super) fn find(
    output: &Output,
    listed: &BTreeSet<String>,
) -> Result<Foreign, Failure> {
    let mut foreign = Foreign::default();
    let ours = directories(listed.iter().map(String::as_str));
    look(output, "", listed, &ours, &mut foreign)?;
    Ok(foreign)
}

/// All directories that files stand in.
pub(super) fn directories<'a>(
    paths: impl IntoIterator<Item = &'a str>,
) -> BTreeSet<&'a str> {
    let parents = |path: &'a str| path.match_indices('/').map(move |(at, _)| &path[..at]);
    paths.into_iter().flat_map(parents).collect()
}

fn look(
    output: &Output,
    within: &str,
    listed: &BTreeSet<String>,
    ours: &BTreeSet<&str>,
    foreign: &mut Foreign,
) -> Result<(), Failure> {
    let shown = output.shown.join(within);
    for entry in fs::read_dir(output.path.join(within)).context("read", &shown)? {
        let entry = entry.context("read", &shown)?;
        let kind = entry.file_type().context("read", &shown)?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let error = io::Error::other("its name is not Unicode");
            return Err(Failure::new("keep", &shown.join(name), error));
        };
        let path =
            if within.is_empty() { name.into() } else { format!("{within}/{name}") };
        if kind.is_dir() && ours.contains(path.as_str()) {
            look(output, &path, listed, ours, foreign)?;
        } else if !(kind.is_file() && (path == MARKER || listed.contains(&path))) {
            foreign.entries.insert(path);
        }
    }
    Ok(())
}

impl Foreign {
    /// What is to be said about them: a warning each, an error where the new site needs the
    /// place of one.
    pub(super) fn report(&self, output: &Output, paths: &[String]) -> Vec<Diagnostic> {
        let files: BTreeSet<&str> = paths.iter().map(String::as_str).collect();
        let parents = directories(files.iter().copied());
        let report = |entry: &String| {
            let shown = output.shown.join(entry);
            let shown = shown.display();
            let name = entry.rsplit('/').next().unwrap_or(entry);
            // A foreign directory stays closed: no file of ours is put into it.
            let above = directories([entry.as_str()]);
            if files.contains(entry.as_str())
                || parents.contains(entry.as_str())
                || above.iter().any(|directory| files.contains(directory))
            {
                let message =
                    format!("{shown} was not made by Throughline, and is in the way");
                let diagnostic = Diagnostic::error(Code::OUTPUT_NOT_OURS, message)
                    .note(format!("the new site has a file {}", needed(entry, paths)))
                    .help(format!("move {shown} to another place, or delete it"));
                return Some(diagnostic);
            }
            let message = format!("{shown} was not made by Throughline; it is kept");
            (!QUIET.contains(&name))
                .then(|| Diagnostic::warning(Code::FOREIGN_FILE, message))
        };
        self.entries.iter().filter_map(report).collect()
    }

    /// Takes them over into the new tree.
    pub(super) fn carry(&self, output: &Output, new: &Path) -> Result<(), Failure> {
        for entry in &self.entries {
            let parent = entry.rsplit_once('/').map_or("", |(parent, _)| parent);
            fs::create_dir_all(new.join(parent))
                .and_then(|()| carry(&output.path.join(entry), &new.join(entry)))
                .context("keep", &output.shown.join(entry))?;
        }
        Ok(())
    }
}

/// The first file of the new site that is at, below or above a foreign entry.
fn needed<'a>(entry: &str, paths: &'a [String]) -> &'a str {
    let is_below = |path: &str, other: &str| {
        path.strip_prefix(other)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let needed = paths.iter().filter(|p| is_below(p, entry) || is_below(entry, p)).min();
    needed.map_or("", String::as_str)
}

fn carry(from: &Path, to: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(from)?;
    if !metadata.is_dir() {
        return carry_file(from, to, metadata.file_type());
    }
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let name = entry?.file_name();
        carry(&from.join(&name), &to.join(&name))?;
    }
    fs::set_permissions(to, metadata.permissions())
}

fn carry_file(from: &Path, to: &Path, kind: FileType) -> io::Result<()> {
    if kind.is_symlink() {
        return carry_link(from, to);
    }
    match fs::hard_link(from, to) {
        // Not every file system has hard links; one that exists already must not be replaced.
        Err(error) if kind.is_file() && error.kind() != io::ErrorKind::AlreadyExists => {
            fs::copy(from, to).map(drop)
        }
        linked => linked,
    }
}

#[cfg(unix)]
fn carry_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn carry_link(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to)
}
