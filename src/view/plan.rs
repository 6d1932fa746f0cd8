//! What stands on which page, where there is more than one page holds. It is settled once, so
//! that a link to a passage knows the page that it is on.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::compare::ComparePlan;
use super::map::MapPlan;
use super::matrix::MatrixPlan;
use super::paging::{list_path, pages_of};
use super::sizes::Sizes;
use crate::anchor::AnchoredSource;
use crate::dossier::{Dossier, Source};
use crate::index::Index;

/// The most bytes that the passages on one page may take, about.
const PAGE_BYTES: usize = 400_000;

/// What the head of a group takes on a page, about.
const GROUP_BYTES: usize = 600;

/// The most voices that a page of an argument shows for a stance.
pub(super) const VOICES: usize = 12;

/// Where everything stands that may need several pages. What few pages show is settled when the
/// first of them is asked for.
#[derive(Debug, Default)]
pub struct Plan {
    /// For each argument, at which of its occurrences each page begins.
    arguments: Vec<Vec<usize>>,
    /// The passages of each person, by the dates of their sources.
    pub(super) said: Vec<Vec<usize>>,
    /// For each person, at which of those each page begins.
    people: Vec<Vec<usize>>,
    /// For each argument, how many rows the list of all its voices has; 0 where the page of the
    /// argument names them all.
    voices: Vec<usize>,
    /// Which sources are compared.
    pub(super) compare: ComparePlan,
    /// Whether one page lists all sources, so that there is no order but that of their dates.
    one_list: bool,
    orders: [OnceLock<Vec<usize>>; SourceOrder::ALL.len()],
    matrix: OnceLock<MatrixPlan>,
    map: OnceLock<MapPlan>,
}

/// An order of the list of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceOrder {
    /// By date, those without a date last.
    Date,
    /// By title.
    Title,
    /// By publisher, those without one last.
    Publisher,
    /// By author, those without one last.
    Author,
}

impl SourceOrder {
    /// Every order, that of the dates first.
    pub const ALL: [Self; 4] = [Self::Date, Self::Title, Self::Publisher, Self::Author];

    /// Where the list begins.
    pub fn path(self) -> &'static str {
        match self {
            Self::Date => "sources/index.html",
            Self::Title => "sources/by/title.html",
            Self::Publisher => "sources/by/publisher.html",
            Self::Author => "sources/by/author.html",
        }
    }

    /// The key of its words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Date => "order_date",
            Self::Title => "order_title",
            Self::Publisher => "order_publisher",
            Self::Author => "order_author",
        }
    }

    /// What a source is sorted by; empty where it has none.
    pub(super) fn key(self, source: &Source) -> String {
        match self {
            Self::Date => {
                source.date.as_ref().map_or("", |date| date.as_edtf()).to_owned()
            }
            Self::Title => source.title.clone(),
            Self::Publisher => source.publisher.clone().unwrap_or_default(),
            Self::Author => source.authors.join(", "),
        }
    }

    /// What a source has its place by, among those of one name that of its date.
    fn rank(self, source: &Source) -> impl Ord + use<> {
        let key = self.key(source);
        (key.is_empty(), deunicode::deunicode(&key).to_lowercase(), key)
    }

    /// All sources in this order; those of one name by date.
    fn sorted(self, dossier: &Dossier, index: &Index) -> Vec<usize> {
        let mut sources = index.sources_by_date.clone();
        if self != Self::Date {
            sources.sort_by_cached_key(|number| self.rank(&dossier.sources[*number]));
        }
        sources
    }
}

