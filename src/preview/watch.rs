//! Hints from the system that something below the dossier's directory may have changed.
//!
//! A hint says neither what nor that it has; a missing one is made up for by looking now and then.

use std::sync::Arc;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::world::{DirectoryKey, DiskWorld};

/// The system's watch on a dossier's directories.
pub(super) struct Watch {
    watcher: Option<RecommendedWatcher>,
    /// The directories that are watched.
    watched: Vec<DirectoryKey>,
    polling: bool,
    hint: Arc<dyn Fn() + Send + Sync>,
}

/// Whether the system watches.
pub(super) enum Watched {
    /// As asked for.
    Well,
    /// It does not from now on, for this reason.
    Fault(String),
}

impl Watch {
    /// Watches nothing yet, and never will where it is to `poll`.
    pub(super) fn new(poll: bool, hint: impl Fn() + Send + Sync + 'static) -> Self {
        Self { watcher: None, watched: vec![], polling: poll, hint: Arc::new(hint) }
    }

    /// Whether looks at intervals are all that there is.
    pub(super) fn is_polling(&self) -> bool {
        self.polling
    }

    /// Watches the directories that are there now: others may stand in their place since.
    pub(super) fn follow(&mut self, disk: &DiskWorld) -> Watched {
        let directories = disk.directories();
        if self.polling || directories == self.watched {
            return Watched::Well;
        }
        match self.watch(&directories) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                self.watched = directories;
                Watched::Well
            }
            // A directory that went away in between is looked for at the next look.
            Err(notify::Error { kind: notify::ErrorKind::PathNotFound, .. }) => {
                Watched::Well
            }
            Err(error) => {
                self.watcher = None;
                self.polling = true;
                Watched::Fault(why(&error))
            }
        }
    }

    fn watch(&self, directories: &[DirectoryKey]) -> notify::Result<RecommendedWatcher> {
        let hint = Arc::clone(&self.hint);
        let mut watcher =
            notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
                // Reading is no change; an error may stand for events that were lost.
                if !event.is_ok_and(|event| matches!(event.kind, EventKind::Access(_))) {
                    hint();
                }
            })?;
        for directory in directories {
            let mode = if directory.is_root {
                RecursiveMode::NonRecursive
            } else {
                RecursiveMode::Recursive
            };
            watcher.watch(&directory.path, mode)?;
        }
        Ok(watcher)
    }
}

fn why(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system's limit of watches is reached (on Linux, raise \
             fs.inotify.max_user_watches)"
                .to_owned()
        }
        notify::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}
