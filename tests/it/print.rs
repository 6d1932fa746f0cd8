//! The whole dossier as one document: all of it, within itself, and no more than may be shown.

use std::collections::{BTreeMap, BTreeSet};

use throughline::view::{PRINT, PRINT_BYTES_MAX};

use crate::html::{Token, check, main, marked, tokens};
use crate::support::{Built, DossierTest};

/// Sources with the same ids in them, rights of every kind, and a link from everywhere.
fn dossier() -> DossierTest {
    let cases = DossierTest::new()
        .file(
            "content/dossier.yaml",
            "title: A dossier\nsubtitle: Is it so?\nauthors: [Ann]\nlicense: CC0\n\
             base_url: https://example.org/d\ntopics: [{ id: t, label: Topic }]\n",
        )
        .file(
            "content/pages/brief.md",
            "---\ntitle: Brief\n---\n# Top\n\n### Deep\n\nSee [[a]], [[a#p|the *words*]], \
             [[c]], [[ökonomie]], [[über]], [[l#p]] and [[brief]].\n",
        )
        .file(
            "content/judgments.yaml",
            "- { text: 'So [[a#p]].', likelihood: likely, confidence: low, \
             basis: ['a#p', 'e#p'], against: ['l#p'] }\n",
        )
        .file(
            "content/events.yaml",
            "- { date: 2020, title: It happened, passages: ['a#p', 'l#p'] }\n",
        )
        .file("content/people.yaml", "- { name: Zoë Ö, aliases: [Zo], role: Judge }\n")
        .argument(
            "c",
            "claim: The first claim.\ntopic: t\nanalysis: |\n  ## Under\n  As [[a#p]] says.\n\
             relations: { supports: [ökonomie] }\n",
        )
        .argument("ökonomie", "claim: The second claim.\n");
    cases
        .seed(
            "a.md",
            "# Title\n\nThe fox jumps[^1] over Canary-redacted.\n\n## Section\n\n\
             - An *item*[^2]\n\nCanary-furniture is left out.\n\nSubscribe, says the fox, now.\n\n\
             [^1]: A footnote.\n\n[^2]: Canary-footnote.\n",
        )
        .source(
            "a",
            "seed: a.md\ntitle: A\ndate: 2024\nnote: \"## Heading\\n\\nOf [[a#p]].\"\n\
             redact: [Canary-redacted]\nomit: [Canary-furniture is left out., \
             'Subscribe, says the fox, now.', Canary-footnote.]\npassages:\n  \
             - { quote: The fox jumps, id: p, arguments: { c: supports, ökonomie: disputes }, \
             note: 'See [[e#p]].', speaker: Zo }\n  \
             - { quote: fox jumps, id: q, arguments: { c: reports } }\n  \
             - { quote: An item, id: s, arguments: { ökonomie: supports } }\n  \
             - { quote: says the fox, id: r, arguments: { c: supports } }\n",
        )
        .seed("e.md", format!("Before[^1] {}the fox{}[^1]\n\n[^1]: Canary-note.\n", "it ".repeat(20), " after".repeat(20) + " Canary-far"))
        .source(
            "e",
            "seed: e.md\ntitle: E\ndate: 2023\nrights: excerpts\nurl: https://example.org/e\n\
             passages:\n  - { quote: the fox, id: p, arguments: { c: disputes } }\n",
        )
        .seed("l.txt", "Canary-link says so.")
        .source(
            "l",
            "seed: l.txt\ntitle: L\nrights: link\nurl: https://example.org/l\npassages:\n  \
             - { quote: Canary-link says so., id: p, arguments: { c: supports } }\n",
        )
        .seed("über.md", "The fox[^1].\n\n[^1]: Another.\n")
        .source(
            "über",
            "seed: über.md\ntitle: Ü\npassages:\n  \
             - { quote: The fox, id: p, arguments: { ökonomie: supports } }\n",
        )
}

fn attributes(html: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let open = tokens(html).unwrap().into_iter().filter_map(|token| match token {
        Token::Open { name, attributes } => Some((name, attributes)),
        _ => None,
    });
    open.collect()
}

