//! docs/components.html: every component of the built-in theme, as it looks, with its data.
//!
//! The dossier is a small one that stands in `dossier()`. Its views are made by the program, and
//! its components rendered by the theme: nothing on the page is written by hand but the calls.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use throughline::exchange::{bibtex, csl_json, ris};
use throughline::pipeline::{self, Options, Site};
use throughline::theme::{Templates, Theme, built_in};
use throughline::view::{
    CitationView, ComparePart, Edition, Facet, FacetValue, Filters, Link, MapPart,
    MatrixPart, NavigationItem, PageView, Pager, SiteView, argument_page, arguments_page,
    compare_page, comparisons_page, cover_page, map_page, matrix_page, person_page,
    print_page, source_page, timeline_page,
};
use throughline::world::MemoryWorld;

use super::assert_is;

const PAGE: &str = include_str!("components.html");

/// The page is to be read on a slow line, too.
const BYTES_MAX: usize = 300_000;

/// How a component is shown: the call, and what `it` is there.
struct Example {
    /// The file below `parts/`, without `.html`.
    part: &'static str,
    /// What a template writes to have it, in the element that it belongs into.
    call: &'static str,
    it: Value,
}

#[test]
fn components_html_shows_every_component() {
    let site = site();
    let examples = examples(&site);
    let parts: Vec<&str> = built_in().into_keys().filter_map(part).collect();
    for part in &parts {
        let shown = examples.iter().any(|example| example.part == *part);
        assert!(shown, "write an example of {part} into tests/docs/components.rs");
    }
    let theme = theme(&site, &examples);
    let rendered: Vec<Value> =
        parts.iter().map(|part| component(part, &theme, &examples)).collect();
    let it = json!({ "components": rendered, "generator": throughline::GENERATOR });
    let html = theme.render("components.html", &page(""), &it).unwrap();
    let html = String::from_utf8(html).unwrap();
    for part in parts {
        assert!(html.contains(&format!("<h2 id=\"{part}\">")), "no {part} on the page");
    }
    assert!(html.len() <= BYTES_MAX, "{} bytes", html.len());
    assert_is("docs/components.html", &html);
}

