//! From a value as written to a value as meant; what can't be meant is told with its place.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::dossier::{At, PassageRef, Prose, Quote, Span};
use crate::id::Id;
use crate::schema::{Located, QuoteEntry};
use crate::text::wikilinks;

/// What no address may have as it is, and browsers show encoded.
const NOT_IN_URLS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\');

/// One file while its values are read.
pub(super) struct Lowering<'a> {
    pub(super) path: &'a Arc<str>,
    pub(super) text: &'a str,
    /// Where `text` begins in the file.
    pub(super) offset: usize,
    pub(super) found: Vec<Diagnostic>,
}

impl Lowering<'_> {
    pub(super) fn place<T>(&self, located: &Located<T>) -> Place {
        self.place_of(located.span(self.text))
    }

    pub(super) fn place_of(&self, span: Span) -> Place {
        Place::span(self.path, span.start + self.offset..span.end + self.offset)
    }

    pub(super) fn at<T>(&self, located: Located<T>) -> At<T> {
        At { place: self.place(&located), value: located.value }
    }

    fn fault(&mut self, code: Code, located: &Located<String>, message: impl Display) {
        let diagnostic =
            Diagnostic::error(code, message.to_string()).at(self.place(located), "");
        self.found.push(diagnostic);
    }

    /// A text that may not be blank.
    pub(super) fn words(
        &mut self,
        key: &str,
        located: &Located<String>,
    ) -> Option<String> {
        let words = located.value.trim();
        if words.is_empty() {
            self.fault(Code::MISSING_KEY, located, format!("`{key}` is empty"));
            return None;
        }
        Some(words.to_owned())
    }

    /// A value of a type that can be read from a text; blank is as good as absent.
    pub(super) fn parse<T>(
        &mut self,
        code: Code,
        located: Option<&Located<String>>,
    ) -> Option<T>
    where
        T: FromStr<Err: Display>,
    {
        let located = located.filter(|l| !l.value.trim().is_empty())?;
        match located.value.trim().parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(code, located, error);
                None
            }
        }
    }

    /// A name without the spaces around it; blank is as good as absent.
    pub(super) fn name(&self, located: Option<Located<String>>) -> Option<At<String>> {
        let located = located.filter(|l| !l.value.trim().is_empty())?;
        let At { value, place } = self.at(located);
        Some(At { value: value.trim().to_owned(), place })
    }

    pub(super) fn id(&mut self, located: &Located<String>) -> Option<At<Id>> {
        self.id_at(&located.value, self.place(located))
    }

    pub(super) fn id_at(&mut self, id: &str, place: Place) -> Option<At<Id>> {
        match Id::new(id.trim()) {
            Ok(value) => Some(At { value, place }),
            Err(error) => {
                let diagnostic = Diagnostic::error(Code::BAD_ID, error.to_string());
                self.found.push(diagnostic.at(place, ""));
                None
            }
        }
    }

    /// An address that a page may link to.
    pub(super) fn url(&mut self, located: Option<&Located<String>>) -> Option<String> {
        let located = located.filter(|l| !l.value.trim().is_empty())?;
        let url = located.value.trim();
        let rest = ["https://", "http://"].iter().find_map(|scheme| {
            url.get(..scheme.len())
                .filter(|start| start.eq_ignore_ascii_case(scheme))
                .and(url.get(scheme.len()..))
        });
        let bad = |c: char| c.is_whitespace() || c.is_control() || "<>\"\\".contains(c);
        let rest = rest
            .filter(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['));
        let help = match rest {
            Some(rest) if !rest.contains(bad) => return Some(url.to_owned()),
            Some(_) => format!(
                "write it as browsers show it\n{}",
                utf8_percent_encode(url, NOT_IN_URLS)
            ),
            None => {
                "write the whole address, beginning with https:// or http://".to_owned()
            }
        };
        let diagnostic = Diagnostic::error(
            Code::BAD_URL,
            "this is not an address that a page can link to",
        )
        .at(self.place(located), "")
        .help(help);
        self.found.push(diagnostic);
        None
    }

    pub(super) fn prose(&self, located: Option<Located<String>>) -> Option<Prose> {
        let located = located.filter(|l| !l.value.trim().is_empty())?;
        Some(self.prose_in(located.span(self.text), located.value))
    }

    /// Prose that stands at `span`, with the places of its wikilinks; a link that is written in
    /// escapes has the place of the whole.
    pub(super) fn prose_in(&self, span: Span, markdown: String) -> Prose {
        let mut from = span.start;
        let links = wikilinks(&markdown).into_iter().map(|name| {
            let written = self.text.get(from..span.end).and_then(|rest| {
                let at = from + rest.find(&format!("[[{name}"))?;
                Some(at..(at + name.len() + 4).min(span.end))
            });
            if let Some(written) = &written {
                from = written.end;
            }
            At { value: name, place: self.place_of(written.unwrap_or(span.clone())) }
        });
        let links = links.collect();
        Prose { markdown, place: self.place_of(span), links }
    }

    pub(super) fn quote(&self, entry: Located<QuoteEntry>) -> Quote {
        let place = self.place(&entry);
        let QuoteEntry { quote, prefix, suffix } = entry.value;
        Quote { words: quote, prefix, suffix, place }
    }

    /// `source-id#passage-id`.
    pub(super) fn passages(
        &mut self,
        located: Vec<Located<String>>,
    ) -> Vec<At<PassageRef>> {
        let mut passages = Vec::with_capacity(located.len());
        for located in located {
            let place = self.place(&located);
            let text =
                located.value.trim().trim_start_matches("[[").trim_end_matches("]]");
            match text.split_once('#') {
                Some((source, passage)) if !source.is_empty() && !passage.is_empty() => {
                    let value = PassageRef {
                        source: source.to_owned(),
                        passage: passage.to_owned(),
                    };
                    passages.push(At { value, place });
                }
                _ => self.found.push(
                    Diagnostic::error(Code::BAD_VALUE, "this names no passage")
                        .at(place, "")
                        .help("write `source-id#passage-id`"),
                ),
            }
        }
        passages
    }
}
