//! `data/dossier.json`: the whole index, for programs. Its shape is versioned.

use std::borrow::Cow;
use std::io;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use super::{quoted, translated};
use crate::dossier::{Credibility, Date, Source};
use crate::text::Positions;
use crate::view::View;

/// The version of the shape; it changes when a program that reads it would have to.
const SCHEMA_VERSION: u32 = 1;

/// The whole dossier.
#[derive(Serialize, JsonSchema)]
pub struct DossierData<'a> {
    /// The version of this shape.
    schema: u32,
    /// The program that made it, with its version.
    generator: String,
    /// The dossier's title.
    title: String,
    /// The question that it asks.
    subtitle: Option<String>,
    /// The language of the dossier's own words (BCP 47).
    language: String,
    /// By id.
    sources: Each<'a, SourceData>,
    /// By topic, then by id.
    arguments: Vec<ArgumentData>,
    /// By source, then in the order of the text.
    passages: Each<'a, PassageData>,
    /// In the author's order.
    judgments: Vec<JudgmentData>,
    /// By date.
    events: Vec<EventData>,
    /// By name.
    people: Vec<PersonData>,
}

/// A list whose entries are made while it is written, so that a large one never stands in
/// memory as a whole.
pub(super) struct Each<'a, T>(Box<dyn Fn() -> Entries<'a, T> + 'a>);

pub(super) type Entries<'a, T> = Box<dyn Iterator<Item = T> + 'a>;

impl<'a, T> Each<'a, T> {
    pub(super) fn of(entries: impl Fn() -> Entries<'a, T> + 'a) -> Self {
        Self(Box::new(entries))
    }
}

impl<T: Serialize> Serialize for Each<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

impl<T: JsonSchema> JsonSchema for Each<'_, T> {
    fn schema_name() -> Cow<'static, str> {
        Vec::<T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<T>::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}

/// A source.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct SourceData {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// Its authors' names.
    authors: Vec<String>,
    /// Who published it.
    publisher: Option<String>,
    /// When (EDTF).
    date: Option<String>,
    /// Where.
    url: Option<String>,
    /// Where a copy is kept.
    archive_url: Option<String>,
    /// When it was read there (EDTF).
    accessed: Option<String>,
    /// The language of its text (BCP 47).
    language: String,
    /// The Admiralty grade of the source, `A` to `F`.
    reliability: Option<String>,
    /// The Admiralty grade of its information, 1 to 6.
    credibility: Option<u8>,
    /// How much of its text is published: `full`, `excerpts` or `link`.
    rights: String,
    /// Its file below `seeds/`.
    seed: String,
    /// The SHA-256 of that file; null where words of it are redacted.
    sha256: Option<String>,
    /// The encoding that the file was read in.
    encoding: String,
    /// Its page, relative to the site's root.
    path: String,
}

/// An argument.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct ArgumentData {
    /// Its id.
    id: String,
    /// One neutral sentence.
    claim: String,
    /// A few words.
    label: String,
    /// Its group.
    topic: Option<String>,
    /// Its page, relative to the site's root.
    path: String,
    /// In how many sources it occurs.
    sources: usize,
    /// In how many passages.
    passages: usize,
    /// How it bears on other arguments.
    relations: Vec<RelationData>,
}

/// A relation to another argument.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct RelationData {
    /// `supports` or `attacks`.
    kind: String,
    /// The other argument's id.
    argument: String,
}

/// A passage.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct PassageData {
    /// Its id, unique in its source.
    id: String,
    /// Its source's id.
    source: String,
    /// The page with its fragment, relative to the site's root.
    path: String,
    /// The seed's own characters from `start` to `end`; with gaps as `[…]` where the quote
    /// leaves words out, and a bar for words that are redacted. Null where rights forbid to
    /// publish them.
    quote: Option<String>,
    /// Where it begins: Unicode code points in the seed as decoded, byte order mark aside.
    start: usize,
    /// Where it ends.
    end: usize,
    /// Its parts, where the quote leaves words out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parts: Vec<PartData>,
    /// The seed's line that it begins in, from 1.
    line: usize,
    /// How it was found: `exact` or `folded`.
    anchor: String,
    /// Who says it, where that is not the source's author.
    speaker: Option<String>,
    /// The quote in the dossier's language. Null where rights forbid to publish it.
    translation: Option<String>,
    /// Its arguments.
    arguments: Vec<StanceData>,
}

