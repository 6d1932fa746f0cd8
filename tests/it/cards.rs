//! The picture of a page that is shared: what it shows, where it is, and that it has no boxes.

use std::io::Cursor;
use std::time::{Duration, Instant};

use crate::support::{Built, Disk, DossierTest};

const ADDRESS: &str = "https://example.org/brief";

/// The colour of the first topic.
const TOPIC: [u8; 3] = [0x17, 0x46, 0xa4];

const CLAIM: &str = "claim: A claim of a few words.\ntopic: a-topic\nrecurs: false\n";

/// Letters of Arabic, and some of Chinese: cut out of Noto Naskh Arabic and Noto Sans SC.
const ARABIC: &[u8] = include_bytes!("../fonts/arabic.ttf");
const CHINESE: &[u8] = include_bytes!("../fonts/chinese.otf");

fn dossier(about: &str) -> DossierTest {
    DossierTest::new()
        .file("content/dossier.yaml", format!("title: A dossier\nbase_url: {ADDRESS}\n{about}"))
        .seed("s.txt", "One two three four five six.")
        .source("s", "seed: s.txt\ntitle: The title of a source\nauthor: An author\npassages:\n  - { quote: One, arguments: { c: supports }, speaker: A speaker }\n  - { quote: two, arguments: { c: supports } }\n  - { quote: three, arguments: { c: disputes } }\n  - { quote: four, arguments: { c: reports } }\n")
        .argument("c", CLAIM)
}

/// What a page says of its picture under a name.
fn meta(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("\"{name}\" content=\""))?;
    Some(rest.split('"').next().unwrap().to_owned())
}

/// The path of a page's picture.
fn card_of(built: &Built, page: &str) -> Option<String> {
    let address = meta(&built.page(page), "og:image")?;
    Some(address.strip_prefix(&format!("{ADDRESS}/")).unwrap().to_owned())
}

fn alt(built: &Built, page: &str) -> String {
    meta(&built.page(page), "og:image:alt").unwrap()
}

/// A picture, and nothing else of the site.
fn drawn(built: &Built, path: &str) -> Vec<u8> {
    let renderer = built.site.as_ref().unwrap().renderer();
    renderer.render(path).unwrap().unwrap().into_bytes()
}

/// A decoded picture: red, green and blue of each pixel.
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    fn of(built: &Built, page: &str) -> Self {
        Self::decoded(&drawn(built, &card_of(built, page).unwrap()))
    }

    fn decoded(bytes: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        Self {
            width: info.width as usize,
            height: info.height as usize,
            pixels: pixels.chunks_exact(3).map(|p| [p[0], p[1], p[2]]).collect(),
        }
    }

    /// The columns with ink in these rows.
    fn columns(&self, rows: std::ops::Range<usize>) -> Vec<usize> {
        let paper = self.pixels[0];
        let inked =
            |x: &usize| rows.clone().any(|y| self.pixels[y * self.width + x] != paper);
        (0..self.width).filter(inked).collect()
    }

    /// The rows with ink, of those that are asked for.
    fn rows(&self, rows: std::ops::Range<usize>) -> usize {
        rows.filter(|y| !self.columns(*y..*y + 1).is_empty()).count()
    }

    /// The columns in which stretches of a colour begin, in a row.
    fn strokes(&self, y: usize, color: [u8; 3]) -> Vec<usize> {
        let row = &self.pixels[y * self.width..(y + 1) * self.width];
        let begins = |x: &usize| row[*x] == color && row[x - 1] != color;
        (1..self.width).filter(begins).collect()
    }
}

#[test]
fn every_page_has_a_picture_that_is_there() {
    let built = dossier("").build().clean();
    let mut own = 0;
    for (path, bytes) in built.files() {
        if let Some(page) = path.strip_suffix(".html") {
            let text = String::from_utf8_lossy(bytes);
            if page == "404" {
                assert!(
                    !text.contains("og:image") && !text.contains("twitter"),
                    "{text}"
                );
                continue;
            }
            let card = card_of(&built, path).unwrap();
            let picture = Picture::of(&built, path);
            assert_eq!((picture.width, picture.height), (1200, 630), "{path}");
            assert_eq!(meta(&text, "og:image:width").unwrap(), "1200");
            assert_eq!(meta(&text, "og:image:height").unwrap(), "630");
            assert_eq!(meta(&text, "twitter:card").unwrap(), "summary_large_image");
            assert!(alt(&built, path).contains("A dossier"), "{path}");
            let is_own = card.starts_with(&format!("cards/{page}."));
            own += usize::from(is_own);
            assert!(is_own || card.starts_with("cards/index."), "{path}: {card}");
        }
    }
    let pictures: Vec<_> =
        built.files().iter().filter(|(p, _)| p.ends_with(".png")).collect();
    assert_eq!((pictures.len(), own), (4, 4));
    assert!(pictures.iter().all(|(_, bytes)| bytes.len() < 30_000));
    assert_eq!(
        alt(&built, "arguments/c.html"),
        "A dossier · A1 a-topic · A claim of a few words. · supports: 2 passages in 1 source · \
         disputes: 1 passage in 1 source · reports: 1 passage in 1 source"
    );
    assert_eq!(
        alt(&built, "sources/s.html"),
        "A dossier · The title of a source · An author"
    );
    assert_eq!(
        alt(&built, "people/a-speaker.html"),
        "A dossier · A speaker · 1 passage in 1 source"
    );
}