impl Plan {
    /// Settles it for a dossier.
    pub fn new(
        dossier: &Dossier,
        texts: &[Arc<AnchoredSource>],
        index: &Index,
        sizes: &mut Sizes,
    ) -> Self {
        let mut rank = vec![0; dossier.sources.len()];
        for (place, source) in index.sources_by_date.iter().enumerate() {
            rank[*source] = place;
        }
        let rows = sizes.rows(dossier, texts);
        let row = |passage: usize| rows[passage];
        let said = index.people.iter().map(|person| {
            let mut passages = person.passages.clone();
            passages.sort_by_key(|p| (rank[index.passages[*p].source], *p));
            passages
        });
        let said: Vec<Vec<usize>> = said.collect();
        let arguments = index.occurrences.par_iter();
        let arguments =
            arguments.map(|all| cuts(all.iter().map(|o| row(o.passage)), PAGE_BYTES));
        let people = said.iter();
        let people = people.map(|all| cuts(all.iter().map(|p| row(*p)), PAGE_BYTES));
        let voices = index.voices.iter().map(|stances| {
            let many = stances.iter().any(|(_, voices)| voices.len() > VOICES + 1);
            let all = stances.iter().map(|(_, voices)| voices.len()).sum();
            if many { all } else { 0 }
        });
        Self {
            arguments: arguments.collect(),
            people: people.collect(),
            voices: voices.collect(),
            said,
            compare: ComparePlan::new(dossier, index),
            one_list: pages_of(dossier.sources.len()) == 1,
            ..Self::default()
        }
    }

    /// Whether the same pages stand in another plan, whatever is on them, but for those of the
    /// matrix and the map.
    pub fn has_pages_of(&self, other: &Self) -> bool {
        let cut = |all: &[Vec<usize>]| -> Vec<_> {
            all.iter().map(|begins| begins.len().max(1)).collect()
        };
        let rows = |all: &[usize]| -> Vec<_> {
            all.iter().map(|rows| (*rows > 0).then(|| pages_of(*rows))).collect()
        };
        cut(&self.arguments) == cut(&other.arguments)
            && cut(&self.people) == cut(&other.people)
            && rows(&self.voices) == rows(&other.voices)
            && self.one_list == other.one_list
            && self.compare.has_pages_of(&other.compare)
    }

    /// How many pages an argument has.
    pub fn argument_pages(&self, argument: usize) -> usize {
        self.arguments[argument].len().max(1)
    }

    /// How many pages a person has.
    pub fn person_pages(&self, person: usize) -> usize {
        self.people[person].len().max(1)
    }

    /// How many rows the list of all voices on an argument has; 0 where there is none.
    pub fn voices(&self, argument: usize) -> usize {
        self.voices[argument]
    }

    /// The orders in which the sources are listed.
    pub fn source_orders(&self) -> &'static [SourceOrder] {
        &SourceOrder::ALL[..if self.one_list { 1 } else { SourceOrder::ALL.len() }]
    }

    /// The sources in an order. `dossier` and `index` are those that the plan is of, here and
    /// below.
    pub(super) fn sources_by(
        &self,
        order: SourceOrder,
        dossier: &Dossier,
        index: &Index,
    ) -> &[usize] {
        self.orders[order as usize].get_or_init(|| order.sorted(dossier, index))
    }

    /// The pages of the matrix, with their paths.
    pub fn matrix(&self, dossier: &Dossier, index: &Index) -> &MatrixPlan {
        self.matrix.get_or_init(|| MatrixPlan::new(dossier, index))
    }

    /// The pages of the map, with their paths.
    pub fn map(&self, dossier: &Dossier, index: &Index) -> &MapPlan {
        self.map.get_or_init(|| MapPlan::new(dossier, index))
    }

    /// The pages that compare sources, with their paths.
    pub fn compare(&self) -> &ComparePlan {
        &self.compare
    }

    pub(super) fn argument_page(
        &self,
        argument: usize,
        page: usize,
        rows: usize,
    ) -> std::ops::Range<usize> {
        range(&self.arguments[argument], page, rows)
    }

    pub(super) fn person_page(
        &self,
        person: usize,
        page: usize,
    ) -> std::ops::Range<usize> {
        range(&self.people[person], page, self.said[person].len())
    }

    /// The page of an argument that an occurrence is on.
    pub(super) fn argument_path(
        &self,
        first: &str,
        argument: usize,
        position: usize,
    ) -> String {
        list_path(first, page_of(&self.arguments[argument], position))
    }

    /// The page of a person that a passage of theirs is on.
    pub(super) fn person_path(
        &self,
        first: &str,
        person: usize,
        position: usize,
    ) -> String {
        list_path(first, page_of(&self.people[person], position))
    }
}

