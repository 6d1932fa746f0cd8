//! One type a kind of file. Their doc comments become the descriptions of the JSON Schemas, so
//! they speak to whoever writes the YAML.

use schemars::JsonSchema;
use serde::Deserialize;

use super::values::{Located, Names, Pairs, QuoteEntry};

type Text = Located<String>;

/// `content/dossier.yaml`: what the dossier is.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DossierFile {
    /// The dossier's title.
    pub title: Text,
    /// The question that it asks.
    pub subtitle: Option<String>,
    /// A sentence for search engines and feeds.
    pub description: Option<String>,
    /// The language that you write in (BCP 47, such as `en` or `pt-BR`); `en` unless set.
    pub language: Option<Text>,
    /// Where the site is published, such as `https://name.github.io/project`.
    pub base_url: Option<Text>,
    /// The dossier's authors.
    #[serde(default)]
    pub authors: Names,
    /// The look of the site: `paper`, `plain` or `night`; `paper` unless set.
    pub theme: Option<Text>,
    /// Your own colours, fonts and sizes, by the names of the theme's custom properties.
    #[serde(default)]
    pub style: Pairs<String>,
    /// Under which terms your own words may be used.
    pub license: Option<String>,
    /// How much of each source's text is published, where the source does not say: `full`,
    /// `excerpts` or `link`; `full` unless set.
    pub rights: Option<Text>,
    /// How many words beside a passage are shown where the text is not shown as a whole, 0 to
    /// 255; 12 unless set.
    pub context_words: Option<u8>,
    /// The style in which sources are cited: `apa`, `chicago-notes`,
    /// `modern-language-association`, `harvard-cite-them-right` …; `apa` unless set.
    pub citation_style: Option<Text>,
    /// Whether the site has a search; `true` unless set.
    pub search: Option<bool>,
    /// Whether a page that is shared has a picture, where the site's address is known; `true`
    /// unless set.
    pub cards: Option<bool>,
    /// The topics that arguments belong to, in the order in which they are shown.
    #[serde(default)]
    pub topics: Vec<TopicEntry>,
    /// What the navigation holds, in order: `arguments`, `sources`, `people`, `matrix`,
    /// `timeline`, and the names of pages. All that there is, unless set.
    pub navigation: Option<Vec<Text>>,
}

/// A topic: a group of arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TopicEntry {
    /// The name that arguments use in `topic:`.
    pub id: Text,
    /// The name that readers see.
    pub label: Option<String>,
}

/// `content/sources/<id>.yaml`: a seed with its metadata and its passages.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SourceFile {
    /// The document, as a path below `seeds/`.
    pub seed: Text,
    /// The seed's SHA-256, so that a changed seed is an error.
    pub sha256: Option<Text>,
    /// The seed's encoding, where it is not UTF-8 and is recognised wrongly: `windows-1251` …
    pub encoding: Option<Text>,
    /// The source's title; in square brackets where you gave it.
    pub title: Text,
    /// A few words of yours to name it by in prose, matrices and margins.
    pub short_title: Option<String>,
    /// Its author: a name, or a list of names.
    #[serde(default)]
    pub author: Names,
    /// Who published it.
    pub publisher: Option<String>,
    /// When it was published, as far as known (EDTF): `2025-02-25`, `2025-02`, `2025-02-25~`
    /// for about, `2025?` for uncertain. Never invented.
    pub date: Option<Text>,
    /// Where it was published.
    pub url: Option<Text>,
    /// Where a copy is kept.
    pub archive_url: Option<Text>,
    /// When you read it there (EDTF).
    pub accessed: Option<Text>,
    /// The language of its text (BCP 47); the dossier's unless set.
    pub language: Option<Text>,
    /// The Admiralty grade of the source, `A` (completely reliable) to `F` (cannot be judged).
    pub reliability: Option<Text>,
    /// The Admiralty grade of its information, `1` (confirmed) to `6` (cannot be judged).
    pub credibility: Option<Text>,
    /// How much of the text is published, anywhere: `full`, `excerpts` or `link`; as the dossier
    /// says unless set.
    pub rights: Option<Text>,
    /// How many words beside a passage are shown where the text is not shown as a whole; as the
    /// dossier says unless set.
    pub context_words: Option<u8>,
    /// Your words about it (Markdown, with wikilinks).
    pub note: Option<Text>,
    /// Quotes of whole paragraphs to be shown as headings.
    #[serde(default)]
    pub headings: Vec<Located<QuoteEntry>>,
    /// Quotes of page furniture (subscribe boxes, stray ids) to be folded away.
    #[serde(default)]
    pub omit: Vec<Located<QuoteEntry>>,
    /// Quotes to be replaced by a bar before anything else sees the text.
    #[serde(default)]
    pub redact: Vec<Located<QuoteEntry>>,
    /// The passages that matter.
    #[serde(default)]
    pub passages: Vec<PassageEntry>,
}

