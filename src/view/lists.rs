//! The lists of arguments and sources, and the prose pages.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::argument::stance_counts;
use super::compare::COMPARE;
use super::filter::{Filters, facet_value, filters};
use super::page::{ArgumentRef, Link, SourceRef, StanceCount, TopicView, Way};
use super::paging::{Pager, list_path, pager, pages_of, rows_on};
use super::plan::SourceOrder;
use super::source::GradeView;
use super::voices::{StanceVoices, named};
use super::{View, distinct};

/// The variables of `arguments.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ArgumentsPage {
    /// The topics, in order; a page of them where there are many arguments.
    pub topics: Vec<TopicGroup>,
    /// The way to the others.
    pub pager: Pager,
    /// How the rows of this page can be narrowed and sorted, where they are many enough.
    pub filters: Option<Filters>,
}

/// A topic with its arguments.
#[derive(Debug, Clone, Serialize)]
pub struct TopicGroup {
    /// The topic.
    pub topic: TopicView,
    /// Its arguments, in order.
    pub arguments: Vec<ArgumentRow>,
}

/// An argument in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ArgumentRow {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// In how many sources it occurs.
    pub sources: usize,
    /// In how many passages.
    pub passages: usize,
    /// The stances that are taken.
    pub stances: Vec<StanceCount>,
    /// Who is for the claim, and who against it: the first few.
    pub voices: Vec<StanceVoices>,
}

/// Where the list of arguments begins.
pub const ARGUMENTS: &str = "arguments/index.html";

/// A page of the list of all arguments, counted from 0.
pub fn arguments_page(view: &View<'_>, page: usize) -> ArgumentsPage {
    let all = view.dossier.arguments.len();
    let topics = topic_groups(view, rows_on(page, all));
    let rows = || topics.iter().flat_map(|group| &group.arguments);
    let topic = |row: &ArgumentRow| {
        let TopicView { id, label, .. } = &row.argument.topic;
        vec![(id.clone(), label.clone())]
    };
    let stances = |row: &ArgumentRow| {
        let names = row.stances.iter().map(|count| count.stance.name);
        names.map(|name| (name.to_owned(), view.locale.word(name).to_owned())).collect()
    };
    let facets = vec![
        ("topic", rows().map(topic).collect()),
        ("stance", rows().map(stances).collect()),
    ];
    let orders = ["topic", "sources", "passages", "disputed", "label"];
    ArgumentsPage {
        filters: filters(rows().count(), all, &orders, facets),
        pager: pager(ARGUMENTS, page, all),
        topics,
    }
}

/// The topics with some of the arguments, which stand in the order of their topics.
pub(super) fn topic_groups(view: &View<'_>, some: Range<usize>) -> Vec<TopicGroup> {
    let row = |number: &usize| {
        let occurrences = &view.index.occurrences[*number];
        ArgumentRow {
            argument: view.argument(*number).clone(),
            sources: view.sources_of(*number),
            passages: occurrences.len(),
            stances: stance_counts(view, occurrences),
            voices: named(view, *number),
        }
    };
    let groups = view.index.topics.iter().enumerate();
    groups
        .map(|(group, topic)| TopicGroup {
            topic: view.topic(group, topic),
            arguments: topic
                .arguments
                .iter()
                .filter(|n| some.contains(n))
                .map(row)
                .collect(),
        })
        .filter(|group| !group.arguments.is_empty())
        .collect()
}

/// The variables of `sources.html`.
#[derive(Debug, Clone, Serialize)]
pub struct SourcesPage {
    /// The sources by date, those without a date last; a page of them where they are many.
    pub rows: Vec<SourceRow>,
    /// The other orders that all sources are listed in; none where one page has them all.
    pub orders: Vec<Way>,
    /// What each page begins with; none on a list of one page.
    pub jumps: Vec<Link>,
    /// The way to the others.
    pub pager: Pager,
    /// How the rows of this page can be narrowed and sorted, where they are many enough.
    pub filters: Option<Filters>,
    /// Where sources are compared; none where no two share an argument.
    pub compare: Option<&'static str>,
}

/// A source in a list.
#[derive(Debug, Clone, Serialize)]
pub struct SourceRow {
    /// The source.
    pub source: Arc<SourceRef>,
    /// `full`, `excerpts` or `link`.
    pub rights: &'static str,
    /// How many arguments occur in it.
    pub arguments: usize,
    /// How many passages are marked.
    pub passages: usize,
    /// The Admiralty grade of the source.
    pub reliability: Option<GradeView>,
    /// The Admiralty grade of its information.
    pub credibility: Option<GradeView>,
    /// The topics of its arguments.
    pub topics: Vec<String>,
}

