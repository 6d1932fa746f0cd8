//! Which sources are compared with which. Every two that share an argument have a page while those
//! are few; else each source has one page, beside the few that share most with it, if they share
//! more than the one argument whose own page shows them both; and where sources are too many for
//! that, they are compared on the one page on which any two are chosen. It is settled once, so
//! that links know where a comparison is.

use std::cmp::Reverse;

use crate::dossier::Dossier;
use crate::index::{Index, Occurrence};

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
    /// For each source, those that it is compared with, most shared first, with how many arguments
    /// they share.
    pub(super) with: Vec<Vec<(usize, usize)>>,
    /// How each source is named in a file.
    files: Vec<String>,
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
        let shares = Shares::new(dossier.sources.len(), index);
        let mut met = vec![0; dossier.sources.len()];
        let mut with = vec![];
        let mut pairs = 0;
        for source in 0..dossier.sources.len() {
            let others = shares.with(source, usize::MAX, &mut met);
            pairs += others.len();
            with.push(others);
            // Each pair is met from both sides.
            if pairs > 2 * PAGES_MAX {
                break;
            }
        }
        let pages = match pairs {
            few if few <= 2 * PAGES_MAX => ComparePages::Every,
            _ if dossier.sources.len() <= PAGES_MAX => ComparePages::Nearest,
            _ => ComparePages::None,
        };
        if pages != ComparePages::Every {
            with = (0..dossier.sources.len())
                .map(|source| {
                    let near =
                        shares.with(source, COMMON, &mut met).into_iter().take(NEAREST);
                    let near = near.map(|(other, _)| (other, shares.of(source, other)));
                    near.filter(|(_, arguments)| *arguments >= SHARED_MIN).collect()
                })
                .collect();
        }
        let files = dossier.sources.iter().map(|source| source.id.to_string());
        Self { pages, with, files: files.collect() }
    }

    /// Whether there is anything to compare.
    pub(in crate::view) fn lists(&self) -> bool {
        self.pages != ComparePages::Every
            || self.with.iter().any(|others| !others.is_empty())
    }

    /// All pages, with their paths.
    pub fn pages(&self) -> Vec<(String, ComparePart)> {
        let mut pages = vec![];
        for (source, others) in self.with.iter().enumerate() {
            let file = &self.files[source];
            if self.pages == ComparePages::Nearest && !others.is_empty() {
                pages
                    .push((format!("compare/{file}.html"), ComparePart::Nearest(source)));
            }
            let every = self.pages == ComparePages::Every;
            for (other, _) in others.iter().filter(|_| every) {
                let path = format!("compare/{file}/{}.html", self.files[*other]);
                pages.extend(
                    (source < *other).then_some((path, ComparePart::Two(source, *other))),
                );
            }
        }
        if self.lists() {
            pages.push((COMPARE.to_owned(), ComparePart::List));
            pages.push((COMPARE_NAMES.to_owned(), ComparePart::Names));
        }
        pages
    }
}

/// Which arguments sources share.
struct Shares {
    /// The sources of each argument, each once.
    sources: Vec<Vec<usize>>,
    /// The arguments of each source, in order.
    arguments: Vec<Vec<usize>>,
}

impl Shares {
    fn new(sources: usize, index: &Index) -> Self {
        let mut arguments = vec![vec![]; sources];
        let of = |(argument, occurrences): (usize, &Vec<Occurrence>)| {
            let source =
                |occurrence: &Occurrence| index.passages[occurrence.passage].source;
            let mut of: Vec<usize> = occurrences.iter().map(source).collect();
            // Those of one source stand together.
            of.dedup();
            for source in &of {
                arguments[*source].push(argument);
            }
            of
        };
        let sources = index.occurrences.iter().enumerate().map(of).collect();
        Self { sources, arguments }
    }

    /// The sources that share arguments with one, most first, with how many: only arguments of
    /// at most `common` sources count. `met` holds a zero for each source, before and after.
    fn with(
        &self,
        source: usize,
        common: usize,
        met: &mut [usize],
    ) -> Vec<(usize, usize)> {
        let mut others = vec![];
        for argument in &self.arguments[source] {
            let sources = &self.sources[*argument];
            for other in sources.iter().filter(|_| sources.len() <= common) {
                if met[*other] == 0 {
                    others.push(*other);
                }
                met[*other] += 1;
            }
        }
        let mut shared: Vec<(usize, usize)> = others
            .into_iter()
            .map(|other| (other, std::mem::take(&mut met[other])))
            .collect();
        shared.retain(|(other, _)| *other != source);
        shared.sort_unstable_by_key(|(other, arguments)| (Reverse(*arguments), *other));
        shared
    }

    /// How many arguments two sources share.
    fn of(&self, a: usize, b: usize) -> usize {
        let other = &self.arguments[b];
        self.arguments[a]
            .iter()
            .filter(|argument| other.binary_search(argument).is_ok())
            .count()
    }
}
