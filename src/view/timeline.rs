//! Events and sources on one axis.

use std::sync::Arc;

use serde::Serialize;

use super::View;
use super::page::{DateView, Link, SourceRef};
use super::paging::{Pager, pager, rows_on};
use crate::dossier::{Date, Day, Dossier};

/// Where the timeline begins.
pub const TIMELINE: &str = "timeline.html";

/// The variables of `timeline.html`.
#[derive(Debug, Clone, Serialize)]
pub struct TimelinePage {
    /// Events and sources by date; a page of them where they are many.
    pub entries: Vec<TimelineEntry>,
    /// Sources without a date: they come last.
    pub undated: Vec<Arc<SourceRef>>,
    /// The way to the others.
    pub pager: Pager,
}

/// An event or a source.
#[derive(Debug, Clone, Serialize)]
pub struct TimelineEntry {
    /// `event` or `source`.
    pub kind: &'static str,
    /// The event.
    pub event: Option<TimelineEvent>,
    /// The source.
    pub source: Option<Arc<SourceRef>>,
    /// Where its span begins on the axis of the whole timeline, in percent.
    pub start: f64,
    /// How wide its span is, in percent; at least 0.5.
    pub width: f64,
}

/// Something that happened.
#[derive(Debug, Clone, Serialize)]
pub struct TimelineEvent {
    /// When.
    pub date: DateView,
    /// What.
    pub title: String,
    /// Who speaks of it.
    pub passages: Vec<Link>,
}

/// How many rows the timeline has: events, and sources with or without a date.
pub fn timeline_rows(dossier: &Dossier) -> usize {
    dossier.events.len() + dossier.sources.len()
}

/// A row of the timeline: an index among the events or the sources.
#[derive(Clone, Copy)]
enum Row {
    Event(usize),
    Source(usize),
}

/// A page of the timeline of the whole dossier, counted from 0.
pub fn timeline_page(view: &View<'_>, page: usize) -> TimelinePage {
    let Dossier { events, sources, .. } = view.dossier;
    let events_dated = events.iter().enumerate().map(|(n, e)| (&e.date, Row::Event(n)));
    let (dated, undated): (Vec<usize>, Vec<usize>) =
        view.index.sources_by_date.iter().partition(|n| sources[**n].date.is_some());
    let sources_dated = dated
        .into_iter()
        .filter_map(|n| Some((sources[n].date.as_ref()?, Row::Source(n))));
    let mut rows: Vec<(&Date, Row)> = events_dated.chain(sources_dated).collect();
    rows.sort_by_cached_key(|(date, _)| date.sort_key());

    let axis = Axis::over(rows.iter().map(|(date, _)| *date));
    let here = rows_on(page, rows.len() + undated.len());
    let border = rows.len();
    let entry = |(date, row): &(&Date, Row)| {
        let (start, width) = axis.place(date);
        let (kind, event, source) = match *row {
            Row::Event(n) => ("event", Some(event(view, n)), None),
            Row::Source(n) => ("source", None, Some(view.source(n).clone())),
        };
        TimelineEntry { kind, event, source, start, width }
    };
    let undated_here = here.start.max(border) - border..here.end.max(border) - border;
    TimelinePage {
        entries: rows[here.start.min(border)..here.end.min(border)]
            .iter()
            .map(entry)
            .collect(),
        undated: undated[undated_here].iter().map(|n| view.source(*n).clone()).collect(),
        pager: pager(TIMELINE, page, rows.len() + undated.len()),
    }
}

fn event(view: &View<'_>, number: usize) -> TimelineEvent {
    let event = &view.dossier.events[number];
    let link = |passage: &usize| Link {
        label: view.passage_label(*passage),
        path: view.passage_path(*passage),
    };
    TimelineEvent {
        date: view.date(&event.date),
        title: event.title.clone(),
        passages: view.index.events[number].iter().map(link).collect(),
    }
}

/// The days between which the timeline is drawn, as day numbers.
struct Axis {
    first: f64,
    last: f64,
}

impl Axis {
    fn over<'a>(dates: impl Iterator<Item = &'a Date>) -> Self {
        let days =
            dates.flat_map(|date| [date.earliest(), date.latest()]).flatten().map(number);
        let (first, last) = days
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(first, last), day| {
                (first.min(day), last.max(day))
            });
        Self { first, last }
    }

    /// Where a date begins and how wide it is, in percent.
    fn place(&self, date: &Date) -> (f64, f64) {
        let length = (self.last - self.first).max(1.0);
        let percent = |day: f64| ((day - self.first) / length * 10_000.0).round() / 100.0;
        let start = date.earliest().map_or(0.0, |day| percent(number(day)));
        let end = date.latest().map_or(100.0, |day| percent(number(day)));
        let width = (end - start).max(0.5);
        (start.min(100.0 - width).max(0.0), width)
    }
}

/// A day's place on an axis, in days; months are taken as equally long, which no eye can tell.
#[expect(clippy::cast_precision_loss, reason = "years are far below 2^52")]
fn number(day: Day) -> f64 {
    day.year as f64 * 365.25 + f64::from(day.month - 1) * 30.44 + f64::from(day.day)
}
