//! What was made of files, so that a file that is as it was need not be read again.
//!
//! Nothing is remembered but what a reader made of the whole of some files, and it holds as long as
//! none of them has another version. So there is nothing here that could go stale.

use std::sync::Arc;

use rayon::prelude::*;

use super::content::{ContentFiles, content_files};
use crate::diagnostic::{Diagnostic, Reported};
use crate::dossier::{Argument, Excerpts, Page, Source};
use crate::id::Id;
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
        let sort = || {
            let Reported { value, diagnostics } = content_files(&paths);
            Reported { value: Arc::new(value), diagnostics }
        };
        let files = known.map_or_else(sort, |(_, files)| files);
        self.listed = Some((paths, files.clone()));
        files
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

/// What was made of files, in the order of their paths.
pub(super) struct Memo<T>(Vec<Known<T>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(vec![])
    }
}

/// What was made of a file, and all that it depends on.
pub(super) struct Known<T> {
    path: Arc<str>,
    /// Files with their versions; none where the world has no versions, or where it depends on
    /// more than some files.
    on: Option<[(Arc<str>, u64); 2]>,
    made: Option<T>,
    diagnostics: Vec<Diagnostic>,
}

impl<T: Send + Sync> Memo<T> {
    /// What is made of files, which are in the order of their paths: as it was, where they and the
    /// files that `also` names are. It remembers these, and nothing else.
    pub(super) fn recall(
        &mut self,
        world: &dyn World,
        files: &[(Id, Arc<str>)],
        make: impl Fn(&Id, &Arc<str>) -> Reported<Option<T>> + Sync,
        also: impl Fn(&T) -> Option<Arc<str>> + Sync,
    ) -> &[Known<T>] {
        let mut before = std::mem::take(&mut self.0).into_iter().peekable();
        let known = files.iter().map(|(_, path)| {
            // Most are the very same values, which need not be read to know it.
            let is = |known: &Known<T>| Arc::ptr_eq(&known.path, path);
            while before.next_if(|known| !is(known) && known.path < *path).is_some() {}
            let known = before.next_if(|known| is(known) || known.path == *path)?;
            let path = Arc::clone(path);
            known.is_current(world).then_some(Known { path, ..known })
        });
        let known: Vec<Option<Known<T>>> = known.collect();
        let read = |(known, (id, path)): (Option<Known<T>>, &(Id, Arc<str>))| {
            known.unwrap_or_else(|| Known::new(world, path, make(id, path), &also))
        };
        self.0 = known.into_par_iter().zip(files).map(read).collect();
        &self.0
    }
}

impl<T> Known<T> {
    fn new(
        world: &dyn World,
        path: &Arc<str>,
        Reported { value: made, diagnostics }: Reported<Option<T>>,
        also: impl Fn(&T) -> Option<Arc<str>>,
    ) -> Self {
        let with_version = |path: Arc<str>| {
            let version = world.version(&path)?;
            Some((path, version))
        };
        // A file of which nothing could be made may depend on which other files there are.
        let on = made.as_ref().and_then(|made| {
            let own = with_version(Arc::clone(path))?;
            let other = also(made).map_or_else(|| Some(own.clone()), with_version)?;
            Some([own, other])
        });
        Self { path: Arc::clone(path), on, made, diagnostics }
    }

    fn is_current(&self, world: &dyn World) -> bool {
        let same = |(path, version): &(Arc<str>, u64)| world.has_version(path, *version);
        self.on.as_ref().is_some_and(|on| on.iter().all(same))
    }
}

impl<T: Clone> Known<T> {
    /// What was made, with what was met then.
    pub(super) fn reported(&self) -> Reported<Option<T>> {
        Reported { value: self.made.clone(), diagnostics: self.diagnostics.clone() }
    }
}
