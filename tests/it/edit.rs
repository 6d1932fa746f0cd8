//! What an edit of a source's file changes, and what it leaves as it is.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use throughline::dossier::Stance;
use throughline::edit::{
    Apart, Coding, Draft, Edit, Metadata, NewArgument, Point, Refusal, Selection,
    create_argument,
};
use throughline::id::Id;
use throughline::world::{DiskWorld, MemoryWorld, World};

const SOURCE: &str = "content/sources/a.yaml";

/// A dossier of one source, whose file is edited.
#[derive(Clone)]
struct Editing {
    world: MemoryWorld,
    seed: String,
}

impl Editing {
    fn new(seed: &str, yaml: &str) -> Self {
        Self::of("a.txt", seed, yaml)
    }

    fn of(name: &str, seed: &str, yaml: &str) -> Self {
        let mut world = MemoryWorld::default();
        world.insert("content/dossier.yaml", "title: A dossier\n");
        world.insert("content/arguments/c.yaml", "claim: A claim.\n");
        world.insert("content/arguments/d.yaml", "claim: Another.\n");
        world.insert(&format!("seeds/{name}"), seed);
        world.insert(SOURCE, yaml);
        Self { world, seed: seed.to_owned() }
    }

    fn draft(&self) -> Draft<'_> {
        Draft::open(&self.world, &Id::new("a").unwrap()).unwrap()
    }

    fn text(&self) -> String {
        String::from_utf8(self.world.read(SOURCE, 1 << 20).unwrap()).unwrap()
    }

    fn done(&self, edit: Result<Edit, Refusal>) -> Result<Self, Refusal> {
        let edit = edit?;
        let mut world = self.world.clone();
        assert_eq!(
            edit.before.as_deref(),
            world.read(&edit.path, 1 << 20).ok().as_deref()
        );
        world.insert(&edit.path, edit.after.unwrap());
        Ok(Self { world, seed: self.seed.clone() })
    }

    fn after(&self, edit: Result<Edit, Refusal>) -> String {
        self.done(edit)
            .map_or_else(|refusal| format!("refused: {refusal}"), |it| it.text())
    }

    fn add(&self, words: &str) -> String {
        let at = self.seed.find(words).unwrap();
        self.after(self.draft().add_passage(&(at..at + words.len()), &coding("c")))
    }
}

fn coding(argument: &str) -> Coding {
    let arguments = vec![(Id::new(argument).unwrap(), Stance::Supports)];
    Coding { arguments, ..Coding::default() }
}

const FOX: &str =
    "The fox jumps.\n\nIt is \"quick\": and brown.\n\nThe fox sleeps, and\nwakes.\n";

#[test]
fn a_passage_is_added_in_the_order_of_the_text_and_looks_like_the_others() {
    let head = "# of a fox\nseed: a.txt\ntitle: A # short\n";
    let editing = Editing::new(FOX, head);
    let quoted = "passages:\n  - quote: \"jumps\"\n    arguments: { c: supports }\n";
    assert_eq!(editing.add("jumps"), format!("{head}{quoted}"));
    let odd = format!(
        "{head}passages: # mine\n# first\n-   {{quote: 'jumps', arguments: {{c: reports}}}}\n\n# last\n"
    );
    let new = "-   { quote: 'sleeps', arguments: { c: supports } }\n";
    assert_eq!(
        Editing::new(FOX, &odd).add("sleeps"),
        odd.replace("\n\n# last", &format!("\n{new}\n# last"))
    );
    let spaced = format!(
        "{head}passages:\n  # one\n  - quote: jumps\n    arguments:\n      c: supports # why\n\n  - quote: sleeps\n"
    );
    assert_eq!(
        Editing::new(FOX, &spaced).add("brown"),
        spaced.replace(
            "# why\n",
            "# why\n\n  - quote: brown\n    arguments:\n      c: supports\n"
        )
    );
    assert_eq!(
        Editing::new(FOX, &format!("{head}passages: [{{ quote: sleeps }}]\n"))
            .add("jumps"),
        format!(
            "{head}passages: [{{ quote: jumps, arguments: {{ c: supports }} }}, {{ quote: sleeps }}]\n"
        )
    );
}

