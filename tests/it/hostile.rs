//! What honest dossiers do not do: names that lead out, links, giants, bombs, broken templates.

use std::fmt::Write as _;

use crate::html;
use crate::support::{Disk, DossierTest, problems};

/// No name leads out of the dossier or of the site, wherever it is written.
#[test]
fn names_lead_nowhere_else() {
    for name in [
        "../../x",
        "/etc/passwd",
        "..",
        "a/../../b",
        "a\\..\\b",
        "a\0b",
        "C:x",
        "%2e%2e",
        "",
    ] {
        let name = serde_json::Value::from(name);
        let at = |rest: &str| {
            serde_json::Value::from(format!("{}{rest}", name.as_str().unwrap()))
        };
        let link = serde_json::Value::from(format!("[[{}]]", name.as_str().unwrap()));
        let built = DossierTest::new()
            .seed("a.txt", "Words.")
            .source("a", format!(
                "seed: a.txt\ntitle: A\nnote: {link}\npassages:\n  - {{ quote: Words, id: {name}, arguments: {{ {name}: supports, c: supports }}, speaker: {name} }}\n"
            ))
            .source("b", format!("seed: {name}\ntitle: B\n"))
            .argument("c", format!("claim: C\ntopic: {name}\nrelations: {{ supports: [{name}] }}\n"))
            .file("content/events.yaml", format!("- {{ date: 2025, title: X, passages: [{}] }}\n", at("#x")))
            .file("content/judgments.yaml", format!("- {{ text: {link}, basis: [{}] }}\n", at("#x")))
            .build();
        let codes = built.codes();
        assert!(
            codes.contains(&"bad-id") && codes.contains(&"unknown-seed"),
            "{name}: {codes:?}"
        );
        assert!(built.files().is_empty(), "{name}");
    }
    // A speaker may have any name; their page has a name of ours.
    for name in ["../../x", "index", "CON", "...", "\u{202e}", "习近平", &"x".repeat(500)]
    {
        let name = serde_json::Value::from(name);
        let built = DossierTest::new()
            .seed("a.txt", "Words.")
            .source("a", format!("seed: a.txt\ntitle: A\npassages:\n  - {{ quote: Words, arguments: {{ c: supports }}, speaker: {name} }}\n"))
            .argument("c", "claim: C")
            .build()
            .clean();
        let people = built.files().keys().filter(|path| path.starts_with("people/"));
        assert_eq!(people.clone().count(), 2, "{name}");
        assert!(
            people.clone().all(|path| path.len() < 100 && !path.contains("..")),
            "{name}"
        );
    }
}

