//! The only module that names every stage: from a world to a site.
//!
//! `build`, `check` and `serve` run this one pipeline; they differ in what they do with
//! the site.

mod cards;
mod content;
mod memory;
mod routes;

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::anchor::AnchoredSource;
use crate::card::{self, Cards};
use crate::cite::Citations;
use crate::diagnostic::{Code, Diagnostic, Reported};
use crate::dossier::{At, Dossier, Page};
use crate::exchange::{DataFile, bibtex, csl_json, feed, ris, write_feed};
use crate::index::Index;
use crate::load::load;
use crate::locale::Locale;
use crate::search::{self, SearchFiles, search_files};
use crate::theme::Theme;
use crate::view::{
    self, CitationView, ComparePart, Edition, MapPart, MatrixPart, NavigationItem,
    PageView, References, SiteView, View,
};
use crate::world::World;
pub use content::{Content, Stream};
use memory::Made;
pub use memory::Memory;
use routes::{Route, Routes, more_routes};

/// What a build may be told apart from the dossier itself.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where the site will be published, in place of `base_url` in the dossier.
    pub base_url: Option<String>,
    /// Where the site will be published, where the dossier does not say.
    pub default_base_url: Option<String>,
    /// Leave the search out, whatever the dossier says.
    pub without_search: bool,
    /// Ask the fonts of the system for what the built-in one lacks. Where they are used, a card
    /// is another one on a machine with other fonts.
    pub system_fonts: bool,
}

/// A site: every path of it, to be rendered when asked for.
pub struct Site {
    made: Made,
    theme: Theme,
    citations: Citations,
    routes: Arc<Routes>,
    more_routes: OnceLock<Routes>,
    /// The search index, made when one of its files is asked for; `None` where there is no
    /// search.
    search: Option<OnceLock<Result<SearchFiles, Diagnostic>>>,
    /// What draws cards; `None` where there are none.
    cards: Option<Arc<Cards>>,
}

/// Reads a dossier, finds its quotes, and makes a site of it, as far as it goes; `None` when
/// there is too little to go on with. A site with errors is not for publishing.
pub fn site(world: &dyn World, options: &Options) -> Reported<Option<Site>> {
    site_again(world, options, &mut Memory::default())
}

/// The same as [`site`]; what `memory` holds is not made again, and it holds this run's after.
pub fn site_again(
    world: &dyn World,
    options: &Options,
    memory: &mut Memory,
) -> Reported<Option<Site>> {
    let mut found = Vec::new();
    let Some(mut dossier) = load(world, &mut memory.files).drain_into(&mut found) else {
        return Reported { value: None, diagnostics: found };
    };
    let stated = dossier.about.base_url.is_some();
    let default = options.default_base_url.as_ref().filter(|_| !stated);
    if let Some(base_url) = options.base_url.as_ref().or(default) {
        dossier.about.base_url = Some(base_url.trim_end_matches('/').to_owned());
    }
    let texts = memory.texts.anchored(&dossier.sources).drain_into(&mut found);
    let locale = memory.locale(&dossier);
    let made = memory.made(dossier, texts, &locale.value).drain_into(&mut found);
    let (dossier, index) = (&*made.dossier, &*made.index);
    if dossier.sources.is_empty() && dossier.broken.is_empty() {
        found.push(
            Diagnostic::warning(Code::NO_SOURCES, "this dossier has no sources yet")
                .help(
                    "put a text into seeds/, and write a file for it in content/sources/",
                ),
        );
    }
    let locale = locale.drain_into(&mut found);
    let print = view::fits_print(dossier, &made.texts).then_some(view::PRINT);
    let search = search::AVAILABLE
        && dossier.about.search
        && !options.without_search
        && view::can_be_searched(dossier, index);
    let search = search.then_some(view::SEARCH);
    let site_view =
        site_view(dossier, index, &locale, (print, search)).drain_into(&mut found);
    let theme = memory.theme(dossier, &site_view, &locale).drain_into(&mut found);
    let cards = theme.as_ref().and_then(|theme| {
        memory.cards(dossier, theme, options.system_fonts).drain_into(&mut found)
    });
    let citations =
        Citations::new(&dossier.about, memory.citations.take()).drain_into(&mut found);
    memory.citations = Some(citations.clone());
    let site = theme.map(|theme| {
        let feed = feed(dossier).map(|path| (path, Route::Feed));
        let print = print.map(|path| (path, Route::Print));
        let searched = search.map(|path| (path, Route::Search));
        let more: Vec<_> = [print, feed, searched].into_iter().flatten().collect();
        let routes = memory.routes(&made, &theme, &more);
        let search = search.map(|_| OnceLock::new());
        let more_routes = OnceLock::new();
        Site { made: made.clone(), theme, citations, routes, more_routes, search, cards }
    });
    Reported { value: site, diagnostics: found }
}

