//! The cross-reference index, small and large: who says it, who denies it, and where.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use throughline::index::{FirstAppearance, Who};

use crate::html::{Token, main, tokens};
use crate::support::{Built, DossierTest};

/// No page may have more bytes.
const PAGE_BYTES_MAX: usize = 1_000_000;

const STANCES: [&str; 3] = ["supports", "disputes", "reports"];

/// Sources that say something of arguments, each with a date, a publisher and speakers.
fn large(sources: usize, arguments: usize) -> Built {
    let topics: Vec<String> =
        (0..3).map(|n| format!("{{ id: t{n}, label: Topic {n} }}")).collect();
    let mut test = DossierTest::new().file(
        "content/dossier.yaml",
        format!("title: Large\ntopics: [{}]\n", topics.join(", ")),
    );
    for n in 0..arguments {
        let topic =
            if n % 4 < 3 { format!("topic: t{}\n", n % 4) } else { String::new() };
        let yaml = format!("claim: Claim number {n}.\n{topic}recurs: false\n");
        test = test.argument(&format!("a{n}"), yaml);
    }
    for n in 0..sources {
        let (mut seed, mut passages) = (String::new(), String::new());
        for p in 0..4 {
            let quote = format!("Sentence {p} of text {n} says so.");
            writeln!(seed, "{quote}\n").unwrap();
            // Every source speaks of a0.
            let argument = if p == 0 { 0 } else { (n * 7 + p * 13) % arguments };
            let stance = STANCES[(n + p) % 3];
            let speaker = if p == 1 {
                format!("speaker: Speaker {}", n % 40)
            } else {
                String::new()
            };
            let passage = format!(
                "  - quote: {quote}\n    arguments: {{ a{argument}: {stance} }}\n    {speaker}\n"
            );
            passages += &passage;
        }
        let yaml = format!(
            "seed: {n}.txt\ntitle: Source {n}\ndate: {}-{:02}-{:02}\npublisher: Publisher {}\npassages:\n{passages}",
            2001 + n % 20,
            n % 12 + 1,
            n % 28 + 1,
            n % 60
        );
        test = test.seed(&format!("{n}.txt"), seed).source(&format!("s{n}"), yaml);
    }
    test.build().clean()
}

/// The paths of a site's pages.
fn pages(site: &Built) -> impl Iterator<Item = (&String, String)> {
    let html = site.files().iter().filter(|(path, _)| path.ends_with(".html"));
    html.map(|(path, bytes)| (path, String::from_utf8(bytes.clone()).unwrap()))
}

/// Where a link on a page leads, as a path of the site with its fragment.
pub(crate) fn target(page: &str, href: &str) -> String {
    let (path, fragment) = href.split_once('#').unwrap_or((href, ""));
    let path = path.split('?').next().unwrap_or_default();
    let mut parts: Vec<&str> = page.split('/').collect();
    if !path.is_empty() {
        parts.pop();
        for part in path.split('/') {
            if part == ".." {
                parts.pop().unwrap();
            } else {
                parts.push(part);
            }
        }
    }
    format!("{}#{fragment}", parts.join("/"))
}

pub(crate) fn hrefs(html: &str) -> Vec<String> {
    let open = |token| match token {
        Token::Open { name, attributes } if name == "a" => {
            attributes.get("href").cloned()
        }
        _ => None,
    };
    tokens(main(html)).unwrap().into_iter().filter_map(open).collect()
}

fn ids(html: &str) -> Vec<String> {
    let open = |token| match token {
        Token::Open { attributes, .. } => attributes.get("id").cloned(),
        _ => None,
    };
    tokens(main(html)).unwrap().into_iter().filter_map(open).collect()
}

