//! The whole dossier as one document, for paper and PDF.
//!
//! It is made of the views of the other pages, in [`Edition::Print`](super::Edition): every link
//! to something in it is a fragment, and every source and note has a number.

use std::sync::Arc;

use serde::Serialize;

use super::View;
use super::argument::{RelatedView, related, stance_counts};
use super::cover::{JudgmentView, PassageLink, judgment_views, passage_link};
use super::page::{ArgumentRef, Link, PersonRef, StanceCount, TopicView, stance_view};
use super::source::{ArgumentInSource, BlockView, SourceCard, arguments, blocks, card};
use super::timeline::{EventView, event};
use crate::anchor::AnchoredSource;
use crate::dossier::{Dossier, Prose, Rights, Stance};

/// Where the document stands.
pub const PRINT: &str = "print.html";

/// The most bytes that a document may hold: of text that is published and of the dossier's own
/// prose, with `ENTRY_BYTES` for every source and every argument of a passage. It is about
/// 200,000 words of English, or 500 sheets.
pub const PRINT_BYTES_MAX: usize = 1_200_000;

/// What the entry of a source or the note on a passage takes, about.
const ENTRY_BYTES: usize = 300;

/// The variables of `print.html`.
#[derive(Debug, Clone, Serialize)]
pub struct PrintPage {
    /// The prose pages.
    pub pages: Vec<PrintedPage>,
    /// The key judgments.
    pub judgments: Vec<JudgmentView>,
    /// The topics with their arguments.
    pub topics: Vec<PrintedTopic>,
    /// The sources by date, those without a date last.
    pub sources: Vec<PrintedSource>,
    /// What the sources speak of, in the author's order.
    pub events: Vec<EventView>,
    /// Everybody who speaks, by name.
    pub people: Vec<PrintedPerson>,
}

/// A prose page in the document.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedPage {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub html: String,
}

/// A topic with its arguments in the document.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedTopic {
    /// The topic.
    pub topic: TopicView,
    /// Its arguments, in order.
    pub arguments: Vec<PrintedArgument>,
}

/// An argument in the document.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedArgument {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// The stances that are taken.
    pub stances: Vec<StanceCount>,
    /// What the dossier's author makes of it.
    pub analysis_html: Option<String>,
    /// What else it has to do with.
    pub related: Option<RelatedView>,
    /// Its passages, by stance.
    pub passages: Vec<PrintedStance>,
}

/// The passages that take a stance on an argument.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedStance {
    /// `supports`, `disputes` or `reports`.
    pub name: &'static str,
    /// The passages, by the date of their sources.
    pub passages: Vec<PassageLink>,
}

/// A source in the document.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedSource {
    /// Its number, from 1.
    pub number: usize,
    /// The metadata.
    pub card: SourceCard,
    /// The text. Empty where rights allow only a link.
    pub blocks: Vec<BlockView>,
    /// How many passages have notes.
    pub notes: usize,
    /// The arguments met in it, in the order of their numbers.
    pub arguments: Vec<ArgumentInSource>,
}

/// Somebody who speaks, in the document.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedPerson {
    /// Their id.
    pub id: String,
    /// Who.
    pub person: Arc<PersonRef>,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// Their passages, labelled by their numbers.
    pub passages: Vec<Link>,
}

