//! What a search finds: the words that pages show, as plain text, and the page to search on.
//!
//! Records are made of the same published text as the pages, never of a rendered page: what
//! `rights`, `redact` and `omit` withhold is not in them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::View;
use super::excerpt::shown;
use super::filter::{Facet, Filters, Values, filters};
use super::page::{Link, TopicView, page_path};
use super::person::PEOPLE;
use super::{ARGUMENTS, source};
use crate::dossier::{Date, Dossier, Language, Rights};
use crate::index::Index;
use crate::text::{BlockKind, printable, words_of_html};

/// The page to search on.
pub const SEARCH: &str = "search.html";

/// A page that names more than so many things leads to the lists of them instead.
const ENTRIES_MAX: usize = 500;

/// Something that a search finds, with its words.
#[derive(Debug, Clone)]
pub struct SearchRecord {
    /// Its page, below the site's root.
    pub path: String,
    /// What it is called.
    pub title: String,
    /// Who wrote it and when, or what else tells it apart; searched as well.
    pub by: String,
    /// The language of its words.
    pub language: Language,
    /// Its words, in the order of the page.
    pub sections: Vec<SearchSection>,
    /// What it can be narrowed by: `kind`, `topic`, `publisher`, `language`, `year`.
    pub filters: BTreeMap<String, Vec<String>>,
}

/// A stretch of words that has a place of its own on its page.
#[derive(Debug, Clone)]
pub struct SearchSection {
    /// Its fragment: `p7` for a paragraph, `n-…` for a note; none for what stands at the top.
    pub id: Option<String>,
    /// Its words.
    pub words: String,
}

/// What a record is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Argument,
    Source,
    Person,
    Page,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Argument => "argument",
            Self::Source => "source",
            Self::Person => "person",
            Self::Page => "page",
        }
    }
}

/// Something that has a record.
#[derive(Debug, Clone, Copy)]
pub struct Entry(Kind, usize);

impl Entry {
    /// The language of its words.
    pub fn language<'a>(&self, view: &View<'a>) -> &'a Language {
        let about = &view.dossier.about;
        match self {
            Self(Kind::Source, n) => view.dossier.sources[*n].language_in(about),
            _ => &about.language,
        }
    }
}

/// Whether there is anything to find.
pub fn can_be_searched(dossier: &Dossier, index: &Index) -> bool {
    let Dossier { sources, arguments, pages, .. } = dossier;
    !(sources.is_empty()
        && arguments.is_empty()
        && pages.is_empty()
        && index.people.is_empty())
}

/// Everything that can be found, in the order of its records.
pub fn search_entries(view: &View<'_>) -> Vec<Entry> {
    let all = |kind, count| (0..count).map(move |n| Entry(kind, n));
    let sources = view.index.sources_by_date.iter();
    all(Kind::Argument, view.dossier.arguments.len())
        .chain(sources.map(|source| Entry(Kind::Source, *source)))
        .chain(all(Kind::Person, view.index.people.len()))
        .chain(all(Kind::Page, view.dossier.pages.len()))
        .collect()
}

/// What is found of an entry.
pub fn search_record(view: &View<'_>, entry: Entry) -> SearchRecord {
    let Entry(kind, n) = entry;
    let sections = match kind {
        Kind::Argument => {
            let argument = &view.dossier.arguments[n];
            let analysis = argument.analysis.as_ref();
            let claim = top(&argument.claim);
            claim.into_iter().chain(analysis.map(|text| prose(view, text))).collect()
        }
        Kind::Source => source_sections(view, n),
        Kind::Person => {
            let person = &view.index.people[n];
            person.aliases.iter().filter_map(|alias| top(alias)).collect()
        }
        Kind::Page => vec![prose(view, &view.dossier.pages[n].body)],
    };
    let Described { title, by, path, language } = described(view, entry);
    SearchRecord {
        language,
        path,
        sections: if sections.iter().all(|section| section.words.trim().is_empty()) {
            // What has no words is not indexed at all.
            top(&title).into_iter().collect()
        } else {
            sections
        },
        filters: values(view, entry)
            .into_iter()
            .map(|(name, values)| {
                (name.to_owned(), values.into_iter().map(|(value, _)| value).collect())
            })
            .collect(),
        title: printable(&title).into_owned(),
        by: printable(&by).into_owned(),
    }
}

