//! Which paths a site has, and what stands at each.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::dossier::Dossier;
use crate::exchange::{DataFile, robots, sitemaps};
use crate::id::Id;
use crate::index::Index;
use crate::theme::Theme;
use crate::view::{self, ComparePart, MapPart, MatrixPart, Plan, SourceOrder};

/// What stands at a path. Numbers are indices into the dossier's or the index's lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    Cover,
    Sources(SourceOrder, usize),
    Source(usize),
    Arguments(usize),
    /// The second number is that of a page, here and below.
    Argument(usize, usize),
    Voices(usize, usize),
    People(usize),
    Person(usize, usize),
    Matrix(MatrixPart),
    Map(MapPart),
    Compare(ComparePart),
    Timeline(usize),
    Search,
    Prose(usize),
    Print,
    NotFound,
    AboutData,
    Data(DataFile),
    Feed,
    Asset(Arc<[u8]>),
    Empty,
}

/// What stands at each path.
pub(super) type Routes = BTreeMap<String, Route>;

/// What every site has, but for what [`more_routes`] tells.
pub(super) fn routes(
    dossier: &Dossier,
    index: &Index,
    plan: &Plan,
    theme: &Theme,
    more: &[(&'static str, Route)],
) -> Routes {
    // A map is made soonest of all at once.
    let mut routes = vec![
        ("index.html".to_owned(), Route::Cover),
        ("404.html".to_owned(), Route::NotFound),
        (view::DATA.to_owned(), Route::AboutData),
        (".nojekyll".to_owned(), Route::Empty),
    ];
    routes.extend(more.iter().map(|(path, route)| ((*path).to_owned(), route.clone())));
    let mut in_pages = |first: &str, pages: usize, route: &dyn Fn(usize) -> Route| {
        routes.extend((0..pages).map(|page| (view::list_path(first, page), route(page))));
    };
    let pages_of = view::pages_of;
    for file in DataFile::ALL {
        in_pages(&format!("data/{}", file.name()), 1, &|_| Route::Data(file));
    }
    for order in plan.source_orders() {
        let pages = pages_of(dossier.sources.len());
        in_pages(order.path(), pages, &|page| Route::Sources(*order, page));
    }
    in_pages(view::ARGUMENTS, pages_of(dossier.arguments.len()), &Route::Arguments);
    in_pages(view::TIMELINE, pages_of(view::timeline_rows(dossier)), &Route::Timeline);
    if !index.people.is_empty() {
        in_pages(view::PEOPLE, pages_of(index.people.len()), &Route::People);
    }
    for (n, argument) in dossier.arguments.iter().enumerate() {
        let path = format!("arguments/{}.html", argument.id);
        in_pages(&path, plan.argument_pages(n), &|page| Route::Argument(n, page));
        let voices = plan.voices(n);
        if voices > 0 {
            let path = view::voices_path(&path);
            in_pages(&path, pages_of(voices), &|page| Route::Voices(n, page));
        }
    }
    for (n, person) in index.people.iter().enumerate() {
        let path = format!("people/{}.html", person.id);
        in_pages(&path, plan.person_pages(n), &|page| Route::Person(n, page));
    }
    let parts = plan.compare().pages(dossier).into_iter();
    routes.extend(parts.map(|(path, part)| (path, Route::Compare(part))));
    let sources = dossier.sources.iter().enumerate();
    let path = |id: &Id| format!("sources/{id}.html");
    routes.extend(sources.map(|(n, source)| (path(&source.id), Route::Source(n))));
    let pages = dossier.pages.iter().enumerate();
    routes.extend(pages.map(|(n, page)| (format!("{}.html", page.id), Route::Prose(n))));
    let assets = theme.assets().iter();
    routes.extend(assets.map(|a| (a.path.clone(), Route::Asset(Arc::clone(&a.bytes)))));
    routes.into_iter().collect()
}

/// The pages of the matrix and the map, and what only a site has whose address is known. To know
/// them takes a large dossier a while; so who asks for another page does not wait for it.
pub(super) fn more_routes(
    dossier: &Dossier,
    index: &Index,
    plan: &Plan,
    routes: &Routes,
) -> Routes {
    let mut more = Routes::new();
    let parts = plan.matrix(dossier, index).pages(dossier.arguments.len(), index);
    more.extend(parts.into_iter().map(|(path, part)| (path, Route::Matrix(part))));
    let parts = plan.map(dossier, index).pages().into_iter();
    more.extend(parts.map(|(path, part)| (path, Route::Map(part))));
    if let Some(base_url) = &dossier.about.base_url {
        let files = for_address(base_url, routes.keys().chain(more.keys()));
        more.extend(files);
    }
    more
}

/// What only a site has whose address is known.
fn for_address<'a>(
    base_url: &str,
    paths: impl Iterator<Item = &'a String>,
) -> Vec<(String, Route)> {
    let not_listed = ["404.html", view::PRINT, view::SEARCH];
    let pages = paths.filter(|path| path.ends_with(".html"));
    let mut pages: Vec<String> =
        pages.filter(|path| !not_listed.contains(&path.as_str())).cloned().collect();
    pages.sort_unstable();
    let mut files = sitemaps(base_url, &pages);
    files.push(("robots.txt".to_owned(), robots(base_url)));
    let domain = own_domain(base_url).map(|domain| format!("{domain}\n"));
    files.extend(domain.map(|domain| ("CNAME".to_owned(), domain)));
    let asset = |text: String| Route::Asset(text.into_bytes().into());
    files.into_iter().map(|(path, text)| (path, asset(text))).collect()
}

/// The domain of a site that has one to itself: GitHub Pages, where it publishes a branch, wants
/// its name in the file `CNAME`.
fn own_domain(base_url: &str) -> Option<&str> {
    let host =
        base_url.strip_prefix("https://").or_else(|| base_url.strip_prefix("http://"))?;
    let plain = |c: char| c.is_alphanumeric() || "-.".contains(c);
    let name = host.split('.').count() > 1 && host.chars().all(plain);
    let number = host.split('.').all(|part| part.parse::<u8>().is_ok());
    (name && !number && !host.ends_with(".github.io")).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::own_domain;

    #[test]
    fn a_site_of_its_own_domain_says_so() {
        assert_eq!(own_domain("https://brief.example.org"), Some("brief.example.org"));
        for other in [
            "https://name.github.io",
            "https://example.org/brief",
            "http://localhost",
            "http://127.0.0.1",
            "http://example.org:8000",
        ] {
            assert_eq!(own_domain(other), None, "{other}");
        }
    }
}