impl Site {
    /// All paths of the site, in order.
    pub fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = self.all_routes().cloned().collect();
        paths.extend(self.card_paths());
        match self.search_files() {
            None => {}
            Some(Ok(files)) => paths.extend(files.keys().cloned()),
            // Whoever renders it is told why there is none.
            Some(Err(_)) => paths.push(search::DIRECTORY.to_owned() + "pagefind.js"),
        }
        paths.sort_unstable();
        paths
    }

    /// The files of the search index, by their paths; `None` where there is no search.
    fn search_files(&self) -> Option<&Result<SearchFiles, Diagnostic>> {
        let files = self.search.as_ref()?;
        Some(files.get_or_init(|| search_files(&self.view(Edition::Site))))
    }

    /// Whether there is anything at a path.
    pub fn has(&self, path: &str) -> bool {
        self.route(path).is_some()
    }

    /// The paths of the theme's files.
    pub fn assets(&self) -> impl Iterator<Item = &str> {
        self.theme.assets().iter().map(|asset| asset.path.as_str())
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.all_routes().filter(|path| path.ends_with(".html")).count()
    }

    fn more_routes(&self) -> &Routes {
        let Made { dossier, index, plan, .. } = &self.made;
        self.more_routes.get_or_init(|| more_routes(dossier, index, plan, &self.routes))
    }

    fn route(&self, path: &str) -> Option<&Route> {
        self.routes.get(path).or_else(|| self.more_routes().get(path))
    }

    fn all_routes(&self) -> impl Iterator<Item = &String> {
        self.routes.keys().chain(self.more_routes().keys())
    }

    /// Prepares to render pages.
    pub fn renderer(&self) -> Renderer<'_> {
        Renderer { site: self, view: self.view(Edition::Site) }
    }

    /// Prepares what the pages of an edition show.
    pub fn view(&self, edition: Edition) -> View<'_> {
        let Made { dossier, texts, index, locale, plan, references, .. } = &self.made;
        let references = match edition {
            Edition::Site => references.clone(),
            Edition::Print => References::new(dossier, index, locale, edition, None),
        };
        View::new(dossier, texts, index, locale, plan, (edition, references))
    }

    /// The text of a file below `seeds/`, in the encoding that its source states.
    pub fn seed_text(&self, path: &str) -> Option<Arc<str>> {
        let name = path.strip_prefix("seeds/")?;
        let source =
            self.made.dossier.sources.iter().find(|source| *source.seed.path == *name);
        source.map(|source| Arc::clone(&source.seed.text))
    }

    /// The text of one of the dossier's own templates, from its path below the dossier.
    pub fn template_text(&self, path: &str) -> Option<Arc<str>> {
        let bytes = self.made.dossier.overrides.get(path.strip_prefix("templates/")?)?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        Some(std::str::from_utf8(bytes).ok()?.into())
    }

    /// The model that the site is made of.
    pub fn dossier(&self) -> &Dossier {
        &self.made.dossier
    }

    /// The sources' texts and passages, in the order of [`Dossier::sources`].
    pub fn texts(&self) -> &[Arc<AnchoredSource>] {
        &self.made.texts
    }

    /// The words of the interface.
    pub fn locale(&self) -> &Arc<Locale> {
        &self.made.locale
    }

    /// The cross references.
    pub fn index(&self) -> &Index {
        &self.made.index
    }
}

/// Renders the pages of a site.
pub struct Renderer<'a> {
    site: &'a Site,
    view: View<'a>,
}