#[test]
fn a_quote_is_written_so_that_it_survives() {
    let head = "seed: a.txt\ntitle: A\npassages:\n  - quote: ";
    let editing = Editing::new(FOX, "seed: a.txt\ntitle: A\n");
    let tail = "\n    arguments: { c: supports }\n";
    for (words, written) in [
        ("It is \"quick\": and", ">-\n      It is \"quick\": and"),
        ("sleeps, and\nwakes.", "|-\n      sleeps, and\n      wakes."),
        ("brown.\n\nThe fox s", "|-\n      brown.\n\n      The fox s"),
    ] {
        assert_eq!(editing.add(words), format!("{head}{written}{tail}"));
    }
    let hostile =
        "a\tb \u{202e}c\u{202c} 👩\u{200d}👧 e\u{301} - # x: y\n قال الوزير \u{1b}";
    let editing = Editing::new(hostile, "seed: a.txt\ntitle: A\n");
    for (from, to) in
        [("a", "b"), ("\u{202e}", "c"), ("👩", "👧"), ("- #", "y"), ("x", "الوزير")]
    {
        let start = hostile.find(from).unwrap();
        let end = hostile[start..].find(to).unwrap() + start + to.len();
        let edit = editing.draft().add_passage(&(start..end), &coding("c"));
        let after = editing.done(edit).unwrap();
        let draft = after.draft();
        let span = draft.anchored().passages[0].span();
        assert_eq!(&hostile[span], &hostile[start..end]);
        assert!(!after.text().contains(['\u{202e}', '\u{1b}']));
    }
}

#[test]
fn context_is_given_only_where_the_quote_is_ambiguous() {
    let editing = Editing::new(FOX, "seed: a.txt\ntitle: A\n");
    assert!(
        editing
            .add("fox jumps")
            .ends_with("- quote: \"fox jumps\"\n    arguments: { c: supports }\n")
    );
    assert!(
        editing.add("fox").ends_with("arguments: { c: supports }\n    suffix: jumps.\n")
    );
    let last = FOX.rfind("The fox").unwrap();
    let edit = editing.draft().add_passage(&(last..last + 7), &coding("c"));
    let after = editing.after(edit);
    assert!(after.ends_with("c: supports }\n    suffix: sleeps,\n"), "{after}");
    let same = "one two ".repeat(60);
    let editing = Editing::new(&same, "seed: a.txt\ntitle: A\n");
    let edit = editing.draft().add_passage(&(240..243), &coding("c"));
    assert_eq!(edit.unwrap_err(), Refusal::Ambiguous);
}

