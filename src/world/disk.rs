//! A dossier on disk. Reads, and never writes; follows no link out of the dossier.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the door that the lint keeps shut"
)]

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use walkdir::WalkDir;

use super::stamp::Stamp;
use super::{ReadError, World, is_clutter};
use crate::diagnostic::{Code, Diagnostic, Place, Reported};

/// A directory, and what tells it from another that was put in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryKey {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it is the dossier's own.
    pub is_root: bool,
    number: (u64, u64),
}

/// The files below one directory.
#[derive(Debug)]
pub struct DiskWorld {
    root: PathBuf,
    began: Instant,
}

impl DiskWorld {
    /// Opens a dossier's directory.
    ///
    /// # Errors
    /// When there is no such directory.
    pub fn open(root: &Path) -> std::io::Result<Self> {
        Ok(Self { root: root.canonicalize()?, began: Instant::now() })
    }

    /// The dossier's directory, absolute, without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path on disk, if it leads to a place inside the dossier.
    fn inside(&self, path: &str) -> Result<PathBuf, ReadError> {
        let full =
            self.root.join(path).canonicalize().map_err(|error| read_error(&error))?;
        if full.starts_with(&self.root) { Ok(full) } else { Err(ReadError::NotFound) }
    }

    /// Why a symbolic link can't be read through; `None` when it leads to a file inside.
    fn link_fault(&self, link: &Path) -> Option<&'static str> {
        match link.canonicalize() {
            Err(error) if error.kind() == ErrorKind::NotFound => Some("leads nowhere"),
            Err(_) => Some("leads round in a circle, or can't be followed"),
            Ok(target) if !target.starts_with(&self.root) => {
                Some("leads out of the dossier")
            }
            Ok(target) if target.is_dir() => Some("leads to a directory"),
            Ok(_) => None,
        }
    }

    fn relative(&self, path: &Path) -> String {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        parts.join("/")
    }
}

impl DiskWorld {
    /// The files below a directory as [`World::list`] gives them, each with its stamp. A file that
    /// is gone by the time that it is looked at has none.
    pub fn stamps(&self, directory: &str) -> Reported<Vec<(Arc<str>, Option<Stamp>)>> {
        self.walk(directory, |entry| {
            let metadata = if entry.path_is_symlink() {
                fs::metadata(entry.path()).ok()
            } else {
                entry.metadata().ok()
            };
            metadata.as_ref().map(Stamp::of)
        })
    }

    /// The dossier's directory, and those below it that a dossier is read from, as far as they
    /// are there.
    pub fn directories(&self) -> Vec<DirectoryKey> {
        let below = ["", "content", "seeds", "templates"].into_iter();
        let key = |below: &str| {
            let path = self.root.join(below);
            let metadata =
                fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_dir)?;
            Some(DirectoryKey {
                is_root: below.is_empty(),
                number: Stamp::of(&metadata).number(),
                path,
            })
        };
        below.filter_map(key).collect()
    }

    /// The time, in nanoseconds since 1970, as stamps have it.
    pub fn now_ns(&self) -> u128 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos())
    }

    /// The files below a directory, each with what `see` makes of its entry.
    fn walk<T>(
        &self,
        directory: &str,
        see: impl Fn(&walkdir::DirEntry) -> T,
    ) -> Reported<Vec<(Arc<str>, T)>> {
        let mut listing = Reported::clean(Vec::new());
        let top = self.root.join(directory);
        match fs::symlink_metadata(&top) {
            Err(error) if error.kind() == ErrorKind::NotFound => return listing,
            Ok(metadata) if metadata.is_symlink() => {
                listing.diagnostics.push(link_diagnostic(directory, "is not followed"));
                return listing;
            }
            _ => {}
        }
        let entries =
            WalkDir::new(&top).sort_by_file_name().into_iter().filter_entry(|entry| {
                entry.depth() == 0 || !is_clutter(&entry.file_name().to_string_lossy())
            });
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = self.relative(error.path().unwrap_or(&top));
                    let words =
                        error.io_error().map_or_else(|| error.to_string(), system_words);
                    listing.diagnostics.push(unreadable(&path, &words));
                    continue;
                }
            };
            let kind = entry.file_type();
            if kind.is_dir() {
                continue;
            }
            let path = self.relative(entry.path());
            if entry.path().to_str().is_none() {
                listing.diagnostics.push(
                    Diagnostic::error(
                        Code::BAD_FILE_NAME,
                        "this file's name is not Unicode",
                    )
                    .at(Place::file(path), "")
                    .help("rename the file"),
                );
            } else if kind.is_symlink()
                && let Some(fault) = self.link_fault(entry.path())
            {
                listing.diagnostics.push(link_diagnostic(&path, fault));
            } else if kind.is_file() || kind.is_symlink() {
                listing.value.push((path.into(), see(&entry)));
            } else {
                listing.diagnostics.push(unreadable(&path, "it is not a regular file"));
            }
        }
        listing
    }
}

