//! Edits of every kind, drawn from seeded numbers. `THROUGHLINE_EDITS=20000 cargo test --test it
//! preview::edits` draws as many, from a seed that `THROUGHLINE_SEED` gives.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::saving::WAYS;
use super::{Numbers, Preview};
use crate::support::Disk;

/// A dossier on disk that is edited at random.
struct Author {
    /// What is served: a symbolic link where there are such.
    root: PathBuf,
    numbers: Numbers,
    made: usize,
}

impl Author {
    fn begin(disk: &Disk, seed: u64) -> Self {
        let first = disk.path("first");
        let root = disk.path("dossier");
        fs::create_dir_all(&first).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&first, &root).unwrap();
        #[cfg(not(unix))]
        fs::rename(&first, &root).unwrap();
        let author = Self { root, numbers: Numbers(seed), made: 0 };
        author.put("content/dossier.yaml", "title: Edited\n");
        author.put("content/people.yaml", "- { name: Jane Doe, role: Speaker }\n");
        author.put("content/events.yaml", "- { date: 2024-01-02, title: It began }\n");
        author.put(
            "content/judgments.yaml",
            "- { text: It goes on., likelihood: likely }\n",
        );
        author.put("content/pages/method.md", "---\ntitle: Method\n---\nWe read.\n");
        for number in 0..4 {
            author.argument(number, "as it was");
        }
        for number in 0..5 {
            author.source(&format!("s{number}"), "at first");
        }
        author
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn argument(&self, number: usize, words: &str) {
        let yaml = format!("claim: Claim {number}, {words}.\nrecurs: false\n");
        self.put(&format!("content/arguments/a{number}.yaml"), &yaml);
    }

    fn source(&self, id: &str, words: &str) {
        let text = format!("The fox jumps, {words}.\n\nThe dog of {id} sleeps.\n");
        self.put(&format!("seeds/{id}.txt"), &text);
        let argument = id.bytes().map(usize::from).sum::<usize>() % 4;
        let yaml = format!(
            "seed: {id}.txt\ntitle: Source {words}\npassages:\n  - quote: The fox jumps\n    \
             speaker: Jane Doe\n    arguments: {{ a{argument}: supports }}\n"
        );
        self.put(&format!("content/sources/{id}.yaml"), &yaml);
    }

