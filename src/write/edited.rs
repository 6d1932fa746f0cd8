//! An edit onto disk: one file, in one step, and only where it is still what it was.
//!
//! The new file is made beside the old one and takes its place, with its permissions. A link is
//! followed as far as it stays in the dossier.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::path;
use crate::edit::{Edit, Refusal};
use crate::world::system_words;

/// Writes an edit to the dossier in `root`.
///
/// # Errors
/// [`Refusal::Changed`] with both versions when the file is not what the edit was made from;
/// [`Refusal::System`] when the system would not let it be written. Either way nothing is.
pub fn write_edit(root: &Path, edit: &Edit) -> Result<(), Refusal> {
    let refused = |error: io::Error| Refusal::System {
        path: Arc::clone(&edit.path),
        words: system_words(&error),
    };
    let target = locate(root, edit).map_err(refused)?;
    // While it is held, nobody else who writes edits compares or replaces.
    let beside = Beside::new(&target).map_err(refused)?;
    let present = match fs::read(&target) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(refused(error)),
    };
    if present != edit.before {
        return Err(changed(edit, present));
    }
    match (&present, &edit.after) {
        (_, None) => present.map_or(Ok(()), |_| fs::remove_file(&target)),
        (Some(_), Some(after)) => beside.replace(&target, after),
        (None, Some(after)) => match beside.place(&target, after) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err(changed(edit, fs::read(&target).ok()));
            }
            placed => placed,
        },
    }
    .map_err(refused)
}

fn changed(edit: &Edit, present: Option<Vec<u8>>) -> Refusal {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Refusal::Changed {
        path: Arc::clone(&edit.path),
        theirs: present.map(text),
        ours: edit.after.clone().map(text),
    }
}

/// Where the file is, links followed.
fn locate(root: &Path, edit: &Edit) -> io::Result<PathBuf> {
    let outside = || io::Error::other("it is not in the dossier's content/");
    let path = &*edit.path;
    if !path.starts_with("content/") || !path::check(&[path.to_owned()]).is_empty() {
        return Err(outside());
    }
    let root = root.canonicalize()?;
    let full = root.join(path);
    let target = match full.canonicalize() {
        Ok(target) => target,
        Err(error) if error.kind() == ErrorKind::NotFound && !full.is_symlink() => {
            let (above, name) = (full.parent(), full.file_name());
            let (above, name) = above.zip(name).ok_or_else(outside)?;
            if edit.after.is_some() {
                fs::create_dir_all(above)?;
            }
            above.canonicalize()?.join(name)
        }
        Err(error) => return Err(error),
    };
    if target.starts_with(&root) { Ok(target) } else { Err(outside()) }
}

/// The new file, beside the one that it replaces. It goes when this is dropped.
struct Beside {
    path: PathBuf,
    file: File,
}

