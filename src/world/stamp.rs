//! What tells without reading whether a file has changed.

use std::fs::Metadata;
use std::time::UNIX_EPOCH;

/// A file's size, times and number. Two stamps that differ may stand for the same bytes; the same
/// stamp stands for the same bytes as soon as it is [settled](Self::is_settled).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    bytes: u64,
    modified_ns: u128,
    /// When its content or its entry last changed: unlike `modified_ns`, nobody can set it back.
    changed_ns: u128,
    device: u64,
    inode: u64,
    /// Whether it may be written under another name.
    shared: bool,
}

/// File systems tell the time in steps of up to 10 ms (the kernel's tick); this is well above.
const STEP_NS: u128 = 50_000_000;

/// A time of whole seconds comes from a file system that knows no others: FAT's last two.
const COARSE_STEP_NS: u128 = 2_100_000_000;

const SECOND_NS: u128 = 1_000_000_000;

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok();
        let modified = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let modified_ns = modified.map_or(0, |since| since.as_nanos());
        #[cfg(unix)]
        let (changed_ns, device, inode, shared) = {
            use std::os::unix::fs::MetadataExt as _;
            let seconds = u128::try_from(metadata.ctime()).unwrap_or(0);
            let nanos = u128::try_from(metadata.ctime_nsec()).unwrap_or(0);
            let changed_ns = seconds * SECOND_NS + nanos;
            (changed_ns, metadata.dev(), metadata.ino(), metadata.nlink() > 1)
        };
        #[cfg(not(unix))]
        let (changed_ns, device, inode, shared) = (0, 0, 0, false);
        let bytes = metadata.len();
        Self { bytes, modified_ns, changed_ns, device, inode, shared }
    }

    /// The stamp of what a symbolic link leads to.
    pub(super) fn of_link(self) -> Self {
        Self { shared: true, ..self }
    }

    /// Whether the file has several names, or is met by a symbolic link: so it may be written
    /// without a sign in the directory that it was met in.
    pub fn is_shared(&self) -> bool {
        self.shared
    }

    /// The numbers of the device and of the file on it, where the system has such.
    pub(super) fn number(&self) -> (u64, u64) {
        (self.device, self.inode)
    }

    /// Whether a file that had this stamp at `now_ns` can't be written any more without getting
    /// another one: its times are older than the steps in which they are told.
    pub fn is_settled(&self, now_ns: u128) -> bool {
        let last = self.modified_ns.max(self.changed_ns);
        let whole = last.is_multiple_of(SECOND_NS);
        last + if whole { COARSE_STEP_NS } else { STEP_NS } < now_ns
    }
}
