//! All passages in one list, each with an id that lasts, its arguments and its speaker.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::memory::Own;
use super::{Index, IndexedPassage, Names, Thread, people};
use crate::anchor::AnchoredSource;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::dossier::{Dossier, Passage, Rights, Source};
use crate::id::Id;
use crate::text::{Fold, fold};

/// To which arguments the passages of a source are coded.
pub(super) struct Coded {
    /// For each passage, in the order in which they were anchored, its arguments.
    threads: Vec<Vec<Thread>>,
    /// Those that only passages have whose quotes were not found.
    pub(super) lost: Vec<usize>,
    /// Whether it names one that there is not.
    unknown: bool,
}

/// Fills the passages of the index.
pub(super) fn collect(
    dossier: &Dossier,
    texts: &[Arc<AnchoredSource>],
    own: &[&Own],
    index: &mut Index,
    found: &mut Vec<Diagnostic>,
) {
    let spellings = people::spellings(&index.people);
    index.passages.reserve_exact(own.iter().map(|own| own.ids.len()).sum());
    index.by_source.reserve_exact(own.len());
    for (number, own) in own.iter().enumerate() {
        let source = &dossier.sources[number];
        let first = index.passages.len();
        let entries = own.ids.iter().zip(&own.coded.threads).enumerate();
        index.passages.extend(entries.map(|(anchored, (id, threads))| IndexedPassage {
            source: number,
            anchored,
            id: id.clone(),
            threads: threads.clone(),
            speaker: None,
        }));
        index.by_source.push(first..index.passages.len());
        if own.speaks {
            for (at, passage) in (first..).zip(&texts[number].passages) {
                let speaker = source.passages[passage.index].speaker.as_ref();
                let Some(speaker) = speaker.and_then(|s| spellings.get(&s.value)) else {
                    continue;
                };
                index.people[*speaker].passages.push(at);
                index.passages[at].speaker = Some(*speaker);
            }
        }
        found.extend(own.clashes.iter().cloned());
        if own.coded.unknown {
            for entry in &source.passages {
                check(dossier, &index.names, entry, found);
            }
        }
    }
}

/// The ids of a source's passages, in the order in which they were anchored.
pub fn passage_ids(source: &Source, anchored: &AnchoredSource) -> Vec<Id> {
    unique_ids(source, anchored, &given_ids(source, &mut vec![]))
}

pub(super) fn unique_ids(
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
pub(super) fn given_ids(
    source: &Source,
    found: &mut Vec<Diagnostic>,
) -> HashMap<String, Id> {
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

/// Looks up the arguments that a source's passages name.
pub(super) fn coded(source: &Source, text: &AnchoredSource, names: &Names) -> Coded {
    let entries = text.passages.iter().map(|passage| &source.passages[passage.index]);
    let threads: Vec<Vec<Thread>> = entries.map(|entry| threads(entry, names)).collect();
    let mut met: BTreeSet<usize> =
        threads.iter().flatten().map(|thread| thread.argument).collect();
    let (mut lost, mut unknown) = (vec![], false);
    for (id, _) in source.passages.iter().flat_map(|passage| &passage.arguments) {
        match names.arguments.get(&id.value) {
            Some(argument) => lost.extend(met.insert(*argument).then_some(*argument)),
            None => unknown = true,
        }
    }
    Coded { threads, lost, unknown }
}

fn threads(entry: &Passage, names: &Names) -> Vec<Thread> {
    let mut threads: Vec<Thread> = Vec::with_capacity(entry.arguments.len());
    for (id, stance) in &entry.arguments {
        let Some(argument) = names.arguments.get(&id.value) else { continue };
        // YAML that differs only in normalisation could name one argument twice.
        if threads.iter().all(|thread| thread.argument != *argument) {
            threads.push(Thread { argument: *argument, stance: *stance, position: 0 });
        }
    }
    threads
}

fn check(dossier: &Dossier, names: &Names, entry: &Passage, found: &mut Vec<Diagnostic>) {
    for (id, _) in &entry.arguments {
        let known = names.arguments.contains_key(&id.value);
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
