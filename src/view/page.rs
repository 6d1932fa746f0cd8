//! What every template sees: the site, the page, and the small parts that recur.
//!
//! Every `path` is relative to the site's root and percent-encoded; a template writes
//! `{{ page.root }}{{ x.path }}`. Every `…_html` is safe HTML; all else is plain text to escape.

use std::collections::HashMap;
use std::sync::Arc;

use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde::Serialize;

use super::card::CardLink;
use super::found::MetaView;
use super::{COLORS, Edition};
use crate::dossier::{Date, Dossier, Language, Source, Stance};
use crate::id::{Id, PLAIN_IN_URLS};
use crate::index::{Index, IndexedPerson, IndexedTopic};
use crate::locale::Locale;

/// The global `site`, the same on every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteView {
    /// The dossier's title.
    pub title: String,
    /// The question that the dossier asks.
    pub subtitle: Option<String>,
    /// A sentence about it.
    pub description: Option<String>,
    /// The dossier's language (BCP 47).
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// Its authors' names.
    pub authors: Vec<String>,
    /// The terms of the dossier's own words.
    pub license: Option<String>,
    /// Where it is published, without a slash at the end.
    pub base_url: Option<String>,
    /// The whole dossier as one document; none where it is too large for that.
    pub print: Option<&'static str>,
    /// The feed of its newest sources; none where no source is dated to the day.
    pub feed: Option<&'static str>,
    /// The page to search on; none where there is no search.
    pub search: Option<&'static str>,
    /// The navigation, in order.
    pub navigation: Vec<NavigationItem>,
    /// How many sources.
    pub sources: usize,
    /// How many arguments.
    pub arguments: usize,
    /// How many passages.
    pub passages: usize,
    /// How many people speak.
    pub people: usize,
    /// `Throughline 0.1.0`.
    pub generator: String,
}

/// One link of the navigation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NavigationItem {
    /// `brief`, `arguments`, `sources` …; equals `page.section` on the pages below it.
    pub section: String,
    /// The words.
    pub label: String,
    /// The page.
    pub path: String,
}

/// The variable `page`, on every page.
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
    /// The page's own title, without the site's.
    pub title: String,
    /// The page's address below the site's root.
    pub path: String,
    /// The whole address, as a URL has it; none where it is not known where the site will be.
    pub address: Option<String>,
    /// What leads from the page to the site's root: empty, `../` or `../../`.
    pub root: &'static str,
    /// The item of the navigation that it belongs to.
    pub section: String,
    /// `cover`, `source`, `argument`, `sources`, `arguments`, `person`, `people`, `matrix`,
    /// `passages`, `voices`, `map`, `compare`, `comparisons`, `timeline`, `search`, `prose`, `data`,
    /// `print` or `not-found`.
    pub kind: &'static str,
    /// A sentence for search engines.
    pub description: Option<String>,
    /// What reference managers read: of a source, on its page.
    pub meta: Vec<MetaView>,
    /// What the page is about, as JSON-LD in the words of schema.org, safe in a script element;
    /// on the cover, and the pages of sources and arguments.
    pub json_ld: Option<String>,
    /// The picture that is shown where somebody shares the page; none where the site's address is
    /// not known.
    pub card: Option<CardLink>,
}

/// A link.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// The words.
    pub label: String,
    /// Where it leads.
    pub path: String,
}

/// Another way to look at the same things, as a link.
#[derive(Debug, Clone, Serialize)]
pub struct Way {
    /// The words: “by publisher”, or a topic.
    pub label: String,
    /// Where it is.
    pub path: String,
    /// Whether this page is it.
    pub current: bool,
}

/// A date as known.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    /// In words: “about 25 February 2025”.
    pub words: String,
    /// As the author wrote it (EDTF).
    pub edtf: String,
    /// For `<time datetime>`, where it can be said.
    pub machine: Option<String>,
    /// Whether it is neither approximate nor uncertain.
    pub certain: bool,
}

/// A language of quoted words.
#[derive(Debug, Clone, Serialize)]
pub struct LanguageView {
    /// For `lang`.
    pub tag: String,
    /// In words.
    pub name: String,
    /// For `dir`.
    pub direction: &'static str,
    /// Whether it is the dossier's own: its words need no attributes.
    pub own: bool,
}