impl World for DiskWorld {
    fn list(&self, directory: &str) -> Reported<Vec<Arc<str>>> {
        let Reported { value, diagnostics } = self.walk(directory, |_| ());
        let value = value.into_iter().map(|(path, ())| path).collect();
        Reported { value, diagnostics }
    }

    fn read(&self, path: &str, bytes_max: u64) -> Result<Vec<u8>, ReadError> {
        // A listed file is inside already; only a link needs to be looked through.
        let full = self.root.join(path);
        let metadata = fs::symlink_metadata(&full).map_err(|error| read_error(&error))?;
        let full = if metadata.is_file() { full } else { self.inside(path)? };
        let mut file = fs::File::open(&full).map_err(|error| read_error(&error))?;
        let bytes = file.metadata().map_err(|error| read_error(&error))?.len();
        if bytes > bytes_max {
            return Err(ReadError::TooLarge { bytes, bytes_max });
        }
        let mut content = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0) + 1);
        file.by_ref()
            .take(bytes_max + 1)
            .read_to_end(&mut content)
            .map_err(|error| read_error(&error))?;
        if content.len() as u64 > bytes_max {
            return Err(ReadError::TooLarge { bytes: content.len() as u64, bytes_max });
        }
        Ok(content)
    }

    fn prefix(&self) -> String {
        let above = find_repository(&self.root);
        let below = above.and_then(|above| {
            let below = self.root.strip_prefix(above).ok()?;
            Some(below.iter().map(|part| part.to_string_lossy() + "/").collect())
        });
        below.unwrap_or_default()
    }

    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

/// The nearest directory, from `start` upwards, that holds `content/dossier.yaml`.
pub fn find_dossier(start: &Path) -> Option<PathBuf> {
    let start = start.canonicalize().ok()?;
    start
        .ancestors()
        .find(|dir| dir.join("content/dossier.yaml").is_file())
        .map(Into::into)
}

/// The nearest directory, from `start` upwards, that is a git repository's.
pub fn find_repository(start: &Path) -> Option<PathBuf> {
    let start = start.canonicalize().ok()?;
    start.ancestors().find(|dir| dir.join(".git").exists()).map(Into::into)
}

fn read_error(error: &std::io::Error) -> ReadError {
    match error.kind() {
        ErrorKind::NotFound => ReadError::NotFound,
        _ => ReadError::System(system_words(error)),
    }
}

/// The system's words without Rust's “(os error 13)”.
pub(crate) fn system_words(error: &std::io::Error) -> String {
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or(&words).to_lowercase()
}

fn unreadable(path: &str, words: &str) -> Diagnostic {
    Diagnostic::error(Code::UNREADABLE_FILE, format!("this can't be read: {words}"))
        .at(Place::file(path), "")
}

fn link_diagnostic(path: &str, fault: &str) -> Diagnostic {
    Diagnostic::error(Code::LINK_LEAVES_DOSSIER, format!("this symbolic link {fault}"))
        .at(Place::file(path), "")
        .help("copy the file into the dossier, or remove the link")
}