/// Whether a dossier is small enough for one document. A larger one would be too much for a
/// browser, and for the memory that a build may take.
pub fn fits_print(dossier: &Dossier, texts: &[Arc<AnchoredSource>]) -> bool {
    let sources = dossier.sources.iter().zip(texts).map(|(source, anchored)| {
        let text = match source.rights {
            Rights::Full => source.seed.text.len(),
            Rights::Excerpts => {
                let words = source.context_words;
                anchored.passages.iter().map(|p| excerpt_bytes(p, words)).sum()
            }
            Rights::Link => 0,
        };
        let notes = source.passages.iter().map(|passage| {
            let own = passage.translation.as_ref().map_or(0, String::len)
                + prose_bytes(passage.note.as_deref());
            own + passage.arguments.len().max(1) * ENTRY_BYTES
        });
        text + ENTRY_BYTES + prose_bytes(source.note.as_ref()) + notes.sum::<usize>()
    });
    let arguments = dossier.arguments.iter();
    let arguments = arguments.map(|a| ENTRY_BYTES + prose_bytes(a.analysis.as_ref()));
    let pages = dossier.pages.iter().map(|page| prose_bytes(Some(&page.body)));
    let judgments = dossier.judgments.iter().map(|j| prose_bytes(Some(&j.text)));
    let events = dossier.events.iter().map(|_| ENTRY_BYTES);
    let own = arguments.chain(pages).chain(judgments).chain(events);
    sources.chain(own).sum::<usize>() <= PRINT_BYTES_MAX
}

fn prose_bytes(prose: Option<&Prose>) -> usize {
    prose.map_or(0, |prose| prose.markdown.len())
}

/// What a passage takes with the words around it, about.
fn excerpt_bytes(passage: &crate::anchor::AnchoredPassage, words: usize) -> usize {
    passage.span().len() + 2 * words * 6
}

/// The document. `view` must be of [`Edition::Print`](super::Edition).
pub fn print_page(view: &View<'_>) -> PrintPage {
    let topics = view.index.topics.iter().enumerate().map(|(group, topic)| {
        let arguments = topic.arguments.iter().map(|n| argument(view, *n));
        PrintedTopic { topic: view.topic(group, topic), arguments: arguments.collect() }
    });
    let pages = view.dossier.pages.iter().map(|page| PrintedPage {
        id: page.id.to_string(),
        title: page.title.clone(),
        html: view.prose(&page.body, "", 2),
    });
    let by_date = &view.index.sources_by_date;
    PrintPage {
        pages: pages.collect(),
        judgments: judgment_views(view),
        topics: topics.collect(),
        sources: by_date.iter().map(|number| source(view, *number)).collect(),
        events: (0..view.dossier.events.len()).map(|n| event(view, n)).collect(),
        people: (0..view.index.people.len()).map(|n| person(view, n)).collect(),
    }
}

fn argument(view: &View<'_>, number: usize) -> PrintedArgument {
    let occurrences = &view.index.occurrences[number];
    let taken = |stance: Stance| {
        let passages = occurrences.iter().filter(|o| o.stance == stance);
        PrintedStance {
            name: stance_view(stance).name,
            passages: passages.map(|o| passage_link(view, o.passage)).collect(),
        }
    };
    let analysis = view.dossier.arguments[number].analysis.as_ref();
    PrintedArgument {
        argument: view.argument(number).clone(),
        stances: stance_counts(view, occurrences),
        analysis_html: analysis.map(|analysis| view.prose(analysis, "", 3)),
        related: related(view, number),
        passages: Stance::ALL
            .into_iter()
            .map(taken)
            .filter(|stance| !stance.passages.is_empty())
            .collect(),
    }
}

fn source(view: &View<'_>, number: usize) -> PrintedSource {
    let blocks = blocks(view, number);
    PrintedSource {
        number: view.source_number(number),
        card: card(view, number),
        notes: blocks.iter().map(|block| block.notes.len()).sum(),
        blocks,
        arguments: arguments(view, number),
    }
}

fn person(view: &View<'_>, number: usize) -> PrintedPerson {
    let person = &view.index.people[number];
    let mut passages = person.passages.clone();
    passages.sort_by_key(|p| (view.source_number(view.index.passages[*p].source), *p));
    let link = |passage: usize| Link {
        label: view.printed_number(passage),
        path: view.passage_path(passage),
    };
    PrintedPerson {
        id: person.id.to_string(),
        person: view.person(number).clone(),
        aliases: person.aliases.clone(),
        passages: passages.into_iter().map(link).collect(),
    }
}
