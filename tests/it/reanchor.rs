//! `throughline reanchor`: what a changed seed asks of the passages, as a patch.

use std::process::Command;

use serde_json::Value;
use throughline::anchor::{Doubt, astray};
use throughline::edit::{Draft, Point, Refusal, Selection, reanchor};
use throughline::id::Id;
use throughline::index::passage_ids;
use throughline::world::MemoryWorld;

use crate::support::Disk;

const SEED: &str = "The shops on the quay will not suffer from your trial.\n\nNobody in the whole of the town asked for a toll. Nobody ever will.\n\nThe toll rises. The toll rises.\n";

/// What becomes of the one passage of a source: the file's lines that change, or why none does.
fn becomes(quote: &str) -> String {
    let mut world = MemoryWorld::default();
    world.insert("content/dossier.yaml", "title: A dossier\n");
    world.insert("seeds/a.txt", SEED);
    let yaml =
        format!("seed: a.txt\ntitle: A\npassages:\n  - {quote}\n    note: x # y\n");
    world.insert("content/sources/a.yaml", &yaml);
    let reported = reanchor(&world);
    assert_eq!(reported.value.mended.len(), reported.value.files.len());
    match &reported.value.files[..] {
        [file] => {
            let after = String::from_utf8(file.edit.after.clone().unwrap()).unwrap();
            let new = after.lines().filter(|line| !yaml.lines().any(|old| old == *line));
            new.map(str::trim).collect::<Vec<_>>().join(" | ")
        }
        _ => {
            let notes =
                reported.diagnostics.iter().filter_map(|d| d.notes.last().cloned());
            notes.collect::<Vec<_>>().join(" | ")
        }
    }
}

#[test]
fn what_is_near_and_alone_is_taken_and_all_else_is_told() {
    for (quote, expected) in [
        // It stands there: nothing.
        ("quote: Nobody ever will.", ""),
        // A word that came in, in the style of the file.
        (
            "quote: 'The shops on the quay will suffer from your trial.'",
            "- quote: 'The shops on the quay will not suffer from your trial.'",
        ),
        (
            "quote: \"Nobody in the town asked for a […] Nobody ever will\"",
            "left as it is: the nearest text differs in more than a fifth: choose the words yourself",
        ),
        (
            "quote: \"Nobody in the whole of a town asked for […] Nobody ever will\"",
            "- quote: \"Nobody in the whole of the town asked for […] Nobody ever will\"",
        ),
        // Its end is another.
        (
            "quote: Nobody in the whole of the town asked for a tax.",
            "left as it is: its first or last words are others now, so where it begins or ends \
             is uncertain: choose the words yourself",
        ),
        (
            "quote: The toll rises.",
            "left as it is: it could be in several places: say which by its `prefix` or `suffix`",
        ),
        (
            "quote: The toll raises.",
            "left as it is: it could be in several places: say which by its `prefix` or `suffix`",
        ),
        (
            "quote: Seagulls are no friends of fishermen.",
            "left as it is: nothing that could take its place was found",
        ),
    ] {
        assert_eq!(becomes(quote), expected, "{quote}");
    }
    // Its context is another: it needs none, or it has changed.
    let context = "quote: Nobody ever will.\n    prefix: asked for a tax.";
    assert!(!becomes(context).contains("left"), "{}", becomes(context));
}

#[test]
fn a_drifted_passage_that_a_page_names_keeps_its_id() {
    let mut world = MemoryWorld::default();
    world.insert("content/dossier.yaml", "title: A dossier\n");
    let yaml = "seed: a.txt\ntitle: A\npassages:\n  - quote: Nobody in the whole of a town asked\n";
    world.insert("content/sources/a.yaml", yaml);
    world.insert("seeds/a.txt", SEED.replace("the town", "a town"));
    let id = {
        let id = Id::new("a").unwrap();
        let draft = Draft::open(&world, &id).unwrap();
        passage_ids(draft.source(), draft.anchored())[0].clone()
    };
    world.insert("seeds/a.txt", SEED);
    world.insert("content/pages/p.md", format!("---\ntitle: P\n---\n[[a#{id}]]\n"));
    let edit = reanchor(&world).value.files[0].edit.clone();
    let expected = format!("{}    id: {id}\n", yaml.replace("of a town", "of the town"));
    assert_eq!(String::from_utf8(edit.after.unwrap()).unwrap(), expected);
}

