//! Problems as workflow commands, which GitHub Actions shows beside the lines that are meant.
//!
//! The format is that of `@actions/toolkit` (packages/core/src/command.ts), escapes included.

use std::fmt::Write as _;

use super::excerpt::safe;
use super::position::{Located, Texts};
use super::{Diagnostic, Place};

pub(super) fn print(diagnostics: &[&Diagnostic], texts: &Texts<'_>) -> String {
    diagnostics.iter().map(|d| one(d, texts)).collect()
}

fn one(diagnostic: &Diagnostic, texts: &Texts<'_>) -> String {
    let mut command = format!("::{} ", diagnostic.severity.as_str());
    if let Some((place, _)) = &diagnostic.at {
        command.push_str(&properties(place, texts.locate(place).as_ref()));
    }
    command.push_str("title=");
    command.push_str(&property(diagnostic.code.name()));
    command.push_str("::");
    command.push_str(&data(&safe(&words(diagnostic, texts))));
    command.push('\n');
    command
}

fn properties(place: &Place, located: Option<&Located>) -> String {
    let mut properties = format!("file={},", property(&safe(&place.path)));
    let Some(Located { start, end }) = located else { return properties };
    // Columns of a place of several lines are refused by GitHub.
    let _ = if start.line == end.line {
        write!(
            properties,
            "line={},endLine={},col={},endColumn={},",
            start.line, end.line, start.column, end.column
        )
    } else {
        write!(properties, "line={},endLine={},", start.line, end.line)
    };
    properties
}

/// Everything that is known about a problem, in lines.
fn words(diagnostic: &Diagnostic, texts: &Texts<'_>) -> String {
    let mut lines = vec![diagnostic.message.clone()];
    if let Some((_, label)) = &diagnostic.at
        && !label.is_empty()
    {
        lines.push(label.clone());
    }
    for (place, label) in &diagnostic.also {
        let at =
            texts.locate(place).map_or(String::new(), |l| format!(":{}", l.start.line));
        lines.push(format!("{}{at}: {label}", place.path));
    }
    lines.extend(diagnostic.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    lines.join("\n")
}

fn data(words: &str) -> String {
    words.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(words: &str) -> String {
    data(words).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn what_has_a_meaning_is_escaped() {
        let texts = Texts::new(&|_| Some(Arc::from("one\ntwo three\nfour\n")));
        let path: Arc<str> = Arc::from("content/a,b:c%.yaml");
        let diagnostic = Diagnostic::error(Code::BAD_VALUE, "100%, not: x\r\n::y")
            .at(Place::span(&path, 8..13), "here")
            .also(Place::span(&path, 14..15), "there")
            .note("n\u{1b}")
            .help("write\nx: 1");
        let several =
            Diagnostic::warning(Code::BAD_VALUE, "m").at(Place::span(&path, 0..6), "");
        let bare = Diagnostic::warning(Code::NO_SOURCES, "none");
        let printed = print(&[&diagnostic, &several, &bare], &texts);
        let lines: Vec<&str> = printed.lines().collect();
        assert_eq!(
            lines,
            [
                "::error file=content/a%2Cb%3Ac%25.yaml,line=2,endLine=2,col=5,endColumn=10,\
                 title=bad-value::100%25, not: x%0A::y%0Ahere%0Acontent/a,b:c%25.yaml:3: there\
                 %0Anote: n\\u001b%0Ahelp: write%0Ax: 1",
                "::warning file=content/a%2Cb%3Ac%25.yaml,line=1,endLine=2,title=bad-value::m",
                "::warning title=no-sources::none",
            ]
        );
    }
}