#[test]
fn files_have_names_that_are_safe_everywhere() {
    let long = "x".repeat(300);
    for name in ["CON", "aux.en", "LPT1", "-x", "x.", "a b", "a\u{202e}b", "a:b", &long] {
        let built = DossierTest::new().argument(name, "claim: X").build();
        assert!(built.codes().contains(&"bad-id"), "{name}: {}", built.diagnostics());
    }
    for (one, other) in
        [("a", "A"), ("caf\u{e9}", "cafe\u{301}"), ("ﬁn", "fin"), ("straße", "STRAßE")]
    {
        let built = DossierTest::new()
            .argument(one, "claim: X")
            .argument(other, "claim: X")
            .build();
        assert!(built.codes().contains(&"id-clash"), "{one} {other}");
    }
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_told_and_not_followed() {
        let outside = Disk::new();
        outside.put("secret.txt", "A secret.");
        outside.put("content/sources/z.yaml", "seed: a.txt\ntitle: Z\n");
        let disk = Disk::dossier();
        let link = |target: &str, path: &str| symlink(target, disk.path(path)).unwrap();
        link(outside.path("secret.txt").to_str().unwrap(), "seeds/out.txt");
        link("../../../../../../../../../../etc/hostname", "seeds/up.txt");
        link("nowhere.txt", "seeds/dangling.txt");
        link("round.txt", "seeds/round.txt");
        link(".", "seeds/directory");
        link(outside.path("content/sources").to_str().unwrap(), "content/sources/more");
        link("a.txt", "seeds/inside.txt");
        disk.put("content/sources/b.yaml", "seed: out.txt\ntitle: B\n");
        disk.put("content/sources/i.yaml", "seed: inside.txt\ntitle: I\n");
        assert_eq!(
            problems(&disk),
            [
                "content/sources/b.yaml unknown-seed: there is no seed `out.txt`",
                "content/sources/more link-leaves-dossier: this symbolic link leads out of the dossier",
                "seeds/dangling.txt link-leaves-dossier: this symbolic link leads nowhere",
                "seeds/directory link-leaves-dossier: this symbolic link leads to a directory",
                "seeds/out.txt link-leaves-dossier: this symbolic link leads out of the dossier",
                "seeds/round.txt link-leaves-dossier: this symbolic link leads round in a circle, or can't be followed",
                "seeds/up.txt link-leaves-dossier: this symbolic link leads out of the dossier",
            ]
        );
    }

    #[test]
    fn no_directory_of_the_dossier_is_a_link() {
        let outside = Disk::dossier();
        for directory in ["content", "seeds", "templates"] {
            let disk = Disk::dossier();
            let _ = std::fs::remove_dir_all(disk.path(directory));
            outside.put("templates/cover.html", "stolen");
            symlink(outside.path(directory), disk.path(directory)).unwrap();
            let told = problems(&disk);
            let line = format!(
                "{directory} link-leaves-dossier: this symbolic link is not followed"
            );
            assert!(told.contains(&line), "{directory}: {told:?}");
        }
    }

    #[test]
    fn what_can_not_be_read_is_told() {
        use std::os::unix::fs::PermissionsExt as _;
        let disk = Disk::dossier();
        let _socket =
            std::os::unix::net::UnixListener::bind(disk.path("seeds/socket.txt"))
                .unwrap();
        let told = problems(&disk);
        assert_eq!(
            told,
            [
                "seeds/socket.txt unreadable-file: this can't be read: it is not a regular file"
            ]
        );
        disk.put("seeds/forbidden.txt", "Words.");
        disk.put("content/sources/f.yaml", "seed: forbidden.txt\ntitle: F\n");
        let path = disk.path("seeds/forbidden.txt");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
        // The superuser may read everything.
        if std::fs::read(&path).is_err() {
            assert!(
                problems(&disk)[0].starts_with("seeds/forbidden.txt unreadable-file: ")
            );
        }
    }

    /// Two names that are one on other systems may both exist here.
    #[test]
    fn names_that_clash_elsewhere_are_told_here() {
        let disk = Disk::dossier();
        disk.put("content/arguments/C.yaml", "claim: X");
        let told = problems(&disk);
        // On a file system that folds case there is one file only.
        if disk.files("content/arguments").len() == 2 {
            assert!(told.iter().any(|line| line.contains("id-clash")), "{told:?}");
        }
    }
}

/// One line of many megabytes, as a program may have written it. The release build reads 50.
#[test]
fn a_giant_of_one_line_is_read() {
    let megabytes = if cfg!(debug_assertions) { 4 } else { 50 };
    let mut text = "Много слов without an end; ".repeat(megabytes << 15);
    let middle = text.floor_char_boundary(text.len() / 2);
    text.insert_str(middle, "THE ONE that is not like the others. ");
    for name in ["a.txt", "a.md"] {
        let built = DossierTest::new()
            .seed(name, &text)
            .quoting(
                "a",
                name,
                [
                    "THE ONE that is not like",
                    "THE ONE that is like the others",
                    "слов  without",
                ],
            )
            .build();
        assert_eq!(built.codes(), ["ambiguous-quote", "drifted-quote"], "{name}");
        let told = built.diagnostics();
        assert!(told.contains("THE ONE that is {+not +}like the others"), "{told}");
        assert!(told.lines().all(|line| line.chars().count() < 1000));
        let page = built.page("sources/a.html");
        assert!(page.contains(">THE ONE that is not like</mark>"));
        assert!(page.len() > text.len());
    }
}

