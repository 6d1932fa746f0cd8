//! The JSON Schema of every kind of file, made from the types that read it.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::files::{
    ArgumentFile, DossierFile, EventEntry, JudgmentEntry, PageFront, PersonEntry,
    SourceFile,
};

/// A kind of YAML file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `content/dossier.yaml`
    Dossier,
    /// `content/sources/<id>.yaml`
    Source,
    /// `content/arguments/<id>.yaml`
    Argument,
    /// `content/judgments.yaml`
    Judgments,
    /// `content/events.yaml`
    Events,
    /// `content/people.yaml`
    People,
    /// The front matter of `content/pages/<id>.md`
    Page,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Dossier,
        Self::Source,
        Self::Argument,
        Self::Judgments,
        Self::Events,
        Self::People,
        Self::Page,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dossier => "dossier",
            Self::Source => "source",
            Self::Argument => "argument",
            Self::Judgments => "judgments",
            Self::Events => "events",
            Self::People => "people",
            Self::Page => "page",
        }
    }

    /// Its JSON Schema (draft 2020-12).
    pub fn schema(self) -> Value {
        match self {
            Self::Dossier => schema_of::<DossierFile>(),
            Self::Source => with_values(schema_of::<SourceFile>()),
            Self::Argument => schema_of::<ArgumentFile>(),
            Self::Judgments => schema_of::<Vec<JudgmentEntry>>(),
            Self::Events => schema_of::<Vec<EventEntry>>(),
            Self::People => schema_of::<Vec<PersonEntry>>(),
            Self::Page => schema_of::<PageFront>(),
        }
    }
}

fn schema_of<T: JsonSchema>() -> Value {
    let schema: Schema =
        SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    let mut schema = schema.to_value();
    widen(&mut schema);
    schema
}

/// YAML reads `2025` as a number, and Throughline as the text that it is: where a text may
/// stand, so may a number or a truth value.
fn widen(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(kind) = map.get_mut("type") {
                let names = match &*kind {
                    Value::String(name) => vec![name.clone()],
                    Value::Array(names) => {
                        names.iter().filter_map(Value::as_str).map(Into::into).collect()
                    }
                    _ => vec![],
                };
                if names.iter().any(|name| name == "string") {
                    let extra = ["number".to_owned(), "boolean".to_owned()];
                    *kind = json!(names.into_iter().chain(extra).collect::<Vec<_>>());
                }
            }
            map.iter_mut().for_each(|(_, value)| widen(value));
        }
        Value::Array(values) => values.iter_mut().for_each(widen),
        _ => {}
    }
}

/// The words that some keys take, so that editors offer them.
fn with_values(mut schema: Value) -> Value {
    let properties = &mut schema["properties"];
    properties["reliability"]["examples"] = json!(["A", "B", "C", "D", "E", "F"]);
    properties["credibility"]["examples"] = json!([1, 2, 3, 4, 5, 6]);
    properties["rights"]["examples"] = json!(["full", "excerpts", "link"]);
    schema
}
