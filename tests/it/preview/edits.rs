//! Edits of every kind, drawn from seeded numbers. `THROUGHLINE_EDITS=20000 cargo test --test it
//! preview::edits` draws as many, from a seed that `THROUGHLINE_SEED` gives.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

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
        let file = self.path(path);
        match self.numbers.below(6) {
            0 => {
                fs::write(&file, text).unwrap();
                "written in place"
            }
            1 => {
                let beside = file.with_extension("tmp");
                fs::write(&beside, text).unwrap();
                fs::rename(&beside, &file).unwrap();
                "renamed into place"
            }
            2 => {
                // Vim with `backup`: tries a file, moves the old one away, writes, removes.
                let probe = file.with_file_name("4913");
                fs::write(&probe, "").unwrap();
                fs::remove_file(&probe).unwrap();
                let old = PathBuf::from(format!("{}~", file.display()));
                fs::rename(&file, &old).unwrap();
                fs::write(&file, text).unwrap();
                fs::remove_file(&old).unwrap();
                "saved by vim"
            }
            3 => {
                // VS Code: cuts the file to nothing, then writes.
                let mut open = fs::File::create(&file).unwrap();
                open.write_all(text.as_bytes()).unwrap();
                open.sync_all().unwrap();
                "saved by VS Code"
            }
            4 => {
                // Twice at once, with as many bytes.
                fs::write(&file, text.replace(|c: char| c.is_ascii_digit(), "7"))
                    .unwrap();
                fs::write(&file, text).unwrap();
                "written twice"
            }
            _ => {
                // By something that puts the time back.
                let time = fs::metadata(&file).and_then(|data| data.modified());
                fs::write(&file, text).unwrap();
                let open = fs::File::options().write(true).open(&file).unwrap();
                open.set_modified(time.unwrap()).unwrap();
                "written with its old time"
            }
        }
    }

    /// Edits something; says what.
    fn edit(&mut self) -> String {
        self.made += 1;
        let n = self.made;
        let sources = self.sources();
        let id = self.numbers.of(&sources).clone();
        let yaml = format!("content/sources/{id}.yaml");
        match self.numbers.below(17) {
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
            let first = self.sources().swap_remove(0);
            let text = fs::read_to_string(new.join(format!("{first}.yaml"))).unwrap();
            fs::write(
                new.join(format!("{first}.yaml")),
                text.replace("title: ", "title: S"),
            )
            .unwrap();
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
