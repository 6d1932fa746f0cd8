//! How sources, arguments and people are named wherever they are: made once, for all pages.

use std::sync::Arc;

use super::Edition;
use super::page::{
    ArgumentRef, PersonRef, SourceRef, argument_refs, person_ref, source_refs,
};
use crate::dossier::{Dossier, again};
use crate::index::Index;
use crate::locale::Locale;

/// What recurs on the pages of an edition.
#[derive(Clone)]
pub struct References {
    pub(super) sources: Arc<[Arc<SourceRef>]>,
    pub(super) arguments: Arc<[Arc<ArgumentRef>]>,
    pub(super) people: Arc<[Arc<PersonRef>]>,
    pub(super) rank: Arc<[usize]>,
}

impl References {
    /// Makes them. `before` are those of the same edition, of a dossier in the same language and
    /// with the same words: what they have of sources that are the very same values is kept.
    pub fn new(
        dossier: &Dossier,
        index: &Index,
        locale: &Locale,
        edition: Edition,
        before: Option<(&Self, &Dossier)>,
    ) -> Self {
        let before = before.into_iter().flat_map(|(references, dossier)| {
            dossier.sources.iter().zip(references.sources.iter())
        });
        let known = again(&dossier.sources, before, |(source, _)| source);
        let known = known.into_iter().map(|known| Some(Arc::clone(known?.1)));
        let mut rank = vec![0; dossier.sources.len()];
        for (place, source) in index.sources_by_date.iter().enumerate() {
            rank[*source] = place;
        }
        let arguments = argument_refs(dossier, index, locale, edition).into_iter();
        let people = index.people.iter().map(|person| person_ref(person, edition));
        Self {
            sources: source_refs(dossier, locale, edition, known),
            arguments: arguments.map(Arc::new).collect(),
            people: people.map(Arc::new).collect(),
            rank: rank.into(),
        }
    }
}