/// Sees that every link leads to something, and that no page is too large.
pub(crate) fn sound(site: &Built) {
    let known: BTreeMap<String, BTreeSet<String>> = pages(site)
        .map(|(path, html)| (path.clone(), ids(&html).into_iter().collect()))
        .collect();
    for (path, html) in pages(site) {
        // The one document to print has a bound of its own.
        let large = html.len() > PAGE_BYTES_MAX && path != "print.html";
        assert!(!large, "{path} has {} bytes", html.len());
        let all = ids(&html);
        let different: BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len(), "{path} has an id twice");
        for href in hrefs(&html).into_iter().filter(|href| !href.contains(':')) {
            let target = target(path, &href);
            let (file, fragment) = target.split_once('#').unwrap();
            let Some(ids) = known.get(file) else {
                assert!(site.files().contains_key(file), "{path} leads to {target}");
                continue;
            };
            assert!(
                fragment.is_empty() || ids.contains(fragment),
                "{path} leads to {target}"
            );
        }
    }
}

/// One build for all that is looked at in it.
#[test]
fn a_large_dossier_is_taken_apart() {
    let site = large(520, 60);
    a_large_dossier_has_pages_that_lead_to_each_other_and_none_is_too_large(&site);
    a_cell_that_counts_leads_to_exactly_the_passages_that_it_counts(&site);
    every_passage_of_an_argument_is_on_one_of_its_pages(&site);
    the_first_page_of_an_argument_names_the_voices_and_leads_to_all_of_them(&site);
    a_long_timeline_is_divided_and_its_parts_can_be_reached(&site);
    every_order_of_the_sources_has_each_of_them_once(&site);
}

fn a_large_dossier_has_pages_that_lead_to_each_other_and_none_is_too_large(site: &Built) {
    sound(site);
    let paths: Vec<&String> = site.files().keys().collect();
    for path in [
        "matrix.html",
        "matrix/publishers.html",
        "matrix/dates/2001.html",
        "matrix/publishers/publisher-1.html",
        "matrix/publishers/_others.html",
        "matrix/topics/t0.html",
        "matrix/topics/_others.html",
        "arguments/a0/page/2.html",
        "arguments/a0/voices.html",
        "sources/by/publisher.html",
        "sources/by/author/page/2.html",
    ] {
        assert!(paths.iter().any(|known| *known == path), "no {path} in {paths:#?}");
    }
}

/// The cells of the overviews: the argument's row, and where each of its cells leads, with the
/// numbers in it.
fn cells(site: &Built, page: &str) -> Vec<(String, String, usize)> {
    let html = site.page(page);
    let mut cells = vec![];
    let mut argument = String::new();
    let mut href = None;
    let mut count = 0;
    for token in tokens(main(&html)).unwrap() {
        match token {
            Token::Open { name, attributes } if name == "a" => {
                let to = attributes.get("href").cloned().unwrap_or_default();
                if attributes.get("class").is_some_and(|c| c.starts_with("argument-ref"))
                {
                    argument = target(page, &to);
                } else if to.contains("#argument-") {
                    (href, count) = (Some(target(page, &to)), 0);
                }
            }
            Token::Text(text) if href.is_some() => {
                count += text
                    .split_whitespace()
                    .filter_map(|n| n.parse::<usize>().ok())
                    .sum::<usize>();
            }
            Token::Close(name) if name == "a" => {
                if let Some(href) = href.take() {
                    cells.push((argument.clone(), href, count));
                }
            }
            _ => {}
        }
    }
    cells
}

fn a_cell_that_counts_leads_to_exactly_the_passages_that_it_counts(site: &Built) {
    for overview in ["matrix.html", "matrix/publishers.html"] {
        let cells = cells(site, overview);
        assert!(cells.len() > 100, "{}", cells.len());
        for (argument, to, count) in cells.iter().step_by(17).chain(&cells[..3]) {
            let (path, fragment) = to.split_once('#').unwrap();
            let id = argument.trim_start_matches("arguments/").trim_end_matches(".html#");
            assert_eq!(fragment, format!("argument-{id}"));
            // A list that goes on has the rest on its next pages.
            let mut listed = 0;
            let stem = path.trim_end_matches(".html");
            let (first, number) = match stem.split_once("/page/") {
                Some((first, number)) => (first, number.parse::<usize>().unwrap()),
                None => (stem, 1),
            };
            for page in number.. {
                let path = match page {
                    1 => format!("{first}.html"),
                    _ => format!("{first}/page/{page}.html"),
                };
                if !site.files().contains_key(&path) {
                    break;
                }
                let html = site.page(&path);
                let Some((_, after)) = html.split_once(&format!("id=\"{fragment}\""))
                else {
                    break;
                };
                listed +=
                    after.split("</section>").next().unwrap().matches("<li>").count();
            }
            assert_eq!(listed, *count, "{overview}: {to}");
        }
    }
}

