//! Events and sources on one axis.

mod axis;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::Serialize;

use super::View;
use super::cover::{PassageLink, passage_link};
use super::page::{ArgumentRef, DateView, SourceRef};
use super::paging::{Pager, list_path, page_with, pager, rows_on};
use crate::dossier::{Date, Day, Dossier, Stance};
use crate::index::FirstAppearance;
use crate::view::page::{StanceView, stance_view};
use axis::Axis;

/// Where the timeline begins.
pub const TIMELINE: &str = "timeline.html";

/// A timeline of fewer rows is not divided by years.
const DIVIDED_MIN: usize = 40;

/// One of more rows a year than this is divided by months.
const MONTHS_MIN: usize = 100;

/// The most months that one leads to, rather than to years.
const JUMPS_MAX: usize = 24;

/// The variables of `timeline.html`.
#[derive(Debug, Clone, Serialize)]
pub struct TimelinePage {
    /// Events and sources by date, divided by years or months where they are many; a page of
    /// them where they are very many.
    pub groups: Vec<TimelineGroup>,
    /// The years or months of all pages; none where they are not divided.
    pub jumps: Vec<TimelineJump>,
    /// The axis; none where nothing is dated.
    pub axis: Option<AxisView>,
    /// Sources without a date: they come last.
    pub undated: Vec<Arc<SourceRef>>,
    /// The way to the others.
    pub pager: Pager,
}

/// Some events and sources.
#[derive(Debug, Clone, Serialize)]
pub struct TimelineGroup {
    /// The id of its part of the page: `t-2025-02`.
    pub id: String,
    /// When they begin, in words; none where the timeline is not divided.
    pub label: Option<String>,
    /// The events and sources, by date.
    pub entries: Vec<TimelineEntry>,
}

/// A way to a part of the timeline.
#[derive(Debug, Clone, Serialize)]
pub struct TimelineJump {
    /// The year or the month.
    pub label: String,
    /// Where it begins.
    pub path: String,
    /// How many rows it has.
    pub rows: usize,
}

/// An axis of one scale, or of several.
#[derive(Debug, Clone, Serialize)]
pub struct AxisView {
    /// The stretches of time, each with a scale of its own.
    pub stretches: Vec<Stretch>,
    /// The line with its breaks, as the data of an SVG path in a box of 100 by 10.
    pub track: String,
}

/// A stretch of time on one scale.
#[derive(Debug, Clone, Serialize)]
pub struct Stretch {
    /// From when to when, in words.
    pub label: String,
    /// Where it begins on the axis, in percent.
    pub start: f64,
    /// How wide it is, in percent.
    pub width: f64,
}

/// An event or a source.
#[derive(Debug, Clone, Serialize)]
pub struct TimelineEntry {
    /// `event` or `source`.
    pub kind: &'static str,
    /// The event.
    pub event: Option<EventView>,
    /// The source.
    pub source: Option<Arc<SourceRef>>,
    /// The arguments that are met here first, among the sources of this dossier.
    pub first: Vec<FirstView>,
    /// Those that may be, as far as the dates of the sources tell.
    pub perhaps_first: Vec<FirstView>,
    /// Where its span begins on the axis of the whole timeline, in percent.
    pub start: f64,
    /// How wide its span is, in percent; at least 0.5.
    pub width: f64,
}

/// An argument where it is first met.
#[derive(Debug, Clone, Serialize)]
pub struct FirstView {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// With which stance.
    pub stance: StanceView,
    /// The passage.
    pub path: String,
}

/// Something that happened.
#[derive(Debug, Clone, Serialize)]
pub struct EventView {
    /// When.
    pub date: DateView,
    /// What.
    pub title: String,
    /// Who speaks of it.
    pub passages: Vec<PassageLink>,
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
    let keys = keys(&rows);
    let mut first = first_met(view);
    let entry = |(date, row): &(&Date, Row)| {
        let (start, width) = axis.place(date);
        let (kind, event, source, met) = match *row {
            Row::Event(n) => ("event", Some(event(view, n)), None, None),
            Row::Source(n) => {
                ("source", None, Some(view.source(n).clone()), first.remove(&n))
            }
        };
        let [first, perhaps_first] = met.unwrap_or_default();
        TimelineEntry { kind, event, source, first, perhaps_first, start, width }
    };
    let undated_here = here.start.max(border) - border..here.end.max(border) - border;
    let dated_here = here.start.min(border)..here.end.min(border);
    let entries: Vec<TimelineEntry> =
        rows[dated_here.clone()].iter().map(entry).collect();
    TimelinePage {
        groups: groups(view, entries, &keys[dated_here]),
        jumps: jumps(view, &keys),
        axis: (!axis.parts.is_empty()).then(|| axis_view(view, &axis)),
        undated: undated[undated_here].iter().map(|n| view.source(*n).clone()).collect(),
        pager: pager(TIMELINE, page, rows.len() + undated.len()),
    }
}

/// What the row belongs to: a year or a month in EDTF; empty where its start is not known.
fn keys(rows: &[(&Date, Row)]) -> Vec<String> {
    if rows.len() < DIVIDED_MIN {
        return vec![String::new(); rows.len()];
    }
    let begins = || rows.iter().map(|(date, _)| date.earliest());
    let years: BTreeSet<i64> = begins().flatten().map(|day| day.year).collect();
    let by_month = rows.len() / years.len().max(1) > MONTHS_MIN;
    let key = |day: Day| {
        let year = year_key(day.year);
        if by_month { format!("{year}-{:02}", day.month) } else { year }
    };
    begins().map(|day| day.map(key).unwrap_or_default()).collect()
}

