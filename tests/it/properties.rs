//! What must hold for all texts and all passages: the two invariants of design.md, anchoring,
//! the data's offsets, determinism, well-nested pages, and a reader that never panics.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use serde_json::Value;
use throughline::diagnostic::{Code, Severity};
use throughline::schema::{self, Kind};
use throughline::text::{Format, Seed, decode, printable};

use crate::html;
use crate::support::{Built, DossierTest};

/// What hostile and honest texts are made of.
const FRAGMENTS: &[&str] = &[
    "word",
    "The ",
    "fox ",
    "a",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\r\n\r\n",
    "\r",
    "\t",
    "Россия ",
    "загадка, ",
    "И\u{306}",
    "北京",
    "说不。",
    "قال ",
    "الوزير",
    "हिन्दी ",
    "한국",
    "\u{1112}\u{1161}\u{11ab}",
    "é",
    "e\u{301}",
    "a\u{323}\u{307}",
    "👩\u{200d}👩\u{200d}👧",
    "🇺🇦",
    "“",
    "”",
    "’",
    "—",
    "--",
    "…",
    "...",
    "ﬁ",
    "\u{ad}",
    "\u{200b}",
    "\u{feff}",
    "\u{202e}",
    "\u{a0}",
    "\u{2028}",
    "\u{c}",
    "\u{1b}",
    "\u{7f}",
    "\u{85}",
    "\u{fffe}",
    "█",
    "depen-\ndent",
    "[T]he ",
    "[…]",
    "[...]",
    "\u{f0000}",
    "\u{f0000}0\u{f0001}",
    "&",
    "&amp;",
    "&nGt;",
    "&lt;b&gt;",
    "<",
    ">",
    "\"",
    "'",
    "*",
    "**",
    "_",
    "`",
    "``",
    "~~",
    "# ",
    "## ",
    "- ",
    "1. ",
    "> ",
    "    ",
    "***\n",
    "---\n",
    "===\n",
    "```\n",
    "~~~ x\n",
    "|a|b|\n|-|-|\n|c|d|\n",
    "\\",
    "\\*",
    "![",
    "](",
    "[x](https://example.org/ \"t\")",
    "[x](javascript:x)",
    "<https://example.org/>",
    "[^1]",
    "[^1]: note\n",
    "[r]: https://example.org/ 'x'\n",
    "[r]",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<script>",
    "</script>",
    "<ul><li>",
    "<!--",
    "-->",
    "<mark id=\"x\">",
    "</mark>",
    "<a href=\"https://x.org/\">",
    "</a>",
    "<br>",
    "<h1>",
    "<svg>",
    "<textarea>",
    "<xmp>",
    "<img src=x>",
    "<b title=\"a>b\">",
    "<q cite='",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(select(FRAGMENTS), 1..40).prop_map(|parts| parts.concat())
}

/// Pairs of places, as shares of a text's length; the second is the passage's length.
fn spans() -> impl Strategy<Value = Vec<(f64, f64, Option<f64>)>> {
    let gap = prop::option::weighted(0.3, 0.0..0.4);
    prop::collection::vec((0.0..1.0, 0.0..0.5, gap), 1..6)
}

