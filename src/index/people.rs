//! Who speaks: spellings made one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::memory::Own;
use crate::diagnostic::{Code, Diagnostic, Reported, nearest};
use crate::dossier::{Dossier, Passage};
use crate::id::Id;

/// Somebody who speaks, or is listed in `content/people.yaml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedPerson {
    /// The name of their page.
    pub id: Id,
    /// The name to show.
    pub name: String,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// Office or role.
    pub role: Option<String>,
    /// What they say, in the order of [`super::Index::passages`].
    pub passages: Vec<usize>,
}

/// Everybody, by name, and who is missing from `content/people.yaml`.
pub(super) fn people(dossier: &Dossier, own: &[&Own]) -> Reported<Vec<IndexedPerson>> {
    let mut found = Vec::new();
    let listed = dossier.people.as_deref().unwrap_or_default();
    let known: HashMap<&str, &str> = listed
        .iter()
        .flat_map(|person| {
            let spellings = person.aliases.iter().chain([&person.name]);
            spellings.map(|spelling| (spelling.trim(), person.name.as_str()))
        })
        .collect();
    let mut names: BTreeSet<&str> =
        listed.iter().map(|person| person.name.as_str()).collect();
    let mut told = BTreeSet::new();
    let speaking = dossier.sources.iter().zip(own).filter(|(_, own)| own.speaks);
    let speakers = speaking.flat_map(|(source, _)| &source.passages);
    for speaker in speakers.filter_map(|passage: &Passage| passage.speaker.as_ref()) {
        let name = speaker.value.as_str();
        if known.contains_key(name) || !names.insert(name) && dossier.people.is_none() {
            continue;
        }
        if dossier.people.is_some() && told.insert(name) {
            let near = nearest(name, known.keys().copied().collect::<BTreeSet<_>>());
            let paste = format!("- name: {}", crate::anchor::yaml_quoted(name));
            found.push(
                Diagnostic::warning(
                    Code::UNLISTED_SPEAKER,
                    format!("`{name}` is not in content/people.yaml"),
                )
                .at(speaker.place.clone(), "")
                .help(match near {
                    Some(near) => format!("did you mean `{near}`? if not, add\n{paste}"),
                    None => format!("add\n{paste}"),
                }),
            );
        }
    }
    let roles: BTreeMap<&str, _> = listed.iter().map(|p| (p.name.as_str(), p)).collect();
    let mut taken = BTreeSet::new();
    let people = names
        .into_iter()
        .map(|name| IndexedPerson {
            id: person_id(name, &mut taken),
            name: name.to_owned(),
            aliases: roles.get(name).map(|p| p.aliases.clone()).unwrap_or_default(),
            role: roles.get(name).and_then(|p| p.role.clone()),
            passages: vec![],
        })
        .collect();
    Reported { value: people, diagnostics: found }
}

/// Every spelling of every person.
pub(super) fn spellings(people: &[IndexedPerson]) -> HashMap<String, usize> {
    let mut spellings = HashMap::new();
    for (index, person) in people.iter().enumerate() {
        for alias in &person.aliases {
            spellings.entry(alias.trim().to_owned()).or_insert(index);
        }
    }
    spellings.extend(people.iter().enumerate().map(|(index, p)| (p.name.clone(), index)));
    spellings
}

/// `john-bolton`; a second one of that name is `john-bolton-2`.
fn person_id(name: &str, taken: &mut BTreeSet<String>) -> Id {
    let plain = deunicode::deunicode(name).to_lowercase();
    let words =
        plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    let slug: String = words.collect::<Vec<_>>().join("-").chars().take(60).collect();
    let id = Id::new(slug.trim_end_matches('-'))
        .ok()
        .filter(|id| id.as_str() != "index")
        .unwrap_or_else(|| Id::from_hash(name));
    let numbered = (2..).map(|number| id.numbered(number));
    std::iter::once(id.clone())
        .chain(numbered)
        .find(|id| taken.insert(id.file_key()))
        .unwrap_or(id)
}
