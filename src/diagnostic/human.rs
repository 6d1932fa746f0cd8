//! Problems as people read them in a terminal, in the style of rustc.
//!
//! The frame is drawn by annotate-snippets. It is given a few short lines, never a whole file,
//! so the column in its header is that of the excerpt; the true one is put in afterwards.

use std::fmt::Write as _;

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Padding, Renderer, Snippet,
};

use super::excerpt::{PRIVATE, excerpt, safe, safe_line};
use super::position::Texts;
use super::{Diagnostic, Place, Severity};

/// Wider than any excerpt with its label, so that nothing is cut twice.
const WIDTH: usize = 2000;

pub(super) fn print(
    diagnostics: &[&Diagnostic],
    texts: &Texts<'_>,
    color: bool,
) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(WIDTH);
    let mut out = String::new();
    for diagnostic in diagnostics {
        if !out.is_empty() {
            out.push('\n');
        }
        one(diagnostic, texts, &renderer, &mut out);
    }
    out
}

fn one(
    diagnostic: &Diagnostic,
    texts: &Texts<'_>,
    renderer: &Renderer,
    out: &mut String,
) {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(safe(&diagnostic.message)).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    let mut headers = vec![];
    let mut notes = vec![];
    let mut bare = false;
    let first = diagnostic.at.iter().map(|at| (AnnotationKind::Primary, at));
    let also = diagnostic.also.iter().map(|at| (AnnotationKind::Context, at));
    for (kind, (place, label)) in first.chain(also) {
        let label = safe_line(label);
        bare = false;
        if let Some(snippet) = snippet(place, label.clone(), kind, texts, headers.len()) {
            headers.push(header(place, texts));
            group = group.element(snippet);
        } else {
            bare = true;
            group = group.element(Origin::path(safe_line(&place.path)));
            if !label.is_empty() {
                notes.push(format!("{}: {label}", safe_line(&place.path)));
            }
        }
    }
    notes.extend(diagnostic.notes.iter().map(|note| safe(note).into_owned()));
    let messages = notes
        .into_iter()
        .map(|note| Level::NOTE.message(note))
        .chain(diagnostic.help.iter().map(|help| Level::HELP.message(safe(help))));
    let messages: Vec<Element<'_>> = messages.map(Element::from).collect();
    if bare && !messages.is_empty() {
        group = group.element(Padding);
    }
    fill_in(&renderer.render(&[group.elements(messages)]), &headers, out);
    out.push('\n');
}

fn snippet(
    place: &Place,
    mut label: String,
    kind: AnnotationKind,
    texts: &Texts<'_>,
    index: usize,
) -> Option<Snippet<'static, Annotation<'static>>> {
    let shown = excerpt(&*texts.get(&place.path)?, place.span.as_ref()?);
    if let Some(line) = shown.to_line {
        let space = if label.is_empty() { "" } else { " " };
        let _ = write!(label, "{space}(to line {line})");
    }
    let annotation = kind.span(shown.underline);
    let annotation = if label.is_empty() { annotation } else { annotation.label(label) };
    Some(
        Snippet::source(shown.text)
            .line_start(shown.first_line)
            .path(format!("{PRIVATE}{index}{PRIVATE}"))
            .annotation(annotation),
    )
}

/// The file, line and column that a terminal or editor can follow.
fn header(place: &Place, texts: &Texts<'_>) -> String {
    let path = safe_line(&place.path);
    match texts.locate(place) {
        Some(located) => {
            format!("{path}:{}:{}", located.start.line, located.start.column)
        }
        None => path,
    }
}