/// A stance: never shown by colour alone.
#[derive(Debug, Clone, Copy, Serialize, PartialEq, Eq)]
pub struct StanceView {
    /// `supports`, `disputes` or `reports`: the class of its line style, and the key of its word.
    pub name: &'static str,
    /// `+`, `−` or `○`.
    pub glyph: &'static str,
}

/// A topic, wherever it is named.
#[derive(Debug, Clone, Serialize)]
pub struct TopicView {
    /// Its name in YAML.
    pub id: String,
    /// Its name for readers.
    pub label: String,
    /// 1 to 8, for its colour; after eight topics the colours come round again.
    pub color: usize,
}

/// An argument, wherever it is named.
#[derive(Debug, Clone, Serialize)]
pub struct ArgumentRef {
    /// Its id.
    pub id: String,
    /// Its short number: topic and place in it, `B3`.
    pub number: String,
    /// A few words.
    pub label: String,
    /// The sentence.
    pub claim: String,
    /// Its page.
    pub path: String,
    /// Its group.
    pub topic: TopicView,
}

/// A source, wherever it is named.
#[derive(Debug, Clone, Serialize)]
pub struct SourceRef {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The dossier author's short name for it; its title where there is none.
    pub short: String,
    /// Its page.
    pub path: String,
    /// Its authors' names.
    pub authors: Vec<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub date: Option<DateView>,
    /// The language and direction of its text.
    pub language: Arc<LanguageView>,
}

impl SourceRef {
    /// Who wrote it, who published it, and when: as far as it is known.
    pub(super) fn by(&self, locale: &Locale) -> String {
        let Self { authors, publisher, date, .. } = self;
        let date = date.as_ref().map(|date| date.words.as_str());
        let authors = authors.iter().map(String::as_str);
        authors
            .chain(publisher.as_deref())
            .chain(date)
            .collect::<Vec<_>>()
            .join(locale.word("comma"))
    }
}

/// Somebody who speaks.
#[derive(Debug, Clone, Serialize)]
pub struct PersonRef {
    /// The name to show.
    pub name: String,
    /// Office or role.
    pub role: Option<String>,
    /// Their page.
    pub path: String,
}

/// How often a stance is taken.
#[derive(Debug, Clone, Serialize)]
pub struct StanceCount {
    /// The stance.
    pub stance: StanceView,
    /// In how many passages.
    pub passages: usize,
    /// In how many sources.
    pub sources: usize,
    /// Its share of the passages, 0 to 100.
    pub percent: f64,
    /// The first of the passages.
    pub first: String,
}

/// A passage outside its source: on the page of an argument or a person.
#[derive(Debug, Clone, Serialize)]
pub struct PassageView {
    /// Its id.
    pub id: String,
    /// Where it stands, with its fragment.
    pub path: String,
    /// The quoted words, escaped; gaps are marked. `None` where rights forbid to show them.
    pub quote_html: Option<String>,
    /// A few words of context before it.
    pub before: String,
    /// A few words of context after it.
    pub after: String,
    /// Its stances, one an argument: on an argument's page just that one.
    pub arguments: Vec<PassageArgument>,
    /// Who says it, where that is not the source's author.
    pub speaker: Option<Arc<PersonRef>>,
    /// In the dossier's language.
    pub translation: Option<String>,
    /// The dossier author's words about it.
    pub note_html: Option<String>,
    /// The number of its paragraph on the source's page, where that is shown in full.
    pub paragraph: Option<usize>,
}

/// A passage's stance on one argument.
#[derive(Debug, Clone, Serialize)]
pub struct PassageArgument {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// The stance.
    pub stance: StanceView,
}

/// A source with some of its passages.
#[derive(Debug, Clone, Serialize)]
pub struct SourceGroup {
    /// The source.
    pub source: Arc<SourceRef>,
    /// Its passages, in the order of the text.
    pub passages: Vec<PassageView>,
}

/// A date for templates.
pub fn date_view(locale: &Locale, date: &Date) -> DateView {
    DateView {
        words: locale.date(date),
        edtf: date.as_edtf().to_owned(),
        machine: date.machine(),
        certain: date.is_certain(),
    }
}

/// A stance for templates.
pub fn stance_view(stance: Stance) -> StanceView {
    let glyph = match stance {
        Stance::Supports => "+",
        Stance::Disputes => "−",
        Stance::Reports => "○",
    };
    StanceView { name: stance.as_str(), glyph }
}

