//! What other programs read: one file a format.

mod annotations;
mod argdown;
mod bibtex;
mod csl_json;
mod dossier_json;
mod feed;
mod passages_csv;
mod ris;
mod sitemap;

use std::io;

pub use bibtex::bibtex;
pub use csl_json::csl_json;
pub use dossier_json::{DossierData, dossier_json_schema};
pub use feed::{feed, write_feed};
pub use ris::ris;
pub use sitemap::{robots, sitemaps};

use crate::dossier::Dossier;
use crate::text::escape_into;
use crate::view::View;

/// A file for other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataFile {
    /// `data/dossier.json`: all there is.
    Dossier,
    /// `data/dossier.schema.json`: its JSON Schema.
    DossierSchema,
    /// `data/passages.csv`: a row a passage and argument.
    Passages,
    /// `data/annotations.jsonld`: W3C Web Annotations.
    Annotations,
    /// `data/arguments.argdown`: claims and relations.
    Arguments,
    /// `data/sources.bib`
    Bibtex,
    /// `data/sources.ris`
    Ris,
    /// `data/sources.csl.json`
    CslJson,
}

impl DataFile {
    /// All of them, in the order in which people are told of them.
    pub const ALL: [Self; 8] = [
        Self::Passages,
        Self::Dossier,
        Self::DossierSchema,
        Self::Annotations,
        Self::Arguments,
        Self::Bibtex,
        Self::Ris,
        Self::CslJson,
    ];

    /// Its name below `data/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dossier => "dossier.json",
            Self::DossierSchema => "dossier.schema.json",
            Self::Passages => "passages.csv",
            Self::Annotations => "annotations.jsonld",
            Self::Arguments => "arguments.argdown",
            Self::Bibtex => "sources.bib",
            Self::Ris => "sources.ris",
            Self::CslJson => "sources.csl.json",
        }
    }

    /// What its format is called, and where that is explained.
    pub fn standard(self) -> (&'static str, &'static str) {
        match self {
            Self::Dossier => ("JSON, RFC 8259", "https://www.rfc-editor.org/rfc/rfc8259"),
            Self::DossierSchema => (
                "JSON Schema, draft 2020-12",
                "https://json-schema.org/draft/2020-12/schema",
            ),
            Self::Passages => ("CSV, RFC 4180", "https://www.rfc-editor.org/rfc/rfc4180"),
            Self::Annotations => {
                ("W3C Web Annotation", "https://www.w3.org/TR/annotation-model/")
            }
            Self::Arguments => ("Argdown", "https://argdown.org/syntax/"),
            Self::Bibtex => ("BibTeX, biblatex", "https://ctan.org/pkg/biblatex"),
            Self::Ris => ("RIS", "https://en.wikipedia.org/wiki/RIS_(file_format)"),
            Self::CslJson => (
                "CSL-JSON",
                "https://docs.citationstyles.org/en/stable/specification.html",
            ),
        }
    }

    /// Writes it. None of those that grow with the dossier is ever whole in memory.
    ///
    /// # Errors
    /// When `out` does.
    pub fn write(self, view: &View<'_>, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Self::Dossier => dossier_json::write(view, out),
            Self::DossierSchema => {
                serde_json::to_writer_pretty(&mut *out, &dossier_json_schema())?;
                out.write_all(b"\n")
            }
            Self::Passages => passages_csv::write(view, out),
            Self::Annotations => annotations::write(view, out),
            Self::Arguments => argdown::write(view, out),
            Self::Bibtex => references(view.dossier, ("", "\n", ""), bibtex, out),
            Self::Ris => references(view.dossier, ("", "\r\n", ""), ris, out),
            Self::CslJson => references(view.dossier, ("[", ",\n", "]\n"), csl_json, out),
        }
    }

    /// How many bytes it has.
    pub fn bytes(self, view: &View<'_>) -> u64 {
        let mut counter = Counter(0);
        // A counter takes everything.
        let _ = self.write(view, &mut counter);
        counter.0
    }
}

/// Counts what is written, and forgets it.
struct Counter(u64);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes the references to all sources, by the sources' ids, with what stands before, between
/// and behind them.
fn references(
    dossier: &Dossier,
    (open, between, close): (&str, &str, &str),
    reference: fn(&crate::dossier::Source, &crate::dossier::About) -> String,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    out.write_all(open.as_bytes())?;
    for (number, source) in dossier.sources.iter().enumerate() {
        if number > 0 {
            out.write_all(between.as_bytes())?;
        }
        out.write_all(reference(source, &dossier.about).as_bytes())?;
    }
    out.write_all(close.as_bytes())
}

/// The words of a passage, as far as its source's rights allow them to be published: the seed's
/// own characters, with gaps as `[…]`, and a bar for what is redacted.
fn quoted(view: &View<'_>, passage: usize) -> Option<String> {
    let passage = &view.index.passages[passage];
    let source = &view.dossier.sources[passage.source];
    let words = |part| view.texts[passage.source].words(&source.seed.text, part);
    let parts = view.anchored(passage).parts.iter().map(words);
    source.rights.quotes().then(|| parts.collect::<Vec<_>>().join(" […] "))
}

/// The same of its translation.
fn translated<'a>(view: &View<'a>, passage: usize) -> Option<&'a str> {
    let passage = &view.index.passages[passage];
    let quotes = view.dossier.sources[passage.source].rights.quotes();
    view.entry(passage).translation.as_deref().filter(|_| quotes)
}

/// A text on one line, without characters that can't be shown.
fn line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text as XML has it, in an element or an attribute. What XML can't hold is shown as a picture.
fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    escape_into(&mut escaped, text);
    escaped.replace('"', "&quot;")
}
