//! What must hold on a real disk. Each test has a directory of its own.
#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::diagnostic::Code;

struct Disk {
    directory: TempDir,
}

impl Disk {
    fn new() -> Self {
        let disk = Self { directory: tempfile::tempdir().unwrap() };
        fs::create_dir_all(disk.path("dossier/content/sources")).unwrap();
        fs::create_dir_all(disk.path("dossier/seeds")).unwrap();
        disk
    }

    fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    fn put(&self, path: &str, words: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), words).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn render(
        &self,
        out: &Path,
        paths: &[&str],
        render: &Render<'_>,
    ) -> Reported<Option<Written>> {
        let root = self.path("dossier");
        let inputs = [root.join("content"), root.join("seeds"), root.join("templates")];
        let inputs = inputs.each_ref().map(PathBuf::as_path);
        let paths: Vec<String> = paths.iter().map(|p| (*p).to_owned()).collect();
        write(out, &inputs, &root, &paths, render, &|| ())
    }

    /// Writes files that hold their own names to `dossier/site`.
    fn build(&self, paths: &[&str]) -> Reported<Option<Written>> {
        self.render(&self.path("dossier/site"), paths, &named)
    }

    fn codes(&self, out: &str) -> Vec<&'static str> {
        codes(&self.render(&self.path(out), &["index.html"], &named))
    }

    /// All files below the site, with their words; a link as `-> target`.
    fn site(&self) -> Vec<(String, String)> {
        let root = self.path("dossier/site");
        let mut files = vec![];
        for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
            let entry = entry.unwrap();
            let name = entry.path().strip_prefix(&root).unwrap().to_str().unwrap();
            if entry.file_type().is_symlink() {
                let target = fs::read_link(entry.path()).unwrap();
                files.push((name.to_owned(), format!("-> {}", target.display())));
            } else if entry.file_type().is_file() {
                files.push((name.to_owned(), fs::read_to_string(entry.path()).unwrap()));
            }
        }
        files
    }

    fn names(&self) -> Vec<String> {
        let names = self.site().into_iter().map(|(name, _)| name);
        names.filter(|name| name != marker::MARKER).collect()
    }

    fn is_tidy(&self) -> bool {
        !self.path("dossier/.site.throughline").exists()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of a render")]
fn named(path: &str) -> Result<Content<'static>, Diagnostic> {
    Ok(Content::Bytes(path.as_bytes().to_vec()))
}

fn codes(reported: &Reported<Option<Written>>) -> Vec<&'static str> {
    reported.diagnostics.iter().map(|d| d.code.name()).collect()
}

const NONE: [&str; 0] = [];

#[test]
fn a_site_is_written_and_replaced() {
    let disk = Disk::new();
    let first =
        disk.build(&["index.html", "sources/a.html", "data/x/y.csv", "stale.html"]);
    assert_eq!(codes(&first), NONE);
    assert_eq!(first.value, Some(Written { pages: 3, files: 4, bytes: 46 }));
    let second = disk.build(&["sources/b.html", "index.html"]);
    assert_eq!((codes(&second), second.value.is_some()), (vec![], true));
    assert_eq!(disk.names(), ["index.html", "sources/b.html"]);
    assert_eq!(disk.read("dossier/site/sources/b.html"), "sources/b.html");
    assert!(
        disk.read("dossier/site/.throughline")
            .ends_with("\nindex.html\nsources/b.html\n")
    );
    assert!(disk.is_tidy());
    let once = disk.site();
    disk.build(&["index.html", "sources/b.html"]);
    assert_eq!(disk.site(), once);
}

#[test]
fn an_empty_directory_and_missing_parents_will_do() {
    let disk = Disk::new();
    fs::create_dir_all(disk.path("dossier/site")).unwrap();
    assert!(disk.build(&["index.html"]).value.is_some());
    let far = disk.path("elsewhere/deep/site");
    assert!(disk.render(&far, &["index.html"], &named).value.is_some());
    assert_eq!(disk.read("elsewhere/deep/site/index.html"), "index.html");
}

#[test]
fn all_failed_renders_are_told_and_the_last_site_stands() {
    let disk = Disk::new();
    disk.build(&["index.html", "a.html"]);
    let before = disk.site();
    let broken = |path: &str| match path {
        "index.html" => named(path),
        _ => Err(Diagnostic::error(Code::TEMPLATE_ERROR, path)),
    };
    let out = disk.path("dossier/site");
    let reported = disk.render(&out, &["index.html", "c.html", "b.html"], &broken);
    let messages: Vec<&str> =
        reported.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!((messages, reported.value), (vec!["b.html", "c.html"], None));
    assert_eq!(disk.site(), before);
    assert!(disk.is_tidy());
}

