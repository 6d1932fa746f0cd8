//! Events and sources on one axis.

use std::sync::Arc;

use serde::Serialize;

use super::View;
use super::page::{DateView, Link, SourceRef, date_view};
use crate::dossier::{Date, Day};

/// The variables of `timeline.html`.
#[derive(Debug, Clone, Serialize)]
pub struct TimelinePage {
    /// Events and sources by date.
    pub entries: Vec<TimelineEntry>,
    /// Sources without a date.
    pub undated: Vec<Arc<SourceRef>>,
}

/// An event or a source.
#[derive(Debug, Clone, Serialize)]
pub struct TimelineEntry {
    /// When.
    pub date: DateView,
    /// `event` or `source`.
    pub kind: &'static str,
    /// What.
    pub title: String,
    /// The source's page.
    pub path: Option<String>,
    /// Who speaks of the event.
    pub passages: Vec<Link>,
    /// The source.
    pub source: Option<Arc<SourceRef>>,
    /// Where its span begins on the page's axis, in percent.
    pub start: f64,
    /// How wide its span is, in percent; at least 0.5.
    pub width: f64,
}

/// The timeline of the whole dossier.
pub fn timeline_page(view: &View<'_>) -> TimelinePage {
    let events =
        view.dossier.events.iter().zip(&view.index.events).map(|(event, passages)| {
            let links = passages.iter().map(|passage| Link {
                label: view.passage_label(*passage),
                path: view.passage_path(*passage),
            });
            (&event.date, "event", event.title.clone(), None, links.collect())
        });
    let sources = view.index.sources_by_date.iter().filter_map(|number| {
        let date = view.dossier.sources[*number].date.as_ref()?;
        Some((date, "source", view.sources[*number].title.clone(), Some(*number), vec![]))
    });
    let mut all: Vec<_> = events.chain(sources).collect();
    all.sort_by(|a, b| a.0.sort_key().cmp(&b.0.sort_key()));
    let axis = Axis::over(all.iter().map(|entry| entry.0));
    let entries = all.into_iter().map(|(date, kind, title, source, passages)| {
        let (start, width) = axis.place(date);
        TimelineEntry {
            date: date_view(date),
            kind,
            title,
            path: source.map(|number| view.sources[number].path.clone()),
            passages,
            source: source.map(|number| view.sources[number].clone()),
            start,
            width,
        }
    });
    let undated = view.index.sources_by_date.iter().filter_map(|number| {
        let dated = view.dossier.sources[*number].date.is_some();
        (!dated).then(|| view.sources[*number].clone())
    });
    TimelinePage { entries: entries.collect(), undated: undated.collect() }
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
