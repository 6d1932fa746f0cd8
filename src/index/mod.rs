//! Cross references: which passages make which argument, in which order, by whom.
//!
//! Everything is an index into the dossier's own lists. Whatever does not fit together is told
//! here, once for the whole dossier.

mod memory;
mod passages;
mod people;
mod recurrence;
mod references;
mod ties;
mod voices;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::anchor::AnchoredSource;
use crate::diagnostic::Reported;
use crate::dossier::{Dossier, Stance};
use crate::id::Id;

pub use memory::Memory;
pub use passages::{derived_id, passage_ids};
pub use people::IndexedPerson;
pub use references::Target;
pub use ties::Tie;
pub use voices::{FirstAppearance, Voice, Who};

/// Where everything occurs.
#[derive(Debug, Default, PartialEq)]
pub struct Index {
    /// All passages that stand in their sources: by source, then in the order of the text.
    pub passages: Vec<IndexedPassage>,
    /// The passages of each source.
    pub by_source: Vec<Range<usize>>,
    /// The sources by date, those without a date last.
    pub sources_by_date: Vec<usize>,
    /// The passages of each argument: by the date of their sources, then by position.
    pub occurrences: Vec<Vec<Occurrence>>,
    /// In how many sources each argument occurs.
    pub sources_of: Vec<usize>,
    /// Who takes which stance on each argument, those with the most passages first. Only the
    /// stances that are taken, in the order of [`Stance::ALL`].
    pub voices: Vec<Vec<(Stance, Vec<Voice>)>>,
    /// Everybody who speaks or is listed, by name.
    pub people: Vec<IndexedPerson>,
    /// The relations of each argument, both ways.
    pub relations: Vec<Relations>,
    /// The topics that have arguments, in order; arguments without a topic come last.
    pub topics: Vec<IndexedTopic>,
    /// Each argument's short number: `B3`.
    pub numbers: Vec<String>,
    /// Each judgment's passages, for and against.
    pub judgments: Vec<(Vec<usize>, Vec<usize>)>,
    /// Each event's passages.
    pub events: Vec<Vec<usize>>,
    /// What ids name.
    pub(crate) names: Names,
    /// Made when they are first asked for.
    first: OnceLock<Vec<Option<FirstAppearance>>>,
    ties: OnceLock<Vec<Tie>>,
}

/// A passage among all passages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedPassage {
    /// Its source.
    pub source: usize,
    /// Its place in [`AnchoredSource::passages`].
    pub anchored: usize,
    /// The fragment that leads to it, unique in its source.
    pub id: Id,
    /// Its arguments.
    pub threads: Vec<Thread>,
    /// Who says it, where that is not the source's author.
    pub speaker: Option<usize>,
}

/// One argument of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thread {
    /// The argument.
    pub argument: usize,
    /// The passage's stance.
    pub stance: Stance,
    /// Its place in [`Index::occurrences`] of that argument.
    pub position: usize,
}

/// A passage of an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// The passage.
    pub passage: usize,
    /// Its stance.
    pub stance: Stance,
}

/// The relations of an argument: indices of others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relations {
    /// What it supports.
    pub supports: Vec<usize>,
    /// What it attacks.
    pub attacks: Vec<usize>,
    /// What supports it.
    pub supported_by: Vec<usize>,
    /// What attacks it.
    pub attacked_by: Vec<usize>,
}

/// A topic and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedTopic {
    /// Its place in [`crate::dossier::About::topics`]; `None` for arguments without a topic.
    pub topic: Option<usize>,
    /// Its arguments, in order.
    pub arguments: Vec<usize>,
}

/// What the ids of a dossier name.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Names {
    /// In order, as the sources are.
    sources: Vec<Id>,
    arguments: HashMap<Id, usize>,
    pages: HashMap<Id, usize>,
}

impl Index {
    /// The passages of a source.
    pub fn passages_of(&self, source: usize) -> &[IndexedPassage] {
        &self.passages[self.by_source[source].clone()]
    }
}

/// Builds the index, and tells what does not fit together. What `memory` holds of sources that are
/// the very same values is not made again.
pub fn index(
    dossier: &Dossier,
    texts: &[Arc<AnchoredSource>],
    memory: &mut Memory,
) -> Reported<Index> {
    let mut found = Vec::new();
    let mut index = Index { names: references::names(dossier), ..Index::default() };
    let same = memory.sources.same(&dossier.sources);
    let sources = (&*dossier.sources, texts);
    let own = &memory.sources.own(sources, &dossier.arguments, &index.names);
    if !same.dates {
        memory.by_date = by_date(dossier);
    }
    index.sources_by_date.clone_from(&memory.by_date);
    index.people = people::people(dossier, own).drain_into(&mut found);
    passages::collect(dossier, texts, own, &mut index, &mut found);
    recurrence::thread(dossier, own, &mut index, &mut found);
    memory.speaking.find(dossier, same, &index);
    voices::collect(&memory.speaking, &mut index);
    references::resolve(dossier, own, &mut index, &mut found);
    Reported { value: index, diagnostics: found }
}

fn by_date(dossier: &Dossier) -> Vec<usize> {
    let mut order: Vec<usize> = (0..dossier.sources.len()).collect();
    order.sort_by_cached_key(|index| {
        let source = &dossier.sources[*index];
        let date = source.date.as_ref();
        // Sources are in the order of their ids.
        (date.is_none(), date.map(crate::dossier::Date::sort_key), *index)
    });
    order
}