#[test]
fn a_panic_leaves_the_last_site() {
    let disk = Disk::new();
    disk.build(&["index.html"]);
    let before = disk.site();
    let out = disk.path("dossier/site");
    let panics =
        |path: &str| if path == "b.html" { panic!("on purpose") } else { named(path) };
    let caught = catch_unwind(AssertUnwindSafe(|| {
        disk.render(&out, &["a.html", "b.html", "c.html"], &panics)
    }));
    assert!(caught.is_err());
    assert_eq!(disk.site(), before);
    assert!(disk.is_tidy());
}

#[test]
fn what_a_killed_build_left_is_cleaned_or_put_back() {
    let disk = Disk::new();
    disk.build(&["index.html", "a.html"]);
    disk.put("dossier/.site.throughline/new/half.html", "half");
    disk.put("dossier/.site.throughline/old/b.html", "old");
    disk.put("dossier/.site.throughline/lock", "");
    disk.put("dossier/site/CNAME", "example.org");
    disk.build(&["index.html"]);
    assert_eq!(disk.names(), ["CNAME", "index.html"]);
    assert!(disk.is_tidy());
    // Killed between two renames: the last site is in `old`, and its CNAME must not be lost.
    fs::create_dir(disk.path("dossier/.site.throughline")).unwrap();
    let old = disk.path("dossier/.site.throughline/old");
    fs::rename(disk.path("dossier/site"), old).unwrap();
    let fails = |_: &str| Err(Diagnostic::error(Code::TEMPLATE_ERROR, "x"));
    disk.render(&disk.path("dossier/site"), &["new.html"], &fails);
    assert_eq!(disk.names(), ["CNAME", "index.html"]);
    assert!(disk.is_tidy());
}

#[test]
fn a_second_build_waits_then_says_so() {
    let disk = Disk::new();
    let root = disk.path("dossier");
    let output = output::locate(&root.join("site"), &[], &root).unwrap();
    let first = Stage::begin(&output, 0).unwrap();
    let refused = Stage::begin(&output, 2).err().unwrap().boxed();
    assert!(refused.message.contains("another build"), "{}", refused.message);
    assert!(first.new_tree().exists());
    std::thread::scope(|scope| {
        let second = scope.spawn(|| Stage::begin(&output, stage::PATIENCE).map(drop));
        first.end().unwrap();
        second.join().unwrap().unwrap();
    });
    assert!(disk.is_tidy());
}

#[test]
fn an_output_that_is_not_ours_is_left_alone() {
    let disk = Disk::new();
    disk.put("dossier/site/thesis.doc", "years of work");
    assert_eq!(disk.codes("dossier/site"), ["output-not-ours"]);
    disk.put("dossier/site/.throughline", "a list of mine");
    assert_eq!(disk.codes("dossier/site"), ["output-not-ours"]);
    fs::remove_file(disk.path("dossier/site/.throughline")).unwrap();
    disk.put("marker", &marker::text(&[]));
    symlink(disk.path("marker"), disk.path("dossier/site/.throughline")).unwrap();
    assert_eq!(disk.codes("dossier/site"), ["output-not-ours"]);
    assert_eq!(disk.read("dossier/site/thesis.doc"), "years of work");
    assert!(disk.is_tidy());
}

#[test]
fn foreign_files_are_kept() {
    let disk = Disk::new();
    disk.build(&["index.html", "sources/a.html", "gone/b.html"]);
    disk.put("dossier/site/CNAME", "example.org");
    disk.put("dossier/site/.git/refs/head", "abc");
    disk.put("dossier/site/gone/notes.txt", "mine");
    disk.put("dossier/site/extra/deep/x.txt", "x");
    disk.put("outside/precious.txt", "p");
    symlink(disk.path("outside"), disk.path("dossier/site/link")).unwrap();
    symlink("nowhere", disk.path("dossier/site/.git/dangling")).unwrap();
    for _ in 0..2 {
        let reported = disk.build(&["index.html", "sources/c.html"]);
        assert_eq!(codes(&reported), ["foreign-file"; 4]);
        assert!(reported.value.is_some());
        assert_eq!(
            disk.names(),
            [
                ".git/dangling",
                ".git/refs/head",
                "CNAME",
                "extra/deep/x.txt",
                "gone/notes.txt",
                "index.html",
                "link",
                "sources/c.html",
            ]
        );
    }
    assert_eq!(disk.read("dossier/site/.git/refs/head"), "abc");
    assert_eq!(disk.read("outside/precious.txt"), "p");
}

