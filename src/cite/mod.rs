//! The citation of a source, set in the style that the dossier asks for.
//!
//! Knows the names of styles, and what to say where a style can't be had. How one is followed is
//! for `style` to know, which is left out of a program built without the feature `citations`.

#[cfg(feature = "citations")]
mod date;
#[cfg(feature = "citations")]
mod html;
#[cfg(feature = "citations")]
mod style;

#[cfg(feature = "citations")]
use std::sync::Arc;

use crate::diagnostic::Reported;
#[cfg(not(feature = "citations"))]
use crate::diagnostic::{Code, Diagnostic};
use crate::dossier::{About, Source};

/// The style of a dossier that names none.
pub const DEFAULT_STYLE: &str = "apa";

/// A style that is ready to set citations.
#[derive(Clone)]
pub struct Citations {
    #[cfg(feature = "citations")]
    style: Option<Arc<style::CitationStyle>>,
}

impl Citations {
    /// Finds the style that a dossier asks for, and no other; it is `before` where that is of the
    /// same name and language, since loading a style takes a while.
    #[cfg(feature = "citations")]
    pub fn new(about: &About, before: Option<Self>) -> Reported<Self> {
        let Reported { value: style, diagnostics } = style::CitationStyle::new(about);
        let style = style.map(|style| {
            let before = before.and_then(|before| before.style);
            before.filter(|before| before.is_like(&style)).unwrap_or_else(|| style.into())
        });
        Reported { value: Self { style }, diagnostics }
    }

    /// Says that the style which a dossier asks for can't be followed.
    #[cfg(not(feature = "citations"))]
    pub fn new(about: &About, _: Option<Self>) -> Reported<Self> {
        let warning = about.citation_style.as_ref().map(|style| {
            let name = &style.value;
            let message =
                format!("`{name}`: this program was built without formatted citations");
            Diagnostic::warning(Code::CITATION_STYLE, message)
                .at(style.place.clone(), "this style is not followed")
                .help("build Throughline with the feature `citations`, or leave the key out")
        });
        Reported { value: Self {}, diagnostics: warning.into_iter().collect() }
    }

    /// The citation of a source as safe HTML: phrasing content.
    #[cfg(feature = "citations")]
    pub fn html(&self, source: &Source) -> Option<String> {
        self.style.as_ref()?.html(source)
    }

    /// No citation: only the formats for programs are there.
    #[cfg(not(feature = "citations"))]
    pub fn html(&self, _: &Source) -> Option<String> {
        None
    }
}
