//! Arguments by sources: one table, or many where there is too much for one.

mod overview;
mod passages;
mod plan;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::View;
use super::page::{ArgumentRef, SourceRef, StanceView, TopicView, Way, take};
use super::paging::{Pager, pager_of, pages_of_rows};

use overview::overview_table;
pub use overview::{
    OverviewCell, OverviewColumn, OverviewGroup, OverviewRow, OverviewTable, StanceTotal,
};
pub use passages::{
    ArgumentPassages, ListedPassage, PassagesPage, matrix_title, passages_page,
};
pub use plan::{MATRIX, MatrixPart, MatrixPlan};

/// The variables of `matrix.html`.
#[derive(Debug, Clone, Serialize)]
pub struct MatrixPage {
    /// The sources by date; none where the columns stand for many sources each.
    pub columns: Vec<Arc<SourceRef>>,
    /// The arguments, by topic.
    pub groups: Vec<MatrixGroup>,
    /// Arguments by groups of sources, in place of `groups`, where there are too many for one
    /// table.
    pub overview: Option<OverviewTable>,
    /// The other ways to look at the matrix; none where one table holds it all.
    pub views: Vec<Way>,
    /// The topics that have tables of their own.
    pub topics: Vec<Way>,
    /// The way to the other pages of this table.
    pub pager: Pager,
}

/// A topic's rows.
#[derive(Debug, Clone, Serialize)]
pub struct MatrixGroup {
    /// The topic.
    pub topic: TopicView,
    /// Its arguments.
    pub rows: Vec<MatrixRow>,
}

/// An argument's row.
#[derive(Debug, Clone, Serialize)]
pub struct MatrixRow {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// One cell a column.
    pub cells: Vec<MatrixCell>,
    /// In how many sources it occurs.
    pub sources: usize,
    /// In how many passages.
    pub passages: usize,
}

/// What a source says of an argument.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MatrixCell {
    /// The stances that it takes, without repetition.
    pub stances: Vec<StanceView>,
    /// In how many passages; 0 in an empty cell.
    pub passages: usize,
    /// The passage; where there are several, what the page of the argument has of this source.
    pub path: Option<String>,
}

/// A page of the matrix.
pub fn matrix_page(view: &View<'_>, part: MatrixPart) -> MatrixPage {
    let plan = view.matrix();
    match part {
        MatrixPart::Overview(number, page) => {
            let overview = &plan.overviews[number];
            let all: Vec<usize> = (0..view.dossier.arguments.len()).collect();
            let here = rows_of(page, overview.rows, all.len());
            let pages = pages_of_rows(all.len(), overview.rows);
            let table = overview_table(view, overview, &all[here]);
            let pager = pager_of(overview.path(), page, pages);
            counted(view, part, table, pager)
        }
        MatrixPart::Topic(number, page) => {
            let table = &plan.topics[number];
            let arguments = &view.index.topics[table.topic].arguments;
            let pager = pager_of(&table.path, page, table.pages(view.index));
            if table.sources.is_empty() {
                let here = rows_of(page, table.on_page, arguments.len());
                let rows = overview_table(view, &plan.overviews[0], &arguments[here]);
                return counted(view, part, rows, pager);
            }
            let here = rows_of(page, table.on_page, table.sources.len());
            MatrixPage {
                pager,
                ..whole(view, part, table.topic..table.topic + 1, &table.sources[here])
            }
        }
        MatrixPart::Whole | MatrixPart::Column(..) => {
            let topics = 0..view.index.topics.len();
            whole(view, part, topics, &view.index.sources_by_date)
        }
    }
}

/// How many of the arguments the cover shows where the matrix is large.
const MOST: usize = 12;

/// The matrix in small: all of it, or of the arguments that most sources speak of what there is
/// in an overview.
pub(super) fn small_matrix(view: &View<'_>) -> MatrixPage {
    let Some(overview) = view.matrix().overviews.first() else {
        return matrix_page(view, MatrixPart::Whole);
    };
    let mut most: Vec<usize> = (0..view.dossier.arguments.len()).collect();
    most.sort_by_key(|argument| std::cmp::Reverse(view.sources_of(*argument)));
    most.truncate(MOST);
    most.sort_unstable();
    let table = overview_table(view, overview, &most);
    let mut page =
        counted(view, MatrixPart::Whole, table, pager_of(overview.path(), 0, 1));
    page.topics.clear();
    page
}

/// A table of single sources.
fn whole(
    view: &View<'_>,
    part: MatrixPart,
    topics: Range<usize>,
    sources: &[usize],
) -> MatrixPage {
    let groups = topics.map(|group| {
        let topic = &view.index.topics[group];
        let rows = topic.arguments.iter();
        MatrixGroup {
            topic: view.topic(group, topic),
            rows: rows.map(|argument| row(view, *argument, sources)).collect(),
        }
    });
    let (views, topics) = ways(view, part);
    MatrixPage {
        columns: sources.iter().map(|source| view.source(*source).clone()).collect(),
        groups: groups.collect(),
        overview: None,
        views,
        topics,
        pager: pager_of(MATRIX, 0, 1),
    }
}

/// A table that counts.
fn counted(
    view: &View<'_>,
    part: MatrixPart,
    table: OverviewTable,
    pager: Pager,
) -> MatrixPage {
    let (views, topics) = ways(view, part);
    MatrixPage {
        columns: vec![],
        groups: vec![],
        overview: Some(table),
        views,
        topics,
        pager,
    }
}

/// The other ways to look at the matrix.
fn ways(view: &View<'_>, part: MatrixPart) -> (Vec<Way>, Vec<Way>) {
    let plan = view.matrix();
    let overviews = plan.overviews.iter().enumerate().map(|(n, overview)| Way {
        label: view.locale.word(overview.word()).to_owned(),
        path: overview.path().to_owned(),
        current: matches!(part, MatrixPart::Overview(here, _) if here == n),
    });
    let topics = plan.topics.iter().enumerate().map(|(n, table)| Way {
        label: view.topic(table.topic, &view.index.topics[table.topic]).label,
        path: table.path.clone(),
        current: matches!(part, MatrixPart::Topic(here, _) if here == n),
    });
    (overviews.collect(), topics.collect())
}

fn rows_of(page: usize, on_page: usize, rows: usize) -> Range<usize> {
    (page * on_page).min(rows)..((page + 1) * on_page).min(rows)
}

fn row(view: &View<'_>, argument: usize, columns: &[usize]) -> MatrixRow {
    let occurrences = &view.index.occurrences[argument];
    let mut cells: HashMap<usize, MatrixCell> = HashMap::new();
    let wanted: HashMap<usize, usize> =
        columns.iter().enumerate().map(|(column, source)| (*source, column)).collect();
    for (position, occurrence) in occurrences.iter().enumerate() {
        let source = view.index.passages[occurrence.passage].source;
        if !wanted.contains_key(&source) {
            continue;
        }
        let cell = cells.entry(source).or_default();
        take(&mut cell.stances, occurrence.stance);
        cell.passages += 1;
        match cell.passages {
            1 => cell.path = Some(view.passage_path(occurrence.passage)),
            2 => cell.path = Some(view.group_path(argument, position)),
            _ => {}
        }
    }
    MatrixRow {
        argument: view.argument(argument).clone(),
        cells: columns
            .iter()
            .map(|source| cells.remove(source).unwrap_or_default())
            .collect(),
        sources: view.sources_of(argument),
        passages: occurrences.len(),
    }
}
