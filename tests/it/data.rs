//! The data files: what each holds, and the page that tells people of them. What other people's
//! readers make of them is tested in `tests/browser/data.test.mjs`.

use crate::support::{Built, DossierTest};

fn dossier(language: &str) -> Built {
    DossierTest::new()
        .file("content/dossier.yaml", format!("title: D\nlanguage: {language}\n"))
        .seed("a.txt", "It says this, and =1+1 that.")
        .quoting("a", "a.txt", ["says this", "=1+1"])
        .build()
}

#[test]
fn a_table_holds_nothing_that_a_spreadsheet_would_run() {
    let built = dossier("en").clean();
    let table = built.page("data/passages.csv");
    let rows: Vec<&str> = table.split("\r\n").collect();
    assert_eq!((rows.len(), rows[3]), (4, ""), "{table}");
    assert!(!table.replace("\r\n", "").contains(['\r', '\n']));
    assert!(rows[2].contains(",'=1+1,"), "{table}");
    assert_eq!(built.json()["passages"][1]["quote"], "=1+1");
}

#[test]
fn the_schema_beside_the_data_is_theirs() {
    let built = dossier("en");
    let schema = serde_json::from_str(&built.page("data/dossier.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    assert!(schema.is_valid(&built.json()));
    assert!(!schema.is_valid(&serde_json::json!({ "schema": 1 })));
}

#[test]
fn every_file_is_told_of_in_every_language_with_its_size() {
    for (tag, unit) in [
        ("ar", "كيلوبايت"),
        ("de", "kB"),
        ("en", "kB"),
        ("es", "kB"),
        ("fr", "ko"),
        ("ru", "кБ"),
        ("uk", "кБ"),
        ("zh", "kB"),
    ] {
        let built = dossier(tag).clean();
        let page = built.page("data/index.html");
        let files = built.files().iter().filter(|(path, _)| {
            path.starts_with("data/") && path.as_str() != "data/index.html"
        });
        for (path, bytes) in files {
            let entry = page.split_once(&format!("href=\"../{path}\""));
            let entry = entry.unwrap_or_else(|| panic!("{tag}: {path} is not told of")).1;
            let size = format!(" · {} {unit}</p>", bytes.len().div_ceil(1000));
            let entry = entry.split("</section>").next().unwrap();
            assert!(entry.contains(&size), "{tag}: {path} has {size}: {entry}");
            assert!(!entry.contains("<p>data_"), "{tag}: {path}");
        }
        assert!(built.page("sources/a.html").contains("href=\"../data/index.html\""));
    }
}