    fn sources(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("content/sources")).unwrap();
        let names =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut ids: Vec<String> = names
            .filter_map(|name| Some(name.strip_suffix(".yaml")?.to_owned()))
            .collect();
        ids.sort();
        ids
    }

    /// Saves a text into a file, as some program does it.
    fn save(&mut self, path: &str, text: &str) -> &'static str {
        let (name, save) = self.numbers.of(&WAYS);
        save(&self.path(path), text);
        name
    }

    /// Edits something; says what.
    fn edit(&mut self) -> String {
        self.made += 1;
        let n = self.made;
        let sources = self.sources();
        let id = self.numbers.of(&sources).clone();
        let yaml = format!("content/sources/{id}.yaml");
        match self.numbers.below(30) {
            0 => {
                self.source(&format!("n{n}"), "new");
                format!("source n{n} made")
            }
            1 if sources.len() > 3 => {
                fs::remove_file(self.path(&yaml)).unwrap();
                format!("{yaml} removed")
            }
            2 => {
                let to = format!("content/sources/r{n}.yaml");
                fs::rename(self.path(&yaml), self.path(&to)).unwrap();
                format!("{yaml} renamed to {to}")
            }
            3 => {
                let seeds: BTreeMap<_, _> = crate::support::files(&self.path("seeds"));
                let seeds: Vec<String> = seeds.into_keys().collect();
                let name = format!("seeds/{}", self.numbers.of(&seeds));
                let how =
                    self.save(&name, &format!("The fox jumps, {n}.\n\nOther words.\n"));
                format!("{name} {how}")
            }
            4 => {
                let how = self.save(
                    "content/people.yaml",
                    &format!("- {{ name: Jane Doe, role: R{n} }}\n"),
                );
                format!("people {how}")
            }
            5 => {
                let text = format!("- {{ date: 2024-01-02, title: Event {n} }}\n");
                format!("events {}", self.save("content/events.yaml", &text))
            }
            6 => {
                let text = format!("- {{ text: Judgment {n}., confidence: low }}\n");
                format!("judgments {}", self.save("content/judgments.yaml", &text))
            }
            7 => {
                self.put(
                    &format!("content/pages/p{n}.md"),
                    &format!("---\ntitle: P{n}\n---\n[[a1]]\n"),
                );
                format!("page p{n} made")
            }
            8 => {
                let text = format!("---\ntitle: Method {n}\n---\nWe read [[a1]].\n");
                format!("method {}", self.save("content/pages/method.md", &text))
            }
            9 => {
                let number = self.numbers.below(4);
                let path = format!("content/arguments/a{number}.yaml");
                let text = format!("claim: Claim {n}.\nrecurs: false\n");
                format!("{path} {}", self.save(&path, &text))
            }
            10 => {
                let text = format!("title: Title {n}\n");
                format!("dossier {}", self.save("content/dossier.yaml", &text))
            }
            11 => {
                self.put(
                    "templates/assets/text.css",
                    &format!("p {{ margin: {n}px }}\n"),
                );
                "style sheet put".to_owned()
            }
            12 => {
                let text = format!(
                    "{{% extends \"base.html\" %}}{{% block content %}}<h1>{n}</h1>{{% endblock content %}}\n"
                );
                self.put("templates/404.html", &text);
                "template put".to_owned()
            }
            13 => {
                let _ = fs::remove_dir_all(self.path("templates"));
                "templates removed".to_owned()
            }
            14 => {
                for source in &sources {
                    self.source(source, &format!("checked out {n}"));
                }
                format!("{} sources checked out", sources.len())
            }
            15 => self.swap(n),
            16 => {
                // Directories in directories, made with what is in them, or moved.
                let (from, to) = (format!("seeds/d{n}/e"), format!("seeds/m{n}"));
                self.put(&format!("{from}/{id}.txt"), "The fox jumps.\n");
                if self.numbers.below(2) == 0 {
                    fs::rename(self.path(&from), self.path(&to)).unwrap();
                }
                let from = if self.path(&to).exists() { to } else { from };
                let name = from.strip_prefix("seeds/").unwrap();
                let yaml = format!("seed: {name}/{id}.txt\ntitle: In {name}\n");
                self.put(&format!("content/sources/d{n}.yaml"), &yaml);
                format!("{from} made")
            }
            17 => {
                let directories = fs::read_dir(self.path("seeds")).unwrap();
                let mut paths: Vec<_> =
                    directories.map(|entry| entry.unwrap().path()).collect();
                paths.retain(|path| path.is_dir());
                for path in &paths {
                    fs::remove_dir_all(path).unwrap();
                }
                for source in &sources {
                    let file = self.path(&format!("content/sources/{source}.yaml"));
                    let text = fs::read_to_string(&file).unwrap();
                    if text.lines().next().unwrap().contains('/') {
                        fs::remove_file(file).unwrap();
                    }
                }
                format!("{} directories of seeds removed", paths.len())
            }
            18 => {
                // A file with another name, by which it is then written.
                let other = self.root.with_file_name("other");
                if let Ok(text) = fs::read_to_string(&other) {
                    fs::write(&other, text.replace("title: ", "title: L")).unwrap();
                    return "written under another name".to_owned();
                }
                // It may be a symbolic link that leads nowhere from there.
                let _ = fs::remove_file(&other);
                let file = self.path(&yaml);
                fs::hard_link(&file, &other).unwrap();
                let text = fs::read_to_string(&file).unwrap();
                fs::write(&file, text.replace("title: ", "title: H")).unwrap();
                format!("{yaml} given another name")
            }
            21 => {
                let _ = fs::remove_file(self.root.with_file_name("other"));
                "the other name removed".to_owned()
            }
            #[cfg(unix)]
            19 => {
                let link = self.path("content/sources/linked.yaml");
                if fs::symlink_metadata(&link).is_ok() {
                    fs::remove_file(&link).unwrap();
                    "link removed".to_owned()
                } else {
                    std::os::unix::fs::symlink(format!("../../kept-{n}.yaml"), &link)
                        .unwrap();
                    self.source(&format!("to-{n}"), "linked");
                    fs::rename(
                        self.path(&format!("content/sources/to-{n}.yaml")),
                        self.path(&format!("kept-{n}.yaml")),
                    )
                    .unwrap();
                    "link put".to_owned()
                }
            }
            #[cfg(unix)]
            20 => {
                // What it leads to is in no directory of the dossier's.
                let link = self.path("content/sources/linked.yaml");
                if let Ok(text) = fs::read_to_string(&link) {
                    fs::write(&link, text.replace("title: ", "title: K")).unwrap();
                }
                "written through the link".to_owned()
            }
            23..=28 => self.recode(&yaml),
            29 => {
                // One that is there goes; no passage is coded to it.
                let path = "content/arguments/b.yaml";
                if fs::remove_file(self.path(path)).is_ok() {
                    return format!("{path} removed");
                }
                self.put(path, "claim: One more.\nrelations: { supports: [a1] }\n");
                format!("{path} made")
            }
            _ => {
                let text = fs::read_to_string(self.path(&yaml)).unwrap();
                let mut lines: Vec<&str> = text.lines().collect();
                let title = format!("title: Title {n}");
                lines[1] = &title;
                let how = self.save(&yaml, &(lines.join("\n") + "\n"));
                format!("{yaml} {how}")
            }
        }
    }

    /// Changes the passages of a source, or its date.
    fn recode(&mut self, yaml: &str) -> String {
        let n = self.made;
        let text = fs::read_to_string(self.path(yaml)).unwrap();
        let (head, passages) = text.split_once("passages:\n").unwrap_or((&text, ""));
        let mut head = head.to_owned();
        let entries = passages.split("  - ").map(str::trim_end);
        let mut passages: Vec<String> =
            entries.filter(|entry| !entry.is_empty()).map(str::to_owned).collect();
        let at = self.numbers.below(passages.len().max(1));
        let what = match self.numbers.below(6) {
            0 if !passages.is_empty() => {
                passages.remove(at);
                "a passage removed"
            }
            1 if !passages.is_empty() => {
                let stances = ["supports", "disputes", "reports"];
                let stance = *self.numbers.of(&stances);
                for other in stances {
                    passages[at] = passages[at].replace(other, stance);
                }
                "another stance"
            }
            2 if !passages.is_empty() => {
                let mut lines: Vec<&str> = passages[at].lines().collect();
                lines.retain(|line| !line.trim_start().starts_with("speaker:"));
                let speaker = self.numbers.of(&["Jane Doe", "John Roe", ""]);
                let speaker = format!("    speaker: {speaker}");
                lines.push(&speaker);
                passages[at] = lines.join("\n");
                "another speaker"
            }
            3 => {
                let lines = head.lines().filter(|line| !line.starts_with("date:"));
                let date = format!("date: 20{:02}-0{}\n", n % 30 + 1, n % 9 + 1);
                head = lines.map(|line| format!("{line}\n")).collect::<String>() + &date;
                "another date"
            }
            4 if passages.len() > 1 => {
                passages.rotate_left(1);
                "passages in another order"
            }
            _ => {
                let quote = *self.numbers.of(&["The fox", "fox", "fox jumps", "jumps"]);
                let argument = self.numbers.below(4);
                let id = if self.numbers.below(3) == 0 {
                    format!("\n    id: given-{n}")
                } else {
                    String::new()
                };
                passages.push(format!(
                    "quote: {quote}{id}\n    arguments: {{ a{argument}: disputes }}"
                ));
                "a passage added"
            }
        };
        let passages: String =
            passages.iter().map(|entry| format!("  - {entry}\n")).collect();
        let list = if passages.is_empty() { "" } else { "passages:\n" };
        let how = self.save(yaml, &format!("{head}{list}{passages}"));
        format!("{yaml}: {what}, {how}")
    }

    /// Puts another directory in the place of the dossier, or of its sources.
    fn swap(&mut self, n: usize) -> String {
        let copy = |from: &Path, to: &Path| {
            for (path, bytes) in crate::support::files(from) {
                let to = to.join(path);
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::write(to, bytes).unwrap();
            }
        };
        if cfg!(unix) && self.numbers.below(2) == 0 {
            let old = fs::canonicalize(&self.root).unwrap();
            let new = self.root.with_file_name(format!("dossier-{n}"));
            copy(&old, &new);
            fs::write(new.join("content/dossier.yaml"), format!("title: Swapped {n}\n"))
                .unwrap();
            let link = self.root.with_file_name("link");
            #[cfg(unix)]
            std::os::unix::fs::symlink(&new, &link).unwrap();
            fs::rename(&link, &self.root).unwrap();
            fs::remove_dir_all(old).unwrap();
            "the dossier swapped by a link".to_owned()
        } else {
            let (old, new) = (self.path("content/sources"), self.path("sources-new"));
            copy(&old, &new);
            // A link is not copied, and may have been the first.
            let first = crate::support::files(&new).into_keys().next().unwrap();
            let text = fs::read_to_string(new.join(&first)).unwrap();
            fs::write(new.join(&first), text.replace("title: ", "title: S")).unwrap();
            fs::rename(&old, self.path("sources-old")).unwrap();
            fs::rename(&new, &old).unwrap();
            fs::remove_dir_all(self.path("sources-old")).unwrap();
            "content/sources swapped".to_owned()
        }
    }
}

