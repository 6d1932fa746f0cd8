//! The picture that is shown where somebody shares a page.
//!
//! Knows what a card says ([`CardView`](crate::view::CardView)) and in which colours; decides which of its words the
//! fonts at hand can show, and draws those. Nothing is drawn before somebody asks for it: the
//! name of a picture comes from what it shows. Without the feature `cards` there are none.

#[cfg(feature = "cards")]
mod drawn;
#[cfg(not(feature = "cards"))]
mod none;

#[cfg(feature = "cards")]
pub use drawn::{Card, Cards};
#[cfg(not(feature = "cards"))]
pub use none::{Card, Cards};

/// Whether the program was built with cards.
pub const AVAILABLE: bool = cfg!(feature = "cards");

/// The directory of all cards, below the site's root.
pub const DIRECTORY: &str = "cards/";

/// The bytes that a picture usually takes.
pub const BYTES_USUAL: u64 = 20_000;

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