/// Cuts rows, each of a group and of so many bytes, into pages; returns where each begins. A
/// group is cut only where it is more than a page of its own.
pub(super) fn cuts(
    rows: impl Iterator<Item = (usize, usize)>,
    page_bytes: usize,
) -> Vec<usize> {
    let mut cuts = vec![];
    let (mut page, mut group, mut group_start, mut last) = (0, 0, 0, None);
    for (row, (of, bytes)) in rows.enumerate() {
        if last.replace(of) != Some(of) {
            (group, group_start) = (GROUP_BYTES, row);
            page += GROUP_BYTES;
        }
        if row == 0 {
            cuts.push(0);
        }
        (page, group) = (page + bytes, group + bytes);
        if page > page_bytes && cuts.last() != Some(&row) {
            let begins = cuts.last().copied().unwrap_or(0);
            // A group that began on this page goes to the next one whole, if it may fit there.
            let whole = group_start > begins;
            if whole {
                cuts.push(group_start);
            }
            page = group;
            if cuts.last() != Some(&row) && (!whole || group > page_bytes) {
                cuts.push(row);
                page = GROUP_BYTES + bytes;
            }
            group = page;
        }
    }
    cuts
}

/// The rows of a page, counted from 0.
pub(super) fn range(cuts: &[usize], page: usize, rows: usize) -> std::ops::Range<usize> {
    let begin = cuts.get(page).copied().unwrap_or(0);
    begin..cuts.get(page + 1).copied().unwrap_or(rows)
}

/// The page that a row is on, counted from 0.
pub(super) fn page_of(cuts: &[usize], row: usize) -> usize {
    cuts.partition_point(|begin| *begin <= row).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_group_goes_to_the_next_page_whole_and_is_cut_only_where_it_must_be() {
        let rows = |groups: &[usize]| {
            let rows = groups.iter().enumerate();
            let rows = rows.flat_map(|(group, n)| vec![(group, 1_000); *n]);
            cuts(rows, 10_000)
        };
        assert_eq!(rows(&[]), Vec::<usize>::new());
        assert_eq!(rows(&[3]), [0]);
        assert_eq!(rows(&[4, 4]), [0], "two groups fill a page");
        assert_eq!(rows(&[4, 4, 4]), [0, 8], "the third is whole on the second");
        assert_eq!(rows(&[30]), [0, 9, 18, 27], "a group of several pages");
        assert_eq!(rows(&[4, 30]), [0, 4, 13, 22, 31]);
    }

    proptest! {
        #[test]
        fn every_row_is_on_one_page_and_no_page_is_too_large(
            groups in prop::collection::vec((1..40_usize, 1..5_000_usize), 0..40),
        ) {
            let numbered = groups.iter().enumerate();
            let rows: Vec<(usize, usize)> =
                numbered.flat_map(|(group, (n, bytes))| vec![(group, *bytes); *n]).collect();
            let cuts = cuts(rows.iter().copied(), 20_000);
            let mut covered = vec![];
            for page in 0..cuts.len() {
                let here = range(&cuts, page, rows.len());
                prop_assert!(!here.is_empty());
                let bytes: usize = rows[here.clone()].iter().map(|(_, bytes)| bytes).sum();
                prop_assert!(bytes <= 20_000);
                for row in here {
                    prop_assert_eq!(page_of(&cuts, row), page);
                    covered.push(row);
                }
            }
            prop_assert!(covered.into_iter().eq(0..rows.len()));
        }
    }
}
