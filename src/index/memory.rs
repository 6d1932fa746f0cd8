//! What the index knows of each source alone: remembered as long as the source and its text are
//! the very same values, and the arguments that it may name have the same ids.

use std::sync::Arc;

use rayon::prelude::*;

use super::Names;
use super::passages::{Coded, coded, given_ids, unique_ids};
use super::voices::Speaking;
use crate::anchor::AnchoredSource;
use crate::diagnostic::Diagnostic;
use crate::dossier::{Argument, Source, again};
use crate::id::Id;

/// What one run made, as far as the next may need it.
#[derive(Default)]
pub struct Memory {
    pub(super) sources: Sources,
    /// The sources by date.
    pub(super) by_date: Vec<usize>,
    pub(super) speaking: Speaking,
}

/// What is known of the sources of one run, in the order of their ids.
#[derive(Default)]
pub(super) struct Sources {
    known: Vec<Known>,
    /// The arguments that [`Coded`] counts.
    arguments: Vec<Id>,
}

/// What is the same of the sources of two runs, all of them, in their order.
#[derive(Clone, Copy)]
pub(super) struct Same {
    pub(super) dates: bool,
    pub(super) makers: bool,
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

impl Sources {
    /// What is the same now.
    pub(super) fn same(&self, sources: &[Arc<Source>]) -> Same {
        let all = |same: fn(&Source, &Source) -> bool| {
            let pairs = sources.iter().zip(&self.known);
            let mut pairs = pairs.map(|(now, known)| (now, &known.source));
            sources.len() == self.known.len()
                && pairs.all(|(now, old)| Arc::ptr_eq(now, old) || same(now, old))
        };
        Same {
            dates: all(|now, old| now.date == old.date),
            makers: all(|now, old| {
                now.authors == old.authors && now.publisher == old.publisher
            }),
        }
    }

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
        let before = std::mem::take(&mut self.known);
        let known = again(sources, before, |known| &known.source);
        self.known = known
            .into_par_iter()
            .zip(sources.par_iter().zip(texts))
            .map(|(known, (source, text))| {
                let own = match known.filter(|known| Arc::ptr_eq(&known.text, text)) {
                    Some(known) if same_arguments => return known,
                    Some(known) => Own { coded: coded(source, text, names), ..known.own },
                    None => Own::new(source, text, names),
                };
                Known { source: Arc::clone(source), text: Arc::clone(text), own }
            })
            .collect();
        self.known.iter().map(|known| &known.own).collect()
    }
}
