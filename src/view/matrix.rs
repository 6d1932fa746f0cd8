//! Arguments by sources.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::View;
use super::page::{ArgumentRef, SourceRef, StanceView, TopicView, take};

/// A table of more cells than this is shown as totals only.
const CELLS_MAX: usize = 12_000;

/// The variables of `matrix.html`.
#[derive(Debug, Clone, Serialize)]
pub struct MatrixPage {
    /// The sources by date; none in a summary.
    pub columns: Vec<Arc<SourceRef>>,
    /// The arguments, by topic.
    pub groups: Vec<MatrixGroup>,
    /// Whether the table is too large, so that its rows have totals and no cells.
    pub summary: bool,
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
    /// The first of them.
    pub path: Option<String>,
}

/// The whole matrix, or its totals.
pub fn matrix_page(view: &View<'_>) -> MatrixPage {
    let sources = &view.index.sources_by_date;
    let summary = sources.len() * view.dossier.arguments.len() > CELLS_MAX;
    let columns = if summary { &[][..] } else { sources };
    let groups = view.index.topics.iter().enumerate().map(|(group, topic)| MatrixGroup {
        topic: view.topic(group, topic),
        rows: topic
            .arguments
            .iter()
            .map(|argument| row(view, *argument, columns))
            .collect(),
    });
    MatrixPage {
        columns: columns.iter().map(|source| view.source(*source).clone()).collect(),
        groups: groups.collect(),
        summary,
    }
}

fn row(view: &View<'_>, argument: usize, columns: &[usize]) -> MatrixRow {
    let occurrences = &view.index.occurrences[argument];
    let mut cells: HashMap<usize, MatrixCell> = HashMap::new();
    if !columns.is_empty() {
        for occurrence in occurrences {
            let source = view.index.passages[occurrence.passage].source;
            let cell = cells.entry(source).or_default();
            take(&mut cell.stances, occurrence.stance);
            cell.passages += 1;
            cell.path.get_or_insert_with(|| view.passage_path(occurrence.passage));
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
