//! The staging directory: where a new site is made while the last one stands.
//!
//! `.<name>.throughline/` holds `lock`, `new/` (the site being made; after the exchange, the
//! last one) and `old/` (the last one, where the system can't exchange two directories). Its
//! holder is the only build that writes to the output. What a killed build left is removed
//! here, or put back.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use super::failure::{Context as _, Failure};
use super::output::Output;
use super::swap;

/// How often a build looks whether another one has ended, and how long it waits in between.
pub(super) const PATIENCE: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// The staging directory, locked. It is removed when this is dropped, also by a panic.
pub(super) struct Stage {
    directory: PathBuf,
    lock: File,
}

impl Stage {
    /// Waits for other builds, cleans up after killed ones and begins a new tree.
    pub(super) fn begin(output: &Output, patience: u32) -> Result<Self, Failure> {
        let lock = lock(output, patience)?;
        let stage = Self { directory: output.staging.clone(), lock };
        swap::put_back(&stage.old(), &output.path)
            .and_then(|()| stage.clear())
            .and_then(|()| fs::create_dir(stage.new_tree()))
            .context("prepare", &output.staging)?;
        Ok(stage)
    }

    /// The tree that is being made.
    pub(super) fn new_tree(&self) -> PathBuf {
        self.directory.join("new")
    }

    fn old(&self) -> PathBuf {
        self.directory.join("old")
    }

    /// Puts the new tree in the place of `out`.
    pub(super) fn swap(&self, out: &Path) -> io::Result<()> {
        swap::swap(&self.new_tree(), out, &self.old())
    }

    /// Removes what was replaced, and the staging directory.
    pub(super) fn end(self) -> Result<(), Failure> {
        self.clear().context("remove", &self.directory)
    }

    /// Removes both trees; links in them are removed, not followed.
    fn clear(&self) -> io::Result<()> {
        for tree in [self.new_tree(), self.old()] {
            match fs::remove_dir_all(&tree) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What can't be removed now, the next build removes or names. The lock is held until
        // its file is gone, so that nobody waits for it in vain.
        let _ = self.clear();
        let _ = fs::remove_file(self.directory.join("lock"));
        let _ = fs::remove_dir(&self.directory);
        let _ = self.lock.unlock();
    }
}

/// Makes the directory and holds its lock file.
fn lock(output: &Output, patience: u32) -> Result<File, Failure> {
    let mut waited = 0;
    loop {
        let attempt = try_lock(&output.staging, &output.staging.join("lock"));
        match attempt.context("prepare", &output.staging)? {
            Some(file) => return Ok(file),
            None if waited >= patience => {
                let busy = io::Error::other("another build is still writing it");
                return Err(Failure::new("write", &output.shown, busy));
            }
            None => sleep(PAUSE),
        }
        waited += 1;
    }
}

/// One attempt; `None` where another build holds the lock or just removed it.
fn try_lock(directory: &Path, path: &Path) -> io::Result<Option<File>> {
    let made = fs::create_dir_all(directory);
    match (made, fs::symlink_metadata(directory)) {
        (_, Ok(there)) if there.is_symlink() => {
            return Err(io::Error::other(
                "a symbolic link stands where the site is prepared",
            ));
        }
        // Another build removed the directory between two looks at it.
        (_, Err(error)) if error.kind() == ErrorKind::NotFound => return Ok(None),
        (Err(error), Ok(there))
            if error.kind() == ErrorKind::AlreadyExists && there.is_dir() =>
        {
            return Ok(None);
        }
        (made, there) => made.and(there.map(drop))?,
    }
    let file = match File::options().write(true).create(true).truncate(false).open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(None),
        // Some network file systems have no locks; one build at a time is then up to the user.
        Err(TryLockError::Error(error)) if error.kind() != ErrorKind::Unsupported => {
            Err(error)
        }
        _ => Ok(is_at(&file, path).then_some(file)),
    }
}

/// Whether this very file is still at its path: the build that held it may have removed it.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let there = fs::symlink_metadata(path).map(identity).ok();
    there.is_some() && there == file.metadata().map(identity).ok()
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// Another build that ends removes the directory at any moment.
    #[test]
    fn a_directory_that_comes_and_goes_is_no_failure() {
        let above = tempfile::tempdir().unwrap();
        let directory = above.path().join(".site.throughline");
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let _ = fs::create_dir(&directory);
                    let _ = fs::remove_file(directory.join("lock"));
                    let _ = fs::remove_dir(&directory);
                }
            });
            let attempts =
                (0..5000).map(|_| try_lock(&directory, &directory.join("lock")));
            let failed: Vec<io::Error> = attempts.filter_map(Result::err).collect();
            done.store(true, Ordering::Relaxed);
            assert!(failed.is_empty(), "{} failed: {:?}", failed.len(), failed[0]);
        });
    }
}