impl Renderer<'_> {
    /// What stands at a path of the site; `None` when there is no such path.
    ///
    /// # Errors
    /// When a template fails.
    pub fn render(&self, path: &str) -> Option<Result<Content<'_>, Diagnostic>> {
        if path.starts_with(search::DIRECTORY) {
            return match self.site.search_files()? {
                Ok(files) => Some(Ok(Content::Bytes(files.get(path)?.to_vec()))),
                Err(failure) => Some(Err(failure.clone())),
            };
        }
        if path.starts_with(card::DIRECTORY) {
            return self.drawn(path).map(Ok);
        }
        let route = self.site.route(path)?;
        let bytes = match route {
            Route::Data(file) => {
                let (view, file) = (&self.view, *file);
                let stream: Box<Stream<'_>> = Box::new(move |out| file.write(view, out));
                return Some(Ok(Content::Streamed(stream)));
            }
            Route::Feed => {
                let view = &self.view;
                let stream: Box<Stream<'_>> = Box::new(move |out| write_feed(view, out));
                return Some(Ok(Content::Streamed(stream)));
            }
            Route::Asset(bytes) => Ok(bytes.to_vec()),
            Route::Compare(ComparePart::Names) => {
                Ok(view::compare_names(&self.view).into_bytes())
            }
            Route::Empty => Ok(vec![]),
            page => self.html(path, page),
        };
        Some(bytes.map(Content::Bytes))
    }

    fn html(&self, path: &str, route: &Route) -> Result<Vec<u8>, Diagnostic> {
        let (view, theme) = (&self.view, &self.site.theme);
        let page = || self.page(path, route);
        match route {
            Route::Cover => theme.render("cover.html", &page(), &view::cover_page(view)),
            Route::Sources(order, n) => {
                let sources = view::sources_page(view, *order, *n);
                theme.render("sources.html", &page(), &sources)
            }
            Route::Source(n) => {
                let source = view::source_page(view, *n, self.citation(*n));
                theme.render("source.html", &page(), &source)
            }
            Route::Arguments(n) => {
                theme.render("arguments.html", &page(), &view::arguments_page(view, *n))
            }
            Route::Argument(n, at) => {
                let argument = view::argument_page(view, *n, *at);
                theme.render("argument.html", &page(), &argument)
            }
            Route::Voices(n, at) => {
                theme.render("voices.html", &page(), &view::voices_page(view, *n, *at))
            }
            Route::People(n) => {
                theme.render("people.html", &page(), &view::people_page(view, *n))
            }
            Route::Person(n, at) => {
                theme.render("person.html", &page(), &view::person_page(view, *n, *at))
            }
            Route::Matrix(MatrixPart::Column(overview, column, at)) => {
                let list = view::passages_page(view, (*overview, *column, *at));
                theme.render("passages.html", &page(), &list)
            }
            Route::Matrix(part) => {
                theme.render("matrix.html", &page(), &view::matrix_page(view, *part))
            }
            Route::Map(part) => {
                theme.render("map.html", &page(), &view::map_page(view, *part))
            }
            Route::Compare(ComparePart::List) => {
                let list = view::comparisons_page(view);
                theme.render("comparisons.html", &page(), &list)
            }
            Route::Compare(part) => {
                let compared = view::compare_page(view, *part);
                theme.render("compare.html", &page(), &compared)
            }
            Route::Timeline(n) => {
                theme.render("timeline.html", &page(), &view::timeline_page(view, *n))
            }
            Route::Search => {
                theme.render("search.html", &page(), &view::search_page(view))
            }
            Route::Prose(n) => {
                theme.render("prose.html", &page(), &view::prose_page(view, *n))
            }
            Route::AboutData => {
                let files = DataFile::ALL.into_par_iter();
                let files: Vec<_> = files
                    .map(|file| (file.name(), file.standard(), file.bytes(view)))
                    .collect();
                theme.render("data.html", &page(), &view::data_page(view, files))
            }
            Route::Print => {
                let view = self.site.view(Edition::Print);
                theme.render("print.html", &page(), &view::print_page(&view))
            }
            Route::NotFound
            | Route::Data(_)
            | Route::Feed
            | Route::Asset(_)
            | Route::Empty => theme.render("404.html", &page(), &()),
        }
    }

    /// How to cite a source.
    fn citation(&self, source: usize) -> CitationView {
        let about = &self.site.made.dossier.about;
        let source = &self.site.made.dossier.sources[source];
        CitationView {
            formatted_html: self.site.citations.html(source),
            bibtex: bibtex(source, about),
            ris: ris(source, about),
            csl_json: csl_json(source, about),
        }
    }

    /// The title of a page of something that has several, counted from 0.
    fn numbered(&self, title: &str, page: usize) -> String {
        let number = (page + 1).to_string();
        match page {
            0 => title.to_owned(),
            _ => self
                .site
                .made
                .locale
                .say("list_page", &[("title", title), ("n", &number)]),
        }
    }

    /// The title of a page of the matrix.
    fn matrix_title(&self, part: MatrixPart) -> String {
        let title = view::matrix_title(&self.view, part);
        match part {
            MatrixPart::Whole => title,
            MatrixPart::Overview(_, page)
            | MatrixPart::Topic(_, page)
            | MatrixPart::Column(_, _, page) => self.numbered(&title, page),
        }
    }

    /// What a page says of itself.
    fn page(&self, path: &str, route: &Route) -> PageView {
        let Dossier { about, sources, arguments, pages, .. } = &*self.site.made.dossier;
        let word = |key: &str| self.site.made.locale.word(key).to_owned();
        let whole = about.description.clone().or_else(|| about.subtitle.clone());
        let (kind, section, title, description) = match route {
            Route::Cover => ("cover", "", about.title.clone(), whole),
            Route::Sources(_, n) => {
                let title = self.numbered(&word("sources"), *n);
                ("sources", "sources", title, Some(word("sources_summary")))
            }
            Route::Source(n) => {
                let title = sources[*n].title.clone();
                ("source", "sources", title, Some(view::source_summary(&self.view, *n)))
            }
            Route::Arguments(n) => {
                let title = self.numbered(&word("arguments"), *n);
                ("arguments", "arguments", title, Some(word("arguments_summary")))
            }
            Route::Argument(n, at) => {
                let argument = &arguments[*n];
                let label = self.numbered(&argument.label, *at);
                ("argument", "arguments", label, Some(argument.claim.clone()))
            }
            Route::Voices(n, at) => {
                let argument = &arguments[*n];
                let values = [("argument", &*argument.label)];
                let title = self.site.made.locale.say("who_says", &values);
                let title = self.numbered(&title, *at);
                ("voices", "arguments", title, Some(argument.claim.clone()))
            }
            Route::People(n) => {
                let title = self.numbered(&word("people"), *n);
                ("people", "people", title, Some(word("people_summary")))
            }
            Route::Person(n, at) => {
                let person = self.view.person(*n);
                let name = self.numbered(&person.name, *at);
                let role = person.role.clone().unwrap_or_else(|| word("people_summary"));
                ("person", "people", name, Some(role))
            }
            Route::Matrix(part) => {
                let kind = match part {
                    MatrixPart::Column(..) => "passages",
                    _ => "matrix",
                };
                (kind, "matrix", self.matrix_title(*part), Some(word("matrix_summary")))
            }
            Route::Map(part) => {
                let title = view::map_title(&self.view, *part);
                let title = match part {
                    MapPart::Overview => title,
                    MapPart::Sheet(_, page) => self.numbered(&title, *page),
                };
                ("map", "map", title, Some(word("map_summary")))
            }
            Route::Compare(part) => {
                let kind = match part {
                    ComparePart::List => "comparisons",
                    _ => "compare",
                };
                let title = view::compare_title(&self.view, *part);
                (kind, "sources", title, Some(word("compare_summary")))
            }
            Route::Timeline(n) => {
                let title = self.numbered(&word("timeline"), *n);
                ("timeline", "timeline", title, Some(word("timeline_summary")))
            }
            Route::Search => {
                ("search", "search", word("search"), Some(word("search_summary")))
            }
            Route::Prose(n) => {
                let Page { id, title, .. } = &pages[*n];
                ("prose", id.as_str(), title.clone(), whole)
            }
            Route::AboutData => ("data", "", word("data"), Some(word("data_summary"))),
            Route::Print => {
                let summary = word("whole_dossier_summary");
                ("print", "", word("whole_dossier"), Some(summary))
            }
            Route::NotFound
            | Route::Data(_)
            | Route::Feed
            | Route::Asset(_)
            | Route::Empty => ("not-found", "", word("not_found"), None),
        };
        let view = &self.view;
        let (meta, json_ld) = match route {
            Route::Cover => (vec![], Some(view::dossier_json(view))),
            Route::Source(n) => {
                (view::citation_meta(&sources[*n]), Some(view::source_json(view, *n)))
            }
            Route::Argument(n, _) => (vec![], Some(view::argument_json(view, *n))),
            _ => (vec![], None),
        };
        PageView {
            title,
            path: path.to_owned(),
            address: about.base_url.as_ref().map(|url| view::page_address(url, path)),
            root: ROOTS[path.matches('/').count().min(ROOTS.len() - 1)],
            section: section.to_owned(),
            kind,
            description,
            meta,
            json_ld,
            card: self.card(route),
        }
    }
}

