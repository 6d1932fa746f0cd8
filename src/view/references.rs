//! How sources, arguments and people are named wherever they are: made once, for all pages.

use std::sync::Arc;

use super::Edition;
use super::page::{
    ArgumentRef, PersonRef, SourceRef, argument_refs, person_ref, source_refs,
};
use crate::dossier::{Dossier, Source};
use crate::index::Index;
use crate::locale::Locale;

/// What recurs on the pages of an edition.
#[derive(Clone)]
pub struct References {
    pub(super) sources: Arc<[Arc<SourceRef>]>,
    pub(super) arguments: Arc<[Arc<ArgumentRef>]>,
    pub(super) people: Arc<[Arc<PersonRef>]>,
    pub(super) rank: Arc<[usize]>,
    pub(super) sources_of: Arc<[usize]>,
}

/// References that were made before, of the same edition.
#[derive(Clone, Copy)]
pub struct Before<'a> {
    /// What they are.
    pub references: &'a References,
    /// What they were made of.
    pub dossier: &'a Dossier,
    /// Whether the words of the interface and the dossier's language are the same.
    pub same_words: bool,
    /// Whether the index is the same.
    pub same_index: bool,
}

impl References {
    /// Makes them; those of sources that are as they were `before` are kept.
    pub fn new(
        dossier: &Dossier,
        index: &Index,
        locale: &Locale,
        edition: Edition,
        before: Option<Before<'_>>,
    ) -> Self {
        let before = before.filter(|before| before.same_words);
        // Both lists of sources are in the order of their ids.
        let mut at = 0;
        let known = |source: &Arc<Source>| {
            let Before { references, dossier: old, .. } = before?;
            let comes_first =
                |old: &Arc<Source>| !Arc::ptr_eq(old, source) && old.id < source.id;
            while old.sources.get(at).is_some_and(comes_first) {
                at += 1;
            }
            old.sources.get(at).filter(|old| Arc::ptr_eq(old, source))?;
            at += 1;
            Some(Arc::clone(&references.sources[at - 1]))
        };
        let sources = source_refs(dossier, locale, edition, known);
        let arguments = argument_refs(dossier, index, locale, edition);
        let arguments = arguments.into_iter().map(Arc::new).collect();
        if let Some(Before { references, same_index: true, .. }) = before {
            return Self { sources, arguments, ..references.clone() };
        }
        let mut rank = vec![0; dossier.sources.len()];
        for (place, source) in index.sources_by_date.iter().enumerate() {
            rank[*source] = place;
        }
        let people = index.people.iter();
        Self {
            sources,
            arguments,
            people: people.map(|person| Arc::new(person_ref(person, edition))).collect(),
            rank: rank.into(),
            sources_of: (0..dossier.arguments.len())
                .map(|a| index.sources_of(a))
                .collect(),
        }
    }
}