fn every_passage_of_an_argument_is_on_one_of_its_pages(site: &Built) {
    let mut seen = BTreeSet::new();
    for (path, html) in pages(site) {
        if path == "arguments/a0.html" || path.starts_with("arguments/a0/page/") {
            for href in hrefs(&html)
                .into_iter()
                .filter(|h| h.contains("sources/") && h.contains('#'))
            {
                seen.insert(target(path, &href));
            }
        }
    }
    let index = site.site.as_ref().unwrap().index();
    assert_eq!(seen.len(), index.occurrences[0].len());
    assert!(index.occurrences[0].len() >= 520);
}

fn the_first_page_of_an_argument_names_the_voices_and_leads_to_all_of_them(site: &Built) {
    let page = site.page("arguments/a0.html");
    let who =
        page.split("id=\"who\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(who.matches("<li>").count() <= 3 * 13, "a few of each stance");
    assert!(who.contains("voices.html"), "and the way to all");
    let all = site.page("arguments/a0/voices.html");
    for publisher in 0..60 {
        assert!(all.contains(&format!("Publisher {publisher}<")), "{publisher}");
    }
    assert!(!site.page("arguments/a0/page/2.html").contains("id=\"who\""));
}

/// Three sources with a speaker, an author, and a publisher.
fn small() -> DossierTest {
    let source = |seed: &str, more: &str, passages: &str| {
        format!("seed: {seed}\ntitle: {seed}\n{more}passages:\n{passages}")
    };
    let quote = |words: &str, stance: &str, more: &str| {
        format!("  - {{ quote: {words}, arguments: {{ c: {stance} }}{more} }}\n")
    };
    DossierTest::new()
        .argument("c", "claim: A claim.\n")
        .seed("a.txt", "One. Two. Three.")
        .seed("b.txt", "Four. Five.")
        .seed("d.txt", "Six.")
        .source(
            "a",
            source(
                "a.txt",
                "date: 2024\nauthor: Ann\n",
                &[
                    quote("One.", "supports", ", speaker: Bob"),
                    quote("Two.", "supports", ""),
                    quote("Three.", "disputes", ", speaker: Ann"),
                ]
                .concat(),
            ),
        )
        .source(
            "b",
            source(
                "b.txt",
                "date: 2025-03-01\nauthor: Ann\n",
                &[
                    quote("Four.", "supports", ""),
                    quote("Five.", "disputes", ", speaker: Bob"),
                ]
                .concat(),
            ),
        )
        .source(
            "d",
            source("d.txt", "publisher: The Paper\n", &quote("Six.", "reports", "")),
        )
}

#[test]
fn voices_are_speakers_or_authors_or_publishers_by_stance() {
    let site = small().build().clean();
    let index = site.site.as_ref().unwrap().index();
    let named: Vec<(&str, Vec<(Who, usize)>)> = index.voices[0]
        .iter()
        .map(|(stance, voices)| {
            (stance.as_str(), voices.iter().map(|v| (v.who, v.passages)).collect())
        })
        .collect();
    // People by name: Ann, who speaks in one source and is the author of two, and Bob.
    assert_eq!(
        named,
        [
            ("supports", vec![(Who::Person(0), 2), (Who::Person(1), 1)]),
            ("disputes", vec![(Who::Person(0), 1), (Who::Person(1), 1)]),
            ("reports", vec![(Who::Publisher(2), 1)]),
        ]
    );
    sound(&site);
    let page = site.page("arguments/c.html");
    assert!(page.contains("<a href=\"../arguments/c.html#source-a\"><bdi>Ann</bdi></a>"));
    let row = site.page("arguments/index.html");
    let row = row.split("named").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(row.contains("Ann") && row.contains("Bob") && !row.contains("The Paper"));
    let person = site.page("people/bob.html");
    assert!(
        person.contains("href=\"../people/bob.html#source-b\""),
        "to what Bob disputes"
    );
}

#[test]
fn a_cell_of_several_passages_leads_to_all_of_them_and_one_of_one_to_it() {
    let site = small().build().clean();
    let matrix = site.page("matrix.html");
    assert!(matrix.contains("<a href=\"arguments/c.html#source-a\">"));
    let id = |source: usize| {
        let index = site.site.as_ref().unwrap().index();
        index.passages_of(source)[0].id.as_url()
    };
    assert!(matrix.contains(&format!("<a href=\"sources/d.html#{}\">", id(2))));
}

#[test]
fn a_first_appearance_claims_no_more_than_the_dates_tell() {
    let first = |dates: [&str; 3]| {
        let mut test = DossierTest::new().argument("c", "claim: A claim.\n");
        for (n, date) in dates.into_iter().enumerate() {
            let date =
                if date.is_empty() { String::new() } else { format!("date: {date}\n") };
            test = test.seed(&format!("{n}.txt"), "Words.").source(
                &format!("s{n}"),
                format!("seed: {n}.txt\ntitle: S\n{date}passages:\n  - {{ quote: Words., arguments: {{ c: supports }} }}\n"),
            );
        }
        let site = test.build().clean();
        let made = site.site.as_ref().unwrap();
        let first = made.index().first(made.dossier())[0];
        let page = site.page("timeline.html");
        let said =
            (page.contains(">first seen in"), page.contains(">perhaps first seen in"));
        assert_eq!(
            said,
            match first {
                Some(first) => (first.certain, !first.certain),
                None => (false, false),
            }
        );
        first
    };
    let at = |passage, certain| Some(FirstAppearance { passage, certain });
    assert_eq!(first(["2025", "2024-01-02", "2024-01-03"]), at(1, true));
    assert_eq!(first(["2025", "2024", "2024-05"]), at(1, false), "within one year");
    assert_eq!(first(["2025", "2024~", "2026"]), at(1, false), "about then");
    assert_eq!(first(["2025", "2024", "2026?"]), at(1, false), "one may be earlier");
    assert_eq!(first(["2025", "2024", ""]), at(1, false), "one is not dated");
    assert_eq!(first(["../2023", "2024", "2026"]), at(1, false), "one has no start");
    assert_eq!(first(["2024-01-01", "2024-01-01", "2026"]), at(0, false), "the same day");
    assert_eq!(first(["", "", ""]), None);
}

#[test]
fn nothing_breaks_in_a_dossier_of_one_source_or_of_none() {
    let one = DossierTest::new()
        .seed("a.txt", "Words.")
        .quoting("a", "a.txt", ["Words."])
        .build();
    sound(&one);
    let none = DossierTest::new().build();
    sound(&none);
    assert!(!none.files().contains_key("people/index.html"));
}

fn a_long_timeline_is_divided_and_its_parts_can_be_reached(site: &Built) {
    let page = site.page("timeline.html");
    for year in 2001..2021 {
        assert!(page.contains(&format!("#t-{year}\"")), "{year}");
    }
    assert!(site.page("timeline/page/2.html").contains("<h2 id=\"t-2020\">2020</h2>"));
}

fn every_order_of_the_sources_has_each_of_them_once(site: &Built) {
    for order in ["index", "by/title", "by/publisher", "by/author"] {
        let first = format!("sources/{order}.html");
        let second = format!(
            "sources/{}page/2.html",
            match order {
                "index" => String::new(),
                order => format!("{order}/"),
            }
        );
        let mut seen = vec![];
        for path in [&first, &second] {
            let html = site.page(path);
            let hrefs = hrefs(&html).into_iter().map(|href| target(path, &href));
            seen.extend(hrefs.filter(|to| to.starts_with("sources/s")));
        }
        assert_eq!(seen.len(), 520, "{order}");
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 520, "{order}");
    }
    let page = site.page("sources/by/publisher.html");
    assert!(page.contains("data-publisher=\"Publisher 0\""));
    assert!(!page.contains("data-publisher=\"Publisher 9\""), "the last by name");
}