/// What is in doubt is not taken, but may be accepted by somebody who has seen it.
#[test]
fn what_is_near_can_be_accepted() {
    let mut world = MemoryWorld::default();
    world.insert("content/dossier.yaml", "title: A dossier\n");
    let yaml = "seed: a.txt\ntitle: A\npassages:\n  - quote: Nobody in the town asked for a […] Nobody ever will\n";
    world.insert("content/sources/a.yaml", yaml);
    world.insert("seeds/a.txt", SEED);
    let draft = Draft::open(&world, &Id::new("a").unwrap()).unwrap();
    let lost = astray(draft.source(), draft.anchored());
    assert_eq!((lost.len(), lost[0].doubt), (1, Some(Doubt::Far)));
    let edit = draft.reanchor_passage(0, &lost[0].nearest).unwrap();
    let expected = yaml.replace("in the town", "in the whole of the town");
    assert_eq!(String::from_utf8(edit.after.unwrap()).unwrap(), expected);
    assert_eq!(draft.reanchor_passage(1, &lost[0].nearest), Err(Refusal::Passage));
}

/// The places among which somebody may choose.
#[test]
fn places_to_choose_among_are_whole_and_the_nearest_is_first() {
    let seed =
        "The toll rises. It will stay.\n\nIn May the toll rises a bit. It will stay.\n";
    for (quote, doubt, places) in [
        (
            "{ quote: It will stay. }",
            Doubt::Several,
            vec!["It will stay.", "It will stay."],
        ),
        // Out of its context, and in two places.
        (
            "{ quote: It will stay., prefix: Nobody knows why. }",
            Doubt::Several,
            vec!["It will stay.", "It will stay."],
        ),
        (
            "{ quote: toll rises a lot. }",
            Doubt::Several,
            vec!["toll rises a bit.", "toll rises. It"],
        ),
        // Its parts in each place are not known.
        ("{ quote: 'toll […] It will stay.' }", Doubt::Several, vec![]),
        ("{ quote: Nothing of the kind was ever said by them. }", Doubt::Nothing, vec![]),
    ] {
        let mut world = MemoryWorld::default();
        world.insert("content/dossier.yaml", "title: A dossier\n");
        let yaml = format!("seed: a.txt\ntitle: A\npassages:\n  - {quote}\n");
        world.insert("content/sources/a.yaml", yaml);
        world.insert("seeds/a.txt", seed);
        let draft = Draft::open(&world, &Id::new("a").unwrap()).unwrap();
        let lost = astray(draft.source(), draft.anchored());
        assert_eq!((lost.len(), lost[0].doubt), (1, Some(doubt)), "{quote}");
        let words = |parts: &Vec<std::ops::Range<usize>>| {
            assert_eq!(parts.len(), 1, "{quote}");
            &seed[parts[0].clone()]
        };
        assert_eq!(
            lost[0].places.iter().map(words).collect::<Vec<_>>(),
            places,
            "{quote}"
        );
    }
}

/// What a reader selects in the blocks that are shown to choose words from is what is taken.
#[test]
fn blocks_are_counted_as_a_selection_counts() {
    let seed = "# A head\n\nSome *fine* day &amp; a secret [way](https://example.org/).[^1]\n\n\
        - one 👩\u{200d}👧\n- two\n\n  more\n\n| a | b |\n|---|---|\n| c\u{7}d | e |\n\n[^1]: A note.\n";
    let mut world = MemoryWorld::default();
    world.insert("content/dossier.yaml", "title: A dossier\n");
    let yaml = "seed: a.md\ntitle: A\nredact:\n  - quote: secret\n";
    world.insert("content/sources/a.yaml", yaml);
    world.insert("seeds/a.md", seed);
    let draft = Draft::open(&world, &Id::new("a").unwrap()).unwrap();
    let blocks = draft.blocks();
    assert!(blocks.len() > 3 && blocks[1].starts_with("Some fine day & a █████ way."));
    for (words, number) in blocks.iter().zip(1..) {
        let packed: String = words.chars().filter(|c| !c.is_whitespace()).collect();
        let length = packed.encode_utf16().count();
        let point = |offset| Point { block: number, offset };
        let selection = Selection { from: point(0), to: point(length) };
        assert!(draft.selected(selection, words).is_ok(), "{number}: {words}");
        let longer = Selection { from: point(0), to: point(length + 1) };
        assert!(draft.selected(longer, words).is_err(), "{number}: {words}");
    }
}

