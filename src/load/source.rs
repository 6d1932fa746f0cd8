//! A source: its YAML and its seed.

use std::sync::Arc;

use super::content::read_yaml;
use super::lowering::Lowering;
use super::seed::seed;
use crate::diagnostic::{Code, Diagnostic, Reported, did_you_mean};
use crate::dossier::{At, Excerpts, Passage, Quote, Rights, Source, Stance};
use crate::id::{Id, IdError};
use crate::schema::{Kind, Located, Pairs, PassageEntry, SourceFile};
use crate::world::World;

/// Reads the source that a file describes.
pub(super) fn source(
    world: &dyn World,
    id: &Id,
    path: &Arc<str>,
    seeds: &[Arc<str>],
    unless_set: Excerpts,
) -> Reported<Option<Source>> {
    read_yaml(world, Kind::Source, path, |file: SourceFile, lower| {
        let title = lower.words("title", &file.title);
        let named = lower.at(file.seed);
        let encoding = file.encoding.map(|encoding| lower.at(encoding));
        let pinned = file.sha256.map(|hash| lower.at(hash));
        let seed = seed(world, &named, encoding.as_ref(), pinned.as_ref(), seeds)
            .drain_into(&mut lower.found);
        let entries = file.passages.into_iter();
        let mut passages: Vec<Passage> =
            entries.map(|entry| passage(entry, lower)).collect();
        // The list was made in the place of the entries, which are larger; a large dossier
        // holds many.
        passages.shrink_to_fit();
        let quotes = |entries: Vec<Located<_>>, lower: &Lowering<'_>| -> Vec<Quote> {
            entries.into_iter().map(|entry| lower.quote(entry)).collect()
        };
        let source = Source {
            id: id.clone(),
            file: Arc::clone(path),
            pinned_sha256: pinned,
            short_title: file.short_title.filter(|words| !words.trim().is_empty()),
            authors: file.author.0,
            publisher: file.publisher,
            date: lower.parse(Code::BAD_DATE, file.date.as_ref()),
            url: lower.url(file.url.as_ref()),
            archive_url: lower.url(file.archive_url.as_ref()),
            accessed: lower.parse(Code::BAD_DATE, file.accessed.as_ref()),
            language: lower.parse(Code::BAD_LANGUAGE, file.language.as_ref()),
            reliability: lower.parse(Code::BAD_GRADE, file.reliability.as_ref()),
            credibility: lower.parse(Code::BAD_GRADE, file.credibility.as_ref()),
            rights: file
                .rights
                .as_ref()
                .and_then(|r| rights(r, lower))
                .unwrap_or(unless_set.rights),
            context_words: file
                .context_words
                .map_or(unless_set.context_words, usize::from),
            note: lower.prose(file.note),
            headings: quotes(file.headings, lower),
            omit: quotes(file.omit, lower),
            redact: quotes(file.redact, lower),
            title: title?,
            seed: seed?,
            passages,
        };
        Some(source)
    })
}

pub(super) fn rights(
    located: &Located<String>,
    lower: &mut Lowering<'_>,
) -> Option<Rights> {
    let known = [Rights::Full, Rights::Excerpts, Rights::Link];
    let word = located.value.trim();
    let rights = known.into_iter().find(|rights| rights.as_str() == word);
    if rights.is_none() {
        let near = did_you_mean(word, known.iter().map(|rights| rights.as_str()));
        lower.found.push(
            Diagnostic::error(
                Code::BAD_VALUE,
                format!("`{word}` is no value of `rights`"),
            )
            .at(lower.place(located), "")
            .help(
                near.unwrap_or_else(|| "write `full`, `excerpts` or `link`".to_owned()),
            ),
        );
    }
    rights
}

fn passage(entry: PassageEntry, lower: &mut Lowering<'_>) -> Passage {
    let place = lower.place(&entry.quote);
    let mut arguments = Vec::new();
    for pair in &entry.arguments.0 {
        let place = lower.place_of(Pairs::key_span(pair, lower.text));
        let stance = lower.parse::<Stance>(Code::BAD_VALUE, Some(&pair.1));
        if let (Some(id), Some(stance)) = (lower.id_at(&pair.0, place), stance) {
            arguments.push((id, stance));
        }
    }
    if entry.arguments.0.is_empty() {
        lower.found.push(
            Diagnostic::warning(
                Code::UNCODED_PASSAGE,
                "this passage is coded to no argument",
            )
            .at(place.clone(), "")
            .help("add `arguments: { argument-id: supports }`"),
        );
    }
    arguments.shrink_to_fit();
    let id = entry.id.as_ref().and_then(|id| lower.id(id)).filter(|id| {
        let taken = is_taken(id.value.as_str());
        if taken {
            let error = IdError::Reserved(id.value.to_string());
            lower.found.push(
                Diagnostic::error(Code::BAD_ID, error.to_string())
                    .at(id.place.clone(), "")
                    .help("give the passage another name"),
            );
        }
        !taken
    });
    Passage {
        id,
        quote: Quote {
            words: entry.quote.value,
            prefix: entry.prefix,
            suffix: entry.suffix,
            place,
        },
        arguments,
        speaker: entry
            .speaker
            .filter(|speaker| !speaker.value.trim().is_empty())
            .map(|speaker| lower.at(speaker))
            .map(|At { value, place }| At { value: value.trim().to_owned(), place }),
        translation: entry.translation,
        note: lower.prose(entry.note).map(Box::new),
    }
}

/// Fragments that a source's page uses itself: paragraphs, notes, footnotes, landmarks.
fn is_taken(id: &str) -> bool {
    let numbered = |prefix: &str| {
        id.strip_prefix(prefix)
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(id, "content" | "keys" | "keys-title" | "met")
        || numbered("p")
        || id.starts_with("n-")
        || id.starts_with("fn-")
        || id.starts_with("tl-")
}
