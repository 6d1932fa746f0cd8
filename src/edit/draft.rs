//! A source's file that is being edited: a function for every action.
//!
//! Knows which keys a source has and how its entries usually look. How a text is changed it
//! leaves to [`Change`]; whether the dossier is still right it asks the loader and the anchor.

use std::collections::HashMap;
use std::sync::Arc;

use super::argument::ids;
use super::change::Change;
use super::look::Look;
use super::quote::quote_at;
use super::scalar::Style;
use super::selection::Selection;
use super::splice::Step;
use super::tree::{Node, tree};
use super::with::With;
use super::written::Written;
use super::{Edit, Refusal, version};
use crate::anchor::{AnchoredSource, anchor};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::dossier::{Quote, Rights, Source, Span, Stance};
use crate::id::Id;
use crate::index::passage_ids;
use crate::load;
use crate::schema::{Value, YAML_BYTES_MAX};
use crate::world::World;

/// The keys of a source in the order in which they are written.
const SOURCE_KEYS: [&str; 20] = [
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

/// The keys that [`Draft::set_metadata`] changes.
const METADATA: std::ops::Range<usize> = 1..16;

/// The keys of a passage in the order in which they are written.
pub(super) const PASSAGE_KEYS: [&str; 8] =
    ["quote", "arguments", "speaker", "prefix", "suffix", "id", "translation", "note"];

/// What a passage is coded to, and what is said about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coding {
    /// Its arguments, each with its stance.
    pub arguments: Vec<(Id, Stance)>,
    /// Who says it, where that is not the source's author.
    pub speaker: Option<String>,
    /// A name for links to it.
    pub id: Option<Id>,
    /// The quote in the dossier's language.
    pub translation: Option<String>,
    /// The author's words about it (Markdown).
    pub note: Option<String>,
}

/// How a stretch of a source's text is set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// A paragraph, or whole lines of it, that is a heading.
    Heading,
    /// Page furniture, to be folded away.
    Furniture,
}

impl Apart {
    fn key(self) -> &'static str {
        match self {
            Self::Heading => "headings",
            Self::Furniture => "omit",
        }
    }
}

/// The value of a key of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Metadata {
    /// A text. What kinds of text a key takes, the reader says.
    Text(String),
    /// Names, for `author`.
    Names(Vec<String>),
}

