//! How a matrix that is too large for one table is taken apart: by date, by publisher, by topic.
//!
//! The overviews have a column for many sources, and a cell for what they say of an argument. Each
//! column has a list of all its passages, by argument, and that is where its cells lead.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::dossier::{Date, Dossier, Source, Stance};
use crate::id::Id;
use crate::index::{Index, Occurrence};
use crate::view::paging::{list_path, pages_of_rows};
use crate::view::plan::{cuts, page_of, range};

/// Where the matrix begins.
pub const MATRIX: &str = "matrix.html";

/// The most bytes that a table may take, about.
const TABLE_BYTES: usize = 500_000;

/// What the parts of a table take, about: an empty cell, one with something in it, one that
/// counts, and the head of a row or a column.
const EMPTY_BYTES: usize = 11;
const CELL_BYTES: usize = 380;
const COUNT_BYTES: usize = 230;
const HEAD_BYTES: usize = 420;

/// What a passage takes in a list, about.
const ENTRY_BYTES: usize = 900;

/// The most pages that a topic's table of single sources may have; a larger one counts.
const TOPIC_PAGES_MAX: usize = 12;

/// The most columns of an overview by date.
const PERIODS_MAX: usize = 36;

/// How many publishers have a column of their own, where there are more.
const PUBLISHERS_MAX: usize = 20;

/// The pages of the matrix: one table, or many.
#[derive(Debug, Default)]
pub struct MatrixPlan {
    /// The ways in which sources are put together; none where one table holds them all.
    pub(super) overviews: Vec<Overview>,
    /// The topics that have pages of their own.
    pub(super) topics: Vec<TopicTable>,
}

/// A page of the matrix. Numbers are indices into the plan's lists, and pages from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatrixPart {
    /// All sources in one table.
    Whole,
    /// Arguments by groups of sources.
    Overview(usize, usize),
    /// The passages of a column of an overview.
    Column(usize, usize, usize),
    /// The arguments of one topic.
    Topic(usize, usize),
}

/// What the columns of an overview are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Date,
    Publisher,
    Author,
}

/// Arguments by groups of sources.
#[derive(Debug)]
pub(super) struct Overview {
    pub(super) by: By,
    pub(super) columns: Vec<Column>,
    /// How many arguments one page has.
    pub(super) rows: usize,
}

/// What is the same of the sources of a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    /// Published in this time.
    Period(String),
    /// Of this publisher or author.
    Name(String),
    /// Of one of the others.
    Others,
    /// Without a date, a publisher, an author.
    Unknown,
}

/// Some sources, with all that they say.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) key: Key,
    /// Where its list begins.
    pub(super) path: String,
    /// How many sources it has.
    pub(super) sources: usize,
    /// What they say, by argument, then in the order of [`Index::occurrences`].
    pub(super) entries: Vec<Entry>,
    /// At which entry each page of its list begins.
    cuts: Vec<usize>,
}

/// A passage with one of its arguments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) argument: usize,
    pub(super) passage: usize,
    pub(super) stance: Stance,
}

/// The table of a topic.
#[derive(Debug)]
pub(super) struct TopicTable {
    /// Its place in [`Index::topics`].
    pub(super) topic: usize,
    /// Its first file, and how that is named in an address.
    file: String,
    pub(super) path: String,
    /// The sources that have a column, by date; none where the table counts.
    pub(super) sources: Vec<usize>,
    /// How many columns or, where it counts, rows one page has.
    pub(super) on_page: usize,
}

