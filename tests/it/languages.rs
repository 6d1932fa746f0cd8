//! The words of the interface: complete in every language, used, and replaceable one by one.

use std::collections::{BTreeMap, BTreeSet};

use throughline::schema::{Pairs, PhraseEntry, read_phrases};
use throughline::theme::built_in;

use crate::support::DossierTest;

/// The texts of each key, as they are written, by language.
fn languages() -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let files = built_in().into_iter().filter_map(|(name, bytes)| {
        let tag = name.strip_prefix("languages/")?.strip_suffix(".yaml")?;
        let text = std::str::from_utf8(bytes).unwrap();
        let reported = read_phrases(&name.into(), text);
        assert_eq!(reported.diagnostics, [], "{name}");
        let Pairs(entries) = reported.value.unwrap();
        let texts = entries.into_iter().map(|(key, entry)| match entry.value {
            PhraseEntry::Text(text) => (key, vec![text]),
            PhraseEntry::Forms(Pairs(forms)) => {
                (key, forms.into_iter().map(|(_, text)| text.value).collect())
            }
        });
        Some((tag.to_owned(), texts.collect()))
    });
    files.collect()
}

/// The names in braces of the form for most numbers, which stands last.
fn names(texts: &[String]) -> BTreeSet<&str> {
    let last = texts.last().unwrap();
    last.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect()
}

#[test]
fn every_language_has_every_key_with_the_same_values() {
    let languages = languages();
    let english = &languages["en"];
    let mut faults = Vec::new();
    for (tag, texts) in &languages {
        for (key, original) in english {
            match texts.get(key) {
                None => faults.push(format!("{tag} lacks `{key}`")),
                Some(texts) if names(texts) != names(original) => {
                    faults.push(format!("{tag}: `{key}` has other values than English"));
                }
                Some(texts) => {
                    let empty = texts.iter().any(|text| text.trim().is_empty());
                    // They stand in a style element, in single quotation marks.
                    let quoted = key.starts_with("passage_")
                        && texts
                            .iter()
                            .any(|text| text.contains(['\'', '"', '\\', '<', '&']));
                    if empty || quoted {
                        faults.push(format!("{tag}: `{key}` can't be shown"));
                    }
                }
            }
        }
        // Some languages have another form for a month without a day.
        let strange = texts
            .keys()
            .filter(|key| !english.contains_key(*key) && !key.starts_with("alone_"));
        faults.extend(strange.map(|key| format!("{tag}: English has no `{key}`")));
    }
    assert_eq!(faults, Vec::<String>::new());
}

/// A key that nothing says is a key that translators write for nothing.
#[test]
fn every_key_is_said_somewhere() {
    let mut said = String::new();
    for (name, bytes) in built_in() {
        if name.ends_with(".html") {
            said.push_str(std::str::from_utf8(bytes).unwrap());
        }
    }
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in walkdir::WalkDir::new(source) {
        let path = entry.unwrap().into_path();
        // Fonts are no text.
        if path.is_file() && path.extension().is_none_or(|e| e != "ttf") {
            said.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
    // Those that are put together.
    let made = [
        "month_",
        "grade_",
        "rights_",
        "supports_",
        "disputes_",
        "reports_",
        "facet_",
        "order_",
        "data_",
        "size_",
        "line_",
        "tally_",
        "verdict_",
    ];
    let likelihood = |key: &str| said.contains(&format!("\"{}\"", key.replace('_', " ")));
    let silent = languages().remove("en").unwrap().into_keys().filter(|key| {
        !said.contains(&format!("\"{key}\""))
            && !made.iter().any(|beginning| key.starts_with(beginning))
            && !likelihood(key)
    });
    assert_eq!(silent.collect::<Vec<_>>(), Vec::<String>::new());
}

fn in_language(tag: &str) -> DossierTest {
    DossierTest::new()
        .file("content/dossier.yaml", format!("title: T\nlanguage: {tag}\n"))
        .seed("a.txt", "One passage of words.")
        .source(
            "a",
            "seed: a.txt\ntitle: A\ndate: 2025-02-25~\npassages:\n  \
             - { quote: One passage, arguments: { c: disputes } }\n",
        )
        .argument("c", "claim: A claim.\nrecurs: false\n")
}

#[test]
fn what_stands_in_a_row_is_joined_as_the_language_does() {
    for (name, bytes) in
        built_in().into_iter().filter(|(name, _)| name.ends_with(".html"))
    {
        let text = std::str::from_utf8(bytes).unwrap();
        for joint in ["}}, ", "%}, ", "sep=\", \""] {
            assert!(!text.contains(joint), "{name}: say(key=\"comma\") for `{joint}`");
        }
    }
    let site = in_language("ar").build().clean();
    let page = site.page("index.html");
    assert!(page.contains("مصدر واحد، "), "{page}");
}

#[test]
fn a_dossiers_own_words_win_one_by_one() {
    let site = in_language("en")
        .file("templates/languages/en.yaml", "analysis: Ours\ndisputes: denies <it>\n")
        .build()
        .clean();
    let page = site.page("sources/a.html");
    assert!(page.contains("denies &lt;it&gt;"), "{page}");
    assert!(page.contains("1 passage on 1 argument"), "{page}");
}

#[test]
fn a_language_of_ones_own_falls_back_to_english() {
    let site = in_language("eo").build();
    assert_eq!(site.codes(), ["no-interface-words"]);
    let words =
        "sources: Fontoj\ncount_passages: { one: '{n} citaĵo', other: '{n} citaĵoj' }\n";
    let site =
        in_language("eo").file("templates/languages/eo.yaml", words).build().clean();
    let page = site.page("sources/index.html");
    assert!(page.contains("<h1>Fontoj</h1>"), "{page}");
    assert!(page.contains("1 citaĵo on 1 argument"), "{page}");
}

#[test]
fn what_is_wrong_in_a_language_is_told() {
    for (yaml, code) in [
        ("analysys: Ours\n", "unknown-key"),
        ("count_sources: { one: '{n} source' }\n", "bad-value"),
        ("count_sources: { some: '{n}', other: '{n}' }\n", "bad-value"),
        ("count_sources: '{m} sources'\n", "bad-value"),
        ("count_sources: [1]\n", "yaml-syntax"),
    ] {
        let site = in_language("en").file("templates/languages/en.yaml", yaml).build();
        assert_eq!(site.codes(), [code], "{yaml}");
    }
}
