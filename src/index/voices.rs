//! Who takes which stance on an argument, and where each argument is first met.

use std::collections::HashMap;

use rayon::prelude::*;

use super::memory::Same;
use super::{Index, IndexedPassage, IndexedPerson, Occurrence, people};
use crate::dossier::{Dossier, Stance};

/// Somebody who speaks in passages on an argument, as far as the dossier names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// A speaker, or the one author of a source whom `people.yaml` or a passage names too.
    Person(usize),
    /// The authors of a source: the first source that has them.
    Authors(usize),
    /// The publisher of a source without authors: the first source that has it.
    Publisher(usize),
    /// A source that names neither.
    Source(usize),
}

/// What somebody says on an argument, with one stance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    /// Who.
    pub who: Who,
    /// In how many passages.
    pub passages: usize,
    /// The place of the first of them in [`Index::occurrences`] of the argument.
    pub first: usize,
}

/// Where an argument is first met, among the sources that are dated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstAppearance {
    /// The passage.
    pub passage: usize,
    /// Whether the dates of the sources leave no doubt.
    pub certain: bool,
}

/// Who speaks in each source where no passage says otherwise, and the people that it is made of.
#[derive(Default)]
pub(super) struct Speaking {
    people: Vec<(String, Vec<String>)>,
    in_source: Vec<Who>,
}

impl Speaking {
    /// Finds it out, unless it is known: sources and people have the same names.
    pub(super) fn find(&mut self, dossier: &Dossier, same: Same, index: &Index) {
        let names =
            |person: &IndexedPerson| (person.name.clone(), person.aliases.clone());
        let people = index.people.iter();
        let is = |(now, (name, aliases)): (&IndexedPerson, &(String, Vec<String>))| {
            now.name == *name && now.aliases == *aliases
        };
        let same_people =
            people.len() == self.people.len() && people.clone().zip(&self.people).all(is);
        if !(same.makers && same_people) {
            self.people = people.map(names).collect();
            self.in_source = speakers(dossier, index);
        }
    }
}

/// Fills what the index knows of voices.
pub(super) fn collect(speaking: &Speaking, index: &mut Index) {
    let speaker = |passage: &IndexedPassage| {
        passage.speaker.map_or(speaking.in_source[passage.source], Who::Person)
    };
    let whose: Vec<Who> = index.passages.iter().map(speaker).collect();
    let people = index.people.len();
    let numbers = people + speaking.in_source.len();
    let occurrences = index.occurrences.par_iter();
    index.voices = occurrences
        .map_init(|| vec![usize::MAX; numbers], |at, all| voices(&whose, all, people, at))
        .collect();
}

impl Index {
    /// Where each argument is first met, among the sources that are dated; `dossier` is what the
    /// index was made of.
    pub fn first(&self, dossier: &Dossier) -> &[Option<FirstAppearance>] {
        let occurrences = || self.occurrences.iter();
        let first = || occurrences().map(|all| first(dossier, self, all)).collect();
        self.first.get_or_init(first)
    }
}

/// Who speaks in a source where no passage says otherwise.
fn speakers(dossier: &Dossier, index: &Index) -> Vec<Who> {
    let spellings = people::spellings(&index.people);
    let mut authors: HashMap<&[String], Who> = HashMap::new();
    let mut publishers: HashMap<&str, Who> = HashMap::new();
    let sources = dossier.sources.iter().enumerate();
    sources
        .map(|(number, source)| match (&source.authors[..], &source.publisher) {
            ([], None) => Who::Source(number),
            ([], Some(publisher)) => {
                *publishers.entry(publisher).or_insert(Who::Publisher(number))
            }
            (names, _) => *authors.entry(names).or_insert_with(|| {
                let person = match names {
                    [name] => spellings.get(name.trim()).copied(),
                    _ => None,
                };
                person.map_or(Who::Authors(number), Who::Person)
            }),
        })
        .collect()
}

/// The voices of an argument. `places` has room for a place of each of the `people`, and of each
/// source after them; none is taken, before and after.
fn voices(
    whose: &[Who],
    occurrences: &[Occurrence],
    people: usize,
    places: &mut [usize],
) -> Vec<(Stance, Vec<Voice>)> {
    let number = |who: Who| match who {
        Who::Person(person) => person,
        // No source is the first of two kinds.
        Who::Authors(source) | Who::Publisher(source) | Who::Source(source) => {
            people + source
        }
    };
    let taking = |stance: Stance| {
        let mut voices: Vec<Voice> = Vec::new();
        for (first, occurrence) in occurrences.iter().enumerate() {
            if occurrence.stance != stance {
                continue;
            }
            let who = whose[occurrence.passage];
            let place = &mut places[number(who)];
            if *place == usize::MAX {
                *place = voices.len();
                voices.push(Voice { who, passages: 0, first });
            }
            voices[*place].passages += 1;
        }
        for voice in &voices {
            places[number(voice.who)] = usize::MAX;
        }
        voices.sort_by_key(|voice| (std::cmp::Reverse(voice.passages), voice.first));
        voices.shrink_to_fit();
        (stance, voices)
    };
    let all = Stance::ALL.into_iter().map(taking);
    all.filter(|(_, voices)| !voices.is_empty()).collect()
}

fn first(
    dossier: &Dossier,
    index: &Index,
    occurrences: &[Occurrence],
) -> Option<FirstAppearance> {
    let source = |occurrence: &Occurrence| index.passages[occurrence.passage].source;
    let date = |source: usize| dossier.sources[source].date.as_ref();
    // Occurrences are in the order of dates, those whose start is open before all others.
    let (first, begins) = occurrences
        .iter()
        .find_map(|o| Some((o, date(source(o)).filter(|d| d.earliest().is_some())?)))?;
    // Without doubt is what ends before any other source can begin.
    let others = occurrences.iter().map(source).filter(|n| *n != source(first));
    let before_all = |other: usize| {
        let later = date(other).filter(|date| date.is_certain())?.earliest()?;
        Some(begins.latest()? < later)
    };
    let certain = begins.is_certain() && {
        let mut others = others;
        others.all(|other| before_all(other) == Some(true))
    };
    Some(FirstAppearance { passage: first.passage, certain })
}