#[test]
fn edits_of_every_kind_are_served_as_a_clean_build_makes_them() {
    let number = |name: &str, default: u64| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let disk = Disk::new();
    let mut author = Author::begin(&disk, number("THROUGHLINE_SEED", 0x5eed_0006).max(1));
    let preview = Preview::of(&author.root);
    for step in 0..number("THROUGHLINE_EDITS", 24) {
        let mut what = author.edit();
        // Several at once, and now and then none that is looked at.
        while author.numbers.below(3) == 0 {
            what = format!("{what}, then {}", author.edit());
        }
        let root = author.root.clone();
        let mut numbers = Numbers(step + 1);
        preview.is_clean_build(&root, &mut numbers, &format!("step {step}: {what}"));
    }
    assert!(!author.path("site").exists(), "a preview writes nothing");
}

#[test]
fn every_way_to_save_is_noticed_at_once() {
    let disk = Disk::dossier();
    let preview = Preview::of(&disk.path(""));
    let path = disk.path("content/dossier.yaml");
    for round in 0..3 {
        for (number, (name, save)) in WAYS.into_iter().enumerate() {
            save(&path, &format!("title: Title {round}{number}\n"));
            let page = preview.get("/index.html").text();
            assert!(page.contains(&format!("Title {round}{number}")), "{name}");
        }
    }
}

