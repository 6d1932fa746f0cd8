//! Where everything stands on a card.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a card has some hundred pixels"
)]

use super::canvas::{Canvas, Ink};
use super::typeset::{Block, Style, Typesetter};
use super::{Colors, Line, Row, Shown};
use crate::dossier::{Direction, Stance};
use crate::view::{CARD_HEIGHT, CARD_WIDTH};

/// The margin on all sides.
const MARGIN: i32 = 72;
/// The width between the margins.
const MEASURE: i32 = CARD_WIDTH - 2 * MARGIN;
/// Where the dossier's title stands, and the line below it.
const HEAD: i32 = 48;
const HEAD_RULE: i32 = 104;
/// Where the foot ends.
const BOTTOM: i32 = CARD_HEIGHT - 56;
/// The height of a stance's row, and the thickness of its line.
const ROW: i32 = 52;
const THICK: i32 = 10;
/// Sizes of letters, in pixels.
const SMALL: f32 = 27.0;
const NUMBER: f32 = 32.0;
const FOOT: f32 = 30.0;
const SUBTITLE: f32 = 36.0;
const TITLE: [f32; 5] = [68.0, 60.0, 52.0, 46.0, 40.0];

/// A card that is being drawn.
struct Drawing {
    canvas: Canvas,
    letters: Typesetter,
    side: Direction,
}

/// Draws a card, as PNG.
pub(super) fn draw(shown: &Shown, colors: &Colors) -> Vec<u8> {
    let lines = shown.lines().map(|(_, line)| line);
    let mut drawing = Drawing {
        canvas: Canvas::new(CARD_WIDTH, CARD_HEIGHT),
        letters: Typesetter::new(lines, shown.side),
        side: shown.side,
    };
    let top = drawing.head(shown);
    let bottom = drawing.foot(shown);
    drawing.title(shown, top, bottom);
    let Colors { paper, ink, muted, rule, topics } = *colors;
    let topic = topics[shown.color.min(topics.len() - 1)];
    drawing.canvas.png(paper, [ink, muted, rule, topic])
}

impl Drawing {
    /// The dossier's title and the argument's number; tells where what follows begins.
    fn head(&mut self, shown: &Shown) -> i32 {
        let mut top = HEAD;
        if let Some(dossier) = &shown.dossier {
            let block = self.one_line(dossier, SMALL, false, MEASURE);
            self.put(&block, 0, HEAD, Ink::Muted);
            self.canvas.rectangle((MARGIN, HEAD_RULE), (MEASURE, 2), Ink::Rule);
            top = HEAD_RULE + 28;
        }
        let Some(number) = &shown.number else { return top };
        let block = self.one_line(number, NUMBER, true, MEASURE / 2);
        self.band(0, top + 4, 10, 34, Ink::Topic);
        self.put(&block, 24, top, Ink::Words);
        if let Some(topic) = &shown.topic {
            let from = 24 + pixels(block.width) + 18;
            let block = self.one_line(topic, SMALL, false, MEASURE - from);
            self.put(&block, from, top + 4, Ink::Muted);
        }
        top + 56
    }

    /// The claim, title or name, and what stands right below it.
    fn title(&mut self, shown: &Shown, top: i32, bottom: i32) {
        let mut room = bottom - top;
        let below = shown.subtitle.as_ref().map(|subtitle| {
            let most = (
                Style { size: SUBTITLE, bold: false, width: MEASURE },
                room as f32 / 3.0,
            );
            self.letters.fit(subtitle, &[SUBTITLE, FOOT], most)
        });
        if let Some(below) = &below {
            room -= pixels(below.height) + 16;
        }
        let style = Style { size: TITLE[0], bold: false, width: MEASURE };
        let title = self.letters.fit(&shown.title, &TITLE, (style, room as f32));
        self.put(&title, 0, top, Ink::Words);
        if let Some(below) = below {
            self.put(&below, 0, top + pixels(title.height) + 16, Ink::Muted);
        }
    }

