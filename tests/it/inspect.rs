//! What `check` finds in the rendered site, and where in the author's files it comes from.

use serde_json::Value;

use crate::support::Disk;

/// What `check` finds, one a line: `path:line:column code: message`.
fn check(disk: &Disk) -> Vec<String> {
    let ran = disk.run(&["check", "--format", "json"]);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    let line = |d: &Value| {
        let place = match (d["path"].as_str(), d["line"].as_u64()) {
            (Some(path), Some(line)) => format!("{path}:{line}:{} ", d["column"]),
            (Some(path), None) => format!("{path} "),
            _ => String::new(),
        };
        let help = d["help"].as_str().map_or(String::new(), |help| format!(" ({help})"));
        format!(
            "{place}{}: {}{help}",
            d["code"].as_str().unwrap(),
            d["message"].as_str().unwrap()
        )
    };
    json["diagnostics"].as_array().unwrap().iter().map(line).collect()
}

fn with_prose(markdown: &str) -> Disk {
    let disk = Disk::dossier();
    disk.put("content/pages/brief.md", format!("---\ntitle: Brief\n---\n\n{markdown}\n"));
    disk
}

#[test]
fn a_link_in_prose_that_leads_nowhere_is_told_where_it_is_written() {
    let disk = with_prose(
        "A [good](sources/a.html) one, [one](sources/b.html), [two](#nowhere),\n[three](matrix.html#nix), [four](/a.html), [five](../sources/a.html), [six](Sources/a.html).",
    );
    assert_eq!(
        check(&disk),
        [
            "content/pages/brief.md:5:37 dead-link: the link `sources/b.html` leads nowhere: there is no sources/b.html (did you mean `sources/a.html`?)",
            "content/pages/brief.md:5:60 dead-link: the link `#nowhere` leads nowhere: brief.html has no place `nowhere`",
            "content/pages/brief.md:6:9 dead-link: the link `matrix.html#nix` leads nowhere: matrix.html has no place `nix`",
            "content/pages/brief.md:6:34 dead-link: the link `/a.html` leads out of the site (links in prose begin at the site's root: write `a.html`)",
            "content/pages/brief.md:6:51 dead-link: the link `../sources/a.html` leads out of the site (links in prose begin at the site's root: write `sources/a.html`)",
            "content/pages/brief.md:6:77 dead-link: the link `Sources/a.html` leads nowhere: there is no Sources/a.html (did you mean `sources/a.html`?)",
        ]
    );
    assert_eq!(disk.run(&["check"]).code, Some(1));
}

/// A note is shown on the source's page, on the argument's and in the one document.
#[test]
fn a_link_in_a_note_holds_wherever_the_note_is_shown() {
    let disk = Disk::dossier();
    let source = |address: &str| {
        format!(
            "seed: a.txt\ntitle: A\npassages:\n  - quote: The fox\n    arguments: {{ c: supports }}\n    note: \"See [it]({address}).\"\n"
        )
    };
    disk.put("content/sources/a.yaml", source("arguments/c.html"));
    assert_eq!(check(&disk), Vec::<String>::new());
    disk.put("content/sources/a.yaml", source("arguments/d.html"));
    assert_eq!(
        check(&disk),
        [
            "content/sources/a.yaml:6:21 dead-link: the link `../arguments/d.html` leads nowhere: there is no arguments/d.html (did you mean `arguments/c.html`?)"
        ]
    );
}

#[test]
fn what_a_template_breaks_is_told_once() {
    let disk = with_prose("Words.");
    assert_eq!(check(&disk), Vec::<String>::new());
    disk.put(
        "templates/parts/footer.html",
        "<p><a href=\"{{ root }}gone.html\">x</a><img src=\"{{ root }}no.png\" alt=\"\"><b id=\"x\"></b><b id=\"x\"></b></p>",
    );
    let found = check(&disk);
    let about = |start: &str| found.iter().filter(|line| line.starts_with(start)).count();
    // From the root, and from a directory.
    for gone in ["gone.html", "no.png"] {
        let told =
            found.iter().filter(|line| line.ends_with(&format!("there is no {gone}")));
        assert_eq!(told.count(), 2, "{found:#?}");
    }
    assert_eq!(about("dead-link: "), 4, "{found:#?}");
    assert_eq!(about("duplicate-html-id: the id `x` stands more than once on"), 1);
    // The footer alone leads to the whole dossier as one document, and to the data.
    for page in ["print.html", "data/index.html"] {
        let told = about(&format!("orphan-page: no page leads to {page}"));
        assert_eq!(told, 1, "{found:#?}");
    }
    assert_eq!(found.len(), 7, "{found:#?}");
}

#[test]
fn a_page_of_prose_that_nothing_leads_to_is_told_with_its_file() {
    let disk = with_prose("Words.");
    disk.put(
        "content/dossier.yaml",
        "title: A\nnavigation: [arguments, sources, matrix, timeline]\n",
    );
    disk.put(
        "templates/cover.html",
        "{% extends \"base.html\" %}{% block content %}{% endblock %}",
    );
    let found = check(&disk);
    assert!(found[0].starts_with("content/pages/brief.md orphan-page: "), "{found:#?}");
}
