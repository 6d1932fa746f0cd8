//! The page of an argument: who makes it, who disputes it, in which words.

use std::sync::Arc;

use serde::Serialize;

use super::page::{
    ArgumentRef, PassageArgument, PassageView, PersonRef, SourceGroup, StanceCount,
    StanceView, stance_view,
};
use super::paging::{Pager, pager_of, root_of};
use super::voices::{StanceVoices, voices, voices_path};
use super::{Edition, View, distinct, excerpt};
use crate::dossier::{Rights, Span, Stance};
use crate::index::{IndexedPassage, Occurrence};
use crate::text::{Block, Piece, escape_into};

/// The variables of `argument.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ArgumentPage {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// What the dossier's author makes of it. This and all but the passages are on the first
    /// page alone.
    pub analysis_html: Option<String>,
    /// The stances that are taken.
    pub stances: Vec<StanceCount>,
    /// In how many sources it occurs.
    pub sources: usize,
    /// In how many passages.
    pub passages: usize,
    /// Who says it, and who denies it: those with the most passages.
    pub voices: Vec<StanceVoices>,
    /// The list of all of them, where there are more.
    pub all_voices: Option<String>,
    /// Its passages, by the date of their sources; a page of them where they are many.
    pub groups: Vec<SourceGroup>,
    /// The way to the others.
    pub pager: Pager,
    /// What else it has to do with.
    pub related: Option<RelatedView>,
}

/// What an argument has to do with others, and who speaks of it.
#[derive(Debug, Clone, Serialize)]
pub struct RelatedView {
    /// The arguments that it supports.
    pub supports: Vec<Arc<ArgumentRef>>,
    /// The arguments that it attacks.
    pub attacks: Vec<Arc<ArgumentRef>>,
    /// The arguments that support it.
    pub supported_by: Vec<Arc<ArgumentRef>>,
    /// The arguments that attack it.
    pub attacked_by: Vec<Arc<ArgumentRef>>,
    /// The arguments that share passages with it.
    pub shares: Vec<SharedArgument>,
    /// How many more share some.
    pub more_shares: usize,
    /// Who is quoted on it: in the one document, where nothing else says so.
    pub speakers: Vec<SpeakerOnArgument>,
}

/// An argument that shares passages with another.
#[derive(Debug, Clone, Serialize)]
pub struct SharedArgument {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// How many passages they share.
    pub passages: usize,
}

/// Somebody who is quoted on an argument.
#[derive(Debug, Clone, Serialize)]
pub struct SpeakerOnArgument {
    /// Who.
    pub person: Arc<PersonRef>,
    /// With which stances.
    pub stances: Vec<StanceView>,
    /// Where first.
    pub first: String,
}

/// How many of the arguments that share passages with another it names.
const SHARES: usize = 20;

/// A page of the argument with this number, counted from 0.
pub fn argument_page(view: &View<'_>, argument: usize, page: usize) -> ArgumentPage {
    let occurrences = &view.index.occurrences[argument];
    let analysis = view.dossier.arguments[argument].analysis.as_ref();
    let path = &view.argument(argument).path;
    let here = view.plan.argument_page(argument, page, occurrences.len());
    let here = occurrences[here].iter().map(|o| o.passage);
    let all = view.plan.voices(argument) > 0;
    // What is said once stands on the first page.
    let first = page == 0;
    ArgumentPage {
        argument: view.argument(argument).clone(),
        analysis_html: analysis
            .filter(|_| first)
            .map(|analysis| view.prose(analysis, "../", 3)),
        stances: if first { stance_counts(view, occurrences) } else { vec![] },
        sources: view.sources_of(argument),
        passages: occurrences.len(),
        voices: if first { voices(view, argument) } else { vec![] },
        all_voices: all.then(|| voices_path(path)),
        groups: groups(view, here, Some(argument), root_of(page)),
        pager: pager_of(path, page, view.plan.argument_pages(argument)),
        related: first.then(|| related(view, argument)).flatten(),
    }
}

