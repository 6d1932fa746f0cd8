//! What may not be published is in no byte of the site: not the words, not their stems, not a
//! fragment of them; and the same words would be found where they may be.

use std::fmt::Write as _;
use std::io::Read as _;

use aho_corasick::AhoCorasick;

use crate::support::{Built, Disk, DossierTest};

/// The letters of a secret word that are looked for wherever they stand in it.
const FRAGMENT: usize = 5;

/// Makes secrets, and remembers them: five words each that nothing else holds, not in part.
#[derive(Default)]
struct Secrets(Vec<String>);

impl Secrets {
    fn next(&mut self) -> String {
        let number = self.0.len();
        let words: Vec<String> = (0..5).map(|word| invented(number * 5 + word)).collect();
        self.0.push(words.join(" "));
        words.join(" ")
    }

    /// Every stretch of a few letters of every word.
    fn fragments(&self) -> Vec<String> {
        let words = self.0.iter().flat_map(|secret| secret.split(' '));
        let stretches = words.flat_map(|word| {
            let letters: Vec<char> = word.chars().collect();
            letters.windows(FRAGMENT).map(String::from_iter).collect::<Vec<_>>()
        });
        stretches.collect()
    }

    /// Where a site gives any of them away.
    fn found_in(&self, built: &Built) -> Vec<String> {
        let fragments = self.fragments();
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(&fragments)
            .unwrap();
        let mut found = Vec::new();
        assert!(!built.files().is_empty(), "{}", built.diagnostics());
        for (path, bytes) in built.files() {
            for reading in readings(path, bytes) {
                for hit in automaton.find_iter(&reading) {
                    let around = hit.start().saturating_sub(40)..(hit.end() + 40);
                    let around = &reading[around.start..around.end.min(reading.len())];
                    let around = String::from_utf8_lossy(around).into_owned();
                    found.push(format!("{path}: {around}"));
                }
            }
        }
        found
    }
}

/// A word of letters that English does not put together, another for each number.
fn invented(number: usize) -> String {
    let syllables = ["qu", "xj", "vz", "kq", "zx", "jv", "wq", "qz", "xk", "vj"];
    let digits = format!("{number:04}");
    let mut word = String::new();
    for digit in digits.bytes() {
        word.push_str(syllables[usize::from(digit - b'0')]);
    }
    word + "ynka"
}

/// A file as it is, unpacked, and with what stands for other characters put back.
fn readings(path: &str, bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut unpacked = bytes.to_vec();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        unpacked.clear();
        flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut unpacked).unwrap();
    }
    let decoded: Vec<u8> = percent_encoding::percent_decode(&unpacked).collect();
    // Letters alone: what tags, escapes or soft hyphens were put between.
    let text = String::from_utf8_lossy(&unpacked);
    let mut outside_tags = true;
    let letters: String = text
        .chars()
        .filter(|c| {
            match c {
                '<' => outside_tags = false,
                '>' => outside_tags = true,
                _ => return outside_tags && (c.is_alphanumeric() || *c == ' '),
            }
            false
        })
        .collect();
    let name: String =
        percent_encoding::percent_decode_str(path).decode_utf8_lossy().into();
    vec![unpacked, decoded, letters.into_bytes(), name.into_bytes()]
}