/// Adds a stance to those taken, each of which is told once: those for a claim, against it, and
/// without a side, in this order.
pub(super) fn take(stances: &mut Vec<StanceView>, stance: Stance) {
    let view = stance_view(stance);
    if !stances.contains(&view) {
        stances.push(view);
        stances.sort_by_key(|taken| {
            Stance::ALL.iter().position(|stance| stance.as_str() == taken.name)
        });
    }
}

/// The whole address of a page, percent-encoded; the cover is what the address of the site shows.
pub fn page_address(base_url: &str, path: &str) -> String {
    let path = if path == "index.html" { "" } else { path };
    format!("{base_url}/{}", utf8_percent_encode(path, PLAIN_IN_PATHS))
}

/// What a path has that an address shows as it is.
const PLAIN_IN_PATHS: &AsciiSet = &PLAIN_IN_URLS.remove(b'/');

/// The address of a prose page.
pub fn page_path(id: &Id) -> String {
    Edition::Site.page_path(id)
}

fn language_view(locale: &Locale, language: &Language, own: bool) -> LanguageView {
    LanguageView {
        own,
        tag: language.as_str().to_owned(),
        name: locale.language_name(language),
        direction: language.direction().as_html(),
    }
}

/// The sources, as they are named everywhere. Those in one language share what is said of it.
/// `known` gives those that are as they were.
pub(super) fn source_refs(
    dossier: &Dossier,
    locale: &Locale,
    edition: Edition,
    known: impl Iterator<Item = Option<Arc<SourceRef>>>,
) -> Arc<[Arc<SourceRef>]> {
    let mut languages: HashMap<&Language, Arc<LanguageView>> = HashMap::new();
    let refs = dossier.sources.iter().zip(known).map(|(source, known)| {
        known.unwrap_or_else(|| {
            let language = source.language_in(&dossier.about);
            let view = languages.entry(language).or_insert_with(|| {
                let own = *language == dossier.about.language;
                Arc::new(language_view(locale, language, own))
            });
            Arc::new(source_ref(locale, source, Arc::clone(view), edition))
        })
    });
    refs.collect()
}

fn source_ref(
    locale: &Locale,
    source: &Source,
    language: Arc<LanguageView>,
    edition: Edition,
) -> SourceRef {
    SourceRef {
        id: source.id.to_string(),
        title: source.title.clone(),
        short: source.short_title.as_ref().unwrap_or(&source.title).clone(),
        path: edition.path("sources/", &source.id),
        authors: source.authors.clone(),
        publisher: source.publisher.clone(),
        date: source.date.as_ref().map(|date| date_view(locale, date)),
        language,
    }
}

pub(super) fn argument_refs(
    dossier: &Dossier,
    index: &Index,
    locale: &Locale,
    edition: Edition,
) -> Vec<ArgumentRef> {
    let groups = index.topics.iter().enumerate();
    groups
        .flat_map(|(group, topic)| {
            let view = topic_view(dossier, locale, group, topic);
            topic.arguments.iter().map(move |number| (*number, view.clone()))
        })
        .map(|(number, topic)| {
            let argument = &dossier.arguments[number];
            ArgumentRef {
                id: argument.id.to_string(),
                number: index.numbers[number].clone(),
                label: argument.label.clone(),
                claim: argument.claim.clone(),
                path: edition.path("arguments/", &argument.id),
                topic,
            }
        })
        .collect()
}

pub(super) fn topic_view(
    dossier: &Dossier,
    locale: &Locale,
    group: usize,
    topic: &IndexedTopic,
) -> TopicView {
    let named = topic.topic.map(|number| &dossier.about.topics[number]);
    TopicView {
        // No id is one sign: a list can be narrowed to what has no topic, too.
        id: named.map_or_else(|| "-".to_owned(), |topic| topic.id.to_string()),
        label: named
            .map_or_else(|| locale.word("other_arguments"), |topic| &topic.label)
            .to_owned(),
        color: group % COLORS + 1,
    }
}

pub(super) fn person_ref(person: &IndexedPerson, edition: Edition) -> PersonRef {
    PersonRef {
        name: person.name.clone(),
        role: person.role.clone(),
        path: edition.path("people/", &person.id),
    }
}
