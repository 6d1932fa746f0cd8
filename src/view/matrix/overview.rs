//! Arguments by groups of sources: a table that counts.

use std::sync::Arc;

use serde::Serialize;

use super::plan::{By, Column, Key, Overview};
use crate::dossier::{Date, Stance};
use crate::locale::Locale;
use crate::view::View;
use crate::view::page::{ArgumentRef, StanceView, TopicView, stance_view};

/// A table of arguments by groups of sources.
#[derive(Debug, Clone, Serialize)]
pub struct OverviewTable {
    /// The groups of sources.
    pub columns: Vec<OverviewColumn>,
    /// The arguments, by topic.
    pub groups: Vec<OverviewGroup>,
}

/// A group of sources.
#[derive(Debug, Clone, Serialize)]
pub struct OverviewColumn {
    /// What they have in common: a month, a publisher.
    pub label: String,
    /// The list of what they say.
    pub path: String,
    /// How many sources it has.
    pub sources: usize,
}

/// A topic's rows.
#[derive(Debug, Clone, Serialize)]
pub struct OverviewGroup {
    /// The topic.
    pub topic: TopicView,
    /// Its arguments.
    pub rows: Vec<OverviewRow>,
}

/// An argument's row.
#[derive(Debug, Clone, Serialize)]
pub struct OverviewRow {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// One cell a column.
    pub cells: Vec<OverviewCell>,
    /// In how many sources it occurs.
    pub sources: usize,
    /// In how many passages.
    pub passages: usize,
}

/// What a group of sources says of an argument.
#[derive(Debug, Clone, Serialize)]
pub struct OverviewCell {
    /// In how many passages each stance is taken; those that are not are left out.
    pub stances: Vec<StanceTotal>,
    /// The list of these passages.
    pub path: Option<String>,
}

/// How many passages take a stance.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct StanceTotal {
    /// The stance.
    pub stance: StanceView,
    /// In how many passages.
    pub passages: usize,
}

impl Overview {
    /// What this way of putting sources together is called.
    pub(super) fn word(&self) -> &'static str {
        match self.by {
            By::Date => "matrix_by_date",
            By::Publisher => "matrix_by_publisher",
            By::Author => "matrix_by_author",
        }
    }

    /// What a column is called.
    pub(super) fn label(&self, locale: &Locale, column: &Column) -> String {
        match (&column.key, self.by) {
            (Key::Period(edtf), _) => {
                let date = edtf.parse::<Date>();
                date.map_or_else(|_| edtf.clone(), |date| locale.date(&date))
            }
            (Key::Name(name), _) => name.clone(),
            (Key::Others, By::Author) => locale.word("other_authors").to_owned(),
            (Key::Others, _) => locale.word("other_publishers").to_owned(),
            (Key::Unknown, By::Date) => locale.word("other_dates").to_owned(),
            (Key::Unknown, By::Author) => locale.word("no_author").to_owned(),
            (Key::Unknown, By::Publisher) => locale.word("no_publisher").to_owned(),
        }
    }
}

/// The rows of some arguments, which stand in the order of their topics.
pub(super) fn overview_table(
    view: &View<'_>,
    overview: &Overview,
    arguments: &[usize],
) -> OverviewTable {
    let groups = view.index.topics.iter().enumerate().filter_map(|(group, topic)| {
        let here = arguments.iter().filter(|n| topic.arguments.contains(n));
        let rows: Vec<OverviewRow> = here.map(|n| row(view, overview, *n)).collect();
        (!rows.is_empty())
            .then(|| OverviewGroup { topic: view.topic(group, topic), rows })
    });
    OverviewTable {
        columns: overview
            .columns
            .iter()
            .map(|column| OverviewColumn {
                label: overview.label(view.locale, column),
                path: column.path.clone(),
                sources: column.sources,
            })
            .collect(),
        groups: groups.collect(),
    }
}

fn row(view: &View<'_>, overview: &Overview, argument: usize) -> OverviewRow {
    let cell = |column: &Column| {
        let (entries, path) = column.on(argument);
        let total = |stance: Stance| StanceTotal {
            stance: stance_view(stance),
            passages: entries.iter().filter(|entry| entry.stance == stance).count(),
        };
        let stances = Stance::ALL.into_iter().map(total);
        let fragment = super::passages::fragment(view, argument);
        OverviewCell {
            stances: stances.filter(|total| total.passages > 0).collect(),
            path: (!entries.is_empty()).then(|| format!("{path}#{fragment}")),
        }
    };
    OverviewRow {
        argument: view.argument(argument).clone(),
        cells: overview.columns.iter().map(cell).collect(),
        sources: view.sources_of(argument),
        passages: view.index.occurrences[argument].len(),
    }
}