impl MatrixPlan {
    /// Settles the pages.
    pub(in crate::view) fn new(dossier: &Dossier, index: &Index) -> Self {
        let all: Vec<usize> = (0..dossier.arguments.len()).collect();
        if table_bytes(index, &all, dossier.sources.len()) <= TABLE_BYTES {
            return Self::default();
        }
        let mut overviews = vec![overview(By::Date, &periods(dossier), index)];
        let named = |name: fn(&Source) -> Option<String>| {
            let key = |source: &Arc<Source>| name(source).map_or(Key::Unknown, Key::Name);
            dossier.sources.iter().map(key).collect::<Vec<Key>>()
        };
        let publishers = named(|source| source.publisher.clone());
        let authors = named(|source| {
            let names = source.authors.join(", ");
            (!names.is_empty()).then_some(names)
        });
        let any = |keys: &[Key]| keys.iter().any(|key| *key != Key::Unknown);
        if any(&publishers) {
            overviews.push(overview(By::Publisher, &most(publishers), index));
        } else if any(&authors) {
            overviews.push(overview(By::Author, &most(authors), index));
        }
        let topics = if index.topics.len() > 1 {
            (0..index.topics.len())
                .map(|n| topic(dossier, index, &overviews, n))
                .collect()
        } else {
            vec![]
        };
        Self { overviews, topics }
    }

    /// All pages, with their paths.
    pub fn pages(&self, arguments: usize, index: &Index) -> Vec<(String, MatrixPart)> {
        if self.overviews.is_empty() {
            return vec![(MATRIX.to_owned(), MatrixPart::Whole)];
        }
        let mut pages = vec![];
        for (n, overview) in self.overviews.iter().enumerate() {
            for page in 0..pages_of_rows(arguments, overview.rows) {
                let path = list_path(overview.path(), page);
                pages.push((path, MatrixPart::Overview(n, page)));
            }
            for (c, column) in overview.columns.iter().enumerate() {
                for page in 0..column.cuts.len().max(1) {
                    let path = list_path(&column.path, page);
                    pages.push((path, MatrixPart::Column(n, c, page)));
                }
            }
        }
        for (n, topic) in self.topics.iter().enumerate() {
            for page in 0..topic.pages(index) {
                pages.push((list_path(&topic.file, page), MatrixPart::Topic(n, page)));
            }
        }
        pages
    }
}

impl Overview {
    /// Where it begins.
    pub(super) fn path(&self) -> &'static str {
        match self.by {
            By::Date => MATRIX,
            By::Publisher => "matrix/publishers.html",
            By::Author => "matrix/authors.html",
        }
    }
}

impl Column {
    /// How many pages its list has, and the entries on one of them.
    pub(super) fn page(&self, page: usize) -> (usize, &[Entry]) {
        let here = range(&self.cuts, page, self.entries.len());
        (self.cuts.len().max(1), &self.entries[here])
    }

    /// The entries of an argument, and where the first of them stands.
    pub(super) fn on(&self, argument: usize) -> (&[Entry], String) {
        let begin = self.entries.partition_point(|entry| entry.argument < argument);
        let end = self.entries.partition_point(|entry| entry.argument <= argument);
        let page = page_of(&self.cuts, begin);
        (&self.entries[begin..end], list_path(&self.path, page))
    }
}

impl TopicTable {
    /// How many pages it has.
    pub(super) fn pages(&self, index: &Index) -> usize {
        let rows = match &self.sources[..] {
            [] => index.topics[self.topic].arguments.len(),
            sources => sources.len(),
        };
        pages_of_rows(rows, self.on_page)
    }
}

/// What a table of single sources takes, about.
fn table_bytes(index: &Index, arguments: &[usize], columns: usize) -> usize {
    let filled: usize = arguments.iter().map(|a| index.sources_of[*a]).sum();
    let heads = (arguments.len() + columns) * HEAD_BYTES;
    arguments.len() * columns * EMPTY_BYTES + filled * CELL_BYTES + heads
}