/// Puts the true headers in the place of the excerpts' own.
fn fill_in(drawn: &str, headers: &[String], out: &mut String) {
    let mut parts = drawn.split(PRIVATE);
    out.push_str(parts.next().unwrap_or_default());
    while let (Some(index), Some(rest)) = (parts.next(), parts.next()) {
        let header = index.parse().ok().and_then(|index: usize| headers.get(index));
        out.push_str(header.map_or("", String::as_str));
        out.push_str(rest.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Code;

    const YAML: &str = "seed: a.txt\ntitle: A\npassages:\n  - quote: \"It is said.\"\n";
    const SEED: &str = "First.\n\nIt is not said.\n";

    fn shown(diagnostics: &[&Diagnostic]) -> String {
        let texts = Texts::new(&|path| match path {
            "content/sources/a.yaml" => Some(Arc::from(YAML)),
            "seeds/a.txt" => Some(Arc::from(SEED)),
            _ => None,
        });
        print(diagnostics, &texts, false)
    }

    fn place(path: &str, text: &str, words: &str) -> Place {
        let start = text.find(words).unwrap();
        Place::span(&Arc::from(path), start..start + words.len())
    }

    #[test]
    fn it_reads_like_rustc() {
        let drifted = Diagnostic::error(Code::DRIFTED_QUOTE, "not in these words")
            .at(place("content/sources/a.yaml", YAML, "\"It is said.\""), "this quote")
            .also(place("seeds/a.txt", SEED, "It is not said."), "nearest, line 3")
            .note("It is {+not+} said.")
            .help("if the source is right, paste\nquote: \"It is not said.\"");
        let whole = Diagnostic::warning(Code::UNUSED_SEED, "no source uses this seed")
            .at(Place::file("seeds/b.txt"), "")
            .help("write content/sources/b.yaml");
        let bare = Diagnostic::warning(Code::NO_SOURCES, "the dossier has no sources");
        assert_eq!(
            shown(&[&bare, &drifted, &whole]),
            "\
warning[no-sources]: the dossier has no sources

error[drifted-quote]: not in these words
 --> content/sources/a.yaml:4:12
  |
4 |   - quote: \"It is said.\"
  |            ^^^^^^^^^^^^^ this quote
  |
 ::: seeds/a.txt:3:1
  |
3 | It is not said.
  | --------------- nearest, line 3
  |
  = note: It is {+not+} said.
  = help: if the source is right, paste
          quote: \"It is not said.\"

warning[unused-seed]: no source uses this seed
--> seeds/b.txt
 |
 = help: write content/sources/b.yaml
"
        );
    }

    #[test]
    fn headers_are_true_where_the_line_is_cut() {
        let line = format!("one\n{}HERE{}\n", "é".repeat(30_000), "z".repeat(30_000));
        let text_of = |_: &str| Some(Arc::from(line.as_str()));
        let texts = Texts::new(&text_of);
        let start = 4 + 60_000;
        let path = Arc::from("seeds/\u{202e}long.txt");
        let long = Diagnostic::error(Code::CONTROL_CHARACTERS, "m\x1b[31m")
            .at(Place::span(&path, start..start + 4), "l\u{e000}\n0")
            .also(Place::span(&path, 0..2), "");
        for color in [false, true] {
            let printed = print(&[&long], &texts, color);
            assert!(printed.contains("seeds/\\u202elong.txt:2:30001\n"), "{printed}");
            assert!(printed.contains("seeds/\\u202elong.txt:1:1\n"), "{printed}");
            assert!(printed.contains("l\\ue000 0"), "{printed}");
            assert!(printed.contains("m\\u001b[31m"), "{printed}");
            assert!(printed.lines().all(|line| line.chars().count() < 220), "{printed}");
            assert_eq!(printed.contains('\x1b'), color);
        }
    }

    #[test]
    fn thousands_in_one_file_are_quick() {
        let text: Arc<str> = Arc::from("ж — ".repeat(2_000_000));
        let text_of = |_: &str| Some(Arc::clone(&text));
        let texts = Texts::new(&text_of);
        let path = Arc::from("seeds/a.txt");
        let many: Vec<Diagnostic> = (0..500)
            .map(|n| {
                Diagnostic::error(Code::DRIFTED_QUOTE, "m")
                    .at(Place::span(&path, n * 1000..text.len() - n * 1000), "l")
            })
            .collect();
        let printed = print(&many.iter().collect::<Vec<_>>(), &texts, true);
        assert_eq!(printed.matches("seeds/a.txt:1:").count(), 500);
    }

    proptest! {
        #[test]
        fn no_text_and_no_span_panics(
            text in "[a\t\r\n é😀\u{300}\u{200b}\u{202e}\u{0}\u{e000}]{0,60}",
            spans in prop::collection::vec((0..200usize, 0..200usize), 1..4),
            label in "[ a\n\u{7}]{0,3}",
            repeat in 1..12usize,
        ) {
            let text = text.repeat(repeat);
            let text_of = |_: &str| Some(Arc::from(text.as_str()));
        let texts = Texts::new(&text_of);
            let path = Arc::from("a");
            let mut diagnostic = Diagnostic::error(Code::BAD_VALUE, label.clone());
            for (start, end) in spans {
                let place = Place::span(&path, start..end);
                diagnostic = if diagnostic.at.is_none() {
                    diagnostic.at(place, label.clone())
                } else {
                    diagnostic.also(place, label.clone())
                };
            }
            let printed = print(&[&diagnostic], &texts, false);
            let raw = |c: char| c.is_control() && c != '\n' || c == PRIVATE || c == '\u{202e}';
            prop_assert!(!printed.contains(raw), "{printed:?}");
            prop_assert!(printed.contains("a:"));
        }
    }
}
