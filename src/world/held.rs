//! A dossier held in memory, and brought up to date with the disk when asked to.
//!
//! Between two refreshes nothing changes, so that whatever is made of it fits together. What is on
//! disk is found by a look at every file, or at those that alone can have changed, where somebody
//! is sure which those are.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;

use super::disk::{DIRECTORIES, Seen};
use super::stamp::Stamp;
use super::{DiskWorld, ReadError, World};
use crate::diagnostic::{Diagnostic, Reported};

/// Files by path, as they were on disk at the last refresh.
#[derive(Debug, Default)]
pub struct HeldWorld {
    files: BTreeMap<Arc<str>, Held>,
    /// What was met while listing each of the directories.
    met: [Vec<Diagnostic>; DIRECTORIES.len()],
    versions: u64,
    /// The versions that files have. No two files ever have one.
    current: HashSet<u64>,
    /// Whether some file may be written without a sign in its directory.
    shared: bool,
}

#[derive(Debug)]
struct Held {
    content: Result<Arc<[u8]>, ReadError>,
    version: u64,
    /// `None` when the bytes may have changed since without a sign.
    settled: Option<Stamp>,
}

/// A file that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub path: Arc<str>,
    /// What became of it.
    pub changed: Changed,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is new.
    Added,
    /// It has other bytes, or can or can't be read any more.
    Edited,
    /// It is gone.
    Removed,
}

/// What a refresh found.
#[derive(Debug, Default)]
pub struct Refreshed {
    /// The files that changed, in the order of their paths.
    pub changes: Vec<Change>,
    /// Whether something else did that can be told of: a link, an unreadable directory.
    pub listing: bool,
}

impl HeldWorld {
    /// Looks at every file, and reads those that may have changed. A file with more than
    /// `bytes_max` bytes is not held.
    pub fn refresh(&mut self, disk: &DiskWorld, bytes_max: u64) -> Refreshed {
        let mut refreshed = Refreshed::default();
        let mut before = std::mem::take(&mut self.files);
        let mut unsure = Vec::new();
        self.shared = false;
        for (directory, met) in DIRECTORIES.into_iter().zip(&mut self.met) {
            let Reported { value, diagnostics } = disk.stamps(directory);
            refreshed.listing |= *met != diagnostics;
            *met = diagnostics;
            for (path, stamp) in value {
                self.shared |= stamp.is_some_and(|stamp| stamp.is_shared());
                match before.remove(&path) {
                    Some(held) if stamp.is_some() && held.settled == stamp => {
                        self.files.insert(path, held);
                    }
                    held => unsure.push((path, stamp, held)),
                }
            }
        }
        for (path, held) in self.read_again(disk, unsure, bytes_max, &mut refreshed) {
            before.insert(path, held);
        }
        self.removed(before, &mut refreshed);
        refreshed
    }

    /// The same for these paths alone, where no other can have changed; `None`, and nothing is as
    /// it was not, where that does not hold or can't be known, so that every file must be looked at.
    pub fn refresh_only(
        &mut self,
        disk: &DiskWorld,
        paths: &BTreeSet<String>,
        bytes_max: u64,
    ) -> Option<Refreshed> {
        if self.shared || self.met.iter().any(|met| !met.is_empty()) {
            return None;
        }
        let seen = paths.iter().map(|path| match disk.look(path) {
            Seen::Other => None,
            Seen::File(stamp) if stamp.is_shared() => None,
            Seen::File(stamp) => Some((path.as_str(), Some(stamp))),
            Seen::Nothing => Some((path.as_str(), None)),
        });
        let seen: Vec<(&str, Option<Stamp>)> = seen.collect::<Option<_>>()?;
        let mut refreshed = Refreshed::default();
        let mut gone = Vec::new();
        let mut unsure = Vec::new();
        for (path, stamp) in seen {
            let held = self.files.remove_entry(path);
            match (stamp, held) {
                (None, held) => gone.extend(held),
                (stamp, Some((path, held))) => unsure.push((path, stamp, Some(held))),
                (stamp, None) => unsure.push((path.into(), stamp, None)),
            }
        }
        let vanished =
            self.read_again(disk, unsure, bytes_max, &mut refreshed).into_iter();
        gone.extend(vanished);
        self.removed(gone, &mut refreshed);
        Some(refreshed)
    }

