//! The rules that keep the source readable: what may import what, where serde may be, that
//! every file says what it is for, and how long one may be.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The layers of design.md, from the top. A module imports from the layers above its own, and
/// from those that stand before it in its own.
const LAYERS: [&[&str]; 11] = [
    &["diagnostic", "id", "text"],
    &["dossier", "world"],
    &["schema"],
    &["locale"],
    &["anchor", "load"],
    &["index", "suggest", "edit"],
    &["view", "exchange", "cite", "search", "card"],
    &["theme"],
    &["pipeline"],
    &["inspect", "links", "write", "preview"],
    &["commands", "main"],
];

/// The lowest layer of all imports nothing, not even from itself.
const NOTHING_OF_OURS: [&str; 3] = ["diagnostic", "id", "text"];

/// The modules that may know serde. Programs read diagnostics as JSON, which `serde_json` writes.
const KNOW_SERDE: [&str; 4] = ["schema", "exchange", "view", "theme"];

struct Source {
    path: PathBuf,
    /// The module below the crate that it belongs to.
    module: String,
    text: String,
}

impl Source {
    /// The code, without comments and without tests.
    fn code(&self) -> String {
        let code =
            self.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = code.lines().map(|line| {
            let comment = line.trim_start().starts_with("//");
            if comment { "" } else { line }
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn header(&self) -> String {
        let lines = self.text.lines().take_while(|line| line.starts_with("//!"));
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter();
    let rust = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "rs");
    files
        .map(|entry| entry.unwrap().into_path())
        .filter(rust)
        .map(|path| {
            let below = path.strip_prefix(&root).unwrap().to_owned();
            let first = below.iter().next().unwrap().to_str().unwrap();
            Source {
                module: first.trim_end_matches(".rs").to_owned(),
                text: std::fs::read_to_string(&path).unwrap(),
                path: below,
            }
        })
        .collect()
}

/// The modules of ours that some code names: `crate::text::fold`, `crate::{id, text::Seed}`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut imports = BTreeSet::new();
    for (at, path) in code.match_indices("crate::") {
        let whole_word =
            !code[..at].ends_with(|c: char| c.is_alphanumeric() || "_$".contains(c));
        let rest = &code[at + path.len()..];
        let name = |words: &str| -> String {
            words
                .trim_start()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        };
        match rest.strip_prefix('{') {
            _ if !whole_word => {}
            Some(group) => {
                // The names at the first level of the group.
                let mut depth = 0;
                let mut entry = String::new();
                for c in group.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => {
                            imports.insert(name(&std::mem::take(&mut entry)));
                        }
                        c if depth == 0 => entry.push(c),
                        _ => {}
                    }
                }
                imports.insert(name(&entry));
            }
            None => {
                imports.insert(name(rest));
            }
        }
    }
    // Constants and functions of the crate itself are nobody's layer.
    imports.retain(|name| !name.is_empty() && !name.starts_with(char::is_uppercase));
    imports
}

/// Where a module stands: its layer, and its place in it.
fn rank(module: &str) -> Option<(usize, usize)> {
    LAYERS.iter().enumerate().find_map(|(layer, modules)| {
        modules.iter().position(|name| *name == module).map(|place| (layer, place))
    })
}

#[test]
fn files_import_from_the_layers_above_only() {
    let mut faults = vec![];
    for source in sources().iter().filter(|source| source.module != "lib") {
        let path = source.path.display();
        let Some(own) = rank(&source.module) else {
            faults.push(format!("{path}: `{}` is in no layer", source.module));
            continue;
        };
        for import in imports(&source.code()) {
            match rank(&import) {
                None => faults.push(format!("{path}: `crate::{import}` is in no layer")),
                Some(other) if other > own => {
                    faults.push(format!("{path}: `crate::{import}` is below it"));
                }
                Some(other)
                    if other != own && NOTHING_OF_OURS.contains(&&*source.module) =>
                {
                    faults.push(format!("{path}: imports `crate::{import}`"));
                }
                Some(_) => {}
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn the_import_reader_reads_imports() {
    let code = "use crate::text::fold;\nuse crate::{id::Id, world::{A, B}, load};\ncrate::GENERATOR; $crate::x; crate::view::f()";
    let names: Vec<String> = imports(code).into_iter().collect();
    assert_eq!(names, ["id", "load", "text", "view", "world"]);
}

#[test]
fn serde_stays_where_files_are_read_and_written() {
    let mut faults = vec![];
    for source in sources() {
        let code = source.code();
        let knows = ["serde::", "Serialize", "Deserialize", "serde_yaml"];
        let may = KNOW_SERDE.contains(&&*source.module);
        if !may && knows.iter().any(|word| code.contains(word)) {
            faults.push(source.path);
        }
    }
    assert_eq!(faults, Vec::<PathBuf>::new());
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent = sources().into_iter().filter(|source| source.header().len() < 8);
    assert_eq!(
        silent.map(|source| source.path).collect::<Vec<_>>(),
        Vec::<PathBuf>::new()
    );
}

/// Half of the files have 200 lines at most, and nineteen in twenty 600; a longer one says in
/// its header why.
#[test]
fn files_are_short() {
    let sources = sources();
    let mut lengths: Vec<usize> =
        sources.iter().map(|s| s.text.lines().count()).collect();
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2] <= 200, "median {}", lengths[lengths.len() / 2]);
    let p95 = lengths[lengths.len() * 95 / 100];
    assert!(p95 <= 600, "95th percentile {p95}");
    let long = sources.iter().filter(|source| source.text.lines().count() > 600);
    let unexplained = long.filter(|source| !source.header().contains("long"));
    let paths: Vec<&PathBuf> = unexplained.map(|source| &source.path).collect();
    assert_eq!(paths, Vec::<&PathBuf>::new());
}
