//! A picture of a few inks on paper, each in shades of how much of a pixel it covers.

use super::Color;

/// How many inks a picture has.
const INKS: usize = 4;

/// How many shades of an ink there are, so that all of them and the paper have a byte.
const SHADES: u8 = 15;

/// What is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Words,
    Muted,
    Rule,
    Topic,
}

/// A picture that is being drawn.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    /// 0 for paper; else one more than the ink's number times the shades, and the shade.
    pixels: Vec<u8>,
}

impl Canvas {
    pub(super) fn new(width: i32, height: i32) -> Self {
        let [width, height] = [width, height].map(|n| usize::try_from(n).unwrap_or(0));
        Self { width, height, pixels: vec![0; width * height] }
    }

    /// Covers a pixel, if it is in the picture; what has more ink already stays.
    pub(super) fn cover(&mut self, x: i32, y: i32, ink: Ink, coverage: u8) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
        let shade = (u16::from(coverage) * u16::from(SHADES) + 127) / 255;
        if x >= self.width || y >= self.height || shade == 0 {
            return;
        }
        let pixel = &mut self.pixels[y * self.width + x];
        let there = pixel.checked_sub(1).map_or(0, |value| value % SHADES + 1);
        if shade > u16::from(there) {
            *pixel = ink as u8 * SHADES + u8::try_from(shade).unwrap_or(SHADES);
        }
    }

    /// Covers a rectangle.
    pub(super) fn rectangle(&mut self, at: (i32, i32), size: (i32, i32), ink: Ink) {
        for y in at.1..at.1 + size.1 {
            for x in at.0..at.0 + size.0 {
                self.cover(x, y, ink, u8::MAX);
            }
        }
    }

    /// Covers a disc, within the square of this size.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few pixels, and 0 to 255"
    )]
    pub(super) fn disc(&mut self, at: (i32, i32), size: i32, ink: Ink) {
        let radius = size as f32 / 2.0;
        for y in 0..size {
            for x in 0..size {
                let (dx, dy) = (x as f32 + 0.5 - radius, y as f32 + 0.5 - radius);
                let inside = radius + 0.5 - (dx * dx + dy * dy).sqrt();
                let coverage = (inside.clamp(0.0, 1.0) * 255.0).round() as u8;
                self.cover(at.0 + x, at.1 + y, ink, coverage);
            }
        }
    }

    /// The picture as PNG, each pixel a number in a list of its colours.
    pub(super) fn png(&self, paper: Color, inks: [Color; INKS]) -> Vec<u8> {
        let mut palette = paper.to_vec();
        for ink in inks {
            palette.extend((1..=SHADES).flat_map(|shade| mixed(paper, ink, shade)));
        }
        let mut bytes = Vec::new();
        let size = [self.width, self.height].map(|n| u32::try_from(n).unwrap_or(0));
        let mut encoder = png::Encoder::new(&mut bytes, size[0], size[1]);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_palette(palette);
        // The highest takes seven times as long, for a twentieth of the bytes.
        encoder.set_deflate_compression(png::DeflateCompression::Level(4));
        encoder.set_filter(png::Filter::NoFilter);
        let mut writer =
            encoder.write_header().expect("a picture has pixels and colours");
        writer.write_image_data(&self.pixels).expect("memory takes everything");
        writer.finish().expect("memory takes everything");
        bytes
    }
}

/// So much of an ink on paper.
fn mixed(paper: Color, ink: Color, shade: u8) -> Color {
    let (much, all) = (u16::from(shade), u16::from(SHADES));
    std::array::from_fn(|part| {
        let mix = u16::from(ink[part]) * much + u16::from(paper[part]) * (all - much);
        u8::try_from((mix + all / 2) / all).unwrap_or(u8::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_what_was_drawn() {
        let mut canvas = Canvas::new(4, 2);
        canvas.rectangle((-5, 1), (7, 9), Ink::Topic);
        canvas.cover(3, 0, Ink::Words, 128);
        canvas.cover(3, 0, Ink::Muted, 100);
        canvas.cover(0, 1, Ink::Rule, 200);
        let (paper, black, other) = ([255; 3], [0; 3], [10, 20, 30]);
        let png = canvas.png(paper, [black, other, other, [1, 2, 3]]);
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let pixel = |n: usize| &pixels[3 * n..3 * n + 3];
        assert_eq!(
            [pixel(0), pixel(4), pixel(5), pixel(6)],
            [&[255, 255, 255], &[1, 2, 3], &[1, 2, 3], &[255, 255, 255]]
        );
        assert!(pixel(3).iter().all(|part| (110..=140).contains(part)), "{pixels:?}");
    }
}
