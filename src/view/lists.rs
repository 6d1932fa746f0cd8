//! The lists of arguments and sources, and the prose pages.

use std::sync::Arc;

use serde::Serialize;

use super::argument::stance_counts;
use super::page::{ArgumentRef, SourceRef, StanceCount, TopicView, topic_view};
use super::paging::{Pager, pager, rows_on};
use super::source::GradeView;
use super::{View, distinct};

/// The variables of `arguments.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ArgumentsPage {
    /// The topics, in order.
    pub topics: Vec<TopicGroup>,
}

/// A topic with its arguments.
#[derive(Debug, Clone, Serialize)]
pub struct TopicGroup {
    /// The topic.
    pub topic: TopicView,
    /// Its arguments, in order.
    pub arguments: Vec<ArgumentRow>,
}

/// An argument in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ArgumentRow {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// In how many sources it occurs.
    pub sources: usize,
    /// In how many passages.
    pub passages: usize,
    /// The stances that are taken.
    pub stances: Vec<StanceCount>,
}

/// The list of all arguments.
pub fn arguments_page(view: &View<'_>) -> ArgumentsPage {
    ArgumentsPage { topics: topic_groups(view) }
}

pub(super) fn topic_groups(view: &View<'_>) -> Vec<TopicGroup> {
    let row = |number: &usize| {
        let occurrences = &view.index.occurrences[*number];
        ArgumentRow {
            argument: view.argument(*number).clone(),
            sources: view.sources_of(*number),
            passages: occurrences.len(),
            stances: stance_counts(view, occurrences),
        }
    };
    let groups = view.index.topics.iter().enumerate();
    groups
        .map(|(group, topic)| TopicGroup {
            topic: topic_view(view.dossier, group, topic),
            arguments: topic.arguments.iter().map(row).collect(),
        })
        .collect()
}

/// The variables of `sources.html`.
#[derive(Debug, Clone, Serialize)]
pub struct SourcesPage {
    /// The sources by date, those without a date last; a page of them where they are many.
    pub rows: Vec<SourceRow>,
    /// The way to the others.
    pub pager: Pager,
}

/// A source in a list.
#[derive(Debug, Clone, Serialize)]
pub struct SourceRow {
    /// The source.
    pub source: Arc<SourceRef>,
    /// `full`, `excerpts` or `link`.
    pub rights: &'static str,
    /// How many arguments occur in it.
    pub arguments: usize,
    /// How many passages are marked.
    pub passages: usize,
    /// The Admiralty grade of the source.
    pub reliability: Option<GradeView>,
    /// The Admiralty grade of its information.
    pub credibility: Option<GradeView>,
}

/// Where the list of sources begins.
pub const SOURCES: &str = "sources/index.html";

/// A page of the list of all sources, counted from 0.
pub fn sources_page(view: &View<'_>, page: usize) -> SourcesPage {
    let row = |number: &usize| {
        let model = &view.dossier.sources[*number];
        let passages = view.index.passages_of(*number);
        let arguments =
            passages.iter().flat_map(|p| p.threads.iter().map(|t| t.argument)).collect();
        SourceRow {
            source: view.source(*number).clone(),
            rights: model.rights.as_str(),
            arguments: distinct(arguments),
            passages: passages.len(),
            reliability: model.reliability.map(GradeView::from),
            credibility: model.credibility.map(GradeView::from),
        }
    };
    let all = &view.index.sources_by_date;
    SourcesPage {
        rows: all[rows_on(page, all.len())].iter().map(row).collect(),
        pager: pager(SOURCES, page, all.len()),
    }
}

/// The variables of `prose.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ProsePage {
    /// The page's title.
    pub title: String,
    /// Its text.
    pub html: String,
}

/// The prose page with this number.
pub fn prose_page(view: &View<'_>, page: usize) -> ProsePage {
    let page = &view.dossier.pages[page];
    ProsePage { title: page.title.clone(), html: view.prose(&page.body, "", 2) }
}