/// What leads to the site's root from pages in directories of this depth.
const ROOTS: [&str; 5] = ["", "../", "../../", "../../../", "../../../../"];

fn site_view(
    dossier: &Dossier,
    index: &Index,
    locale: &Locale,
    (print, search): (Option<&'static str>, Option<&'static str>),
) -> Reported<SiteView> {
    let about = &dossier.about;
    let mut found = Vec::new();
    let view = SiteView {
        title: about.title.clone(),
        subtitle: about.subtitle.clone(),
        description: about.description.clone(),
        language: about.language.as_str().to_owned(),
        direction: about.language.direction().as_html(),
        authors: about.authors.clone(),
        license: about.license.clone(),
        base_url: about.base_url.clone(),
        print,
        feed: feed(dossier),
        search,
        navigation: navigation(dossier, index, locale, &mut found),
        sources: dossier.sources.len(),
        arguments: dossier.arguments.len(),
        passages: index.passages.len(),
        people: index.people.len(),
        generator: crate::GENERATOR.to_owned(),
    };
    Reported { value: view, diagnostics: found }
}

/// The navigation that the author asked for, or everything that there is.
fn navigation(
    dossier: &Dossier,
    index: &Index,
    locale: &Locale,
    found: &mut Vec<Diagnostic>,
) -> Vec<NavigationItem> {
    let item = |section: &str, label: &str, path: String| NavigationItem {
        section: section.to_owned(),
        label: label.to_owned(),
        path,
    };
    let page_item =
        |page: &Page| item(page.id.as_str(), &page.title, view::page_path(&page.id));
    // A page that is put first by its order, such as a brief, comes before everything.
    let (first, others) = match dossier.pages.split_first() {
        Some((first, others)) if first.order.is_some() => (Some(first), others),
        _ => (None, &dossier.pages[..]),
    };
    let mut all: Vec<NavigationItem> = first.into_iter().map(page_item).collect();
    all.push(item("arguments", locale.word("arguments"), "arguments/index.html".into()));
    all.push(item("sources", locale.word("sources"), "sources/index.html".into()));
    all.push(item("matrix", locale.word("matrix"), "matrix.html".into()));
    all.push(item("map", locale.word("map"), view::MAP.into()));
    if !index.people.is_empty() {
        all.push(item("people", locale.word("people"), "people/index.html".into()));
    }
    all.push(item("timeline", locale.word("timeline"), "timeline.html".into()));
    all.extend(others.iter().map(page_item));
    let Some(wanted) = &dossier.about.navigation else { return all };
    let mut chosen = Vec::new();
    for At { value, place } in wanted {
        match all.iter().find(|item| item.section == *value) {
            Some(item) => chosen.push(item.clone()),
            None if dossier.broken.contains(value) => {}
            None => {
                let known: Vec<&str> =
                    all.iter().map(|item| item.section.as_str()).collect();
                found.push(
                    Diagnostic::error(
                        Code::UNKNOWN_REFERENCE,
                        format!("there is no page `{value}` for the navigation"),
                    )
                    .at(place.clone(), "")
                    .help(format!("the pages are {}", known.join(", "))),
                );
            }
        }
    }
    chosen
}
