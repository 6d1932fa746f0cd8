//! The map of a large dossier: its topics, and what leads from one to another.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Join, MapPage, Subject, add, letter, picture};
use crate::view::View;
use crate::view::page::TopicView;

/// What leads from the arguments of one topic to those of another.
#[derive(Debug, Clone, Serialize)]
pub struct TopicLinks {
    /// The one.
    pub from: TopicView,
    /// Its map.
    pub from_path: String,
    /// The other; the same where relations stay within the topic.
    pub to: TopicView,
    /// The map of that.
    pub to_path: String,
    /// How many relations support.
    pub supports: usize,
    /// How many attack.
    pub attacks: usize,
}

/// The most topics that are drawn.
const TOPICS_MAX: usize = 40;

/// The most pairs of topics that are told in words.
const LINKS_MAX: usize = 400;

/// The topics that have most arguments, and what leads from one to another.
pub(super) fn overview(view: &View<'_>) -> MapPage {
    let parts = &view.map().parts;
    let topics: Vec<TopicView> = view
        .index
        .topics
        .iter()
        .enumerate()
        .map(|(group, topic)| view.topic(group, topic))
        .collect();
    let mut topic_of = vec![0; view.dossier.arguments.len()];
    for (group, topic) in view.index.topics.iter().enumerate() {
        for argument in &topic.arguments {
            topic_of[*argument] = group;
        }
    }
    let mut links: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
    for (from, relations) in view.index.relations.iter().enumerate() {
        let pair = |to: &usize| (topic_of[from], topic_of[*to]);
        for to in &relations.supports {
            links.entry(pair(to)).or_default().0 += 1;
        }
        for to in &relations.attacks {
            links.entry(pair(to)).or_default().1 += 1;
        }
    }
    let mut drawn: Vec<usize> = (0..topics.len()).collect();
    let arguments = |group: &usize| view.index.topics[*group].arguments.len();
    drawn.sort_by_key(|group| Reverse(arguments(group)));
    drawn.truncate(TOPICS_MAX);
    drawn.sort_unstable();
    let subjects: Vec<Subject> = drawn
        .iter()
        .map(|group| {
            let first = view.index.topics[*group].arguments[0];
            let count =
                view.locale.phrase("count_arguments", Some(arguments(group)), &[]);
            Subject {
                number: letter(&view.index.numbers[first]).to_owned(),
                label: format!("{}: {}", topics[*group].label, count.unwrap_or_default()),
                path: parts[*group].path.clone(),
                color: topics[*group].color,
                outside: false,
            }
        })
        .collect();
    let mut ranked: Vec<_> = links.into_iter().collect();
    ranked
        .sort_by_key(|(pair, (supports, attacks))| (Reverse(supports + attacks), *pair));
    let more_links = ranked.len().saturating_sub(LINKS_MAX);
    ranked.truncate(LINKS_MAX);
    let mut joins: Vec<Join> = vec![];
    for ((from, to), (supports, attacks)) in &ranked {
        let places = (drawn.binary_search(from), drawn.binary_search(to));
        let (Ok(from), Ok(to)) = places else { continue };
        for (kind, times) in [("supports", supports), ("attacks", attacks)] {
            if *times > 0 && from != to {
                add(&mut joins, Join { from, to, kind, mutual: false });
            }
        }
    }
    ranked.sort_unstable();
    let topic_links =
        ranked.into_iter().map(|((from, to), (supports, attacks))| TopicLinks {
            from: topics[from].clone(),
            from_path: parts[from].path.clone(),
            to: topics[to].clone(),
            to_path: parts[to].path.clone(),
            supports,
            attacks,
        });
    MapPage {
        topic_links: topic_links.collect(),
        more_links,
        ..picture(view, &subjects, &joins, None)
    }
}
