//! What a page tells search engines and reference managers: facts that the dossier states, in
//! their own vocabularies, and nothing else. A date that is not certain is left out.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::View;
use crate::dossier::{Date, Source, Stance};

/// The most sources that a claim names as those that it appears in.
const APPEARANCES_MAX: usize = 100;

/// A `<meta>` element.
#[derive(Debug, Clone, Serialize)]
pub struct MetaView {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub content: String,
}

/// What Zotero and Google Scholar read of a source, in the names of Highwire Press.
pub fn citation_meta(source: &Source) -> Vec<MetaView> {
    let meta = |name, content: &str| MetaView { name, content: content.to_owned() };
    let certain = source.date.as_ref().filter(|date| date.is_certain());
    let date = certain.and_then(Date::machine).map(|date| date.replace('-', "/"));
    let mut all = vec![meta("citation_title", &source.title)];
    all.extend(source.authors.iter().map(|name| meta("citation_author", name)));
    all.extend(source.publisher.iter().map(|name| meta("citation_publisher", name)));
    all.extend(date.iter().map(|date| meta("citation_publication_date", date)));
    all.extend(source.language.iter().map(|tag| meta("citation_language", tag.as_str())));
    all
}

/// The dossier as a schema.org `CreativeWork`.
pub fn dossier_json(view: &View<'_>) -> String {
    let about = &view.dossier.about;
    let facts = [
        ("@type", json!("CreativeWork")),
        ("name", json!(about.title)),
        ("alternativeHeadline", json!(about.subtitle)),
        ("description", json!(about.description)),
        ("inLanguage", json!(about.language.as_str())),
        ("author", json!(about.authors)),
        ("url", json!(about.base_url.as_ref().map(|url| format!("{url}/")))),
    ];
    script(facts)
}

/// A source as a schema.org `CreativeWork`.
pub fn source_json(view: &View<'_>, source: usize) -> String {
    script(creative_work(view, source))
}

/// An argument as a schema.org `Claim`, with the sources that make or report it. How true it is
/// is not said: that would be a `ClaimReview`.
pub fn argument_json(view: &View<'_>, argument: usize) -> String {
    let model = &view.dossier.arguments[argument];
    let mut sources: Vec<usize> = Vec::new();
    for occurrence in &view.index.occurrences[argument] {
        let source = view.index.passages[occurrence.passage].source;
        if occurrence.stance != Stance::Disputes && sources.last() != Some(&source) {
            sources.push(source);
        }
    }
    sources.truncate(APPEARANCES_MAX);
    let works = sources.iter().map(|source| object(creative_work(view, *source)));
    let facts = [
        ("@type", json!("Claim")),
        ("name", json!(model.label)),
        ("text", json!(model.claim)),
        ("inLanguage", json!(view.dossier.about.language.as_str())),
        ("url", json!(address(view, &view.argument(argument).path))),
        ("appearance", works.collect()),
    ];
    script(facts)
}

/// What is known of a source. Whether an author is a person or an organisation is not.
fn creative_work(view: &View<'_>, source: usize) -> [(&'static str, Value); 9] {
    let model = &view.dossier.sources[source];
    let certain = model.date.as_ref().filter(|date| date.is_certain());
    [
        ("@type", json!("CreativeWork")),
        ("name", json!(model.title)),
        ("author", json!(model.authors)),
        ("publisher", json!(model.publisher)),
        ("datePublished", json!(certain.and_then(Date::machine))),
        ("inLanguage", json!(model.language_in(&view.dossier.about).as_str())),
        ("url", json!(model.url)),
        ("archivedAt", json!(model.archive_url)),
        ("mainEntityOfPage", json!(address(view, &view.source(source).path))),
    ]
}

/// The whole address of a page, where it is known where the site will be.
fn address(view: &View<'_>, path: &str) -> Option<String> {
    view.dossier.about.base_url.as_ref().map(|url| format!("{url}/{path}"))
}

/// The facts that are known.
fn object(facts: impl IntoIterator<Item = (&'static str, Value)>) -> Map<String, Value> {
    let known = |value: &Value| {
        !value.is_null() && value.as_array().is_none_or(|all| !all.is_empty())
    };
    let known = facts.into_iter().filter(|(_, value)| known(value));
    known.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// JSON-LD for a `<script>` element, in which no `<` may stand.
fn script(facts: impl IntoIterator<Item = (&'static str, Value)>) -> String {
    let mut all = Map::from_iter([("@context".to_owned(), json!("https://schema.org"))]);
    all.extend(object(facts));
    Value::Object(all).to_string().replace('<', "\\u003c")
}