/// A dossier whose seed has changed since its passages were written.
fn changed() -> Disk {
    let disk = Disk::dossier();
    disk.put("seeds/a.txt", SEED);
    disk.put(
        "content/sources/a.yaml",
        "# mine\nseed: a.txt\ntitle: A\npassages:\n  # first\n  - { quote: \"The shops on the quay will suffer from your trial.\", arguments: {c: supports} } # !\n\n  - quote: The toll rises.\n    arguments: { c: supports }\n",
    );
    disk
}

#[test]
fn the_patch_is_shown_and_nothing_is_written() {
    let disk = changed();
    let before = disk.files("");
    let ran = disk.run(&["reanchor"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(disk.files(""), before);
    assert!(
        ran.err.contains("The shops on the quay will {+not +}suffer from your trial."),
        "{ran:?}"
    );
    assert!(ran.err.contains("left as it is: it could be in several places"), "{ran:?}");
    assert!(ran.err.contains("\nthe patch mends 1 passage: "), "{ran:?}");
    assert!(
        ran.out
            .starts_with("--- a/content/sources/a.yaml\n+++ b/content/sources/a.yaml\n"),
        "{ran:?}"
    );
    let lines = ran.out.lines().skip(2);
    assert_eq!(lines.filter(|line| line.starts_with(['-', '+'])).count(), 2, "{ran:?}");
    disk.put("p.patch", &ran.out);
    let mut git = Command::new("git");
    // Where there is no git, there is nothing to apply it with.
    if let Ok(status) = git.args(["apply", "p.patch"]).current_dir(disk.path("")).status()
    {
        assert!(status.success());
        let again = disk.run(&["reanchor"]);
        assert_eq!((again.code, &*again.out), (Some(1), ""), "{again:?}");
        assert!(again.err.contains("\nno patch: each of these needs"), "{again:?}");
    }
}

#[test]
fn what_is_written_is_told_and_so_is_what_is_left() {
    let disk = changed();
    let ran = disk.run(&["reanchor", "--write"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(ran.out, "reanchored 1 passage in content/sources/a.yaml\n");
    assert!(ran.err.contains("warning[drifted-quote]"), "{ran:?}");
    assert!(ran.err.contains("error[ambiguous-quote]"), "{ran:?}");
    let yaml = disk.read("content/sources/a.yaml");
    assert!(
        yaml.contains(
            "  # first\n  - { quote: \"The shops on the quay will not suffer from your trial.\", arguments: {c: supports} } # !\n\n  - quote: The toll rises.\n"
        ),
        "{yaml}"
    );
    disk.put(
        "content/sources/a.yaml",
        yaml.replace("The toll rises", "Nobody ever will"),
    );
    let ran = disk.run(&["reanchor", "--write"]);
    assert_eq!((ran.code, &*ran.out), (Some(0), "nothing to do: 2 passages in place\n"));
    assert_eq!(ran.err, "");
}

#[test]
fn programs_get_the_patch_with_the_problems() {
    let disk = changed();
    let ran = disk.run(&["reanchor", "--format", "json"]);
    assert_eq!((ran.code, &*ran.err), (Some(1), ""), "{ran:?}");
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["errors"], 2);
    assert_eq!(json["written"], Value::Array(vec![]));
    assert!(json["patch"].as_str().unwrap().contains("will not suffer"));
    let ran = disk.run(&["reanchor", "--format", "json", "--write"]);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&json["errors"], &json["warnings"]), (&1.into(), &1.into()));
    assert_eq!(json["written"][0], "content/sources/a.yaml");
}