/// How an entry is named in a list.
struct Described {
    title: String,
    by: String,
    path: String,
    language: Language,
}

fn described(view: &View<'_>, Entry(kind, n): Entry) -> Described {
    let own = || view.dossier.about.language.clone();
    match kind {
        Kind::Argument => {
            let argument = view.argument(n);
            Described {
                title: argument.label.clone(),
                by: [&argument.number, &argument.topic.label]
                    .map(String::as_str)
                    .join(view.locale.word("comma")),
                path: argument.path.clone(),
                language: own(),
            }
        }
        Kind::Source => {
            let source = view.source(n);
            Described {
                title: source.title.clone(),
                by: source.by(view.locale),
                path: source.path.clone(),
                language: view.dossier.sources[n]
                    .language_in(&view.dossier.about)
                    .clone(),
            }
        }
        Kind::Person => {
            let person = view.person(n);
            Described {
                title: person.name.clone(),
                by: person.role.clone().unwrap_or_default(),
                path: person.path.clone(),
                language: own(),
            }
        }
        Kind::Page => {
            let page = &view.dossier.pages[n];
            Described {
                title: page.title.clone(),
                by: String::new(),
                path: page_path(&page.id),
                language: own(),
            }
        }
    }
}

fn top(words: &str) -> Option<SearchSection> {
    let words = printable(words).into_owned();
    (!words.trim().is_empty()).then_some(SearchSection { id: None, words })
}

fn prose(view: &View<'_>, text: &crate::dossier::Prose) -> SearchSection {
    SearchSection { id: None, words: words_of_html(&view.prose(text, "", 2)) }
}

/// The words of a source's page: the note on it, then every paragraph that is shown, each with
/// the notes on the passages that begin in it.
fn source_sections(view: &View<'_>, source: usize) -> Vec<SearchSection> {
    let model = &view.dossier.sources[source];
    let note = model.note.as_ref().map(|note| prose(view, note));
    let mut sections: Vec<SearchSection> = note.into_iter().collect();
    if model.rights == Rights::Link {
        return sections;
    }
    let seed = &*model.seed.text;
    let blocks = shown(model, &view.texts[source]);
    let mut notes = view.index.passages_of(source).iter().peekable();
    for (index, block) in blocks.iter().enumerate() {
        if block.kind != BlockKind::Omitted {
            let words = printable(&block.words(seed)).into_owned();
            let id = Some(format!("p{}", index + 1));
            sections.push(SearchSection { id, words });
        }
        while let Some(passage) =
            notes.next_if(|p| view.anchored(p).span().start < block.range.end)
        {
            let entry = view.entry(passage);
            let translation = entry.translation.as_deref().map(printable);
            let note = entry.note.as_ref().map(|note| prose(view, note).words);
            let words: Vec<String> =
                translation.map(Into::into).into_iter().chain(note).collect();
            if !words.is_empty() {
                let id = Some(format!("n-{}", passage.id));
                sections.push(SearchSection { id, words: words.join(" ") });
            }
        }
    }
    sections
}

/// What an entry can be narrowed by: each value as it is in the index, and in words.
fn values(
    view: &View<'_>,
    Entry(kind, n): Entry,
) -> Vec<(&'static str, Vec<(String, String)>)> {
    let named = |name: &str| {
        let word = view.locale.word(&format!("found_{name}")).to_owned();
        vec![(name.to_owned(), word)]
    };
    let topic = |TopicView { id, label, .. }: &TopicView| (id.clone(), label.clone());
    let mut values = vec![("kind", named(kind.name()))];
    match kind {
        Kind::Argument => values.push(("topic", vec![topic(&view.argument(n).topic)])),
        Kind::Source => {
            let source = view.source(n);
            let mut topics: Vec<_> = source::arguments(view, n)
                .iter()
                .map(|met| topic(&met.argument.topic))
                .collect();
            topics.sort();
            topics.dedup();
            let publisher = source.publisher.iter();
            let language = &source.language;
            values.push(("topic", topics));
            values
                .push(("publisher", publisher.map(|p| (p.clone(), p.clone())).collect()));
            values
                .push(("language", vec![(language.tag.clone(), language.name.clone())]));
            let date = view.dossier.sources[n].date.as_ref();
            let year = date.and_then(year).map(|year| (year.clone(), year));
            values.push(("year", year.into_iter().collect()));
        }
        Kind::Person | Kind::Page => {}
    }
    values.retain(|(_, values)| !values.is_empty());
    values
}

