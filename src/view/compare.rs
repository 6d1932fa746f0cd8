//! Two sources side by side, on the arguments that they share: in which words, with which stances,
//! where they agree and where they differ. Of any two sources, a script makes the same on the
//! page that its reader chooses them on, from the sources' own pages.

mod plan;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::View;
use super::argument::groups;
use super::page::{ArgumentRef, SourceGroup, SourceRef, StanceView, stance_view, take};
use super::sizes::passage_bytes;
use crate::dossier::Stance;
use crate::index::IndexedPassage;

pub use plan::{COMPARE, ComparePart, ComparePlan};
use plan::{COMPARE_NAMES, ComparePages};

/// The variables of `compare.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ComparePage {
    /// The comparisons: one of two sources or, in a dossier of very many, one with each of the
    /// sources that share most with one.
    pub comparisons: Vec<Comparison>,
}

/// The variables of `comparisons.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonsPage {
    /// The sources by date, each with those that come after it; none where two sources that
    /// share an argument have no page of their own.
    pub sources: Vec<ComparedSource>,
    /// The stances, for the words of any two sources.
    pub stances: Vec<StanceView>,
    /// A script with the names of all sources, to choose two from.
    pub names: &'static str,
}

/// A source, with those that it is compared with.
#[derive(Debug, Clone, Serialize)]
pub struct ComparedSource {
    /// The source.
    pub source: Arc<SourceRef>,
    /// The others.
    pub with: Vec<CompareLink>,
}

/// The way to a comparison.
#[derive(Debug, Clone, Serialize)]
pub struct CompareLink {
    /// The other source.
    pub source: Arc<SourceRef>,
    /// How many arguments are in both.
    pub shared: usize,
    /// Where the two are compared.
    pub path: String,
}

/// Two sources on the arguments that they share.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The one.
    pub left: Arc<SourceRef>,
    /// The other.
    pub right: Arc<SourceRef>,
    /// How many arguments are in both.
    pub shared: usize,
    /// On how many of them they take the same side.
    pub agree: usize,
    /// On how many they take opposite sides.
    pub differ: usize,
    /// On how many one of them takes both sides, and the other takes one or both.
    pub partly: usize,
    /// On how many at least one of them takes none, but reports.
    pub unsided: usize,
    /// The arguments, in order of their numbers, with the words.
    pub rows: Vec<ComparedArgument>,
    /// Those for whose words the page has no room.
    pub rest: Vec<ComparedArgument>,
    /// How many more there are.
    pub more: usize,
}

/// What two sources say on an argument.
#[derive(Debug, Clone, Serialize)]
pub struct ComparedArgument {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// `agree`, `differ`, `partly` or `unsided`.
    pub verdict: &'static str,
    /// The stances that the one takes.
    pub left_stances: Vec<StanceView>,
    /// The stances that the other takes.
    pub right_stances: Vec<StanceView>,
    /// The passages of the one; none where the page has no room for them.
    pub left: Option<SourceGroup>,
    /// The passages of the other, likewise.
    pub right: Option<SourceGroup>,
}

/// The most bytes that the words on one page take, about.
const WORDS_BYTES: usize = 300_000;

/// The same of one comparison where each source has several, so that a large site stays small.
const NEAREST_BYTES: usize = 30_000;

/// The most arguments of a comparison that are named without words.
const REST: usize = 500;

/// The page of two sources, or of one beside those that share most with it.
pub fn compare_page(view: &View<'_>, part: ComparePart) -> ComparePage {
    match part {
        ComparePart::Two(a, b) => {
            let (left, right) = if view.rank[a] < view.rank[b] { (a, b) } else { (b, a) };
            let comparison = comparison(view, left, right, WORDS_BYTES, "../../");
            ComparePage { comparisons: vec![comparison] }
        }
        ComparePart::Nearest(source) => {
            let with = view.plan.compare.with(view.index, source);
            let beside = |other: &(usize, usize)| {
                comparison(view, source, other.0, NEAREST_BYTES, "../")
            };
            ComparePage { comparisons: with.iter().map(beside).collect() }
        }
        ComparePart::List | ComparePart::Names => ComparePage { comparisons: vec![] },
    }
}

/// The page on which any two sources are chosen, with the list of all comparisons.
pub fn comparisons_page(view: &View<'_>) -> ComparisonsPage {
    // Each pair is listed once, at the earlier of the two.
    let compared = |source: &usize| {
        let mut links = compared_with(view, *source);
        let with = view.plan.compare.with(view.index, *source);
        let mut later =
            with.iter().map(|(other, _)| view.rank[*other] > view.rank[*source]);
        links.retain(|_| later.next().unwrap_or_default());
        let source = view.source(*source).clone();
        (!links.is_empty()).then_some(ComparedSource { source, with: links })
    };
    let every = view.plan.compare.pages == ComparePages::Every;
    let sources = view.index.sources_by_date.iter().filter(|_| every);
    ComparisonsPage {
        sources: sources.filter_map(compared).collect(),
        stances: Stance::ALL.into_iter().map(stance_view).collect(),
        names: COMPARE_NAMES,
    }
}

/// The names of all sources, by date, as a script that a page from a disk may load, too: a row
/// a source, of its id, its title, who wrote it and when, and the language of the title, where
/// that is not the dossier's.
pub fn compare_names(view: &View<'_>) -> String {
    let mut script = "var throughlineSources = [\n".to_owned();
    for source in &view.index.sources_by_date {
        let source = view.source(*source);
        let language = Some(&source.language.tag).filter(|_| !source.language.own);
        let language = language.map_or("", String::as_str);
        let row = [&*source.id, &*source.title, &*source.by(view.locale), language];
        script.push_str(&serde_json::Value::from(row.as_slice()).to_string());
        script.push_str(",\n");
    }
    script.push_str("];\n");
    script
}

