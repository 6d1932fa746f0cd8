//! What the page of a source has to know so that it can be marked.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::super::shown::Made;
use crate::dossier::{Passage, Rights, Stance};
use crate::edit::{apart, version};
use crate::index::Index;
use crate::schema::{Kind, Value as Yaml};

/// The data of the page of a source; `None` where there is no such source, or its text is not
/// published whole, so that a page does not have what could be selected.
pub(super) fn data(made: &Made, id: &str) -> Option<Value> {
    let site = &made.site;
    let (dossier, index) = (site.dossier(), site.index());
    let n = dossier.sources.iter().position(|source| source.id.as_str() == id)?;
    let (source, anchored) = (&dossier.sources[n], &site.texts()[n]);
    if source.rights != Rights::Full {
        return None;
    }
    let passages = index.passages_of(n).iter().map(|indexed| {
        let entry = &source.passages[anchored.passages[indexed.anchored].index];
        passage(indexed.id.as_str(), entry)
    });
    let apart = apart(source, anchored).into_iter().map(|(apart, entry, blocks)| {
        json!({ "key": apart.key(), "index": entry, "blocks": [blocks.start + 1, blocks.end] })
    });
    let topics = dossier
        .about
        .topics
        .iter()
        .map(|topic| json!({ "id": topic.id.as_str(), "label": topic.label }));
    let speakers = index.people.iter().map(|person| &*person.name);
    Some(json!({
        "source": source.id.as_str(),
        "file": &*source.file,
        "version": version(made.file(n)?),
        "seed": source.seed.sha256,
        "passages": passages.collect::<Vec<_>>(),
        "apart": apart.collect::<Vec<_>>(),
        "arguments": arguments(made, n),
        "topics": topics.collect::<Vec<_>>(),
        "metadata": metadata(made.file(n)?),
        "speakers": speakers.collect::<Vec<_>>(),
        "stances": Stance::ALL.map(|stance| json!({
            "name": stance.as_str(),
            "glyph": stance.glyph().to_string(),
            "label": site.locale().word(stance.as_str()),
        })),
        "words": site.locale().beginning("edit_"),
    }))
}

/// The keys that the form has, each with what may be chosen; nothing where that is any text.
const FORM: [(&str, &[&str]); 13] = [
    ("title", &[]),
    ("short_title", &[]),
    ("author", &[]),
    ("publisher", &[]),
    ("date", &[]),
    ("url", &[]),
    ("archive_url", &[]),
    ("accessed", &[]),
    ("language", &[]),
    ("reliability", &["A", "B", "C", "D", "E", "F"]),
    ("credibility", &["1", "2", "3", "4", "5", "6"]),
    ("rights", &["full", "excerpts", "link"]),
    ("note", &[]),
];

/// What the schema says of each key.
static SCHEMA: LazyLock<Value> = LazyLock::new(|| Kind::Source.schema());

/// The metadata as they are written in the source's file.
fn metadata(file: &[u8]) -> Vec<Value> {
    let text = String::from_utf8_lossy(file);
    let written = Yaml::read(text.strip_prefix('\u{feff}').unwrap_or(&text));
    let fields = FORM.iter().map(|(key, choices)| {
        let value = written.as_ref().ok().and_then(|written| written.get(key));
        let value = match value {
            Some(Yaml::Text(text) | Yaml::Number(text)) => Value::from(&**text),
            Some(Yaml::List(names)) => names
                .iter()
                .filter_map(|name| match name {
                    Yaml::Text(name) | Yaml::Number(name) => Some(&**name),
                    _ => None,
                })
                .collect(),
            _ => Value::Null,
        };
        let hint = &SCHEMA["properties"][key]["description"];
        json!({ "key": key, "value": value, "choices": choices, "hint": hint })
    });
    fields.collect()
}

fn passage(id: &str, passage: &Passage) -> Value {
    let arguments = passage.arguments.iter();
    let arguments = arguments.map(
        |(id, stance)| json!({ "id": id.value.as_str(), "stance": stance.as_str() }),
    );
    json!({
        "id": id,
        "named": passage.id.as_ref().map(|id| id.value.as_str()),
        "arguments": arguments.collect::<Vec<_>>(),
        "speaker": passage.speaker.as_ref().map(|speaker| &*speaker.value),
        "translation": passage.translation,
        "note": passage.note.as_ref().map(|note| &*note.markdown),
    })
}

/// All arguments, in the order of the dossier, with how often they are met: at all, and here.
fn arguments(made: &Made, source: usize) -> Vec<Value> {
    let (dossier, index) = (made.site.dossier(), made.site.index());
    let entries = dossier.arguments.iter().enumerate().map(|(n, argument)| {
        json!({
            "id": argument.id.as_str(),
            "number": index.numbers.get(n),
            "label": argument.label,
            "claim": argument.claim,
            "passages": index.occurrences[n].len(),
            "here": here(index, source, n),
        })
    });
    entries.collect()
}

fn here(index: &Index, source: usize, argument: usize) -> usize {
    let threads = index.passages_of(source).iter().flat_map(|passage| &passage.threads);
    threads.filter(|thread| thread.argument == argument).count()
}
