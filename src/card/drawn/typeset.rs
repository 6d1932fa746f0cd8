//! Words into lines of glyphs: broken, shaped and put in order by cosmic-text; shortened, where
//! there is no room for all.
#![expect(clippy::cast_precision_loss, reason = "a card has some hundred pixels")]

use cosmic_text::fontdb::{Family, Weight};
use cosmic_text::{
    Align, Attrs, Buffer, CacheKeyFlags, FontSystem, Metrics, Shaping, SwashCache,
    SwashContent, Wrap,
};
use unicode_linebreak::linebreaks;

use super::Line;
use super::canvas::{Canvas, Ink};
use super::fonts::{BUILT_IN_FAMILY, database, family};
use crate::dossier::Direction;

/// The height of a line, in sizes of its letters.
const LEADING: f32 = 1.3;

/// What stands at the end of shortened words.
const MORE: char = '…';

/// Sets words in a few fonts.
pub(super) struct Typesetter {
    fonts: FontSystem,
    glyphs: SwashCache,
    side: Direction,
}

/// How words are set.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// The size of the letters, in pixels.
    pub(super) size: f32,
    pub(super) bold: bool,
    /// The width of a line.
    pub(super) width: i32,
}

/// Words in lines.
pub(super) struct Block {
    buffer: Buffer,
    /// The width that its lines had.
    pub(super) measure: i32,
    /// The longest line's width.
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Typesetter {
    /// Makes ready for the fonts of some lines, which begin on this side.
    pub(super) fn new<'a>(
        lines: impl Iterator<Item = &'a Line>,
        side: Direction,
    ) -> Self {
        let mut faces: Vec<_> =
            lines.flat_map(|line| line.faces.iter().cloned()).collect();
        faces.sort_by_key(|face| family(face));
        faces.dedup_by_key(|face| family(face));
        let all = database(&faces);
        let fonts = FontSystem::new_with_locale_and_db("en".to_owned(), all);
        Self { fonts, glyphs: SwashCache::new(), side }
    }

    /// Sets all words of a line, in as many lines as they take.
    pub(super) fn set(&mut self, line: &Line, style: Style) -> Block {
        let name = match &line.faces[..] {
            [face] if face.covers(&line.words) => Some((family(face), face)),
            _ => None,
        };
        let attrs = Attrs::new().cache_key_flags(CacheKeyFlags::DISABLE_HINTING);
        let attrs =
            match &name {
                Some((name, face)) => attrs
                    .family(Family::Name(name))
                    .weight(face.weight())
                    .stretch(face.stretch()),
                None => attrs
                    .family(Family::Name(BUILT_IN_FAMILY))
                    .weight(if style.bold { Weight::BOLD } else { Weight::NORMAL }),
            };
        // Where a text begins with another script than its own, this says which way it runs.
        let mark = match line.direction {
            Direction::LeftToRight => '\u{200e}',
            Direction::RightToLeft => '\u{200f}',
        };
        let align = match self.side {
            Direction::LeftToRight => Align::Left,
            Direction::RightToLeft => Align::Right,
        };
        let height = (style.size * LEADING).round();
        let mut buffer = Buffer::new_empty(Metrics::new(style.size, height));
        buffer.set_wrap(Wrap::WordOrGlyph);
        buffer.set_size(Some(style.width as f32), None);
        let words = format!("{mark}{}", line.words);
        buffer.set_text(&words, &attrs, Shaping::Advanced, Some(align));
        buffer.shape_until_scroll(&mut self.fonts, false);
        let runs = || buffer.layout_runs();
        let lines = runs().count();
        let width = runs().map(|run| run.line_w).fold(0.0, f32::max);
        Block { measure: style.width, width, height: lines as f32 * height, buffer }
    }

    /// Sets words in the largest of some sizes in which they have room; shortened in the last of
    /// them, where they have none.
    pub(super) fn fit(
        &mut self,
        line: &Line,
        sizes: &[f32],
        (style, height): (Style, f32),
    ) -> Block {
        let mut last = style;
        for size in sizes {
            last = Style { size: *size, ..style };
            let block = self.set(line, last);
            if block.height <= height {
                return block;
            }
        }
        self.shortened(line, last, height)
    }

    /// Sets as many words as there is room for, and what says that there are more.
    fn shortened(&mut self, line: &Line, style: Style, height: f32) -> Block {
        let cut = |end: usize| {
            let kept = line.words[..end].trim_end_matches(|c: char| {
                c.is_whitespace() || ",;:.،؛、，。：；–—-".contains(c) || c == MORE
            });
            Line { words: format!("{kept}{MORE}"), ..line.clone() }
        };
        let mut fits = |end: usize| self.set(&cut(end), style).height <= height;
        // Where a line may end: between words, or the characters of a script without spaces.
        let mut ends: Vec<usize> = linebreaks(&line.words).map(|(end, _)| end).collect();
        let mut count = ends.partition_point(|end| fits(*end));
        if count == 0 {
            ends = line.words.char_indices().map(|(end, _)| end).collect();
            count = ends.partition_point(|end| fits(*end));
        }
        let end = count.checked_sub(1).map_or(0, |last| ends[last]);
        self.set(&cut(end), style)
    }