/// A source as its file stands.
pub struct Draft<'w> {
    world: &'w dyn World,
    path: Arc<str>,
    bytes: Vec<u8>,
    /// The file's text without its byte order mark.
    text: String,
    source: Source,
    anchored: AnchoredSource,
    errors: Vec<Diagnostic>,
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

    /// The entry of the passage that a page knows by this id: its index in the file's list,
    /// which is how the actions name it.
    ///
    /// # Errors
    /// When no passage that stands in the text has the id.
    pub fn passage(&self, id: &str) -> Result<usize, Refusal> {
        let ids = passage_ids(&self.source, &self.anchored);
        let at = ids.iter().position(|known| known.as_str() == id);
        at.map(|at| self.anchored.passages[at].index).ok_or(Refusal::Passage)
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

    /// Adds a passage with the words at `span`: after the last of those that begin before it.
    ///
    /// # Errors
    /// When the words can't be found again in just this place, or an argument does not exist.
    pub fn add_passage(&self, span: &Span, coding: &Coding) -> Result<Edit, Refusal> {
        self.check_arguments(coding)?;
        let (quote, marked) = self.quote(span, &self.anchored)?;
        let before = self.anchored.passages.iter();
        let before = before.filter(|passage| passage.span().start <= marked.start);
        let index = before.map(|passage| passage.index + 1).max().unwrap_or(0);
        let root = tree(&self.text)?;
        let look = Look::of(&root, &self.text);
        let item = look.passage(&quote, coding);
        let text = self.inserted(&root, "passages", index, item)?;
        let mut places = self.places();
        places.insert(index, Some(vec![marked]));
        self.finish(&text, &places)
    }

    /// Gives a passage another coding. What is already so stays as it is written.
    ///
    /// # Errors
    /// When there is no such passage, or an argument does not exist.
    pub fn change_passage(&self, index: usize, coding: &Coding) -> Result<Edit, Refusal> {
        self.check_arguments(coding)?;
        let passage = self.source.passages.get(index).ok_or(Refusal::Passage)?;
        let flow = Look::of(&tree(&self.text)?, &self.text).arguments_flow;
        let path = vec![Step::Key("passages".to_owned()), Step::Item(index)];
        let mut changes = self.argument_changes(index, coding, flow);
        let id = passage.id.as_ref().map(|id| id.value.as_str());
        let speaker = passage.speaker.as_ref().map(|speaker| speaker.value.as_str());
        let note = passage.note.as_ref().map(|note| note.markdown.as_str());
        for (key, old, new) in [
            ("speaker", speaker, coding.speaker.as_deref()),
            ("id", id, coding.id.as_ref().map(Id::as_str)),
            (
                "translation",
                passage.translation.as_deref(),
                coding.translation.as_deref(),
            ),
            ("note", note, coding.note.as_deref()),
        ] {
            let new = new.filter(|words| !words.trim().is_empty());
            let same = old.map(str::trim_end) == new.map(str::trim_end);
            changes.extend((!same).then(|| match new {
                Some(words) => Change::Set {
                    path: path.clone(),
                    key: key.into(),
                    value: Written::words(words),
                    order: &PASSAGE_KEYS,
                },
                None => Change::RemoveKey { path: path.clone(), key },
            }));
        }
        self.finish(&self.changed(&changes)?, &self.places())
    }

    /// Gives a passage other words: those at `span`.
    ///
    /// A passage without an id of its own that other files name keeps the id that it had.
    ///
    /// # Errors
    /// When there is no such passage, or the words can't be found again in just this place.
    pub fn respan_passage(&self, index: usize, span: &Span) -> Result<Edit, Refusal> {
        let (quote, marked) = self.quote(span, &self.anchored)?;
        self.requote_passage(index, &quote, vec![marked])
    }

    /// Gives a passage other words, which stand at `parts`.
    pub(super) fn requote_passage(
        &self,
        index: usize,
        quote: &Quote,
        parts: Vec<Span>,
    ) -> Result<Edit, Refusal> {
        let passage = self.source.passages.get(index).ok_or(Refusal::Passage)?;
        let path = vec![Step::Key("passages".to_owned()), Step::Item(index)];
        let mut changes = vec![];
        let kept = self.cited_id(index);
        for (key, old, new) in [
            ("quote", Some(&passage.quote.words), Some(&quote.words)),
            ("prefix", passage.quote.prefix.as_ref(), quote.prefix.as_ref()),
            ("suffix", passage.quote.suffix.as_ref(), quote.suffix.as_ref()),
            ("id", None, kept.as_ref()),
        ] {
            let path = path.clone();
            let style = if key == "quote" { Style::Quote } else { Style::Words };
            match new {
                _ if old == new => {}
                Some(words) => changes.push(Change::Set {
                    path,
                    key: key.into(),
                    value: Written::Text(words.clone(), style),
                    order: &PASSAGE_KEYS,
                }),
                None => changes.push(Change::RemoveKey { path, key }),
            }
        }
        let mut places = self.places();
        places[index] = Some(parts);
        self.finish(&self.changed(&changes)?, &places)
    }

    /// Takes a passage out.
    ///
    /// # Errors
    /// When there is no such passage.
    pub fn delete_passage(&self, index: usize) -> Result<Edit, Refusal> {
        if index >= self.source.passages.len() {
            return Err(Refusal::Passage);
        }
        let mut places = self.places();
        places.remove(index);
        self.finish(&self.without("passages", index)?, &places)
    }

    /// The files that name a passage, so that they would be wrong without it.
    pub fn citing(&self, index: usize) -> Vec<Arc<str>> {
        let Some(id) = self.id_of(index) else { return vec![] };
        let name = format!("{}#{id}", self.source.id);
        let names = |path: &Arc<str>| {
            let bytes = self.world.read(path, YAML_BYTES_MAX).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            text.match_indices(&name).any(|(at, _)| {
                let after = text[at + name.len()..].chars().next();
                !after.is_some_and(|c| c.is_alphanumeric() || "-_.".contains(c))
            })
        };
        self.world.list("content").value.into_iter().filter(names).collect()
    }

    /// Sets the words at `span` apart.
    ///
    /// # Errors
    /// When they are not a whole paragraph, or whole lines of one; when they can't be found
    /// again in just this place.
    pub fn set_apart(&self, apart: Apart, span: &Span) -> Result<Edit, Refusal> {
        // They are looked for before passages are, in the text as it is redacted.
        let (quote, _) = self.quote(span, &self.anchored)?;
        let Quote { words, prefix, suffix, .. } = quote;
        let item = if prefix.is_none() && suffix.is_none() {
            Written::Text(words, Style::Words)
        } else {
            let quote = ("quote".to_owned(), Written::Text(words, Style::Quote));
            let context = [("prefix", prefix), ("suffix", suffix)];
            let context = context.into_iter().filter_map(|(key, words)| {
                Some((key.to_owned(), Written::Text(words?, Style::Words)))
            });
            Written::Map {
                flow: true,
                entries: [quote].into_iter().chain(context).collect(),
            }
        };
        let root = tree(&self.text)?;
        let list = root.entry(apart.key()).map_or(0, |entry| entry.value.items().len());
        self.finish(&self.inserted(&root, apart.key(), list, item)?, &self.places())
    }

    /// Takes back that words are set apart: the `index`-th of their list.
    ///
    /// # Errors
    /// When there is no such entry.
    pub fn unset_apart(&self, apart: Apart, index: usize) -> Result<Edit, Refusal> {
        self.finish(&self.without(apart.key(), index)?, &self.places())
    }

    /// Gives a key of the source's metadata a value, or takes it out.
    ///
    /// # Errors
    /// When the key is not among those of a source (the seed stays), or the reader does not
    /// take the value: with its words.
    pub fn set_metadata(
        &self,
        key: &str,
        value: Option<&Metadata>,
    ) -> Result<Edit, Refusal> {
        let known = SOURCE_KEYS[METADATA].iter().find(|known| **known == key);
        let key = *known.ok_or_else(|| Refusal::Key(key.to_owned()))?;
        let written = value.and_then(|value| match value {
            Metadata::Text(text) if text.trim().is_empty() => None,
            Metadata::Text(text) if key == "credibility" => {
                Some(Written::Text(text.clone(), Style::Digits))
            }
            Metadata::Text(text) => Some(Written::words(text)),
            Metadata::Names(names) => {
                let items: Vec<Written> = names
                    .iter()
                    .filter(|name| !name.trim().is_empty())
                    .map(|name| Written::words(name))
                    .collect();
                (!items.is_empty()).then_some(Written::List { flow: true, items })
            }
        });
        let present = Value::read(&self.text).map_err(Refusal::Yaml)?.get(key).is_some();
        let change = match written {
            Some(value) => {
                Change::Set { path: vec![], key: key.into(), value, order: &SOURCE_KEYS }
            }
            None if !present => return self.finish(&self.text, &self.places()),
            None => Change::RemoveKey { path: vec![], key },
        };
        self.finish(&change.apply(&self.text)?, &self.places())
    }

    fn quote(
        &self,
        span: &Span,
        anchored: &AnchoredSource,
    ) -> Result<(Quote, Span), Refusal> {
        let seed = &*self.source.seed.text;
        let inside = seed.get(span.clone()).ok_or(Refusal::NoWords)?;
        if inside.trim().is_empty() {
            return Err(Refusal::NoWords);
        }
        quote_at(
            &anchored.body.readable(seed),
            span,
            &Place::file(Arc::clone(&self.path)),
        )
    }

    fn check_arguments(&self, coding: &Coding) -> Result<(), Refusal> {
        let known: Vec<String> = ids(self.world).collect();
        let unknown =
            coding.arguments.iter().find(|(id, _)| !known.contains(&id.file_key()));
        match unknown {
            Some((id, _)) => Err(Refusal::Argument(id.to_string())),
            None => Ok(()),
        }
    }

    fn argument_changes(
        &self,
        index: usize,
        coding: &Coding,
        flow: bool,
    ) -> Vec<Change<'static>> {
        let old = &self.source.passages[index].arguments;
        let path = vec![Step::Key("passages".to_owned()), Step::Item(index)];
        let whole = |value| Change::Set {
            path: path.clone(),
            key: "arguments".into(),
            value,
            order: &PASSAGE_KEYS,
        };
        let written = |(id, stance): &(Id, Stance)| {
            (id.to_string(), Written::words(stance.as_str()))
        };
        let entries: Vec<(String, Written)> =
            coding.arguments.iter().map(written).collect();
        let named = old.iter().map(|(id, stance)| (&id.value, *stance));
        let same = named.clone().eq(coding.arguments.iter().map(|(id, s)| (id, *s)));
        if same {
            return vec![];
        }
        if entries.is_empty() {
            return vec![Change::RemoveKey { path, key: "arguments" }];
        }
        // Only stances differ: the map's other entries stay as they are written.
        let stances =
            named.clone().map(|(id, _)| id).eq(coding.arguments.iter().map(|a| &a.0));
        if !stances {
            return vec![whole(Written::Map { flow, entries })];
        }
        let mut inside = path.clone();
        inside.push(Step::Key("arguments".to_owned()));
        old.iter()
            .zip(&coding.arguments)
            .filter(|((_, old), (_, new))| old != new)
            .map(|((id, _), (_, stance))| Change::Set {
                path: inside.clone(),
                key: id.value.to_string().into(),
                value: Written::words(stance.as_str()),
                order: &[],
            })
            .collect()
    }

    fn changed(&self, changes: &[Change<'_>]) -> Result<String, Refusal> {
        changes.iter().try_fold(self.text.clone(), |text, change| change.apply(&text))
    }

    /// Puts an item into a list of the source, which may not be there yet.
    fn inserted(
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
    fn without(&self, key: &'static str, index: usize) -> Result<String, Refusal> {
        let root = tree(&self.text)?;
        let entry = root.entry(key).ok_or(Refusal::Passage)?;
        let items = entry.value.items();
        if index >= items.len() {
            return Err(Refusal::Passage);
        }
        let change = if items.len() == 1 {
            Change::RemoveKey { path: vec![], key }
        } else {
            Change::RemoveItem { path: vec![Step::Key(key.to_owned())], index }
        };
        change.apply(&self.text)
    }

    /// The places of all passages, in the order of the file.
    fn places(&self) -> Vec<Option<Vec<Span>>> {
        let mut places = vec![None; self.source.passages.len()];
        for passage in &self.anchored.passages {
            places[passage.index] = Some(passage.parts.clone());
        }
        places
    }

    /// The id that a passage has: its own, or the one made for it.
    fn id_of(&self, index: usize) -> Option<Id> {
        let passage = self.source.passages.get(index)?;
        let made = || {
            let at = self.anchored.passages.iter().position(|p| p.index == index)?;
            passage_ids(&self.source, &self.anchored).into_iter().nth(at)
        };
        passage.id.as_ref().map(|id| id.value.clone()).or_else(made)
    }

    /// The id that was made for a passage, where other files name it.
    fn cited_id(&self, index: usize) -> Option<String> {
        let given = self.source.passages.get(index)?.id.is_some();
        (!given && !self.citing(index).is_empty())
            .then(|| self.id_of(index).map(|id| id.to_string()))
            .flatten()
    }

    /// Reads the result with the program's own reader and compares.
    fn finish(&self, text: &str, places: &[Option<Vec<Span>>]) -> Result<Edit, Refusal> {
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
