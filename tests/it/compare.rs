//! Comparisons: every two sources that share an argument, on all that they share, in words that
//! may be shown; and a bounded number of pages however many sources there are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::index::{hrefs, sound, target};
use crate::support::{Built, DossierTest};

/// Sources with a passage an argument and stance.
fn sources(of: &[&[(&str, &str)]]) -> DossierTest {
    let mut test = DossierTest::new();
    for (n, passages) in of.iter().enumerate() {
        let (mut seed, mut yaml) = (String::new(), String::new());
        for (p, (argument, stance)) in passages.iter().enumerate() {
            let quote = format!("Quoted words {p} of {n}.");
            writeln!(seed, "{quote}\n").unwrap();
            writeln!(
                yaml,
                "  - {{ quote: {quote}, arguments: {{ {argument}: {stance} }} }}"
            )
            .unwrap();
            test = test
                .argument(argument, format!("claim: Claim {argument}.\nrecurs: false\n"));
        }
        let yaml = format!(
            "seed: {n}.txt\ntitle: Source {n}\ndate: {}\npassages:\n{yaml}",
            2024 - n
        );
        test = test.seed(&format!("{n}.txt"), seed).source(&format!("s{n}"), yaml);
    }
    test
}

/// The pages that compare.
fn compared(site: &Built) -> BTreeSet<String> {
    let paths = site.files().keys().filter(|path| path.starts_with("compare/"));
    paths.cloned().collect()
}

/// The verdicts of a page, by argument.
fn verdicts(html: &str) -> BTreeMap<String, String> {
    let rows = html.split("<section class=\"compared").skip(1);
    let row = |row: &str| {
        let between = |begin: &str, end: &str| -> String {
            row.split_once(begin).unwrap().1.split(end).next().unwrap().to_owned()
        };
        (between("arguments/", ".html"), between("class=\"verdict ", "\""))
    };
    rows.map(row).collect()
}

#[test]
fn every_two_sources_that_share_an_argument_are_compared_on_all_that_they_share() {
    let site = sources(&[
        &[("a", "supports"), ("b", "supports"), ("c", "reports"), ("d", "supports")],
        &[("a", "supports"), ("b", "disputes"), ("c", "disputes"), ("e", "reports")],
        &[("d", "supports"), ("d", "disputes")],
        &[("f", "supports")],
    ])
    .build();
    sound(&site);
    let two = ["compare/s0/s1.html", "compare/s0/s2.html"];
    assert_eq!(compared(&site), two.map(str::to_owned).into());
    let html = site.page("compare/s0/s1.html");
    let wanted = [("a", "agree"), ("b", "differ"), ("c", "unsided")];
    let wanted =
        wanted.map(|(argument, verdict)| (argument.to_owned(), verdict.to_owned()));
    assert_eq!(verdicts(&html), wanted.into());
    for said in
        ["3 arguments in both", "they agree on 1", "they differ on 1", "on 1, one only"]
    {
        assert!(html.contains(said), "{said}");
    }
    let partly = site.page("compare/s0/s2.html");
    assert_eq!(verdicts(&partly), [("d".to_owned(), "partly".to_owned())].into());
    assert!(partly.contains("1 argument in both"));
    // The earlier source stands first, whatever the order of the ids.
    assert!(html.contains("<title>Source 1 and Source 0"));
    let before = html.find("Quoted words 0 of 1.").unwrap();
    assert!(before < html.find("Quoted words 0 of 0.").unwrap());
    assert!(html.contains("Quoted words 2 of 1.") && !html.contains("Quoted words 3 of"));
    // The ways there: from each of the two, and from the list.
    for page in ["sources/s0.html", "sources/s1.html", "compare.html"] {
        let hrefs = hrefs(&site.page(page));
        let to = "compare/s0/s1.html#";
        assert!(hrefs.iter().any(|href| target(page, href) == to), "{page}");
    }
    let alone = site.page("sources/s3.html");
    assert!(!alone.contains("compare/") && alone.contains("../compare.html?a=s3"));
    let index = hrefs(&site.page("sources/index.html"));
    assert!(index.contains(&"../compare.html".to_owned()), "{index:?}");
}

#[test]
fn what_rights_and_redactions_withhold_is_in_no_comparison() {
    let passage = |quote: &str| {
        format!("passages:\n  - {{ quote: {quote}, arguments: {{ c: supports }} }}\n")
    };
    let site = DossierTest::new()
        .argument("c", "claim: A claim.\n")
        .seed("a.txt", "Numbat words.")
        .source(
            "a",
            format!("seed: a.txt\ntitle: A\nrights: link\n{}", passage("Numbat words.")),
        )
        .seed("b.txt", "Shown words of Bilby. Far away stands a Quokka.")
        .source(
            "b",
            format!("seed: b.txt\ntitle: B\nredact: [Bilby]\n{}", passage("Shown words")),
        )
        .build();
    let html = site.page("compare/a/b.html");
    assert!(html.contains("Shown words") && html.contains("do not allow its words"));
    for withheld in ["Numbat", "Bilby"] {
        assert!(!html.contains(withheld), "{withheld}");
    }
}

