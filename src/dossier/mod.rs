//! The model: what a dossier says, as plain data.
//!
//! Everything here has been read and checked for itself; whether it fits together (quotes in
//! their sources, ids that exist) is for `anchor` and `index` to say. No file, no YAML, no HTML.

mod again;
mod date;
mod grade;
mod language;
mod likelihood;
mod stance;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

pub use again::again;
pub use date::{Date, DateError, Day, Extent, Point, Time, When};
pub use grade::{Credibility, GradeError, Reliability};
pub use language::{Direction, Language, LanguageError};
pub use likelihood::{Confidence, ConfidenceError, Likelihood, LikelihoodError};
pub use stance::{Stance, StanceError};

use crate::diagnostic::Place;
use crate::id::Id;
use crate::text::Seed;

/// A folder of documents and what is said about them: all that a site is made of.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// What `content/dossier.yaml` says.
    pub about: About,
    /// In the order of their ids.
    pub sources: Vec<Arc<Source>>,
    /// In the order of their topics, then of their ids.
    pub arguments: Vec<Argument>,
    /// In the order of `content/judgments.yaml`.
    pub judgments: Vec<Judgment>,
    /// By date, then in the order of `content/events.yaml`.
    pub events: Vec<Event>,
    /// In the order of `content/people.yaml`; `None` where there is no such file.
    pub people: Option<Vec<Person>>,
    /// By `order`, then by id.
    pub pages: Vec<Page>,
    /// Ids of sources, arguments and pages whose files could not be read: naming them is no new fault.
    pub broken: BTreeSet<String>,
    /// The dossier's own templates and assets, by their name below `templates/`.
    pub overrides: BTreeMap<String, Arc<[u8]>>,
}

/// A value together with where the author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

/// What a dossier says of itself.
#[derive(Debug, Clone)]
pub struct About {
    /// The dossier's title.
    pub title: String,
    /// The question that it asks.
    pub subtitle: Option<String>,
    /// A sentence for search engines and feeds.
    pub description: Option<String>,
    /// The language that its author writes in.
    pub language: Language,
    /// Where it is published, without a slash at the end.
    pub base_url: Option<String>,
    /// Its authors' names.
    pub authors: Vec<String>,
    /// Under which terms the dossier's own words may be used.
    pub license: Option<String>,
    /// The theme, by its name; `paper` where there is none.
    pub theme: Option<At<String>>,
    /// The dossier's own colours, fonts and sizes, by their names.
    pub style: Vec<(String, At<String>)>,
    /// The style in which sources are cited, by its name.
    pub citation_style: Option<At<String>>,
    /// Whether the site has a search.
    pub search: bool,
    /// Whether pages that are shared have a picture.
    pub cards: bool,
    /// Topics in the order in which they are shown.
    pub topics: Vec<Topic>,
    /// What the site's navigation holds, in order; `None` for everything there is.
    pub navigation: Option<Vec<At<String>>>,
    /// How much of a source's text is published, where the source does not say.
    pub excerpts: Excerpts,
}

/// How much of a text is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excerpts {
    /// All, the passages or nothing.
    pub rights: Rights,
    /// How many words beside a passage are shown where its text is not shown as a whole.
    pub context_words: usize,
}

impl Default for Excerpts {
    fn default() -> Self {
        Self { rights: Rights::default(), context_words: 12 }
    }
}

/// A group of arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its name in YAML.
    pub id: Id,
    /// Its name for readers.
    pub label: String,
}

/// How much of a source's text is published, anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rights {
    /// All of it.
    #[default]
    Full,
    /// The passages, with a few words of context.
    Excerpts,
    /// None of it: metadata, claims and links only.
    Link,
}

impl Rights {
    /// The word in YAML.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Excerpts => "excerpts",
            Self::Link => "link",
        }
    }

    /// Whether the words of its passages are published.
    pub fn quotes(self) -> bool {
        self != Self::Link
    }
}

