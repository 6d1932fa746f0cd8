//! Search: what is found, where it leads, what must never be found, and how it is left out.

use std::collections::BTreeSet;

use throughline::pipeline::Site;
use throughline::view::{
    Edition, SearchRecord, View, search_entries, search_page, search_record,
};

use crate::support::{Built, DossierTest};

/// Words that nobody may find, each with what withholds it.
const WITHHELD: [(&str, &str); 6] = [
    ("quokka", "rights: link"),
    ("numbat", "rights: link, in a passage"),
    ("dingo", "rights: link, in a translation"),
    ("wombat", "rights: excerpts, far from its passages"),
    ("bilby", "redact"),
    ("echidna", "omit"),
];

fn dossier() -> DossierTest {
    let far =
        "Nothing of it is to be told here, word by word, now or later on, ".repeat(3);
    DossierTest::new()
        .file("content/dossier.yaml", "title: A dossier\nlanguage: en-GB\ntopics: [{ id: t, label: Animals }]\n")
        .argument("fox", "claim: The fox is *quick*.\nlabel: Quick foxes\ntopic: t\nanalysis: All **agree**, see [[full]].\n")
        .seed("full.txt", "Buy echidnas now\n\nThe foxes jump over bilbys, they say.\n\nA second ___PAGEFIND_WEIGHT___9 paragraph.\n")
        .source(
            "full",
            "seed: full.txt\ntitle: In full\npublisher: P\ndate: 2024-05\nnote: A remark.\n\
             omit: [Buy echidnas now]\nredact: [bilbys]\npassages:\n  - quote: The foxes jump\n    \
             id: jump\n    arguments: { fox: supports }\n    speaker: Ann\n    translation: Die Fuechse springen\n",
        )
        .seed("part.txt", format!("First the wombats. {far}\n\nThen the hares run away. {far} Last the wombats.\n"))
        .source(
            "part",
            "seed: part.txt\ntitle: In part\nrights: excerpts\nlanguage: ru\ndate: 2023/2025\npassages:\n  \
             - { quote: the hares run, arguments: { fox: disputes } }\n",
        )
        .seed("link.txt", "Quokkas sleep. Numbats run.\n")
        .source(
            "link",
            "seed: link.txt\ntitle: A link\nauthor: Bo\nrights: link\npassages:\n  \
             - { quote: Numbats run., arguments: { fox: reports }, translation: Dingos run. }\n",
        )
        .file("content/pages/method.md", "---\ntitle: Method\n---\nWe read `all` of it.\n")
}

fn records(site: &Site) -> Vec<SearchRecord> {
    let view = site.view(Edition::Site);
    search_entries(&view).into_iter().map(|entry| search_record(&view, entry)).collect()
}

fn record(built: &Built, path: &str) -> SearchRecord {
    let all = records(built.site.as_ref().unwrap());
    all.into_iter().find(|record| record.path == path).unwrap()
}

/// The sections of a record: `id: words`.
fn sections(record: &SearchRecord) -> Vec<String> {
    let one = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let sections = record.sections.iter();
    sections
        .map(|s| format!("{}: {}", s.id.as_deref().unwrap_or_default(), one(&s.words)))
        .collect()
}

#[test]
fn what_pages_show_is_found_by_its_place() {
    let built = dossier().build();
    let full = record(&built, "sources/full.html");
    assert_eq!(
        sections(&full),
        [
            ": A remark.",
            "p2: The foxes jump over █████, they say.",
            "n-jump: Die Fuechse springen",
            "p3: A second ___PAGEFIND_WEIGHT___9 paragraph.",
        ]
    );
    assert_eq!((full.title.as_str(), full.by.as_str()), ("In full", "P, May 2024"));
    assert_eq!(full.language.as_str(), "en-GB");
    let filters: Vec<String> =
        full.filters.iter().map(|(name, values)| format!("{name}={values:?}")).collect();
    assert_eq!(
        filters,
        [
            "kind=[\"source\"]",
            "language=[\"en-GB\"]",
            "publisher=[\"P\"]",
            "topic=[\"t\"]",
            "year=[\"2024\"]",
        ]
    );
    let fox = record(&built, "arguments/fox.html");
    assert_eq!(sections(&fox), [": The fox is *quick*.", ": All agree, see In full."]);
    assert_eq!(sections(&record(&built, "method.html")), [": We read all of it."]);
    assert_eq!(sections(&record(&built, "people/ann.html")), [": Ann"]);
    assert_eq!(sections(&record(&built, "sources/link.html")), [": A link"]);
    let part = record(&built, "sources/part.html");
    assert_eq!(part.filters.get("year"), None, "a span of years is no year");
    assert_eq!(part.language.as_str(), "ru");
}

