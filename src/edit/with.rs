//! A dossier as it would be with an edit.

use std::sync::Arc;
use std::time::Duration;

use crate::diagnostic::Reported;
use crate::world::{ReadError, World};

/// The world with one file as it would be.
pub(super) struct With<'w> {
    pub(super) world: &'w dyn World,
    pub(super) path: &'w str,
    pub(super) bytes: &'w [u8],
}

impl World for With<'_> {
    fn list(&self, directory: &str) -> Reported<Vec<Arc<str>>> {
        self.world.list(directory)
    }

    fn read(&self, path: &str, bytes_max: u64) -> Result<Vec<u8>, ReadError> {
        if path == self.path {
            return Ok(self.bytes.to_vec());
        }
        self.world.read(path, bytes_max)
    }

    fn elapsed(&self) -> Duration {
        self.world.elapsed()
    }
}
