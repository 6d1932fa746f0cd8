//! Arguments, judgments, events and people.

use std::sync::Arc;

use super::content::{lower_yaml, read_text};
use super::lowering::Lowering;
use crate::diagnostic::{Code, Diagnostic, Reported};
use crate::dossier::{Argument, At, Event, Judgment, Person};
use crate::id::Id;
use crate::schema::{
    ArgumentFile, EventEntry, JudgmentEntry, Kind, Located, PersonEntry, Read,
    YAML_BYTES_MAX,
};
use crate::world::{ReadError, World};

/// Reads the argument that a file describes.
pub(super) fn argument(
    world: &dyn World,
    id: &Id,
    path: &Arc<str>,
) -> Reported<Option<Argument>> {
    super::read_yaml(world, Kind::Argument, path, |file: ArgumentFile, lower| {
        let claim = lower.words("claim", &file.claim)?;
        let ids =
            |located: &[Located<String>], lower: &mut Lowering<'_>| -> Vec<At<Id>> {
                located.iter().filter_map(|id| lower.id(id)).collect()
            };
        Some(Argument {
            id: id.clone(),
            file: Arc::clone(path),
            label: file
                .label
                .filter(|l| !l.trim().is_empty())
                .unwrap_or_else(|| claim.clone()),
            claim,
            topic: file.topic.as_ref().and_then(|topic| lower.id(topic)),
            analysis: lower.prose(file.analysis),
            supports: ids(&file.relations.supports, lower),
            attacks: ids(&file.relations.attacks, lower),
            recurs: file.recurs.unwrap_or(true),
        })
    })
}

/// Reads a file that holds a list; `None` when there is no such file.
fn list<F, T>(
    world: &dyn World,
    kind: Kind,
    path: &str,
    lower: impl Fn(F, &mut Lowering<'_>) -> Option<T>,
) -> Reported<Option<Vec<T>>>
where
    Vec<F>: Read,
{
    let path: Arc<str> = path.into();
    if world.read(&path, YAML_BYTES_MAX) == Err(ReadError::NotFound) {
        return Reported::clean(None);
    }
    let text = match read_text(world, &path) {
        Ok(text) => text,
        Err(diagnostic) => {
            return Reported { value: Some(vec![]), diagnostics: vec![diagnostic] };
        }
    };
    // A file of comments alone is an empty list.
    if text
        .lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
    {
        return Reported::clean(Some(vec![]));
    }
    let reported = lower_yaml(kind, &path, &text, 0, |entries: Vec<F>, lowering| {
        Some(entries.into_iter().filter_map(|entry| lower(entry, lowering)).collect())
    });
    Reported {
        value: Some(reported.value.unwrap_or_default()),
        diagnostics: reported.diagnostics,
    }
}

/// Reads `content/judgments.yaml`.
pub(super) fn judgments(world: &dyn World) -> Reported<Vec<Judgment>> {
    let path = "content/judgments.yaml";
    let Reported { value, diagnostics } =
        list(world, Kind::Judgments, path, |entry: JudgmentEntry, lower| {
            lower.words("text", &entry.text)?;
            Some(Judgment {
                likelihood: lower.parse(Code::BAD_VALUE, entry.likelihood.as_ref()),
                confidence: lower.parse(Code::BAD_VALUE, entry.confidence.as_ref()),
                basis: lower.passages(entry.basis),
                against: lower.passages(entry.against),
                text: lower.prose(Some(entry.text))?,
            })
        });
    Reported { value: value.unwrap_or_default(), diagnostics }
}

/// Reads `content/events.yaml`.
pub(super) fn events(world: &dyn World) -> Reported<Vec<Event>> {
    let path = "content/events.yaml";
    let Reported { value, diagnostics } =
        list(world, Kind::Events, path, |entry: EventEntry, lower| {
            let title = lower.words("title", &entry.title);
            let date = lower.parse(Code::BAD_DATE, Some(&entry.date));
            let passages = lower.passages(entry.passages);
            Some(Event { date: date?, title: title?, passages })
        });
    let mut events = value.unwrap_or_default();
    events.sort_by(|a, b| a.date.sort_key().cmp(&b.date.sort_key()));
    Reported { value: events, diagnostics }
}

/// Reads `content/people.yaml`.
pub(super) fn people(world: &dyn World) -> Reported<Option<Vec<Person>>> {
    let path = "content/people.yaml";
    let mut reported = list(world, Kind::People, path, |entry: PersonEntry, lower| {
        let name = lower.words("name", &entry.name)?;
        let place = lower.place(&entry.name);
        Some(Person { name, aliases: entry.aliases, role: entry.role, place })
    });
    let mut seen: Vec<&str> = Vec::new();
    for person in reported.value.iter().flatten() {
        if seen.contains(&person.name.as_str()) {
            let message = format!("`{}` is listed twice", person.name);
            reported.diagnostics.push(
                Diagnostic::error(Code::ID_CLASH, message)
                    .at(person.place.clone(), "again here")
                    .help("keep one of the two entries"),
            );
        }
        seen.push(&person.name);
    }
    reported
}
