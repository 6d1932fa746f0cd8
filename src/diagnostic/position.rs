//! From bytes to the lines and columns that people and editors count in.
//!
//! Knows texts and offsets, nothing of problems. A text is counted once, in blocks, so that
//! thousands of places in one file of many megabytes cost little each, also where the whole
//! file is one line.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::Place;

/// The bytes that are counted anew for every question.
const BLOCK: usize = 4096;

/// A line and a column, both from 1; columns are Unicode code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// What stands before an offset.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    newlines: usize,
    code_points: usize,
    line_start: usize,
}

impl Count {
    /// Counts on over `bytes`, which begin at `at`.
    fn over(mut self, bytes: &[u8], at: usize) -> Self {
        self.newlines += memchr::memchr_iter(b'\n', bytes).count();
        // Bytes that continue a character are 0x80 to 0xBF.
        self.code_points += bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
        if let Some(last) = memchr::memrchr(b'\n', bytes) {
            self.line_start = at + last + 1;
        }
        self
    }
}

/// A text in which offsets can be looked up.
pub(super) struct Positions {
    text: Arc<str>,
    blocks: Vec<Count>,
}

impl Positions {
    /// Counts a text.
    pub(super) fn new(text: Arc<str>) -> Self {
        let mut count = Count::default();
        let mut blocks = vec![count];
        for (index, block) in text.as_bytes().chunks_exact(BLOCK).enumerate() {
            count = count.over(block, index * BLOCK);
            blocks.push(count);
        }
        Self { text, blocks }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The span with both ends inside the text and at characters' borders.
    pub(super) fn clamp(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start);
        start..self.text.floor_char_boundary(span.end).max(start)
    }

    fn before(&self, offset: usize) -> Count {
        let index = offset / BLOCK;
        let at = index * BLOCK;
        self.blocks[index].over(&self.text.as_bytes()[at..offset], at)
    }

    /// Where the line of an offset begins.
    pub(super) fn line_start(&self, offset: usize) -> usize {
        self.before(offset).line_start
    }

    /// The line and column of an offset inside the text.
    pub(super) fn position(&self, offset: usize) -> Position {
        let count = self.before(offset);
        let line_start = self.before(count.line_start);
        Position {
            line: count.newlines + 1,
            column: count.code_points - line_start.code_points + 1,
        }
    }
}

/// A place with its lines and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Located {
    pub(super) start: Position,
    /// After the last character.
    pub(super) end: Position,
}

/// The texts of all files that were asked for, each read and counted once.
pub(super) struct Texts<'a> {
    text_of: &'a dyn Fn(&str) -> Option<Arc<str>>,
    counted: RefCell<BTreeMap<Arc<str>, Option<Rc<Positions>>>>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(text_of: &'a dyn Fn(&str) -> Option<Arc<str>>) -> Self {
        Self { text_of, counted: RefCell::default() }
    }

    /// The text of a file, if it has one.
    pub(super) fn get(&self, path: &Arc<str>) -> Option<Rc<Positions>> {
        if let Some(known) = self.counted.borrow().get(path) {
            return known.clone();
        }
        let positions = (self.text_of)(path).map(|text| Rc::new(Positions::new(text)));
        self.counted.borrow_mut().insert(Arc::clone(path), positions.clone());
        positions
    }

    /// The lines and columns of a place that is more exact than its file.
    pub(super) fn locate(&self, place: &Place) -> Option<Located> {
        let span = place.span.as_ref()?;
        let positions = self.get(&place.path)?;
        let span = positions.clamp(span);
        Some(Located {
            start: positions.position(span.start),
            end: positions.position(span.end),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slowly(text: &str, offset: usize) -> Position {
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Position {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    #[test]
    fn blocks_count_as_if_from_the_beginning() {
        let text = "a“é”😀\n\r\nbcd ".repeat(900) + &"ж".repeat(9000) + "\nend";
        let positions = Positions::new(Arc::from(text.as_str()));
        for (offset, _) in text.char_indices().step_by(37).chain([(text.len(), ' ')]) {
            assert_eq!(positions.position(offset), slowly(&text, offset), "{offset}");
        }
    }

    #[test]
    fn wrong_spans_are_mended() {
        let positions = Positions::new(Arc::from("aé\nb"));
        assert_eq!(positions.clamp(&(2..99)), 1..5);
        #[expect(clippy::reversed_empty_ranges, reason = "a wrong span is the point")]
        let reversed = 4..1;
        assert_eq!(positions.clamp(&reversed), 4..4);
        assert_eq!(positions.position(5), Position { line: 2, column: 2 });
        let empty = Positions::new(Arc::from(""));
        assert_eq!(empty.position(empty.clamp(&(7..9)).start).column, 1);
    }
}
