//! Cards as they are drawn.

mod canvas;
mod draw;
mod fonts;
mod typeset;
mod words;

use std::sync::Arc;

use fonts::{Face, Fonts};

use super::{Color, Colors, is_font};
use crate::diagnostic::Reported;
use crate::dossier::{Direction, Dossier, Stance};
use crate::view::{CardText, CardView};

/// Raised whenever the same words would be drawn differently, so that no picture of an earlier
/// version is taken for one of this.
const EDITION: &str = "1";

/// What draws the cards of a dossier.
pub struct Cards {
    fonts: Fonts,
    colors: Colors,
}

/// A card that can be drawn.
pub struct Card {
    /// A part of the hash of all that it shows.
    pub hash: String,
    /// All words that it shows, as far as there is room for them.
    pub alt: String,
    shown: Shown,
}

/// What a card shows: the words that fonts have every character of.
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
struct Row {
    stance: Stance,
    label: Line,
    counts: Line,
    share: u16,
}

/// Words with the fonts that show them.
#[derive(Clone)]
struct Line {
    words: String,
    direction: Direction,
    /// Beside the built-in font; none where that one shows all.
    faces: Vec<Arc<Face>>,
}

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