impl Beside {
    fn new(target: &Path) -> io::Result<Self> {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let path = target.with_file_name(format!(".{name}.throughline"));
        let create = || File::create_new(&path);
        let file = match create() {
            // A process that was killed left it; one that lives holds its lock.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let busy = || io::Error::other("another program is just writing it");
                let held = fs::symlink_metadata(&path)?.is_file()
                    && File::open(&path)?.try_lock().is_err();
                if held {
                    return Err(busy());
                }
                fs::remove_file(&path)?;
                create()?
            }
            file => file?,
        };
        file.try_lock().map_err(io::Error::from)?;
        Ok(Self { path, file })
    }

    fn fill(&self, bytes: &[u8]) -> io::Result<()> {
        (&self.file).write_all(bytes)?;
        self.file.sync_all()
    }

    fn replace(&self, target: &Path, bytes: &[u8]) -> io::Result<()> {
        self.fill(bytes)?;
        self.file.set_permissions(fs::metadata(target)?.permissions())?;
        fs::rename(&self.path, target)
    }

    /// Gives the new file its name, which no other file may have.
    fn place(&self, target: &Path, bytes: &[u8]) -> io::Result<()> {
        self.fill(bytes)?;
        match fs::hard_link(&self.path, target) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
            // Not every file system has a second name for a file.
            Err(_) => File::create_new(target)?.write_all(bytes),
            Ok(()) => Ok(()),
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // After a rename there is none.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "content/sources/a.yaml";

    fn edit(before: Option<&str>, after: Option<&str>) -> Edit {
        let bytes = |text: &str| text.as_bytes().to_vec();
        Edit { path: PATH.into(), before: before.map(bytes), after: after.map(bytes) }
    }

    fn dossier(text: &str) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir_all(directory.path().join("content/sources")).unwrap();
        fs::write(directory.path().join(PATH), text).unwrap();
        directory
    }

    fn files(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory.join("content/sources")).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_is_replaced_made_and_removed() {
        let dossier = dossier("one");
        let (root, file) = (dossier.path(), dossier.path().join(PATH));
        write_edit(root, &edit(Some("one"), Some("two"))).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        write_edit(root, &edit(Some("two"), None)).unwrap();
        assert_eq!(files(root), [""; 0]);
        write_edit(root, &edit(None, Some("three"))).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "three");
        assert_eq!(files(root), ["a.yaml"]);
        let new =
            Edit { path: "content/arguments/c.yaml".into(), ..edit(None, Some("x")) };
        write_edit(root, &new).unwrap();
        assert_eq!(
            fs::read_to_string(root.join("content/arguments/c.yaml")).unwrap(),
            "x"
        );
    }

    #[test]
    fn what_has_changed_is_not_overwritten_and_both_versions_are_given() {
        let dossier = dossier("theirs");
        for (edit, ours) in [
            (edit(Some("one"), Some("ours")), Some("ours".to_owned())),
            (edit(None, Some("ours")), Some("ours".to_owned())),
            (edit(Some("one"), None), None),
        ] {
            let theirs = Some("theirs".to_owned());
            let changed = Refusal::Changed { path: PATH.into(), theirs, ours };
            assert_eq!(write_edit(dossier.path(), &edit), Err(changed));
        }
        assert_eq!(fs::read_to_string(dossier.path().join(PATH)).unwrap(), "theirs");
        assert_eq!(files(dossier.path()), ["a.yaml"]);
    }

    #[test]
    fn what_a_killed_process_left_is_no_hindrance() {
        let dossier = dossier("one");
        let left = dossier.path().join("content/sources/.a.yaml.throughline");
        fs::write(&left, "half").unwrap();
        write_edit(dossier.path(), &edit(Some("one"), Some("two"))).unwrap();
        assert_eq!(files(dossier.path()), ["a.yaml"]);
        let held = File::create_new(&left).unwrap();
        held.lock().unwrap();
        let refused = write_edit(dossier.path(), &edit(Some("two"), Some("three")));
        assert!(refused.unwrap_err().to_string().contains("just writing it"));
        assert_eq!(fs::read_to_string(dossier.path().join(PATH)).unwrap(), "two");
    }

    #[test]
    fn no_path_leads_out_of_content() {
        let dossier = dossier("one");
        for path in ["seeds/a.txt", "content/../a", "/etc/x", "content/a\0", "a.yaml"] {
            let edit = Edit { path: path.into(), ..edit(None, Some("x")) };
            let words = write_edit(dossier.path(), &edit).unwrap_err().to_string();
            assert!(words.contains("not in the dossier's content/"), "{path:?}: {words}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_links_are_followed_inside_only() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let dossier = dossier("one");
        let file = dossier.path().join(PATH);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        let link = dossier.path().join("content/sources/link.yaml");
        symlink("a.yaml", &link).unwrap();
        let linked = Edit {
            path: "content/sources/link.yaml".into(),
            ..edit(Some("one"), Some("two"))
        };
        write_edit(dossier.path(), &linked).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        let elsewhere = tempfile::tempdir().unwrap();
        let outside = elsewhere.path().join("a.yaml");
        fs::write(&outside, "two").unwrap();
        fs::remove_file(&link).unwrap();
        symlink(&outside, &link).unwrap();
        let linked = Edit {
            path: "content/sources/link.yaml".into(),
            ..edit(Some("two"), Some("x"))
        };
        assert!(write_edit(dossier.path(), &linked).is_err());
        assert_eq!(fs::read_to_string(&outside).unwrap(), "two");
    }
}
