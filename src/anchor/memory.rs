//! The anchors of sources, remembered as long as a source is the very same value.

use std::sync::Arc;

use rayon::prelude::*;

use super::{AnchoredSource, anchor};
use crate::diagnostic::{Diagnostic, Reported};
use crate::dossier::{Source, again};

/// The anchors of all sources of one run, in the order of their ids.
#[derive(Default)]
pub struct Memory(Vec<Known>);

/// A source, its anchors, and what was met looking for them.
type Known = (Arc<Source>, Arc<AnchoredSource>, Arc<[Diagnostic]>);

impl Memory {
    /// Looks for the quotes of all sources, which are in the order of their ids.
    pub fn anchored(
        &mut self,
        sources: &[Arc<Source>],
    ) -> Reported<Vec<Arc<AnchoredSource>>> {
        let known = again(sources, std::mem::take(&mut self.0), |(source, ..)| source);
        let look = |(known, source): (Option<Known>, &Arc<Source>)| {
            known.unwrap_or_else(|| {
                let Reported { value, diagnostics } = anchor(source);
                (Arc::clone(source), Arc::new(value), diagnostics.into())
            })
        };
        self.0 = known.into_par_iter().zip(sources).map(look).collect();
        Reported {
            value: self.0.iter().map(|(_, text, _)| Arc::clone(text)).collect(),
            diagnostics: self
                .0
                .iter()
                .flat_map(|(.., met)| met.iter().cloned())
                .collect(),
        }
    }
}
