//! The way back: from offsets in a text that was made from another to offsets in that other.

use std::ops::Range;

/// Maps offsets in a derived text to offsets in the text that it was made from.
///
/// A map without runs is the identity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OffsetMap {
    runs: Vec<Run>,
}

/// A stretch of the derived text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    derived: usize,
    derived_len: usize,
    original: usize,
    original_len: usize,
    /// Whether it was copied byte for byte; otherwise it stands for its original as a whole.
    copy: bool,
}

impl OffsetMap {
    /// Says that the next `len` bytes were copied from `original`.
    pub fn push_copy(&mut self, len: usize, original: usize) {
        if len == 0 {
            return;
        }
        match self.runs.last_mut() {
            Some(last) if last.copy && last.original + last.original_len == original => {
                last.derived_len += len;
                last.original_len += len;
            }
            _ => self.add(len, original, len, true),
        }
    }

    /// Says that the next `derived_len` bytes stand, as a whole, for `original_len` bytes at
    /// `original`.
    pub fn push_whole(
        &mut self,
        derived_len: usize,
        original: usize,
        original_len: usize,
    ) {
        if derived_len > 0 {
            self.add(derived_len, original, original_len, false);
        }
    }

    fn add(
        &mut self,
        derived_len: usize,
        original: usize,
        original_len: usize,
        copy: bool,
    ) {
        let derived = self.runs.last().map_or(0, |run| run.derived + run.derived_len);
        self.runs.push(Run { derived, derived_len, original, original_len, copy });
    }

    fn run_at(&self, derived: usize) -> Option<Run> {
        let next = self.runs.partition_point(|run| run.derived <= derived);
        next.checked_sub(1).map(|index| self.runs[index])
    }

    /// Where the character that begins at `derived` begins in the original.
    pub fn start(&self, derived: usize) -> usize {
        match self.run_at(derived) {
            None => derived,
            Some(run) if run.copy => run.original + (derived - run.derived),
            Some(run) if derived >= run.derived + run.derived_len => {
                run.original + run.original_len
            }
            Some(run) => run.original,
        }
    }

    /// Where the character that ends at `derived` ends in the original.
    pub fn end(&self, derived: usize) -> usize {
        match derived.checked_sub(1).and_then(|last| self.run_at(last)) {
            None => derived,
            Some(run) if run.copy => run.original + (derived - run.derived),
            Some(run) => run.original + run.original_len,
        }
    }

    /// Where the derived text has what stands in this range of the original, if it has both ends.
    pub fn derived(&self, original: &Range<usize>) -> Option<Range<usize>> {
        if self.runs.is_empty() {
            return Some(original.clone());
        }
        let holding = |at: usize| {
            let holds = |run: &&Run| {
                (run.original..run.original + run.original_len).contains(&at)
            };
            self.runs.iter().find(holds)
        };
        let last = original.end.checked_sub(1)?;
        let (first_run, last_run) = (holding(original.start)?, holding(last)?);
        let before = if first_run.copy { original.start - first_run.original } else { 0 };
        let start = first_run.derived + before;
        let length = if last_run.copy {
            last + 1 - last_run.original
        } else {
            last_run.derived_len
        };
        let end = last_run.derived + length;
        (start <= end).then_some(start..end)
    }

    /// Whether both ends of a range in the derived text are ends of something in the original:
    /// no dot of the three that stand for an ellipsis is.
    pub fn is_whole(&self, range: &Range<usize>) -> bool {
        [range.start, range.end].into_iter().all(|at| {
            self.run_at(at).is_none_or(|run| {
                run.copy || at == run.derived || at >= run.derived + run.derived_len
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_linear_and_the_rest_is_atomic() {
        // original: "a“b  c", derived: "a\"b c"
        let mut map = OffsetMap::default();
        map.push_copy(1, 0);
        map.push_whole(1, 1, 3);
        map.push_copy(1, 4);
        map.push_whole(1, 5, 2);
        map.push_copy(1, 7);
        assert_eq!((map.start(1), map.end(2)), (1, 4));
        assert_eq!((map.start(0), map.end(5)), (0, 8));
        assert_eq!((map.start(3), map.end(4)), (5, 7));
        assert_eq!(OffsetMap::default().start(9), 9);
    }

    #[test]
    fn what_stands_for_a_whole_is_not_cut() {
        // original: "a…b", derived: "a...b", and an ellipsis has as many bytes as three dots
        let mut map = OffsetMap::default();
        map.push_copy(1, 0);
        map.push_whole(3, 1, 3);
        map.push_copy(1, 4);
        assert_eq!((map.start(2), map.end(2)), (1, 4));
        assert!(map.is_whole(&(0..4)) && map.is_whole(&(1..5)));
        assert!(!map.is_whole(&(0..2)) && !map.is_whole(&(3..5)));
    }
}