/// What the page says of a component.
fn component(part: &str, theme: &Theme, examples: &[Example]) -> Value {
    let file = format!("parts/{part}.html");
    let text = std::str::from_utf8(built_in()[file.as_str()]).unwrap();
    let between = |begin: &str, end: &str| {
        let inner = text.split_once(begin)?.1.split_once(end)?.0;
        Some(inner.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let about = between("{#-", "-#}").unwrap_or_else(|| panic!("{file} says nothing"));
    let signature = between("{% component ", "%}");
    let signature = signature.map(|one| one.trim_end_matches(" -").to_owned());
    let shown = examples.iter().enumerate().filter(|(_, example)| example.part == part);
    let shown: Vec<Value> = shown
        .map(|(n, Example { call, it, .. })| {
            let html = theme.render(&example_file(n), &page("#"), it).unwrap();
            let html = String::from_utf8(html).unwrap();
            let html = html.trim();
            let frame = |scheme: &str| apart(html, scheme, n);
            // An include has the names of every page, and no data of its own.
            let data = signature.as_ref().filter(|_| !it.is_null());
            let data = data.map(|_| serde_json::to_string_pretty(it).unwrap());
            json!({
                "call": call, "short": data.as_ref().is_some_and(|data| data.lines().count() < 14),
                "data": data,
                "light_html": frame("light"), "dark_html": frame("dark"),
            })
        })
        .collect();
    json!({
        "part": part, "file": file, "about": about, "examples": shown,
        "name": signature.as_ref().and_then(|one| one.split('(').next()).unwrap_or(part),
        "parameters": signature.as_deref().map(parameters),
        "used_in": used_in(part, signature.as_deref()),
    })
}

/// The parameters in a component's first line.
fn parameters(signature: &str) -> Vec<&str> {
    let inner = signature.split_once('(').unwrap().1.strip_suffix(')').unwrap();
    inner.split(',').map(str::trim).filter(|one| !one.is_empty()).collect()
}

/// The files that call a component, or include a part.
fn used_in(part: &str, signature: Option<&str>) -> Vec<&'static str> {
    let called = match signature {
        Some(signature) => format!("<{} ", signature.split('(').next().unwrap()),
        None => format!("include \"parts/{part}.html\""),
    };
    let in_tera = |text: &str| {
        [format!("{{{{ {called}"), format!("{{{{- {called}"), format!("{{% {called}")]
            .iter()
            .any(|call| text.contains(call))
    };
    let files = built_in().into_iter().filter(|(name, _)| name.ends_with(".html"));
    files
        .filter(|(_, bytes)| in_tera(std::str::from_utf8(bytes).unwrap()))
        .map(|(name, _)| name)
        .collect()
}

/// A rendering that can stand on a page with others: no id and no name twice, and an open
/// dialogue.
fn apart(html: &str, scheme: &str, number: usize) -> String {
    let prefix = format!("{scheme}-{number}-");
    let mut html = html
        .replace("<dialog ", "<dialog open ")
        .replace(" aria-label=\"", &format!(" aria-label=\"{scheme}: "));
    for begin in [" id=\"", " href=\"#", " aria-labelledby=\"", "url(#"] {
        html = html.replace(begin, &format!("{begin}{prefix}"));
    }
    html
}

fn part(file: &'static str) -> Option<&'static str> {
    file.strip_prefix("parts/")?.strip_suffix(".html")
}

fn example_file(number: usize) -> String {
    format!("example-{number}.html")
}

/// The built-in theme with a template for each example, and one for the page.
fn theme(site: &Site, examples: &[Example]) -> Theme {
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    for (number, example) in examples.iter().enumerate() {
        files.insert(example_file(number), example.call.as_bytes().into());
    }
    files.insert("components.html".to_owned(), PAGE.as_bytes().into());
    let mut dossier = site.dossier().clone();
    dossier.overrides = files;
    let templates = Templates::new(&dossier, Arc::clone(site.locale())).value;
    Theme::new(templates.expect("the calls are valid Tera").into(), &site_view(site))
}

/// Links of the examples lead nowhere: where they would lead is not on the page.
fn page(root: &'static str) -> PageView {
    PageView {
        address: None,
        title: "Components".to_owned(),
        path: "timeline.html".to_owned(),
        root,
        section: "timeline".to_owned(),
        kind: "timeline",
        description: None,
        meta: vec![],
        json_ld: None,
        card: None,
    }
}

fn site_view(site: &Site) -> SiteView {
    let about = &site.dossier().about;
    let sections = ["arguments", "sources", "matrix", "timeline"];
    SiteView {
        title: about.title.clone(),
        subtitle: None,
        description: None,
        language: "en".to_owned(),
        direction: "ltr",
        authors: about.authors.clone(),
        license: about.license.clone(),
        base_url: None,
        print: Some(throughline::view::PRINT),
        feed: None,
        search: Some(throughline::view::SEARCH),
        navigation: sections
            .map(|section| NavigationItem {
                section: section.to_owned(),
                label: section[..1].to_uppercase() + &section[1..],
                path: format!("{section}.html"),
            })
            .into(),
        sources: site.dossier().sources.len(),
        arguments: site.dossier().arguments.len(),
        passages: site.index().passages.len(),
        people: site.index().people.len(),
        generator: throughline::GENERATOR.to_owned(),
    }
}

fn site() -> Site {
    let mut world = MemoryWorld::default();
    for file in include_str!("dossier.txt").split("=== ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap();
        world.insert(path, text);
    }
    let reported = pipeline::site(&world, &Options::default());
    assert!(reported.diagnostics.is_empty(), "{:#?}", reported.diagnostics);
    reported.value.unwrap()
}

/// An example of every component, with views of the small dossier.
fn examples(site: &Site) -> Vec<Example> {
    let view = site.view(Edition::Site);
    let number = |id: &str| {
        let sources = &site.dossier().sources;
        sources.iter().position(|source| source.id.as_str() == id).unwrap()
    };
    let (source, about) = (&site.dossier().sources[0], &site.dossier().about);
    let citation = CitationView {
        formatted_html: Some("Pym, N. <i>A letter to the council</i>.".to_owned()),
        bibtex: bibtex(source, about),
        ris: ris(source, about),
        csl_json: csl_json(source, about),
    };
    let page_of = |id: &str| source_page(&view, number(id), citation.clone());
    let (letter, minutes) = (page_of("letter"), page_of("minutes"));
    let cover = cover_page(&view);
    let argument = argument_page(&view, 0, 0);
    let related = argument.related.as_ref().unwrap();
    let topics = arguments_page(&view, 0).topics;
    let paper = print_page(&site.view(Edition::Print));
    let value = |value: &str, label: &str, rows| FacetValue {
        value: value.to_owned(),
        label: label.to_owned(),
        rows,
    };
    let facet = Facet {
        name: "topic",
        values: vec![value("a", "The crossing", 9), value("b", "The tolls", 3)],
    };
    let filters = Filters {
        facets: vec![facet.clone()],
        orders: vec!["date", "newest", "title"],
        rows: 12,
        all: 12,
    };
    let matrix = matrix_page(&view, MatrixPart::Whole);
    let map = map_page(&view, MapPart::Sheet(0, 0));
    let [one, other] = [number("letter"), number("minutes")];
    let two = ComparePart::Two(one.min(other), one.max(other));
    let comparison = &compare_page(&view, two).comparisons[0];
    let person = person_page(&view, 0, 0);
    let timeline = timeline_page(&view, 0);
    let block = |page: &throughline::view::SourcePage, kind: &str| {
        let mut blocks = page.blocks.iter();
        let block = blocks.find(|block| block.kind == kind).unwrap();
        json!({ "block": block, "language": page.card.source.language })
    };
    let noted = letter.blocks.iter().find(|block| !block.notes.is_empty()).unwrap();
    let note = &noted.notes[0];
    let thread = &note.threads[0];
    let group = &argument.groups[0];
    let row = &matrix.groups[0].rows[0];
    let link = |number: usize| Link {
        label: number.to_string(),
        path: format!("sources/page/{number}.html"),
    };
    let pager = Pager {
        number: 2,
        pages: (1..=3).map(link).collect(),
        previous: Some(link(1).path),
        next: Some(link(3).path),
    };
    let entry = |kind: &str| {
        let mut entries = timeline.groups.iter().flat_map(|group| &group.entries);
        let entry = entries.find(|entry| entry.kind == kind).unwrap();
        json!({ "entry": entry, "track": timeline.axis.as_ref().unwrap().track })
    };
    let judgment = &cover.judgments[0];
    let counted = json!({
        "stances": [{ "stance": thread.stance, "passages": 5 }],
        "path": "matrix/dates/2025-02.html#argument-no-other-way",
    });
    let example = |part, call, it| Example { part, call, it };
    vec![
        example(
            "argument-ref",
            "<p>{{ <argument_ref argument={it} /> }}</p>",
            json!(argument.argument),
        ),
        example(
            "argument-row",
            "<ul class=\"entries\">{{ <argument_row row={it} /> }}</ul>",
            json!(topics[0].arguments[0]),
        ),
        example("barcode", "{{ <barcode ticks={it} /> }}", json!(letter.barcode)),
        example(
            "block",
            "{{ <block block={it.block} language={it.language} /> }}",
            json!({ "block": noted, "language": letter.card.source.language }),
        ),
        example(
            "block",
            "{{ <block block={it.block} language={it.language} /> }}",
            block(&letter, "heading"),
        ),
        example(
            "block",
            "{{ <block block={it.block} language={it.language} /> }}",
            block(&letter, "omitted"),
        ),
        example(
            "block",
            "{{ <block block={it.block} language={it.language} /> }}",
            block(&minutes, "gap"),
        ),
        example(
            "byline",
            "<p class=\"small\">{{ <byline source={it} /> }}</p>",
            json!(letter.card.source),
        ),
        example(
            "catalogue-card",
            "{{ <catalogue_card card={it} /> }}",
            json!(letter.card),
        ),
        example("citation", "{{ <citation citation={it} /> }}", json!(citation)),
        example(
            "compare-links",
            "{{ <compare_links links={it} /> }}",
            json!(letter.compare),
        ),
        example(
            "compared-argument",
            "{{ <compared_argument row={it} /> }}",
            json!(comparison.rows[0]),
        ),
        example("comparison", "{{ <comparison comparison={it} /> }}", json!(comparison)),
        example(
            "picker",
            "<div class=\"shown\">{{ <picker stances={it.stances} names={it.names} /> }}</div>",
            json!(comparisons_page(&view)),
        ),
        example(
            "date",
            "<p>{{ <date date={it} /> }}</p>",
            json!(letter.card.source.date),
        ),
        example(
            "facet",
            "<div class=\"shown filters\">{{ <facet facet={it} /> }}</div>",
            json!(facet),
        ),
        example(
            "filters",
            "<div class=\"shown\">{{ <filters filters={it} /> }}</div>",
            json!(filters),
        ),
        example(
            "first-seen",
            "{{ <first_seen title=\"first seen in this dossier\" firsts={it} /> }}",
            json!([{
                "argument": argument.argument, "stance": thread.stance,
                "path": "sources/letter.html#way",
            }]),
        ),
        example(
            "footer",
            "{% set root = page.root %}{% include \"parts/footer.html\" %}",
            Value::Null,
        ),
        example(
            "grade",
            "<p>{{ <grade grade={it} /> }}</p>",
            json!(letter.card.reliability),
        ),
        example(
            "header",
            "{% set root = page.root %}{% include \"parts/header.html\" %}",
            Value::Null,
        ),
        example(
            "judgment",
            "<ol class=\"judgments\">{{ <judgment judgment={it} /> }}</ol>",
            json!(judgment),
        ),
        example("keys", "{% include \"parts/keys.html\" %}", Value::Null),
        example(
            "listed-passage",
            "<section class=\"listed\"><ul>{{ <listed_passage passage={it} /> }}</ul></section>",
            json!({
                "stance": thread.stance, "label": "“the only way into town”",
                "path": "sources/letter.html#way", "language": group.source.language,
                "speaker": null, "source": group.source,
            }),
        ),
        example(
            "map-drawing",
            "{{ <map_drawing drawing={it} label=\"Map\" /> }}",
            json!(map.drawing),
        ),
        example("map-key", "{{ <map_key map={it} /> }}", json!(map)),
        example(
            "map-row",
            "<ul class=\"entries in-words\">{{ <map_row row={it} /> }}</ul>",
            json!(map.rows[0]),
        ),
        example(
            "matrix-cell",
            "<table class=\"matrix\"><tbody><tr><td class=\"supports c1\">\
             {{ <matrix_cell cell={it} /> }}</td></tr></tbody></table>",
            json!(row.cells.iter().find(|cell| cell.path.is_some())),
        ),
        example(
            "matrix-overview",
            "{{ <matrix_overview table={it} label=\"Arguments by month\" /> }}",
            json!({
                "columns": [
                    { "label": "February 2025", "path": "matrix/dates/2025-02.html", "sources": 3 },
                    { "label": "March 2025", "path": "matrix/dates/2025-03.html", "sources": 1 },
                ],
                "groups": [{
                    "topic": argument.argument.topic,
                    "rows": [{
                        "argument": argument.argument, "sources": 3, "passages": 5,
                        "cells": [counted, { "stances": [], "path": null }],
                    }],
                }],
            }),
        ),
        example(
            "matrix-table",
            "{{ <matrix_table matrix={it} label=\"Arguments by sources\" /> }}",
            json!(matrix),
        ),
        example("note", "<ol class=\"notes\">{{ <note note={it} /> }}</ol>", json!(note)),
        example(
            "occurrence",
            "<p class=\"elsewhere\">{{ <occurrence occurrence={it} way=\"next\" /> }}</p>",
            json!(thread.next),
        ),
        example(
            "overview-cell",
            "<table class=\"matrix overview\"><tbody><tr><td>\
             {{ <overview_cell cell={it} /> }}</td></tr></tbody></table>",
            counted.clone(),
        ),
        example("pager", "{{ <pager pager={it} /> }}", json!(pager)),
        example(
            "passage-links",
            "{{ <passage_links title=\"Rests on\" links={it} /> }}",
            json!(judgment.basis),
        ),
        example(
            "passage",
            "{{ <passage passage={it.passage} source={it.source} /> }}",
            json!({ "passage": group.passages[0], "source": group.source }),
        ),
        example(
            "passage",
            "{{ <passage passage={it.passage} source={it.source} arguments={true} /> }}",
            json!({
                "passage": person.groups[0].passages[0],
                "source": person.groups[0].source,
            }),
        ),
        example(
            "person-ref",
            "<p>{{ <person_ref person={it} /> }}</p>",
            json!(person.person),
        ),
        example(
            "person-says",
            "<ul class=\"says\">{{ <person_says said={it} /> }}</ul>",
            json!(person.says[0]),
        ),
        example(
            "printed-argument",
            "{{ <printed_argument entry={it} /> }}",
            json!(paper.topics[0].arguments[0]),
        ),
        example(
            "printed-source",
            "{{ <printed_source source={it} /> }}",
            json!(paper.sources[0]),
        ),
        example("reading-key", "{{ <reading_key /> }}", Value::Null),
        example(
            "related",
            "<div class=\"related\">{{ <related related={it} /> }}</div>",
            json!(related),
        ),
        example(
            "related-arguments",
            "<div class=\"related\"><dl>\
             {{ <related_arguments title=\"Attacked by\" arguments={it} /> }}</dl></div>",
            json!(related.attacked_by),
        ),
        example(
            "source-entry",
            "<ol class=\"entries\">{% <source_entry source={it}> %}\
             <p class=\"small muted\">what stands between the tags</p>\
             {% </source_entry> %}</ol>",
            json!(letter.card.source),
        ),
        example("source-group", "{{ <source_group group={it} /> }}", json!(group)),
        example(
            "source-title",
            "<p>{{ <source_title source={it} /> }}</p>",
            json!(letter.card.source),
        ),
        example(
            "stance-bar",
            "{{ <stance_bar stances={it} color={1} /> }}",
            json!(argument.stances),
        ),
        example(
            "stance-counts",
            "<p class=\"small\">{{ <stance_counts stances={it} /> }}</p>",
            json!(argument.stances),
        ),
        example("stance", "<p>{{ <stance stance={it} /> }}</p>", json!(thread.stance)),
        example(
            "thread",
            "<div class=\"note\">{{ <thread thread={it} /> }}</div>",
            json!(thread),
        ),
        example(
            "timeline-entry",
            "<ol class=\"entries timeline\">{{ <timeline_entry entry={it.entry} track={it.track} /> }}</ol>",
            entry("event"),
        ),
        example(
            "timeline-entry",
            "<ol class=\"entries timeline\">{{ <timeline_entry entry={it.entry} track={it.track} /> }}</ol>",
            entry("source"),
        ),
        example(
            "tongue",
            "<p class=\"serif\"{{ <tongue language={it} /> }}>Без прецедента</p>",
            json!({ "tag": "ru", "name": "Russian", "direction": "ltr", "own": false }),
        ),
        example(
            "topic-links",
            "{{ <topic_links links={it} /> }}",
            json!([{
                "from": argument.argument.topic, "from_path": "map/topics/street.html",
                "to": argument.argument.topic, "to_path": "map/topics/street.html",
                "supports": 3, "attacks": 1,
            }]),
        ),
        example("topic-key", "{{ <topic_key topics={it} /> }}", json!(cover.topics)),
        example(
            "ways",
            "{{ <ways ways={it} label=\"Matrix\" /> }}",
            json!([
                { "label": "by date", "path": "matrix.html", "current": true },
                { "label": "by publisher", "path": "matrix/publishers.html", "current": false },
            ]),
        ),
        example("voices", "{{ <voices voices={it} /> }}", json!(argument.voices)),
    ]
}
