//! Who says what an argument claims, and who denies it.

use std::sync::Arc;

use serde::Serialize;

use super::View;
use super::page::{ArgumentRef, StanceView, stance_view};
use super::paging::{Pager, pager, rows_on};
use super::plan::VOICES;
use crate::dossier::Stance;
use crate::index::{Voice, Who};

/// How many voices a row of the list of arguments names.
const NAMED: usize = 3;

/// Who takes a stance on an argument.
#[derive(Debug, Clone, Serialize)]
pub struct StanceVoices {
    /// The stance.
    pub stance: StanceView,
    /// Those with the most passages first.
    pub voices: Vec<VoiceView>,
    /// How many more there are.
    pub more: usize,
}

/// Somebody who takes a stance on an argument: a speaker, or else the authors of a source, its
/// publisher, its title.
#[derive(Debug, Clone, Serialize)]
pub struct VoiceView {
    /// Their name.
    pub name: String,
    /// Where the argument's page has the first of their passages.
    pub path: String,
    /// In how many passages.
    pub passages: usize,
}

/// The variables of `voices.html`.
#[derive(Debug, Clone, Serialize)]
pub struct VoicesPage {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// Everybody, by stance; a page of them where they are many.
    pub stances: Vec<StanceVoices>,
    /// How many there are on all pages; who takes two stances counts twice.
    pub voices: usize,
    /// The way to the others.
    pub pager: Pager,
}

/// Who takes which stance on an argument: the first of each.
pub(super) fn voices(view: &View<'_>, argument: usize) -> Vec<StanceVoices> {
    first(view, argument, VOICES)
}

/// The same in a few words, for a list of arguments: who is for the claim, and who against it.
pub(super) fn named(view: &View<'_>, argument: usize) -> Vec<StanceVoices> {
    let mut named = first(view, argument, NAMED);
    named.retain(|voices| voices.stance.name != Stance::Reports.as_str());
    named
}

fn first(view: &View<'_>, argument: usize, most: usize) -> Vec<StanceVoices> {
    let stances = view.index.voices[argument].iter();
    stances
        .map(|(stance, voices)| {
            // One alone is named rather than counted.
            let shown = if voices.len() == most + 1 { most + 1 } else { most };
            let shown = shown.min(voices.len());
            StanceVoices {
                stance: stance_view(*stance),
                voices: voice_views(view, argument, &voices[..shown]),
                more: voices.len() - shown,
            }
        })
        .collect()
}

/// A page of everybody who says something on an argument, counted from 0.
pub fn voices_page(view: &View<'_>, argument: usize, page: usize) -> VoicesPage {
    let all: Vec<(Stance, Voice)> = view.index.voices[argument]
        .iter()
        .flat_map(|(stance, voices)| voices.iter().map(|voice| (*stance, *voice)))
        .collect();
    let here = &all[rows_on(page, all.len())];
    let stances = here.chunk_by(|a, b| a.0 == b.0).map(|chunk| {
        let voices: Vec<Voice> = chunk.iter().map(|(_, voice)| *voice).collect();
        StanceVoices {
            stance: stance_view(chunk[0].0),
            voices: voice_views(view, argument, &voices),
            more: 0,
        }
    });
    VoicesPage {
        argument: view.argument(argument).clone(),
        stances: stances.collect(),
        voices: all.len(),
        pager: pager(&voices_path(&view.argument(argument).path), page, all.len()),
    }
}

/// Where the list of all voices on an argument begins.
pub fn voices_path(argument: &str) -> String {
    format!("{}/voices.html", argument.strip_suffix(".html").unwrap_or(argument))
}

fn voice_views(view: &View<'_>, argument: usize, voices: &[Voice]) -> Vec<VoiceView> {
    let one = |voice: &Voice| VoiceView {
        name: name(view, voice.who),
        path: view.group_path(argument, voice.first),
        passages: voice.passages,
    };
    voices.iter().map(one).collect()
}

fn name(view: &View<'_>, who: Who) -> String {
    match who {
        Who::Person(person) => view.person(person).name.clone(),
        Who::Authors(source) => {
            view.source(source).authors.join(view.locale.word("comma"))
        }
        Who::Publisher(source) => {
            view.source(source).publisher.clone().unwrap_or_default()
        }
        Who::Source(source) => view.source(source).short.clone(),
    }
}