#[test]
fn a_passage_is_changed_in_what_differs_only() {
    let yaml = "seed: a.txt\ntitle: A\npassages:\n- arguments: {c: supports,  d: reports} # both\n  \
                quote: 'jumps'   # here\n  speaker: \"A: B\"\n  note: |   # mine\n    One.\n\n    Two.\n\n- quote: sleeps\n";
    let editing = Editing::new(FOX, yaml);
    let now = Coding {
        arguments: vec![
            (Id::new("c").unwrap(), Stance::Supports),
            (Id::new("d").unwrap(), Stance::Reports),
        ],
        speaker: Some("A: B".to_owned()),
        note: Some("One.\n\nTwo.".to_owned()),
        ..Coding::default()
    };
    let changed =
        |coding: Coding| editing.after(editing.draft().change_passage(0, &coding));
    assert_eq!(changed(now.clone()), yaml);
    let mut other = now.clone();
    other.arguments[1].1 = Stance::Disputes;
    assert_eq!(changed(other), yaml.replace("reports", "disputes"));
    assert_eq!(
        changed(Coding { speaker: Some("C".to_owned()), ..now.clone() }),
        yaml.replace("A: B", "C")
    );
    assert_eq!(
        changed(Coding { speaker: None, ..now.clone() }),
        yaml.replace("  speaker: \"A: B\"\n", "")
    );
    assert_eq!(
        changed(Coding { note: Some("Three.\nFour.\n".to_owned()), ..now.clone() }),
        yaml.replace("One.\n\n    Two.", "Three.\n    Four.")
    );
    assert_eq!(
        changed(Coding { id: Some(Id::new("x").unwrap()), ..now.clone() }),
        yaml.replace("\n  note", "\n  id: x\n  note")
    );
    assert_eq!(
        changed(Coding { arguments: vec![now.arguments[0].clone()], ..now.clone() }),
        yaml.replace("{c: supports,  d: reports}", "{c: supports}")
    );
    let several = "seed: a.txt\ntitle: A\npassages:\n  - quote: jumps\n    arguments:\n      # best\n      c: supports # why\n";
    let both = Editing::new(FOX, several);
    let more = Coding { arguments: now.arguments.clone(), ..Coding::default() };
    let more = both.done(both.draft().change_passage(0, &more)).unwrap();
    assert_eq!(more.text(), format!("{several}      d: reports\n"));
    assert_eq!(more.after(more.draft().change_passage(0, &coding("c"))), several);
    let none = "seed: a.txt\ntitle: A\npassages:\n  - quote: jumps\n";
    assert_eq!(both.after(both.draft().change_passage(0, &Coding::default())), none);
    assert_eq!(changed(coding("e")), "refused: there is no argument `e`: make it first");
    assert_eq!(
        editing.after(editing.draft().delete_passage(1)),
        yaml.replace("- quote: sleeps\n", "")
    );
    let at = FOX.find("fox sleeps").unwrap();
    let edit = editing.draft().respan_passage(0, &(at..at + 10));
    assert_eq!(editing.after(edit), yaml.replace("'jumps'", "'fox sleeps'"));
}

#[test]
fn a_passage_that_others_name_keeps_its_id() {
    let mut editing =
        Editing::new(FOX, "seed: a.txt\ntitle: A\npassages:\n  - quote: jumps\n");
    let draft = editing.draft();
    let id = throughline::index::passage_ids(draft.source(), draft.anchored())[0].clone();
    assert_eq!(draft.passage(id.as_str()), Ok(0));
    assert_eq!(draft.passage("other"), Err(Refusal::Passage));
    assert_eq!(draft.citing(0), Vec::<Arc<str>>::new());
    drop(draft);
    let page = format!("---\ntitle: P\n---\nSee [[a#{id}]].\n");
    editing.world.insert("content/pages/p.md", page);
    assert_eq!(editing.draft().citing(0), [Arc::from("content/pages/p.md")]);
    let edit = editing.draft().respan_passage(0, &(4..14));
    let expected = format!(
        "seed: a.txt\ntitle: A\npassages:\n  - quote: fox jumps.\n    id: {id}\n"
    );
    assert_eq!(editing.after(edit), expected);
}

#[test]
fn paragraphs_are_set_apart_and_taken_back() {
    let yaml = "seed: a.txt\ntitle: A\npassages:\n  - quote: sleeps\n";
    let editing = Editing::new(&format!("{FOX}\nThe fox jumps.\n"), yaml);
    let headed =
        editing.done(editing.draft().set_apart(Apart::Heading, &(0..14))).unwrap();
    let entry = "  - { quote: \"The fox jumps.\", suffix: It }\n";
    assert_eq!(
        headed.text(),
        yaml.replace("passages", &format!("headings:\n{entry}passages"))
    );
    let taken_back = headed.draft().unset_apart(Apart::Heading, 0);
    assert_eq!(headed.after(taken_back), yaml);
    let edit = editing.draft().set_apart(Apart::Furniture, &(16..41));
    let entry = "omit:\n  - 'It is \"quick\": and brown.'\n";
    assert_eq!(
        editing.after(edit).replace(
            ">-\n      It is \"quick\": and brown.",
            "'It is \"quick\": and brown.'"
        ),
        yaml.replace("passages:", &format!("{entry}passages:"))
    );
    let edit = editing.draft().set_apart(Apart::Heading, &(4..9));
    let words =
        "refused: these words are only a part of a paragraph, so they can't be set apart";
    assert_eq!(editing.after(edit), words);
}

