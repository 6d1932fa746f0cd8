//! What the index knows of each source alone: remembered as long as the source and its text are
//! the very same values, and the arguments that it may name have the same ids.

use std::sync::Arc;

use rayon::prelude::*;

use super::Names;
use super::passages::{Coded, coded, given_ids, unique_ids};
use crate::anchor::AnchoredSource;
use crate::diagnostic::Diagnostic;
use crate::dossier::{Argument, Source, again};
use crate::id::Id;

/// What is known of the sources of one run, in the order of their ids.
#[derive(Default)]
pub struct Memory {
    sources: Vec<Known>,
    /// The arguments that [`Coded`] counts.
    arguments: Vec<Id>,
}

/// A source and its text, with what is known of them.
struct Known {
    source: Arc<Source>,
    text: Arc<AnchoredSource>,
    own: Own,
}

/// What a source and its text say by themselves.
pub(super) struct Own {
    /// The ids of its passages, in the order in which they were anchored.
    pub(super) ids: Vec<Id>,
    /// What was met when they were made.
    pub(super) clashes: Vec<Diagnostic>,
    /// To which arguments they are coded.
    pub(super) coded: Coded,
    /// Whether it names a speaker.
    pub(super) speaks: bool,
    /// Whether its notes have links.
    pub(super) links: bool,
}

impl Own {
    fn new(source: &Source, text: &AnchoredSource, names: &Names) -> Self {
        let mut clashes = vec![];
        let given = given_ids(source, &mut clashes);
        let notes = source.passages.iter().filter_map(|passage| passage.note.as_deref());
        Self {
            ids: unique_ids(source, text, &given),
            clashes,
            coded: coded(source, text, names),
            speaks: source.passages.iter().any(|passage| passage.speaker.is_some()),
            links: source.note.iter().chain(notes).any(|note| !note.links.is_empty()),
        }
    }
}

impl Memory {
    /// What each source and its text say by themselves, in the order of their ids.
    pub(super) fn own(
        &mut self,
        (sources, texts): (&[Arc<Source>], &[Arc<AnchoredSource>]),
        arguments: &[Argument],
        names: &Names,
    ) -> Vec<&Own> {
        let ids = arguments.iter().map(|argument| &argument.id);
        let same_arguments = ids.clone().eq(&self.arguments);
        if !same_arguments {
            self.arguments = ids.cloned().collect();
        }
        let before = std::mem::take(&mut self.sources);
        let known = again(sources, before, |known| &known.source);
        self.sources = known
            .into_par_iter()
            .zip(sources.par_iter().zip(texts))
            .map(|(known, (source, text))| {
                let own = match known.filter(|known| Arc::ptr_eq(&known.text, text)) {
                    Some(known) if same_arguments => return known,
                    Some(known) => {
                        Own { coded: coded(source, text, names), ..known.own }
                    }
                    None => Own::new(source, text, names),
                };
                Known { source: Arc::clone(source), text: Arc::clone(text), own }
            })
            .collect();
        self.sources.iter().map(|known| &known.own).collect()
    }
}
