//! Cases in Markdown, so that one is added without writing Rust.
//!
//! A heading of the second level begins a case. Its fenced blocks are files and expectations:
//!
//! ````text
//! ## What must hold
//! ```txt seeds/a.txt              a file; with `escaped` behind its path, `\n \r \t \\ \u{…}` are
//! ```none content/dossier.yaml    resolved and the last line end is dropped; with `hex`, bytes;
//!                                 `none` removes the file that every case has
//! ```errors                       all problems, one a line: `path:line:column code: words of it`
//! ```printed                      lines that the problems, printed for people, must hold
//! ```marks sources/a.html         all passages of a source: `exact: words` or `folded: words`,
//!                                 as they are marked; each must also be in data/dossier.json
//! ```page sources/a.html          lines that its <main> must hold, or not hold: `! line`
//! ```absent                       words that may stand in no file of the site
//! ````
//!
//! A case without `errors` has no problems. A case may code passages to the argument `c` without
//! writing it. Prose between the blocks says why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use throughline::diagnostic::all_codes;

use crate::html;
use crate::support::{Built, DossierTest};

/// Codes that no building of a dossier in memory meets: `write/tests.rs` and `hostile.rs` do, and
/// `inspect.rs` and `links.rs` those of the rendered site.
const MET_ELSEWHERE: [&str; 12] = [
    "dead-link",
    "duplicate-html-id",
    "file-too-large",
    "foreign-file",
    "link-leaves-dossier",
    "orphan-page",
    "output-not-ours",
    "output-unsafe",
    "rotten-link",
    "site-too-large",
    "unreadable-file",
    "write-failed",
];

/// Told only where Pagefind itself fails, which no dossier known so far makes it do.
const NEVER_MET: &str = "search-failed";

struct Case {
    name: String,
    blocks: Vec<Block>,
}

struct Block {
    kind: String,
    /// What stands behind the kind.
    target: String,
    flag: String,
    text: String,
}

fn files() -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cases");
    let mut files: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn cases(file: &str, text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = vec![];
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("## ") {
            cases.push(Case { name: format!("{file}: {name}"), blocks: vec![] });
        }
        let info = line.trim_start_matches('`');
        let ticks = line.len() - info.len();
        if ticks < 3 {
            continue;
        }
        let mut words = info.split_whitespace().map(str::to_owned);
        let [kind, target, flag] =
            [(); 3].map(|()| words.next()).map(Option::unwrap_or_default);
        let inside: Vec<&str> =
            lines.by_ref().take_while(|l| *l != "`".repeat(ticks)).collect();
        let text = inside.iter().flat_map(|line| [line, "\n"]).collect();
        let case = cases.last_mut().expect("a block stands below a heading");
        case.blocks.push(Block { kind, target, flag, text });
    }
    cases
}

/// Resolves `\n`, `\u{e9}` and the like.
fn resolved(text: &str) -> String {
    let mut out = String::new();
    let mut characters = text.trim_end_matches('\n').chars();
    while let Some(c) = characters.next() {
        out.push(match c {
            '\\' => match characters.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('\\') => '\\',
                Some('u') => {
                    let hex: String =
                        characters.by_ref().take_while(|c| *c != '}').collect();
                    let number = u32::from_str_radix(hex.trim_start_matches('{'), 16);
                    char::from_u32(number.unwrap()).unwrap()
                }
                other => panic!("an unknown escape {other:?}"),
            },
            c => c,
        });
    }
    out
}

impl Block {
    fn bytes(&self) -> Vec<u8> {
        match &*self.flag {
            "hex" => {
                let digits = self.text.split_whitespace();
                digits.map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
            }
            "escaped" => resolved(&self.text).into_bytes(),
            "" => self.text.clone().into_bytes(),
            other => panic!("an unknown flag `{other}`"),
        }
    }

    fn lines(&self) -> Vec<String> {
        let lines = self.text.lines().filter(|line| !line.is_empty());
        let escaped = self.flag == "escaped" || self.target == "escaped";
        lines.map(|l| if escaped { resolved(l) } else { l.to_owned() }).collect()
    }
}

impl Case {
    fn build(&self) -> Built {
        let mut test = DossierTest::new();
        let coded = |block: &Block| {
            ["{ c: ", "[[c]]"].iter().any(|link| block.text.contains(link))
        };
        if self.blocks.iter().any(coded) {
            test = test.argument("c", "claim: A claim.\nrecurs: false\n");
        }
        for block in &self.blocks {
            match &*block.kind {
                "errors" | "printed" | "marks" | "page" | "absent" => {}
                "none" => test = test.without(&block.target),
                _ => test = test.file(&block.target, block.bytes()),
            }
        }
        test.build()
    }

    /// Everything that is not as expected.
    fn faults(&self) -> Vec<String> {
        let built = self.build();
        let mut faults = self.unexpected_problems(&built);
        faults.extend(malformed(&built));
        for block in &self.blocks {
            match &*block.kind {
                "printed" => {
                    let printed = built.diagnostics();
                    let holds = |line: &&String| !printed.contains(&**line);
                    faults.extend(
                        block
                            .lines()
                            .iter()
                            .filter(holds)
                            .map(|line| format!("not printed: {line}\n{printed}")),
                    );
                }
                "marks" => faults.extend(marks(&built, block)),
                "page" => faults.extend(page(&built, block)),
                "absent" => {
                    for (path, bytes) in built.files() {
                        let text = String::from_utf8_lossy(bytes);
                        let lines = block.lines();
                        let there = lines.iter().filter(|line| text.contains(&***line));
                        let around = |word: &String| {
                            let at = text.find(&**word).unwrap_or(0);
                            text[text.floor_char_boundary(at.saturating_sub(60))..]
                                .chars()
                                .take(160)
                                .collect::<String>()
                        };
                        faults.extend(
                            there.map(|line| format!("in {path}: {}", around(line))),
                        );
                    }
                    if built.files().is_empty() {
                        faults.push("there is no site".to_owned());
                    }
                }
                _ => {}
            }
        }
        faults
    }

