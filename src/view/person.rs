//! The pages of people: who says what.

use std::sync::Arc;

use serde::Serialize;

use super::argument::groups;
use super::page::{PersonRef, SourceGroup};
use super::{View, distinct};
use crate::index::IndexedPerson;

/// The variables of `people.html`.
#[derive(Debug, Clone, Serialize)]
pub struct PeoplePage {
    /// Everybody, by name.
    pub rows: Vec<PersonRow>,
}

/// Somebody in the list.
#[derive(Debug, Clone, Serialize)]
pub struct PersonRow {
    /// Who.
    pub person: Arc<PersonRef>,
    /// How many passages are theirs.
    pub passages: usize,
    /// In how many sources.
    pub sources: usize,
    /// On how many arguments.
    pub arguments: usize,
}

/// The variables of `person.html`.
#[derive(Debug, Clone, Serialize)]
pub struct PersonPage {
    /// Who.
    pub person: Arc<PersonRef>,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// What they say, by the date of the sources.
    pub groups: Vec<SourceGroup>,
}

/// The list of everybody.
pub fn people_page(view: &View<'_>) -> PeoplePage {
    let row = |(number, person): (usize, &IndexedPerson)| {
        let passages = || person.passages.iter().map(|p| &view.index.passages[*p]);
        PersonRow {
            person: view.person(number).clone(),
            passages: person.passages.len(),
            sources: distinct(passages().map(|passage| passage.source).collect()),
            arguments: distinct(
                passages().flat_map(|p| p.threads.iter().map(|t| t.argument)).collect(),
            ),
        }
    };
    PeoplePage { rows: view.index.people.iter().enumerate().map(row).collect() }
}

/// The page of the person with this number.
pub fn person_page(view: &View<'_>, person: usize) -> PersonPage {
    let indexed = &view.index.people[person];
    let mut passages = indexed.passages.clone();
    passages.sort_by_key(|passage| {
        (view.rank[view.index.passages[*passage].source], *passage)
    });
    PersonPage {
        person: view.person(person).clone(),
        aliases: indexed.aliases.clone(),
        groups: groups(view, passages.into_iter(), None),
    }
}
