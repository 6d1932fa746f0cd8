//! Site paths: which ones may be written.
//!
//! Knows names only; does not touch the disk.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::marker::MARKER;
use crate::diagnostic::{Code, Diagnostic};

/// Everything that is wrong with the paths of a site.
pub(super) fn check(paths: &[String]) -> Vec<Diagnostic> {
    let mut diagnostics = vec![];
    // The first path of each folded name, and whether it stands for a file.
    let mut names: BTreeMap<String, (&str, bool)> = BTreeMap::new();
    let mut clash = |name: String, path, is_file| {
        let other = *names.entry(name).or_insert((path, is_file));
        let same = other.0 == path;
        (is_file && !same || is_file != other.1).then(|| clashing(path, other.0))
    };
    let mut sorted: Vec<&str> = paths.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    for pair in sorted.windows(2).filter(|pair| pair[0] == pair[1]) {
        diagnostics.push(clashing(pair[0], pair[1]));
    }
    sorted.dedup();
    for path in sorted {
        if let Err(reason) = allowed(path) {
            diagnostics.push(
                Diagnostic::error(
                    Code::BAD_ID,
                    format!("the site can't have a file {path:?}: {reason}"),
                )
                .help("rename the id, page or file that it is made from"),
            );
            continue;
        }
        let folded = folded(path);
        for (at, _) in folded.match_indices('/') {
            diagnostics.extend(clash(folded[..at].to_owned(), path, false));
        }
        diagnostics.extend(clash(folded, path, true));
    }
    diagnostics
}

fn allowed(path: &str) -> Result<(), &'static str> {
    if path.contains(|c: char| c.is_control() || c == '\\') {
        return Err("it holds a backslash or a control character");
    }
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err("it must be relative, without empty parts, `.` and `..`");
    }
    if cfg!(windows) && path.contains(':') {
        return Err("it holds a colon");
    }
    if folded(path).split('/').next() == Some(MARKER) {
        return Err("that name is kept for Throughline's list of files");
    }
    Ok(())
}

/// A path as the least discerning file system compares it.
fn folded(path: &str) -> String {
    path.to_lowercase().nfc().collect()
}

fn clashing(path: &str, other: &str) -> Diagnostic {
    let message = if path == other {
        format!("the site would have two files {path:?}")
    } else {
        format!("the site can't have both {other:?} and {path:?}")
    };
    Diagnostic::error(Code::ID_CLASH, message)
        .note("on some systems one of them would overwrite the other")
        .help("rename one of the ids, pages or files that they are made from")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(paths: &[&str]) -> Vec<&'static str> {
        let paths: Vec<String> = paths.iter().map(|p| (*p).to_owned()).collect();
        check(&paths).iter().map(|d| d.code.name()).collect()
    }

    #[test]
    fn good_paths_pass() {
        let none: [&str; 0] = [];
        assert_eq!(
            codes(&[
                "index.html",
                "a/b.html",
                "a/c.html",
                "ä/ü.html",
                ".nojekyll",
                "..a"
            ]),
            none
        );
    }

    #[test]
    fn no_path_leads_out() {
        for path in [
            "",
            "/",
            "/a",
            "a/",
            "a//b",
            ".",
            "./a",
            "a/.",
            "..",
            "../a",
            "a/../b",
            "a\\b",
            "a\0b",
            "a\nb",
            "a\u{85}",
            ".throughline",
            ".Throughline",
            ".throughline/a",
        ] {
            assert_eq!(codes(&[path]), ["bad-id"], "{path:?}");
        }
    }

    #[test]
    fn no_file_overwrites_another() {
        for pair in [
            ["a.html", "a.html"],
            ["a.html", "A.html"],
            ["e\u{301}.html", "É.html"],
            ["a", "a/b"],
            ["A", "a/b"],
            ["a/b/c", "a/B"],
        ] {
            assert_eq!(codes(&pair), ["id-clash"], "{pair:?}");
            assert_eq!(codes(&[pair[1], pair[0]]), ["id-clash"], "{pair:?}");
        }
    }
}
