//! How a source is cited: what is said of it, and that programs which are not ours can read it.

use biblatex::{Bibliography, ChunksExt};
use serde_json::Value;

use crate::support::{Built, DossierTest};

/// A dossier with one source of this metadata, in this style.
fn cited(style: &str, yaml: &str) -> Built {
    let about = match style {
        "" => "title: A dossier\n".to_owned(),
        style => format!("title: A dossier\ncitation_style: {style}\n"),
    };
    DossierTest::new()
        .file("content/dossier.yaml", about)
        .seed("s.txt", "Words.")
        .source("s", format!("seed: s.txt\n{yaml}"))
        .build()
}

/// The formatted citation of that source.
#[cfg(feature = "citations")]
fn formatted(style: &str, yaml: &str) -> String {
    let page = cited(style, yaml).page("sources/s.html");
    let cite = page.split("<details class=\"cite\">").nth(1).expect("a citation");
    let line = cite.split("<p dir=\"auto\">").nth(1).unwrap_or("NONE</p>");
    line.split("</p>").next().unwrap().to_owned()
}

/// A title with all that some format takes for its own.
const HOSTILE: &str =
    r#"<script>alert(1)</script> } @misc{x, & 100% #1 $x_y$ ^~ \input{z} "q" {[*_"#;

fn hostile() -> Built {
    let hostile = Value::from(format!("{HOSTILE}\r\nER  - \r\nTY  - BOOK"));
    cited(
        "",
        &format!(
            "title: {hostile}\nauthor: [{hostile}, A and B]\npublisher: {hostile}\n\
             url: \"https://example.org/a_{{b%20c}}?d=1&e=2\"\ndate: 2025-02~\n"
        ),
    )
}

#[test]
fn bibtex_holds_whatever_a_title_holds() {
    let text = String::from_utf8(hostile().files()["data/sources.bib"].clone()).unwrap();
    let read = Bibliography::parse(&text).expect("BibTeX");
    assert_eq!(read.len(), 1, "{text}");
    let entry = read.get("s").unwrap();
    assert_eq!(entry.author().unwrap().len(), 2, "{text}");
    let url = entry.url().unwrap();
    assert_eq!(url, "https://example.org/a_%7Bb%20c%7D?d=1&e=2");
    assert!(entry.title().unwrap().format_verbatim().contains("100% #1 $x_y$"), "{text}");
    // What counts braces without looking at backslashes finds them in pairs.
    let mut depth = 0;
    for c in text.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        assert!(depth >= 0, "{text}");
    }
    assert_eq!(depth, 0, "{text}");
}

#[test]
fn ris_holds_whatever_a_title_holds() {
    let text = String::from_utf8(hostile().files()["data/sources.ris"].clone()).unwrap();
    let lines: Vec<&str> = text.strip_suffix("\r\n").unwrap().split("\r\n").collect();
    for line in &lines {
        let (tag, value) = line.split_once("  - ").expect("a tag and a value");
        assert!(tag.len() == 2 && tag.chars().all(|c| c.is_ascii_alphanumeric()));
        assert!(!value.contains(['\r', '\n']));
    }
    let count = |tag: &str| lines.iter().filter(|line| line.starts_with(tag)).count();
    assert_eq!((count("TY  - "), count("ER  - ")), (1, 1), "{text}");
    assert_eq!((lines[0], lines[lines.len() - 1]), ("TY  - ELEC", "ER  - "));
    assert!(lines.contains(&"PY  - 2025") && text.contains("DA  - 2025/02//2025-02~"));
}

#[test]
fn csl_json_is_an_item_a_source() {
    let built = hostile();
    let text = &built.files()["data/sources.csl.json"];
    let items: Vec<hayagriva::citationberg::json::Item> =
        serde_json::from_slice(text).expect("CSL-JSON");
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].id().unwrap(), "s");
    let item: Value = serde_json::from_slice(text).unwrap();
    assert!(item[0]["title"].as_str().unwrap().starts_with(HOSTILE));
    assert_eq!(item[0]["type"], "webpage");
    assert_eq!(item[0]["author"][1]["literal"], "A and B");
    assert_eq!(item[0]["issued"]["date-parts"], serde_json::json!([[2025, 2]]));
    assert_eq!(item[0]["issued"]["circa"], true);
}

