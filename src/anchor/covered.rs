//! Words that are covered in one place, and can be read in another.

use super::report::seed_place;
use crate::diagnostic::{Code, Diagnostic};
use crate::dossier::{Quote, Rights, Source};
use crate::text::{Body, Piece};

/// Words of fewer bytes are met by chance: of three letters in Latin, two in Cyrillic, one in
/// Chinese on, they are told.
const BYTES_MIN: usize = 3;

/// Tells of redacted words that the text still has after all redactions: as words, or in an
/// address or a description that is published with it.
pub(super) fn legible_elsewhere(source: &Source, body: &Body) -> Vec<Diagnostic> {
    if source.redact.is_empty() || source.rights == Rights::Link {
        return vec![];
    }
    let seed = &*source.seed.text;
    let published: Vec<String> = body
        .blocks
        .iter()
        .map(|block| {
            let markup = block.pieces.iter().map(|piece| match piece {
                Piece::Markup(html) => html,
                Piece::Text { .. } => "",
            });
            words(&(block.words(seed) + " " + &markup.collect::<Vec<_>>().join(" ")))
        })
        .collect();
    let legible = |quote: &Quote| {
        let parts: Vec<String> = quote.words.split("[…]").map(words).collect();
        let at = published.iter().position(|block| {
            let mut parts = parts.iter();
            parts.any(|part| part.len() >= BYTES_MIN + 2 && block.contains(&**part))
        })?;
        let range = &body.blocks[at].range;
        let line = seed[range.clone()].lines().next().unwrap_or_default().len();
        let message = "these words are covered in one place, and can be read in another";
        let place = seed_place(source, range.start..range.start + line);
        Some(
            Diagnostic::warning(Code::LEGIBLE_ELSEWHERE, message)
                .at(quote.place.clone(), "covered by this entry")
                .also(place, "still to be read in what begins here")
                .help(
                    "if nobody is to read them, add an entry for each place, with `prefix:` or \
                     `suffix:`; what stands in an address has to leave the seed",
                ),
        )
    };
    source.redact.iter().filter_map(legible).collect()
}

/// The words of a text in lower case, each between spaces, whatever else stands between them.
fn words(text: &str) -> String {
    let mut all = " ".to_owned();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
    {
        all.extend(word.chars().flat_map(char::to_lowercase));
        all.push(' ');
    }
    all
}
