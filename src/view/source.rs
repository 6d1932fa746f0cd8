//! The page of a source: its text with marks, notes, barcode and catalogue card.

use std::sync::Arc;

use serde::Serialize;

use super::compare::{CompareLink, compare_any, compared_with};
use super::excerpt::shown;
use super::mark::{Mark, Marker, lanes, marks_by_block};
use super::original::in_original;
use super::page::{
    ArgumentRef, DateView, PersonRef, SourceRef, StanceView, stance_view, take,
};
use super::{Edition, LANES, View};
use crate::dossier::{Credibility, Reliability, Rights, Span};
use crate::index::{IndexedPassage, Thread};
use crate::text::{Block, BlockKind, word_count};

/// The variables of `source.html`.
#[derive(Debug, Clone, Serialize)]
pub struct SourcePage {
    /// The metadata.
    pub card: SourceCard,
    /// How to cite it.
    pub citation: CitationView,
    /// The text. Empty where rights allow only a link.
    pub blocks: Vec<BlockView>,
    /// The whole text as one strip.
    pub barcode: Vec<TickView>,
    /// The arguments met here, in the order of their numbers.
    pub arguments: Vec<ArgumentInSource>,
    /// How many passages are marked.
    pub passages: usize,
    /// The sources before and after this one, by date.
    pub previous: Option<Arc<SourceRef>>,
    /// See `previous`.
    pub next: Option<Arc<SourceRef>>,
    /// Those that share most arguments with it, and where they are compared.
    pub compare: Vec<CompareLink>,
    /// Where it is compared with any other; none where there is nothing to compare.
    pub compare_any: Option<String>,
}

/// The reference to a source, for readers and for programs.
#[derive(Debug, Clone, Serialize)]
pub struct CitationView {
    /// In the dossier's citation style. None where the program was built without styles, or the
    /// style can't write the date.
    pub formatted_html: Option<String>,
    /// As BibTeX.
    pub bibtex: String,
    /// As RIS.
    pub ris: String,
    /// As CSL-JSON.
    pub csl_json: String,
}

/// The catalogue card of a source.
#[derive(Debug, Clone, Serialize)]
pub struct SourceCard {
    /// What is said of it everywhere.
    pub source: Arc<SourceRef>,
    /// Where it was published.
    pub url: Option<String>,
    /// Where a copy is kept.
    pub archive_url: Option<String>,
    /// When it was read there.
    pub accessed: Option<DateView>,
    /// The Admiralty grade of the source.
    pub reliability: Option<GradeView>,
    /// The Admiralty grade of its information.
    pub credibility: Option<GradeView>,
    /// `full`, `excerpts` or `link`.
    pub rights: &'static str,
    /// Whether words of it are covered.
    pub redacted: bool,
    /// The dossier author's words about it.
    pub note_html: Option<String>,
    /// The file below `seeds/`.
    pub seed: String,
    /// The seed's hash, in hexadecimal; none where words of it are redacted.
    pub sha256: Option<String>,
    /// How the seed is encoded: `UTF-8`.
    pub encoding: String,
    /// How many words the seed has.
    pub words: usize,
}

/// A grade of the Admiralty code.
#[derive(Debug, Clone, Serialize)]
pub struct GradeView {
    /// `A` to `F`, or `1` to `6`.
    pub code: String,
    /// “usually reliable”.
    pub words: String,
}

impl View<'_> {
    pub(super) fn reliability(&self, grade: Reliability) -> GradeView {
        self.grade(grade.letter().to_string())
    }

    pub(super) fn credibility(&self, grade: Credibility) -> GradeView {
        self.grade(grade.number().to_string())
    }

    fn grade(&self, code: String) -> GradeView {
        let key = format!("grade_{}", code.to_ascii_lowercase());
        GradeView { words: self.locale.word(&key).to_owned(), code }
    }
}

