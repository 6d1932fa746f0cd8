//! How arguments recur: their occurrences in order, their relations, what they share.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::memory::Own;
use super::{Index, IndexedTopic, Occurrence, Relations};
use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::dossier::{Argument, At, Dossier};
use crate::id::Id;

/// Fills what the index knows of arguments.
pub(super) fn thread(
    dossier: &Dossier,
    own: &[&Own],
    index: &mut Index,
    found: &mut Vec<Diagnostic>,
) {
    occurrences(dossier, index);
    topics(dossier, index, found);
    relations(dossier, index, found);
    // A source or an argument that could not be read may be the one that is missed.
    if dossier.broken.is_empty() {
        let coded = coded_sources(own, index);
        for (argument, sources) in dossier.arguments.iter().zip(coded) {
            found.extend(recurs(dossier, argument, sources));
        }
    }
}

fn occurrences(dossier: &Dossier, index: &mut Index) {
    index.occurrences = vec![vec![]; dossier.arguments.len()];
    index.sources_of = vec![0; dossier.arguments.len()];
    let mut last = vec![None; dossier.arguments.len()];
    for source in &index.sources_by_date {
        for passage in index.by_source[*source].clone() {
            for thread in &mut index.passages[passage].threads {
                let occurrences = &mut index.occurrences[thread.argument];
                thread.position = occurrences.len();
                occurrences.push(Occurrence { passage, stance: thread.stance });
                if last[thread.argument].replace(*source) != Some(*source) {
                    index.sources_of[thread.argument] += 1;
                }
            }
        }
    }
}

impl Index {
    /// The arguments that share passages with one, most shared first, with how many.
    pub fn shares(&self, argument: usize) -> Vec<(usize, usize)> {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for occurrence in &self.occurrences[argument] {
            for other in &self.passages[occurrence.passage].threads {
                *shared.entry(other.argument).or_default() += 1;
            }
        }
        shared.remove(&argument);
        let mut shared: Vec<(usize, usize)> = shared.into_iter().collect();
        shared.sort_by_key(|(argument, count)| (std::cmp::Reverse(*count), *argument));
        shared
    }
}

/// Arguments are sorted by topic already; here they are cut into groups and numbered.
fn topics(dossier: &Dossier, index: &mut Index, found: &mut Vec<Diagnostic>) {
    let topics = &dossier.about.topics;
    for (number, argument) in dossier.arguments.iter().enumerate() {
        let topic = argument.topic.as_ref().and_then(|topic| {
            let position = topics.iter().position(|t| t.id == topic.value);
            if position.is_none() {
                let near = did_you_mean(
                    topic.value.as_str(),
                    topics.iter().map(|t| t.id.as_str()),
                );
                found.push(unknown(
                    "topic",
                    topic,
                    near,
                    "add it to `topics:` in content/dossier.yaml",
                ));
            }
            position
        });
        match index.topics.last_mut() {
            Some(last) if last.topic == topic => last.arguments.push(number),
            _ => index.topics.push(IndexedTopic { topic, arguments: vec![number] }),
        }
    }
    index.numbers = vec![String::new(); dossier.arguments.len()];
    for (group, topic) in index.topics.iter().enumerate() {
        for (place, argument) in topic.arguments.iter().enumerate() {
            index.numbers[*argument] = format!("{}{}", letters(group), place + 1);
        }
    }
}

/// A, B … Z, AA, AB …
fn letters(mut number: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(number % 26).unwrap_or(0)));
        if number < 26 {
            return letters.iter().rev().collect();
        }
        number = number / 26 - 1;
    }
}

fn relations(dossier: &Dossier, index: &mut Index, found: &mut Vec<Diagnostic>) {
    let mut relations = vec![Relations::default(); dossier.arguments.len()];
    for (from, argument) in dossier.arguments.iter().enumerate() {
        for to in related(dossier, index, from, &argument.supports, found) {
            relations[from].supports.push(to);
            relations[to].supported_by.push(from);
        }
        for to in related(dossier, index, from, &argument.attacks, found) {
            relations[from].attacks.push(to);
            relations[to].attacked_by.push(from);
        }
    }
    index.relations = relations;
}

/// The arguments that ids name, each once.
fn related(
    dossier: &Dossier,
    index: &Index,
    from: usize,
    ids: &[At<Id>],
    found: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    let mut related = Vec::new();
    for id in ids {
        match index.names.arguments.get(&id.value) {
            Some(to) if *to == from => found.push(
                Diagnostic::error(
                    Code::RELATION_TO_SELF,
                    "an argument can't support or attack itself",
                )
                .at(id.place.clone(), "")
                .help("remove the relation"),
            ),
            Some(to) if !related.contains(to) => related.push(*to),
            Some(_) => {}
            None if dossier.broken.contains(id.value.as_str()) => {}
            None => {
                let known = dossier.arguments.iter().map(|argument| argument.id.as_str());
                let near = did_you_mean(id.value.as_str(), known);
                found.push(unknown(
                    "argument",
                    id,
                    near,
                    "write its file in content/arguments/",
                ));
            }
        }
    }
    related
}

fn unknown(what: &str, id: &At<Id>, near: Option<String>, otherwise: &str) -> Diagnostic {
    let message = format!("there is no {what} `{}`", id.value);
    let help = near.unwrap_or_else(|| otherwise.to_owned());
    Diagnostic::error(Code::UNKNOWN_REFERENCE, message)
        .at(id.place.clone(), "")
        .help(help)
}

/// In how many sources the author coded each argument, whether the quotes were found or not.
fn coded_sources(own: &[&Own], index: &Index) -> Vec<usize> {
    let mut coded = index.sources_of.clone();
    for argument in own.iter().flat_map(|own| &own.coded.lost) {
        coded[*argument] += 1;
    }
    coded
}

/// An argument that nobody makes, or that is made in one source only.
fn recurs(dossier: &Dossier, argument: &Argument, sources: usize) -> Option<Diagnostic> {
    let place = Place::file(Arc::clone(&argument.file));
    match sources {
        0 => Some(
            Diagnostic::warning(Code::UNUSED_ARGUMENT, "no passage bears on this argument")
                .at(place, "")
                .help(format!("add `arguments: {{ {}: supports }}` to a passage", argument.id)),
        ),
        1 if argument.recurs && dossier.sources.len() > 1 => Some(
            Diagnostic::warning(
                Code::SINGLE_SOURCE_ARGUMENT,
                "this argument is met in one source only",
            )
            .at(place, "")
            .help("look for it in the other sources, or state that it is known: `recurs: false`"),
        ),
        _ => None,
    }
}