#[test]
fn metadata_is_set_in_its_place_and_checked_by_the_reader() {
    let yaml = "\u{feff}# head\r\nseed: a.txt # the seed\r\ntitle: >-\r\n  A title that\r\n  is folded\r\ncredibility: 3\r\n\r\n# notes\r\nnote: x # c\r\n";
    let editing = Editing::new(FOX, yaml);
    let set = |key: &str, value: Option<&str>| {
        let value = value.map(|text| Metadata::Text(text.to_owned()));
        editing.after(editing.draft().set_metadata(key, value.as_ref()))
    };
    assert_eq!(set("title", Some("B")), yaml.replace("A title that\r\n  is folded", "B"));
    assert_eq!(set("credibility", Some("4")), yaml.replace('3', "4"));
    assert_eq!(
        set("date", Some("2025-02~")),
        yaml.replace("credibility", "date: 2025-02~\r\ncredibility")
    );
    assert_eq!(
        set("note", Some("One: two\nthree\n")),
        yaml.replace("note: x # c", "note: | # c\r\n  One: two\r\n  three")
    );
    assert_eq!(set("note", None), yaml.replace("note: x # c\r\n", ""));
    assert_eq!(set("date", None), yaml);
    assert!(set("title", None).starts_with("refused: "), "{}", set("title", None));
    assert!(set("date", Some("soon")).starts_with("refused: "));
    assert_eq!(
        set("seed", Some("b.txt")),
        "refused: `seed` can't be changed here: edit the file by hand"
    );
    let names = Metadata::Names(vec!["A, B".to_owned(), "C".to_owned()]);
    assert_eq!(
        editing.after(editing.draft().set_metadata("author", Some(&names))),
        yaml.replace("credibility", "author: [\"A, B\", C]\r\ncredibility")
    );
}

#[test]
fn an_argument_is_a_new_file() {
    let editing = Editing::new(FOX, "seed: a.txt\ntitle: A\n");
    let argument = |id: &str, claim: &str| {
        let argument = NewArgument {
            id: Id::new(id).unwrap(),
            claim: claim.to_owned(),
            label: Some("Foxes: quick".to_owned()),
            topic: None,
        };
        create_argument(&editing.world, &argument)
    };
    let edit = argument("foxes", "Foxes jump.").unwrap();
    assert_eq!(&*edit.path, "content/arguments/foxes.yaml");
    assert_eq!(edit.before, None);
    let text = String::from_utf8(edit.after.unwrap()).unwrap();
    assert_eq!(text, "claim: Foxes jump.\nlabel: \"Foxes: quick\"\n");
    assert_eq!(argument("C", "x"), Err(Refusal::ArgumentTaken("C".to_owned())));
    assert!(argument("e", " ").is_err());
}

#[test]
fn an_edit_of_an_older_version_gives_both() {
    let editing = Editing::new(FOX, "seed: a.txt\ntitle: A\n");
    let draft = editing.draft();
    let edit = || draft.add_passage(&(4..7), &coding("c"));
    assert_eq!(draft.based_on(&draft.version(), edit()), edit());
    let Err(Refusal::Changed { path, theirs, ours }) = draft.based_on("other", edit())
    else {
        panic!("it was taken");
    };
    assert_eq!((&*path, theirs.as_deref()), (SOURCE, Some("seed: a.txt\ntitle: A\n")));
    assert!(ours.unwrap().contains("passages:"));
}

