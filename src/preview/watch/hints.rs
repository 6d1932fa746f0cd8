//! Hints that something may have changed, by `notify`.
//!
//! A hint says neither what nor that it has; it may come late, and a missing one is made up for by
//! looking now and then.

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::{Hint, Touched};
use crate::world::{DirectoryKey, DiskWorld};

/// The system's watch on a dossier's directories.
pub(super) struct System {
    watcher: Option<RecommendedWatcher>,
    /// The directories that are watched, with all below them.
    watched: Vec<DirectoryKey>,
    hint: Hint,
}

impl System {
    /// Watches nothing yet.
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
    pub(super) fn new(hint: &Hint) -> Result<Self, String> {
        Ok(Self { watcher: None, watched: vec![], hint: Hint::clone(hint) })
    }

    /// Has nothing to read.
    #[expect(clippy::unused_self, reason = "elsewhere it is used")]
    pub(super) fn read(&mut self) {}

    /// Anything: who is told late knows of no moment that nothing was touched before it.
    #[expect(clippy::unused_self, reason = "elsewhere it is used")]
    pub(super) fn touched(&mut self, _: &DiskWorld) -> Touched {
        Touched::Anything
    }

    /// Watches the directories that are there now.
    pub(super) fn follow(&mut self, disk: &DiskWorld) -> Result<(), String> {
        let directories = disk.tops();
        if directories == self.watched {
            return Ok(());
        }
        match self.watch(&directories) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                self.watched = directories;
                Ok(())
            }
            // A directory that went away in between is looked for at the next look.
            Err(notify::Error { kind: notify::ErrorKind::PathNotFound, .. }) => Ok(()),
            Err(notify::Error { kind: notify::ErrorKind::Io(error), .. }) => {
                Err(error.to_string())
            }
            Err(error) => Err(error.to_string()),
        }
    }

    fn watch(&self, directories: &[DirectoryKey]) -> notify::Result<RecommendedWatcher> {
        let hint = Hint::clone(&self.hint);
        let mut watcher =
            notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
                // Reading is no change; an error may stand for events that were lost.
                if !event.is_ok_and(|event| matches!(event.kind, EventKind::Access(_))) {
                    hint();
                }
            })?;
        for directory in directories {
            let mode = if directory.below.is_empty() {
                RecursiveMode::NonRecursive
            } else {
                RecursiveMode::Recursive
            };
            watcher.watch(&directory.path, mode)?;
        }
        Ok(watcher)
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a directory that is watched")]
mod tests {
    use std::fs;
    use std::sync::Arc;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use super::*;

    /// Whether there is a hint after something was done, in time.
    fn hinted(hints: &Receiver<()>, done: impl FnOnce()) -> bool {
        // Hints at what was done before may be late.
        while hints.recv_timeout(Duration::from_millis(200)).is_ok() {}
        done();
        hints.recv_timeout(Duration::from_secs(20)).is_ok()
    }

    #[test]
    fn an_edit_is_hinted_at_wherever_directories_are_now() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, words: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, words).unwrap();
        };
        write("content/dossier.yaml", "title: T\n");
        let disk = DiskWorld::open(root.path()).unwrap();
        let (send, hints) = channel();
        let hint: Hint = Arc::new(move || send.send(()).unwrap_or_default());
        let mut system = System::new(&hint).unwrap();
        system.follow(&disk).unwrap();
        assert!(hinted(&hints, || write("content/dossier.yaml", "title: U\n")));
        assert!(hinted(&hints, || write("seeds/a.txt", "A.\n")));
        system.follow(&disk).unwrap();
        assert!(hinted(&hints, || write("seeds/b/c.txt", "C.\n")));

        // Another directory of the same name.
        fs::rename(root.path().join("seeds"), root.path().join("seeds.old")).unwrap();
        write("seeds/a.txt", "B.\n");
        system.follow(&disk).unwrap();
        assert!(hinted(&hints, || write("seeds/a.txt", "C.\n")));
        system.read();
        assert!(matches!(system.touched(&disk), Touched::Anything));
    }
}
