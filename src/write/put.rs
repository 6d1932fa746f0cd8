//! One file into the new tree.
//!
//! A file that has not changed is the last site's own file under a second name (a hard link):
//! most of a rebuilt site is the same, and to make files is what costs. Nothing writes into a
//! file that exists, so that both sites stay whole whatever happens.

use std::fs::{self, File};
use std::io::{self, BufWriter, IntoInnerError, Seek as _, Write as _};
use std::path::Path;

use crate::card;
use crate::pipeline::Stream;

/// Writes a file that is not there yet, and tells its length; a link that stands in its place
/// is not followed.
///
/// `last` is where the last site has it, if it has.
pub(super) fn put(path: &Path, last: Option<&Path>, bytes: &[u8]) -> io::Result<u64> {
    if let Some(last) = last
        && holds(last, bytes)
        && fs::hard_link(last, path).is_ok()
    {
        return Ok(bytes.len() as u64);
    }
    File::create_new(path)?.write_all(bytes)?;
    Ok(bytes.len() as u64)
}

/// Takes a picture over from the last site, whose name says that it is the same, or draws it.
pub(super) fn put_drawn(
    path: &Path,
    last: &Path,
    draw: &dyn Fn() -> Vec<u8>,
) -> io::Result<u64> {
    let there = fs::symlink_metadata(last).is_ok_and(|metadata| metadata.is_file());
    // A disk that was full, or that lost power, may have left half of one.
    let whole = there
        .then(|| fs::read(last))
        .and_then(Result::ok)
        .filter(|held| card::is_whole(held));
    put(path, Some(last), &whole.unwrap_or_else(draw))
}

/// Writes a file that is not there yet while it is made, and tells its length.
pub(super) fn put_stream(path: &Path, stream: &Stream<'_>) -> io::Result<u64> {
    let mut file = BufWriter::with_capacity(64 << 10, File::create_new(path)?);
    stream(&mut file)?;
    file.into_inner().map_err(IntoInnerError::into_error)?.stream_position()
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

    #[test]
    fn a_stream_is_written_whole_and_never_over_a_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("data.json");
        let long =
            |out: &mut dyn io::Write| (0..100_000).try_for_each(|_| out.write_all(b"ab"));
        assert_eq!(put_stream(&path, &long).unwrap(), 200_000);
        assert_eq!(fs::read(&path).unwrap(), b"ab".repeat(100_000));
        assert!(put_stream(&path, &long).is_err());
        let fails = |_: &mut dyn io::Write| Err(io::Error::other("full"));
        assert!(put_stream(&directory.path().join("b"), &fails).is_err());
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
