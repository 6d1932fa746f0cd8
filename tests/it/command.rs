//! The program as it is run: exit codes, streams, formats; and the repository's own dossier,
//! which must build without a problem into a site without a dead link.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use throughline::diagnostic::all_codes;
use throughline::schema::Kind;

use crate::html;
use crate::support::{Disk, files};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

const BROKEN: &str = "seed: a.txt\ntitle: A\npassages:\n  - { quote: The cat, arguments: { c: supports } }\n  - { quote: jumps }\n";

#[test]
fn a_build_says_what_it_wrote_and_where() {
    let disk = Disk::dossier();
    let ran = disk.run(&["build"]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{ran:?}");
    assert!(ran.out.starts_with("wrote ") && ran.out.ends_with(" to site\n"), "{ran:?}");
    assert!(disk.read("site/sources/a.html").contains("data-passage"));
    let ran = disk.run(&["build", "--out", "elsewhere/there"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(disk.files("site"), disk.files("elsewhere/there"));
    assert_eq!(
        disk.run(&["build", "--base-url", "https://example.org/x/"]).code,
        Some(0)
    );
    assert!(disk.read("site/index.html").contains("href=\"https://example.org/x/\""));
}

#[test]
fn errors_go_to_standard_error_and_leave_the_last_site_whole() {
    let disk = Disk::dossier();
    assert_eq!(disk.run(&["build"]).code, Some(0));
    let before = disk.files("site");
    disk.put("content/sources/a.yaml", BROKEN);
    let ran = disk.run(&["build"]);
    assert_eq!((ran.code, &*ran.out), (Some(1), ""), "{ran:?}");
    assert!(ran.err.contains("error[drifted-quote]"), "{ran:?}");
    assert!(ran.err.contains(" --> content/sources/a.yaml:4:14\n"), "{ran:?}");
    assert!(ran.err.contains("\n1 error, 1 warning\n"), "{ran:?}");
    assert!(!ran.err.contains('\x1b'));
    assert_eq!(disk.files("site"), before);
    assert_eq!(
        disk.files("").keys().filter(|path| path.contains("throughline-")).count(),
        0
    );
}

#[test]
fn warnings_can_be_denied() {
    let disk = Disk::dossier();
    disk.put("seeds/unused.txt", "Words.");
    let ran = disk.run(&["build", "--deny-warnings"]);
    assert_eq!((ran.code, &*ran.out), (Some(1), ""), "{ran:?}");
    assert!(ran.err.contains("warning[unused-seed]"), "{ran:?}");
    assert!(!disk.path("site").exists());
    assert_eq!(disk.run(&["check", "--deny-warnings"]).code, Some(1));
    let ran = disk.run(&["build"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.starts_with("wrote ") && ran.err.contains("unused-seed"), "{ran:?}");
}

#[test]
fn a_check_writes_nothing() {
    let disk = Disk::dossier();
    let before = disk.files("");
    let ran = disk.run(&["check"]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{ran:?}");
    assert_eq!(ran.out, "no problems: 1 sources, 1 arguments, 1 passages\n");
    assert_eq!(disk.files(""), before);
    // Also what only rendering finds.
    disk.put("templates/matrix.html", "{{ it.nowhere }}");
    let ran = disk.run(&["check"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("error[template-error]"), "{ran:?}");
}

#[test]
fn what_makes_no_sense_is_2_and_what_the_system_forbids_3() {
    let disk = Disk::dossier();
    for arguments in [
        &["bild"][..],
        &["build", "--nonsense"],
        &["build", "--base-url", "example.org"],
        &["check", "--format", "xml"],
        &["explain", "drifted-qoute"],
        &["schema", "nothing"],
        &[],
    ] {
        let ran = disk.run(arguments);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{arguments:?}: {ran:?}");
        assert!(!ran.err.is_empty());
    }
    disk.put("mine/precious.txt", "mine");
    for arguments in
        [&["build", "nowhere"][..], &["build", "--out", "mine"], &["build", "--out", "."]]
    {
        let ran = disk.run(arguments);
        assert_eq!((ran.code, &*ran.out), (Some(3), ""), "{arguments:?}: {ran:?}");
    }
    assert_eq!(disk.read("mine/precious.txt"), "mine");
    let ran = Disk::new().run(&["build"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("error[no-dossier]"), "{ran:?}");
}

#[test]
fn the_nearest_dossier_above_is_meant() {
    let disk = Disk::dossier();
    let ran = disk.run_in("content/sources", &["build"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(disk.path("site/index.html").is_file());
    let out = ran.out.trim_end().rsplit(" to ").next().unwrap();
    let shown = disk.path("content/sources").join(out);
    assert_eq!(shown.canonicalize().unwrap(), disk.path("site").canonicalize().unwrap());
    assert_eq!(
        Disk::new().run(&["check", disk.path("").to_str().unwrap()]).code,
        Some(0)
    );
}

#[test]
fn programs_can_read_the_problems() {
    let disk = Disk::dossier();
    disk.put("content/sources/a.yaml", BROKEN);
    let check = |format: &str| {
        let ran = disk.run(&["check", "--format", format]);
        assert_eq!((ran.code, &*ran.err), (Some(1), ""), "{ran:?}");
        ran.out
    };
    let json: Value = serde_json::from_str(&check("json")).unwrap();
    assert_eq!((&json["errors"], &json["warnings"]), (&Value::from(1), &Value::from(1)));
    let place = |d: &Value| [d["path"].clone(), d["line"].clone(), d["column"].clone()];
    let drifted = &json["diagnostics"].as_array().unwrap()[0];
    assert_eq!(drifted["code"], "drifted-quote");
    assert_eq!(
        place(drifted),
        ["content/sources/a.yaml".into(), 4.into(), Value::from(14)]
    );

    let sarif: Value = serde_json::from_str(&check("sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]), "{result}");
    }

    let github = check("github");
    assert_eq!(github.lines().count(), 2);
    let start = "::error file=content/sources/a.yaml,line=4,";
    assert!(github.lines().any(|line| line.starts_with(start)), "{github}");
    assert!(
        github.lines().all(|l| l.starts_with("::error ") || l.starts_with("::warning "))
    );

    // Also where there are none.
    let disk = Disk::dossier();
    for format in ["json", "sarif"] {
        let ran = disk.run(&["check", "--format", format]);
        assert_eq!(ran.code, Some(0));
        serde_json::from_str::<Value>(&ran.out).unwrap();
    }
    assert_eq!(disk.run(&["check", "--format", "github"]).out, "");
}

#[test]
fn every_diagnostic_is_explained() {
    let disk = Disk::new();
    let list = disk.run(&["explain"]).out;
    assert_eq!(list.lines().collect::<Vec<_>>().len(), all_codes().len());
    for code in all_codes() {
        let ran = disk.run(&["explain", code.name()]);
        assert_eq!(ran.code, Some(0));
        assert!(
            ran.out.starts_with(&format!("{code}\n\n")) && ran.out.ends_with(".\n"),
            "{ran:?}"
        );
    }
    assert!(
        disk.run(&["explain", "drifted-qoute"])
            .err
            .contains("did you mean `drifted-quote`?")
    );
}

#[test]
fn completions_and_the_manual_are_printed() {
    let disk = Disk::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = disk.run(&["completions", shell]);
        assert_eq!(ran.code, Some(0));
        assert!(ran.out.contains("deny-warnings"), "{shell}");
    }
    let manual = disk.run(&["man"]).out;
    assert!(manual.contains(".TH throughline") && manual.contains("deny\\-warnings"));
    assert!(disk.run(&["--version"]).out.starts_with("throughline "));
    assert!(disk.run(&["build", "--help"]).out.contains("--out"));
}

fn schema(kind: &str) -> jsonschema::Validator {
    let ran = Disk::new().run(&["schema", kind]);
    assert_eq!(ran.code, Some(0));
    jsonschema::validator_for(&serde_json::from_str(&ran.out).unwrap()).unwrap()
}

fn faults(schema: &jsonschema::Validator, value: &Value) -> Vec<String> {
    let faults = schema.iter_errors(value);
    faults.map(|fault| format!("{}: {fault}", fault.instance_path)).collect()
}

/// What editors are told agrees with what the build accepts.
#[test]
fn our_own_files_keep_the_schemas() {
    let schemas: BTreeMap<&str, _> =
        Kind::ALL.map(|kind| (kind.name(), schema(kind.name()))).into();
    let mut checked = BTreeSet::new();
    for (path, bytes) in files(&Path::new(HERE).join("content")) {
        let text = String::from_utf8(bytes).unwrap();
        let kind = match path.split('/').collect::<Vec<_>>()[..] {
            ["sources", _] => "source",
            ["arguments", _] => "argument",
            ["pages", _] => "page",
            [name] => name.trim_end_matches(".yaml"),
            _ => panic!("{path}"),
        };
        let yaml = match kind {
            "page" => text.split("---\n").nth(1).unwrap(),
            _ => &text,
        };
        let value: Value = serde_yaml::from_str(yaml).unwrap();
        assert_eq!(faults(&schemas[kind], &value), Vec::<String>::new(), "{path}");
        checked.insert(kind.to_owned());
    }
    assert_eq!(checked.len(), Kind::ALL.len(), "{checked:?}");
    let wrong: Value = serde_yaml::from_str("{ seed: a, titel: b }").unwrap();
    assert_eq!(faults(&schemas["source"], &wrong).len(), 2);
}

/// Copies the repository's dossier, its files made in the order of `reversed`.
fn copy(disk: &Disk, directory: &str, reversed: bool) {
    let mut all: Vec<(String, Vec<u8>)> = vec![];
    for part in ["content", "seeds"] {
        let files = files(&Path::new(HERE).join(part)).into_iter();
        all.extend(
            files.map(|(path, bytes)| (format!("{directory}/{part}/{path}"), bytes)),
        );
    }
    if reversed {
        all.reverse();
    }
    for (path, bytes) in all {
        disk.put(&path, bytes);
    }
}

#[test]
fn our_own_dossier_is_without_a_problem_and_builds_the_same_anywhere() {
    let disk = Disk::new();
    copy(&disk, "one", false);
    copy(&disk, "another/place", true);
    for directory in ["one", "another/place"] {
        let ran = disk.run(&["build", directory, "--deny-warnings"]);
        assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{ran:?}");
    }
    let site = disk.files("one/site");
    let other = disk.files("another/place/site");
    assert_eq!(site.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (path, bytes) in &site {
        assert!(bytes == &other[path], "{path} differs");
    }
    // A second build over the first is the same, too.
    assert_eq!(disk.run(&["build", "one"]).code, Some(0));
    assert!(disk.files("one/site") == site);

    let data: Value = serde_json::from_slice(&site["data/dossier.json"]).unwrap();
    assert_eq!(faults(&schema("data"), &data), Vec::<String>::new());
    offsets_lead_to_the_quotes(&data);
    for (path, bytes) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = String::from_utf8(bytes.clone()).unwrap();
        assert_eq!(html::check(&page), Ok(()), "{path}");
    }
    assert_eq!(dead_links(&site), Vec::<String>::new());
}

/// Anybody can slice a seed with the data's offsets and find the quote.
fn offsets_lead_to_the_quotes(data: &Value) {
    let seeds: BTreeMap<&str, Vec<char>> = data["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| {
            let path =
                Path::new(HERE).join("seeds").join(source["seed"].as_str().unwrap());
            let text = std::fs::read_to_string(path).unwrap();
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            (source["id"].as_str().unwrap(), text.chars().collect())
        })
        .collect();
    let passages = data["passages"].as_array().unwrap();
    assert!(!passages.is_empty());
    for passage in passages {
        let seed = &seeds[passage["source"].as_str().unwrap()];
        let slice = |range: &Value| -> String {
            let at = |key: &str| usize::try_from(range[key].as_u64().unwrap()).unwrap();
            seed[at("start")..at("end")].iter().collect()
        };
        let quote = match passage["parts"].as_array() {
            Some(parts) => parts.iter().map(slice).collect::<Vec<_>>().join(" […] "),
            None => slice(passage),
        };
        assert_eq!(passage["quote"], *quote);
    }
}

/// Every link within the site that leads nowhere: the page, and where it leads.
fn dead_links(site: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let attributes = |path: &str| -> Vec<BTreeMap<String, String>> {
        let page = String::from_utf8(site[path].clone()).unwrap();
        let tokens = html::tokens(&page).unwrap().into_iter();
        let open = tokens.filter_map(|token| match token {
            html::Token::Open { attributes, .. } => Some(attributes),
            _ => None,
        });
        open.collect()
    };
    let pages: Vec<&String> =
        site.keys().filter(|path| path.ends_with(".html")).collect();
    let all: BTreeMap<&String, _> =
        pages.iter().map(|path| (*path, attributes(path))).collect();
    let ids: BTreeMap<&String, BTreeSet<&String>> = all
        .iter()
        .map(|(path, all)| (*path, all.iter().filter_map(|a| a.get("id")).collect()))
        .collect();
    let mut dead = vec![];
    let mut followed = 0;
    for (page, attributes) in &all {
        let links =
            attributes.iter().flat_map(|a| [a.get("href"), a.get("src")]).flatten();
        for link in links {
            if link.starts_with("data:")
                || link.contains("://")
                || link.starts_with("mailto:")
            {
                continue;
            }
            followed += 1;
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            // What a script reads is no part of the file's name.
            let path = path.split('?').next().unwrap_or_default();
            let target =
                if path.is_empty() { (*page).clone() } else { resolve(page, path) };
            let fragment = decoded(fragment);
            let there = site.contains_key(&target)
                && (fragment.is_empty()
                    || ids.get(&target).is_some_and(|ids| ids.contains(&fragment)));
            if !there {
                dead.push(format!("{page} -> {link}"));
            }
        }
    }
    assert!(followed > 100, "only {followed} links were followed");
    dead
}

/// A relative address on a page, as a path of the site; what leaves the site is no path of it.
fn resolve(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop().unwrap_or_default()),
            "." => {}
            part => parts.push(part),
        }
    }
    decoded(&parts.join("/"))
}

fn decoded(url: &str) -> String {
    let mut bytes = vec![];
    let mut rest = url.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex: Vec<u8> = rest.by_ref().take(2).collect();
            let hex = std::str::from_utf8(&hex).unwrap();
            bytes.push(u8::from_str_radix(hex, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Links hold also with ids in other scripts, passages in all places, and no page for rights.
#[test]
fn links_hold_whatever_the_ids() {
    let disk = Disk::dossier();
    disk.put(
        "content/arguments/Москва_1.x.yaml",
        "claim: X\nrelations: { attacks: [c] }\n",
    );
    disk.put("content/arguments/ünïcode.yaml", "claim: Y\n");
    disk.put("content/pages/über-uns.md", "---\ntitle: X\norder: 1\n---\n[[北京]] [[c]] [[北京#id.1_x]] [[über-uns]] [[link#one]]\n");
    disk.put(
        "seeds/b.md",
        "# Kopf\n\n- Ein *Fuchs* springt.\n- Zwei\n\n> Drei[^1]\n\n[^1]: Note\n",
    );
    disk.put(
        "content/sources/北京.yaml",
        "seed: b.md\ntitle: B\ndate: 2025-01\nrights: excerpts\npassages:\n  - { quote: Ein Fuchs, id: id.1_x, arguments: { c: supports, ünïcode: reports }, speaker: Jörg Ü }\n  - { quote: Drei, arguments: { Москва_1.x: disputes }, speaker: 习近平 }\n",
    );
    disk.put("seeds/c.txt", "One two three.");
    disk.put(
        "content/sources/link.yaml",
        "seed: c.txt\ntitle: L\nrights: link\npassages:\n  - { quote: One, id: one, arguments: { c: supports, ünïcode: supports, Москва_1.x: supports } }\n",
    );
    disk.put("content/judgments.yaml", "- { text: X, likelihood: likely, confidence: low, basis: ['link#one', '北京#id.1_x'] }\n");
    disk.put(
        "content/events.yaml",
        "- { date: 2025, title: X, passages: ['link#one', '北京#id.1_x'] }\n",
    );
    let ran = disk.run(&["build"]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{ran:?}");
    let site = disk.files("site");
    assert_eq!(dead_links(&site), Vec::<String>::new());
    for (path, bytes) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert_eq!(html::check(&String::from_utf8_lossy(bytes)), Ok(()), "{path}");
    }
}