    /// The stances, or what stands in their place; tells where it begins.
    fn foot(&mut self, shown: &Shown) -> i32 {
        if !shown.stances.is_empty() {
            return self.stances(&shown.stances);
        }
        let Some(foot) = &shown.foot else { return BOTTOM };
        let style = Style { size: FOOT, bold: false, width: MEASURE };
        let block = self.letters.fit(foot, &[FOOT], (style, 2.0 * (FOOT * 1.3).round()));
        let top = BOTTOM - pixels(block.height);
        self.put(&block, 0, top, Ink::Muted);
        self.foot_rule(top)
    }

    /// A row for each stance: its word, how often it is taken, and a line in its style, as long
    /// as its share.
    fn stances(&mut self, rows: &[Row]) -> i32 {
        let blocks: Vec<[Block; 2]> = rows
            .iter()
            .map(|row| {
                [
                    self.one_line(&row.label, SMALL, true, MEASURE / 3),
                    self.one_line(&row.counts, SMALL, false, MEASURE / 2),
                ]
            })
            .collect();
        let widest =
            |n: usize| blocks.iter().map(|b| pixels(b[n].width)).max().unwrap_or(0);
        let counts_from = widest(0) + 28;
        let line_from = counts_from + widest(1) + 36;
        let count = i32::try_from(rows.len()).unwrap_or(i32::MAX);
        let top = BOTTOM - count * ROW + (ROW - 40);
        let mut y = top;
        for (row, [label, counts]) in rows.iter().zip(&blocks) {
            self.put(label, 0, y, Ink::Words);
            self.put(counts, counts_from, y, Ink::Muted);
            let length = (MEASURE - line_from) * i32::from(row.share) / 1000;
            self.line(row.stance, line_from, y + 14, length.max(THICK));
            y += ROW;
        }
        self.foot_rule(top)
    }

    /// The line above the foot, which begins here; tells where what stands above it ends.
    fn foot_rule(&mut self, top: i32) -> i32 {
        self.canvas.rectangle((MARGIN, top - 22), (MEASURE, 2), Ink::Rule);
        top - 40
    }

    /// A line in the style of a stance: solid, dashed or dotted.
    fn line(&mut self, stance: Stance, from: i32, y: i32, length: i32) {
        let (dash, step) = match stance {
            Stance::Supports => (length, length),
            Stance::Disputes => (24, 36),
            Stance::Reports => (THICK, 2 * THICK),
        };
        let mut at = 0;
        while at < length {
            if stance == Stance::Reports {
                let x = self.left_edge(from + at, THICK);
                self.canvas.disc((x, y), THICK, Ink::Topic);
            } else if length - at >= THICK {
                self.band(from + at, y, dash.min(length - at), THICK, Ink::Topic);
            }
            at += step;
        }
    }

    /// Words on one line, shortened where they are longer.
    fn one_line(&mut self, line: &Line, size: f32, bold: bool, width: i32) -> Block {
        let style = Style { size, bold, width };
        self.letters.fit(line, &[size], (style, size * 2.0))
    }

    /// Draws a block so far from the side on which lines begin.
    fn put(&mut self, block: &Block, from: i32, y: i32, ink: Ink) {
        let x = self.left_edge(from, block.measure);
        self.letters.draw(block, (x as f32, y as f32), &mut self.canvas, ink);
    }

    /// A rectangle so far from the side on which lines begin.
    fn band(&mut self, from: i32, y: i32, width: i32, height: i32, ink: Ink) {
        let x = self.left_edge(from, width);
        self.canvas.rectangle((x, y), (width, height), ink);
    }

    /// The left edge of something of this width, so far from the side on which lines begin.
    fn left_edge(&self, from: i32, width: i32) -> i32 {
        match self.side {
            Direction::LeftToRight => MARGIN + from,
            Direction::RightToLeft => MARGIN + MEASURE - from - width,
        }
    }
}

/// Whole pixels that are enough.
fn pixels(length: f32) -> i32 {
    length.ceil() as i32
}
