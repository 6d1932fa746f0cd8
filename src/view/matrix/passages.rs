//! All that a group of sources says, by argument: where the cells of an overview lead.

use std::sync::Arc;

use serde::Serialize;

use super::plan::{Entry, MatrixPart};
use crate::view::View;
use crate::view::page::{ArgumentRef, LanguageView, SourceRef, StanceView, stance_view};
use crate::view::paging::{Pager, pager_of};

/// The variables of `passages.html`.
#[derive(Debug, Clone, Serialize)]
pub struct PassagesPage {
    /// What the sources have in common.
    pub label: String,
    /// How many sources there are.
    pub sources: usize,
    /// How many passages.
    pub passages: usize,
    /// The table that leads here.
    pub matrix: String,
    /// The passages on this page, by argument.
    pub arguments: Vec<ArgumentPassages>,
    /// The way to the others.
    pub pager: Pager,
}

/// What some sources say of an argument.
#[derive(Debug, Clone, Serialize)]
pub struct ArgumentPassages {
    /// The id of its part of the page.
    pub id: String,
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// The passages, by the dates of their sources.
    pub passages: Vec<ListedPassage>,
}

/// A passage in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ListedPassage {
    /// Its stance on the argument that it is listed under.
    pub stance: StanceView,
    /// Its first words; the source's title where they may not be shown.
    pub label: String,
    /// Where it stands.
    pub path: String,
    /// The language of the label.
    pub language: Arc<LanguageView>,
    /// Who says it, where that is not the source's author.
    pub speaker: Option<String>,
    /// Its source.
    pub source: Arc<SourceRef>,
}

/// The fragment of an argument's part of a list, as an address has it.
pub(super) fn fragment(view: &View<'_>, argument: usize) -> String {
    format!("argument-{}", view.dossier.arguments[argument].id.as_url())
}

/// What a page of the matrix is called.
pub fn matrix_title(view: &View<'_>, part: MatrixPart) -> String {
    let plan = view.matrix();
    let title = view.locale.word("matrix");
    let of =
        |what: &str| view.locale.say("matrix_of", &[("matrix", title), ("what", what)]);
    match part {
        MatrixPart::Whole | MatrixPart::Overview(0, _) => title.to_owned(),
        MatrixPart::Overview(n, _) => of(view.locale.word(plan.overviews[n].word())),
        MatrixPart::Column(overview, column, _) => {
            let overview = &plan.overviews[overview];
            overview.label(view.locale, &overview.columns[column])
        }
        MatrixPart::Topic(n, _) => {
            let topic = plan.topics[n].topic;
            of(&view.topic(topic, &view.index.topics[topic]).label)
        }
    }
}

/// A page of the list of a column.
pub fn passages_page(
    view: &View<'_>,
    (overview, column, page): (usize, usize, usize),
) -> PassagesPage {
    let overview = &view.matrix().overviews[overview];
    let column = &overview.columns[column];
    let (pages, here) = column.page(page);
    let arguments = here.chunk_by(|a, b| a.argument == b.argument);
    PassagesPage {
        label: overview.label(view.locale, column),
        sources: column.sources,
        passages: column.entries.len(),
        matrix: overview.path().to_owned(),
        arguments: arguments
            .map(|entries| ArgumentPassages {
                id: format!(
                    "argument-{}",
                    view.dossier.arguments[entries[0].argument].id
                ),
                argument: view.argument(entries[0].argument).clone(),
                passages: entries.iter().map(|entry| listed(view, entry)).collect(),
            })
            .collect(),
        pager: pager_of(&column.path, page, pages),
    }
}

fn listed(view: &View<'_>, entry: &Entry) -> ListedPassage {
    let passage = &view.index.passages[entry.passage];
    let source = view.source(passage.source);
    ListedPassage {
        stance: stance_view(entry.stance),
        label: view.passage_label(entry.passage),
        path: view.passage_path(entry.passage),
        language: source.language.clone(),
        speaker: passage.speaker.map(|person| view.person(person).name.clone()),
        source: source.clone(),
    }
}