/// A year in EDTF.
fn year_key(year: i64) -> String {
    match year {
        -9999..0 => format!("-{:04}", -year),
        0..=9999 => format!("{year:04}"),
        _ => format!("Y{year}"),
    }
}

fn key_label(view: &View<'_>, key: &str) -> String {
    match key.parse::<Date>() {
        Ok(date) => view.locale.date(&date),
        Err(_) => view.locale.word("start_unknown").to_owned(),
    }
}

fn key_id(key: &str) -> String {
    if key.is_empty() { "t-start".to_owned() } else { format!("t-{key}") }
}

fn groups(
    view: &View<'_>,
    entries: Vec<TimelineEntry>,
    keys: &[String],
) -> Vec<TimelineGroup> {
    let divided = view.dossier.events.len() + view.dossier.sources.len() >= DIVIDED_MIN
        && keys.iter().any(|key| !key.is_empty());
    let mut groups: Vec<(&str, TimelineGroup)> = Vec::new();
    for (entry, key) in entries.into_iter().zip(keys) {
        match groups.last_mut() {
            Some((last, group)) if last == key => group.entries.push(entry),
            _ => {
                let label = divided.then(|| key_label(view, key));
                let group =
                    TimelineGroup { id: key_id(key), label, entries: vec![entry] };
                groups.push((key, group));
            }
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn jumps(view: &View<'_>, keys: &[String]) -> Vec<TimelineJump> {
    let groups = |same: fn(&String, &String) -> bool| -> Vec<&[String]> {
        keys.chunk_by(same).collect()
    };
    let mut chunks = groups(|a, b| a == b);
    let months = chunks.len() <= JUMPS_MAX;
    if !months {
        chunks = groups(|a, b| year_of(a) == year_of(b));
    }
    let mut jumps = Vec::new();
    let mut row = 0;
    for chunk in chunks {
        let (page, key) = (list_path(TIMELINE, page_with(row)), &chunk[0]);
        jumps.push(TimelineJump {
            label: key_label(view, if months { key } else { year_of(key) }),
            path: format!("{page}#{}", key_id(key)),
            rows: chunk.len(),
        });
        row += chunk.len();
    }
    if jumps.len() > 1 { jumps } else { vec![] }
}

/// The year of a year or a month in EDTF.
fn year_of(key: &str) -> &str {
    // A year before 1 BC begins with a sign.
    match key.rfind('-') {
        Some(at @ 1..) => &key[..at],
        _ => key,
    }
}

/// The arguments that are first met in each source, and those that may be.
fn first_met(view: &View<'_>) -> HashMap<usize, [Vec<FirstView>; 2]> {
    let mut met: HashMap<usize, [Vec<FirstView>; 2]> = HashMap::new();
    for (argument, first) in view.index.first(view.dossier).iter().enumerate() {
        let Some(FirstAppearance { passage, certain }) = *first else { continue };
        let occurrences = &view.index.passages[passage].threads;
        let thread = occurrences.iter().find(|thread| thread.argument == argument);
        let source = met.entry(view.index.passages[passage].source).or_default();
        source[usize::from(!certain)].push(FirstView {
            argument: view.argument(argument).clone(),
            stance: stance_view(thread.map_or(Stance::Reports, |thread| thread.stance)),
            path: view.passage_path(passage),
        });
    }
    met
}

fn axis_view(view: &View<'_>, axis: &Axis) -> AxisView {
    let day = |day: Day| {
        let edtf = format!("{}-{:02}-{:02}", year_key(day.year), day.month, day.day);
        let date = edtf.parse::<Date>();
        date.map_or(edtf, |date| view.locale.date(&date))
    };
    let label = |(first, last): (Day, Day)| {
        let whole =
            (first.month, first.day) == (1, 1) && (last.month, last.day) == (12, 31);
        if !whole && first != last {
            let (start, end) = (day(first), day(last));
            return view
                .locale
                .say("date_year_range", &[("first", &start), ("last", &end)]);
        }
        let key = match first.year == last.year {
            true if whole => year_key(first.year),
            true => return day(first),
            false => format!("{}/{}", year_key(first.year), year_key(last.year)),
        };
        key_label(view, &key)
    };
    let track = axis.parts.iter().enumerate().map(|(n, part)| {
        let (start, end) = (part.start, part.start + part.width);
        // Two strokes across the gap.
        let strokes = [start - 2.4, start - 1.4].map(|x| {
            let top = x + 0.8;
            format!("M{x:.1} 9L{top:.1} 1")
        });
        let strokes = if n > 0 { strokes.concat() } else { String::new() };
        format!("{strokes}M{start:.1} 5H{end:.1}")
    });
    let track = track.collect::<Vec<_>>().concat();
    let stretches = axis.parts.iter().map(|part| Stretch {
        label: label((part.first, part.last)),
        start: part.start,
        width: part.width,
    });
    AxisView { stretches: stretches.collect(), track }
}

/// An event, as it is named everywhere.
pub(super) fn event(view: &View<'_>, number: usize) -> EventView {
    let event = &view.dossier.events[number];
    let passages = &view.index.events[number];
    EventView {
        date: view.date(&event.date),
        title: event.title.clone(),
        passages: passages.iter().map(|passage| passage_link(view, *passage)).collect(),
    }
}