/// What an argument has to do with others; `None` where that is nothing.
pub(super) fn related(view: &View<'_>, argument: usize) -> Option<RelatedView> {
    let relations = &view.index.relations[argument];
    let named = |arguments: &[usize]| -> Vec<Arc<ArgumentRef>> {
        arguments.iter().map(|n| view.argument(*n).clone()).collect()
    };
    let sharing = view.index.shares(argument);
    let shares = sharing.iter().take(SHARES).map(|(other, passages)| SharedArgument {
        argument: view.argument(*other).clone(),
        passages: *passages,
    });
    let occurrences = match view.edition {
        Edition::Print => &view.index.occurrences[argument][..],
        Edition::Site => &[],
    };
    let related = RelatedView {
        supports: named(&relations.supports),
        attacks: named(&relations.attacks),
        supported_by: named(&relations.supported_by),
        attacked_by: named(&relations.attacked_by),
        shares: shares.collect(),
        more_shares: sharing.len().saturating_sub(SHARES),
        speakers: speakers(view, occurrences),
    };
    let RelatedView { supports, attacks, supported_by, attacked_by, .. } = &related;
    let none =
        [supports, attacks, supported_by, attacked_by].iter().all(|r| r.is_empty());
    (!none || !related.shares.is_empty() || !related.speakers.is_empty())
        .then_some(related)
}

/// How often each stance is taken; those that are not are left out.
#[expect(clippy::cast_precision_loss, reason = "a bar on a page needs no more")]
pub(super) fn stance_counts(
    view: &View<'_>,
    occurrences: &[Occurrence],
) -> Vec<StanceCount> {
    let count = |stance: Stance| {
        let taken: Vec<usize> = occurrences
            .iter()
            .filter(|o| o.stance == stance)
            .map(|o| o.passage)
            .collect();
        let sources =
            taken.iter().map(|passage| view.index.passages[*passage].source).collect();
        Some(StanceCount {
            stance: stance_view(stance),
            passages: taken.len(),
            sources: distinct(sources),
            percent: (taken.len() as f64 / occurrences.len().max(1) as f64 * 1000.0)
                .round()
                / 10.0,
            first: view.passage_path(*taken.first()?),
        })
    };
    Stance::ALL.into_iter().filter_map(count).collect()
}

fn speakers(view: &View<'_>, occurrences: &[Occurrence]) -> Vec<SpeakerOnArgument> {
    let mut speakers: Vec<(usize, SpeakerOnArgument)> = Vec::new();
    for Occurrence { passage, stance } in occurrences {
        let Some(person) = view.index.passages[*passage].speaker else { continue };
        let stance = stance_view(*stance);
        match speakers.iter_mut().find(|(known, _)| *known == person) {
            Some((_, entry)) if !entry.stances.contains(&stance) => {
                entry.stances.push(stance);
            }
            Some(_) => {}
            None => speakers.push((
                person,
                SpeakerOnArgument {
                    person: view.person(person).clone(),
                    stances: vec![stance],
                    first: view.passage_path(*passage),
                },
            )),
        }
    }
    speakers.sort_by_key(|(person, _)| *person);
    speakers.into_iter().map(|(_, entry)| entry).collect()
}