/// A dossier whose sources hold secrets in every place that the rights of `rights` withhold.
fn dossier(rights: &str, secrets: &mut Secrets, about: &str) -> DossierTest {
    let mut secret = || secrets.next();
    let far =
        |word: &str| (0..20).map(|n| format!("{word}{n}")).collect::<Vec<_>>().join(" ");
    // Far from the passage: in its own paragraph, in others, in all that Markdown has.
    let plain = format!(
        "{}\n\n{} {} It is quoted here. {} {}\n\n{}\r\n\r\nA line of furniture: {}\r\n",
        secret(),
        secret(),
        far("before"),
        far("behind"),
        secret(),
        secret(),
        secret(),
    );
    let furniture = plain.lines().find(|line| line.starts_with("A line of")).unwrap();
    let heading = plain.lines().next().unwrap();
    let markdown = format!(
        "# {}\n\n{} [{}](https://example.org/{} \"{}\") ![{}](x/{}.png) {} It is *quoted* here, too. {} `{}` <b title=\"{}\">{}</b>\n\n<!-- {} -->\n\n| {} | {} |\n|---|---|\n| {} | {} |\n\n```{}\n{}\n```\n\n- {}\n\n> {}\n\nA note.[^1]\n\n[^1]: {}\n\n[r]: https://example.org/{} \"{}\"\n\n&#113;{} &amp;{}\n",
        secret(),
        secret(),
        secret(),
        secret().replace(' ', "-"),
        secret(),
        secret(),
        secret().replace(' ', "-"),
        far("before"),
        far("behind"),
        secret(),
        secret(),
        secret(),
        secret(),
        secret(),
        secret(),
        secret(),
        secret(),
        secret().replace(' ', ""),
        secret(),
        secret(),
        secret(),
        secret(),
        secret().replace(' ', "-"),
        secret(),
        secret(),
        secret(),
    );
    DossierTest::new()
        .file("content/dossier.yaml", format!("title: Dossier\nbase_url: https://example.org/brief\n{about}"))
        .seed("plain.txt", &plain)
        .seed("marked.md", &markdown)
        .source("plain", format!(
            "seed: plain.txt\ntitle: Plain\nurl: https://example.org/plain\ndate: 2025-02-03\n{rights}headings: [{}]\nomit: [{}]\npassages:\n  - {{ quote: It is quoted, arguments: {{ c: supports }} }}\n",
            serde_json::Value::from(heading), serde_json::Value::from(furniture),
        ))
        .source("marked", format!(
            "seed: marked.md\ntitle: Marked\ndate: 2025-02-04\n{rights}passages:\n  - {{ quote: quoted here, arguments: {{ c: disputes, d: reports }}, speaker: Somebody }}\n",
        ))
        .argument("c", "claim: A claim.\nlabel: C\n")
        .argument("d", "claim: Another claim.\nrecurs: false\n")
        .file("content/judgments.yaml", "- { text: 'As [[plain]] and [[marked]] say.', likelihood: likely, basis: [] }\n")
        .file("content/pages/brief.md", "---\ntitle: Brief\n---\nSee [[plain]] and [[c]].\n")
}

#[test]
fn excerpts_give_away_nothing_but_the_passages_and_their_context() {
    for (about, rights) in [
        ("", "rights: excerpts\n"),
        ("rights: excerpts\n", ""),
        ("rights: excerpts\ncontext_words: 3\n", ""),
        ("", "rights: excerpts\ncontext_words: 0\n"),
        ("rights: link\n", "rights: excerpts\ncontext_words: 18\n"),
    ] {
        let mut secrets = Secrets::default();
        let built = dossier(rights, &mut secrets, about).build().clean();
        assert_eq!(secrets.found_in(&built), Vec::<String>::new(), "{about}{rights}");
        // The passages are there, and as many words beside them as they may have.
        let page = built.page("sources/plain.html");
        assert!(page.contains(">It is quoted</mark>"), "{page}");
        let words =
            [("context_words: 3", 3), ("context_words: 0", 0), ("context_words: 18", 18)];
        let given =
            words.iter().find(|(key, _)| format!("{about}{rights}").contains(key));
        let words = given.map_or(12, |(_, words)| *words);
        let first = format!("before{}", 20 - words.max(1));
        let beyond = format!("before{}", 19 - words);
        assert_eq!(page.contains(&format!("{first} ")), words > 0, "{page}");
        assert!(!page.contains(&format!("{beyond} ")), "{words}: {page}");
    }
}

#[test]
fn a_source_that_is_a_link_gives_away_no_word() {
    for (about, rights) in [("", "rights: link\n"), ("rights: link\n", "")] {
        let mut secrets = Secrets::default();
        let mut test = dossier(rights, &mut secrets, about);
        let (words, other) = (secrets.next(), secrets.next());
        let translation = secrets.next();
        test = test.seed("link.txt", format!("Before. {words}, and {other}.")).source(
            "link",
            format!("seed: link.txt\ntitle: Link\nurl: https://example.org/link\ndate: 2025\n{rights}passages:\n  - {{ quote: '{words}', prefix: 'Before. ', arguments: {{ c: supports }}, translation: '{translation}' }}\n  - {{ quote: '{other}', arguments: {{ d: supports }} }}\n"),
        );
        let built = test.build().clean();
        assert_eq!(secrets.found_in(&built), Vec::<String>::new(), "{about}{rights}");
        for words in ["It is quoted", "quoted here", "Before.", "before19"] {
            for (path, bytes) in built.files() {
                let text = String::from_utf8_lossy(bytes);
                assert!(!text.contains(words), "{path}: {words}");
            }
        }
    }
}

