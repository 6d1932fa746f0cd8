//! `data/annotations.jsonld`: each passage and argument as a Web Annotation (W3C Recommendation
//! of 23 February 2017), all of them in one collection.
//!
//! The body names the argument's page and, as a tag, the stance. The target is the seed, named by
//! its hash (RFC 6920), since that is the text in which `start` and `end` count, or the page where
//! words are redacted; its scope is the passage on the page. Addresses are relative to the file where it is not known where it will be.

use std::io;

use serde::Serialize;

use super::dossier_json::Each;
use crate::dossier::Span;
use crate::index::Thread;
use crate::text::Positions;
use crate::view::{View, surroundings};

#[derive(Serialize)]
struct Collection<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    label: &'a str,
    total: usize,
    first: Page<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    start_index: usize,
    items: Each<'a, Annotation<'a>>,
}

#[derive(Serialize)]
struct Annotation<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    motivation: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    creator: Vec<Agent<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    body: Vec<Body>,
    /// One a part of the quote.
    target: Vec<Target<'a>>,
}

/// A person or an organisation: which is not known.
#[derive(Serialize)]
struct Agent<'a> {
    name: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Body {
    SpecificResource { source: String, purpose: &'static str },
    TextualBody { value: &'static str, purpose: &'static str },
}

#[derive(Serialize)]
struct Target<'a> {
    source: Text<'a>,
    scope: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    selector: Vec<Selector>,
}

#[derive(Serialize)]
struct Text<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    format: &'static str,
    language: &'a str,
    /// Where the text is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Selector {
    TextQuoteSelector {
        exact: String,
        #[serde(skip_serializing_if = "String::is_empty")]
        prefix: String,
        #[serde(skip_serializing_if = "String::is_empty")]
        suffix: String,
    },
    TextPositionSelector {
        start: usize,
        end: usize,
    },
}

/// Writes the collection.
pub(super) fn write(view: &View<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let addresses = Addresses::of(view);
    let passages = view.index.passages.iter();
    let collection = Collection {
        context: "http://www.w3.org/ns/anno.jsonld",
        id: addresses.file.clone(),
        kind: "AnnotationCollection",
        label: &view.dossier.about.title,
        total: passages.map(|passage| passage.threads.len().max(1)).sum(),
        first: Page {
            id: format!("{}#all", addresses.file),
            kind: "AnnotationPage",
            start_index: 0,
            items: Each::of(|| {
                let sources = 0..view.dossier.sources.len();
                Box::new(sources.flat_map(|source| of_source(view, source, &addresses)))
            }),
        },
    };
    serde_json::to_writer(WithoutTags(&mut *out), &collection)?;
    out.write_all(b"\n")
}

/// Writes JSON in which no `<` stands: not every server knows the file's kind, and a browser
/// that has to guess must not find a script.
struct WithoutTags<'a>(&'a mut dyn io::Write);

impl io::Write for WithoutTags<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for (number, part) in bytes.split(|byte| *byte == b'<').enumerate() {
            if number > 0 {
                self.0.write_all(b"\\u003c")?;
            }
            self.0.write_all(part)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What addresses begin with.
struct Addresses {
    /// That of this file.
    file: String,
    /// Those of pages.
    root: String,
}

impl Addresses {
    fn of(view: &View<'_>) -> Self {
        let root = view.dossier.about.base_url.as_ref().map(|url| format!("{url}/"));
        let directory = root.as_ref().map(|root| format!("{root}data/"));
        Self {
            file: format!("{}annotations.jsonld", directory.unwrap_or_default()),
            root: root.unwrap_or_else(|| "../".to_owned()),
        }
    }
}

/// The annotations of a source. A passage without an argument is one that is highlighted.
fn of_source<'a>(
    view: &View<'a>,
    source: usize,
    addresses: &Addresses,
) -> Vec<Annotation<'a>> {
    let positions = Positions::new(&view.dossier.sources[source].seed.text);
    let mut annotations = Vec::new();
    for at in view.index.by_source[source].clone() {
        let threads = &view.index.passages[at].threads;
        let coded = threads.iter().map(Some);
        for thread in coded.chain(threads.is_empty().then_some(None)) {
            annotations.push(annotation(view, (at, thread), &positions, addresses));
        }
    }
    annotations
}

/// A passage, with one of its arguments if it has any.
fn annotation<'a>(
    view: &View<'a>,
    (at, thread): (usize, Option<&Thread>),
    positions: &Positions<'_>,
    Addresses { file, root }: &Addresses,
) -> Annotation<'a> {
    let passage = &view.index.passages[at];
    let source = &view.dossier.sources[passage.source];
    let mut id = format!("{file}#{}/{}", source.id.as_url(), passage.id.as_url());
    let body = thread.map(|thread| {
        let argument = &view.dossier.arguments[thread.argument].id;
        id = format!("{id}/{}", argument.as_url());
        let source = format!("{root}{}", view.argument(thread.argument).path);
        let value = thread.stance.as_str();
        [
            Body::SpecificResource { source, purpose: "linking" },
            Body::TextualBody { value, purpose: "tagging" },
        ]
    });
    let authors = view.dossier.about.authors.iter();
    Annotation {
        id,
        kind: "Annotation",
        motivation: if body.is_some() { "linking" } else { "highlighting" },
        creator: authors.map(|name| Agent { name }).collect(),
        body: body.into_iter().flatten().collect(),
        target: targets(view, at, positions, root),
    }
}

/// The parts of a passage: where each stands in its seed, and its words where they may be shown.
fn targets<'a>(
    view: &View<'a>,
    at: usize,
    positions: &Positions<'_>,
    root: &str,
) -> Vec<Target<'a>> {
    let passage = &view.index.passages[at];
    let source = &view.dossier.sources[passage.source];
    let parts = view.anchored(passage).parts.iter();
    let target = |part: &Span| {
        let words = source.rights.quotes().then(|| {
            let (prefix, suffix) = surroundings(view, passage.source, part);
            let exact = view.texts[passage.source].words(&source.seed.text, part);
            Selector::TextQuoteSelector { exact, prefix, suffix }
        });
        let start = positions.code_points(part.start);
        let end = positions.code_points(part.end);
        let place = Selector::TextPositionSelector { start, end };
        // Where words are redacted, the text that can be named is the page, which has no places.
        let (id, format, place) = match source.published_sha256() {
            Some(hash) => (
                format!("nih:sha-256;{hash}"),
                source.seed.format.media_type(),
                Some(place),
            ),
            None => {
                (format!("{root}{}", view.source(passage.source).path), "text/html", None)
            }
        };
        Target {
            source: Text {
                id,
                kind: "Text",
                format,
                language: source.language_in(&view.dossier.about).as_str(),
                via: source.url.as_deref(),
            },
            scope: format!("{root}{}", view.passage_path(at)),
            selector: words.into_iter().chain(place).collect(),
        }
    };
    parts.map(target).collect()
}