/// A paragraph, heading, list, table … of the text, at the top level.
#[derive(Debug, Clone, Serialize)]
pub struct BlockView {
    /// `p7`, its permalink; in the one document the ids of a source begin with its own.
    pub id: String,
    /// Its number, from 1; omitted blocks are counted too.
    pub number: usize,
    /// `paragraph`, `heading` (shown as a heading by the dossier's author, or one in Markdown),
    /// `other` (a list, table, quotation: `html` brings its own elements), `omitted` or `gap`
    /// (text that is not published).
    pub kind: &'static str,
    /// The text with its marks. In a `paragraph` and a `heading` it is phrasing content, to be
    /// put into an element; in `other`, `omitted` it is flow content.
    pub html: String,
    /// The level of its element in a `heading`: 2 to 6.
    pub level: u8,
    /// Whether line ends in the text matter.
    pub lines: bool,
    /// In an omitted block: how many words are folded away.
    pub words: usize,
    /// The notes on the passages that begin here, in the order of the text.
    pub notes: Vec<NoteView>,
}

/// The note on a passage.
#[derive(Debug, Clone, Serialize)]
pub struct NoteView {
    /// The passage's id, which is the fragment of its first mark.
    pub id: String,
    /// Its number in this source, from 1, in the order of the text; in the one document with
    /// the source's before it, `3.12`.
    pub number: String,
    /// Its arguments.
    pub threads: Vec<ThreadView>,
    /// Who says it, where that is not the source's author.
    pub speaker: Option<Arc<PersonRef>>,
    /// In the dossier's language.
    pub translation: Option<String>,
    /// The dossier author's words about it.
    pub note_html: Option<String>,
    /// The first words of the passage, for screen readers and print.
    pub words: String,
    /// The same words on the page where the source was published.
    pub original: Option<String>,
}

/// One argument of a passage, with the way to its other occurrences.
#[derive(Debug, Clone, Serialize)]
pub struct ThreadView {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// The stance of this passage.
    pub stance: StanceView,
    /// In how many other sources the argument occurs.
    pub also_in: usize,
    /// The occurrence before this one, by date and position, across sources.
    pub previous: Option<Occurrence>,
    /// The occurrence after it.
    pub next: Option<Occurrence>,
}

/// A passage of the same argument elsewhere.
#[derive(Debug, Clone, Serialize)]
pub struct Occurrence {
    /// The passage with its fragment; in the same source the fragment alone.
    pub path: String,
    /// What its source is called for short.
    pub title: String,
    /// Its stance.
    pub stance: StanceView,
    /// Whether it is in the same source.
    pub same_source: bool,
}

/// A passage in the barcode. Percentages are of the text's length, 0 to 100.
#[derive(Debug, Clone, Serialize)]
pub struct TickView {
    /// The passage's id.
    pub id: String,
    /// Where it begins.
    pub start: f64,
    /// How long it is, at least 0.4.
    pub width: f64,
    /// The colour of the topic of its first argument, 1 to 8; 0 without an argument.
    pub color: usize,
    /// `supports`, `disputes`, `reports`; `mixed` where it takes several, `uncoded` without any.
    pub stance: &'static str,
}

/// An argument in the list at a source's top.
#[derive(Debug, Clone, Serialize)]
pub struct ArgumentInSource {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// The stances taken here, without repetition.
    pub stances: Vec<StanceView>,
    /// How many passages.
    pub passages: usize,
    /// The first of them, as a fragment of this page; none where its text is not published.
    pub first: Option<String>,
}

/// With how many others a source's page offers to compare it.
const COMPARED: usize = 8;

/// The page of the source with this number.
pub fn source_page(view: &View<'_>, source: usize, citation: CitationView) -> SourcePage {
    let passages = view.index.passages_of(source);
    let rank = view.rank[source];
    let by_date = &view.index.sources_by_date;
    let neighbour = |rank: Option<usize>| {
        rank.and_then(|rank| by_date.get(rank))
            .map(|source| view.sources[*source].clone())
    };
    SourcePage {
        card: card(view, source),
        citation,
        blocks: blocks(view, source),
        barcode: barcode(view, source),
        arguments: arguments(view, source),
        passages: passages.len(),
        previous: neighbour(rank.checked_sub(1)),
        next: neighbour(Some(rank + 1)),
        compare_any: compare_any(view, source),
        compare: compared_with(view, source).into_iter().take(COMPARED).collect(),
    }
}

