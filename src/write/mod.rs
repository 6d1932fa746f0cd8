//! The site onto disk: all of it or nothing. And, one file at a time, what its author edits.
//!
//! Knows paths, bytes and the disk; does not know what a page is. The new site is made in a
//! staging directory beside the output and takes its place in one step, so that a build that
//! fails or is killed leaves the last site whole. Nothing is written outside the output and
//! its staging directory, and nothing is lost that Throughline did not write. An edit is written
//! below the dossier's `content/`, and over no file that has changed.
#![expect(clippy::disallowed_methods, reason = "the one place that writes to disk")]

mod edited;
mod failure;
mod foreign;
mod marker;
mod output;
mod path;
mod put;
mod stage;
mod swap;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

pub use self::edited::write_edit;
use self::failure::{Context as _, Failure};
use self::foreign::Foreign;
use self::output::{Output, Present};
use self::put::{put, put_drawn, put_stream};
use self::stage::Stage;
use crate::diagnostic::{Diagnostic, Reported, has_errors};
use crate::pipeline::Content;

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// The files whose names end in `.html`.
    pub pages: usize,
    /// All files of the site.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// Gives what stands at a site path. It is called from several threads, once for every path.
pub type Render<'a> = dyn Fn(&str) -> Result<Content<'a>, Diagnostic> + Sync + 'a;

/// Writes a site to `out`, in the place of the last one.
///
/// `inputs` are the directories that the dossier is made from, `root` is the dossier's own;
/// `out` may be inside `root`, and neither inside nor around an input. `progress` is called
/// after each file, from several threads. Where there is an error, nothing is written and the
/// value is `None`.
pub fn write(
    out: &Path,
    inputs: &[&Path],
    root: &Path,
    paths: &[String],
    render: &Render<'_>,
    progress: &(dyn Fn() + Sync),
) -> Reported<Option<Written>> {
    let mut diagnostics = path::check(paths);
    let value = match output::locate(out, inputs, root) {
        Err(refused) => {
            diagnostics.push(*refused);
            None
        }
        Ok(_) if has_errors(&diagnostics) => None,
        Ok(output) => {
            let site = Site { paths, render, progress };
            replace(&output, &site, &mut diagnostics).unwrap_or_else(|failure| {
                diagnostics.push(*failure);
                None
            })
        }
    };
    Reported { value, diagnostics }
}

struct Site<'a, 'r> {
    paths: &'a [String],
    render: &'a Render<'r>,
    progress: &'a (dyn Fn() + Sync),
}

/// Makes the new site and swaps it in.
fn replace(
    output: &Output,
    site: &Site<'_, '_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Option<Written>, Box<Diagnostic>> {
    // Refused before anything is made beside it; asked again when no other build can write.
    output::present(output)?;
    let stage = Stage::begin(output, stage::PATIENCE).map_err(Failure::boxed)?;
    let foreign = match output::present(output)? {
        Present::Nothing => Foreign::default(),
        Present::Ours(listed) => {
            foreign::find(output, &listed).map_err(Failure::boxed)?
        }
    };
    diagnostics.extend(foreign.report(output, site.paths));
    let new = stage.new_tree();
    make_directories(&new, site.paths).map_err(Failure::boxed)?;
    let written = write_all(&new, output, site, diagnostics);
    if has_errors(diagnostics) {
        return Ok(None);
    }
    let finish = || {
        let path = new.join(marker::MARKER);
        put(&path, None, marker::text(site.paths).as_bytes()).context("write", &path)?;
        foreign.carry(output, &new)?;
        keep_permissions(&output.path, &new);
        stage.swap(&output.path).context("replace", &output.shown)
    };
    finish().map_err(Failure::boxed)?;
    if let Err(failure) = stage.end() {
        diagnostics.push(failure.warning());
    }
    Ok(Some(written))
}

/// Makes all directories, those above first.
fn make_directories(new: &Path, paths: &[String]) -> Result<(), Failure> {
    let directories = foreign::directories(paths.iter().map(String::as_str));
    for directory in directories {
        let path = new.join(directory);
        fs::create_dir(&path).context("create", &path)?;
    }
    Ok(())
}

/// Gives the new directory the last one's permissions, so that who could read the site still
/// can. Where the system has none, or refuses, the new ones stand.
fn keep_permissions(last: &Path, new: &Path) {
    if let Ok(metadata) = fs::metadata(last) {
        let _ = fs::set_permissions(new, metadata.permissions());
    }
}

/// Renders and writes all files, each dropped as soon as it is on disk.
///
/// After the system has refused one file, the others are still rendered, so that all that is
/// wrong with the dossier is told at once.
fn write_all(
    new: &Path,
    output: &Output,
    site: &Site<'_, '_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Written {
    let refused = AtomicBool::new(false);
    let one = |path: &&String| -> Result<u64, Problem> {
        let content = (site.render)(path).map_err(|d| Problem::Render(Box::new(d)))?;
        if refused.load(Ordering::Relaxed) {
            return Ok(0);
        }
        let last = output.path.join(path);
        let written = match content {
            Content::Bytes(bytes) => put(&new.join(path), Some(&last), &bytes),
            Content::Streamed(stream) => put_stream(&new.join(path), &*stream),
            Content::Drawn(draw) => put_drawn(&new.join(path), &last, &*draw),
        };
        let length = written.map_err(|error| {
            refused.store(true, Ordering::Relaxed);
            Problem::Write(Failure::new("write", &output.shown.join(path), error).boxed())
        })?;
        (site.progress)();
        Ok(length)
    };
    // In the order of their paths, so that each thread stays in its directory.
    let mut sorted: Vec<&String> = site.paths.iter().collect();
    sorted.sort_unstable();
    let results: Vec<Result<u64, Problem>> = sorted.par_iter().map(one).collect();
    let mut written = Written::default();
    let mut told = false;
    for (path, result) in sorted.iter().zip(results) {
        match result {
            Ok(bytes) => {
                written.files += 1;
                written.pages += usize::from(is_page(path));
                written.bytes += bytes;
            }
            Err(Problem::Render(diagnostic)) => diagnostics.push(*diagnostic),
            // One full disk is one problem.
            Err(Problem::Write(diagnostic)) if !told => {
                told = true;
                diagnostics.push(*diagnostic);
            }
            Err(Problem::Write(_)) => {}
        }
    }
    written
}

fn is_page(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "html")
}

enum Problem {
    Render(Box<Diagnostic>),
    Write(Box<Diagnostic>),
}