/// Where a source is compared with any other; none where that is not possible, or it has no
/// argument to compare.
pub(super) fn compare_any(view: &View<'_>, source: usize) -> Option<String> {
    let id = || view.dossier.sources[source].id.as_url();
    let speaks = view.index.by_source[source]
        .clone()
        .any(|passage| !view.index.passages[passage].threads.is_empty());
    (speaks && view.plan.compare.lists()).then(|| format!("{COMPARE}?a={}", id()))
}

/// The sources that a source is compared with, most shared first.
pub(super) fn compared_with(view: &View<'_>, source: usize) -> Vec<CompareLink> {
    let id = |source: usize| view.dossier.sources[source].id.as_url();
    let link = |(other, shared): &(usize, usize)| CompareLink {
        source: view.source(*other).clone(),
        shared: *shared,
        path: match view.plan.compare.pages {
            ComparePages::Every => {
                let (first, second) = (source.min(*other), source.max(*other));
                format!("compare/{}/{}.html", id(first), id(second))
            }
            ComparePages::Nearest => {
                format!("compare/{}.html#with-{}", id(source), id(*other))
            }
            ComparePages::None => format!("{COMPARE}?a={}&b={}", id(source), id(*other)),
        },
    };
    view.plan.compare.with(view.index, source).iter().map(link).collect()
}

/// The title of a page that compares.
pub fn compare_title(view: &View<'_>, part: ComparePart) -> String {
    let say = |left: usize, right: &str| {
        let left = &view.source(left).short;
        view.locale.say("compare_two", &[("left", left), ("right", right)])
    };
    match part {
        ComparePart::List | ComparePart::Names => view.locale.word("compare").to_owned(),
        ComparePart::Two(a, b) if view.rank[a] < view.rank[b] => {
            say(a, &view.source(b).short)
        }
        ComparePart::Two(a, b) => say(b, &view.source(a).short),
        ComparePart::Nearest(source) => {
            let source = &view.source(source).short;
            view.locale.say("compare_nearest", &[("source", source)])
        }
    }
}

/// The passages of a source, by argument.
fn by_argument(view: &View<'_>, source: usize) -> BTreeMap<usize, Vec<(usize, Stance)>> {
    let mut by_argument: BTreeMap<usize, Vec<(usize, Stance)>> = BTreeMap::new();
    for passage in view.index.by_source[source].clone() {
        for thread in &view.index.passages[passage].threads {
            by_argument
                .entry(thread.argument)
                .or_default()
                .push((passage, thread.stance));
        }
    }
    by_argument
}

fn comparison(
    view: &View<'_>,
    left: usize,
    right: usize,
    bytes: usize,
    root: &str,
) -> Comparison {
    let (ours, mut theirs) = (by_argument(view, left), by_argument(view, right));
    let mut rows = vec![];
    let mut rest = vec![];
    let mut taken = 0;
    let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut more = 0;
    for (argument, ours) in ours {
        let Some(theirs) = theirs.remove(&argument) else { continue };
        let passages = || ours.iter().chain(&theirs).map(|(passage, _)| *passage);
        let takes = |passage: usize| {
            let IndexedPassage { source, anchored, .. } = view.index.passages[passage];
            passage_bytes(&view.dossier.sources[source], &view.texts[source], anchored)
        };
        taken += passages().map(takes).sum::<usize>();
        let group = |passages: &[(usize, Stance)]| {
            let passages = passages.iter().map(|(passage, _)| *passage);
            let room = taken <= bytes;
            room.then(|| groups(view, passages, Some(argument), root).pop()).flatten()
        };
        let verdict = verdict(&ours, &theirs);
        *verdicts.entry(verdict).or_default() += 1;
        let row = ComparedArgument {
            argument: view.argument(argument).clone(),
            verdict,
            left_stances: stances(&ours),
            right_stances: stances(&theirs),
            left: group(&ours),
            right: group(&theirs),
        };
        match row.left {
            Some(_) => rows.push(row),
            None if rest.len() < REST => rest.push(row),
            None => more += 1,
        }
    }
    let count = |verdict: &str| verdicts.get(verdict).copied().unwrap_or_default();
    Comparison {
        left: view.source(left).clone(),
        right: view.source(right).clone(),
        shared: verdicts.values().sum(),
        agree: count("agree"),
        differ: count("differ"),
        partly: count("partly"),
        unsided: count("unsided"),
        rows,
        rest,
        more,
    }
}

fn stances(passages: &[(usize, Stance)]) -> Vec<StanceView> {
    let mut stances = vec![];
    for (_, stance) in passages {
        take(&mut stances, *stance);
    }
    stances
}

/// How two sources stand to each other on an argument, by the sides that their passages take. To
/// report takes none.
fn verdict(ours: &[(usize, Stance)], theirs: &[(usize, Stance)]) -> &'static str {
    let sides = |passages: &[(usize, Stance)]| {
        let takes = |wanted| passages.iter().any(|(_, stance)| *stance == wanted);
        (takes(Stance::Supports), takes(Stance::Disputes))
    };
    match (sides(ours), sides(theirs)) {
        ((false, false), _) | (_, (false, false)) => "unsided",
        ((true, true), _) | (_, (true, true)) => "partly",
        (ours, theirs) if ours == theirs => "agree",
        _ => "differ",
    }
}
