//! Words into lines of glyphs: broken, shaped and put in order by cosmic-text; shortened, where
//! there is no room for all.

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
    pub(super) fn new<'a>(lines: impl Iterator<Item = &'a Line>, side: Direction) -> Self {
        let mut faces: Vec<_> = lines.flat_map(|line| line.faces.iter().cloned()).collect();
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
        let attrs = match &name {
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
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
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
                for (row, y) in image.data.chunks_exact(width).zip(glyph.y - image.placement.top..) {
                    for (coverage, x) in row.iter().zip(left..) {
                        canvas.cover(x, y, ink, *coverage);
                    }
                }
            }
        }
    }
}