    /// Notes that files are gone, and puts the changes in order.
    fn removed(
        &mut self,
        gone: impl IntoIterator<Item = (Arc<str>, Held)>,
        refreshed: &mut Refreshed,
    ) {
        for (path, held) in gone {
            self.current.remove(&held.version);
            refreshed.changes.push(Change { path, changed: Changed::Removed });
        }
        refreshed.changes.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// Reads files that may have changed, and holds them; gives back what was held of those that
    /// went away since they were looked at.
    fn read_again(
        &mut self,
        disk: &DiskWorld,
        unsure: Vec<(Arc<str>, Option<Stamp>, Option<Held>)>,
        bytes_max: u64,
        refreshed: &mut Refreshed,
    ) -> Vec<(Arc<str>, Held)> {
        let mut gone = Vec::new();
        // The time before reading: what is written from now on has this stamp or a later one.
        let now_ns = disk.now_ns();
        let read: Vec<_> = unsure
            .into_par_iter()
            .map(|(path, stamp, held)| {
                let content = disk.read(&path, bytes_max).map(Arc::from);
                let settled = stamp.filter(|stamp| stamp.is_settled(now_ns));
                (path, settled, held, content)
            })
            .collect();
        for (path, settled, held, content) in read {
            // A file that went away in between was not there.
            if content == Err(ReadError::NotFound) {
                gone.extend(held.map(|held| (path, held)));
                continue;
            }
            let held = match held {
                Some(held) if held.content == content => Held { settled, ..held },
                held => {
                    let changed =
                        if held.is_some() { Changed::Edited } else { Changed::Added };
                    refreshed.changes.push(Change { path: Arc::clone(&path), changed });
                    if let Some(held) = held {
                        self.current.remove(&held.version);
                    }
                    self.versions += 1;
                    self.current.insert(self.versions);
                    Held { content, version: self.versions, settled }
                }
            };
            self.files.insert(path, held);
        }
        gone
    }

    /// The bytes of a file, without a copy.
    pub fn bytes(&self, path: &str) -> Option<Arc<[u8]>> {
        self.files.get(path)?.content.as_ref().ok().cloned()
    }

    /// Lets go of all files: there is no directory to read.
    pub fn clear(&mut self) -> Refreshed {
        let met = std::mem::take(&mut self.met);
        self.current.clear();
        let files = std::mem::take(&mut self.files).into_keys();
        let removed = |path| Change { path, changed: Changed::Removed };
        Refreshed {
            changes: files.map(removed).collect(),
            listing: met.iter().any(|met| !met.is_empty()),
        }
    }
}

impl World for HeldWorld {
    fn list(&self, directory: &str) -> Reported<Vec<Arc<str>>> {
        let below = format!("{directory}/");
        // The character after the slash.
        let [start, end] = [&*below, &format!("{directory}0")].map(Arc::from);
        let paths = self.files.range::<Arc<str>, _>(start..end);
        let value = paths.map(|(path, _)| Arc::clone(path)).collect();
        let at = DIRECTORIES.iter().position(|name| *name == directory);
        let diagnostics = at.map_or_else(Vec::new, |at| self.met[at].clone());
        Reported { value, diagnostics }
    }

    fn read(&self, path: &str, bytes_max: u64) -> Result<Vec<u8>, ReadError> {
        let held = self.files.get(path).ok_or(ReadError::NotFound)?;
        match &held.content {
            Ok(content) if content.len() as u64 <= bytes_max => Ok(content.to_vec()),
            Ok(content) => {
                Err(ReadError::TooLarge { bytes: content.len() as u64, bytes_max })
            }
            Err(ReadError::TooLarge { bytes, .. }) => {
                Err(ReadError::TooLarge { bytes: *bytes, bytes_max })
            }
            Err(error) => Err(error.clone()),
        }
    }

    fn version(&self, path: &str) -> Option<u64> {
        Some(self.files.get(path)?.version)
    }

    fn has_version(&self, _path: &str, version: u64) -> bool {
        self.current.contains(&version)
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}