#[test]
fn where_pairs_are_too_many_each_source_stands_beside_those_nearest_to_it() {
    let names: Vec<String> = (0..60).map(|n| format!("three{}", n / 3)).collect();
    let own: Vec<[(&str, &str); 3]> = names
        .iter()
        .map(|name| {
            [("all", "supports"), (name.as_str(), "disputes"), ("all", "reports")]
        })
        .collect();
    let of: Vec<&[(&str, &str)]> = own.iter().map(|passages| &passages[..]).collect();
    let site = sources(&of).build();
    sound(&site);
    let wanted: BTreeSet<String> =
        (0..60).map(|n| format!("compare/s{n}.html")).collect();
    assert_eq!(compared(&site), wanted, "a page a source");
    let html = site.page("compare/s6.html");
    let (first, _) = html.split_once("id=\"with-s7\"").expect("the nearest of all");
    assert!(!first.contains("class=\"comparison\" id="), "and first");
    assert_eq!(html.matches("class=\"comparison\"").count(), 2, "who shares two");
    let source = hrefs(&site.page("sources/s6.html"));
    assert!(source.contains(&"../compare/s6.html#with-s7".to_owned()), "{source:?}");
    let any = "../compare.html?a=s6".to_owned();
    assert!(source.contains(&any), "and any two are compared: {source:?}");
    assert!(!site.page("compare.html").contains("class=\"entries\""));
}

#[test]
fn where_sources_are_too_many_for_a_page_each_they_are_compared_where_they_are_chosen() {
    let names: Vec<String> = (0..1_001).map(|n| format!("of{}", n / 200)).collect();
    let own: Vec<[(&str, &str); 2]> = names
        .iter()
        .map(|name| [("all", "supports"), (name.as_str(), "disputes")])
        .collect();
    let of: Vec<&[(&str, &str)]> = own.iter().map(|passages| &passages[..]).collect();
    let about = "title: Many\nsearch: false\n";
    let site = sources(&of).file("content/dossier.yaml", about).build();
    let paths = site.site.as_ref().unwrap().paths();
    assert!(paths.iter().all(|path| !path.starts_with("compare/")));
    let source = hrefs(&site.page("sources/s6.html"));
    let near: Vec<&String> =
        source.iter().filter(|href| href.contains("compare.html?a=s6&")).collect();
    let beside = ["s0", "s1", "s10"].map(|id| format!("../compare.html?a=s6&b={id}"));
    assert_eq!(near, beside.each_ref());
    let page = site.page("compare.html");
    assert!(page.len() < 20_000, "{} bytes", page.len());
}

#[test]
fn the_names_to_choose_from_are_a_script_of_what_may_be_shown() {
    let title = "title: \"Says </script> & 'quotes'\\u2028\"\n";
    let more =
        "author: Ann\npublisher: The Post\ndate: 2024-05\nlanguage: ar\nrights: link\n";
    let passages = "passages:\n  - { quote: Hidden words, arguments: { a: supports } }\n";
    let site = DossierTest::new()
        .argument("a", "claim: A.\n")
        .seed("one.txt", "Hidden words.\n")
        .source("one", format!("seed: one.txt\n{title}{more}{passages}"))
        .seed("two.txt", "Hidden words.\n")
        .source("two", format!("seed: two.txt\ntitle: Two\n{passages}"))
        .build();
    let script = site.page("assets/sources.js");
    let rows = script.strip_prefix("var throughlineSources = ").unwrap();
    let rows =
        rows.trim_end().strip_suffix(",\n];").map(|rows| format!("{rows}]")).unwrap();
    let rows: Vec<[String; 4]> = serde_json::from_str(&rows).unwrap();
    let ids: Vec<&str> = rows.iter().map(|[id, ..]| &**id).collect();
    assert_eq!(ids, ["one", "two"]);
    assert!(rows[0][1].starts_with("Says </script> & 'quotes'"), "{:?}", rows[0]);
    assert_eq!(rows[0][2..], ["Ann, The Post, May 2024", "ar"].map(str::to_owned));
    assert_eq!(rows[1][2..], ["", ""].map(str::to_owned));
    assert!(!script.contains("Hidden"));
}

#[test]
fn a_comparison_of_very_many_words_names_what_it_has_no_room_for() {
    let mut test = DossierTest::new();
    let mut both = [String::new(), String::new()];
    let mut seeds = [String::new(), String::new()];
    for a in 0..400 {
        test = test.argument(&format!("a{a}"), "claim: A claim.\nrecurs: false\n");
        for n in 0..2 {
            let quote = format!("Source {n} says {a}: {}.", "many words ".repeat(40));
            writeln!(seeds[n], "{quote}\n").unwrap();
            let entry =
                format!("  - {{ quote: '{quote}', arguments: {{ a{a}: supports }} }}\n");
            both[n] += &entry;
        }
    }
    for n in 0..2 {
        let yaml = format!("seed: {n}.txt\ntitle: S\npassages:\n{}", both[n]);
        test = test.seed(&format!("{n}.txt"), &seeds[n]).source(&format!("s{n}"), yaml);
    }
    let site = test.build();
    let html = site.page("compare/s0/s1.html");
    assert!(html.len() < 1_000_000, "{} bytes", html.len());
    assert!(html.contains("400 arguments in both") && html.contains("they agree on 400"));
    let named: BTreeSet<String> =
        hrefs(&html).into_iter().filter(|href| href.contains("arguments/")).collect();
    assert_eq!(named.len(), 400);
}