fn words(html: &str) -> String {
    let text = tokens(html).unwrap().into_iter().filter_map(|token| match token {
        Token::Text(text) => Some(text),
        _ => None,
    });
    text.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_passage_has_its_mark_and_its_note_under_an_id_of_its_own() {
    let site = dossier().build();
    let page = site.page(PRINT);
    check(&page).unwrap();
    let marks = marked(&page);
    assert_eq!(
        marks.iter().map(|(id, words)| (&**id, &**words)).collect::<Vec<_>>(),
        [
            ("sources/a/p", "The fox jumps"),
            ("sources/a/q", "fox jumps"),
            ("sources/a/r", "says the fox"),
            ("sources/a/s", "An item"),
            ("sources/e/p", "the fox"),
            ("sources/über/p", "The fox"),
        ]
    );
    // By date: E, A, and those without one in the order of their names.
    for (id, number) in [
        ("e/p", "1.1"),
        ("a/p", "2.1"),
        ("a/q", "2.2"),
        ("a/s", "2.3"),
        ("a/r", "2.4"),
        ("über/p", "4.1"),
    ] {
        let reference = format!("href=\"#n-sources/{id}\" data-n=\"{number}\"");
        assert_eq!(page.matches(&reference).count(), 1, "{reference}");
        let note = format!("<li class=\"note\" id=\"n-sources/{id}\"");
        assert_eq!(page.matches(&note).count(), 1, "{note}");
        let back = format!("<a class=\"back\" href=\"#sources/{id}\"");
        assert_eq!(page.matches(&back).count(), 1, "{back}");
    }
}

#[test]
fn every_link_leads_to_a_place_in_the_document_or_out_of_the_site() {
    let site = dossier().build();
    let page = site.page(PRINT);
    let all = attributes(main(&page));
    let ids: BTreeSet<&String> = all.iter().filter_map(|(_, a)| a.get("id")).collect();
    let mut within = 0;
    for (_, attributes) in &all {
        for key in ["href", "aria-labelledby"] {
            let Some(link) = attributes.get(key) else { continue };
            if link.starts_with("https://example.org/") {
                continue;
            }
            let target = if key == "href" {
                link.strip_prefix('#').unwrap_or_else(|| panic!("{link} leads away"))
            } else {
                link
            };
            let target = target.replace("%C3%BC", "ü").replace("%C3%B6", "ö");
            assert!(ids.contains(&target), "{link} leads nowhere");
            within += 1;
        }
    }
    assert!(within > 60, "only {within} links were followed");
    for id in ["sources/a/fn-1", "sources/über/fn-1", "pages/brief", "arguments/ökonomie"]
    {
        let escaped = id.replace('ü', "%C3%BC").replace('ö', "%C3%B6");
        let led_to = [id, &*escaped].map(|id| format!("href=\"#{id}\""));
        assert!(led_to.iter().any(|href| page.contains(href)), "{id}");
    }
}

#[test]
fn numbers_stand_where_a_link_cannot_be_followed() {
    let page = dossier().build().page(PRINT);
    let text = words(main(&page)).replace('\u{a0}', " ");
    for words in [
        // Prose: a source, a passage, an argument, a source that is not shown.
        "See A2, the words2.1, The first claim.A1",
        // The evidence of a judgment, unfolded.
        "“The fox jumps” A, ¶ 2, note 2.1",
        "“the fox” E, note 1.1",
        "L L, source 3",
        // A person's passages.
        "Zoë Ö Judge also written Zo 2.1",
        "page furniture left out: 4 words",
        "The text of this source is not published here.",
        "Only the marked passages are published here",
    ] {
        assert!(text.contains(words), "`{words}` is not in {text}");
    }
    assert!(!main(&page).contains("<summary>Rests on"), "evidence is folded");
}

#[test]
fn what_is_withheld_redacted_or_left_out_is_not_in_the_document() {
    let site = dossier().build();
    let page = site.page(PRINT);
    assert!(!page.contains("Canary"), "{}", words(main(&page)));
    assert!(page.contains("█████"));
    // But for furniture, which the source's page folds away.
    let folded = site.page("sources/a.html");
    assert!(folded.contains("Canary-furniture") && !folded.contains("Canary-redacted"));
}

#[test]
fn headings_go_down_one_level_at_a_time() {
    let page = dossier().build().page(PRINT);
    let levels: Vec<u8> = attributes(main(&page))
        .iter()
        .filter_map(|(name, _)| name.strip_prefix('h').and_then(|n| n.parse().ok()))
        .collect();
    assert_eq!(levels[0], 1);
    assert!(!levels[1..].contains(&1), "{levels:?}");
    let skips: Vec<&[u8]> = levels.windows(2).filter(|l| l[1] > l[0] + 1).collect();
    assert!(skips.is_empty(), "{levels:?}");
    // A source's own headings, and those of prose, go below the title that they stand under.
    assert!(page.contains("<h4 class=\"text\" id=\"sources/a/p1\""));
    assert!(page.contains("<h3>Top</h3>") && page.contains("<h4>Under</h4>"));
}

/// A dossier whose sources have so many bytes, published so.
fn large(bytes: usize, rights: &str) -> Built {
    DossierTest::new()
        .seed("a.txt", "words ".repeat(bytes / 6))
        .source("a", format!("seed: a.txt\ntitle: A\nrights: {rights}\n"))
        .build()
}

#[test]
fn a_dossier_that_is_too_large_has_no_document_and_no_link_to_it() {
    for (bytes, rights, there) in [
        (PRINT_BYTES_MAX - 1000, "full", true),
        (PRINT_BYTES_MAX + 1000, "full", false),
        (PRINT_BYTES_MAX + 1000, "excerpts", true),
        (PRINT_BYTES_MAX + 1000, "link", true),
    ] {
        let site = large(bytes, rights);
        let listed = site.site.as_ref().unwrap().paths().contains(&PRINT.to_owned());
        assert_eq!(listed, there, "{bytes} bytes, {rights}");
        for (path, href) in
            [("index.html", "\"print.html\""), ("matrix.html", "\"print.html\"")]
        {
            assert_eq!(site.page(path).contains(href), there, "{path}");
        }
    }
    let site = dossier().build();
    assert!(site.page("sources/a.html").contains("href=\"../print.html\""));
    assert!(!site.page(PRINT).contains("href=\"print.html\""));
}

#[test]
fn an_empty_dossier_has_a_title_page() {
    let page = DossierTest::new().build().page(PRINT);
    check(&page).unwrap();
    assert!(page.contains("<h1>A dossier</h1>"));
    assert!(!page.contains("id=\"sources\""));
}
