//! A dossier in memory, for tests and for whoever has no disk.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::{ReadError, World, is_clutter};
use crate::diagnostic::Reported;

/// Files by path. Time stands still.
#[derive(Debug, Clone, Default)]
pub struct MemoryWorld {
    files: BTreeMap<Arc<str>, Arc<[u8]>>,
}

impl MemoryWorld {
    /// Adds a file, or replaces it.
    pub fn insert(&mut self, path: &str, bytes: impl AsRef<[u8]>) {
        self.files.insert(path.into(), bytes.as_ref().into());
    }

    /// Removes a file.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }
}

impl World for MemoryWorld {
    fn list(&self, directory: &str) -> Reported<Vec<Arc<str>>> {
        let below = |path: &Arc<str>| {
            path.strip_prefix(directory)
                .and_then(|rest| rest.strip_prefix('/'))
                .is_some_and(|rest| !rest.split('/').any(is_clutter))
        };
        Reported::clean(self.files.keys().filter(|path| below(path)).cloned().collect())
    }

    fn read(&self, path: &str, bytes_max: u64) -> Result<Vec<u8>, ReadError> {
        let bytes = self.files.get(path).ok_or(ReadError::NotFound)?;
        let length = bytes.len() as u64;
        if length > bytes_max {
            return Err(ReadError::TooLarge { bytes: length, bytes_max });
        }
        Ok(bytes.to_vec())
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}