#[test]
fn what_is_redacted_is_nowhere_whatever_the_rights() {
    for rights in ["full", "excerpts", "link"] {
        let mut secrets = Secrets::default();
        let all: Vec<String> = (0..7).map(|_| secrets.next()).collect();
        let [inside, heading, furniture, half, across, linked, cell] = &all[..] else {
            panic!()
        };
        let (one, two) = across.split_at(across.len() / 2);
        let plain = format!(
            "A heading: {heading}\n\nHe said {inside} to us. Un{half}less.\n\nOne {one}\n\n{two} two.\n\nFurniture {furniture}\n"
        );
        let markdown = format!(
            "He *said* [{linked}](https://example.org) and **more**.\n\n| a |\n|---|\n| {cell} |\n"
        );
        let mut quotes = String::new();
        for secret in [inside, heading, furniture, half] {
            let _ = writeln!(quotes, "  - {}", serde_json::Value::from(secret.as_str()));
        }
        let across = serde_json::Value::from(format!("{one}\n\n{two}"));
        let built = DossierTest::new()
            .file("content/dossier.yaml", "title: D\nbase_url: https://example.org\n")
            .seed("plain.txt", &plain)
            .seed("marked.md", &markdown)
            .source("plain", format!("seed: plain.txt\ntitle: Plain\ndate: 2025-01-01\nrights: {rights}\nredact:\n{quotes}  - {across}\nheadings: ['A heading: █████']\nomit: ['Furniture █████']\npassages:\n  - {{ quote: 'He said █████ to us', arguments: {{ c: supports }} }}\n  - {{ quote: 'two', prefix: ' ', arguments: {{ c: supports }} }}\n"))
            .source("marked", format!("seed: marked.md\ntitle: Marked\nrights: {rights}\nredact: ['{linked}', '{cell}']\npassages:\n  - {{ quote: and more, arguments: {{ c: supports }} }}\n"))
            .argument("c", "claim: A claim.\n")
            .build()
            .clean();
        assert_eq!(secrets.found_in(&built), Vec::<String>::new(), "{rights}");
        // A hash of the whole text would tell who guesses the words whether they are right.
        for (path, bytes) in built.files() {
            let text = String::from_utf8_lossy(bytes);
            for source in &built.site.as_ref().unwrap().dossier().sources {
                assert!(!text.contains(&source.seed.sha256), "{rights}: {path}");
            }
        }
        // However long it was, the bar has one length.
        if rights == "full" {
            let page = built.page("sources/plain.html");
            assert!(
                page.contains("He said █████ to us") && page.contains("Un█████less"),
                "{page}"
            );
        }
    }
}

/// The same words where they may be published: so the test would find them.
#[test]
fn what_may_be_published_is_found() {
    let mut secrets = Secrets::default();
    let built = dossier("rights: full\n", &mut secrets, "").build().clean();
    let found = secrets.found_in(&built);
    for page in ["sources/plain.html", "sources/marked.html", "print.html"] {
        assert!(found.iter().any(|place| place.starts_with(page)), "{found:#?}");
    }
    assert!(found.len() > 100, "{found:#?}");
}

#[test]
fn check_tells_how_much_of_each_text_is_published() {
    let disk = Disk::dossier();
    let whole = disk.run(&["check"]).out;
    assert!(!whole.contains("How much"), "{whole}");
    disk.put("content/dossier.yaml", "title: D\nrights: excerpts\ncontext_words: 1\n");
    for (id, rights) in [("b", "rights: link\n"), ("d", "rights: full\n")] {
        disk.put(&format!("seeds/{id}.txt"), format!("The {id} runs."));
        disk.put(
            &format!("content/sources/{id}.yaml"),
            format!("seed: {id}.txt\ntitle: T\n{rights}"),
        );
    }
    disk.put("seeds/e.txt", "0123456789 ABCDEFGHI");
    disk.put(
        "content/sources/e.yaml",
        "seed: e.txt\ntitle: E\nrights: full\nredact: ['ABCDE']\n",
    );
    disk.put("seeds/a.txt", "The fox jumps over it all.");
    let ran = disk.run(&["check"]);
    assert_eq!(
        ran.out,
        "How much of each text is published:\n\
         \x2050.0 %  a (excerpts)\n\
         \x20 0.0 %  b (link)\n\
         \x2075.0 %  e (full, redacted)\n\
         100.0 %  1 others\n",
        "{}",
        ran.err
    );
    disk.put("content/dossier.yaml", "title: D\nrights: exerpts\n");
    let ran = disk.run(&["check"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("did you mean `excerpts`"), "{}", ran.err);
}
