//! A prose page: YAML front matter, then Markdown.

use std::sync::Arc;

use super::content::{lower_yaml, read_text};
use super::lowering::Lowering;
use crate::diagnostic::{Code, Diagnostic, Place, Reported};
use crate::dossier::Page;
use crate::id::Id;
use crate::schema::{Kind, PageFront};
use crate::world::World;

/// Reads a page.
pub(super) fn page(
    world: &dyn World,
    id: &Id,
    path: &Arc<str>,
) -> Reported<Option<Page>> {
    let text = match read_text(world, path) {
        Ok(text) => text,
        Err(diagnostic) => {
            return Reported { value: None, diagnostics: vec![diagnostic] };
        }
    };
    let Some((front, body_start)) = front_matter(&text) else {
        let diagnostic =
            Diagnostic::error(Code::MISSING_KEY, "this page has no front matter")
                .at(Place::span(path, 0..0), "it should begin with `---`")
                .help("begin the file with\n---\ntitle: …\n---");
        return Reported { value: None, diagnostics: vec![diagnostic] };
    };
    let start = front.start;
    lower_yaml(Kind::Page, path, &text[front], start, |file: PageFront, lower| {
        let title = lower.words("title", &file.title)?;
        let whole = Lowering { path, text: &text, offset: 0, found: vec![] };
        let body = whole.prose_in(body_start..text.len(), text[body_start..].to_owned());
        Some(Page { id: id.clone(), title, order: file.order, body })
    })
}

/// Where the YAML between two lines of `---` is, and where the rest begins.
fn front_matter(text: &str) -> Option<(std::ops::Range<usize>, usize)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---")?;
    let mut at = first.len();
    for line in lines {
        if line.trim_end() == "---" {
            return Some((first.len()..at, at + line.len()));
        }
        at += line.len();
    }
    None
}
