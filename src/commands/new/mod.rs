//! `throughline new`: a small dossier of an invented case, complete and commented, to begin with.
//!
//! Writes into a directory that is empty or not there yet, and nowhere else; what it has made
//! goes again when it can't go on.
#![expect(clippy::disallowed_methods, reason = "writes the first files of a dossier")]

mod files;
#[cfg(test)]
mod tests;

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;

use self::files::files;
use super::terminal::Terminal;
use super::{Exit, deploy};
use crate::world::find_repository;

/// The arguments of `new`, as typed.
#[derive(Debug, Args)]
pub(super) struct NewArgs {
    /// The directory to make; it must not exist, or hold nothing but .git
    dir: PathBuf,
}

pub(super) fn run(args: &NewArgs, terminal: &Terminal) -> anyhow::Result<Exit> {
    let mut files = files();
    // In a repository that is there already, the workflow's place is at its root, not here.
    let within = within_repository(&args.dir);
    if !within {
        let text = deploy::workflow(".", deploy::own_repository());
        files.push((deploy::WORKFLOW.to_owned(), text));
    }
    make(&args.dir, &files)?;
    terminal.result(report(&args.dir, within).as_bytes())?;
    Ok(Exit::Success)
}

/// Whether a directory, which need not be there yet, lies within a git repository that begins
/// above it.
fn within_repository(dir: &Path) -> bool {
    let above = std::path::absolute(dir).ok();
    let above = above.as_deref().and_then(Path::parent);
    above
        .and_then(|above| {
            above.ancestors().find(|above| above.is_dir()).and_then(find_repository)
        })
        .is_some()
        && !dir.join(".git").exists()
}

/// Writes files into a directory that is empty or not there yet.
fn make(dir: &Path, files: &[(String, String)]) -> anyhow::Result<()> {
    check_empty(dir)?;
    let mut made = Made::default();
    let result = files.iter().try_for_each(|(path, text)| {
        let path = dir.join(path);
        made.file(&path, text).with_context(|| {
            format!("can't write {}, so nothing was made", path.display())
        })
    });
    if result.is_err() {
        made.unmake();
    }
    result
}

/// Refuses a directory in which somebody could lose something.
fn check_empty(dir: &Path) -> anyhow::Result<()> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            bail!("{} is a file; name a directory that does not exist yet", dir.display())
        }
        Err(error) => {
            return Err(error).with_context(|| format!("can't read {}", dir.display()));
        }
    };
    for entry in entries {
        let entry = entry.with_context(|| format!("can't read {}", dir.display()))?;
        // A repository that was just made or cloned is as good as empty.
        if entry.file_name() != ".git" {
            bail!(
                "{} is not empty (it holds {}); name a directory that is, or that does not \
                 exist yet",
                dir.display(),
                entry.file_name().display()
            );
        }
    }
    Ok(())
}

/// What was made, in order, so that it can be taken away again.
#[derive(Default)]
struct Made {
    directories: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Made {
    fn file(&mut self, path: &Path, text: &str) -> std::io::Result<()> {
        if let Some(directory) = path.parent() {
            self.directory(directory)?;
        }
        let mut file = fs::File::create_new(path)?;
        self.files.push(path.to_owned());
        file.write_all(text.as_bytes())
    }

    /// Makes a directory and those above it that are not there yet.
    fn directory(&mut self, path: &Path) -> std::io::Result<()> {
        if path.as_os_str().is_empty() || path.is_dir() {
            return Ok(());
        }
        if let Some(above) = path.parent() {
            self.directory(above)?;
        }
        fs::create_dir(path)?;
        self.directories.push(path.to_owned());
        Ok(())
    }

    /// Takes away what was made; a directory that holds anything else stays.
    fn unmake(self) {
        for file in self.files {
            let _ = fs::remove_file(file);
        }
        for directory in self.directories.into_iter().rev() {
            let _ = fs::remove_dir(directory);
        }
    }
}

/// What was made, and what to do next.
fn report(dir: &Path, within: bool) -> String {
    let go = if dir.canonicalize().ok() == Path::new(".").canonicalize().ok() {
        String::new()
    } else {
        format!("  cd {}\n", shell_word(&dir.display().to_string()))
    };
    let publish = if within {
        "  throughline deploy github-pages   writes the workflow that publishes it"
    } else if deploy::own_repository().is_empty() {
        "  throughline deploy github-pages --force --from OWNER/NAME   names, in the workflow \
         that publishes it, where Throughline's releases are"
    } else {
        "  push it to GitHub   where .github/workflows/publish.yml publishes it"
    };
    format!(
        "made {}, a small dossier of an invented case

  seeds/              three documents, as somebody wrote them
  content/sources/    a file for each: what it is, and its passages
  content/arguments/  the four arguments that recur in them
  content/            the dossier's title, judgments, events and people
  content/pages/      a brief, and a page on method
  README.md           what is where, and how to make it yours

Next:
{go}  throughline build   then open site/index.html
  throughline check   tells what is wrong, and writes nothing
{publish}
",
        dir.display()
    )
}

/// A path as a shell takes it.
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./\\:~+@".contains(c);
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
