//! A value that is to be written, with the style that it should have.

use granit_parser::ScalarStyle;

use super::scalar::{Context, Style, scalar};
use crate::schema::Value;

/// A value and how it is to look.
#[derive(Debug, Clone)]
pub(super) enum Written {
    Text(String, Style),
    Map { flow: bool, entries: Vec<(String, Written)> },
    List { flow: bool, items: Vec<Written> },
}

/// Where a value goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout<'a> {
    /// Whether within brackets.
    pub(super) flow: bool,
    /// The column of the key or the item that the value belongs to.
    pub(super) column: usize,
    /// How much further in the items of a list stand than its key.
    pub(super) list_indent: usize,
    pub(super) line_end: &'a str,
}

impl Written {
    /// A text as plain as can be.
    pub(super) fn words(text: &str) -> Self {
        Self::Text(text.to_owned(), Style::Words)
    }

    /// What a reader makes of it.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Text(text, _) => Value::Text(text.clone()),
            Self::List { items, .. } => {
                Value::List(items.iter().map(Self::value).collect())
            }
            Self::Map { entries, .. } => Value::Map(
                entries.iter().map(|(key, value)| (key.clone(), value.value())).collect(),
            ),
        }
    }

    /// The same with every text in double quotation marks, which survives everywhere.
    pub(super) fn double(&self) -> Self {
        match self {
            Self::Text(text, _) => Self::Text(text.clone(), Style::Double),
            Self::List { flow, items } => Self::List {
                flow: *flow,
                items: items.iter().map(Self::double).collect(),
            },
            Self::Map { flow, entries } => {
                let entries = entries.iter();
                let entries = entries.map(|(key, value)| (key.clone(), value.double()));
                Self::Map { flow: *flow, entries: entries.collect() }
            }
        }
    }

    /// The same, its text in the style of another.
    pub(super) fn like(self, style: ScalarStyle, width: usize) -> Self {
        match self {
            Self::Text(text, Style::Words | Style::Quote) => {
                Self::Text(text, Style::Like(style, width))
            }
            other => other,
        }
    }

    /// What follows a `key:`, from the space or the line end on.
    pub(super) fn after_key(&self, layout: Layout<'_>) -> String {
        let Layout { column, list_indent, line_end, .. } = layout;
        match self {
            Self::List { flow: false, items } if !layout.flow && !items.is_empty() => {
                let column = column + list_indent;
                let items = items.iter().map(|item| {
                    format!(
                        "{line_end}{}{}",
                        " ".repeat(column),
                        item.item(2, Layout { column, ..layout })
                    )
                });
                items.collect()
            }
            Self::Map { flow: false, entries } if !layout.flow && !entries.is_empty() => {
                let column = column + 2;
                let entries = self.entries(Layout { column, ..layout });
                format!("{line_end}{}{entries}", " ".repeat(column))
            }
            _ => format!(" {}", self.inline(layout)),
        }
    }

    /// An item of a list, from its `-` on, whose content begins `offset` columns after it.
    pub(super) fn item(&self, offset: usize, layout: Layout<'_>) -> String {
        let dash = format!("-{}", " ".repeat(offset - 1));
        match self {
            Self::Map { flow: false, entries } if !entries.is_empty() => {
                let column = layout.column + offset;
                format!("{dash}{}", self.entries(Layout { column, ..layout }))
            }
            _ => format!("{dash}{}", self.inline(layout)),
        }
    }

    /// The entries of a map, one a line, the first without its indentation.
    fn entries(&self, layout: Layout<'_>) -> String {
        let Self::Map { entries, .. } = self else { return String::new() };
        let lines = entries.iter().map(|(key, value)| {
            format!("{}:{}", written_key(key, layout), value.after_key(layout))
        });
        let between = format!("{}{}", layout.line_end, " ".repeat(layout.column));
        lines.collect::<Vec<_>>().join(&between)
    }

    /// On the line where it begins.
    pub(super) fn inline(&self, layout: Layout<'_>) -> String {
        let inner = Layout { flow: true, ..layout };
        match self {
            Self::Text(text, style) => {
                let Layout { flow, column, line_end, .. } = layout;
                scalar(text, *style, Context { flow, indent: column + 2, line_end })
            }
            Self::List { items, .. } => {
                let items = items.iter().map(|item| item.inline(inner));
                format!("[{}]", items.collect::<Vec<_>>().join(", "))
            }
            Self::Map { entries, .. } if entries.is_empty() => "{}".to_owned(),
            Self::Map { entries, .. } => {
                let entries = entries.iter().map(|(key, value)| {
                    format!("{}: {}", written_key(key, layout), value.inline(inner))
                });
                format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// A key, in quotation marks where it needs them.
pub(super) fn written_key(key: &str, layout: Layout<'_>) -> String {
    let Layout { column, line_end, .. } = layout;
    scalar(key, Style::Words, Context { flow: true, indent: column, line_end })
}