/// A seed with its metadata and passages: one page.
#[derive(Debug, Clone)]
pub struct Source {
    /// The stem of its file in `content/sources/`.
    pub id: Id,
    /// Its file.
    pub file: Arc<str>,
    /// The document.
    pub seed: Seed,
    /// The hash that the author pinned, in lower-case hexadecimal.
    pub pinned_sha256: Option<At<String>>,
    /// Its title.
    pub title: String,
    /// What the dossier's author calls it for short.
    pub short_title: Option<String>,
    /// Its authors' names, as given.
    pub authors: Vec<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When it was published, as far as known.
    pub date: Option<Date>,
    /// Where it was published.
    pub url: Option<String>,
    /// Where a copy is kept.
    pub archive_url: Option<String>,
    /// When it was read there.
    pub accessed: Option<Date>,
    /// The language that it is written in, where it is not the dossier's.
    pub language: Option<Language>,
    /// The Admiralty grade of the source.
    pub reliability: Option<Reliability>,
    /// The Admiralty grade of its information.
    pub credibility: Option<Credibility>,
    /// How much of it may be shown.
    pub rights: Rights,
    /// How many words beside a passage are shown where its text is not shown as a whole.
    pub context_words: usize,
    /// The dossier author's words about it.
    pub note: Option<Prose>,
    /// Quotes of whole paragraphs to be shown as headings.
    pub headings: Vec<Quote>,
    /// Quotes of page furniture to be folded away.
    pub omit: Vec<Quote>,
    /// Quotes to be replaced by a bar before anything else sees the text.
    pub redact: Vec<Quote>,
    /// What is quoted from it, in the author's order.
    pub passages: Vec<Passage>,
}

/// Words that stand in a source, as the dossier's author copied them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The words; `[…]` stands for words left out.
    pub words: String,
    /// What stands right before them, where the words alone are ambiguous.
    pub prefix: Option<String>,
    /// What stands right after them.
    pub suffix: Option<String>,
    /// Where the author wrote the words.
    pub place: Place,
}

/// An exact quote from one source, coded to arguments.
#[derive(Debug, Clone)]
pub struct Passage {
    /// The id that the author gave.
    pub id: Option<At<Id>>,
    /// The words.
    pub quote: Quote,
    /// The arguments that it makes, disputes or reports, in the author's order.
    pub arguments: Vec<(At<Id>, Stance)>,
    /// Who says it, where that is not the source's author.
    pub speaker: Option<At<String>>,
    /// The quote in the dossier's language.
    pub translation: Option<String>,
    /// The dossier author's words about it.
    /// Boxed: few passages have one, and a large dossier has many passages.
    pub note: Option<Box<Prose>>,
}

/// Markdown by the dossier's author, with wikilinks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// The Markdown.
    pub markdown: String,
    /// Where it stands.
    pub place: Place,
    /// What its wikilinks name, in order.
    pub links: Vec<At<String>>,
}

/// A claim that passages make or dispute: one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// The stem of its file in `content/arguments/`.
    pub id: Id,
    /// Its file.
    pub file: Arc<str>,
    /// One neutral sentence.
    pub claim: String,
    /// A few words for margins and matrices; the claim where the author gave none.
    pub label: String,
    /// Its group.
    pub topic: Option<At<Id>>,
    /// What the dossier's author makes of it.
    pub analysis: Option<Prose>,
    /// The arguments that it supports.
    pub supports: Vec<At<Id>>,
    /// The arguments that it attacks.
    pub attacks: Vec<At<Id>>,
    /// Whether it is expected in more than one source.
    pub recurs: bool,
}

/// A reference to a passage: `source-id#passage-id`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PassageRef {
    /// The source.
    pub source: String,
    /// The passage.
    pub passage: String,
}

/// The dossier author's own headline assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgment {
    /// The assessment.
    pub text: Prose,
    /// How likely it is (ICD 203).
    pub likelihood: Option<Likelihood>,
    /// How well founded the judgment is (ICD 203).
    pub confidence: Option<Confidence>,
    /// Passages that it rests on.
    pub basis: Vec<At<PassageRef>>,
    /// Passages that speak against it.
    pub against: Vec<At<PassageRef>>,
}

/// Something dated that sources speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub date: Date,
    /// What.
    pub title: String,
    /// Who speaks of it.
    pub passages: Vec<At<PassageRef>>,
}

/// Somebody who is quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name to show.
    pub name: String,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// Office or role, as the sources give it.
    pub role: Option<String>,
    /// Where the author wrote the name.
    pub place: Place,
}

/// A prose page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The stem of its file in `content/pages/`.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// Its place among the pages.
    pub order: Option<i64>,
    /// Its text.
    pub body: Prose,
}

impl Source {
    /// The SHA-256 of its seed, to be published: none where words are redacted, since whoever
    /// guesses them could see by it whether the guess is right.
    pub fn published_sha256(&self) -> Option<&str> {
        self.redact.is_empty().then_some(&self.seed.sha256)
    }

    /// The language of its text: its own, or the dossier's.
    pub fn language_in<'a>(&'a self, about: &'a About) -> &'a Language {
        self.language.as_ref().unwrap_or(&about.language)
    }
}

/// A stretch of a seed's decoded text, in bytes.
pub type Span = Range<usize>;
