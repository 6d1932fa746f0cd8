//! The marker: the file by which Throughline knows its own output, and each file in it.
//!
//! Knows the marker's words; does not touch the disk.

use std::collections::BTreeSet;

/// The marker's name, at the top of the output.
pub(super) const MARKER: &str = ".throughline";

const FIRST_LINE: &str = "# Throughline made this directory and replaces it at every build. \
                          Its files are listed here.";

/// What a marker's first line begins with, in every version.
const SIGN: &str = "# Throughline made this directory";

/// The marker of a site.
pub(super) fn text(paths: &[String]) -> String {
    let sorted: BTreeSet<&str> = paths.iter().map(String::as_str).collect();
    let mut text = String::from(FIRST_LINE);
    for path in sorted {
        text.push('\n');
        text.push_str(path);
    }
    text.push('\n');
    text
}

/// The files that a marker lists, or `None` where the file is not a marker.
pub(super) fn listed(text: &str) -> Option<BTreeSet<&str>> {
    let mut lines = text.lines();
    lines.next()?.starts_with(SIGN).then(|| lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let text = text(&["b/c.html".to_owned(), "a.html".to_owned()]);
        assert_eq!(text, format!("{FIRST_LINE}\na.html\nb/c.html\n"));
        assert_eq!(listed(&text), Some(BTreeSet::from(["a.html", "b/c.html"])));
        assert_eq!(listed("something else\na.html"), None);
        assert_eq!(listed(""), None);
    }
}