/// Puts the sources together that have the same key.
fn overview(by: By, keys: &[Key], index: &Index) -> Overview {
    let mut sources: BTreeMap<&Key, usize> = BTreeMap::new();
    for key in keys {
        *sources.entry(key).or_default() += 1;
    }
    let numbers: BTreeMap<&Key, usize> = sources.keys().copied().zip(0..).collect();
    let column_of: Vec<usize> = keys.iter().map(|key| numbers[key]).collect();
    let mut entries = vec![vec![]; sources.len()];
    for (argument, occurrences) in index.occurrences.iter().enumerate() {
        for Occurrence { passage, stance } in occurrences.iter().copied() {
            let column = column_of[index.passages[passage].source];
            entries[column].push(Entry { argument, passage, stance });
        }
    }
    let mut taken = vec![];
    let mut columns: Vec<Column> = sources
        .into_iter()
        .zip(entries)
        .map(|((key, sources), entries)| Column {
            path: column_path(by, key, &mut taken),
            cuts: cuts(entries.iter().map(|e| (e.argument, ENTRY_BYTES)), TABLE_BYTES),
            key: key.clone(),
            sources,
            entries,
        })
        .collect();
    if by != By::Date {
        // Names by how much there is of them; keys that are none stay last.
        columns.sort_by_key(|column| match column.key {
            Key::Name(_) => (false, std::cmp::Reverse(column.sources)),
            _ => (true, std::cmp::Reverse(0)),
        });
    }
    let row = HEAD_BYTES + columns.len() * COUNT_BYTES;
    Overview { by, rows: (TABLE_BYTES / row).max(1), columns }
}

/// Where the list of a column begins; two that differ have paths that differ.
fn column_path(by: By, key: &Key, taken: &mut Vec<String>) -> String {
    let directory = match by {
        By::Date => "dates",
        By::Publisher => "publishers",
        By::Author => "authors",
    };
    let name = match key {
        Key::Period(edtf) => edtf.clone(),
        Key::Name(name) => {
            let plain = deunicode::deunicode(name).to_lowercase();
            let words = plain.split(|c: char| !c.is_ascii_alphanumeric());
            let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            let slug: String = words.join("-").chars().take(60).collect();
            let id = Id::new(slug.trim_end_matches('-'));
            id.unwrap_or_else(|_| Id::from_hash(name)).as_str().to_owned()
        }
        // No id begins with a line.
        Key::Others => "_others".to_owned(),
        Key::Unknown => "_unknown".to_owned(),
    };
    let numbered = (2..usize::MAX).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    let free = names.find(|name| !taken.contains(name)).unwrap_or_default();
    taken.push(free.clone());
    format!("matrix/{directory}/{free}.html")
}

/// The keys of the names that most sources have; the others are one.
fn most(keys: Vec<Key>) -> Vec<Key> {
    let mut sources: HashMap<&Key, usize> = HashMap::new();
    for key in keys.iter().filter(|key| **key != Key::Unknown) {
        *sources.entry(key).or_default() += 1;
    }
    let mut ranked: Vec<(&Key, usize)> = sources.into_iter().collect();
    ranked.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    // One alone needs no name for the others.
    if ranked.len() > PUBLISHERS_MAX + 1 {
        ranked.truncate(PUBLISHERS_MAX);
    }
    let kept: BTreeSet<Key> = ranked.into_iter().map(|(key, _)| key.clone()).collect();
    let keep = |key: Key| match key {
        Key::Name(_) if !kept.contains(&key) => Key::Others,
        key => key,
    };
    keys.into_iter().map(keep).collect()
}

/// How long the times are that the columns of an overview stand for.
const LENGTHS: [fn(i64, u8) -> String; 4] = [
    |year, month| format!("{}-{month:02}", four(year)),
    |year, _| four(year),
    |year, _| format!("{}X", &four(year)[..3]),
    |year, _| format!("{}XX", &four(year)[..2]),
];

fn four(year: i64) -> String {
    format!("{year:04}")
}

/// The month of every source, or its year, its decade, its century: so that there are not too
/// many columns. A source that is not dated so exactly is in a column of its time.
fn periods(dossier: &Dossier) -> Vec<Key> {
    let at = |least: usize| -> Vec<Key> {
        let key = |source: &Arc<Source>| period(source.date.as_ref(), least);
        dossier.sources.iter().map(key).collect()
    };
    let few = |keys: &Vec<Key>| {
        let mut different: Vec<&Key> = keys.iter().collect();
        different.sort_unstable();
        different.dedup();
        different.len() <= PERIODS_MAX
    };
    let mut lengths = (0..LENGTHS.len() - 1).map(at);
    lengths.find(few).unwrap_or_else(|| at(LENGTHS.len() - 1))
}