/// What the page of a source is about, for those who find it by a search: no word of its text.
pub fn source_summary(view: &View<'_>, source: usize) -> String {
    let SourceRef { title, .. } = &*view.sources[source];
    let by = view.sources[source].by(view.locale);
    let arguments = arguments(view, source);
    let labels: Vec<&str> = arguments
        .iter()
        .take(5)
        .map(|met| met.argument.label.trim_end_matches(['.', '。']))
        .collect();
    let say = |key: &str, values: &[(&str, &str)]| view.locale.say(key, values);
    let source = match &*by {
        "" => title.clone(),
        by => say("source_by", &[("title", title), ("by", by)]),
    };
    let more = if arguments.len() > labels.len() { " …" } else { "" };
    let labels = format!("{}{more}", labels.join(view.locale.word("comma")));
    match arguments[..] {
        [] => source,
        _ => say("source_on", &[("source", &source), ("arguments", &labels)]),
    }
}

pub(super) fn card(view: &View<'_>, source: usize) -> SourceCard {
    let model = &view.dossier.sources[source];
    SourceCard {
        source: view.sources[source].clone(),
        url: model.url.clone(),
        archive_url: model.archive_url.clone(),
        accessed: model.accessed.as_ref().map(|date| view.date(date)),
        reliability: model.reliability.map(|grade| view.reliability(grade)),
        credibility: model.credibility.map(|grade| view.credibility(grade)),
        rights: model.rights.as_str(),
        redacted: !model.redact.is_empty() && model.rights != Rights::Link,
        note_html: model.note.as_ref().map(|note| view.prose(note, "../", 3)),
        seed: model.seed.path.to_string(),
        sha256: model.published_sha256().map(str::to_owned),
        encoding: model.seed.encoding.to_owned(),
        words: word_count(&model.seed.text),
    }
}

/// The marks of a source's passages, in the order of the text.
fn marks(view: &View<'_>, source: usize, prefix: &str) -> Vec<Mark> {
    let passages = view.index.passages_of(source);
    let spans: Vec<Span> = passages.iter().map(|p| view.anchored(p).span()).collect();
    passages
        .iter()
        .zip(lanes(&spans, LANES))
        .enumerate()
        .map(|(index, (passage, lane))| {
            let stance = stance_of(passage);
            Mark {
                id: format!("{prefix}{}", passage.id),
                parts: view.anchored(passage).parts.clone(),
                number: view.note_number(source, index),
                class: match lane {
                    0 => format!("{stance} c{}", color(view, passage)),
                    _ => format!("{stance} c{} lane{lane}", color(view, passage)),
                },
            }
        })
        .collect()
}

/// The stance of a passage, if it takes one only; `mixed` where it supports one argument and
/// disputes another, `uncoded` without any.
fn stance_of(passage: &IndexedPassage) -> &'static str {
    let mut stances = passage.threads.iter().map(|thread| thread.stance);
    match stances.next() {
        None => "uncoded",
        Some(first) if stances.all(|stance| stance == first) => first.as_str(),
        Some(_) => "mixed",
    }
}

/// The colour of the first of a passage's arguments, in the order of their numbers; 0 without
/// one.
fn color(view: &View<'_>, passage: &IndexedPassage) -> usize {
    let first = passage.threads.iter().map(|thread| thread.argument).min();
    first.map_or(0, |argument| view.arguments[argument].topic.color)
}

pub(super) fn blocks(view: &View<'_>, source: usize) -> Vec<BlockView> {
    let model = &view.dossier.sources[source];
    if model.rights == Rights::Link {
        return vec![];
    }
    let seed = &*model.seed.text;
    let prefix = view.edition.prefix(&model.id);
    let marks = marks(view, source, &prefix);
    let blocks = shown(model, &view.texts[source]);
    let by_block = marks_by_block(&blocks, &marks);
    // In print what is omitted is not there.
    let there = blocks.iter().filter(|block| {
        view.edition != Edition::Print || block.kind != BlockKind::Omitted
    });
    let mut marker = Marker::new(seed, &marks, &prefix, there);
    let mut noted = vec![false; marks.len()];
    blocks
        .iter()
        .zip(by_block)
        .enumerate()
        .map(|(index, (block, here))| {
            let html = marker.block(block, &here);
            let fresh =
                here.iter().filter(|mark| !std::mem::replace(&mut noted[**mark], true));
            let notes = fresh.map(|mark| note(view, source, *mark, &prefix)).collect();
            let shown = block_view(block, seed, index + 1, html, notes);
            let level = (shown.level + view.edition.below(3) - 1).min(6);
            BlockView { id: format!("{prefix}{}", shown.id), level, ..shown }
        })
        .collect()
}