#[test]
fn what_can_not_be_kept_is_refused() {
    let shared = "seed: a.txt\ntitle: A\npassages:\n  - quote: jumps\n    arguments: &x { c: supports }\n  - quote: sleeps\n    arguments: *x\n";
    let editing = Editing::new(FOX, shared);
    let disputes = Coding {
        arguments: vec![(Id::new("c").unwrap(), Stance::Disputes)],
        ..Coding::default()
    };
    let refused = editing.draft().change_passage(0, &disputes);
    assert_eq!(refused, Err(Refusal::Style));
    let named = Editing::new(
        FOX,
        "seed: a.txt\ntitle: A\npassages:\n  - { quote: jumps, id: x }\n  - quote: wakes\n",
    );
    let again = Coding { id: Some(Id::new("X").unwrap()), ..Coding::default() };
    let taken = Err(Refusal::PassageTaken("X".to_owned()));
    assert_eq!(named.draft().change_passage(1, &again), taken);
    assert_eq!(named.draft().add_passage(&(4..7), &again), taken);
    assert!(named.draft().change_passage(0, &again).is_ok());
    // Read otherwise, the text is another: the passage is found, but somewhere else.
    let accented =
        Editing::new("é fox jumps", "seed: a.txt\ntitle: A\npassages:\n  - quote: fox\n");
    let encoding = Metadata::Text("windows-1252".to_owned());
    let refused = accented.draft().set_metadata("encoding", Some(&encoding));
    assert_eq!(refused, Err(Refusal::Others));
    let broken = Editing::new(FOX, "seed: a.txt\ntitle: [\n");
    let refused = Draft::open(&broken.world, &Id::new("a").unwrap()).err().unwrap();
    assert!(refused.to_string().contains("mend this first"), "{refused}");
}

#[test]
fn a_selection_on_the_page_is_found_in_markdown() {
    let seed =
        "A *fine* [day](https://example.org/) &amp; a **night**.\n\nOne fine day.\n";
    let editing = Editing::of("a.md", seed, "seed: a.md\ntitle: A\n");
    let point = |block, offset| Point { block, offset };
    let draft = editing.draft();
    let span = draft.span(Selection { from: point(1, 1), to: point(1, 15) }).unwrap();
    let after = editing.after(draft.add_passage(&span, &coding("c")));
    assert!(after.contains("- quote: \"fine day & a night\"\n"), "{after}");
    let span = draft.span(Selection { from: point(1, 1), to: point(1, 8) }).unwrap();
    let after = editing.after(draft.add_passage(&span, &coding("c")));
    assert!(
        after.contains("- quote: \"fine day\"\n") && after.contains("suffix: \"&\"\n"),
        "{after}"
    );
}

/// Whether `long` is `short` with one stretch put in.
fn is_insertion(short: &str, long: &str) -> bool {
    let (short, long) = (short.as_bytes(), long.as_bytes());
    let ahead = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let behind =
        short.iter().rev().zip(long.iter().rev()).take_while(|(a, b)| a == b).count();
    long.len() >= short.len() && ahead + behind >= short.len()
}

/// Sentences that stand once in the seed each.
const SENTENCES: &[&str] = &[
    "The fox jumps.",
    "It is \"quick\": and 'brown'.",
    "- no list, # no comment",
    "Кто это сказал?",
    "北京说不。",
    "قال الوزير «لا».",
    "👩\u{200d}👧 and e\u{301}: {x}",
    "true",
    "2025",
    "back\\slash & *star*",
    "a tab\there",
    "two\nlines",
];

fn quote(sentence: &'static str, style: usize, flow: bool) -> String {
    let double = serde_json::Value::from(sentence).to_string();
    match style % 4 {
        0 if !flow && !sentence.contains('\n') => format!(">-\n      {sentence}"),
        1 if !flow => {
            format!("|-  # block\n      {}", sentence.replace('\n', "\n      "))
        }
        2 if !sentence.contains(['\n', '\t']) => {
            format!("'{}'", sentence.replace('\'', "''"))
        }
        _ => double,
    }
}