    /// Draws a block from this corner on.
    pub(super) fn draw(
        &mut self,
        block: &Block,
        at: (f32, f32),
        canvas: &mut Canvas,
        ink: Ink,
    ) {
        for run in block.buffer.layout_runs() {
            // A glyph 0 is the box of a character that the font lacks.
            for glyph in run.glyphs.iter().filter(|glyph| glyph.glyph_id != 0) {
                let glyph = glyph.physical((at.0, at.1 + run.line_y), 1.0);
                let image = self.glyphs.get_image(&mut self.fonts, glyph.cache_key);
                let Some(image) = image.as_ref() else { continue };
                let width = usize::try_from(image.placement.width).unwrap_or(0);
                if image.content != SwashContent::Mask || width == 0 {
                    continue;
                }
                let left = glyph.x + image.placement.left;
                for (row, y) in
                    image.data.chunks_exact(width).zip(glyph.y - image.placement.top..)
                {
                    for (coverage, x) in row.iter().zip(left..) {
                        canvas.cover(x, y, ink, *coverage);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::fonts::Fonts;
    use super::super::words::clean;
    use super::*;
    use crate::dossier::Language;

    /// A line in the fonts that have all of its characters, if there are any.
    fn line(words: &str, language: &str) -> Option<Line> {
        let file = |bytes: &[u8]| bytes.into();
        let own = BTreeMap::from([
            (
                "fonts/a.ttf".to_owned(),
                file(include_bytes!("../../../tests/fonts/arabic.ttf")),
            ),
            (
                "fonts/b.otf".to_owned(),
                file(include_bytes!("../../../tests/fonts/chinese.otf")),
            ),
        ]);
        let language: Language = language.parse().unwrap();
        let words = clean(words);
        let faces = Fonts::new(&own, false).value.faces(&words, &language)?;
        Some(Line { words, direction: language.direction(), faces })
    }

    fn typesetter(line: &Line) -> Typesetter {
        Typesetter::new([line].into_iter(), line.direction)
    }

    const STYLE: Style = Style { size: 40.0, bold: false, width: 600 };

    /// The glyphs of a block, from left to right, line by line.
    fn glyphs(block: &Block) -> Vec<cosmic_text::LayoutGlyph> {
        let lines = block.buffer.layout_runs().map(|run| {
            let mut glyphs = run.glyphs.to_vec();
            glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
            glyphs
        });
        lines.flatten().collect()
    }

    #[test]
    fn what_is_set_has_a_glyph_for_everything() {
        for (words, language) in [
            (
                "Zażółć gęślą jaźń, naïve ﬁancés — “ﬂat” ‘x’ … 5 °C, 3 × 4 − 2 ≤ 10 → €",
                "en",
            ),
            ("q\u{301} Z\u{316}\u{301} x\u{338}", "en"),
            ("Ὅμηρος και Ἀχιλλεύς", "el"),
            ("Съешь ещё этих мягких французских булок, їжак, ђак, ұлт", "ru"),
            ("تعتمد روسيا على الصين (NATO، 2022) لا إله", "ar"),
            ("NATO في 2022: ﻻ", "ar"),
            ("中国依赖俄罗斯（NATO，见于）", "zh"),
            ("中国 и روسيا, x", "zh"),
        ] {
            let Some(line) = line(words, language) else {
                assert_eq!(words, "NATO في 2022: ﻻ", "{words}");
                continue;
            };
            for bold in [false, true] {
                let block = typesetter(&line).set(&line, Style { bold, ..STYLE });
                let none = glyphs(&block).iter().filter(|g| g.glyph_id == 0).count();
                assert_eq!(none, 0, "{words}");
            }
        }
        for words in ["ไทย", "हिन्दी", "x ไ", "\u{e000}", "龘"] {
            assert!(line(words, "en").is_none(), "{words}");
        }
    }

    /// Arabic letters join, and stand in the order of both directions.
    #[test]
    fn arabic_is_shaped_and_begins_on_the_right() {
        let set = |words: &str| {
            let line = line(words, "ar").unwrap();
            let mut glyphs = glyphs(&typesetter(&line).set(&line, STYLE));
            // The mark that says where the text begins.
            glyphs.retain(|glyph| glyph.start > 0);
            glyphs
        };
        let words = "نحو NATO";
        let mark = '\u{200f}'.len_utf8();
        let joined = set(words);
        let shown = joined.iter().filter_map(|g| words[g.start - mark..].chars().next());
        assert_eq!(shown.collect::<String>(), "NATO وحن");
        // The first letter stands on the right, in another form than alone.
        let alone = set("ن");
        assert_eq!(alone[0].start, joined.last().unwrap().start);
        assert_ne!(alone[0].glyph_id, joined.last().unwrap().glyph_id);
    }

    #[test]
    fn what_is_too_long_is_cut_between_words() {
        let words = "It is a claim of very many words, which nobody reads. ".repeat(6);
        let line = line(&words, "en").unwrap();
        let mut letters = typesetter(&line);
        let block = letters.fit(&line, &[60.0, 40.0], (STYLE, 160.0));
        assert!(block.height <= 160.0 && block.width <= 600.0);
        let text: String =
            block.buffer.lines.iter().map(|line| line.text().to_owned()).collect();
        let kept = text.trim_start_matches('\u{200e}').strip_suffix('…').unwrap();
        assert!(words.starts_with(kept), "{kept}");
        assert!(words[kept.len()..].starts_with([' ', ',', '.']), "{kept}");
        let chinese = self::line(&"中国依赖俄罗斯".repeat(20), "zh").unwrap();
        let block = typesetter(&chinese).fit(&chinese, &[40.0], (STYLE, 104.0));
        assert!(
            block.height <= 104.0 && glyphs(&block).len() > 26,
            "{}",
            glyphs(&block).len()
        );
    }
}