/// The shortest time, of a length or more, that a date is within.
fn period(date: Option<&Date>, least: usize) -> Key {
    let ends = date.and_then(|date| Some((date.earliest()?, date.latest()?)));
    // EDTF has no short name for a decade or a century before the year 0, or after 9999.
    let Some((first, last)) =
        ends.filter(|(first, last)| first.year >= 0 && last.year <= 9999)
    else {
        return Key::Unknown;
    };
    let mut lengths = LENGTHS.iter().enumerate().skip(least);
    let same = lengths.find_map(|(n, name)| {
        let period = name(first.year, first.month);
        (period == name(last.year, last.month)).then_some((n, period))
    });
    match same {
        // Among months, what is known to be of a year alone says so.
        Some((1, year)) if least == 0 => Key::Period(format!("{year}-XX")),
        Some((_, period)) => Key::Period(period),
        None => Key::Unknown,
    }
}

/// The table of a topic: of single sources where that takes a few pages, else one that counts.
fn topic(
    dossier: &Dossier,
    index: &Index,
    overviews: &[Overview],
    number: usize,
) -> TopicTable {
    let topic = &index.topics[number];
    let id = topic.topic.map(|topic| &dossier.about.topics[topic].id);
    // No id begins with a line.
    let named = |name: Option<String>| {
        format!("matrix/topics/{}.html", name.as_deref().unwrap_or("_others"))
    };
    let (file, path) = (named(id.map(Id::to_string)), named(id.map(Id::as_url)));
    let mut occurs = vec![false; dossier.sources.len()];
    for argument in &topic.arguments {
        for occurrence in &index.occurrences[*argument] {
            occurs[index.passages[occurrence.passage].source] = true;
        }
    }
    let by_date = index.sources_by_date.iter().copied();
    let sources: Vec<usize> = by_date.filter(|source| occurs[*source]).collect();
    let bytes = table_bytes(index, &topic.arguments, sources.len());
    let heads = topic.arguments.len() * HEAD_BYTES;
    let columns = bytes.saturating_sub(heads) / sources.len().max(1);
    let on_page = TABLE_BYTES.saturating_sub(heads) / columns.max(1);
    if on_page == 0 || sources.len().div_ceil(on_page) > TOPIC_PAGES_MAX {
        let on_page = overviews.first().map_or(1, |overview| overview.rows);
        return TopicTable { topic: number, file, path, sources: vec![], on_page };
    }
    TopicTable { topic: number, file, path, sources, on_page }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn periods_of(dates: &[&str]) -> Vec<String> {
        let dates = dates.iter().map(|date| date.parse::<Date>().ok());
        let key = |date: Option<Date>| match period(date.as_ref(), 0) {
            Key::Period(period) => period,
            key => format!("{key:?}"),
        };
        dates.map(key).collect()
    }

    #[test]
    fn a_date_is_in_the_shortest_time_that_it_is_within() {
        let dates = [
            "2025-02-25",
            "2025-02~",
            "2025",
            "2025-21",
            "2024/2025",
            "1999/2001",
            "2024-05/..",
            "197X",
            "-0043-03-15",
            "",
        ];
        assert_eq!(
            periods_of(&dates),
            [
                "2025-02", "2025-02", "2025-XX", "2025-XX", "202X", "Unknown", "Unknown",
                "197X", "Unknown", "Unknown",
            ]
        );
        for period in ["2025-02", "2025-XX", "202X", "20XX", "2025"] {
            assert!(period.parse::<Date>().is_ok(), "{period} can be said");
        }
    }

    #[test]
    fn the_others_are_one_column() {
        let name = |n: usize| Key::Name(format!("P{n:02}"));
        let keys: Vec<Key> = (0..30).map(name).chain([name(29), Key::Unknown]).collect();
        let kept = most(keys);
        assert_eq!(kept[29], name(29), "the one with most sources");
        assert_eq!(kept[18], name(18));
        assert_eq!(kept[19], Key::Others);
        assert_eq!(kept[31], Key::Unknown);
        let few: Vec<Key> = (0..21).map(name).collect();
        assert_eq!(most(few.clone()), few);
    }
}