#[test]
fn there_is_none_without_an_address_or_where_the_dossier_says_so() {
    for about in [
        "title: A dossier\n".to_owned(),
        format!("title: D\nbase_url: {ADDRESS}\ncards: false\n"),
    ] {
        let built = dossier("").file("content/dossier.yaml", about).build().clean();
        assert!(!built.files().keys().any(|path| path.starts_with("cards/")));
        let page = built.page("index.html");
        assert!(!page.contains("og:image"));
        assert_eq!(meta(&page, "twitter:card").unwrap(), "summary");
    }
}

/// Whatever a card shows, its name is another one where that is another, and the same where it
/// is not.
#[test]
fn the_name_of_a_picture_says_what_it_shows() {
    let name = |test: DossierTest| card_of(&test.build(), "arguments/c.html").unwrap();
    let first = name(dossier(""));
    assert_eq!(first, name(dossier("authors: [Somebody]\n")));
    for other in [
        dossier("").argument("c", "claim: Another.\ntopic: a-topic\nrecurs: false\n"),
        dossier("").quoting("t", "s.txt", ["five"]).argument("c", CLAIM),
        dossier("theme: night\n"),
        dossier("style:\n  ink: '#112233'\n"),
        dossier("language: de\n"),
        dossier("topics: [{ id: a-topic, label: Another }]\n"),
    ] {
        assert_ne!(first, name(other));
    }
}

/// In letters of the built-in font a card is the same on every machine. If it is meant to be
/// drawn otherwise, raise `EDITION` in src/card/drawn/mod.rs.
#[test]
fn a_card_is_the_same_bytes_everywhere() {
    let built = dossier("").build();
    let card = card_of(&built, "arguments/c.html").unwrap();
    let hash = blake3::hash(&drawn(&built, &card)).to_hex()[..16].to_owned();
    assert_eq!(
        (&*card, &*hash),
        ("cards/arguments/c.f56e83a782.png", "7a3318794aeb1dd0")
    );
}

#[test]
fn a_card_has_ink_where_its_words_and_lines_are() {
    let built = dossier("style:\n  paper: '#f0f0ff #000000'\n").build();
    let picture = Picture::of(&built, "arguments/c.html");
    assert_eq!(picture.pixels[0], [0xf0, 0xf0, 0xff]);
    let title = picture.columns(190..270);
    assert!((70..80).contains(&title[0]) && title.len() > 400, "{title:?}");
    // Nothing in the margins.
    assert!(picture.columns(0..630).iter().all(|x| (70..1130).contains(x)));
    // Solid, dashed and dotted lines, which begin level.
    let strokes = [448, 500, 552].map(|y| picture.strokes(y, TOPIC));
    let counts = [&strokes[0], &strokes[1], &strokes[2]].map(Vec::len);
    assert!(counts[0] == 1 && counts[1] > 2 && counts[2] > counts[1], "{strokes:?}");
    assert!(strokes.iter().all(|s| s[0].abs_diff(strokes[0][0]) < 3), "{strokes:?}");
}

#[test]
fn long_words_are_shortened_and_hostile_ones_do_no_harm() {
    let zalgo = format!("Z{} algo", "\u{0316}\u{0301}".repeat(400));
    for claim in [
        "word ".repeat(20_000),
        "w".repeat(100_000),
        "Ωmega Жук ".repeat(10_000),
        "\u{202e}evil\u{202c} \u{2066}x\u{2069} \u{200b}\u{feff}y".to_owned(),
        zalgo,
        "A 🚢 sails 🏴\u{e0067}\u{e0062}\u{e007f} on ☃ and 👩\u{200d}👩\u{200d}👧"
            .to_owned(),
        "x < y & \"z\" </text> − 5 ≤ 6 → \u{fffd}".to_owned(),
        "(((((((((((((((((((((((((((((((((((((((((((((((((".repeat(50),
    ] {
        let began = Instant::now();
        let yaml = format!(
            "claim: {}\nlabel: L\nrecurs: false\n",
            serde_json::Value::from(&*claim)
        );
        let built = dossier("").argument("c", yaml).build();
        let picture = Picture::of(&built, "arguments/c.html");
        assert!(picture.columns(190..400).len() > 20, "{claim:.50}");
        // The rows of stances stay free, and so do the margins.
        assert!(
            picture.columns(0..630).iter().all(|x| (60..1140).contains(x)),
            "{claim:.50}"
        );
        assert!(began.elapsed() < Duration::from_secs(10), "{claim:.50}");
        let alt = alt(&built, "arguments/c.html");
        assert!(alt.chars().count() < 700 && !alt.contains('\u{202e}'), "{alt}");
    }
}

