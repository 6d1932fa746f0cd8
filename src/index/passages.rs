//! All passages in one list, each with an id that lasts, its arguments and its speaker.

use std::collections::HashMap;

use super::{Index, IndexedPassage, Thread, people};
use crate::anchor::AnchoredSource;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::dossier::{Dossier, Passage, Rights, Source};
use crate::id::Id;
use crate::text::{Fold, fold};

/// Fills the passages of the index.
pub(super) fn collect(
    dossier: &Dossier,
    anchored: &[AnchoredSource],
    index: &mut Index,
    found: &mut Vec<Diagnostic>,
) {
    index.passages.reserve_exact(anchored.iter().map(|text| text.passages.len()).sum());
    let spellings = people::spellings(&index.people);
    for (number, (source, anchored)) in dossier.sources.iter().zip(anchored).enumerate() {
        let first = index.passages.len();
        let given = given_ids(source, found);
        let ids = unique_ids(source, anchored, &given).into_iter();
        for ((position, passage), id) in anchored.passages.iter().enumerate().zip(ids) {
            let entry = &source.passages[passage.index];
            let at = index.passages.len();
            let speaker =
                entry.speaker.as_ref().and_then(|s| spellings.get(&s.value)).copied();
            if let Some(speaker) = speaker {
                index.people[speaker].passages.push(at);
            }
            let threads = threads(index, entry);
            index.passages.push(IndexedPassage {
                source: number,
                anchored: position,
                id,
                threads,
                speaker,
            });
        }
        index.by_source.push(first..index.passages.len());
        for entry in &source.passages {
            check(dossier, index, entry, found);
        }
    }
}

/// The ids of a source's passages, in the order in which they were anchored.
pub fn passage_ids(source: &Source, anchored: &AnchoredSource) -> Vec<Id> {
    unique_ids(source, anchored, &given_ids(source, &mut vec![]))
}

fn unique_ids(
    source: &Source,
    anchored: &AnchoredSource,
    given: &HashMap<String, Id>,
) -> Vec<Id> {
    let mut ids = Vec::with_capacity(anchored.passages.len());
    for passage in &anchored.passages {
        let entry = &source.passages[passage.index];
        let id = unique(entry, source.rights, given, |id| ids.contains(id));
        ids.push(id);
    }
    ids
}

/// The ids that the author gave, each with the entry that has it.
fn given_ids(source: &Source, found: &mut Vec<Diagnostic>) -> HashMap<String, Id> {
    let mut given: HashMap<String, Id> = HashMap::new();
    for id in source.passages.iter().filter_map(|passage| passage.id.as_ref()) {
        if given.insert(id.value.file_key(), id.value.clone()).is_some() {
            let message =
                format!("the passage id `{}` stands twice in this source", id.value);
            found.push(
                Diagnostic::error(Code::ID_CLASH, message)
                    .at(id.place.clone(), "again here")
                    .help("give one of the two another id, or none"),
            );
        }
    }
    given
}

/// The id that is made from a passage's words, as far as no other passage has it.
pub fn derived_id(passage: &Passage, rights: Rights) -> Id {
    let words = fold(&passage.quote.words, Fold::JoinHyphenated).text;
    match rights {
        Rights::Link => Id::from_hash(&words),
        Rights::Full | Rights::Excerpts => Id::from_words(&words),
    }
}

/// The author's id, or one made from the words; from their hash alone where rights forbid to
/// show them.
fn unique(
    entry: &Passage,
    rights: Rights,
    given: &HashMap<String, Id>,
    taken: impl Fn(&Id) -> bool,
) -> Id {
    if let Some(id) = &entry.id {
        return id.value.clone();
    }
    let id = derived_id(entry, rights);
    let free = |id: &Id| !taken(id) && !given.contains_key(&id.file_key());
    if free(&id) {
        return id;
    }
    (2..usize::MAX).map(|number| id.numbered(number)).find(free).unwrap_or(id)
}

fn threads(index: &Index, entry: &Passage) -> Vec<Thread> {
    let mut threads: Vec<Thread> = entry
        .arguments
        .iter()
        .filter_map(|(id, stance)| {
            let argument = *index.names.arguments.get(&id.value)?;
            Some(Thread { argument, stance: *stance, position: 0 })
        })
        .collect();
    threads.shrink_to_fit();
    // YAML that differs only in normalisation could name one argument twice.
    let mut seen = Vec::new();
    threads.retain(|thread| {
        let new = !seen.contains(&thread.argument);
        seen.push(thread.argument);
        new
    });
    threads
}

fn check(dossier: &Dossier, index: &Index, entry: &Passage, found: &mut Vec<Diagnostic>) {
    for (id, _) in &entry.arguments {
        let known = index.names.arguments.contains_key(&id.value);
        if !known && !dossier.broken.contains(id.value.as_str()) {
            let near = did_you_mean(
                id.value.as_str(),
                dossier.arguments.iter().map(|a| a.id.as_str()),
            );
            found.push(
                Diagnostic::error(
                    Code::UNKNOWN_REFERENCE,
                    format!("there is no argument `{}`", id.value),
                )
                .at(id.place.clone(), "not in content/arguments/")
                .help(near.unwrap_or_else(|| {
                    format!("write content/arguments/{}.yaml\nclaim: …", id.value)
                })),
            );
        }
    }
}
