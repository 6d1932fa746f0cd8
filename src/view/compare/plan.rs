//! Which sources are compared with which. Every two that share an argument have a page while those
//! are few; else each source has one page, beside the few that share most with it, if they share
//! more than the one argument whose own page shows them both; and where sources are too many for
//! that, they are compared on the one page on which any two are chosen. It is settled once, so
//! that links know where a comparison is.

use std::borrow::Cow;
use std::cmp::Reverse;

use rayon::prelude::*;

use crate::dossier::Dossier;
use crate::index::Index;

/// Where any two sources are chosen, and the comparisons are listed.
pub const COMPARE: &str = "compare.html";

/// The names of all sources, from which that page lets its reader choose. It stands where no id
/// names a file, and the theme's own files have a hash in their names.
pub(super) const COMPARE_NAMES: &str = "assets/sources.js";

/// The most pages that compare; a dossier of 45 sources that all share arguments has as many
/// pairs. With 10,000 sources, a page for each would be a third of the site's files.
const PAGES_MAX: usize = 1_000;

/// How many others a source is compared with where there are more.
const NEAREST: usize = 3;

/// How many arguments they share at least.
const SHARED_MIN: usize = 2;

/// An argument of more sources than this says nothing of which are near each other.
const COMMON: usize = 500;

/// What is compared with what.
#[derive(Debug, Default)]
pub struct ComparePlan {
    /// Which pages there are.
    pub(super) pages: ComparePages,
    /// For each source, those that it is compared with; none where no page depends on it.
    with: Vec<Vec<(usize, usize)>>,
}

/// Which comparisons have a page of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum ComparePages {
    /// Every two sources that share an argument.
    #[default]
    Every,
    /// Each source, beside those that share most with it.
    Nearest,
    /// None: sources are compared where they are chosen.
    None,
}

/// What a page compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparePart {
    /// What its reader chooses; it lists what else is compared.
    List,
    /// Nothing: the names of all sources, to choose from.
    Names,
    /// Two sources, in the order of their ids.
    Two(usize, usize),
    /// A source, with those that share most with it.
    Nearest(usize),
}

impl ComparePlan {
    /// Settles what is compared.
    pub(in crate::view) fn new(dossier: &Dossier, index: &Index) -> Self {
        let sources = dossier.sources.len();
        let mut with = vec![];
        let mut pairs = 0;
        for source in 0..sources {
            let others = sharing(index, source, usize::MAX);
            pairs += others.len();
            with.push(others);
            // Each pair is met from both sides.
            if pairs > 2 * PAGES_MAX {
                break;
            }
        }
        if pairs <= 2 * PAGES_MAX {
            Self { pages: ComparePages::Every, with }
        } else if sources <= PAGES_MAX {
            let with = (0..sources).into_par_iter();
            let with = with.map(|source| nearest(index, source)).collect();
            Self { pages: ComparePages::Nearest, with }
        } else {
            Self { pages: ComparePages::None, with: vec![] }
        }
    }

    /// Those that a source is compared with, most shared first, with how many arguments they
    /// share.
    pub(super) fn with(&self, index: &Index, source: usize) -> Cow<'_, [(usize, usize)]> {
        match self.pages {
            ComparePages::None => nearest(index, source).into(),
            ComparePages::Every | ComparePages::Nearest => (&*self.with[source]).into(),
        }
    }

    /// Whether the same pages stand in another plan of sources with the same ids.
    pub(in crate::view) fn has_pages_of(&self, other: &Self) -> bool {
        self.pages == other.pages && self.with == other.with
    }

    /// Whether there is anything to compare.
    pub(in crate::view) fn lists(&self) -> bool {
        self.pages != ComparePages::Every
            || self.with.iter().any(|others| !others.is_empty())
    }

    /// All pages, with their paths.
    pub fn pages(&self, dossier: &Dossier) -> Vec<(String, ComparePart)> {
        let mut pages = vec![];
        for (source, others) in self.with.iter().enumerate() {
            let file = &dossier.sources[source].id;
            if self.pages == ComparePages::Nearest && !others.is_empty() {
                pages
                    .push((format!("compare/{file}.html"), ComparePart::Nearest(source)));
            }
            let every = self.pages == ComparePages::Every;
            for (other, _) in others.iter().filter(|(other, _)| every && source < *other)
            {
                let path = format!("compare/{file}/{}.html", dossier.sources[*other].id);
                pages.push((path, ComparePart::Two(source, *other)));
            }
        }
        if self.lists() {
            pages.push((COMPARE.to_owned(), ComparePart::List));
            pages.push((COMPARE_NAMES.to_owned(), ComparePart::Names));
        }
        pages
    }
}

/// The arguments of a source, in order.
fn arguments_of(index: &Index, source: usize) -> Vec<usize> {
    let threads = index.passages_of(source).iter().flat_map(|passage| &passage.threads);
    let mut arguments: Vec<usize> = threads.map(|thread| thread.argument).collect();
    arguments.sort_unstable();
    arguments.dedup();
    arguments
}

/// The sources that share arguments with one, most first, with how many: only arguments of at
/// most `common` sources count.
fn sharing(index: &Index, source: usize, common: usize) -> Vec<(usize, usize)> {
    let mut others = vec![];
    for argument in arguments_of(index, source) {
        if index.sources_of[argument] > common {
            continue;
        }
        let occurrences = index.occurrences[argument].iter();
        let mut of = occurrences.map(|o| index.passages[o.passage].source).peekable();
        while let Some(other) = of.next() {
            // Those of one source stand together.
            if other != source && of.peek() != Some(&other) {
                others.push(other);
            }
        }
    }
    others.sort_unstable();
    let shared = others.chunk_by(|a, b| a == b).map(|same| (same[0], same.len()));
    let mut shared: Vec<(usize, usize)> = shared.collect();
    shared.sort_unstable_by_key(|(other, arguments)| (Reverse(*arguments), *other));
    shared
}

/// Those of them that share most, with how many arguments of any kind.
fn nearest(index: &Index, source: usize) -> Vec<(usize, usize)> {
    let own = arguments_of(index, source);
    let near = sharing(index, source, COMMON).into_iter().take(NEAREST);
    let shared = near.map(|(other, _)| {
        let theirs = arguments_of(index, other);
        let both = own.iter().filter(|argument| theirs.binary_search(argument).is_ok());
        (other, both.count())
    });
    shared.filter(|(_, arguments)| *arguments >= SHARED_MIN).collect()
}
