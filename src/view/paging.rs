//! Long lists in pages, so that no page outgrows a browser however large the dossier.

use std::ops::Range;

use serde::Serialize;

use super::page::Link;

/// The most rows on one page of a list.
const ROWS: usize = 500;

/// A list of more pages than this leads to some of them only: …
const LINKS: usize = 30;

/// … those near, …
const NEAR: usize = 3;

/// … and about so many steps through all of them.
const STEPS: usize = 12;

/// The way to the other pages of a list. Empty on a list of one page.
#[derive(Debug, Clone, Serialize)]
pub struct Pager {
    /// The number of this page, from 1.
    pub number: usize,
    /// The pages, labelled by their numbers; none on a list of one page. Of many, those near
    /// this one and some between.
    pub pages: Vec<Link>,
    /// The page before this one.
    pub previous: Option<String>,
    /// The page after it.
    pub next: Option<String>,
}

/// How many pages a list of so many rows has; at least one.
pub fn pages_of(rows: usize) -> usize {
    pages_of_rows(rows, ROWS)
}

/// The same, where a page has so many rows.
pub(super) fn pages_of_rows(rows: usize, on_page: usize) -> usize {
    rows.div_ceil(on_page.max(1)).max(1)
}

/// Where a page of a list stands: at `first` the first, in a directory of their own the others.
pub fn list_path(first: &str, page: usize) -> String {
    let directory = first.strip_suffix("/index.html").or(first.strip_suffix(".html"));
    match page {
        0 => first.to_owned(),
        _ => format!("{}/page/{}.html", directory.unwrap_or(first), page + 1),
    }
}

/// The page that a row of a list is on, counted from 0.
pub(super) fn page_with(row: usize) -> usize {
    row / ROWS
}

/// The way to the site's root from a page of something that has a directory of its own.
pub(super) fn root_of(page: usize) -> &'static str {
    if page == 0 { "../" } else { "../../../" }
}

/// The rows of a page, counted from 0.
pub(super) fn rows_on(page: usize, rows: usize) -> Range<usize> {
    (page * ROWS).min(rows)..((page + 1) * ROWS).min(rows)
}

pub(super) fn pager(first: &str, page: usize, rows: usize) -> Pager {
    pager_of(first, page, pages_of(rows))
}

/// The way to the other pages of something that has so many.
pub(super) fn pager_of(first: &str, page: usize, pages: usize) -> Pager {
    let link = |page: usize| Link {
        label: (page + 1).to_string(),
        path: list_path(first, page),
    };
    let step = pages.div_ceil(STEPS);
    let near = |other: usize| other.abs_diff(page) <= NEAR;
    let ends = |other: usize| other == 0 || other + 1 == pages;
    let numbered = (0..pages).filter(|other| {
        pages <= LINKS || near(*other) || ends(*other) || (other + 1) % step == 0
    });
    Pager {
        number: page + 1,
        pages: if pages > 1 { numbered.map(link).collect() } else { vec![] },
        previous: page.checked_sub(1).map(|page| list_path(first, page)),
        next: (page + 1 < pages).then(|| list_path(first, page + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_on_one_page_and_every_page_is_reached() {
        for rows in [0, 1, ROWS - 1, ROWS, ROWS + 1, 3 * ROWS + 7, 300 * ROWS] {
            let pages = pages_of(rows);
            let covered: Vec<usize> =
                (0..pages).flat_map(|page| rows_on(page, rows)).collect();
            assert!(covered.into_iter().eq(0..rows), "{rows}");
            let mut page = pager("a/index.html", 0, rows);
            for number in 1..pages {
                let linked = |pager: &Pager, path: Option<&String>| {
                    pager.pages.iter().any(|link| Some(&link.path) == path)
                };
                assert!(linked(&page, page.next.as_ref()), "{number}");
                page = pager("a/index.html", number, rows);
                assert!(linked(&page, page.previous.as_ref()), "{number}");
                let own = list_path("a/index.html", number);
                assert!(linked(&page, Some(&own)), "{number}");
                assert!(page.pages.len() <= LINKS);
            }
            assert_eq!(page.next, None, "{rows}");
        }
    }

    #[test]
    fn the_first_page_keeps_its_address() {
        assert_eq!(list_path("sources/index.html", 0), "sources/index.html");
        assert_eq!(list_path("sources/index.html", 1), "sources/page/2.html");
        assert_eq!(list_path("timeline.html", 2), "timeline/page/3.html");
    }
}
