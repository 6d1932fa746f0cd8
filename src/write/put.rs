//! One file into the new tree.
//!
//! A file that has not changed is the last site's own file under a second name (a hard link):
//! most of a rebuilt site is the same, and to make files is what costs. Nothing writes into a
//! file that exists, so that both sites stay whole whatever happens.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a file that is not there yet; a link that stands in its place is not followed.
///
/// `last` is where the last site has it, if it has.
pub(super) fn put(path: &Path, last: Option<&Path>, bytes: &[u8]) -> io::Result<()> {
    if let Some(last) = last
        && holds(last, bytes)
        && fs::hard_link(last, path).is_ok()
    {
        return Ok(());
    }
    File::create_new(path)?.write_all(bytes)
}

/// Whether a file, which is no link, holds exactly these bytes.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    fs::symlink_metadata(path)
        .is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|held| held == bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_bytes_are_taken_over() {
        let directory = tempfile::tempdir().unwrap();
        let [last, same, other] =
            ["last", "same", "other"].map(|n| directory.path().join(n));
        fs::write(&last, "abc").unwrap();
        put(&same, Some(&last), b"abc").unwrap();
        put(&other, Some(&last), b"abd").unwrap();
        assert_eq!(fs::read(&same).unwrap(), b"abc");
        assert_eq!(fs::read(&other).unwrap(), b"abd");
        assert_eq!(fs::read(&last).unwrap(), b"abc");
        let missing = directory.path().join("missing");
        put(&directory.path().join("new"), Some(&missing), b"").unwrap();
        assert!(put(&same, None, b"x").is_err());
        assert!(put(&same, Some(&last), b"abc").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        use std::os::unix::fs::symlink;
        let directory = tempfile::tempdir().unwrap();
        let [outside, link, new] =
            ["outside", "link", "new"].map(|n| directory.path().join(n));
        fs::write(&outside, "abc").unwrap();
        symlink(&outside, &link).unwrap();
        put(&new, Some(&link), b"abc").unwrap();
        fs::write(&outside, "changed").unwrap();
        assert_eq!(fs::read(&new).unwrap(), b"abc");
        assert!(put(&link, None, b"x").is_err());
        assert_eq!(fs::read(&outside).unwrap(), b"changed");
    }
}