/// A source's file in some style, with some of the sentences as passages.
fn odd_yaml() -> impl Strategy<Value = String> {
    let entries =
        prop::collection::vec((0..SENTENCES.len(), 0..8_usize, 0..4_usize), 0..5);
    let style = (0..3_usize, 0..6_usize, any::<bool>(), any::<bool>(), 0..4_usize);
    (entries, style).prop_map(|(mut entries, (indent, gaps, crlf, bom, tail))| {
        entries.sort_unstable();
        entries.dedup_by_key(|entry| entry.0);
        let dash = " ".repeat(indent * 2);
        let mut yaml = "# head\nseed:   a.txt\n\n'title' : \"A\" # t\nnote: |\n  x # no comment\n\n  y\n\n".to_owned();
        if !entries.is_empty() {
            yaml += "passages:   # list\n";
        }
        for (index, (sentence, style, more)) in entries.into_iter().enumerate() {
            let inner = format!("\n{dash}  ");
            let words = quote(SENTENCES[sentence], style, style >= 4);
            let words = words.replace("\n      ", &format!("{inner}    "));
            let gap = match gaps {
                0 if index > 0 => "\n",
                1 => "# between\n",
                2 => "\n  # between\n\n",
                _ => "",
            };
            let comment = if more == 1 { " # c" } else { "" };
            yaml += gap;
            yaml += &match (style >= 4, more) {
                (true, 0) => format!("{dash}- {{ quote: {words} , arguments: {{c: supports}}, }}{comment}\n"),
                (true, _) => format!("{dash}- {{\"quote\": {words}}}{comment}\n"),
                (false, 0) => format!("{dash}- quote: {words}{inner}arguments:{inner}  c: supports{comment}\n"),
                (false, 2) => format!("{dash}- id: i{index}{inner}# inside{inner}quote: {words}{inner}note: >{inner}  of\n\n{inner}  it{inner}\n"),
                (false, _) => format!("{dash}-\n{dash}  quote: {words}{inner}arguments: {{ c: supports }}{comment}\n"),
            };
        }
        yaml += ["", "# tail\n", "publisher: |+\n  P\n\n\n", "language: en"][tail];
        if crlf {
            yaml = yaml.replace('\n', "\r\n");
        }
        if bom { format!("\u{feff}{yaml}") } else { yaml }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() })]

    /// To add a passage puts one stretch in; to delete it again gives the file as it was. To
    /// delete one takes one stretch out.
    #[test]
    fn nothing_else_changes(
        yaml in odd_yaml(),
        from in 0..160_usize,
        length in 1..60_usize,
        note in select(&["", "A note.", "Two\n\nparagraphs: # here", " indented", "x\u{85}y", "no"][..]),
    ) {
        let seed = SENTENCES.join("\n\n");
        let editing = Editing::new(&seed, &yaml);
        let draft = editing.draft();
        prop_assert_eq!(draft.source().passages.len(), draft.anchored().passages.len(), "{}", yaml);
        let start = seed.floor_char_boundary(from.min(seed.len()));
        let end = seed.floor_char_boundary((from + length).min(seed.len()));
        let coding = Coding { note: Some(note.to_owned()), ..coding("c") };
        match draft.add_passage(&(start..end), &coding) {
            Ok(edit) => {
                let after = editing.done(Ok(edit.clone())).unwrap();
                prop_assert!(is_insertion(&yaml, &after.text()), "{}\n---\n{}", yaml, after.text());
                let added = after.draft();
                let new = (0..added.source().passages.len()).find(|index| {
                    draft.source().passages.get(*index).map(|p| &p.quote.words)
                        != Some(&added.source().passages[*index].quote.words)
                });
                let index = new.unwrap_or(draft.source().passages.len());
                let words = &added.source().passages[index].quote.words;
                prop_assert_eq!(words, seed[start..end].trim());
                let deleted = after.after(added.delete_passage(index));
                prop_assert_eq!(&deleted, &yaml, "{}", after.text());
                let undone = edit.undone();
                prop_assert_eq!(undone.after.unwrap(), yaml.as_bytes());
            }
            Err(refusal) => prop_assert!(
                matches!(refusal, Refusal::NoWords | Refusal::Ambiguous),
                "{}\n{}", refusal, yaml
            ),
        }
        let count = draft.source().passages.len();
        for index in 0..count {
            let after = editing.after(draft.delete_passage(index));
            prop_assert!(is_insertion(&after, &yaml), "{}\n---\n{}", yaml, after);
        }
    }

    /// A changed stance, and then the old one again, give the file as it was; so does a title.
    #[test]
    fn an_edit_and_its_inverse_give_the_file_as_it_was(yaml in odd_yaml()) {
        let seed = SENTENCES.join("\n\n");
        let editing = Editing::new(&seed, &yaml);
        let draft = editing.draft();
        for (index, passage) in draft.source().passages.iter().enumerate() {
            let now = |stance| Coding {
                arguments: passage.arguments.iter().map(|(id, _)| (id.value.clone(), stance)).collect(),
                note: passage.note.as_ref().map(|note| note.markdown.clone()),
                id: passage.id.as_ref().map(|id| id.value.clone()),
                ..Coding::default()
            };
            let same = editing.after(draft.change_passage(index, &now(Stance::Supports)));
            prop_assert_eq!(&same, &yaml);
            let other = editing.done(draft.change_passage(index, &now(Stance::Disputes))).unwrap();
            let back = other.after(other.draft().change_passage(index, &now(Stance::Supports)));
            prop_assert_eq!(&back, &yaml);
        }
        let title = |words: &str| Metadata::Text(words.to_owned());
        let other = editing.done(draft.set_metadata("title", Some(&title("B: # \"c\"")))).unwrap();
        prop_assert_eq!(other.text().matches('#').count(), yaml.matches('#').count() + 1);
        prop_assert_eq!(other.after(other.draft().set_metadata("title", Some(&title("A")))), yaml.clone());
        let language = if yaml.contains("language") { "en" } else { "" };
        let dated = editing.done(draft.set_metadata("language", Some(&title("fr")))).unwrap();
        prop_assert_eq!(dated.after(dated.draft().set_metadata("language", Some(&title(language)))), yaml);
    }
}

