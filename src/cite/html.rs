//! Safe HTML of a citation's elements: all text is escaped here, since the library's own HTML
//! leaves it as it is.

use hayagriva::citationberg::{Display, FontStyle, FontWeight};
use hayagriva::{ElemChild, ElemChildren, ElemMeta, Formatted};

use super::date::Shown;
use crate::text::escape_into;

/// A citation while its elements are walked.
pub(super) struct Html<'a> {
    html: String,
    /// How the date is to be shown, until it has been.
    date: Option<&'a Shown>,
}

impl<'a> Html<'a> {
    /// The HTML of these elements.
    pub(super) fn of(children: &ElemChildren, date: Option<&'a Shown>) -> String {
        let mut html = Self { html: String::new(), date };
        html.children(children, false);
        html.html
    }

    fn children(&mut self, children: &ElemChildren, in_date: bool) {
        for child in &children.0 {
            match child {
                ElemChild::Elem(elem) => {
                    let block = elem.display == Some(Display::Block);
                    if block && !self.html.is_empty() {
                        self.html.push_str("<br>");
                    }
                    let date = in_date || elem.meta == Some(ElemMeta::Date);
                    self.children(&elem.children, date);
                }
                ElemChild::Link { text, url } if is_web(url) => {
                    self.html.push_str("<a href=\"");
                    let mut escaped = String::new();
                    escape_into(&mut escaped, url);
                    self.html.push_str(&escaped.replace('"', "&quot;"));
                    self.html.push_str("\" rel=\"external noreferrer\">");
                    self.text(text, in_date);
                    self.html.push_str("</a>");
                }
                ElemChild::Text(text) | ElemChild::Link { text, .. } => {
                    self.text(text, in_date);
                }
                // Markup is for Typst, and made by nothing here; what is transparent is empty.
                ElemChild::Markup(text) => escape_into(&mut self.html, text),
                ElemChild::Transparent { .. } => {}
            }
        }
    }

    fn text(&mut self, text: &Formatted, in_date: bool) {
        let elements = [
            (text.formatting.font_style == FontStyle::Italic, "i"),
            (text.formatting.font_weight == FontWeight::Bold, "b"),
        ];
        let elements = elements.into_iter().filter(|(on, _)| *on);
        let elements: Vec<&str> = elements.map(|(_, name)| name).collect();
        let words = match self.date {
            Some(date) if in_date => date.put_into(&text.text),
            _ => None,
        };
        if words.is_some() {
            self.date = None;
        }
        let words = self.joined(words.as_deref().unwrap_or(&text.text)).to_owned();
        for name in &elements {
            self.html.extend(["<", name, ">"]);
        }
        escape_into(&mut self.html, &words);
        for name in elements.iter().rev() {
            self.html.extend(["</", name, ">"]);
        }
    }

    /// Text without the stops that come out twice where a style joins what is missing: `2025,)`
    /// and `.”.`.
    fn joined<'t>(&mut self, text: &'t str) -> &'t str {
        if text.starts_with(')') && self.html.ends_with(',') {
            self.html.pop();
        }
        match text.strip_prefix('.') {
            Some(rest) if self.html.ends_with(".”") => rest,
            _ => text
                .strip_prefix(',')
                .filter(|rest| rest.starts_with(')'))
                .unwrap_or(text),
        }
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
