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
    /// Its path below the dossier's own directory; empty where it is that.
    pub below: String,
    number: (u64, u64),
}

impl DirectoryKey {
    /// The device that it is on, where the system has such numbers.
    pub fn device(&self) -> u64 {
        self.number.0
    }
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Nothing that is listed.
    Nothing,
    /// A file.
    File(Stamp),
    /// What only a look at everything can tell: a link, a directory, something that can't be
    /// looked at.
    Other,
}

/// The directories that a dossier is read from.
pub(super) const DIRECTORIES: [&str; 3] = ["content", "seeds", "templates"];

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
            if entry.path_is_symlink() {
                let metadata = fs::metadata(entry.path()).ok();
                metadata.map(|metadata| Stamp::of(&metadata).of_link())
            } else {
                entry.metadata().ok().map(|metadata| Stamp::of(&metadata))
            }
        })
    }

    /// Whether what stands at a path is for anything: whether a listing holds it, or is of it.
    pub fn may_list(path: &str) -> bool {
        let (directory, below) = path.split_once('/').unwrap_or((path, ""));
        DIRECTORIES.contains(&directory) && !below.split('/').any(is_clutter)
    }

    /// What a path leads to, as far as a listing may hold it.
    pub fn look(&self, path: &str) -> Seen {
        if !Self::may_list(path) {
            return Seen::Nothing;
        }
        match fs::symlink_metadata(self.root.join(path)) {
            Ok(metadata) if metadata.is_file() => Seen::File(Stamp::of(&metadata)),
            Err(error) if error.kind() == ErrorKind::NotFound => Seen::Nothing,
            Ok(_) | Err(_) => Seen::Other,
        }
    }

    /// The dossier's own directory; `None` when it went away.
    pub fn key(&self) -> Option<DirectoryKey> {
        self.directory(String::new())
    }

    fn directory(&self, below: String) -> Option<DirectoryKey> {
        let path = self.root.join(&below);
        let metadata = fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_dir)?;
        Some(DirectoryKey { path, below, number: Stamp::of(&metadata).number() })
    }

    /// The dossier's own directory, and those in it that a dossier is read from.
    #[cfg(any(test, not(target_os = "linux")))]
    pub fn tops(&self) -> Vec<DirectoryKey> {
        let below = [""].into_iter().chain(DIRECTORIES).map(str::to_owned);
        below.filter_map(|below| self.directory(below)).collect()
    }

    /// Visits the dossier's own directory, and all those below it that a dossier is read from.
    /// What stands in one is looked for after the visit, so that a visitor who watches it misses
    /// nothing.
    ///
    /// # Errors
    /// The first that `visit` meets.
    pub fn visit_directories<E>(
        &self,
        mut visit: impl FnMut(&DirectoryKey) -> Result<(), E>,
    ) -> Result<(), E> {
        self.key().map_or(Ok(()), |root| visit(&root))?;
        let mut waiting: Vec<String> = DIRECTORIES.map(str::to_owned).into();
        while let Some(below) = waiting.pop() {
            let Some(directory) = self.directory(below) else { continue };
            visit(&directory)?;
            let entries = fs::read_dir(&directory.path).into_iter().flatten().flatten();
            let directories =
                entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
            let names =
                directories.filter_map(|entry| entry.file_name().into_string().ok());
            let names = names.filter(|name| !is_clutter(name));
            waiting.extend(names.map(|name| format!("{}/{name}", directory.below)));
        }
        Ok(())
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