#[test]
fn a_checkout_of_many_files_is_served_whole() {
    const MANY: usize = 510;
    let disk = Disk::dossier();
    let write = |n: usize, words: &str| {
        let number = (n * 7) % MANY;
        let seed = disk.path(&format!("seeds/m{n}.txt"));
        let yaml = disk.path(&format!("content/sources/m{n}.yaml"));
        for (path, text) in [
            (seed, format!("The fox jumps {words}.\n")),
            (
                yaml,
                format!(
                    "seed: m{n}.txt\ntitle: T{number:03} {words}\npublisher: P{}\n",
                    n % 5
                ),
            ),
        ] {
            // As git does: the old one goes, a new one comes.
            let _ = fs::remove_file(&path);
            fs::write(&path, text).unwrap();
        }
    };
    (0..MANY).for_each(|n| write(n, "first"));
    let root = disk.path("");
    let preview = Preview::of(&root);
    let mut numbers = Numbers(7);
    for words in ["second", "third"] {
        std::thread::scope(|scope| {
            scope.spawn(|| (0..MANY).for_each(|n| write(n, words)));
            // Whoever looks while it goes on gets something whole.
            for _ in 0..3 {
                assert_eq!(preview.get("/sources/m3.html").status, 200);
            }
        });
        let page = preview.get(&format!("/sources/m{}.html", MANY - 1)).text();
        assert!(page.contains(words), "{words}");
        preview.is_clean_build(&root, &mut numbers, "a checkout");
    }
    // Another title is another place in the list by titles.
    let lists =
        ["sources/by/title.html", "sources/by/title/page/2.html", "sources/m9.html"];
    for (n, title) in [(9, "A"), (9, "T100 third"), (9, "z"), (200, "T100 third")] {
        let yaml = format!("seed: m{n}.txt\ntitle: {title}\n");
        disk.put(&format!("content/sources/m{n}.yaml"), &yaml);
        preview.is_clean_build_of(&root, lists.map(str::to_owned).into(), title);
        let yaml = yaml + "publisher: P1\n";
        disk.put(&format!("content/sources/m{n}.yaml"), &yaml);
        preview.is_clean_build_of(&root, lists.map(str::to_owned).into(), title);
    }
}