    fn unexpected_problems(&self, built: &Built) -> Vec<String> {
        let expected = self.blocks.iter().filter(|block| block.kind == "errors");
        let mut expected: Vec<String> = expected.flat_map(Block::lines).collect();
        let mut faults = vec![];
        for line in built.lines() {
            let fits = |wanted: &String| {
                let (place, words) = wanted.split_once(": ").unwrap_or((wanted, ""));
                line.strip_prefix(place)
                    .and_then(|rest| rest.strip_prefix(": "))
                    .is_some_and(|rest| rest.contains(words))
            };
            match expected.iter().position(fits) {
                Some(at) => drop(expected.remove(at)),
                None => faults.push(format!("unexpected: {line}")),
            }
        }
        faults.extend(expected.iter().map(|line| format!("not reported: {line}")));
        faults
    }
}

/// Pages that are not well-nested, and data that is no JSON.
fn malformed(built: &Built) -> Vec<String> {
    let fault = |path: &str, text: &str| match path.rsplit('.').next() {
        Some("html") => html::check(text).err(),
        Some("json") => serde_json::from_str::<Value>(text).err().map(|e| e.to_string()),
        _ => None,
    };
    let files = built.files().iter();
    let faults = files.filter_map(|(path, bytes)| {
        let fault = fault(path, &String::from_utf8_lossy(bytes))?;
        Some(format!("{path}: {fault}"))
    });
    faults.collect()
}

/// The passages of a page as they are marked, against those that are expected.
fn marks(built: &Built, block: &Block) -> Vec<String> {
    if built.files().is_empty() {
        return vec!["there is no site".to_owned()];
    }
    let marked = html::marked(html::article(&built.page(&block.target)));
    let json = built.json();
    let source = block.target.trim_start_matches("sources/").trim_end_matches(".html");
    let passages = json["passages"].as_array().unwrap().iter();
    let met: Vec<String> = passages
        .filter(|passage| passage["source"] == source)
        .map(|passage| {
            let (id, anchor) = (passage["id"].as_str(), passage["anchor"].as_str());
            let words = marked.get(id.unwrap()).map_or("(not marked)", String::as_str);
            format!("{}: {}", anchor.unwrap(), words.replace('\n', "⏎"))
        })
        .collect();
    if met == block.lines() {
        vec![]
    } else {
        vec![format!("marked:\n{}", met.join("\n"))]
    }
}

/// Lines that a page must hold, or not hold.
fn page(built: &Built, block: &Block) -> Vec<String> {
    let page = match block.target.ends_with(".html") {
        _ if !built.files().contains_key(&block.target) => {
            return vec![format!("there is no {}", block.target)];
        }
        true => html::main(&built.page(&block.target)).to_owned(),
        false if block.target.ends_with(".json") => format!("{:#}", built.json()),
        false => built.page(&block.target),
    };
    let wrong = |line: &&String| match line.strip_prefix("! ") {
        Some(line) => page.contains(line),
        None => !page.contains(&**line),
    };
    let lines = block.lines();
    let wrong: Vec<String> = lines
        .iter()
        .filter(wrong)
        .map(|line| format!("{}: {line}", block.target))
        .collect();
    let shown = html::article(&page).replace("\n\n", "\n");
    if wrong.is_empty() { vec![] } else { [wrong, vec![shown]].concat() }
}

/// All cases hold. `CASE=words` runs those whose names hold the words.
#[test]
fn cases_hold() {
    let only = std::env::var("CASE").unwrap_or_default();
    let mut failed = BTreeMap::new();
    for (file, text) in files() {
        for case in cases(&file, &text).into_iter().filter(|c| c.name.contains(&only)) {
            let faults = case.faults();
            if !faults.is_empty() {
                failed.insert(case.name.clone(), faults.join("\n"));
            }
        }
    }
    let told = failed.iter().map(|(name, faults)| format!("\n## {name}\n{faults}\n"));
    assert!(failed.is_empty(), "{}", told.collect::<String>());
}

#[test]
fn every_code_has_a_case() {
    let mut met: BTreeSet<String> = MET_ELSEWHERE.map(str::to_owned).into();
    met.insert(NEVER_MET.to_owned());
    for (file, text) in files() {
        for case in cases(&file, &text) {
            for block in case.blocks.iter().filter(|block| block.kind == "errors") {
                for line in block.lines() {
                    let place = line.split_once(": ").map_or(&*line, |(place, _)| place);
                    met.extend(place.rsplit(' ').next().map(str::to_owned));
                }
            }
        }
    }
    let all: BTreeSet<String> = all_codes().iter().map(ToString::to_string).collect();
    assert_eq!(
        met.difference(&all).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "unknown"
    );
    assert_eq!(
        all.difference(&met).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "no case"
    );
}
