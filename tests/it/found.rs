//! What is made for those who find and share: the feed, the sitemap, and what pages tell
//! machines of themselves.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Built, DossierTest};

/// Four sources: one dated to the day, one read on a day, one of about a day, one of which no day
/// is known.
fn dossier(about: &str) -> Built {
    let quote = "passages:\n  - { quote: Secretword, arguments: { c: supports } }\n";
    let mut test = DossierTest::new()
        .file("content/dossier.yaml", format!("title: A & <B> \"C\"\n{about}"))
        .argument("c", "claim: A claim </script><b>.\nlabel: C & <D>\nrecurs: false\n");
    for (id, yaml) in [
        (
            "day",
            "title: A <day> & \"more\"\nauthor: [One, 'Two, Three']\npublisher: P\ndate: 2025-02-25\nurl: https://example.org/?a=b&c\nlanguage: uk\n",
        ),
        ("read", "title: Read\ndate: 2025-02-25~\naccessed: 2025-03-01\n"),
        ("about", "title: About\ndate: 2025-01-10~\n"),
        ("unknown", "title: Unknown\ndate: 2025-02\n"),
    ] {
        test = test
            .seed(&format!("{id}.txt"), format!("{id}: Secretword here."))
            .source(id, format!("seed: {id}.txt\nrights: link\n{yaml}{quote}"));
    }
    test.build().clean()
}

#[test]
fn the_feed_has_the_days_that_are_known_and_no_other() {
    for about in ["", "base_url: https://example.org/some/brief\nauthors: [N & M]\n"] {
        let built = dossier(about);
        let text = built.page("feed.xml");
        let feed: atom_syndication::Feed = text.parse().unwrap();
        assert_eq!(feed.title.as_str(), "A & <B> \"C\"");
        assert_eq!(feed.updated.to_rfc3339(), "2025-03-01T00:00:00+00:00");
        let author = if about.is_empty() { "A & <B> \"C\"" } else { "N & M" };
        assert_eq!(feed.authors[0].name, author);
        let found: Vec<_> = feed
            .entries
            .iter()
            .map(|entry| {
                let published = entry.published.map(|date| date.to_rfc3339());
                (entry.title.as_str(), entry.updated.to_rfc3339(), published)
            })
            .collect();
        let [day, read] = ["2025-02-25T00:00:00+00:00", "2025-03-01T00:00:00+00:00"];
        assert_eq!(
            found,
            [
                ("Read", read.to_owned(), None),
                ("A <day> & \"more\"", day.to_owned(), Some(day.to_owned())),
                ("About", "2025-01-10T00:00:00+00:00".to_owned(), None),
            ]
        );
        let summary = feed.entries[2].summary.as_ref().unwrap();
        assert!(summary.as_str().contains("about 10 January 2025"), "{summary:?}");
        let names: Vec<_> = feed.entries[1].authors.iter().map(|one| &one.name).collect();
        assert_eq!(names, ["One", "Two, Three"]);
        let root = if about.is_empty() { "" } else { "https://example.org/some/brief/" };
        let link = format!("{root}sources/read.html");
        assert_eq!(feed.entries[0].links[0].href, link);
        assert!(feed.entries.iter().all(|entry| entry.id.starts_with("urn:uuid:")));
        assert!(!text.contains("Secretword"));
        let cover = built.page("index.html");
        assert!(cover.contains("type=\"application/atom+xml\""), "{cover}");
    }
    let undated = DossierTest::new().build();
    assert!(!undated.files().contains_key("feed.xml"));
    assert!(!undated.page("index.html").contains("atom+xml"));
}