#[test]
fn every_place_is_on_its_page() {
    let built = dossier().build();
    for record in records(built.site.as_ref().unwrap()) {
        let page = built.page(&record.path);
        for id in record.sections.iter().filter_map(|section| section.id.as_ref()) {
            assert!(page.contains(&format!("id=\"{id}\"")), "{} lacks {id}", record.path);
        }
    }
}

#[test]
fn what_is_withheld_is_in_no_record() {
    let built = dossier().build();
    let all = format!("{:?}", records(built.site.as_ref().unwrap())).to_lowercase();
    for (word, by) in WITHHELD {
        assert!(!all.contains(word), "{word}, withheld by {by}, can be found");
    }
    assert!(all.contains("hares run"));
}

#[test]
fn a_long_list_gives_way_to_the_lists_of_everything() {
    let mut test = dossier();
    for n in 0..500 {
        test = test
            .file(&format!("content/pages/p{n}.md"), format!("---\ntitle: P{n}\n---\n"));
    }
    let built = test.build();
    let site = built.site.as_ref().unwrap();
    let view: View<'_> = site.view(Edition::Site);
    let page = search_page(&view);
    assert!(page.entries.is_empty() && page.filters.is_none());
    let lists: Vec<&str> = page.lists.iter().map(|link| link.path.as_str()).collect();
    assert_eq!(
        lists,
        ["arguments/index.html", "sources/index.html", "people/index.html"]
    );
    let paths: BTreeSet<String> = site.paths().into_iter().collect();
    for path in lists {
        assert!(paths.contains(path), "{path}");
    }
}

#[test]
fn search_false_leaves_nothing_of_it() {
    let built = dossier()
        .file("content/dossier.yaml", "title: A dossier\nsearch: false\ntopics: [t]\n");
    let built = built.file(
        "content/dossier.yaml",
        "title: A dossier\nsearch: false\ntopics: [{ id: t }]\n",
    );
    #[cfg(feature = "search")]
    let built = built.build_searchable().clean();
    #[cfg(not(feature = "search"))]
    let built = built.build().clean();
    for (path, bytes) in built.files() {
        assert!(!path.starts_with("pagefind/") && path != "search.html", "{path}");
        let link = path.ends_with(".html")
            && String::from_utf8_lossy(bytes).contains("rel=\"search\"");
        assert!(!link, "{path} leads to a search");
    }
}

#[cfg(feature = "search")]
mod index {
    use super::*;

    #[test]
    fn only_what_the_page_fetches_is_written_and_always_the_same() {
        let built = dossier().build_searchable().clean();
        let index: BTreeSet<&str> = built
            .files()
            .keys()
            .filter_map(|path| path.strip_prefix("pagefind/"))
            .map(|path| {
                path.split_once("en_")
                    .or(path.split_once("ru_"))
                    .map_or(path, |(kind, _)| kind)
            })
            .collect();
        let wanted = [
            "filter/",
            "fragment/",
            "index/",
            "pagefind-entry.json",
            "pagefind.",
            "pagefind.js",
            "wasm.en.pagefind",
            "wasm.ru.pagefind",
        ];
        assert_eq!(index, BTreeSet::from(wanted));
        assert_eq!(built.files(), dossier().build_searchable().files());
        assert!(built.page("search.html").contains("data-languages=\"en ru\""));
        assert!(
            built
                .page("sources/full.html")
                .contains("href=\"../search.html\" rel=\"search\"")
        );
    }

    #[test]
    fn a_language_without_endings_is_searched_word_by_word() {
        let test = dossier().file(
            "content/dossier.yaml",
            "title: Y\nlanguage: cy\ntopics: [{ id: t }]\n",
        );
        let built = test.build_searchable();
        assert!(built.files().contains_key("pagefind/wasm.unknown.pagefind"));
        assert!(!built.files().contains_key("pagefind/wasm.en.pagefind"));
    }
}