/// A double-quoted scalar that holds exactly these characters.
fn yaml(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' => c.to_string(),
        c => format!("\\U{:08x}", u32::from(c)),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// The words of a text as they are read, with the way back to the seed.
fn seed(name: &str, text: &str) -> Seed {
    Seed {
        path: name.into(),
        text: Arc::from(text),
        encoding: "UTF-8",
        sha256: String::new(),
        format: Format::of(name).unwrap(),
    }
}

/// A stretch of a text between two characters.
fn stretch(text: &str, start: f64, length: f64) -> Range<usize> {
    let count = text.chars().count() as f64;
    let at = |share: f64| {
        let nth = (share.clamp(0.0, 1.0) * count) as usize;
        text.char_indices().nth(nth).map_or(text.len(), |(at, _)| at)
    };
    at(start)..at(start + length)
}

/// A passage that a test cuts from a text.
struct Cut {
    quote: String,
    /// Its place among the words as they are read, where it has one part.
    place: Option<Range<usize>>,
    prefix: String,
    suffix: String,
}

fn cut(words: &str, (start, length, gap): (f64, f64, Option<f64>)) -> Cut {
    let whole = stretch(words, start, length);
    let before = words[..whole.start].chars().rev().take(9).collect::<Vec<_>>();
    let context = |text: String| text.trim().to_owned();
    let prefix = context(before.into_iter().rev().collect());
    let suffix = context(words[whole.end..].chars().take(9).collect());
    let inner = &words[whole.clone()];
    let Some(gap) = gap else {
        let start = whole.start + inner.len() - inner.trim_start().len();
        let place = start..start + inner.trim().len();
        return Cut { quote: inner.to_owned(), place: Some(place), prefix, suffix };
    };
    let left = stretch(inner, 0.0, 0.5 - gap);
    let right = stretch(inner, 0.5 + gap, 1.0);
    let quote = format!("{} […] {}", &inner[left], &inner[right]);
    Cut { quote, place: None, prefix, suffix }
}

/// Builds a source with these passages, the ids of which are `x0`, `x1` …
fn built(name: &str, text: &str, cuts: &[Cut]) -> Built {
    let passages: String = cuts
        .iter()
        .enumerate()
        .map(|(number, cut)| {
            format!(
                "  - {{ id: x{number}, arguments: {{ c: supports }}, quote: {}, prefix: {}, suffix: {} }}\n",
                yaml(&cut.quote),
                yaml(&cut.prefix),
                yaml(&cut.suffix)
            )
        })
        .collect();
    let list = if cuts.is_empty() { "[]".to_owned() } else { format!("\n{passages}") };
    DossierTest::new()
        .seed(name, text)
        .source("a", format!("seed: {name}\ntitle: A\npassages: {list}"))
        .argument("c", "claim: C")
        .build()
}

/// Without white space, in which neighbouring blocks may differ: also that which is a control
/// character, and shown as a picture inside a block.
fn solid(text: &str) -> String {
    let pictures = ['␋', '␌', '\u{fffd}'];
    let blank = |c: &char| c.is_whitespace() || pictures.contains(c);
    printable(text).chars().filter(|c| !blank(c)).collect()
}

fn passages(json: &Value) -> Vec<&Value> {
    json["passages"].as_array().unwrap().iter().collect()
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// Everything that must hold for one text and some passages of it.
fn invariants(
    name: &str,
    text: &str,
    spans: Vec<(f64, f64, Option<f64>)>,
) -> Result<(), TestCaseError> {
    // The text as decoded, or none where it is taken for a binary file.
    let Ok(decoded) = decode(text.as_bytes(), None) else { return Ok(()) };
    prop_assume!(!decoded.guessed && !decoded.text.trim().is_empty());
    let text = &decoded.text;
    let seed = seed(name, text);
    let body = seed.body();
    let readable = body.readable(text);
    let cuts: Vec<Cut> =
        spans.into_iter().map(|span| cut(&readable.text, span)).collect();

    let plain = built(name, text, &[]);
    let marked = built(name, text, &cuts);
    let (plain_page, page) =
        (plain.page("sources/a.html"), marked.page("sources/a.html"));

    // Invariant 1: with its marks taken out, the page is the page without passages.
    prop_assert_eq!(html::without_marks(&page), html::without_marks(&plain_page));

    for path in ["sources/a.html", "arguments/c.html"] {
        let page = marked.page(path);
        prop_assert_eq!(html::check(&page), Ok(()), "{}: {}", path, html::article(&page));
    }

    let json = marked.json();
    let shown = html::marked(html::article(&page));
    let characters: Vec<char> = text.chars().collect();
    let slice = |range: &Value| -> String {
        characters[number(&range["start"])..number(&range["end"])].iter().collect()
    };
    let mut found = BTreeMap::new();
    for passage in passages(&json) {
        let id = passage["id"].as_str().unwrap();
        found.insert(id.to_owned(), passage);
        // The data's offsets slice the seed to the quote.
        let parts = passage["parts"].as_array();
        let sliced = match parts {
            Some(parts) => parts.iter().map(slice).collect::<Vec<_>>().join(" […] "),
            None => slice(passage),
        };
        prop_assert_eq!(passage["quote"].as_str().unwrap(), &sliced);
        let before: String = characters[..number(&passage["start"])].iter().collect();
        prop_assert_eq!(number(&passage["line"]), before.matches('\n').count() + 1);

        // Invariant 2: the marked characters are those of the span.
        let at = |code_points: &Value| {
            let nth = text.char_indices().nth(number(code_points));
            nth.map_or(text.len(), |(at, _)| at)
        };
        let spans: Vec<Range<usize>> = match parts {
            Some(parts) => parts.iter().map(|p| at(&p["start"])..at(&p["end"])).collect(),
            None => vec![at(&passage["start"])..at(&passage["end"])],
        };
        let mut expected = String::new();
        for block in &body.blocks {
            for piece in &block.pieces {
                let throughline::text::Piece::Text { range, shown } = piece else {
                    continue;
                };
                for span in &spans {
                    let inner = range.start.max(span.start)..range.end.min(span.end);
                    if inner.start < inner.end {
                        expected += shown.as_deref().unwrap_or(&text[inner]);
                    }
                }
            }
        }
        let marked = shown.get(id).cloned().unwrap_or_default();
        prop_assert_eq!(solid(&marked), solid(&expected), "{}", id);
        prop_assert!(!marked.is_empty(), "{} is not on the page", id);
        if Format::of(name) == Some(Format::Plain) {
            let seed: String = spans.iter().map(|span| &text[span.clone()]).collect();
            prop_assert_eq!(solid(&marked), solid(&seed), "{}", id);
        }
    }

    // A quote cut from the text anchors where it was cut, or is told to be ambiguous.
    for (number, cut) in cuts.iter().enumerate() {
        let Some(place) = &cut.place else { continue };
        let Some(passage) = found.get(&format!("x{number}")) else { continue };
        let start = readable.to_seed.start(place.start);
        let end = readable.to_seed.end(place.end);
        let code_points = |at: usize| text[..at].chars().count();
        prop_assert_eq!(
            (self::number(&passage["start"]), self::number(&passage["end"])),
            (code_points(start), code_points(end)),
            "{:?}",
            cut.quote
        );
        prop_assert_eq!(passage["anchor"].as_str(), Some("exact"));
    }
    for diagnostic in marked.met.iter().filter(|d| d.severity == Severity::Error) {
        // A context may be cut inside a character.
        let allowed = [Code::AMBIGUOUS_QUOTE, Code::EMPTY_QUOTE, Code::CONTEXT_MISMATCH];
        let elided = cuts.iter().any(|cut| cut.place.is_none());
        let absent =
            [Code::MISSING_QUOTE, Code::DRIFTED_QUOTE].contains(&diagnostic.code);
        let allowed = allowed.contains(&diagnostic.code) || elided && absent;
        prop_assert!(allowed, "{}", marked.diagnostics());
    }
    Ok(())
}

/// Words that typesetting writes in several ways. The last of a line may stand in a quote only.
const FORMS: &[&[&str]] = &[
    &["“so”", "\"so\"", "„so“", "«so»"],
    &["don’t", "don't", "donʼt"],
    &["a—b", "a-b", "a–b", "a--b"],
    &["wait…", "wait..."],
    &["eﬃcient", "efficient"],
    &["café", "cafe\u{301}"],
    &["한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"],
    &["Й", "И\u{306}"],
    &["co\u{ad}operate", "cooperate", "co\u{200b}operate"],
    &["dependent", "depen-\ndent", "depen\u{ad}\r\ndent"],
    &["Then", "[T]hen", "[t]hen"],
    &["北京", "北京"],
    &["قال", "\u{202b}قال\u{202c}"],
];

const SPACES: &[&str] = &[" ", "  ", "\n", "\r\n", "\n\n", "\u{a0}", " \t ", "\u{2009}"];

type Token = (usize, usize, usize, usize, usize);

/// A text and a quote of it in other forms: between marks that stand once.
fn forms(tokens: &[Token], from: usize, to: usize) -> (String, String, Range<usize>) {
    let (mut text, mut quote, mut span) = (String::new(), String::new(), 0..0);
    for (at, (word, form, other, space, other_space)) in tokens.iter().enumerate() {
        let forms = FORMS[word % FORMS.len()];
        // An editor's brackets stand in a quote.
        let honest = if forms[0] == "Then" { 1 } else { forms.len() };
        let mark = format!("u{at:03}");
        if at == from {
            span.start = text.len();
        }
        text += &mark;
        if (from..=to).contains(&at) {
            quote += &mark;
            span.end = text.len();
        }
        let (space, other_space) =
            (SPACES[space % SPACES.len()], SPACES[other_space % SPACES.len()]);
        text = text + space + forms[form % honest] + space;
        if (from..to).contains(&at) {
            quote = quote + other_space + forms[other % forms.len()] + other_space;
        }
    }
    (text, quote, span)
}

/// The same texts in every run, so that nobody's change fails by chance. `PROPTEST_CASES=2000`
/// looks longer, and elsewhere every time.
fn config() -> ProptestConfig {
    let mut config =
        ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 64;
        config.rng_seed = RngSeed::Fixed(2025);
    }
    config
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn plain_texts_keep_the_invariants(text in text(), spans in spans()) {
        invariants("a.txt", &text, spans)?;
    }

    #[test]
    fn markdown_keeps_the_invariants(text in text(), spans in spans()) {
        invariants("a.md", &text, spans)?;
    }

    #[test]
    fn any_characters_keep_the_invariants(text in any::<String>(), spans in spans()) {
        invariants("a.txt", &text, spans.clone())?;
        invariants("a.md", &text, spans)?;
    }

    #[test]
    fn another_form_of_a_quote_anchors_to_the_same_place(
        tokens in prop::collection::vec(any::<(u8, u8, u8, u8, u8)>(), 1..12),
        ends in any::<(prop::sample::Index, prop::sample::Index)>(),
        markdown in any::<bool>(),
    ) {
        let tokens: Vec<Token> = tokens.into_iter()
            .map(|(a, b, c, d, e)| (a.into(), b.into(), c.into(), d.into(), e.into())).collect();
        let (a, b) = (ends.0.index(tokens.len()), ends.1.index(tokens.len()));
        let (text, quote, span) = forms(&tokens, a.min(b), a.max(b));
        let name = if markdown { "a.md" } else { "a.txt" };
        let cut = Cut { quote, place: None, prefix: String::new(), suffix: String::new() };
        let built = built(name, &text, &[cut]);
        prop_assert_eq!(built.diagnostics(), "");
        let json = built.json();
        let passage = passages(&json)[0];
        let code_points = |at: usize| text[..at].chars().count();
        prop_assert_eq!(
            (number(&passage["start"]), number(&passage["end"])),
            (code_points(span.start), code_points(span.end))
        );
    }

    #[test]
    fn the_reader_never_panics(
        yaml in prop::collection::vec(select(&[
            "seed", "title", "passages", "quote", "arguments", "claim", "- ", ": ", ":", "\n", "\n  ",
            "\n    ", " ", "{", "}", "[", "]", ",", "\"", "'", "|", ">", "&a ", "*a", "!x ", "#", "---\n",
            "...\n", "%YAML 1.2\n", "<<: ", "? ", "~", "null", "true", "2025", "1e9", "0x10", ".inf", "\t",
            "\r", "\u{feff}", "\u{0}", "ж", "\u{2028}", "\\", "\\u", "\\x", "a.txt", "supports",
        ][..]), 0..40),
        any_text in any::<String>(),
        bytes in any::<Vec<u8>>(),
    ) {
        let path: Arc<str> = "content/x.yaml".into();
        for text in [yaml.concat(), any_text] {
            for kind in Kind::ALL {
                let found = match kind {
                    Kind::Dossier => schema::read::<schema::DossierFile>(kind, &path, &text, 0).diagnostics,
                    Kind::Source => schema::read::<schema::SourceFile>(kind, &path, &text, 0).diagnostics,
                    Kind::Argument => schema::read::<schema::ArgumentFile>(kind, &path, &text, 0).diagnostics,
                    Kind::Judgments => schema::read::<Vec<schema::JudgmentEntry>>(kind, &path, &text, 0).diagnostics,
                    Kind::Events => schema::read::<Vec<schema::EventEntry>>(kind, &path, &text, 0).diagnostics,
                    Kind::People => schema::read::<Vec<schema::PersonEntry>>(kind, &path, &text, 0).diagnostics,
                    Kind::Page => schema::read::<schema::PageFront>(kind, &path, &text, 0).diagnostics,
                };
                // Every place is inside the text, between characters.
                for place in found.iter().filter_map(|d| d.at.as_ref()) {
                    let span = place.0.span.clone().unwrap_or(0..0);
                    prop_assert!(text.get(span.clone()).is_some(), "{:?} of {:?}", span, text);
                }
            }
        }
        // And the whole program on bytes.
        let mut test = DossierTest::new().seed("a.txt", &bytes).seed("a.md", &bytes);
        for path in [
            "dossier.yaml", "judgments.yaml", "events.yaml", "people.yaml", "sources/a.yaml",
            "arguments/c.yaml", "pages/p.md",
        ] {
            test = test.file(&format!("content/{path}"), &bytes);
        }
        prop_assert!(!test.build().diagnostics().is_empty());
    }

    #[test]
    fn the_order_of_files_changes_nothing(order in Just((0..12).collect::<Vec<usize>>()).prop_shuffle()) {
        let files: Vec<(String, String)> = (0..4).flat_map(|n| [
            (format!("seeds/{n}.md"), format!("Words {n} *of* a text. The fox jumps.\n")),
            (format!("content/sources/s{n}.yaml"), format!(
                "seed: {n}.md\ntitle: T\npassages:\n  - {{ quote: fox jumps, speaker: P{n}, arguments: {{ a{}: supports, a4: reports }} }}\n", (n + 1) % 4 + n / 3 * 3)),
            (format!("content/arguments/a{}.yaml", n + 1), format!("claim: C\nlabel: L{}\n", n % 2)),
        ]).collect();
        let build = |order: &[usize]| {
            let test = DossierTest::new();
            order.iter().fold(test, |test, at| test.file(&files[*at].0, &files[*at].1)).build()
        };
        let (one, other) = (build(&order), build(&(0..12).collect::<Vec<_>>()));
        prop_assert_eq!(one.diagnostics(), other.diagnostics());
        prop_assert_eq!(one.files(), other.files());
        prop_assert!(!one.files().is_empty());
    }
}