#[test]
fn dates_say_what_is_known_in_every_format() {
    for (date, csl, ris) in [
        ("2025-02-25", r#"{"date-parts":[[2025,2,25]]}"#, "DA  - 2025/02/25/\r"),
        ("2025?", r#"{"date-parts":[[2025]],"circa":true}"#, "DA  - 2025///2025"),
        ("2003/2005-06", r#"{"date-parts":[[2003],[2005,6]]}"#, "N1  - Date: "),
        ("201X", r#"{"literal":"201X"}"#, "N1  - Date: 201X\r"),
    ] {
        let built = cited("", &format!("title: T\ndate: {date}\n"));
        let text = |name: &str| String::from_utf8(built.files()[name].clone()).unwrap();
        let items: Value = serde_json::from_str(&text("data/sources.csl.json")).unwrap();
        assert_eq!(items[0]["issued"].to_string(), csl, "{date}");
        assert!(text("data/sources.ris").contains(ris), "{}", text("data/sources.ris"));
        assert!(text("data/sources.bib").contains(&format!("date = {{{date}}}")));
    }
}

#[cfg(feature = "citations")]
#[test]
fn a_formatted_citation_holds_no_markup_but_its_own() {
    let title = Value::from(HOSTILE);
    for style in ["", "chicago-notes", "modern-language-association", "ieee"] {
        let html = formatted(
            style,
            &format!("title: {title}\nauthor: {title}\npublisher: {title}\n"),
        );
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;"), "{html}");
        assert!(html.contains(r"\input{z}"), "{html}");
    }
}

#[cfg(feature = "citations")]
#[test]
fn a_title_keeps_its_letters() {
    let no_date = formatted("", "title: A Title Of iPhones\n");
    assert_eq!(no_date, "<i>A Title Of iPhones</i>. (n.d.).");
}

#[cfg(feature = "citations")]
#[test]
fn a_style_says_what_is_known_and_no_more() {
    let full = "author: Volodymyr Zelenskyy\npublisher: The Times\nurl: https://x.org/\n";
    for (style, yaml, expected) in [
        (
            "",
            format!("{full}date: 2025-02-25\n"),
            "Volodymyr Zelenskyy. (2025, February 25). <i>T</i>. The Times. ",
        ),
        ("", format!("{full}date: 2025-02~\n"), "(ca. 2025, February). "),
        (
            "",
            "author: [A B, C D]\ndate: 2025\n".into(),
            "A B, &amp; C D. (2025). <i>T</i>.",
        ),
        ("", "author: علي\ndate: 2003/2005\n".into(), "علي. (2003–2005). "),
        ("", "date: 2025-02-03/2025-02-09\n".into(), "(2025, February)."),
        ("", "date: 201X\n".into(), "(2010–2019)."),
        ("", "date: 2003/..\n".into(), "(2003–)."),
        ("", "publisher: The Times\n".into(), "<i>T</i>. (n.d.). The Times."),
        (
            "chicago-notes",
            format!("{full}date: 2025-02-25?\n"),
            "“T.” The Times, [February 25, 2025?]. ",
        ),
        ("chicago-author-date", "author: A\ndate: 2025\n".into(), "A. 2025. “T.”"),
        (
            "harvard-cite-them-right",
            format!("{full}date: 2025~\n"),
            "Volodymyr Zelenskyy (ca. 2025) <i>T</i>. ",
        ),
        ("nature", format!("{full}date: 2025~\n"), "ca. 2025"),
        // No style writes a year before our era as it is written here.
        ("", "date: -0043\n".into(), "NONE"),
    ] {
        let line = formatted(style, &format!("title: T\n{yaml}"));
        assert!(line.contains(expected), "{style}: {yaml}\n{line}");
        for twice in [",)", "..", ".”."] {
            assert!(!line.contains(twice), "{style}: {yaml}\n{line}");
        }
    }
    let long = "x".repeat(300);
    assert!(formatted("", &format!("title: {long}\n")).contains(&long));
}

#[cfg(feature = "citations")]
#[test]
fn the_words_of_a_style_are_in_the_language_of_the_dossier() {
    let about = "title: A\nlanguage: de\ncitation_style: harvard-cite-them-right\n";
    let page = DossierTest::new()
        .file("content/dossier.yaml", about)
        .seed("s.txt", "Worte.")
        .source("s", "seed: s.txt\ntitle: T\n")
        .build()
        .page("sources/s.html");
    assert!(page.contains("ohne Datum"), "{page}");
}

#[cfg(feature = "citations")]
#[test]
fn an_unknown_style_is_told_with_the_one_that_was_meant() {
    let diagnostics = cited("chicago-note", "title: T\n").diagnostics();
    assert!(diagnostics.contains("error[citation-style]"), "{diagnostics}");
    assert!(diagnostics.contains("did you mean `chicago-notes`?"), "{diagnostics}");
}

#[cfg(not(feature = "citations"))]
#[test]
fn a_style_that_can_not_be_followed_is_told() {
    let built = cited("apa", "title: T\n");
    assert!(built.diagnostics().contains("warning[citation-style]"));
    let page = built.page("sources/s.html");
    assert!(page.contains("@misc{s,") && !page.contains("<p dir=\"auto\">"));
}

#[test]
fn what_may_only_be_linked_to_is_cited_without_its_words() {
    let built = cited("", "title: T\nrights: link\nurl: https://x.org/\n");
    let page = built.page("sources/s.html");
    assert!(page.contains("@online{s,") && !page.contains("Words."), "{page}");
}
