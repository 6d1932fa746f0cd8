//! The example builds without a word, and nothing is ever lost to it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{files, make, report, shell_word};
use crate::dossier::Stance;
use crate::pipeline::{self, Options};
use crate::world::DiskWorld;

fn everything_below(dir: &Path) -> BTreeSet<String> {
    let entries = walkdir::WalkDir::new(dir).min_depth(1).into_iter();
    let paths = entries.map(|entry| entry.unwrap().path().to_owned());
    paths.map(|path| path.strip_prefix(dir).unwrap().display().to_string()).collect()
}

#[test]
fn a_new_dossier_builds_without_a_word() {
    let above = tempfile::tempdir().unwrap();
    let dir = above.path().join("some/where");
    make(&dir, &files()).unwrap();
    let world = DiskWorld::open(&dir).unwrap();
    let reported = pipeline::site(&world, &Options::default());
    assert!(reported.diagnostics.is_empty(), "{:#?}", reported.diagnostics);
    let site = reported.value.unwrap();
    let renderer = site.renderer();
    for path in site.paths() {
        assert!(renderer.render(&path).unwrap().is_ok(), "{path}");
    }
}

#[test]
fn the_example_shows_what_a_dossier_can_say() {
    let dir = tempfile::tempdir().unwrap();
    make(dir.path(), &files()).unwrap();
    let world = DiskWorld::open(dir.path()).unwrap();
    let site = pipeline::site(&world, &Options::default()).value.unwrap();
    let (dossier, index) = (site.dossier(), site.index());
    assert_eq!((dossier.sources.len(), dossier.arguments.len()), (3, 4));
    assert_eq!(index.topics.len(), 2);
    assert_eq!(index.people.len(), 1);
    for argument in 0..dossier.arguments.len() {
        assert!(index.sources_of[argument] >= 2);
        let taken =
            |stance| index.occurrences[argument].iter().any(|o| o.stance == stance);
        assert!(taken(Stance::Supports) && taken(Stance::Disputes));
    }
    let passages = || site.texts().iter().flat_map(|text| text.passages.windows(2));
    assert!(passages().any(|pair| pair[0].parts.len() > 1), "words are left out");
    assert!(
        passages().any(|pair| pair[1].span().start < pair[0].span().end),
        "passages overlap"
    );
}

#[test]
fn every_text_says_that_it_is_invented() {
    for (path, text) in files() {
        let for_readers = path.starts_with("seeds/")
            || ["README.md", "content/dossier.yaml", "content/pages/brief.md"]
                .contains(&path.as_str());
        assert!(!for_readers || text.contains("invented"), "{path}");
    }
}

#[test]
fn every_schema_that_a_file_names_is_there() {
    let files = files();
    let paths: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let yaml = |path: &str| path.starts_with("content/") && !path.contains("/pages/");
    for (path, text) in files.iter().filter(|(path, _)| yaml(path)) {
        let first = text.lines().next().unwrap();
        let schema = first.strip_prefix("# yaml-language-server: $schema=").unwrap();
        let up = "../".repeat(path.matches('/').count());
        assert!(paths.contains(schema.strip_prefix(&up).unwrap()), "{path}: {schema}");
    }
    let settings = files.iter().find(|(path, _)| path == ".vscode/settings.json");
    let settings: serde_json::Value = serde_json::from_str(&settings.unwrap().1).unwrap();
    for schema in settings["yaml.schemas"].as_object().unwrap().keys() {
        assert!(paths.contains(schema.strip_prefix("./").unwrap()), "{schema}");
    }
}

#[test]
fn a_directory_that_is_not_empty_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("mine.txt"), "mine").unwrap();
    let error = make(dir.path(), &files()).unwrap_err();
    assert!(error.to_string().contains("is not empty (it holds mine.txt)"), "{error}");
    assert_eq!(everything_below(dir.path()), BTreeSet::from(["mine.txt".to_owned()]));
    let error = make(&dir.path().join("mine.txt"), &files()).unwrap_err();
    assert!(error.to_string().contains("is a file"), "{error}");
}

#[test]
fn a_new_repository_is_as_good_as_empty() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join(".git")).unwrap();
    make(dir.path(), &files()).unwrap();
    assert!(dir.path().join("content/dossier.yaml").exists());
}

#[test]
fn what_can_t_be_finished_is_taken_away() {
    let above = tempfile::tempdir().unwrap();
    let file = |path: &str| (path.to_owned(), String::new());
    // The same file twice is refused like a file that appeared meanwhile.
    let twice = [file("a/b/c.txt"), file("d.txt"), file("d.txt")];
    let error = make(&above.path().join("some/where"), &twice).unwrap_err();
    assert!(error.to_string().contains("nothing was made"), "{error}");
    assert_eq!(everything_below(above.path()), BTreeSet::new());
}

#[test]
fn the_next_commands_can_be_pasted() {
    assert!(!report(Path::new("."), false).contains("cd "));
    assert!(report(Path::new("no/such"), true).contains("cd no/such\n"));
    assert_eq!(shell_word("it's here"), r"'it'\''s here'");
}
