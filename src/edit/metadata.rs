//! What is done to a source as a whole: its metadata, and what of its text is set apart.

use std::ops::Range;

use super::change::Change;
use super::draft::{Draft, SOURCE_KEYS};
use super::scalar::Style;
use super::tree::tree;
use super::written::Written;
use super::{Edit, Refusal};
use crate::anchor::{AnchoredSource, find};
use crate::dossier::{Quote, Source, Span};
use crate::schema::Value;
use crate::text::Block;

/// The keys that [`Draft::set_metadata`] changes.
const METADATA: Range<usize> = 1..16;

/// How a stretch of a source's text is set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// A paragraph, or whole lines of it, that is a heading.
    Heading,
    /// Page furniture, to be folded away.
    Furniture,
}

impl Apart {
    /// Its key in a source's file.
    pub fn key(self) -> &'static str {
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

/// What is set apart in a source: how, the entry of the list, and the blocks of the page.
pub fn apart(
    source: &Source,
    anchored: &AnchoredSource,
) -> Vec<(Apart, usize, Range<usize>)> {
    let lists = [(Apart::Heading, &source.headings), (Apart::Furniture, &source.omit)];
    let mut entries = vec![];
    for (apart, quotes) in lists.into_iter().filter(|(_, quotes)| !quotes.is_empty()) {
        let readable = anchored.body.readable(&source.seed.text);
        let quotes: Vec<&Quote> = quotes.iter().collect();
        for (index, found) in find(&readable, &quotes).into_iter().enumerate() {
            let Ok(found) = found else { continue };
            let span = found.parts[0].start..found.parts[found.parts.len() - 1].end;
            let blocks = anchored.body.blocks.iter();
            let within = |block: &Block| {
                block.range.start < span.end && span.start < block.range.end
            };
            let first = blocks.clone().position(within);
            let count = blocks.filter(|block| within(block)).count();
            entries.extend(first.map(|first| (apart, index, first..first + count)));
        }
    }
    entries
}

impl Draft<'_> {
    /// Sets the words at `span` apart.
    ///
    /// # Errors
    /// When they are not a whole paragraph, or whole lines of one; when they can't be found
    /// again in just this place.
    pub fn set_apart(&self, apart: Apart, span: &Span) -> Result<Edit, Refusal> {
        // They are looked for before passages are, in the text as it is redacted.
        let (quote, _) = self.quote(span)?;
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
        self.set_all(&[(key, value)])
    }

    /// The same for several keys in one edit.
    ///
    /// # Errors
    /// As for one; then none is set.
    pub fn set_all(
        &self,
        entries: &[(&str, Option<&Metadata>)],
    ) -> Result<Edit, Refusal> {
        let set = |text: String, (key, value): &(&str, Option<&Metadata>)| {
            with_metadata(&text, key, *value)
        };
        let text = entries.iter().try_fold(self.text.clone(), set)?;
        self.finish(&text, &self.places())
    }
}

/// The text with one key set, or without it.
fn with_metadata(
    text: &str,
    key: &str,
    value: Option<&Metadata>,
) -> Result<String, Refusal> {
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
    let present = Value::read(text).map_err(Refusal::Yaml)?.get(key).is_some();
    let change = match written {
        Some(value) => {
            Change::Set { path: vec![], key: key.into(), value, order: &SOURCE_KEYS }
        }
        None if !present => return Ok(text.to_owned()),
        None => Change::RemoveKey { path: vec![], key: key.into() },
    };
    change.apply(text)
}
