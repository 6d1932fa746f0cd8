//! Puts a value into a text, or takes one out. All that is not meant stays, byte for byte.
//!
//! Comments above an item belong to it, and those on the line of a value to that value.

use std::ops::Range;

use granit_parser::ScalarStyle;

use super::Refusal;
use super::tree::{Entry, Item, Kind, Node, tree};
use super::written::{Layout, Written, written_key};

/// A step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Item(usize),
}

/// A text with its nodes.
pub(super) struct Splice<'a> {
    text: &'a str,
    root: Node,
    line_end: &'static str,
}

impl<'a> Splice<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, Refusal> {
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Ok(Self { text, root: tree(text)?, line_end })
    }

    /// Gives a map's key a value. A new key comes after the last of those that stand before it
    /// in `order`.
    pub(super) fn set(
        &self,
        path: &[Step],
        key: &str,
        value: &Written,
        order: &[&str],
    ) -> Result<String, Refusal> {
        let map = self.at(path)?;
        match map.entry(key) {
            Some(entry) => Ok(self.replace(map, entry, value)),
            None => self.new_entry(map, key, value, order),
        }
    }

    /// Puts an item into a list, before the one that is the `index`-th now.
    pub(super) fn insert(
        &self,
        path: &[Step],
        index: usize,
        item: &Written,
    ) -> Result<String, Refusal> {
        let list = self.at(path)?;
        let Kind::List { flow, items } = &list.kind else { return Err(Refusal::Style) };
        if *flow {
            let layout = self.layout(list.range.start, true);
            let ranges: Vec<_> = items.iter().map(|i| i.value.range.clone()).collect();
            return Ok(self.within_brackets(
                &list.range,
                &ranges,
                index,
                &item.inline(layout),
            ));
        }
        let first = items.first().ok_or(Refusal::Style)?;
        let column = self.column(first.dash)?;
        let offset = items.iter().find_map(|item| self.offset(item)).unwrap_or(2);
        let layout = Layout { column, ..self.layout(first.dash, false) };
        let lines = format!("{}{}", " ".repeat(column), item.item(offset, layout));
        let spaced = self.is_spaced(items);
        match index.checked_sub(1).and_then(|before| items.get(before)) {
            Some(before) => {
                let blank = if spaced { self.line_end } else { "" };
                let at = self.line_after(before.value.range.end);
                Ok(self.with_lines(at, &format!("{blank}{lines}")))
            }
            None => {
                let at = self.line_start(self.list_start(path, first)?);
                let blank = if spaced { self.line_end } else { "" };
                Ok(self.with_lines(at, &format!("{lines}{blank}")))
            }
        }
    }

    /// Takes a key out of a map.
    pub(super) fn remove_key(&self, path: &[Step], key: &str) -> Result<String, Refusal> {
        let map = self.at(path)?;
        let Kind::Map { flow, entries } = &map.kind else { return Err(Refusal::Style) };
        let index = entries.iter().position(|entry| entry.name == key);
        let index = index.ok_or(Refusal::Style)?;
        if *flow {
            let ranges: Vec<_> =
                entries.iter().map(|e| e.key.start..e.value.range.end).collect();
            return Ok(self.without_brackets(&map.range, &ranges, index));
        }
        let entry = &entries[index];
        let start = self.line_start(entry.key.start);
        if self.text[start..entry.key.start].trim().is_empty() {
            return Ok(self.without_lines(start..self.line_after(entry.value.range.end)));
        }
        // The first key after a dash: what follows takes its place.
        let next = entries.get(index + 1).ok_or(Refusal::Style)?;
        let between = &self.text[entry.value.range.end..next.key.start];
        if between.trim().is_empty() {
            Ok(self.spliced(entry.key.start..next.key.start, ""))
        } else {
            Err(Refusal::Style)
        }
    }

    /// Takes an item out of a list of several.
    pub(super) fn remove_item(
        &self,
        path: &[Step],
        index: usize,
    ) -> Result<String, Refusal> {
        let list = self.at(path)?;
        let Kind::List { flow, items } = &list.kind else { return Err(Refusal::Style) };
        let item = items.get(index).ok_or(Refusal::Style)?;
        if *flow {
            let ranges: Vec<_> = items.iter().map(|i| i.value.range.clone()).collect();
            return Ok(self.without_brackets(&list.range, &ranges, index));
        }
        self.column(item.dash)?;
        let mut range = self.line_start(item.dash)..self.line_after(item.value.range.end);
        if items.len() > 2 && self.is_spaced(items) {
            if index > 0 {
                let above = self.text[..range.start].trim_end_matches([' ', '\t']);
                range.start =
                    above.strip_suffix(self.line_end).map_or(range.start, str::len);
            } else {
                let below = &self.text[range.end..];
                range.end += if below.starts_with(self.line_end) {
                    self.line_end.len()
                } else {
                    0
                };
            }
        }
        Ok(self.without_lines(range))
    }

    /// The node at the end of a path.
    pub(super) fn at(&self, path: &[Step]) -> Result<&Node, Refusal> {
        path.iter()
            .try_fold(&self.root, |node, step| match step {
                Step::Key(key) => node.entry(key).map(|entry| &entry.value),
                Step::Item(index) => node.items().get(*index).map(|item| &item.value),
            })
            .ok_or(Refusal::Style)
    }

    /// How far in the items of the file's lists stand.
    fn list_indent(&self) -> usize {
        let Kind::Map { entries, .. } = &self.root.kind else { return 2 };
        let first = entries.iter().find_map(|entry| match &entry.value.kind {
            Kind::List { flow: false, items } => items.first(),
            _ => None,
        });
        first.and_then(|item| self.column(item.dash).ok()).unwrap_or(2)
    }

    fn layout(&self, at: usize, flow: bool) -> Layout<'_> {
        let column = self.text[self.line_start(at)..at].chars().count();
        Layout { flow, column, list_indent: self.list_indent(), line_end: self.line_end }
    }

    fn replace(&self, map: &Node, entry: &Entry, value: &Written) -> String {
        let layout = self.layout(entry.key.start, map.is_flow());
        let old = &entry.value;
        let Kind::Scalar(style) = old.kind else {
            let written = value.after_key(layout);
            return self.spliced(entry.colon..old.range.end, &written);
        };
        let rest = self.text[old.range.end..].lines().next().unwrap_or_default();
        if old.is_absent() {
            let written = value.after_key(layout);
            let below = !map.is_flow() && written.contains(self.line_end);
            let at = entry.colon + if below { rest.len() } else { 0 };
            return self.spliced(at..at, &written);
        }
        let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let old_text = &self.text[old.range.clone()];
        let width = old_text.lines().skip(1).map(|line| line.trim().chars().count());
        let value = value.clone().like(style, width.max().unwrap_or_default());
        let Written::Text(..) = value else {
            return self.spliced(entry.colon..old.range.end, &value.after_key(layout));
        };
        let written = value.inline(layout);
        let (first, more) = match written.find(self.line_end) {
            Some(at) if !map.is_flow() => written.split_at(at),
            _ => (&*written, ""),
        };
        // A comment behind the `|`, or behind a value that becomes a block.
        let header = old_text.lines().next().unwrap_or_default();
        let comment = match header.find(" #") {
            Some(at) if block => header[header[..at].trim_end().len()..].trim_end(),
            _ if !block && !more.is_empty() => rest,
            _ => "",
        };
        let end = if more.is_empty() || block { 0 } else { rest.len() };
        let range = old.range.start..old.range.end + end;
        self.spliced(range, &format!("{first}{comment}{more}"))
    }

    fn new_entry(
        &self,
        map: &Node,
        key: &str,
        value: &Written,
        order: &[&str],
    ) -> Result<String, Refusal> {
        let Kind::Map { flow, entries } = &map.kind else { return Err(Refusal::Style) };
        let rank = |name: &str| order.iter().position(|known| *known == name);
        let own = rank(key).unwrap_or(order.len());
        let before = entries.iter().rposition(|e| rank(&e.name).is_none_or(|r| r < own));
        let layout = self.layout(map.range.start, *flow);
        let key = written_key(key, layout);
        if *flow {
            let ranges: Vec<_> =
                entries.iter().map(|e| e.key.start..e.value.range.end).collect();
            let entry = format!("{key}: {}", value.inline(layout));
            let index = before.map_or(0, |before| before + 1);
            return Ok(self.within_brackets(&map.range, &ranges, index, &entry));
        }
        let before = &entries[before.unwrap_or(0)];
        let indent = " ".repeat(layout.column);
        let lines = format!("{indent}{key}:{}", value.after_key(layout));
        Ok(self.with_lines(self.line_after(before.value.range.end), &lines))
    }

    /// Puts `new` before the `index`-th of what stands in brackets.
    fn within_brackets(
        &self,
        brackets: &Range<usize>,
        inner: &[Range<usize>],
        index: usize,
        new: &str,
    ) -> String {
        let between = match inner {
            [first, second, ..] => &self.text[first.end..second.start],
            _ => ", ",
        };
        let plain = between.trim() == ",";
        let between = if plain { between } else { ", " };
        match (index.checked_sub(1).and_then(|before| inner.get(before)), inner.first()) {
            (Some(before), _) => {
                self.spliced(before.end..before.end, &format!("{between}{new}"))
            }
            (None, Some(first)) => {
                self.spliced(first.start..first.start, &format!("{new}{between}"))
            }
            (None, None) => {
                let map = self.text[brackets.start..].starts_with('{');
                let space = if map { " " } else { "" };
                let inside = brackets.start + 1..brackets.end - 1;
                self.spliced(inside, &format!("{space}{new}{space}"))
            }
        }
    }

    fn without_brackets(
        &self,
        brackets: &Range<usize>,
        inner: &[Range<usize>],
        index: usize,
    ) -> String {
        match (index.checked_sub(1), inner.get(index + 1)) {
            (Some(before), _) => self.spliced(inner[before].end..inner[index].end, ""),
            (None, Some(next)) => self.spliced(inner[index].start..next.start, ""),
            (None, None) => self.spliced(brackets.start + 1..brackets.end - 1, ""),
        }
    }

    /// Where the lines of a list begin: below its key, so that a comment above the first item
    /// stays with it.
    fn list_start(&self, path: &[Step], first: &Item) -> Result<usize, Refusal> {
        let Some((Step::Key(key), above)) = path.split_last() else {
            return Ok(first.dash);
        };
        let entry = self.at(above)?.entry(key).ok_or(Refusal::Style)?;
        Ok(self.line_after(entry.colon).min(first.dash))
    }

    /// The column of a dash, before which nothing but spaces stands.
    fn column(&self, dash: usize) -> Result<usize, Refusal> {
        let before = &self.text[self.line_start(dash)..dash];
        if before.bytes().all(|byte| byte == b' ') {
            Ok(before.len())
        } else {
            Err(Refusal::Style)
        }
    }

    /// How far behind its dash an item begins, where that is on the same line.
    fn offset(&self, item: &Item) -> Option<usize> {
        let between = &self.text[item.dash..item.value.range.start];
        (between[1..].bytes().all(|byte| byte == b' ') && between.len() > 1)
            .then_some(between.len())
    }

    /// Whether a blank line stands between all items.
    fn is_spaced(&self, items: &[Item]) -> bool {
        items.len() > 1
            && items.windows(2).all(|pair| {
                let line = self.line_after(pair[0].value.range.end);
                let between = &self.text[line.min(pair[1].dash)..pair[1].dash];
                between.starts_with(self.line_end)
            })
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |line| line + 1)
    }

    /// The beginning of the line below what ends at `at`. Blank lines with spaces in them are
    /// passed over: behind a block of text they would be its own.
    fn line_after(&self, at: usize) -> usize {
        let end = |at: usize| {
            self.text[at..].find('\n').map_or(self.text.len(), |line| at + line + 1)
        };
        let mut line = if self.text[..at].ends_with('\n') { at } else { end(at) };
        let mut below = line;
        while below < self.text.len() && self.text[below..end(below)].trim().is_empty() {
            let spaces = self.text[below..].starts_with([' ', '\t']);
            below = end(below);
            line = if spaces { below } else { line };
        }
        line
    }

    /// Puts lines in, the last without its line end, at the beginning of a line.
    fn with_lines(&self, at: usize, lines: &str) -> String {
        if at == self.text.len() && !self.text.ends_with('\n') && at > 0 {
            self.spliced(at..at, &format!("{}{lines}", self.line_end))
        } else {
            self.spliced(at..at, &format!("{lines}{}", self.line_end))
        }
    }

    /// Takes whole lines out; of a last line without an end, the end of the one above.
    fn without_lines(&self, mut range: Range<usize>) -> String {
        if !self.text[range.clone()].ends_with('\n') {
            let above = &self.text[..range.start];
            range.start = above.strip_suffix(self.line_end).map_or(range.start, str::len);
        }
        self.spliced(range, "")
    }

    fn spliced(&self, range: Range<usize>, new: &str) -> String {
        [&self.text[..range.start], new, &self.text[range.end..]].concat()
    }
}