/// Every passage of the repository's own dossier can be taken out and marked again.
#[test]
fn the_own_dossier_is_edited() {
    let disk = DiskWorld::open(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut world = MemoryWorld::default();
    for directory in ["content", "seeds"] {
        for path in disk.list(directory).value {
            world.insert(&path, disk.read(&path, 1 << 24).unwrap());
        }
    }
    let sources = disk.list("content/sources").value;
    assert!(sources.len() > 4);
    for path in sources {
        let id =
            Id::new(path.rsplit('/').next().unwrap().trim_end_matches(".yaml")).unwrap();
        let before = String::from_utf8(world.read(&path, 1 << 24).unwrap()).unwrap();
        let draft = Draft::open(&world, &id).unwrap();
        let passages = draft.anchored().passages.clone();
        for passage in passages.iter().step_by(7) {
            let edit = draft.delete_passage(passage.index).unwrap();
            let without = String::from_utf8(edit.after.clone().unwrap()).unwrap();
            assert!(is_insertion(&without, &before), "{path} {}", passage.index);
            let entry = &draft.source().passages[passage.index];
            let coding = Coding {
                arguments: entry
                    .arguments
                    .iter()
                    .map(|(id, s)| (id.value.clone(), *s))
                    .collect(),
                speaker: entry.speaker.as_ref().map(|speaker| speaker.value.clone()),
                id: entry.id.as_ref().map(|id| id.value.clone()),
                translation: entry.translation.clone(),
                note: entry.note.as_ref().map(|note| note.markdown.clone()),
            };
            let mut shorter = world.clone();
            shorter.insert(&path, edit.after.unwrap());
            let draft = Draft::open(&shorter, &id).unwrap();
            let again = draft.add_passage(&passage.span(), &coding).unwrap();
            let again = String::from_utf8(again.after.unwrap()).unwrap();
            let same_words =
                entry.quote.words == draft.source().seed.text[passage.span()];
            let plain = before.lines().count() == again.lines().count();
            if same_words && plain && !entry.quote.words.contains('"') {
                assert_eq!(sorted(&again), sorted(&before), "{path} {}", passage.index);
            }
        }
    }
}

/// The lines of a file without regard to the order of passages that begin at one place.
fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}
