//! A workflow is written where GitHub looks for it, and over no other.

use std::fs;
use std::path::Path;

use super::{below, put, repository, workflow};

#[test]
fn a_file_that_is_there_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a/b/publish.yml");
    assert_eq!(put(&path, "x", false).unwrap(), "wrote");
    assert!(put(&path, "x", false).unwrap().starts_with("nothing to do"));
    let error = put(&path, "y", false).unwrap_err().to_string();
    assert!(error.contains("--force"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "x");
    assert_eq!(put(&path, "y", true).unwrap(), "wrote anew");
    assert_eq!(fs::read_to_string(&path).unwrap(), "y");
}

#[test]
fn names_are_written_so_that_yaml_and_the_shell_take_them() {
    let text = workflow("it's a: #dossier", "owner/name");
    assert!(text.contains("\n  DOSSIER: 'it''s a: #dossier'\n"));
    assert!(text.contains("\n  THROUGHLINE_REPOSITORY: 'owner/name'\n"));
    assert!(!text.contains("@INSTALL@") && !text.contains("@VERSION@"));
    let root = Path::new("/r");
    assert_eq!(below(root, Path::new("/r")).unwrap(), ".");
    assert_eq!(below(root, Path::new("/r/a b/c")).unwrap(), "a b/c");
    assert!(below(root, Path::new("/r/a\nb")).is_err());
    assert!(below(root, Path::new("/r/${{ x }}")).is_err());
    assert!(repository("a/b.c-d").is_ok());
    for bad in ["a", "a/b/c", "a/", "/b", "a/$(x)", "../x", "a b/c"] {
        assert!(repository(bad).is_err(), "{bad}");
    }
}
