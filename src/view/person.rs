//! The pages of people: who says what.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::argument::groups;
use super::filter::{Filters, filters};
use super::page::{ArgumentRef, PersonRef, SourceGroup, StanceView, stance_view};
use super::paging::{Pager, pager, pager_of, root_of, rows_on};
use super::{View, distinct};
use crate::dossier::Stance;
use crate::index::IndexedPerson;

/// Where the list of people begins.
pub const PEOPLE: &str = "people/index.html";

/// How many arguments the page of a person names before the passages.
const ARGUMENTS: usize = 40;

/// The variables of `people.html`.
#[derive(Debug, Clone, Serialize)]
pub struct PeoplePage {
    /// Everybody, by name; a page of them where they are many.
    pub rows: Vec<PersonRow>,
    /// The way to the others.
    pub pager: Pager,
    /// How the rows of this page can be narrowed and sorted, where they are many enough.
    pub filters: Option<Filters>,
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
    /// On which arguments they speak, in the order of their numbers; on the first page alone.
    pub says: Vec<PersonOnArgument>,
    /// On how many more.
    pub more: usize,
    /// In how many passages.
    pub passages: usize,
    /// In how many sources.
    pub sources: usize,
    /// What they say, by the date of the sources; a page of it where it is much.
    pub groups: Vec<SourceGroup>,
    /// The way to the others.
    pub pager: Pager,
}

/// What somebody says on an argument.
#[derive(Debug, Clone, Serialize)]
pub struct PersonOnArgument {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// With which stances.
    pub stances: Vec<PersonStance>,
}

/// A stance that somebody takes on an argument.
#[derive(Debug, Clone, Serialize)]
pub struct PersonStance {
    /// The stance.
    pub stance: StanceView,
    /// In how many passages.
    pub passages: usize,
    /// Where their page has the first of them.
    pub path: String,
}

/// A page of the list of everybody, counted from 0.
pub fn people_page(view: &View<'_>, page: usize) -> PeoplePage {
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
    let people = &view.index.people;
    let here = rows_on(page, people.len());
    let (skipped, taken) = (here.start, here.len());
    let rows: Vec<PersonRow> =
        people.iter().enumerate().skip(skipped).take(taken).map(row).collect();
    let orders = ["label", "passages", "sources"];
    PeoplePage {
        filters: filters(rows.len(), people.len(), &orders, vec![]),
        pager: pager(PEOPLE, page, people.len()),
        rows,
    }
}

/// A page of the person with this number, counted from 0.
pub fn person_page(view: &View<'_>, person: usize, page: usize) -> PersonPage {
    let indexed = &view.index.people[person];
    let said = &view.plan.said[person];
    let here = &said[view.plan.person_page(person, page)];
    let path = &view.person(person).path;
    let mut says = if page == 0 { says(view, person) } else { vec![] };
    let more = says.len().saturating_sub(ARGUMENTS);
    says.truncate(ARGUMENTS);
    let sources = said.iter().map(|passage| view.index.passages[*passage].source);
    PersonPage {
        person: view.person(person).clone(),
        aliases: indexed.aliases.clone(),
        says,
        more,
        passages: said.len(),
        sources: distinct(sources.collect()),
        groups: groups(view, here.iter().copied(), None, root_of(page)),
        pager: pager_of(path, page, view.plan.person_pages(person)),
    }
}

/// On which arguments somebody speaks, with which stances, and where first.
fn says(view: &View<'_>, person: usize) -> Vec<PersonOnArgument> {
    // For each argument and stance, how often, and where first.
    let mut met: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
    for (position, passage) in view.plan.said[person].iter().enumerate() {
        for thread in &view.index.passages[*passage].threads {
            let stance = Stance::ALL.iter().position(|s| *s == thread.stance);
            let key = (thread.argument, stance.unwrap_or_default());
            met.entry(key).or_insert((0, position)).0 += 1;
        }
    }
    let mut says: Vec<(usize, PersonOnArgument)> = Vec::new();
    for ((argument, stance), (passages, position)) in met {
        let stance = PersonStance {
            stance: stance_view(Stance::ALL[stance]),
            passages,
            path: view.person_group_path(person, position),
        };
        match says.last_mut() {
            Some((last, entry)) if *last == argument => entry.stances.push(stance),
            _ => {
                let named = view.argument(argument).clone();
                let entry = PersonOnArgument { argument: named, stances: vec![stance] };
                says.push((argument, entry));
            }
        }
    }
    says.into_iter().map(|(_, entry)| entry).collect()
}
