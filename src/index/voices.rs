//! Who takes which stance on an argument, and where each argument is first met.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Index, Occurrence, people};
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

/// Fills what the index knows of voices.
pub(super) fn collect(dossier: &Dossier, index: &mut Index) {
    let speaks = speakers(dossier, index);
    let occurrences = index.occurrences.par_iter();
    index.voices = occurrences.map(|all| voices(index, &speaks, all)).collect();
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

fn voices(
    index: &Index,
    speaks: &[Who],
    occurrences: &[Occurrence],
) -> Vec<(Stance, Vec<Voice>)> {
    let taking = |stance: Stance| {
        let mut places: HashMap<Who, usize> = HashMap::new();
        let mut voices: Vec<Voice> = Vec::new();
        for (first, occurrence) in occurrences.iter().enumerate() {
            if occurrence.stance != stance {
                continue;
            }
            let passage = &index.passages[occurrence.passage];
            let who = passage.speaker.map_or(speaks[passage.source], Who::Person);
            let place = *places.entry(who).or_insert(voices.len());
            match voices.get_mut(place) {
                Some(voice) => voice.passages += 1,
                None => voices.push(Voice { who, passages: 1, first }),
            }
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
