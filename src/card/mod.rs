//! The picture that is shown where somebody shares a page.
//!
//! Knows what a card says ([`CardView`]) and in which colours; decides which of its words the
//! fonts at hand can show, and draws those. Nothing is drawn before somebody asks for it: the
//! name of a picture comes from what it shows. Without the feature `cards` there are none.

#[cfg(feature = "cards")]
mod canvas;
#[cfg(feature = "cards")]
mod draw;
#[cfg(feature = "cards")]
mod fonts;
#[cfg(feature = "cards")]
mod typeset;
#[cfg(feature = "cards")]
mod words;

#[cfg(feature = "cards")]
use std::sync::Arc;

#[cfg(feature = "cards")]
use fonts::{Face, Fonts};

use crate::diagnostic::Reported;
use crate::dossier::Dossier;
#[cfg(feature = "cards")]
use crate::dossier::{Direction, Stance};
#[cfg(feature = "cards")]
use crate::view::CardText;
use crate::view::CardView;

/// Whether the program was built with cards.
pub const AVAILABLE: bool = cfg!(feature = "cards");

/// The directory of all cards, below the site's root.
pub const DIRECTORY: &str = "cards/";

/// The bytes that a picture usually takes.
pub const BYTES_USUAL: u64 = 20_000;

/// Raised whenever the same words would be drawn differently, so that no picture of an earlier
/// version is taken for one of this.
#[cfg(feature = "cards")]
const EDITION: &str = "1";

/// Whether a file of the dossier's own theme is a font for cards.
pub fn is_font(name: &str) -> bool {
    let endings = [".ttf", ".otf", ".ttc"];
    name.starts_with("fonts/") && endings.iter().any(|ending| name.ends_with(ending))
}

/// Whether these are the bytes of a picture from its beginning to its end.
pub fn is_whole(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.ends_with(b"IEND\xae\x42\x60\x82")
}

/// Red, green and blue, 0 to 255.
pub type Color = [u8; 3];

/// The colours of a card: those of the theme, on light paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colors {
    /// The ground.
    pub paper: Color,
    /// The words.
    pub ink: Color,
    /// Lesser words.
    pub muted: Color,
    /// Lines.
    pub rule: Color,
    /// No topic, and the eight topics.
    pub topics: [Color; 9],
}

/// What draws the cards of a dossier.
pub struct Cards {
    #[cfg(feature = "cards")]
    fonts: Fonts,
    #[cfg(feature = "cards")]
    colors: Colors,
}

/// A card that can be drawn.
pub struct Card {
    /// A part of the hash of all that it shows.
    pub hash: String,
    /// All words that it shows, as far as there is room for them.
    pub alt: String,
    #[cfg(feature = "cards")]
    shown: Shown,
}

/// What a card shows: the words that fonts have every character of.
#[cfg(feature = "cards")]
struct Shown {
    dossier: Option<Line>,
    number: Option<Line>,
    topic: Option<Line>,
    title: Line,
    subtitle: Option<Line>,
    foot: Option<Line>,
    stances: Vec<Row>,
    color: usize,
    /// The side on which lines begin.
    side: Direction,
}

/// The row of a stance.
#[cfg(feature = "cards")]
struct Row {
    stance: Stance,
    label: Line,
    counts: Line,
    share: u16,
}

/// Words with the fonts that show them.
#[cfg(feature = "cards")]
#[derive(Clone)]
struct Line {
    words: String,
    direction: Direction,
    /// Beside the built-in font; none where that one shows all.
    faces: Vec<Arc<Face>>,
}

#[cfg(not(feature = "cards"))]
impl Cards {
    /// Nothing to draw with.
    pub fn new(_: &Dossier, _: Colors, _: bool) -> Reported<Self> {
        Reported::clean(Self {})
    }

    /// No card.
    pub fn card(&self, _: &CardView) -> Option<Card> {
        None
    }

    /// No picture.
    pub fn draw(&self, _: &Card) -> Vec<u8> {
        vec![]
    }
}

