//! How much room the passages of each source take on a page: remembered as long as the source and
//! its text are the very same values.

use std::sync::Arc;

use rayon::prelude::*;

use crate::anchor::AnchoredSource;
use crate::dossier::{Dossier, Rights, Source, again};

/// What a passage takes besides its words, about: its context, its links, its markup.
const PASSAGE_BYTES: usize = 1_000;

/// The sizes of all passages of one run, by source.
#[derive(Default)]
pub struct Sizes(Vec<Known>);

/// A source and its text, with the bytes that its passages take.
type Known = (Arc<Source>, Arc<AnchoredSource>, Vec<usize>);

impl Sizes {
    /// The source and the bytes of each passage, in the order of
    /// [`Index::passages`](crate::index::Index::passages).
    pub(super) fn rows(
        &mut self,
        dossier: &Dossier,
        texts: &[Arc<AnchoredSource>],
    ) -> Vec<(usize, usize)> {
        let known =
            again(&dossier.sources, std::mem::take(&mut self.0), |(source, ..)| source);
        self.0 = known
            .into_par_iter()
            .zip(dossier.sources.par_iter().zip(texts))
            .map(|(known, (source, text))| {
                known.filter(|(_, of, _)| Arc::ptr_eq(of, text)).unwrap_or_else(|| {
                    let passages = 0..text.passages.len();
                    let bytes = passages.map(|n| passage_bytes(source, text, n));
                    (Arc::clone(source), Arc::clone(text), bytes.collect())
                })
            })
            .collect();
        let sources = self.0.iter().enumerate();
        let rows = sources
            .flat_map(|(n, (.., bytes))| bytes.iter().map(move |bytes| (n, *bytes)));
        rows.collect()
    }
}

/// What a passage takes on a page, about; `anchored` is its place in the text's list.
pub(super) fn passage_bytes(
    source: &Source,
    text: &AnchoredSource,
    anchored: usize,
) -> usize {
    let anchored = &text.passages[anchored];
    let entry = &source.passages[anchored.index];
    let quote: usize = anchored.parts.iter().map(std::ops::Range::len).sum();
    let quote = if source.rights == Rights::Link { 0 } else { quote };
    let translation = entry.translation.as_ref().map_or(0, String::len);
    let note = entry.note.as_ref().map_or(0, |note| 2 * note.markdown.len());
    let named = entry.arguments.len() * 250;
    PASSAGE_BYTES + (quote + translation) * 5 / 4 + note + named
}
