//! Every address that the author wrote: in which file, and where in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Place;
use crate::dossier::{Dossier, Prose};
use crate::load::text_of;
use crate::text::plain_links;
use crate::world::World;

/// An address in a file of the dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// As it was written.
    pub address: String,
    /// Where.
    pub place: Place,
    /// Whether it stands in prose, and not under a key of its own.
    pub in_prose: bool,
    /// Where a copy of what it leads to is kept, as the author says.
    pub archived: Option<String>,
}

/// All of them: of prose, and of `url:` and `archive_url:`.
pub fn mentions(world: &dyn World, dossier: &Dossier) -> Vec<Mention> {
    let mut texts = Texts { world, texts: BTreeMap::new() };
    let mut found = Vec::new();
    let Dossier { about, sources, arguments, judgments, pages, .. } = dossier;
    let file = Arc::from("content/dossier.yaml");
    let own = about.license.iter().filter(|license| license.starts_with("http"));
    found.extend(own.map(|url| texts.key(&file, url, None)));
    for source in sources {
        let archived = source.archive_url.as_ref();
        found.extend(source.url.iter().map(|url| texts.key(&source.file, url, archived)));
        found.extend(archived.map(|url| texts.key(&source.file, url, None)));
        let notes = source.passages.iter().filter_map(|passage| passage.note.as_deref());
        for prose in source.note.iter().chain(notes) {
            texts.prose(prose, &mut found);
        }
    }
    let analyses = arguments.iter().filter_map(|argument| argument.analysis.as_ref());
    let judgments = judgments.iter().map(|judgment| &judgment.text);
    let pages = pages.iter().map(|page| &page.body);
    for prose in analyses.chain(judgments).chain(pages) {
        texts.prose(prose, &mut found);
    }
    found
}

/// The files that addresses stand in, each read once.
struct Texts<'a> {
    world: &'a dyn World,
    texts: BTreeMap<Arc<str>, Option<Arc<str>>>,
}

impl Texts<'_> {
    /// The place of some words within a stretch of a file, from `from` on; the whole of it where
    /// they are written otherwise, such as in escapes.
    fn place(&mut self, within: &Place, words: &str, from: &mut usize) -> Place {
        let Self { world, texts } = self;
        let text = texts
            .entry(Arc::clone(&within.path))
            .or_insert_with(|| text_of(*world, &within.path));
        let found = text.as_ref().and_then(|text| {
            let span = within.span.clone().unwrap_or(0..text.len());
            let start = (*from).max(span.start);
            let at = start + text.get(start..span.end)?.find(words)?;
            *from = at + words.len();
            Some(Place::span(&within.path, at..*from))
        });
        found.unwrap_or_else(|| within.clone())
    }

    fn key(&mut self, file: &Arc<str>, url: &str, archived: Option<&String>) -> Mention {
        let place = self.place(&Place::file(Arc::clone(file)), url, &mut 0);
        Mention {
            address: url.to_owned(),
            place,
            in_prose: false,
            archived: archived.cloned(),
        }
    }

    fn prose(&mut self, prose: &Prose, found: &mut Vec<Mention>) {
        let mut from = 0;
        for address in plain_links(&prose.markdown) {
            let place = self.place(&prose.place, &address, &mut from);
            found.push(Mention { address, place, in_prose: true, archived: None });
        }
    }
}
