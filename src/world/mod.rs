//! The only door to files and the clock.
//!
//! Everything between reading and writing sees the outside through [`World`], so that every
//! stage can run in memory, and so that no path leaves the dossier's directory.

mod disk;
mod held;
mod memory;
mod stamp;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use disk::system_words;
pub use disk::{DirectoryKey, DiskWorld, Seen, find_dossier, find_repository};
pub use held::{Change, Changed, HeldWorld, Refreshed};
pub use memory::MemoryWorld;
pub use stamp::Stamp;

use crate::diagnostic::Reported;

/// Where a dossier's files come from. Paths are relative to the dossier's directory, with `/`
/// between their parts.
pub trait World: Sync {
    /// All files below a directory, in the order of their paths; hidden files and editors'
    /// backups are passed over. A directory that is not there has no files.
    fn list(&self, directory: &str) -> Reported<Vec<Arc<str>>>;

    /// A file's bytes.
    ///
    /// # Errors
    /// When it is not there, can't be read, or has more than `bytes_max` bytes.
    fn read(&self, path: &str, bytes_max: u64) -> Result<Vec<u8>, ReadError>;

    /// A number for a file's content: where it is the same, the bytes are. `None` where the world
    /// keeps none, or where there is no such file.
    fn version(&self, _path: &str) -> Option<u64> {
        None
    }

    /// Whether a file has the version that it had. A world may answer without a look at the path.
    fn has_version(&self, path: &str, version: u64) -> bool {
        self.version(path) == Some(version)
    }

    /// The way from the root of the git repository that holds the dossier, with `/` at its end;
    /// empty where the dossier is at the root, or in no repository. Never for output.
    fn prefix(&self) -> String {
        String::new()
    }

    /// The time since the world was made: for telling how long a build took, never for output.
    fn elapsed(&self) -> Duration;
}

/// Why a file can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is no such file.
    #[error("there is no such file")]
    NotFound,
    /// It has more bytes than its kind of file may have.
    #[error("the file has {} MiB, and the most that is read is {} MiB", bytes >> 20, bytes_max >> 20)]
    TooLarge {
        /// How many it has.
        bytes: u64,
        /// How many it may have.
        bytes_max: u64,
    },
    /// The system's own words.
    #[error("{0}")]
    System(String),
}

/// Whether a file is nobody's content: hidden, or an editor's backup.
fn is_clutter(name: &str) -> bool {
    name.starts_with(['.', '#'])
        || name.ends_with(['~', '#'])
        || ["Thumbs.db", "desktop.ini"].contains(&name)
}