#[test]
fn a_sitemap_lists_every_page_where_the_address_is_known() {
    let built = dossier("base_url: https://example.org/some/brief\n");
    let text = built.page("sitemap.xml");
    let listed: BTreeSet<&str> = text
        .split("<loc>https://example.org/some/brief/")
        .skip(1)
        .map(|rest| rest.split("</loc>").next().unwrap())
        .collect();
    let pages: BTreeSet<&str> = built
        .files()
        .keys()
        .map(String::as_str)
        .filter(|path| {
            path.ends_with(".html") && !["404.html", "print.html"].contains(path)
        })
        .map(|path| if path == "index.html" { "" } else { path })
        .collect();
    assert_eq!(listed, pages);
    let robots = built.page("robots.txt");
    assert!(robots.ends_with("Sitemap: https://example.org/some/brief/sitemap.xml\n"));
    for file in ["sitemap.xml", "robots.txt"] {
        assert!(!dossier("").files().contains_key(file));
    }
}

#[test]
fn a_sitemap_that_would_be_too_long_is_cut() {
    let pages: Vec<String> = (0..50_001).map(|n| format!("{n}é.html")).collect();
    let files = throughline::exchange::sitemaps("https://example.org", &pages);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]);
    assert!(files[1].1.contains("<loc>https://example.org/50000%C3%A9.html</loc>"));
    assert!(files[2].1.contains("<sitemap><loc>https://example.org/sitemap-2.xml</loc>"));
}

/// The JSON-LD of a page.
fn json_ld(page: &str) -> Value {
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">").unwrap();
    serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap()
}

#[test]
fn pages_say_what_they_are_about_and_invent_nothing() {
    let built = dossier("base_url: https://example.org/some/brief\n");
    let work = json!({
        "@type": "CreativeWork",
        "name": "A <day> & \"more\"",
        "author": ["One", "Two, Three"],
        "publisher": "P",
        "datePublished": "2025-02-25",
        "inLanguage": "uk",
        "url": "https://example.org/?a=b&c",
        "mainEntityOfPage": "https://example.org/some/brief/sources/day.html",
    });
    let mut source = json_ld(&built.page("sources/day.html"));
    assert_eq!(
        source.as_object_mut().unwrap().remove("@context").unwrap(),
        "https://schema.org"
    );
    assert_eq!(source, work);
    let claim = json_ld(&built.page("arguments/c.html"));
    assert_eq!(
        (&claim["@type"], &claim["text"]),
        (&json!("Claim"), &json!("A claim </script><b>."))
    );
    let appearances = claim["appearance"].as_array().unwrap();
    assert_eq!((appearances.len(), appearances[2] == work), (4, true), "{claim}");
    // A date that is not certain is no date of publication.
    assert!(
        appearances
            .iter()
            .any(|one| one["name"] == "Read" && one.get("datePublished").is_none())
    );
    let cover = json_ld(&built.page("index.html"));
    assert_eq!(cover["url"], "https://example.org/some/brief/");
    for (path, bytes) in built.files().iter().filter(|(path, _)| path.ends_with(".html"))
    {
        let page = String::from_utf8_lossy(bytes);
        assert!(!page.contains("ClaimReview"), "{path}");
        let shared = page.contains("<meta property=\"og:title\"");
        assert_eq!(shared, path != "404.html", "{path}");
    }
}

#[test]
fn reference_managers_read_what_is_known_of_a_source() {
    let meta = |page: String| -> Vec<String> {
        let all = page.split("<meta name=\"citation_").skip(1);
        all.map(|rest| rest.split("\">").next().unwrap().to_owned()).collect()
    };
    let built = dossier("");
    assert_eq!(
        meta(built.page("sources/day.html")),
        [
            "title\" content=\"A &lt;day&gt; &amp; &quot;more&quot;",
            "author\" content=\"One",
            "author\" content=\"Two, Three",
            "publisher\" content=\"P",
            "publication_date\" content=\"2025/02/25",
            "language\" content=\"uk",
        ]
    );
    assert_eq!(meta(built.page("sources/read.html")), ["title\" content=\"Read"]);
    assert_eq!(meta(built.page("arguments/c.html")), Vec::<String>::new());
}
