//! What other programs read: one file a format.

mod bibtex;
mod csl_json;
mod dossier_json;
mod ris;

use std::io;

pub use bibtex::bibtex;
pub use csl_json::csl_json;
pub use dossier_json::{DossierData, dossier_json, dossier_json_schema};
pub use ris::ris;

use crate::dossier::Dossier;

/// A format in which programs exchange references to sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum References {
    /// `data/sources.bib`
    Bibtex,
    /// `data/sources.ris`
    Ris,
    /// `data/sources.csl.json`
    CslJson,
}

/// Writes the references to all sources in a format, by the sources' ids.
///
/// # Errors
/// When `out` does.
pub fn references(
    dossier: &Dossier,
    format: References,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let about = &dossier.about;
    let (open, between, close) = match format {
        References::Bibtex => ("", "\n", ""),
        References::Ris => ("", "\r\n", ""),
        References::CslJson => ("[", ",\n", "]\n"),
    };
    out.write_all(open.as_bytes())?;
    for (number, source) in dossier.sources.iter().enumerate() {
        if number > 0 {
            out.write_all(between.as_bytes())?;
        }
        let reference = match format {
            References::Bibtex => bibtex(source, about),
            References::Ris => ris(source, about),
            References::CslJson => csl_json(source, about),
        };
        out.write_all(reference.as_bytes())?;
    }
    out.write_all(close.as_bytes())
}

/// A text on one line, without characters that can't be shown.
fn line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
