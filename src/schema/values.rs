//! Small shapes that recur in the files: a value with its place, names, pairs, quotes.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_yaml::{Location, Spanned};

use super::span_of;
use crate::dossier::Span;

/// A value that knows where it stands.
#[derive(Debug, Clone)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    location: Location,
}

impl<T> Located<T> {
    /// Where it stands in the YAML text that it was read from, in bytes.
    pub fn span(&self, text: &str) -> Span {
        span_of(self.location, text)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Spanned { value, referenced, .. } = Spanned::deserialize(deserializer)?;
        Ok(Self { value, location: referenced })
    }
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }

    fn inline_schema() -> bool {
        T::inline_schema()
    }
}

/// A name, or a list of names.
#[derive(Debug, Clone, Default)]
pub struct Names(pub Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NamesVisitor)
    }
}

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name or a list of names")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Names, E> {
        Ok(Names(vec![name.to_owned()]))
    }

    fn visit_unit<E: Error>(self) -> Result<Names, E> {
        Ok(Names::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Names, A::Error> {
        let mut names = Vec::new();
        while let Some(name) = access.next_element()? {
            names.push(name);
        }
        Ok(Names(names))
    }
}

impl JsonSchema for Names {
    fn schema_name() -> Cow<'static, str> {
        "Names".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string" },
            { "type": "array", "items": { "type": "string" } },
            { "type": "null" },
        ] })
    }

    fn inline_schema() -> bool {
        true
    }
}

/// A map whose order and places are kept.
#[derive(Debug, Clone)]
pub struct Pairs<V>(pub Vec<(String, Located<V>)>);

impl<V> Pairs<V> {
    /// Where the key of a pair stands: right before its value, or, where it is written in
    /// escapes, the value itself.
    pub fn key_span((key, value): &(String, Located<V>), text: &str) -> Span {
        let value = value.span(text);
        text[..value.start].rfind(key.as_str()).map_or(value, |at| at..at + key.len())
    }
}

impl<V> Default for Pairs<V> {
    fn default() -> Self {
        Self(vec![])
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor(PhantomData))
    }
}

struct PairsVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for PairsVisitor<V> {
    type Value = Pairs<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Pairs<V>, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = access.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}

impl<V: JsonSchema> JsonSchema for Pairs<V> {
    fn schema_name() -> Cow<'static, str> {
        format!("Map_of_{}", V::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "additionalProperties": generator.subschema_for::<V>(),
        })
    }

    fn inline_schema() -> bool {
        true
    }
}

/// The words of `headings`, `omit` and `redact`: a quote alone, or a quote with its context.
#[derive(Debug, Clone)]
pub struct QuoteEntry {
    /// The words.
    pub quote: String,
    /// What stands right before them.
    pub prefix: Option<String>,
    /// What stands right after them.
    pub suffix: Option<String>,
}

/// The longer form of [`QuoteEntry`].
#[derive(Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct QuoteInContext {
    /// The words, as they stand in the source.
    quote: String,
    /// What stands right before them.
    prefix: Option<String>,
    /// What stands right after them.
    suffix: Option<String>,
}

impl<'de> Deserialize<'de> for QuoteEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(QuoteVisitor)
    }
}

struct QuoteVisitor;

impl<'de> Visitor<'de> for QuoteVisitor {
    type Value = QuoteEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a quote, or a map of `quote`, `prefix` and `suffix`")
    }

    fn visit_str<E: Error>(self, quote: &str) -> Result<QuoteEntry, E> {
        Ok(QuoteEntry { quote: quote.to_owned(), prefix: None, suffix: None })
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<QuoteEntry, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<QuoteEntry, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<QuoteEntry, A::Error> {
        let QuoteInContext { quote, prefix, suffix } =
            Deserialize::deserialize(MapAccessDeserializer::new(access))?;
        Ok(QuoteEntry { quote, prefix, suffix })
    }
}

impl JsonSchema for QuoteEntry {
    fn schema_name() -> Cow<'static, str> {
        "Quote".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string" },
            generator.subschema_for::<QuoteInContext>(),
        ] })
    }
}
