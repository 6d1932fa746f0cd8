//! What stands in for cards where the program was built without them.

use super::Colors;
use crate::diagnostic::Reported;
use crate::dossier::Dossier;
use crate::view::CardView;

/// Draws nothing.
pub struct Cards {}

/// A card, of which there is none.
pub struct Card {
    /// A part of the hash of all that it shows.
    pub hash: String,
    /// All words that it shows.
    pub alt: String,
}

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
