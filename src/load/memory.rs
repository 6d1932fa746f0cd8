//! What was made of files, so that a file that is as it was need not be read again.
//!
//! Nothing is remembered but what a reader made of the whole of some files, and it holds as long as
//! none of them has another version. So there is nothing here that could go stale.

use std::collections::HashMap;
use std::sync::Arc;

use super::content::{ContentFiles, content_files};
use crate::diagnostic::{Diagnostic, Reported};
use crate::dossier::{Argument, Excerpts, Page, Source};
use crate::world::World;

/// Paths, and which files they are.
type Listed = (Vec<Arc<str>>, Reported<Arc<ContentFiles>>);

/// What earlier loads made of sources, arguments and pages.
#[derive(Default)]
pub struct Memory {
    pub(super) sources: Memo<Arc<Source>>,
    pub(super) arguments: Memo<Argument>,
    pub(super) pages: Memo<Page>,
    /// What holds of sources that do not say it themselves.
    unless_set: Excerpts,
    /// The paths in `content/`, and which files they are.
    listed: Option<Listed>,
    /// What was found out about seeds that are used twice, or not at all.
    used: Option<Used>,
}

/// Sources, the seeds that there are, whether any file is broken, and what that comes to.
type Used = (Vec<Arc<Source>>, Vec<Arc<str>>, bool, Vec<Diagnostic>);

impl Memory {
    /// Which files those at these paths in `content/` are.
    pub(super) fn files(&mut self, paths: Vec<Arc<str>>) -> Reported<Arc<ContentFiles>> {
        let known = self.listed.take().filter(|(known, _)| are_same(known, &paths));
        let (_, files) = self.listed.insert(known.unwrap_or_else(|| {
            let Reported { value, diagnostics } = content_files(&paths);
            (paths, Reported { value: Arc::new(value), diagnostics })
        }));
        files.clone()
    }

    /// What is to be told of seeds: as it was, where it is made of the same.
    pub(super) fn used(
        &mut self,
        sources: &[Arc<Source>],
        seeds: &[Arc<str>],
        broken: bool,
        look: impl FnOnce() -> Vec<Diagnostic>,
    ) -> Vec<Diagnostic> {
        let names =
            |source: &Source| (Arc::clone(&source.file), source.seed.path.clone());
        let same = |(now, before): (&Arc<Source>, &Arc<Source>)| {
            Arc::ptr_eq(now, before) || names(now) == names(before)
        };
        let known = self.used.take().filter(|(of, among, was_broken, _)| {
            broken == *was_broken
                && sources.len() == of.len()
                && sources.iter().zip(of).all(same)
                && are_same(seeds, among)
        });
        let found = known.map_or_else(look, |(.., found)| found);
        self.used = Some((sources.to_vec(), seeds.to_vec(), broken, found.clone()));
        found
    }

    /// Forgets the sources if what holds of those that do not say it themselves is another now.
    pub(super) fn sources_unless_set(&mut self, unless_set: Excerpts) {
        if self.unless_set != unless_set {
            self.sources = Memo::default();
            self.unless_set = unless_set;
        }
    }
}

/// Whether paths are equal; those that are the very same values need not be read.
fn are_same(now: &[Arc<str>], before: &[Arc<str>]) -> bool {
    let same = |(a, b): (&Arc<str>, &Arc<str>)| Arc::ptr_eq(a, b) || a == b;
    now.len() == before.len() && now.iter().zip(before).all(same)
}

/// What was made of the files at these paths.
pub(super) struct Memo<T>(HashMap<Arc<str>, Arc<Known<T>>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

/// What was made of a file, and all that it depends on.
pub(super) struct Known<T> {
    /// Files with their versions; none where the world has no versions, or where it depends on
    /// more than some files.
    on: Vec<(Arc<str>, u64)>,
    made: Option<T>,
    diagnostics: Vec<Diagnostic>,
}

impl<T> Memo<T> {
    /// What is made of a file: as it was, where it and the file that `also` names are.
    pub(super) fn recall(
        &self,
        world: &dyn World,
        path: &Arc<str>,
        make: impl FnOnce() -> Reported<Option<T>>,
        also: impl FnOnce(&T) -> Option<Arc<str>>,
    ) -> Arc<Known<T>> {
        let current = |known: &&Arc<Known<T>>| {
            let same =
                |(path, version): &(Arc<str>, u64)| world.version(path) == Some(*version);
            known.on.iter().all(same)
        };
        if let Some(known) = self.0.get(path).filter(current) {
            return Arc::clone(known);
        }
        let Reported { value: made, diagnostics } = make();
        // A file of which nothing could be made may depend on which other files there are.
        let files = made.as_ref().map(|made| [Some(Arc::clone(path)), also(made)]);
        let on = files.into_iter().flatten().flatten();
        let on = on.map(|path| Some((Arc::clone(&path), world.version(&path)?)));
        let on: Option<Vec<_>> = on.collect();
        Arc::new(Known { on: on.unwrap_or_default(), made, diagnostics })
    }

    /// Remembers these, and nothing else.
    pub(super) fn keep(&mut self, read: &[(impl Sized, Arc<Known<T>>)]) {
        let certain = read.iter().filter_map(|(_, known)| {
            let (path, _) = known.on.first()?;
            Some((Arc::clone(path), Arc::clone(known)))
        });
        self.0 = certain.collect();
    }
}

impl<T: Clone> Known<T> {
    /// What was made, with what was met then.
    pub(super) fn reported(&self) -> Reported<Option<T>> {
        Reported { value: self.made.clone(), diagnostics: self.diagnostics.clone() }
    }
}