/// The year of a date, where it is one.
fn year(date: &Date) -> Option<String> {
    let (first, last) = (date.earliest()?, date.latest()?);
    (first.year == last.year).then(|| first.year.to_string())
}

/// The variables of `search.html`.
#[derive(Debug, Clone, Serialize)]
pub struct SearchPage {
    /// The languages of the words that can be found (BCP 47, without script and region): each
    /// has an index of its own. The dossier's comes first.
    pub languages: Vec<String>,
    /// What the results can be narrowed by.
    pub facets: Vec<Facet>,
    /// Everything that can be found, for where nothing can be fetched; none where it is too
    /// much for a page.
    pub entries: Vec<SearchEntry>,
    /// How that list can be narrowed and sorted.
    pub filters: Option<Filters>,
    /// The lists of everything, where it is too much for a page.
    pub lists: Vec<Link>,
}

/// Something that can be found, in a list.
#[derive(Debug, Clone, Serialize)]
pub struct SearchEntry {
    /// `argument`, `source`, `person` or `page`.
    pub kind: &'static str,
    /// What it is called.
    pub title: String,
    /// Who wrote it and when, or what else tells it apart.
    pub by: String,
    /// Its page.
    pub path: String,
}

/// The page to search on.
pub fn search_page(view: &View<'_>) -> SearchPage {
    let entries = search_entries(view);
    let mut facets: Vec<(&'static str, Vec<Values>)> =
        ["kind", "topic", "publisher", "language", "year"]
            .map(|name| (name, vec![]))
            .into();
    for entry in &entries {
        let mut of_entry = values(view, *entry);
        for (name, rows) in &mut facets {
            let at = of_entry.iter().position(|(known, _)| known == name);
            rows.push(at.map_or_else(Vec::new, |at| of_entry.swap_remove(at).1));
        }
    }
    let kinds = facets[0].1.clone();
    let count = entries.len();
    let all = filters(count, count, &[], facets);
    let listed = count <= ENTRIES_MAX;
    let own = primary(&view.dossier.about.language);
    let mut languages: Vec<&str> = view
        .dossier
        .sources
        .iter()
        .map(|source| primary(source.language_in(&view.dossier.about)))
        .collect();
    languages.sort_unstable();
    languages.dedup();
    languages.retain(|language| *language != own);
    languages.insert(0, own);
    let mut facets = all.map(|filters| filters.facets).unwrap_or_default();
    facets.retain(|facet| facet.values.len() > 1);
    SearchPage {
        languages: languages.into_iter().map(str::to_owned).collect(),
        facets,
        filters: if listed {
            filters(count, count, &["kind", "label"], vec![("kind", kinds)])
        } else {
            None
        },
        lists: if listed { vec![] } else { lists(view) },
        entries: if listed {
            entries.into_iter().map(|entry| listed_entry(view, entry)).collect()
        } else {
            vec![]
        },
    }
}

fn listed_entry(view: &View<'_>, entry: Entry) -> SearchEntry {
    let Described { title, by, path, .. } = described(view, entry);
    SearchEntry { kind: entry.0.name(), title, by, path }
}

/// The first part of a language's tag: what an index is made for.
pub fn primary(language: &Language) -> &str {
    language.as_str().split('-').next().unwrap_or_default()
}

fn lists(view: &View<'_>) -> Vec<Link> {
    let link = |key: &str, path: &str| Link {
        label: view.locale.word(key).to_owned(),
        path: path.to_owned(),
    };
    let mut lists = vec![link("arguments", ARGUMENTS)];
    lists.extend(view.plan.source_orders().iter().map(|order| {
        let (sources, by) = (view.locale.word("sources"), view.locale.word(order.word()));
        Link { label: format!("{sources}, {by}"), path: order.path().to_owned() }
    }));
    if !view.index.people.is_empty() {
        lists.push(link("people", PEOPLE));
    }
    lists
}
