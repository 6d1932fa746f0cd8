//! Which arguments each page of the map draws. It is settled once, so that pages can be listed
//! before any is drawn.

use std::collections::VecDeque;

use crate::dossier::Dossier;
use crate::id::Id;
use crate::index::{Index, Relations};
use crate::view::paging::{list_path, pages_of_rows};

/// Where the map begins.
pub const MAP: &str = "map.html";

/// The most arguments that one picture shows whole.
const WHOLE: usize = 40;

/// The most arguments that a page of a larger dossier draws, besides those that they lead to.
const SHEET: usize = 32;

/// The pages of the map.
#[derive(Debug, Default)]
pub struct MapPlan {
    /// Whether the map begins with an overview of the topics.
    pub(super) overview: bool,
    /// One of all arguments, or one a topic.
    pub(super) parts: Vec<TopicMap>,
}

/// What a page of the map shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapPart {
    /// The topics.
    Overview,
    /// Some arguments: the number of their topic's map, and of its page, from 0.
    Sheet(usize, usize),
}

/// The map of a topic, or of everything.
#[derive(Debug)]
pub(super) struct TopicMap {
    /// Its place in [`Index::topics`]; `None` where it shows all of them.
    pub(super) topic: Option<usize>,
    /// Its first file, and how that is named in an address.
    file: String,
    pub(super) path: String,
    /// The arguments that it draws: those that belong together stand together.
    pub(super) drawn: Vec<usize>,
    /// How many more it has, which nothing joins to any other.
    pub(super) alone: usize,
    /// How many one page has.
    on_page: usize,
}

impl TopicMap {
    pub(super) fn pages(&self) -> usize {
        pages_of_rows(self.drawn.len(), self.on_page)
    }

    /// What a page draws, counted from 0: in order.
    pub(super) fn on(&self, page: usize) -> Vec<usize> {
        let here = self.drawn.iter().skip(page * self.on_page).take(self.on_page);
        let mut here: Vec<usize> = here.copied().collect();
        here.sort_unstable();
        here
    }
}

impl MapPlan {
    /// Settles the pages.
    pub(in crate::view) fn new(dossier: &Dossier, index: &Index) -> Self {
        let all = dossier.arguments.len();
        if all <= WHOLE {
            let whole = TopicMap {
                topic: None,
                file: MAP.to_owned(),
                path: MAP.to_owned(),
                drawn: (0..all).collect(),
                alone: 0,
                on_page: WHOLE,
            };
            return Self { overview: false, parts: vec![whole] };
        }
        let overview = index.topics.len() > 1;
        let part = |(number, topic): (usize, &crate::index::IndexedTopic)| {
            let id = topic.topic.map(|topic| &dossier.about.topics[topic].id);
            // No id begins with a line.
            let named = |name: Option<String>| {
                let name = name.as_deref().unwrap_or("_others");
                if overview { format!("map/topics/{name}.html") } else { MAP.to_owned() }
            };
            let drawn = together(index, &topic.arguments);
            TopicMap {
                topic: Some(number),
                file: named(id.map(Id::to_string)),
                path: named(id.map(Id::as_url)),
                alone: topic.arguments.len() - drawn.len(),
                drawn,
                on_page: SHEET,
            }
        };
        let parts = index.topics.iter().enumerate().map(part).collect();
        Self { overview, parts }
    }

    /// All pages, with their paths.
    pub fn pages(&self) -> Vec<(String, MapPart)> {
        let overview = self.overview.then(|| (MAP.to_owned(), MapPart::Overview));
        let sheets = self.parts.iter().enumerate().flat_map(|(n, part)| {
            let page = move |page| (list_path(&part.file, page), MapPart::Sheet(n, page));
            (0..part.pages()).map(page)
        });
        overview.into_iter().chain(sheets).collect()
    }
}

/// The arguments that anything joins to another, each after those of the same set that it is
/// joined to.
fn together(index: &Index, arguments: &[usize]) -> Vec<usize> {
    let mut joined: Vec<Vec<usize>> = index.relations.iter().map(neighbours).collect();
    for tie in index.ties() {
        let (a, b) = tie.arguments;
        joined[a].push(b);
        joined[b].push(a);
    }
    let mut waiting = vec![false; joined.len()];
    for argument in arguments {
        waiting[*argument] = !joined[*argument].is_empty();
    }
    let mut order = vec![];
    for first in arguments {
        let mut next = VecDeque::new();
        if std::mem::take(&mut waiting[*first]) {
            next.push_back(*first);
        }
        while let Some(argument) = next.pop_front() {
            order.push(argument);
            for other in &joined[argument] {
                if std::mem::take(&mut waiting[*other]) {
                    next.push_back(*other);
                }
            }
        }
    }
    order
}

/// What an argument is related to, in whatever way.
pub(super) fn neighbours(relations: &Relations) -> Vec<usize> {
    let Relations { supports, attacks, supported_by, attacked_by } = relations;
    [supports, attacks, supported_by, attacked_by]
        .into_iter()
        .flatten()
        .copied()
        .collect()
}
