//! A citation style of CSL, followed by hayagriva.
//!
//! Only what the metadata says is handed over: names whole, titles in the letters they have,
//! and a page of the web where there is an address.

use std::sync::{LazyLock, OnceLock};

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode, Style};
use hayagriva::types::{
    EntryType, FormatString, Person, Publisher, QualifiedUrl, StringChunk,
};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChildren,
    Entry,
};

use super::DEFAULT_STYLE;
use super::date::style_date;
use super::html::Html;
use crate::diagnostic::{Code, Diagnostic, Reported, did_you_mean};
use crate::dossier::{About, Source};

/// A style that is loaded when the first citation is asked for: a build that only checks, or
/// renders another page, has no use for it.
pub(super) struct CitationStyle {
    name: ArchivedStyle,
    language: String,
    loaded: OnceLock<Option<Loaded>>,
}

/// A style, with the language that it is followed in.
struct Loaded {
    style: IndependentStyle,
    /// The language's own, and American English, which every style falls back to.
    locales: Vec<Locale>,
    language: LocaleCode,
    /// Whether it says of itself when a date is in doubt.
    tells_doubt: bool,
}

impl CitationStyle {
    /// Finds the style that a dossier asks for; `None` where there is no such style.
    pub(super) fn new(about: &About) -> Reported<Option<Self>> {
        let asked = about.citation_style.as_ref();
        let name = asked.map_or(DEFAULT_STYLE, |asked| asked.value.as_str());
        let found = ArchivedStyle::by_name(name).filter(|style| cites(*style));
        let diagnostic = asked
            .filter(|_| found.is_none())
            .map(|asked| unknown(name).at(asked.place.clone(), ""));
        let style = found.map(|name| Self {
            name,
            language: about.language.as_str().to_owned(),
            loaded: OnceLock::new(),
        });
        Reported { value: style, diagnostics: diagnostic.into_iter().collect() }
    }

    /// Whether another style would set the same.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (self.name, &self.language) == (other.name, &other.language)
    }

    /// The citation of a source; `None` where the style makes nothing of it.
    pub(super) fn html(&self, source: &Source) -> Option<String> {
        let load = || Loaded::new(self.name, &self.language);
        self.loaded.get_or_init(load).as_ref()?.html(source)
    }
}

impl Loaded {
    fn new(name: ArchivedStyle, language: &str) -> Option<Self> {
        let Style::Independent(mut style) = name.get() else { return None };
        lighten(&mut style);
        let (locales, language) = in_language(language);
        let mut made = Self { style, locales, language, tells_doubt: false };
        made.tells_doubt = made.is_doubt_told();
        Some(made)
    }

    fn html(&self, source: &Source) -> Option<String> {
        let mut entry = entry(source);
        let mut shown = None;
        if let Some(date) = &source.date {
            // A date that no style could write must not come out as none at all.
            let date = style_date(date, self.tells_doubt)?;
            entry.set_date(date.date);
            shown = date.shown;
        }
        if let Some(url) = &source.url {
            let mut url: QualifiedUrl = url.parse().ok()?;
            let read = source.accessed.as_ref();
            url.visit_date =
                read.and_then(|read| style_date(read, true)).map(|read| read.date);
            entry.set_url(url);
        }
        let html = Html::of(&self.elements(&entry)?, shown.as_ref());
        Some(html.trim().to_owned()).filter(|html| !html.is_empty())
    }

    /// The entry of a bibliography, without the number that some styles put before it.
    fn elements(&self, entry: &Entry) -> Option<ElemChildren> {
        let language = || Some(self.language.clone());
        let mut driver = BibliographyDriver::new();
        driver.citation(CitationRequest::new(
            vec![CitationItem::with_entry(entry)],
            &self.style,
            language(),
            &self.locales,
            None,
        ));
        let request = BibliographyRequest::new(&self.style, language(), &self.locales);
        let rendered = driver.finish(request);
        rendered.bibliography?.items.pop().map(|item| item.content)
    }