/// A passage: an exact quote, coded to one or more arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PassageEntry {
    /// The exact words; `[…]` stands for words left out.
    pub quote: Text,
    /// The arguments that it bears on, each with its stance: `supports`, `disputes` or
    /// `reports`.
    #[serde(default)]
    #[schemars(extend("examples" = ["{ argument-id: supports }"]))]
    pub arguments: Pairs<String>,
    /// Who says it, where that is not the source's author.
    pub speaker: Option<Text>,
    /// What stands right before the quote, where the quote alone is ambiguous.
    pub prefix: Option<String>,
    /// What stands right after it.
    pub suffix: Option<String>,
    /// A name for links to it; made from its words unless set.
    pub id: Option<Text>,
    /// The quote in the dossier's language.
    pub translation: Option<String>,
    /// Your words about it (Markdown, with wikilinks).
    pub note: Option<Text>,
}

/// `content/arguments/<id>.yaml`: a claim that passages make or dispute.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ArgumentFile {
    /// One neutral sentence that its proponents would accept as theirs.
    pub claim: Text,
    /// A few words for margins and matrices; the claim unless set.
    pub label: Option<String>,
    /// The topic that it belongs to.
    pub topic: Option<Text>,
    /// What you make of it: how the sources put it (Markdown, with wikilinks).
    pub analysis: Option<Text>,
    /// How it bears on other arguments.
    #[serde(default)]
    #[schemars(extend("examples" = ["{ supports: [argument-id], attacks: [argument-id] }"]))]
    pub relations: Relations,
    /// Whether it is expected in more than one source; `true` unless set.
    pub recurs: Option<bool>,
}

/// The relations of an argument to others.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Relations {
    /// The arguments that it supports.
    #[serde(default)]
    #[schemars(extend("examples" = ["[argument-id]"]))]
    pub supports: Vec<Text>,
    /// The arguments that it attacks.
    #[serde(default)]
    #[schemars(extend("examples" = ["[argument-id]"]))]
    pub attacks: Vec<Text>,
}

/// An entry of `content/judgments.yaml`: your own headline assessment.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JudgmentEntry {
    /// The assessment (Markdown, with wikilinks).
    pub text: Text,
    /// How likely it is (ICD 203): `almost no chance`, `very unlikely`, `unlikely`, `roughly
    /// even chance`, `likely`, `very likely` or `almost certain`.
    pub likelihood: Option<Text>,
    /// How well founded the judgment is: `low`, `moderate` or `high`.
    pub confidence: Option<Text>,
    /// Passages that it rests on: `source-id#passage-id`.
    #[serde(default)]
    #[schemars(extend("examples" = ["[source-id#passage-id]"]))]
    pub basis: Vec<Text>,
    /// Passages that speak against it.
    #[serde(default)]
    #[schemars(extend("examples" = ["[source-id#passage-id]"]))]
    pub against: Vec<Text>,
}

/// An entry of `content/events.yaml`: something dated that sources speak of.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EventEntry {
    /// When (EDTF).
    pub date: Text,
    /// What.
    pub title: Text,
    /// Who speaks of it: `source-id#passage-id`.
    #[serde(default)]
    #[schemars(extend("examples" = ["[source-id#passage-id]"]))]
    pub passages: Vec<Text>,
}

/// An entry of `content/people.yaml`: somebody who is quoted.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PersonEntry {
    /// The name to show.
    pub name: Text,
    /// Other spellings in the sources.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Office or role, as the sources give it.
    pub role: Option<String>,
}

/// The front matter of `content/pages/<id>.md`.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PageFront {
    /// The page's title.
    pub title: Text,
    /// Its place among the pages; those without come last.
    pub order: Option<i64>,
}