/// The most characters of a name that a page is jumped to by.
const JUMP_CHARACTERS: usize = 24;

/// A page of the list of all sources, counted from 0.
pub fn sources_page(view: &View<'_>, order: SourceOrder, page: usize) -> SourcesPage {
    let row = |number: &usize| {
        let model = &view.dossier.sources[*number];
        let passages = view.index.passages_of(*number);
        let arguments: Vec<usize> =
            passages.iter().flat_map(|p| p.threads.iter().map(|t| t.argument)).collect();
        let topics: BTreeSet<&str> = arguments
            .iter()
            .map(|argument| view.arguments[*argument].topic.id.as_str())
            .collect();
        SourceRow {
            topics: topics.into_iter().map(str::to_owned).collect(),
            source: view.source(*number).clone(),
            rights: model.rights.as_str(),
            arguments: distinct(arguments),
            passages: passages.len(),
            reliability: model.reliability.map(|grade| view.reliability(grade)),
            credibility: model.credibility.map(|grade| view.credibility(grade)),
        }
    };
    let all = view.plan.sources_by(order, view.dossier, view.index);
    let rows: Vec<SourceRow> = all[rows_on(page, all.len())].iter().map(row).collect();
    let orders = view.plan.source_orders();
    let pager = pager(order.path(), page, all.len());
    let jump = |n: usize| {
        let begins = &view.dossier.sources[all[rows_on(n, all.len()).start]];
        let key = match (&begins.date, order) {
            (Some(date), SourceOrder::Date) => view.locale.date(date),
            _ => order.key(begins),
        };
        let key = if key.is_empty() { "—".to_owned() } else { key };
        let short: String = key.chars().take(JUMP_CHARACTERS).collect();
        let more = if short.len() < key.len() { " …" } else { "" };
        Link { label: format!("{short}{more}"), path: list_path(order.path(), n) }
    };
    let pages = if pager.pages.is_empty() { 0 } else { pages_of(all.len()) };
    SourcesPage {
        filters: source_filters(view, &rows, all.len()),
        compare: view.plan.compare.lists().then_some(COMPARE),
        jumps: (0..pages).map(jump).collect(),
        orders: if orders.len() > 1 {
            let way = |other: &SourceOrder| Way {
                label: view.locale.word(other.word()).to_owned(),
                path: other.path().to_owned(),
                current: *other == order,
            };
            orders.iter().map(way).collect()
        } else {
            vec![]
        },
        pager,
        rows,
    }
}

fn source_filters(view: &View<'_>, rows: &[SourceRow], all: usize) -> Option<Filters> {
    let same = |text: &String| (facet_value(text), text.clone());
    let of = |values: &dyn Fn(&SourceRow) -> Vec<(String, String)>| {
        rows.iter().map(values).collect::<Vec<_>>()
    };
    let labels: HashMap<&str, &str> = view
        .arguments
        .iter()
        .map(|argument| (argument.topic.id.as_str(), argument.topic.label.as_str()))
        .collect();
    let topic = |id: &String| (id.clone(), labels[id.as_str()].to_owned());
    let grade = |grade: &GradeView| {
        (grade.code.clone(), format!("{} {}", grade.code, grade.words))
    };
    let facets = vec![
        ("publisher", of(&|row| row.source.publisher.iter().map(same).collect())),
        ("author", of(&|row| row.source.authors.iter().map(same).collect())),
        (
            "language",
            of(&|row| {
                let language = &row.source.language;
                vec![(language.tag.clone(), language.name.clone())]
            }),
        ),
        ("grade", of(&|row| row.reliability.iter().map(grade).collect())),
        ("topic", of(&|row| row.topics.iter().map(topic).collect())),
    ];
    let orders = ["date", "newest", "title", "passages", "publisher", "author"];
    filters(rows.len(), all, &orders, facets)
}

/// The variables of `prose.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ProsePage {
    /// The page's title.
    pub title: String,
    /// Its text.
    pub html: String,
}

/// The prose page with this number.
pub fn prose_page(view: &View<'_>, page: usize) -> ProsePage {
    let page = &view.dossier.pages[page];
    ProsePage { title: page.title.clone(), html: view.prose(&page.body, "", 2) }
}
