//! Whether an index would be the same again: where what it is made of is the same, it need not be
//! made anew.
//!
//! Every part of the model is named here, also those that the index does not read: whoever adds
//! one has to say which it is.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::anchor::AnchoredSource;
use crate::diagnostic::{Diagnostic, Place};
use crate::dossier::{About, Argument, At, Dossier, Page, Passage, Prose, Quote, Source};

/// A dossier with the texts of its sources.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// The model.
    pub dossier: &'a Dossier,
    /// The sources' texts and passages, in the order of [`Dossier::sources`].
    pub texts: &'a [Arc<AnchoredSource>],
}

/// Whether the index of a dossier is that of `before`, and so is all that was found then. What is
/// not read (titles, claims, the words of notes) may differ; so may where something stands in its
/// file, unless a diagnostic tells of that place.
pub fn is_same(before: Material<'_>, now: Material<'_>, found: &[Diagnostic]) -> bool {
    let Dossier {
        about,
        sources,
        arguments,
        judgments,
        events,
        people,
        pages,
        broken,
        overrides: _,
    } = now.dossier;
    let About {
        title: _,
        subtitle: _,
        description: _,
        language: _,
        base_url: _,
        authors: _,
        license: _,
        theme: _,
        style: _,
        citation_style: _,
        search: _,
        cards: _,
        topics,
        navigation: _,
        excerpts: _,
    } = about;
    let old = before.dossier;
    let lists = *topics == old.about.topics
        && *judgments == old.judgments
        && *events == old.events
        && *people == old.people
        && *broken == old.broken;
    if !lists
        || sources.len() != old.sources.len()
        || arguments.len() != old.arguments.len()
        || pages.len() != old.pages.len()
    {
        return false;
    }
    // Files in which things may stand at other places than before.
    let mut moved: BTreeSet<&str> = BTreeSet::new();
    for (now, old) in sources.iter().zip(&old.sources) {
        if !Arc::ptr_eq(now, old) {
            moved.insert(&now.file);
            if !source(now, old) {
                return false;
            }
        }
    }
    for (now, old) in now.texts.iter().zip(before.texts) {
        let order = |text: &AnchoredSource| -> Vec<usize> {
            text.passages.iter().map(|passage| passage.index).collect()
        };
        if !Arc::ptr_eq(now, old) && order(now) != order(old) {
            return false;
        }
    }
    for (now, old) in arguments.iter().zip(&old.arguments) {
        if now != old {
            moved.insert(&now.file);
            if !argument(now, old) {
                return false;
            }
        }
    }
    for (now, old) in pages.iter().zip(&old.pages) {
        if now != old {
            moved.insert(&now.body.place.path);
            if !page(now, old) {
                return false;
            }
        }
    }
    let tells = |place: &Place| place.span.is_some() && moved.contains(&*place.path);
    let places = found.iter().flat_map(|found| found.at.iter().chain(&found.also));
    !places.into_iter().any(|(place, _)| tells(place))
}

fn source(now: &Source, old: &Source) -> bool {
    let Source {
        id,
        file,
        seed: _,
        pinned_sha256: _,
        title: _,
        short_title: _,
        authors,
        publisher,
        date,
        url: _,
        archive_url: _,
        accessed: _,
        language: _,
        reliability: _,
        credibility: _,
        rights,
        context_words: _,
        note,
        headings: _,
        omit: _,
        redact: _,
        passages,
    } = now;
    *id == old.id
        && *file == old.file
        && *authors == old.authors
        && *publisher == old.publisher
        && *date == old.date
        && *rights == old.rights
        && links(note.as_ref(), old.note.as_ref())
        && passages.len() == old.passages.len()
        && passages.iter().zip(&old.passages).all(|(now, old)| passage(now, old))
}

fn passage(now: &Passage, old: &Passage) -> bool {
    let Passage { id, quote, arguments, speaker, translation: _, note } = now;
    let Quote { words, prefix: _, suffix: _, place: _ } = quote;
    value(id.as_ref()) == value(old.id.as_ref())
        && *words == old.quote.words
        && arguments.len() == old.arguments.len()
        && arguments
            .iter()
            .zip(&old.arguments)
            .all(|(now, old)| now.0.value == old.0.value && now.1 == old.1)
        && value(speaker.as_ref()) == value(old.speaker.as_ref())
        && links(note.as_deref(), old.note.as_deref())
}

fn argument(now: &Argument, old: &Argument) -> bool {
    let Argument {
        id,
        file,
        claim: _,
        label: _,
        topic,
        analysis,
        supports,
        attacks,
        recurs,
    } = now;
    *id == old.id
        && *file == old.file
        && value(topic.as_ref()) == value(old.topic.as_ref())
        && links(analysis.as_ref(), old.analysis.as_ref())
        && values(supports, &old.supports)
        && values(attacks, &old.attacks)
        && *recurs == old.recurs
}

fn page(now: &Page, old: &Page) -> bool {
    let Page { id, title: _, order: _, body } = now;
    *id == old.id && links(Some(body), Some(&old.body))
}

/// Whether prose links to the same.
fn links(now: Option<&Prose>, old: Option<&Prose>) -> bool {
    let of = |prose: Option<&Prose>| -> Vec<String> {
        let links = prose.into_iter().flat_map(|prose| &prose.links);
        links.map(|link| link.value.clone()).collect()
    };
    of(now) == of(old)
}

fn value<T>(at: Option<&At<T>>) -> Option<&T> {
    at.map(|at| &at.value)
}

fn values<T: PartialEq>(now: &[At<T>], old: &[At<T>]) -> bool {
    now.len() == old.len() && now.iter().zip(old).all(|(now, old)| now.value == old.value)
}