#[test]
fn a_foreign_file_in_the_way_is_an_error() {
    for (theirs, ours) in [
        ("new.html", "new.html"),
        ("new", "new/a.html"),
        ("new/a.html", "new"),
        ("old/b.txt", "old"),
        ("dir/x/y", "dir/x/z"),
    ] {
        let disk = Disk::new();
        disk.build(&["index.html", "old/a.html"]);
        disk.put(&format!("dossier/site/{theirs}"), "theirs");
        let before = disk.site();
        let reported = disk.build(&["index.html", ours]);
        assert_eq!(codes(&reported), ["output-not-ours"], "{theirs} {ours}");
        assert_eq!(
            reported.diagnostics[0].notes[0],
            format!("the new site has a file {ours}")
        );
        assert_eq!((reported.value, disk.site()), (None, before));
        assert!(disk.is_tidy());
    }
}

#[test]
fn links_in_the_last_site_are_not_followed() {
    let disk = Disk::new();
    disk.build(&["index.html", "sources/a.html"]);
    disk.put("outside/a.html", "precious");
    fs::remove_dir_all(disk.path("dossier/site/sources")).unwrap();
    symlink(disk.path("outside"), disk.path("dossier/site/sources")).unwrap();
    assert_eq!(
        codes(&disk.build(&["index.html", "sources/a.html"])),
        ["output-not-ours"]
    );
    assert_eq!(codes(&disk.build(&["index.html"])), ["foreign-file"]);
    assert_eq!(disk.read("outside/a.html"), "precious");
    assert_eq!(disk.names(), ["index.html", "sources"]);
}

#[test]
fn an_output_that_could_destroy_work_is_refused() {
    let disk = Disk::new();
    disk.put("dossier/content/dossier.yaml", "title: x");
    disk.put("file", "x");
    symlink(disk.path("dossier/content"), disk.path("into")).unwrap();
    symlink("nowhere", disk.path("dangling")).unwrap();
    for out in [
        "dossier",
        "dossier/",
        "dossier/.",
        "dossier/content",
        "dossier/content/",
        "dossier/content/site",
        "dossier/seeds/a/b",
        "dossier/templates",
        "",
        "..",
        "/",
        "file",
        "into",
        "into/",
        "into/site",
        "into/sources/..",
        "dangling",
        "dangling/site",
        "missing/../dossier/content",
        "dossier/site/../content",
    ] {
        assert_eq!(disk.codes(out), ["output-unsafe"], "{out:?}");
    }
    assert_eq!(disk.read("dossier/content/dossier.yaml"), "title: x");
    assert_eq!(disk.codes("dossier/contents"), NONE);
    assert_eq!(disk.codes("file/x"), ["write-failed"]);
    // Nor is the staging directory reached through a link.
    symlink(disk.path("outside"), disk.path("dossier/.two.throughline")).unwrap();
    assert_eq!(disk.codes("dossier/two"), ["write-failed"]);
}

#[test]
fn bad_paths_write_nothing() {
    let disk = Disk::new();
    let reported = disk.build(&["index.html", "../x", "a.html", "A.html"]);
    let mut codes = codes(&reported);
    codes.sort_unstable();
    assert_eq!((codes, reported.value), (vec!["bad-id", "id-clash"], None));
    assert!(!disk.path("dossier/site").exists() && disk.is_tidy());
}

#[test]
fn what_the_system_refuses_is_told_once() {
    let disk = Disk::new();
    disk.build(&["index.html"]);
    let long = "x".repeat(300) + ".html";
    let longer = "y".repeat(300) + ".html";
    let broken = |path: &str| match path {
        "z.html" => Err(Diagnostic::error(Code::TEMPLATE_ERROR, "z")),
        path => named(path),
    };
    let out = disk.path("dossier/site");
    let reported = disk.render(&out, &["a.html", &long, &longer, "z.html"], &broken);
    assert_eq!(codes(&reported), ["write-failed", "template-error"]);
    let words = &reported.diagnostics[0];
    assert!(words.message.contains("name too long"), "{}", words.message);
    assert!(words.notes[0].contains("still whole"));
    assert_eq!(disk.names(), ["index.html"]);
    assert!(disk.is_tidy());
}

#[test]
fn the_directory_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt as _;
    let disk = Disk::new();
    disk.build(&["index.html"]);
    let site = disk.path("dossier/site");
    fs::set_permissions(&site, fs::Permissions::from_mode(0o750)).unwrap();
    disk.build(&["index.html"]);
    assert_eq!(fs::metadata(site).unwrap().permissions().mode() & 0o777, 0o750);
}