#[test]
fn seeds_may_be_empty_binary_or_in_utf_16() {
    let utf_16 = |big: bool, mark: bool| -> Vec<u8> {
        let text = if mark {
            "\u{feff}Words of a text, “quoted”."
        } else {
            "Words of a text, “quoted”."
        };
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    };
    let with = |bytes: &[u8]| {
        DossierTest::new()
            .seed("a.txt", bytes)
            .quoting("a", "a.txt", ["a text, “quoted”"])
            .build()
    };
    for big in [false, true] {
        assert_eq!(with(&utf_16(big, true)).codes(), Vec::<&str>::new());
        let guessed = with(&utf_16(big, false));
        assert_eq!(guessed.codes(), ["guessed-encoding"]);
        let quote = &guessed.json()["passages"][0];
        assert_eq!((&quote["start"], &quote["end"]), (&9.into(), &25.into()));
    }
    let mut broken = utf_16(false, true);
    broken.push(0);
    assert_eq!(with(&broken).codes(), ["guessed-encoding"]);
    assert_eq!(with(b"").codes(), ["empty-seed"]);
    assert_eq!(with(&[0; 1000]).codes(), ["bad-encoding"]);
    assert_eq!(with(b"%PDF-1.7\n").codes(), ["bad-encoding"]);
    assert_eq!(
        with(b"Words of a text, \xff\xfe\xfa.").codes(),
        ["guessed-encoding", "missing-quote"]
    );
}

#[test]
fn five_thousand_broken_passages_are_all_told() {
    let mut seed = String::new();
    let mut quotes = Vec::new();
    for n in 0..100 {
        let _ = writeln!(seed, "Sentence number {n} is not like sentence {}.", n + 1);
    }
    for n in 0..5000 {
        quotes.push(format!("Sentence number {} is like sentence, in case {n}", n % 100));
    }
    let built =
        DossierTest::new().seed("a.txt", &seed).quoting("a", "a.txt", &quotes).build();
    let lines = built.lines();
    let absent = lines.iter().filter(|line| line.contains("-quote: ")).count();
    assert_eq!((absent, lines.len()), (5000, 5000));
    assert!(built.files().is_empty());
}

