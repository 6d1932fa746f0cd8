//! How the entries of a file look, so that a new one looks the same.

use granit_parser::ScalarStyle;

use super::passage::{Coding, PASSAGE_KEYS};
use super::scalar::Style;
use super::tree::{Kind, Node};
use super::written::Written;
use crate::dossier::Quote;
use crate::id::Id;

/// How the passages of a file look, so that a new one looks the same.
pub(super) struct Look {
    flow: bool,
    pub(super) arguments_flow: bool,
    quote: Style,
}

impl Look {
    pub(super) fn of(root: &Node, text: &str) -> Self {
        let passages =
            root.entry("passages").map_or(&[][..], |entry| entry.value.items());
        let arguments = passages.iter().find_map(|item| item.value.entry("arguments"));
        let quotes = passages.iter().filter_map(|item| item.value.entry("quote"));
        let styles: Vec<ScalarStyle> = quotes
            .filter(|entry| !text[entry.value.range.clone()].contains('\n'))
            .filter_map(|entry| match entry.value.kind {
                Kind::Scalar(style) => Some(style),
                _ => None,
            })
            .collect();
        let count = |style| styles.iter().filter(|other| **other == style).count();
        let plain = [ScalarStyle::Plain, ScalarStyle::SingleQuoted]
            .into_iter()
            .find(|style| 2 * count(*style) > styles.len());
        Self {
            flow: passages.first().is_some_and(|item| item.value.is_flow()),
            arguments_flow: arguments.is_none_or(|entry| entry.value.is_flow()),
            quote: plain.map_or(Style::Quote, |style| Style::Like(style, 0)),
        }
    }

    pub(super) fn passage(&self, quote: &Quote, coding: &Coding) -> Written {
        let arguments: Vec<(String, Written)> = coding
            .arguments
            .iter()
            .map(|(id, stance)| (id.to_string(), Written::words(stance.as_str())))
            .collect();
        let words = |text: Option<&str>| {
            let text = text.filter(|text| !text.trim().is_empty());
            text.map(Written::words)
        };
        let written = [
            Some(Written::Text(quote.words.clone(), self.quote)),
            (!arguments.is_empty()).then_some(Written::Map {
                flow: self.arguments_flow,
                entries: arguments,
            }),
            words(coding.speaker.as_deref()),
            words(quote.prefix.as_deref()),
            words(quote.suffix.as_deref()),
            words(coding.id.as_ref().map(Id::as_str)),
            words(coding.translation.as_deref()),
            words(coding.note.as_deref()),
        ];
        let entries = PASSAGE_KEYS.iter().zip(written);
        let entries =
            entries.filter_map(|(key, value)| Some(((*key).to_owned(), value?)));
        Written::Map { flow: self.flow, entries: entries.collect() }
    }
}
