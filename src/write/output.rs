//! Where a site may be written: never over what it is made from, never over what is not ours.
//!
//! Looks at the disk and changes nothing.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use super::failure::Failure;
use super::marker::{self, MARKER};
use crate::diagnostic::{Code, Diagnostic};

/// The output directory, found to be safe.
pub(super) struct Output {
    /// As the user wrote it, for messages.
    pub(super) shown: PathBuf,
    /// Without symbolic links.
    pub(super) path: PathBuf,
    /// Where the new site is made, beside `path`.
    pub(super) staging: PathBuf,
}

/// Finds out where the output is, and that it touches nothing that the dossier is made from.
pub(super) fn locate(
    out: &Path,
    inputs: &[&Path],
    root: &Path,
) -> Result<Output, Box<Diagnostic>> {
    let refuse = |reason: &str| {
        Box::new(
            Diagnostic::error(
                Code::OUTPUT_UNSAFE,
                format!("the site can't be written to {}: {reason}", out.display()),
            )
            .help("name another directory with `--out`"),
        )
    };
    let resolve = |path: &Path| {
        resolve(path).map_err(|error| refuse(&format!("{}: {error}", path.display())))
    };
    // The last part is not followed, so that a symbolic link is seen.
    let out: PathBuf = out.components().collect();
    let path = match (out.parent(), out.file_name()) {
        (Some(parent), Some(name)) => resolve(parent)?.join(name),
        _ => resolve(&out)?,
    };
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(refuse("it is the root of the file system"));
    };
    match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_symlink() => {
            return Err(refuse("it is a symbolic link"));
        }
        Ok(metadata) if !metadata.is_dir() => {
            return Err(refuse("it is not a directory"));
        }
        _ => {}
    }
    if resolve(root)?.starts_with(&path) {
        return Err(refuse("it is or contains the dossier's directory"));
    }
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(".throughline");
    let staging = parent.join(hidden);
    for input in inputs {
        let resolved = resolve(input)?;
        let meets =
            |path: &Path| resolved.starts_with(path) || path.starts_with(&resolved);
        if meets(&path) || meets(&staging) {
            let input = input.display();
            return Err(refuse(&format!("the dossier is made from {input}")));
        }
    }
    Ok(Output { shown: out, path, staging })
}

/// The path without symbolic links; what does not exist is added to what does.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut rest = vec![];
    let mut existing = path;
    loop {
        let here =
            if existing.as_os_str().is_empty() { Path::new(".") } else { existing };
        match fs::canonicalize(here) {
            Ok(found) => {
                return Ok(rest.iter().rev().fold(found, |path, part| path.join(part)));
            }
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Err(error) => {
                // A link that leads nowhere, or `..` behind a directory that does not exist.
                let dangling = fs::symlink_metadata(here).is_ok_and(|m| m.is_symlink());
                let (Some(parent), Some(Component::Normal(name)), false) =
                    (existing.parent(), existing.components().next_back(), dangling)
                else {
                    return Err(error);
                };
                rest.push(name);
                existing = parent;
            }
        }
    }
}

/// What is in the output directory now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Present {
    /// There is no such directory.
    Nothing,
    /// A site of ours, or an empty directory, with the files that its marker lists.
    Ours(BTreeSet<String>),
}

/// Looks whether the output directory may be replaced.
pub(super) fn present(output: &Output) -> Result<Present, Box<Diagnostic>> {
    let failure = |error| Failure::new("read", &output.shown, error).boxed();
    let mut entries = match fs::read_dir(&output.path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Present::Nothing),
        Err(error) => return Err(failure(error)),
    };
    if entries.next().transpose().map_err(failure)?.is_none() {
        return Ok(Present::Ours(BTreeSet::new()));
    }
    let path = output.path.join(MARKER);
    let text = match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_file() => fs::read_to_string(&path).ok(),
        _ => None,
    };
    match text.as_deref().and_then(marker::listed) {
        Some(listed) => {
            Ok(Present::Ours(listed.into_iter().map(str::to_owned).collect()))
        }
        None => Err(Box::new(
            Diagnostic::error(
                Code::OUTPUT_NOT_OURS,
                format!(
                    "{} holds files and was not made by Throughline",
                    output.shown.display()
                ),
            )
            .note(format!("it has no file `{MARKER}` that Throughline wrote"))
            .help("name another directory with `--out`, or empty it yourself"),
        )),
    }
}
