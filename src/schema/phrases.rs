//! The words of the interface, as a file of `templates/languages/` gives them.

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_yaml::DuplicateKeyPolicy;

use super::{Pairs, error_span, error_words, typed};
use crate::diagnostic::{Code, Diagnostic, Place, Reported};

/// What a key of such a file may have.
#[derive(Debug, Clone)]
pub enum PhraseEntry {
    /// One text.
    Text(String),
    /// A text for each plural form, by the form's name.
    Forms(Pairs<String>),
}

/// Reads such a file; `None` where it can't be read.
pub fn read_phrases(path: &Arc<str>, text: &str) -> Reported<Option<Pairs<PhraseEntry>>> {
    match typed::<Pairs<PhraseEntry>>(text, DuplicateKeyPolicy::Error) {
        Ok((phrases, _)) => Reported::clean(Some(phrases)),
        Err(error) => {
            let diagnostic = Diagnostic::error(
                Code::YAML_SYNTAX,
                format!("this can't be read: {}", error_words(&error)),
            )
            .at(Place::span(path, error_span(&error, text)), "")
            .help(
                "each key has a text, or a map of plural forms: `{ one: …, other: … }`",
            );
            Reported { value: None, diagnostics: vec![diagnostic] }
        }
    }
}

impl<'de> Deserialize<'de> for PhraseEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = PhraseEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a map of plural forms")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<PhraseEntry, E> {
        Ok(PhraseEntry::Text(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<PhraseEntry, A::Error> {
        Pairs::deserialize(MapAccessDeserializer::new(access)).map(PhraseEntry::Forms)
    }
}
