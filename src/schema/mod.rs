//! YAML as the author writes it. serde stays here, out of the model.
//!
//! A file is read straight into its type. When that fails, it is read again as a tree and held
//! against the type's own JSON Schema (in `explain`), so that every fault of the file is told
//! with its place, and so that what editors check and what the build checks cannot differ.

mod explain;
mod files;
mod json_schema;
mod node;
mod phrases;
mod value;
mod values;

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_yaml::{DuplicateKeyPolicy, Location, Options};

pub use files::{
    ArgumentFile, DossierFile, EventEntry, JudgmentEntry, PageFront, PassageEntry,
    PersonEntry, Relations, SourceFile, TopicEntry,
};
pub use json_schema::Kind;
pub use phrases::{PhraseEntry, read_phrases};
pub use value::Value;
pub use values::{Located, Names, Pairs, QuoteEntry};

use crate::diagnostic::{Code, Diagnostic, Place, Reported};
use crate::dossier::Span;

/// More than this is no file that a person wrote: 4 MiB.
pub const YAML_BYTES_MAX: u64 = 4 << 20;

/// What can be read from YAML: serde's name for it is known here only.
pub trait Read: DeserializeOwned {}

impl<T: DeserializeOwned> Read for T {}

/// Reads a YAML text of this kind. `offset` is where it begins in its file (front matter).
pub fn read<T: Read>(
    kind: Kind,
    path: &Arc<str>,
    text: &str,
    offset: usize,
) -> Reported<Option<T>> {
    let mut error = match typed(text, DuplicateKeyPolicy::Error) {
        Ok((value, Keys::Known)) => return Reported::clean(Some(value)),
        Ok((value, Keys::Unknown)) => Ok(value),
        Err(error) => Err(error),
    };
    let place = |span: Span| Place::span(path, span.start + offset..span.end + offset);
    // Both of two equal keys are wanted here, to show their places.
    match serde_yaml::from_str_with_options(text, options(DuplicateKeyPolicy::LastWins)) {
        Ok(tree) => {
            let diagnostics = explain::explain(&kind.schema(), &tree, text, &place);
            if !diagnostics.is_empty() {
                // What can be read for all that is read, so that its faults are told, too.
                let value = error.or_else(|_| {
                    typed(text, DuplicateKeyPolicy::FirstWins).map(|(value, _)| value)
                });
                return Reported { value: value.ok(), diagnostics };
            }
        }
        // What expands to too much is of no type either, and that says less.
        Err(limit) if is_limit(&limit) => error = Err(limit),
        Err(_) => {}
    }
    match error {
        Ok(value) => Reported::clean(Some(value)),
        Err(error) => {
            let span = error_span(&error, text);
            Reported { value: None, diagnostics: vec![syntax(&error, place(span))] }
        }
    }
}

/// Whether all keys of a file are known.
enum Keys {
    Known,
    Unknown,
}

fn typed<T: DeserializeOwned>(
    text: &str,
    duplicate_keys: DuplicateKeyPolicy,
) -> Result<(T, Keys), serde_yaml::Error> {
    let options = options(duplicate_keys);
    serde_yaml::with_deserializer_from_str_with_options(text, options, |deserializer| {
        let mut keys = Keys::Known;
        let value = serde_ignored::deserialize(deserializer, |_| keys = Keys::Unknown)?;
        Ok((value, keys))
    })
}

/// YAML 1.2 with bounds that no honest file meets.
fn options(duplicate_keys: DuplicateKeyPolicy) -> Options {
    serde_yaml::options! {
        strict_booleans: true,
        with_snippet: false,
        duplicate_keys: duplicate_keys,
        // The reader recurses, on threads with a stack of 2 MiB; our own files are 6 deep.
        budget: serde_yaml::budget! {
            max_nodes: 600_000,
            max_events: 2_000_000,
            max_depth: 16,
        },
        alias_limits: serde_yaml::alias_limits! { max_total_replayed_events: 100_000 },
    }
}

/// Whether a bound was met. Inside an alias the error comes wrapped, as words.
fn is_limit(error: &serde_yaml::Error) -> bool {
    let words = error.to_string();
    ["budget", "recursion", "limit exceeded"].iter().any(|bound| words.contains(bound))
}

/// What a parser says, without the place, which is shown.
fn error_words(error: &serde_yaml::Error) -> String {
    let words = error.to_string();
    words.split(" at line ").next().unwrap_or_default().to_owned()
}

/// Where a parser stopped, in bytes; the beginning where it does not know.
fn error_span(error: &serde_yaml::Error, text: &str) -> Span {
    error.location().map_or(0..0, |location| span_of(location, text))
}

fn syntax(error: &serde_yaml::Error, place: Place) -> Diagnostic {
    let words = error_words(error);
    if is_limit(error) {
        return Diagnostic::error(
            Code::YAML_LIMIT,
            "this YAML is nested too deeply, or its aliases expand to too much",
        )
        .at(place, "the limit was reached here")
        .help("write the values out, without anchors and aliases");
    }
    Diagnostic::error(Code::YAML_SYNTAX, format!("this is not valid YAML: {words}"))
        .at(place, "")
        .help(match () {
            () if words.contains("mapping values") => {
                "put the value into quotation marks: it holds a `: `"
            }
            () if words.contains("tab") => "indent with spaces, not with tabs",
            () if words.contains("quoted scalar") || words.contains("unclosed") => {
                "close the quotation mark, or indent the lines that follow it"
            }
            () if words.contains("unknown anchor") => {
                "put the value into quotation marks: it begins with a `*`"
            }
            () => "look at the line above, too; `throughline explain yaml-syntax` has the usual causes",
        })
}

/// Where a parser's location is, in bytes.
fn span_of(location: Location, text: &str) -> Span {
    let span = location.span();
    let bytes = span.byte_offset().zip(span.byte_len());
    let (start, length) = bytes.map_or_else(
        || {
            let line = usize::try_from(location.line()).unwrap_or(1).max(1) - 1;
            let column = usize::try_from(location.column()).unwrap_or(1).max(1) - 1;
            let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
            let inside = text[start.min(text.len())..].char_indices().nth(column);
            (start + inside.map_or(0, |(at, _)| at), 0)
        },
        |(start, length)| {
            (usize::try_from(start).unwrap_or(0), usize::try_from(length).unwrap_or(0))
        },
    );
    let start = start.min(text.len());
    let end = (start + length).min(text.len());
    let end = text.get(start..end).map_or(start, |words| start + words.trim_end().len());
    start..end
}