#[test]
fn yaml_that_would_exhaust_the_machine_is_refused() {
    let deep_list = format!("- text: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    let mut deep_map = String::from("- text:\n");
    for depth in 1..2_000 {
        let _ = writeln!(deep_map, "{}a:", "  ".repeat(depth + 1));
    }
    let open = format!("- text: {}\n", "{a: ".repeat(10_000));
    let lists = format!("{}x\n", "- ".repeat(10_000));
    for (name, yaml) in
        [("list", deep_list), ("map", deep_map), ("open", open), ("lists", lists)]
    {
        let built = DossierTest::new().file("content/judgments.yaml", yaml).build();
        assert_eq!(built.codes(), ["no-sources", "yaml-limit"], "{name}");
    }
    let large = format!("title: A\n# {}\n", "x".repeat(4 << 20));
    let built = DossierTest::new().file("content/dossier.yaml", large).build();
    assert_eq!(built.codes(), ["file-too-large", "no-sources"]);
}

/// Markup that is nested without end, alone and around raw HTML.
#[test]
fn nested_markup_comes_to_an_end() {
    for (text, times) in [
        ("> ", 3_000),
        ("- ", 1_000),
        ("[", 20_000),
        ("*a ", 20_000),
        ("![", 20_000),
        ("`", 20_000),
        ("<b>", 20_000),
        ("<div>", 1_900),
        ("<", 20_000),
        ("<!--", 20_000),
        ("&", 50_000),
        ("<p>&", 1_900),
        ("<script>", 20_000),
        ("<script></script>", 20_000),
        ("[a](", 20_000),
        ("|", 20_000),
        ("[^a]", 5_000),
        ("~~", 20_000),
        ("\\", 20_000),
        ("<a href=\"", 5_000),
        ("<table><tr><td>", 600),
    ] {
        let seed = format!("Words.\n\n{}<i>x</i>\n", text.repeat(times));
        let built = DossierTest::new()
            .seed("a.md", &seed)
            .quoting("a", "a.md", ["Words"])
            .build();
        assert_eq!(html::check(&built.page("sources/a.html")), Ok(()), "{text}");
    }
}

/// Files in `templates/` replace the theme's, one by one, and may build on them.
#[test]
fn a_theme_can_be_changed_piece_by_piece() {
    let built = DossierTest::new()
        .seed("a.txt", "Words.")
        .quoting("a", "a.txt", ["Words"])
        .file("templates/base.html", "{% extends \"theme/base.html\" %}{% block head %}<meta name=\"mine\" content=\"1\">{% endblock head %}")
        .file("templates/parts/stance.html", "{% component stance(stance, words: bool = true) %}<b class=\"mine\">{{ stance.name }}</b>{% endcomponent stance %}")
        .file("templates/parts/mine.html", "{% component mine(x) %}<i>{{ x }}</i>{% endcomponent mine %}")
        .file("templates/404.html", "{% extends \"base.html\" %}{% block content %}{{ <mine x={\"<ours>\"} /> }}{% endblock content %}")
        .file("templates/assets/style.css", "body { color: red }")
        .file("templates/assets/font.woff2", b"\0\x01")
        .build()
        .clean();
    for (path, bytes) in built.files().iter().filter(|(path, _)| path.ends_with(".html"))
    {
        let page = String::from_utf8_lossy(bytes);
        assert!(page.contains("<meta name=\"mine\""), "{path}");
        assert_eq!(html::check(&page), Ok(()), "{path}");
    }
    assert!(built.page("sources/a.html").contains("<b class=\"mine\">supports</b>"));
    assert!(built.page("404.html").contains("<i>&lt;ours&gt;</i>"));
    let style =
        built.files().iter().find(|(path, _)| path.starts_with("assets/style.")).unwrap();
    assert_eq!(style.1, b"body { color: red }");
    assert!(built.page("index.html").contains(style.0));
    assert!(
        built
            .files()
            .keys()
            .any(|path| path.starts_with("assets/font.") && path.ends_with(".woff2"))
    );
}

#[test]
fn a_broken_template_is_named_with_its_line_and_variable() {
    for (name, template, place, words) in [
        (
            "matrix.html",
            "<main>\n{{ it.nothing }}",
            "templates/matrix.html:2:",
            "nothing",
        ),
        ("matrix.html", "<main>\n\n{{ nothing }}", "templates/matrix.html:3:", "nothing"),
        ("matrix.html", "{% for x in it.groups %}", "templates/matrix.html:1:", "end"),
        (
            "matrix.html",
            "{% extends \"nowhere.html\" %}",
            "templates/matrix.html",
            "nowhere.html",
        ),
        (
            "matrix.html",
            "{{ it.groups | nofilter }}",
            "templates/matrix.html",
            "nofilter",
        ),
        (
            "matrix.html",
            "{{ asset(name=\"nothing.css\") }}",
            "templates/matrix.html",
            "nothing.css",
        ),
        ("matrix.html", "{{ <nothing x={1} /> }}", "templates/matrix.html", "nothing"),
        (
            "parts/header.html",
            "{{ site.nothing }}",
            "templates/parts/header.html:1:",
            "nothing",
        ),
        (
            "parts/stance.html",
            "{% component stance(stance, words: bool = true) %}{{ stance.nothing }}{% endcomponent stance %}",
            "templates/parts/stance.html:1:",
            "nothing",
        ),
    ] {
        let path = format!("templates/{name}");
        let built = DossierTest::new()
            .seed("a.txt", "Words.")
            .quoting("a", "a.txt", ["Words"])
            .file(&path, template)
            .build();
        assert_eq!(built.codes(), ["template-error"], "{template}");
        let told = built.diagnostics();
        assert!(told.contains(place) && told.contains(words), "{template}\n{told}");
    }
    let large = "x".repeat((4 << 20) + 1);
    let built = DossierTest::new().file("templates/matrix.html", large).build();
    assert!(built.codes().contains(&"file-too-large"));
}