/// A part of a passage, in code points.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct PartData {
    /// Where it begins.
    start: usize,
    /// Where it ends.
    end: usize,
}

/// A passage's stance on an argument.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct StanceData {
    /// The argument's id.
    id: String,
    /// `supports`, `disputes` or `reports`.
    stance: String,
}

/// A judgment.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct JudgmentData {
    /// The assessment, in Markdown.
    text: String,
    /// How likely it is (ICD 203).
    likelihood: Option<String>,
    /// How well founded the judgment is: `low`, `moderate` or `high`.
    confidence: Option<String>,
    /// The passages that it rests on, as `source-id#passage-id`.
    basis: Vec<String>,
    /// The passages that speak against it.
    against: Vec<String>,
}

/// An event.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct EventData {
    /// When (EDTF).
    date: String,
    /// What.
    title: String,
    /// The passages that speak of it, as `source-id#passage-id`.
    passages: Vec<String>,
}

/// Somebody who speaks.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct PersonData {
    /// The name of their page.
    id: String,
    /// The name to show.
    name: String,
    /// Other spellings.
    aliases: Vec<String>,
    /// Office or role.
    role: Option<String>,
    /// Their page, relative to the site's root.
    path: String,
    /// How many passages are theirs.
    passages: usize,
}

/// Writes the file. It is never whole in memory: it is the one file that grows with everything.
///
/// # Errors
/// When `out` does.
pub(super) fn write(view: &View<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    // Nothing in it is what JSON can't hold, so that all errors are those of `out`.
    serde_json::to_writer(&mut *out, &data(view))?;
    out.write_all(b"\n")
}

fn data<'a>(view: &'a View<'_>) -> DossierData<'a> {
    let about = &view.dossier.about;
    let sources = || view.dossier.sources.iter().enumerate();
    DossierData {
        schema: SCHEMA_VERSION,
        generator: crate::GENERATOR.to_owned(),
        title: about.title.clone(),
        subtitle: about.subtitle.clone(),
        language: about.language.as_str().to_owned(),
        sources: Each::of(move || {
            Box::new(sources().map(|(number, source)| source_data(view, number, source)))
        }),
        arguments: (0..view.dossier.arguments.len())
            .map(|n| argument_data(view, n))
            .collect(),
        passages: Each::of(move || {
            Box::new(
                sources().flat_map(|(number, source)| passages(view, number, source)),
            )
        }),
        judgments: judgments(view),
        events: events(view),
        people: people(view),
    }
}

fn source_data(view: &View<'_>, number: usize, source: &Source) -> SourceData {
    let edtf = |date: &Option<Date>| date.as_ref().map(|date| date.as_edtf().to_owned());
    SourceData {
        id: source.id.to_string(),
        title: source.title.clone(),
        authors: source.authors.clone(),
        publisher: source.publisher.clone(),
        date: edtf(&source.date),
        url: source.url.clone(),
        archive_url: source.archive_url.clone(),
        accessed: edtf(&source.accessed),
        language: source.language_in(&view.dossier.about).as_str().to_owned(),
        reliability: source.reliability.map(|grade| grade.letter().to_string()),
        credibility: source.credibility.map(Credibility::number),
        rights: source.rights.as_str().to_owned(),
        seed: source.seed.path.to_string(),
        sha256: source.published_sha256().map(str::to_owned),
        encoding: source.seed.encoding.to_owned(),
        path: view.source(number).path.clone(),
    }
}

