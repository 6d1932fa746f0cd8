//! What the index remembers of an earlier run is what it would make anew, whatever was edited.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use throughline::anchor;
use throughline::diagnostic::Reported;
use throughline::index::{self, Index};
use throughline::load;
use throughline::pipeline::{Memory, Options, site, site_again};
use throughline::world::{MemoryWorld, ReadError, World};

/// Files with the number of the edit that made them what they are.
#[derive(Default)]
struct Edited {
    world: MemoryWorld,
    files: BTreeMap<String, (String, u64)>,
    edits: u64,
}

impl Edited {
    /// Has these files and no others.
    fn hold(&mut self, files: BTreeMap<String, String>) {
        self.edits += 1;
        let gone: Vec<String> = self
            .files
            .keys()
            .filter(|path| !files.contains_key(*path))
            .cloned()
            .collect();
        for path in gone {
            self.files.remove(&path);
            self.world.remove(&path);
        }
        for (path, text) in files {
            if self.files.get(&path).is_none_or(|(before, _)| *before != text) {
                self.world.insert(&path, &text);
                self.files.insert(path, (text, self.edits));
            }
        }
    }
}

impl World for Edited {
    fn list(&self, directory: &str) -> Reported<Vec<Arc<str>>> {
        self.world.list(directory)
    }

    fn read(&self, path: &str, bytes_max: u64) -> Result<Vec<u8>, ReadError> {
        self.world.read(path, bytes_max)
    }