fn block_view(
    block: &Block,
    seed: &str,
    number: usize,
    html: String,
    notes: Vec<NoteView>,
) -> BlockView {
    let gap = block.pieces.is_empty();
    let kind = match block.kind {
        _ if gap => "gap",
        BlockKind::Paragraph { .. } => "paragraph",
        BlockKind::Heading(_) => "heading",
        BlockKind::Other => "other",
        BlockKind::Omitted => "omitted",
    };
    let level = match block.kind {
        BlockKind::Heading(level) => level + 1,
        _ => 2,
    };
    let words = match block.kind {
        BlockKind::Omitted => word_count(&seed[block.range.clone()]),
        _ => 0,
    };
    let lines =
        matches!(block.kind, BlockKind::Paragraph { lines: true } | BlockKind::Omitted);
    BlockView { id: format!("p{number}"), number, kind, level, html, lines, words, notes }
}

fn note(view: &View<'_>, source: usize, index: usize, prefix: &str) -> NoteView {
    let passage = &view.index.passages_of(source)[index];
    let entry = view.entry(passage);
    NoteView {
        id: format!("{prefix}{}", passage.id),
        number: view.note_number(source, index),
        threads: passage
            .threads
            .iter()
            .map(|thread| thread_view(view, source, thread))
            .collect(),
        speaker: passage.speaker.map(|person| view.people[person].clone()),
        translation: entry.translation.clone(),
        note_html: entry.note.as_ref().map(|note| view.prose(note, "../", 4)),
        words: view.first_words(passage),
        original: view.dossier.sources[source]
            .url
            .as_ref()
            .map(|url| in_original(url, &entry.quote.words)),
    }
}

fn thread_view(view: &View<'_>, source: usize, thread: &Thread) -> ThreadView {
    let occurrences = &view.index.occurrences[thread.argument];
    let at = |position: Option<usize>| {
        let occurrence = occurrences.get(position?)?;
        let passage = &view.index.passages[occurrence.passage];
        let path = view.passage_path(occurrence.passage);
        let same_source = passage.source == source;
        let fragment = path.find('#').filter(|_| same_source);
        Some(Occurrence {
            path: path[fragment.unwrap_or(0)..].to_owned(),
            title: view.sources[passage.source].short.clone(),
            stance: stance_view(occurrence.stance),
            same_source,
        })
    };
    ThreadView {
        argument: view.arguments[thread.argument].clone(),
        stance: stance_view(thread.stance),
        also_in: view.sources_of(thread.argument).saturating_sub(1),
        previous: at(thread.position.checked_sub(1)),
        next: at(Some(thread.position + 1)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a strip on a page needs no more")]
fn barcode(view: &View<'_>, source: usize) -> Vec<TickView> {
    let model = &view.dossier.sources[source];
    if model.rights == Rights::Link {
        return vec![];
    }
    let length = model.seed.text.len().max(1) as f64;
    let percent = |bytes: usize| (bytes as f64 / length * 10_000.0).round() / 100.0;
    let passages = view.index.passages_of(source);
    passages
        .iter()
        .map(|passage| {
            let span = view.anchored(passage).span();
            TickView {
                id: passage.id.to_string(),
                start: percent(span.start),
                width: percent(span.len()).max(0.4),
                color: color(view, passage),
                stance: stance_of(passage),
            }
        })
        .collect()
}

pub(super) fn arguments(view: &View<'_>, source: usize) -> Vec<ArgumentInSource> {
    let mut met: Vec<(usize, ArgumentInSource)> = Vec::new();
    let published = view.dossier.sources[source].rights != Rights::Link;
    for passage in view.index.passages_of(source) {
        for thread in &passage.threads {
            match met.iter_mut().find(|(argument, _)| *argument == thread.argument) {
                Some((_, entry)) => {
                    entry.passages += 1;
                    take(&mut entry.stances, thread.stance);
                }
                None => met.push((
                    thread.argument,
                    ArgumentInSource {
                        argument: view.arguments[thread.argument].clone(),
                        stances: vec![stance_view(thread.stance)],
                        passages: 1,
                        first: published.then(|| passage.id.as_url()),
                    },
                )),
            }
        }
    }
    met.sort_by_key(|(argument, _)| *argument);
    met.into_iter().map(|(_, entry)| entry).collect()
}
