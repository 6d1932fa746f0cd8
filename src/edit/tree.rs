//! A YAML text as nodes that know where they stand and how they are written.
//!
//! The events come from the parser that the reader stands on, so the two can't see different
//! files. What is written in a way that an edit can't keep is refused here.

use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

use super::Refusal;

/// A value, with the bytes that it takes in the text.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// From its first character (of a block scalar: from `|` or `>`) to its last. Where nothing
    /// is written, the empty place after the `:` or `-`.
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Scalar(ScalarStyle),
    /// What was written once with `&`, and stands here as `*`.
    Alias,
    List {
        flow: bool,
        items: Vec<Item>,
    },
    Map {
        flow: bool,
        entries: Vec<Entry>,
    },
}

#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Where its `-` stands; in `[…]`, where the value begins.
    pub(super) dash: usize,
    pub(super) value: Node,
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) key: Range<usize>,
    /// Right after the `:`.
    pub(super) colon: usize,
    pub(super) value: Node,
}

impl Node {
    /// The entry of a map under a key.
    pub(super) fn entry(&self, name: &str) -> Option<&Entry> {
        let Kind::Map { entries, .. } = &self.kind else { return None };
        entries.iter().find(|entry| entry.name == name)
    }

    /// The items of a list; none where it is something else.
    pub(super) fn items(&self) -> &[Item] {
        match &self.kind {
            Kind::List { items, .. } => items,
            _ => &[],
        }
    }

    /// Whether nothing is written.
    pub(super) fn is_absent(&self) -> bool {
        self.range.is_empty()
    }

    /// Whether it is a list or a map in brackets.
    pub(super) fn is_flow(&self) -> bool {
        matches!(self.kind, Kind::List { flow: true, .. } | Kind::Map { flow: true, .. })
    }
}

/// Reads a file of one document.
pub(super) fn tree(text: &str) -> Result<Node, Refusal> {
    let mut events = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Refusal::Yaml(error.to_string()))?;
        let Some(range) = span.byte_range() else { return Err(Refusal::Style) };
        match event {
            Event::StreamStart
            | Event::StreamEnd
            | Event::Comment(..)
            | Event::DocumentStart(..)
            | Event::DocumentEnd => {}
            event => events.push((event, range)),
        }
    }
    if events.is_empty() {
        return Err(Refusal::Style);
    }
    let mut reader = Reader { text, events: events.into_iter().peekable() };
    let node = reader.node(0)?;
    // A second document would be none of the reader's either.
    if reader.events.next().is_some() { Err(Refusal::Style) } else { Ok(node) }
}

struct Reader<'a> {
    text: &'a str,
    events: Peekable<IntoIter<(Event<'a>, Range<usize>)>>,
}

impl Reader<'_> {
    /// The next node; `from` is where what stands before it ends.
    fn node(&mut self, from: usize) -> Result<Node, Refusal> {
        let (event, range) = self.events.next().ok_or(Refusal::Style)?;
        match event {
            Event::Scalar(_, style, ..) => {
                let range = match style {
                    ScalarStyle::Literal | ScalarStyle::Folded => {
                        self.block_scalar(from, &range)?
                    }
                    _ if range.is_empty() => from..from,
                    _ => range,
                };
                Ok(Node { range, kind: Kind::Scalar(style) })
            }
            Event::Alias(_) => Ok(Node { range, kind: Kind::Alias }),
            Event::SequenceStart(style, ..) => self.list(from, range, style),
            Event::MappingStart(style, ..) => self.map(from, range, style),
            _ => Err(Refusal::Style),
        }
    }

    fn list(
        &mut self,
        from: usize,
        start: Range<usize>,
        style: StructureStyle,
    ) -> Result<Node, Refusal> {
        let flow = style == StructureStyle::Flow;
        let mut items: Vec<Item> = Vec::new();
        let mut at = if flow { start.end } else { from };
        loop {
            if let Some((_, end)) =
                self.events.next_if(|(event, _)| matches!(event, Event::SequenceEnd))
            {
                let range = match (flow, items.first()) {
                    (false, Some(first)) => first.dash..at,
                    _ => start.start..end.end,
                };
                return Ok(Node { range, kind: Kind::List { flow, items } });
            }
            let (dash, value) = if flow {
                let value = self.node(at)?;
                (value.range.start, value)
            } else {
                let dash = self.past_trivia(at);
                if !self.text[dash..].starts_with('-') {
                    return Err(Refusal::Style);
                }
                (dash, self.node(dash + 1)?)
            };
            at = value.range.end;
            items.push(Item { dash, value });
        }
    }

    fn map(
        &mut self,
        from: usize,
        start: Range<usize>,
        style: StructureStyle,
    ) -> Result<Node, Refusal> {
        let flow = style == StructureStyle::Flow;
        let mut entries: Vec<Entry> = Vec::new();
        let mut at = from;
        loop {
            if let Some((_, end)) =
                self.events.next_if(|(event, _)| matches!(event, Event::MappingEnd))
            {
                let range = match (flow, entries.first()) {
                    (false, Some(first)) => first.key.start..at,
                    _ => start.start..end.end,
                };
                return Ok(Node { range, kind: Kind::Map { flow, entries } });
            }
            let Some((Event::Scalar(name, ..), key)) = self.events.next() else {
                return Err(Refusal::Style);
            };
            let gap = self.text[key.end..].trim_start_matches([' ', '\t', '\n', '\r']);
            let colon = self.text.len() - gap.len();
            let colon = if gap.starts_with(':') { colon + 1 } else { key.end };
            let value = self.node(colon)?;
            at = value.range.end;
            entries.push(Entry { name: name.into_owned(), key, colon, value });
        }
    }

    /// From the `|` or `>` to the last character, trailing blank lines only where they count.
    fn block_scalar(
        &self,
        from: usize,
        content: &Range<usize>,
    ) -> Result<Range<usize>, Refusal> {
        let mut at = from;
        loop {
            at = self.past_trivia(at);
            match self.text[at..].chars().next() {
                Some('|' | '>') => break,
                // An anchor or a tag.
                Some(c) if at < content.start => at += c.len_utf8(),
                _ => return Err(Refusal::Style),
            }
        }
        let header = self.text[at..].lines().next().unwrap_or_default();
        let indicators = header.split('#').next().unwrap_or_default();
        let written = &self.text[at..content.end];
        let end = if indicators.contains('+') {
            content.end
        } else {
            at + written.trim_end().len()
        };
        Ok(at..end)
    }

    /// The next character that is neither white space nor in a comment.
    fn past_trivia(&self, mut at: usize) -> usize {
        loop {
            let rest = self.text[at..].trim_start();
            at = self.text.len() - rest.len();
            if !rest.starts_with('#') {
                return at;
            }
            at += rest.find('\n').unwrap_or(rest.len());
        }
    }
}