    /// Whether a date in doubt comes out otherwise than one that is not.
    fn is_doubt_told(&self) -> bool {
        let written = |date: &str| {
            let date = style_date(&date.parse().ok()?, true)?;
            let mut entry = Entry::new("probe", EntryType::Web);
            entry.set_title(verbatim("Title"));
            entry.set_date(date.date);
            Some(Html::of(&self.elements(&entry)?, None))
        };
        written("2025-02-25") != written("2025-02-25~")
    }
}

/// Takes out of a style what an entry that stands alone has no use for: the library would set a
/// citation for the text and sort the one entry of its bibliography, for each source anew.
fn lighten(style: &mut IndependentStyle) {
    style.citation.layout.elements.clear();
    style.citation.sort = None;
    if let Some(bibliography) = &mut style.bibliography {
        bibliography.sort = None;
    }
}

/// Whether a style makes citations: one makes labels only.
fn cites(style: ArchivedStyle) -> bool {
    style != ArchivedStyle::Alphanumeric
}

fn unknown(name: &str) -> Diagnostic {
    let known = ArchivedStyle::all()
        .iter()
        .filter(|style| cites(**style))
        .flat_map(|style| style.names());
    let near = did_you_mean(name, known.copied());
    let message = format!("there is no citation style `{name}`");
    Diagnostic::error(Code::CITATION_STYLE, message).help(near.unwrap_or_else(|| {
        "write `apa`, `chicago-notes`, `modern-language-association`, \
         `harvard-cite-them-right` or another name of docs/yaml.md"
            .to_owned()
    }))
}

/// The terms of all languages: the library reads them together or not at all, in some 40 ms.
static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(locales);

/// The terms of a language, and the code that they go by.
fn in_language(tag: &str) -> (Vec<Locale>, LocaleCode) {
    let base = tag.split('-').next().unwrap_or_default();
    let code = |locale: &Locale| locale.lang.as_ref().map(|lang| lang.0.clone());
    let all = &*LOCALES;
    let codes: Vec<String> = all.iter().filter_map(code).collect();
    let same = |wanted: &str| codes.iter().find(|code| *code == wanted);
    let language = same(tag)
        .or_else(|| same(if base == "en" { "en-US" } else { base }))
        .or_else(|| codes.iter().find(|code| code.split('-').next() == Some(base)))
        .map_or("en-US", String::as_str)
        .to_owned();
    let own = all.iter().filter(|locale| {
        code(locale).is_some_and(|code| code == language || code == "en-US")
    });
    (own.cloned().collect(), LocaleCode(language))
}

/// What is known of a source, but for its date and its address.
fn entry(source: &Source) -> Entry {
    let kind = if source.url.is_some() { EntryType::Web } else { EntryType::Misc };
    let mut entry = Entry::new(source.id.as_str(), kind);
    entry.set_title(verbatim(&source.title));
    if let Some(publisher) = &source.publisher {
        entry.set_publisher(Publisher::new(Some(verbatim(publisher)), None));
    }
    let whole = |name: &String| Person {
        name: name.clone(),
        given_name: None,
        prefix: None,
        suffix: None,
        comma_suffix: false,
        alias: None,
    };
    if !source.authors.is_empty() {
        entry.set_authors(source.authors.iter().map(whole).collect());
    }
    entry
}

/// Text whose letters no style may change.
fn verbatim(text: &str) -> FormatString {
    StringChunk::verbatim(text).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_that_can_be_named_cites_a_page_of_the_web() {
        let mut silent = vec![];
        for name in ArchivedStyle::all().iter().filter(|style| super::cites(**style)) {
            let cites = || {
                let loaded = Loaded::new(*name, "en")?;
                let mut entry = Entry::new("probe", EntryType::Web);
                entry.set_title(verbatim("Title"));
                entry.set_url("https://example.org/".parse().ok()?);
                loaded.elements(&entry)
            };
            if cites().is_none_or(|line| !Html::of(&line, None).contains("Title")) {
                silent.push(name.names()[0]);
            }
        }
        assert_eq!(silent, Vec::<&str>::new());
    }
}