#[cfg(feature = "cards")]
impl Cards {
    /// Makes ready to draw in these colours, with the built-in font, the dossier's own in
    /// `templates/fonts/` and, with `system`, those of the system.
    pub fn new(dossier: &Dossier, colors: Colors, system: bool) -> Reported<Self> {
        let Reported { value: fonts, diagnostics } =
            Fonts::new(&dossier.overrides, system);
        Reported { value: Self { fonts, colors }, diagnostics }
    }

    /// The card that says as much of this as fonts can show. `None` where that is nothing that
    /// tells what it is of.
    pub fn card(&self, view: &CardView) -> Option<Card> {
        let line = |text: &CardText| self.line(text);
        let dossier = line(&view.dossier);
        let title = view.title.as_ref().and_then(line);
        let (title, dossier) = match title {
            Some(title) => (title, dossier),
            None => (dossier?, None),
        };
        let stances = view.stances.iter().map(|stance| {
            Some(Row {
                stance: stance.stance,
                label: line(&stance.label)?,
                counts: line(&stance.counts)?,
                share: stance.share,
            })
        });
        let shown = Shown {
            dossier,
            // Letters of the alphabet, and digits.
            number: view.number.as_ref().map(|number| Line {
                words: number.clone(),
                direction: Direction::LeftToRight,
                faces: vec![],
            }),
            topic: view.topic.as_ref().and_then(line),
            title,
            subtitle: view.subtitle.as_ref().and_then(line),
            foot: view.foot.as_ref().and_then(line),
            stances: stances.collect::<Option<_>>().unwrap_or_default(),
            color: view.color,
            side: view.dossier.language.direction(),
        };
        Some(Card { hash: self.hash(&shown), alt: shown.alt(), shown })
    }

    /// Draws a card, as PNG. The same card gives the same bytes, wherever only the built-in font
    /// and the dossier's own are used.
    pub fn draw(&self, card: &Card) -> Vec<u8> {
        draw::draw(&card.shown, &self.colors)
    }

    fn line(&self, text: &CardText) -> Option<Line> {
        let words = words::clean(&text.words);
        let faces = self.fonts.faces(&words, &text.language)?;
        let direction = text.language.direction();
        (!words.is_empty()).then_some(Line { words, direction, faces })
    }

    fn hash(&self, shown: &Shown) -> String {
        let mut all = blake3::Hasher::new();
        let mut add = |part: &[u8]| {
            all.update(part).update(b"\0");
        };
        add(EDITION.as_bytes());
        let Colors { paper, ink, muted, rule, topics } = &self.colors;
        for color in [paper, ink, muted, rule].into_iter().chain(topics) {
            add(color);
        }
        add(shown.side.as_html().as_bytes());
        add(shown.color.to_string().as_bytes());
        for (name, line) in shown.lines() {
            add(name.as_bytes());
            add(line.words.as_bytes());
            add(line.direction.as_html().as_bytes());
            line.faces.iter().for_each(|face| add(face.name().as_bytes()));
        }
        for row in &shown.stances {
            add(row.stance.as_str().as_bytes());
            add(&row.share.to_be_bytes());
        }
        all.finalize().to_hex()[..10].to_owned()
    }
}

#[cfg(feature = "cards")]
impl Shown {
    /// All words, each with the name of its place.
    fn lines(&self) -> impl Iterator<Item = (&'static str, &Line)> {
        let one = [
            ("dossier", self.dossier.as_ref()),
            ("number", self.number.as_ref()),
            ("topic", self.topic.as_ref()),
            ("title", Some(&self.title)),
            ("subtitle", self.subtitle.as_ref()),
            ("foot", self.foot.as_ref()),
        ];
        let one = one.into_iter().filter_map(|(name, line)| Some((name, line?)));
        let rows = self.stances.iter();
        one.chain(rows.flat_map(|row| [("label", &row.label), ("counts", &row.counts)]))
    }

    /// All words of the card, and no other.
    fn alt(&self) -> String {
        let mut alt = String::new();
        let mut joint = "";
        for (name, line) in self.lines() {
            alt.extend([joint, &line.words]);
            joint = match name {
                "number" => " ",
                "label" => ": ",
                _ => " · ",
            };
        }
        alt
    }
}