#[test]
fn a_text_that_no_font_can_show_is_left_out() {
    // The built-in font has no Chinese: the claim is left out, the number and the stances stay.
    let test =
        dossier("").argument("c", "claim: 中国依赖俄罗斯\nlabel: L\nrecurs: false\n");
    let built = test.clone().build();
    let words = alt(&built, "arguments/c.html");
    assert!(words.starts_with("A1 Other arguments · A dossier · supports: "), "{words}");
    let shown = test.clone().file("templates/fonts/chinese.otf", CHINESE).build().clean();
    assert!(alt(&shown, "arguments/c.html").contains("中国依赖俄罗斯"));
    assert!(Picture::of(&shown, "arguments/c.html").columns(190..270).len() > 300);
    // Where not even the dossier's title can be shown, there is no picture.
    let test =
        test.file("content/dossier.yaml", format!("title: 中国\nbase_url: {ADDRESS}\n"));
    let built = test.build();
    for page in ["index.html", "arguments/c.html", "matrix.html"] {
        assert_eq!(card_of(&built, page), None, "{page}");
        assert_eq!(meta(&built.page(page), "twitter:card").unwrap(), "summary");
    }
    // The source's title can be.
    assert_eq!(alt(&built, "sources/s.html"), "The title of a source · An author");
}

#[test]
fn a_card_begins_where_its_language_does() {
    let claim =
        "claim: تعتمد روسيا على الصين.\nlabel: L\ntopic: a-topic\nrecurs: false\n";
    let about = format!("title: ملف\nlanguage: ar\nbase_url: {ADDRESS}\n");
    let built = dossier("")
        .file("content/dossier.yaml", about)
        .file("templates/fonts/arabic.ttf", ARABIC)
        .argument("c", claim)
        .build()
        .clean();
    let picture = Picture::of(&built, "arguments/c.html");
    let title = picture.columns(190..270);
    assert!(title[0] > 500 && (1110..1130).contains(title.last().unwrap()), "{title:?}");
    // So do the band of the number and the lines of the stances, which end on the left.
    let [number, line] = [150, 448].map(|y| picture.strokes(y, TOPIC));
    assert!(number[0] > 1100 && line[0] < 500, "{number:?} {line:?}");
}

#[test]
fn chinese_is_broken_between_characters() {
    let claim = "中国依赖俄罗斯".repeat(12);
    let built = dossier("")
        .file("templates/fonts/chinese.otf", CHINESE)
        .argument("c", format!("claim: {claim}\nlabel: L\nrecurs: false\n"))
        .build()
        .clean();
    let picture = Picture::of(&built, "arguments/c.html");
    let columns = picture.columns(190..390);
    assert!(columns.len() > 900 && *columns.last().unwrap() < 1130, "{}", columns.len());
    assert!(picture.rows(190..390) > 90);
}

#[test]
fn a_font_that_is_none_is_told() {
    let built = dossier("").file("templates/fonts/x.ttf", "no font").build();
    let lines = built.lines();
    assert_eq!(
        lines,
        ["templates/fonts/x.ttf unknown-template: this file is no font that can be read"]
    );
}

#[test]
fn many_sources_share_the_picture_of_the_cover() {
    let mut test = dossier("");
    for n in 0..1000 {
        test = test
            .seed(&format!("{n}.txt"), format!("Words {n}."))
            .source(&format!("n{n}"), format!("seed: {n}.txt\ntitle: Number {n}\n"));
    }
    let built = test.build();
    let card = card_of(&built, "sources/s.html").unwrap();
    assert!(card.starts_with("cards/index."), "{card}");
    let site = built.site.as_ref().unwrap();
    let pictures = site.paths().into_iter().filter(|path| path.ends_with(".png")).count();
    assert_eq!(pictures, 3);
}

/// A build takes a card over that the last one drew, and draws one anew that is damaged.
#[test]
fn a_card_that_is_there_is_not_drawn_again() {
    let disk = Disk::dossier();
    disk.put("content/dossier.yaml", format!("title: A dossier\nbase_url: {ADDRESS}\n"));
    assert_eq!(disk.run(&["build"]).code, Some(0));
    let cards = disk.path("site/cards");
    let mut card = std::fs::read_dir(&cards).unwrap().map(|e| e.unwrap().path());
    let card = card.find(|path| path.is_file()).unwrap();
    let drawn = std::fs::read(&card).unwrap();
    // Another picture, whole: it is believed to be what its name says.
    let other =
        [&drawn[..drawn.len() - 12], b"\0\0\0\0tEXt\0\0\0\0", &drawn[drawn.len() - 12..]]
            .concat();
    std::fs::write(&card, &other).unwrap();
    disk.run(&["build"]);
    assert_eq!(std::fs::read(&card).unwrap(), other);
    std::fs::write(&card, &drawn[..drawn.len() / 2]).unwrap();
    disk.run(&["build"]);
    assert_eq!(std::fs::read(&card).unwrap(), drawn);
}