fn argument_data(view: &View<'_>, number: usize) -> ArgumentData {
    let argument = &view.dossier.arguments[number];
    let relations = &view.index.relations[number];
    let named = |kind: &'static str, others: &[usize]| -> Vec<RelationData> {
        let id = |other: &usize| view.dossier.arguments[*other].id.to_string();
        others
            .iter()
            .map(|n| RelationData { kind: kind.to_owned(), argument: id(n) })
            .collect()
    };
    ArgumentData {
        id: argument.id.to_string(),
        claim: argument.claim.clone(),
        label: argument.label.clone(),
        topic: argument.topic.as_ref().map(|topic| topic.value.to_string()),
        path: view.argument(number).path.clone(),
        sources: view.sources_of(number),
        passages: view.index.occurrences[number].len(),
        relations: [
            named("supports", &relations.supports),
            named("attacks", &relations.attacks),
        ]
        .concat(),
    }
}

fn passages(view: &View<'_>, number: usize, source: &Source) -> Vec<PassageData> {
    let positions = Positions::new(&source.seed.text);
    let range = view.index.by_source[number].clone();
    range
        .map(|at| {
            let passage = &view.index.passages[at];
            let anchored = view.anchored(passage);
            let span = anchored.span();
            let part = |part: &std::ops::Range<usize>| PartData {
                start: positions.code_points(part.start),
                end: positions.code_points(part.end),
            };
            let arguments = passage.threads.iter().map(|thread| StanceData {
                id: view.dossier.arguments[thread.argument].id.to_string(),
                stance: thread.stance.as_str().to_owned(),
            });
            let elided = anchored.parts.len() > 1;
            PassageData {
                id: passage.id.to_string(),
                source: source.id.to_string(),
                path: view.passage_path(at),
                quote: quoted(view, at),
                start: positions.code_points(span.start),
                end: positions.code_points(span.end),
                parts: if elided {
                    anchored.parts.iter().map(part).collect()
                } else {
                    vec![]
                },
                line: anchored.line,
                anchor: anchored.anchor.as_str().to_owned(),
                speaker: passage.speaker.map(|person| view.person(person).name.clone()),
                translation: translated(view, at).map(str::to_owned),
                arguments: arguments.collect(),
            }
        })
        .collect()
}

/// Passages as `source-id#passage-id`.
fn references(view: &View<'_>, passages: &[usize]) -> Vec<String> {
    let name = |number: &usize| {
        let passage = &view.index.passages[*number];
        format!("{}#{}", view.dossier.sources[passage.source].id, passage.id)
    };
    passages.iter().map(name).collect()
}

fn judgments(view: &View<'_>) -> Vec<JudgmentData> {
    let judgments = view.dossier.judgments.iter().zip(&view.index.judgments);
    judgments
        .map(|(judgment, (basis, against))| JudgmentData {
            text: judgment.text.markdown.trim().to_owned(),
            likelihood: judgment
                .likelihood
                .map(|likelihood| likelihood.as_str().to_owned()),
            confidence: judgment
                .confidence
                .map(|confidence| confidence.as_str().to_owned()),
            basis: references(view, basis),
            against: references(view, against),
        })
        .collect()
}

fn events(view: &View<'_>) -> Vec<EventData> {
    let events = view.dossier.events.iter().zip(&view.index.events);
    events
        .map(|(event, passages)| EventData {
            date: event.date.as_edtf().to_owned(),
            title: event.title.clone(),
            passages: references(view, passages),
        })
        .collect()
}

fn people(view: &View<'_>) -> Vec<PersonData> {
    let people = view.index.people.iter().enumerate();
    people
        .map(|(number, person)| PersonData {
            id: person.id.to_string(),
            name: person.name.clone(),
            aliases: person.aliases.clone(),
            role: person.role.clone(),
            path: view.person(number).path.clone(),
            passages: person.passages.len(),
        })
        .collect()
}

/// The JSON Schema of the file (draft 2020-12).
pub fn dossier_json_schema() -> serde_json::Value {
    schemars::schema_for!(DossierData).to_value()
}
