//! The moment in which the new site takes the place of the last one.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Puts `new` at `out`. The last site, if there is one, is at `new` or at `old` afterwards.
///
/// On failure the last site is at `out` as before.
pub(super) fn swap(new: &Path, out: &Path, old: &Path) -> io::Result<()> {
    if !is_there(out)? {
        return fs::rename(new, out);
    }
    match exchange(new, out) {
        Err(error) if is_unsupported(&error) => two_renames(new, out, old),
        done => done,
    }
}

/// Puts a site back that a build moved away and was killed before it could put the new one in
/// its place.
pub(super) fn put_back(old: &Path, out: &Path) -> io::Result<()> {
    if is_there(old)? && !is_there(out)? { fs::rename(old, out) } else { Ok(()) }
}

fn is_there(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// An old kernel, or a file system that can't exchange.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::InvalidInput)
}

fn two_renames(new: &Path, out: &Path, old: &Path) -> io::Result<()> {
    fs::rename(out, old)?;
    fs::rename(new, out).or_else(|error| {
        fs::rename(old, out)?;
        Err(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_replace_the_last_site() {
        for way in [swap, two_renames] {
            let directory = tempfile::tempdir().unwrap();
            let [new, out, old] =
                ["new", "out", "old"].map(|name| directory.path().join(name));
            for (tree, words) in [(&new, "b"), (&out, "a")] {
                fs::create_dir(tree).unwrap();
                fs::write(tree.join("x"), words).unwrap();
            }
            way(&new, &out, &old).unwrap();
            assert_eq!(fs::read(out.join("x")).unwrap(), b"b");
            let replaced = if old.exists() { old } else { new };
            assert_eq!(fs::read(replaced.join("x")).unwrap(), b"a");
        }
    }

    #[test]
    fn a_failed_swap_leaves_the_last_site() {
        let directory = tempfile::tempdir().unwrap();
        let [new, out, old] =
            ["new", "out", "old"].map(|name| directory.path().join(name));
        fs::create_dir(&out).unwrap();
        for way in [swap, two_renames] {
            assert!(way(&new, &out, &old).is_err());
            assert!(out.exists() && !old.exists());
        }
    }

    #[test]
    fn a_site_that_was_moved_away_is_put_back() {
        let directory = tempfile::tempdir().unwrap();
        let [out, old] = ["out", "old"].map(|name| directory.path().join(name));
        fs::create_dir(&old).unwrap();
        put_back(&old, &out).unwrap();
        assert!(out.exists() && !old.exists());
        fs::create_dir(&old).unwrap();
        put_back(&old, &out).unwrap();
        assert!(out.exists() && old.exists());
    }
}
