//! A source's file that is being edited: how it was read, and whether a result may be taken.
//!
//! The actions stand in `passage` and `metadata`. How a text is changed is for [`Change`] to
//! know; whether the dossier is still right is asked of the loader and the anchor.

use std::collections::HashMap;
use std::sync::Arc;

use super::change::Change;
use super::quote::quote_at;
use super::selection::Selection;
use super::splice::Step;
use super::tree::{Node, tree};
use super::with::With;
use super::written::Written;
use super::{Edit, Refusal, version};
use crate::anchor::{AnchoredSource, anchor};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::dossier::{Quote, Rights, Source, Span};
use crate::id::Id;
use crate::load;
use crate::schema::YAML_BYTES_MAX;
use crate::world::World;

/// The keys of a source in the order in which they are written.
pub(super) const SOURCE_KEYS: [&str; 20] = [
    "seed",
    "sha256",
    "encoding",
    "title",
    "short_title",
    "author",
    "publisher",
    "date",
    "url",
    "archive_url",
    "accessed",
    "language",
    "reliability",
    "credibility",
    "rights",
    "note",
    "headings",
    "omit",
    "redact",
    "passages",
];

/// A source as its file stands.
pub struct Draft<'w> {
    pub(super) world: &'w dyn World,
    pub(super) path: Arc<str>,
    pub(super) bytes: Vec<u8>,
    /// The file's text without its byte order mark.
    pub(super) text: String,
    pub(super) source: Source,
    pub(super) anchored: AnchoredSource,
    pub(super) errors: Vec<Diagnostic>,
}

impl<'w> Draft<'w> {
    /// Opens the file of a source.
    ///
    /// # Errors
    /// When there is no such source, or when what is wrong with its file keeps it from being read.
    pub fn open(world: &'w dyn World, id: &Id) -> Result<Self, Refusal> {
        let path = load::source_file(world, id)
            .ok_or_else(|| Refusal::Source(format!("there is no source `{id}`")))?;
        let bytes = world
            .read(&path, YAML_BYTES_MAX)
            .map_err(|error| Refusal::Source(format!("{path} can't be read: {error}")))?;
        Self::of(world, id, path, bytes)
    }