/// Passages by their sources. Those of one source must stand together. With `only`, each shows
/// its stance on that argument alone.
pub(super) fn groups(
    view: &View<'_>,
    passages: impl Iterator<Item = usize>,
    only: Option<usize>,
    root: &str,
) -> Vec<SourceGroup> {
    let mut groups: Vec<(usize, SourceGroup)> = Vec::new();
    for passage in passages {
        let source = view.index.passages[passage].source;
        let shown = passage_view(view, passage, only, root);
        match groups.last_mut() {
            Some((last, group)) if *last == source => group.passages.push(shown),
            _ => {
                let group = SourceGroup {
                    source: view.source(source).clone(),
                    passages: vec![shown],
                };
                groups.push((source, group));
            }
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn passage_view(
    view: &View<'_>,
    number: usize,
    only: Option<usize>,
    root: &str,
) -> PassageView {
    let passage = &view.index.passages[number];
    let entry = view.entry(passage);
    let source = &view.dossier.sources[passage.source];
    let threads =
        passage.threads.iter().filter(|t| only.is_none_or(|only| only == t.argument));
    let published = source.rights != Rights::Link;
    let (before, after) =
        if published { context(view, number) } else { Default::default() };
    PassageView {
        id: passage.id.to_string(),
        path: view.passage_path(number),
        quote_html: published.then(|| quote_html(view, number)),
        before,
        after,
        arguments: threads
            .map(|thread| PassageArgument {
                argument: view.argument(thread.argument).clone(),
                stance: stance_view(thread.stance),
            })
            .collect(),
        speaker: passage.speaker.map(|person| view.person(person).clone()),
        // The same words, in another language.
        translation: entry.translation.clone().filter(|_| published),
        note_html: entry.note.as_ref().map(|note| view.prose(note, root, 4)),
        paragraph: (source.rights == Rights::Full).then(|| paragraph(view, passage)),
    }
}

/// The number of the paragraph that a passage begins in.
pub(super) fn paragraph(view: &View<'_>, passage: &IndexedPassage) -> usize {
    let start = view.anchored(passage).span().start;
    let blocks = &view.texts[passage.source].body.blocks;
    blocks.partition_point(|block| block.range.end <= start) + 1
}

/// The quoted words, as they stand in the source.
fn quote_html(view: &View<'_>, number: usize) -> String {
    let passage = &view.index.passages[number];
    let seed = &view.dossier.sources[passage.source].seed.text;
    let blocks = &view.texts[passage.source].body.blocks;
    let parts = view.anchored(passage).parts.iter().map(|part| {
        let first = blocks.partition_point(|block| block.range.end <= part.start);
        let touched =
            blocks[first..].iter().take_while(|block| block.range.start < part.end);
        let words = touched.map(|block| {
            let mut html = String::new();
            escape_into(&mut html, &plain_between(block, seed, part));
            html
        });
        words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
    });
    parts.collect::<Vec<_>>().join(" <span class=\"gap\">[…]</span> ")
}

/// More bytes than the words of a context ever have; a paragraph may have millions.
const CONTEXT_BYTES_MAX: usize = 4096;

/// The words around a passage, in its own paragraph: plain text.
fn context(view: &View<'_>, number: usize) -> (String, String) {
    let passage = &view.index.passages[number];
    let seed = &*view.dossier.sources[passage.source].seed.text;
    let words = view.dossier.sources[passage.source].context_words;
    let blocks = &view.texts[passage.source].body.blocks;
    let Span { start, end } = view.anchored(passage).span();
    let block_at =
        |at: usize| blocks.get(blocks.partition_point(|block| block.range.end <= at));
    let before = block_at(start).map(|block| {
        let from = block.range.start.max(start.saturating_sub(CONTEXT_BYTES_MAX));
        let text = plain_between(block, seed, &(from..start));
        let cut = excerpt::words_before(&text, 0, words);
        let more = if text[..cut].trim().is_empty() { "" } else { "… " };
        format!("{more}{}", &text[cut..])
    });
    let after = block_at(end - 1).map(|block| {
        let to = block.range.end.min(end + CONTEXT_BYTES_MAX);
        let text = plain_between(block, seed, &(end..to));
        let cut = excerpt::words_after(&text, 0, text.len(), words);
        let more = if text[cut..].trim().is_empty() { "" } else { " …" };
        format!("{}{more}", &text[..cut])
    });
    (before.unwrap_or_default(), after.unwrap_or_default())
}

/// What stands right before and after a stretch of a source's text, in its own paragraph: a few
/// words of the seed as they stand there. Nothing where other characters are shown than the
/// seed's.
pub fn surroundings(view: &View<'_>, source: usize, span: &Span) -> (String, String) {
    let seed = &*view.dossier.sources[source].seed.text;
    let words = view.dossier.sources[source].context_words;
    let blocks = &view.texts[source].body.blocks;
    let block_at =
        |at: usize| blocks.get(blocks.partition_point(|block| block.range.end <= at));
    let before = block_at(span.start).map(|block| {
        let from = block.range.start.max(span.start.saturating_sub(CONTEXT_BYTES_MAX));
        let text = plain_between(block, seed, &(from..span.start));
        text[excerpt::words_before(&text, 0, words)..].to_owned()
    });
    let after = block_at(span.end - 1).map(|block| {
        let to = block.range.end.min(span.end + CONTEXT_BYTES_MAX);
        let text = plain_between(block, seed, &(span.end..to));
        text[..excerpt::words_after(&text, 0, text.len(), words)].to_owned()
    });
    (
        before.filter(|text| seed[..span.start].ends_with(text)).unwrap_or_default(),
        after.filter(|text| seed[span.end..].starts_with(text)).unwrap_or_default(),
    )
}

/// The words of a block between two places of the seed; a character that is cut is left out.
fn plain_between(block: &Block, seed: &str, span: &Span) -> String {
    let mut text = String::new();
    for piece in &block.pieces {
        let Piece::Text { range, shown } = piece else { continue };
        let inner = range.start.max(span.start)..range.end.min(span.end);
        if inner.start < inner.end {
            let start = seed.ceil_char_boundary(inner.start);
            let end = seed.floor_char_boundary(inner.end).max(start);
            text.push_str(shown.as_deref().unwrap_or(&seed[start..end]));
        }
    }
    text
}
