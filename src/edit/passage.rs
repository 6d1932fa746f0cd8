//! What is done to the passages of a source.

use std::sync::Arc;

use super::argument::ids;
use super::change::Change;
use super::citing::naming;
use super::draft::Draft;
use super::look::Look;
use super::quote::{quote_at, words_at};
use super::scalar::Style;
use super::splice::Step;
use super::tree::tree;
use super::written::Written;
use super::{Edit, Refusal};
use crate::anchor::find;
use crate::dossier::{Quote, Span, Stance};
use crate::id::Id;
use crate::index::{derived_id, passage_ids};

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

impl Draft<'_> {
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

    /// Adds a passage with the words at `span`: after the last of those that begin before it.
    ///
    /// # Errors
    /// When the words can't be found again in just this place, an argument does not exist, or
    /// the id is another passage's.
    pub fn add_passage(&self, span: &Span, coding: &Coding) -> Result<Edit, Refusal> {
        self.check(None, coding)?;
        let (quote, marked) = self.quote(span)?;
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
    /// When there is no such passage, an argument does not exist, or the id is another passage's.
    pub fn change_passage(&self, index: usize, coding: &Coding) -> Result<Edit, Refusal> {
        self.check(Some(index), coding)?;
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
                None => Change::RemoveKey { path: path.clone(), key: key.into() },
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
        if index >= self.source.passages.len() {
            return Err(Refusal::Passage);
        }
        let (quote, marked) = self.quote(span)?;
        self.requote(&[(index, quote, vec![marked])])
    }

    /// Gives a passage that has no place the words that stand at `parts`, which are those of
    /// [`crate::anchor::astray`] or others.
    ///
    /// # Errors
    /// When there is no such passage, or the words can't be found again in just this place.
    pub fn reanchor_passage(
        &self,
        index: usize,
        parts: &[Span],
    ) -> Result<Edit, Refusal> {
        let quote = self.requoted(index, parts)?;
        self.requote(&[(index, quote, parts.to_vec())])
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
        naming(self.world, &format!("{}#{id}", self.source.id))
    }

    /// Gives passages other words, each with the parts of the seed that they stand at.
    pub(super) fn requote(
        &self,
        passages: &[(usize, Quote, Vec<Span>)],
    ) -> Result<Edit, Refusal> {
        let mut changes = vec![];
        let mut places = self.places();
        for (index, quote, parts) in passages {
            places[*index] = Some(parts.clone());
            changes.extend(self.quote_changes(*index, quote));
        }
        self.finish(&self.changed(&changes)?, &places)
    }

    /// The quote of a passage that is to stand at `parts`; its context stays where it will do.
    pub(super) fn requoted(
        &self,
        index: usize,
        parts: &[Span],
    ) -> Result<Quote, Refusal> {
        let readable = self.anchored.body.readable(&self.source.seed.text);
        let old = &self.source.passages.get(index).ok_or(Refusal::Passage)?.quote;
        let words = words_at(&readable, parts).ok_or(Refusal::NoWords)?;
        let same = Quote { words, ..old.clone() };
        let alone = Quote { prefix: None, suffix: None, ..same.clone() };
        let stands = |quote: &Quote| {
            let found = find(&readable, &[quote]).pop();
            matches!(found, Some(Ok(found)) if found.parts == parts)
        };
        match parts {
            _ if stands(&same) => Ok(same),
            _ if stands(&alone) => Ok(alone),
            [part] => quote_at(&readable, part, &old.place).map(|(quote, _)| quote),
            _ => Err(Refusal::Ambiguous),
        }
    }

    fn quote_changes(&self, index: usize, quote: &Quote) -> Vec<Change<'static>> {
        let old = &self.source.passages[index].quote;
        let path = vec![Step::Key("passages".to_owned()), Step::Item(index)];
        let kept = self.cited_id(index);
        let mut changes = vec![];
        for (key, old, new) in [
            ("quote", Some(&old.words), Some(&quote.words)),
            ("prefix", old.prefix.as_ref(), quote.prefix.as_ref()),
            ("suffix", old.suffix.as_ref(), quote.suffix.as_ref()),
            ("id", None, kept.as_ref()),
        ] {
            let style = if key == "quote" { Style::Quote } else { Style::Words };
            let path = path.clone();
            match new {
                _ if old == new => {}
                Some(words) => changes.push(Change::Set {
                    path,
                    key: key.into(),
                    value: Written::Text(words.clone(), style),
                    order: &PASSAGE_KEYS,
                }),
                None => changes.push(Change::RemoveKey { path, key: key.into() }),
            }
        }
        changes
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
            return vec![Change::RemoveKey { path, key: "arguments".into() }];
        }
        // Where the others keep their order, those that go, come and change do so alone: what
        // else is written in the map stays.
        let kept = |id: &Id| coding.arguments.iter().any(|(new, _)| new == id);
        let known = |id: &Id| old.iter().any(|(old, _)| old.value == *id);
        let stay = old.iter().map(|(id, _)| &id.value).filter(|id| kept(id));
        let new = coding.arguments.iter().map(|(id, _)| id);
        let in_order = stay.clone().chain(new.clone().filter(|id| !known(id))).eq(new);
        if !in_order || stay.count() == 0 {
            return vec![whole(Written::Map { flow, entries })];
        }
        let mut inside = path.clone();
        inside.push(Step::Key("arguments".to_owned()));
        let gone = old.iter().filter(|(id, _)| !kept(&id.value)).map(|(id, _)| {
            Change::RemoveKey { path: inside.clone(), key: id.value.to_string().into() }
        });
        let same = |argument: &&(Id, Stance)| {
            old.iter()
                .any(|(id, stance)| (&id.value, *stance) == (&argument.0, argument.1))
        };
        let set = coding.arguments.iter().filter(|argument| !same(argument));
        let set = set.map(|(id, stance)| Change::Set {
            path: inside.clone(),
            key: id.to_string().into(),
            value: Written::words(stance.as_str()),
            order: &[],
        });
        gone.chain(set).collect()
    }

    /// Whether a passage, the `index`-th if it is there already, may be coded so.
    fn check(&self, index: Option<usize>, coding: &Coding) -> Result<(), Refusal> {
        if let Some(id) = &coding.id {
            let others = self.source.passages.iter().enumerate();
            let mut others = others.filter(|(other, _)| Some(*other) != index);
            let key = id.file_key();
            if others
                .any(|(_, p)| p.id.as_ref().is_some_and(|o| o.value.file_key() == key))
            {
                return Err(Refusal::PassageTaken(id.to_string()));
            }
        }
        let known: Vec<String> = ids(self.world).collect();
        let unknown =
            coding.arguments.iter().find(|(id, _)| !known.contains(&id.file_key()));
        match unknown {
            Some((id, _)) => Err(Refusal::Argument(id.to_string())),
            None => Ok(()),
        }
    }

    /// The id that a passage has: its own, or the one made for it.
    fn id_of(&self, index: usize) -> Option<Id> {
        let passage = self.source.passages.get(index)?;
        let made = || {
            let at = self.anchored.passages.iter().position(|p| p.index == index);
            let Some(at) = at else {
                return Some(derived_id(passage, self.source.rights));
            };
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
}