    fn of(
        world: &'w dyn World,
        id: &Id,
        path: Arc<str>,
        bytes: Vec<u8>,
    ) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| Refusal::Source(format!("{path} is not UTF-8")))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let with = With { world, path: &path, bytes: &bytes };
        let mut found = vec![];
        let source = load::source(&with, id, &path).drain_into(&mut found);
        let Some(source) = source else {
            let first = found.iter().find(|d| d.severity == Severity::Error);
            let words = first.map_or_else(String::new, |error| error.message.clone());
            return Err(Refusal::Source(words));
        };
        let anchored = anchor(&source).drain_into(&mut found);
        found.retain(|diagnostic| diagnostic.severity == Severity::Error);
        Ok(Self { world, path, bytes, text, source, anchored, errors: found })
    }

    /// The version of the file, for [`Self::based_on`].
    pub fn version(&self) -> String {
        version(&self.bytes)
    }

    /// The source as it stands.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The source's text and the places of its passages.
    pub fn anchored(&self) -> &AnchoredSource {
        &self.anchored
    }

    /// What a reader selected, in bytes of the seed's text.
    ///
    /// # Errors
    /// When nothing is selected, or something that is no text of the seed.
    pub fn span(&self, selection: Selection) -> Result<Span, Refusal> {
        match self.source.rights {
            Rights::Full => selection.span(&self.anchored.body, &self.source.seed.text),
            Rights::Excerpts | Rights::Link => Err(Refusal::Unpublished),
        }
    }

    /// The same, if the words there are those that the reader saw, white space aside.
    ///
    /// # Errors
    /// When they are others: the page is of another text.
    pub fn selected(&self, selection: Selection, words: &str) -> Result<Span, Refusal> {
        let span = self.span(selection)?;
        let seen: String = words.chars().filter(|c| !c.is_whitespace()).collect();
        if selection.words(&self.anchored.body, &self.source.seed.text) == seen {
            Ok(span)
        } else {
            Err(Refusal::OtherWords)
        }
    }

    /// An edit of this draft, if the draft is the version that the edit was thought for.
    ///
    /// # Errors
    /// Both versions when it is not; the edit's own refusal.
    pub fn based_on(
        &self,
        version: &str,
        edit: Result<Edit, Refusal>,
    ) -> Result<Edit, Refusal> {
        if self.version() == version {
            return edit;
        }
        let ours = edit.ok().and_then(|edit| edit.after);
        Err(Refusal::Changed {
            path: Arc::clone(&self.path),
            theirs: Some(self.text.clone()),
            ours: ours.and_then(|bytes| String::from_utf8(bytes).ok()),
        })
    }

    pub(super) fn quote(&self, span: &Span) -> Result<(Quote, Span), Refusal> {
        let seed = &*self.source.seed.text;
        let inside = seed.get(span.clone()).ok_or(Refusal::NoWords)?;
        if inside.trim().is_empty() {
            return Err(Refusal::NoWords);
        }
        quote_at(
            &self.anchored.body.readable(seed),
            span,
            &Place::file(Arc::clone(&self.path)),
        )
    }

    pub(super) fn changed(&self, changes: &[Change<'_>]) -> Result<String, Refusal> {
        changes.iter().try_fold(self.text.clone(), |text, change| change.apply(&text))
    }

    /// Puts an item into a list of the source, which may not be there yet.
    pub(super) fn inserted(
        &self,
        root: &Node,
        key: &'static str,
        index: usize,
        item: Written,
    ) -> Result<String, Refusal> {
        let list = root.entry(key).map_or(0, |entry| entry.value.items().len());
        let change = if list > 0 {
            Change::Insert { path: vec![Step::Key(key.to_owned())], index, item }
        } else {
            let value = Written::List { flow: root.is_flow(), items: vec![item] };
            Change::Set { path: vec![], key: key.into(), value, order: &SOURCE_KEYS }
        };
        change.apply(&self.text)
    }

    /// Takes an item out of a list of the source, and the list with its last item.
    pub(super) fn without(
        &self,
        key: &'static str,
        index: usize,
    ) -> Result<String, Refusal> {
        let root = tree(&self.text)?;
        let entry = root.entry(key).ok_or(Refusal::Passage)?;
        let items = entry.value.items();
        if index >= items.len() {
            return Err(Refusal::Passage);
        }
        let change = if items.len() == 1 {
            Change::RemoveKey { path: vec![], key: key.into() }
        } else {
            Change::RemoveItem { path: vec![Step::Key(key.to_owned())], index }
        };
        change.apply(&self.text)
    }

    /// The places of all passages, in the order of the file.
    pub(super) fn places(&self) -> Vec<Option<Vec<Span>>> {
        let mut places = vec![None; self.source.passages.len()];
        for passage in &self.anchored.passages {
            places[passage.index] = Some(passage.parts.clone());
        }
        places
    }

    /// Reads the result with the program's own reader and compares.
    pub(super) fn finish(
        &self,
        text: &str,
        places: &[Option<Vec<Span>>],
    ) -> Result<Edit, Refusal> {
        let mark =
            if self.bytes.starts_with("\u{feff}".as_bytes()) { "\u{feff}" } else { "" };
        let bytes = format!("{mark}{text}").into_bytes();
        let after =
            Self::of(self.world, &self.source.id, Arc::clone(&self.path), bytes.clone())
                .map_err(|refusal| match refusal {
                    Refusal::Source(words) => Refusal::Error(words),
                    other => other,
                })?;
        let mut known: HashMap<(&str, &str), usize> = HashMap::new();
        for error in &self.errors {
            *known.entry((error.code.name(), &error.message)).or_default() += 1;
        }
        for error in &after.errors {
            match known.get_mut(&(error.code.name(), error.message.as_str())) {
                Some(count) if *count > 0 => *count -= 1,
                _ => return Err(Refusal::Error(error.message.clone())),
            }
        }
        if after.places() != places {
            return Err(Refusal::Others);
        }
        Ok(Edit {
            path: Arc::clone(&self.path),
            before: Some(self.bytes.clone()),
            after: Some(bytes),
        })
    }
}
