//! The cover: judgments, the matrix in small, the newest sources.

use std::sync::Arc;

use serde::Serialize;

use super::argument::paragraph;
use super::matrix::{MatrixPage, small_matrix};
use super::page::{LanguageView, Link, SourceRef, TopicView, page_path};
use super::{Edition, View};
use crate::dossier::{Judgment, Likelihood, Rights};

/// How many of the newest sources the cover shows.
const NEWEST: usize = 5;

/// The variables of `cover.html`.
#[derive(Debug, Clone, Serialize)]
pub struct CoverPage {
    /// The key judgments.
    pub judgments: Vec<JudgmentView>,
    /// Arguments by sources; where they are many, the arguments that most sources speak of.
    pub matrix: MatrixPage,
    /// The newest sources, newest first.
    pub newest: Vec<Arc<SourceRef>>,
    /// The topics that have arguments, in order.
    pub topics: Vec<TopicView>,
    /// The prose pages.
    pub pages: Vec<Link>,
}

/// A judgment.
#[derive(Debug, Clone, Serialize)]
pub struct JudgmentView {
    /// Its number, from 1.
    pub number: usize,
    /// The assessment.
    pub text_html: String,
    /// How likely it is.
    pub likelihood: Option<LikelihoodView>,
    /// How well founded the judgment is, in words: “moderate”.
    pub confidence: Option<String>,
    /// Passages that it rests on.
    pub basis: Vec<PassageLink>,
    /// Passages that speak against it.
    pub against: Vec<PassageLink>,
}

/// A likelihood of ICD 203.
#[derive(Debug, Clone, Serialize)]
pub struct LikelihoodView {
    /// “very likely”.
    pub words: String,
    /// The least chance that the words stand for, in percent.
    pub percent_min: u8,
    /// The greatest.
    pub percent_max: u8,
}

/// A passage as a reference.
#[derive(Debug, Clone, Serialize)]
pub struct PassageLink {
    /// What its source is called for short.
    pub source_title: String,
    /// Its first words; the source's title where they may not be shown.
    pub label: String,
    /// Where it stands.
    pub path: String,
    /// Its number in the one document, with its paragraph: “¶ 7, note 3.12”; none on other
    /// pages.
    pub reference: Option<String>,
    /// The language of its words.
    pub language: Arc<LanguageView>,
}

/// The cover of the dossier.
pub fn cover_page(view: &View<'_>) -> CoverPage {
    let dated = view.index.sources_by_date.iter().rev();
    let mut newest: Vec<usize> = dated
        .copied()
        .filter(|n| view.dossier.sources[*n].date.is_some())
        .take(NEWEST)
        .collect();
    let undated = view.index.sources_by_date.iter().copied();
    let undated = undated.filter(|n| view.dossier.sources[*n].date.is_none());
    newest.extend(undated.take(NEWEST - newest.len()));
    CoverPage {
        judgments: judgment_views(view),
        matrix: small_matrix(view),
        newest: newest.into_iter().map(|number| view.source(number).clone()).collect(),
        topics: view
            .index
            .topics
            .iter()
            .enumerate()
            .map(|(group, topic)| view.topic(group, topic))
            .collect(),
        pages: view
            .dossier
            .pages
            .iter()
            .map(|page| Link { label: page.title.clone(), path: page_path(&page.id) })
            .collect(),
    }
}

/// The key judgments.
pub(super) fn judgment_views(view: &View<'_>) -> Vec<JudgmentView> {
    let judgments = view.dossier.judgments.iter().zip(&view.index.judgments).enumerate();
    judgments
        .map(|(index, (judgment, passages))| {
            judgment_view(view, index + 1, judgment, passages)
        })
        .collect()
}

fn judgment_view(
    view: &View<'_>,
    number: usize,
    judgment: &Judgment,
    (basis, against): &(Vec<usize>, Vec<usize>),
) -> JudgmentView {
    let links = |passages: &[usize]| -> Vec<PassageLink> {
        passages.iter().map(|passage| passage_link(view, *passage)).collect()
    };
    JudgmentView {
        number,
        text_html: view.prose(&judgment.text, "", 2),
        likelihood: judgment
            .likelihood
            .map(|likelihood| likelihood_view(view, likelihood)),
        confidence: judgment
            .confidence
            .map(|confidence| view.locale.word(confidence.as_str()).to_owned()),
        basis: links(basis),
        against: links(against),
    }
}

fn likelihood_view(view: &View<'_>, likelihood: Likelihood) -> LikelihoodView {
    let (percent_min, percent_max) = likelihood.percent();
    let key = likelihood.as_str().replace(' ', "_");
    let words = view.locale.word(&key).to_owned();
    LikelihoodView { words, percent_min, percent_max }
}

/// A passage as a reference.
pub(super) fn passage_link(view: &View<'_>, number: usize) -> PassageLink {
    let passage = &view.index.passages[number];
    let source = view.source(passage.source);
    let reference = || {
        let number = view.printed_number(number);
        match view.dossier.sources[passage.source].rights {
            Rights::Full => {
                let paragraph = paragraph(view, passage).to_string();
                let values = [("paragraph", &*paragraph), ("note", &number)];
                view.locale.say("paragraph_note", &values)
            }
            Rights::Excerpts => view.locale.say("note_number", &[("note", &number)]),
            Rights::Link => view.locale.say("source_number", &[("n", &number)]),
        }
    };
    PassageLink {
        source_title: source.short.clone(),
        label: view.passage_label(number),
        path: view.passage_path(number),
        reference: (view.edition == Edition::Print).then(reference),
        language: source.language.clone(),
    }
}