    fn version(&self, path: &str) -> Option<u64> {
        Some(self.files.get(path)?.1)
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

#[derive(Clone, Default)]
struct Passage {
    sentence: usize,
    argument: usize,
    stance: usize,
    speaker: usize,
    id: usize,
    note: usize,
}

#[derive(Clone, Default)]
struct Source {
    seed: usize,
    date: usize,
    author: usize,
    publisher: usize,
    rights: usize,
    note: usize,
    passages: Vec<Passage>,
}

/// A dossier as its author thinks of it.
#[derive(Clone)]
struct Thought {
    sources: BTreeMap<usize, Source>,
    arguments: BTreeSet<usize>,
    broken: BTreeSet<usize>,
    topic: usize,
    people: usize,
    judgment: usize,
}

const SENTENCES: usize = 5;

/// Nothing, or what notes may lead to: some of it now and then not there.
const NOTES: [&str; 6] = ["", "[[a1]]", "[[s1#x1]]", "[[s2]]", "[[nothing]]", "Plain."];

impl Thought {
    fn begin() -> Self {
        let passages = |n: usize| {
            (0..2).map(move |p| Passage {
                sentence: p,
                argument: n + p,
                ..Passage::default()
            })
        };
        let source =
            |n| (n, Source { passages: passages(n).collect(), ..Source::default() });
        Self {
            sources: (0..4).map(source).collect(),
            arguments: (0..4).collect(),
            broken: BTreeSet::new(),
            topic: 0,
            people: 0,
            judgment: 0,
        }
    }

    /// Changes something: `what` of `which`, to something that depends on `to`.
    fn edit(&mut self, (what, which, at, to): (usize, usize, usize, usize)) {
        match what {
            0 if self.sources.remove(&which).is_some() => return,
            0 => drop(self.sources.insert(which, Source::default())),
            1 if self.arguments.remove(&which) => return,
            1 => drop(self.arguments.insert(which)),
            2 if self.broken.remove(&which) => return,
            2 => drop(self.broken.insert(which)),
            3 => self.topic = to,
            4 => self.people = to,
            5 => self.judgment = to,
            _ => {}
        }
        let Some(source) = self.sources.get_mut(&which) else { return };
        match what {
            6 => source.seed = to,
            7 => source.date = to,
            8 => source.author = to,
            9 => source.publisher = to,
            10 => source.rights = to,
            11 => source.note = to,
            12..=14 => source.passages.push(Passage {
                sentence: at,
                argument: to,
                stance: at + to,
                ..Passage::default()
            }),
            15 if !source.passages.is_empty() => source.passages.rotate_left(1),
            _ => {}
        }
        let passages = source.passages.len();
        if passages == 0 {
            return;
        }
        let passage = &mut source.passages[at % passages];
        match what {
            16 => passage.sentence = to,
            17 => passage.argument = to,
            18 => passage.stance = to,
            19 => passage.speaker = to,
            20 => passage.id = to,
            21 => passage.note = to,
            22 => drop(source.passages.remove(at % passages)),
            _ => {}
        }
    }

    fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut put = |path: String, text: String| drop(files.insert(path, text));
        let topics = ["", "topics: [{ id: t, label: T }]\n"][self.topic % 2];
        put("content/dossier.yaml".to_owned(), format!("title: Edited\n{topics}"));
        for n in &self.arguments {
            let topic =
                if (n + self.topic).is_multiple_of(3) { "topic: t\n" } else { "" };
            let attacks =
                format!("relations: {{ attacks: [a{}] }}\n", (n + self.topic) % 5);
            let end = if self.broken.contains(n) { "{" } else { "" };
            let yaml = format!("claim: Claim {n}.\n{topic}{attacks}{end}");
            put(format!("content/arguments/a{n}.yaml"), yaml);
        }
        let people = [
            "",
            "- { name: P1 }\n",
            "- { name: P1, aliases: [P2, P3] }\n",
            "- { name: P2 }\n- { name: A1 }\n",
        ];
        if let Some(people) = people.get(self.people).filter(|people| !people.is_empty())
        {
            put("content/people.yaml".to_owned(), (*people).to_owned());
        }
        if self.judgment > 0 {
            let basis = format!("basis: ['s{}#x1']", self.judgment % 4);
            let yaml = format!("- {{ text: It is so., {basis} }}\n");
            put("content/judgments.yaml".to_owned(), yaml);
        }
        for (n, source) in &self.sources {
            let before = "Before it.\n\n".repeat(source.seed % 3);
            let sentence = |s| format!("Sentence {s} of source {n}.\n\n");
            let missing = SENTENCES + usize::from(source.seed < 4);
            let seed: String = (1..missing).map(sentence).collect();
            put(format!("seeds/s{n}.txt"), before + &seed);
            put(format!("content/sources/s{n}.yaml"), source.yaml(*n));
        }
        files
    }
}

impl Source {
    fn yaml(&self, n: usize) -> String {
        let mut yaml = format!("seed: s{n}.txt\ntitle: Source {n}\n");
        let mut key = |key: &str, value: usize, text: String| {
            if value > 0 {
                writeln!(yaml, "{key}: {text}").unwrap();
            }
        };
        let rights = ["full", "excerpts", "link"];
        key("date", self.date, format!("20{:02}", self.date));
        // An author may be one of the people, too.
        let author = ["A1", "A2", "P1", "P2"][self.author % 4];
        key("author", self.author, author.to_owned());
        key("publisher", self.publisher, format!("P{}", self.publisher % 3));
        key("rights", self.rights, rights[self.rights % 3].to_owned());
        key("note", self.note, format!("'{}'", NOTES[self.note % NOTES.len()]));
        if !self.passages.is_empty() {
            yaml += "passages:\n";
        }
        for passage in &self.passages {
            let stance = ["supports", "disputes", "reports"][passage.stance % 3];
            let sentence = passage.sentence % SENTENCES + 1;
            writeln!(yaml, "  - quote: Sentence {sentence} of source {n}.").unwrap();
            writeln!(yaml, "    arguments: {{ a{}: {stance} }}", passage.argument)
                .unwrap();
            if passage.speaker > 0 {
                writeln!(yaml, "    speaker: P{}", passage.speaker % 4).unwrap();
            }
            if passage.id > 0 {
                writeln!(yaml, "    id: x{}", passage.id % 3).unwrap();
            }
            if passage.note > 0 {
                let note = NOTES[passage.note % NOTES.len()];
                writeln!(yaml, "    note: '{note}'").unwrap();
            }
        }
        yaml
    }
}

/// What runs one after the other remember.
#[derive(Default)]
struct Memories {
    files: load::Memory,
    texts: anchor::Memory,
    index: index::Memory,
}

impl Memories {
    /// The index of a dossier, as it is remembered and as it is made anew.
    fn index(&mut self, world: &Edited) -> [Reported<Index>; 2] {
        let dossier = load::load(world, &mut self.files).value.unwrap();
        let texts = self.texts.anchored(&dossier.sources).value;
        [&mut self.index, &mut index::Memory::default()].map(|memory| {
            let index = index::index(&dossier, &texts, memory);
            // They are made when they are asked for.
            index.value.first(&dossier);
            index.value.ties();
            index
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn a_remembered_index_is_as_a_new_one(
        edits in prop::collection::vec((0..23_usize, 0..5_usize, 0..6_usize, 0..6_usize), 1..40),
    ) {
        let mut world = Edited::default();
        let mut memories = Memories::default();
        let mut thought = Thought::begin();
        for edit in edits {
            thought.edit(edit);
            world.hold(thought.files());
            let [remembered, new] = memories.index(&world);
            prop_assert_eq!(remembered.diagnostics, new.diagnostics);
            prop_assert_eq!(remembered.value, new.value);
        }
    }
}

#[test]
fn of_a_source_that_is_the_same_nothing_is_made_again() {
    let mut world = Edited::default();
    let mut memories = Memories::default();
    let mut thought = Thought::begin();
    let mut ids = |thought: &Thought| -> Vec<(usize, *const u8)> {
        world.hold(thought.files());
        let [Reported { value: index, .. }, _] = memories.index(&world);
        let ids = index.passages.iter().map(|p| (p.source, p.id.as_str().as_ptr()));
        ids.collect()
    };
    let first = ids(&thought);
    thought.sources.get_mut(&1).unwrap().passages.push(Passage::default());
    thought.arguments.insert(7);
    let second = ids(&thought);
    assert_eq!(first[..2], second[..2], "the source before it");
    assert_eq!(first[4..], second[5..], "the sources after it");
    assert!(!first.contains(&second[2]), "its own");
}

#[test]
fn an_author_is_one_of_the_people_only_as_long_as_they_are_named() {
    let mut world = Edited::default();
    let mut memories = Memories::default();
    let mut thought = Thought::begin();
    // P1, who speaks in a passage, too; then P2 does, and there is one person still.
    thought.sources.get_mut(&1).unwrap().author = 2;
    for speaker in [1, 2] {
        thought.sources.get_mut(&1).unwrap().passages[0].speaker = speaker;
        world.hold(thought.files());
        let [remembered, new] = memories.index(&world);
        assert_eq!(new.value.people.len(), 1);
        assert_eq!(remembered.value, new.value, "{speaker}");
    }
}

#[test]
fn the_paths_of_a_site_follow_its_edits() {
    let mut world = Edited::default();
    let mut memory = Memory::default();
    let mut thought = Thought::begin();
    let mut paths = |thought: &Thought| {
        world.hold(thought.files());
        let options = Options { without_search: true, ..Options::default() };
        let made = site_again(&world, &options, &mut memory).value.unwrap().paths();
        assert_eq!(made, site(&world, &options).value.unwrap().paths());
        made
    };
    let first = paths(&thought);
    thought.sources.get_mut(&1).unwrap().passages.push(Passage::default());
    assert_eq!(paths(&thought), first, "a passage more needs no page");
    thought.sources.get_mut(&1).unwrap().passages[0].speaker = 1;
    assert!(paths(&thought).contains(&"people/p1.html".to_owned()));
    thought.arguments.insert(9);
    assert!(paths(&thought).contains(&"arguments/a9.html".to_owned()));
    for n in 10..24 {
        let passages = vec![Passage { argument: 9, ..Passage::default() }];
        thought.sources.insert(n, Source { passages, ..Source::default() });
    }
    assert!(paths(&thought).contains(&"arguments/a9/voices.html".to_owned()));
    thought.sources.get_mut(&10).unwrap().passages[0].stance = 1;
    assert!(!paths(&thought).contains(&"arguments/a9/voices.html".to_owned()));
    thought.sources.remove(&1);
    assert!(!paths(&thought).contains(&"people/p1.html".to_owned()));
    thought.sources.retain(|n, _| *n < 10);
    thought.arguments.remove(&9);
    paths(&thought);
}
