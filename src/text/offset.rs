//! The way back: from offsets in a text that was made from another to offsets in that other.

/// Maps offsets in a derived text to offsets in the text that it was made from.
///
/// A map without runs is the identity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OffsetMap {
    runs: Vec<Run>,
}

/// A stretch of the derived text. Where both lengths are equal it was copied byte for byte;
/// otherwise it stands for its original as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    derived: usize,
    derived_len: usize,
    original: usize,
    original_len: usize,
}

impl Run {
    fn is_copy(self) -> bool {
        self.derived_len == self.original_len
    }
}

impl OffsetMap {
    /// Says that the next `derived_len` bytes were made from `original_len` bytes at `original`.
    pub fn push(&mut self, derived_len: usize, original: usize, original_len: usize) {
        if derived_len == 0 {
            return;
        }
        let derived = self.runs.last().map_or(0, |run| run.derived + run.derived_len);
        let new = Run { derived, derived_len, original, original_len };
        match self.runs.last_mut() {
            Some(last)
                if last.is_copy()
                    && new.is_copy()
                    && last.original + last.original_len == original =>
            {
                last.derived_len += derived_len;
                last.original_len += original_len;
            }
            _ => self.runs.push(new),
        }
    }

    fn run_at(&self, derived: usize) -> Option<Run> {
        let next = self.runs.partition_point(|run| run.derived <= derived);
        next.checked_sub(1).map(|index| self.runs[index])
    }

    /// Where the character that begins at `derived` begins in the original.
    pub fn start(&self, derived: usize) -> usize {
        match self.run_at(derived) {
            None => derived,
            Some(run) if run.is_copy() => run.original + (derived - run.derived),
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
            Some(run) if run.is_copy() => run.original + (derived - run.derived),
            Some(run) => run.original + run.original_len,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_linear_and_the_rest_is_atomic() {
        // original: "a“b  c", derived: "a\"b c"
        let mut map = OffsetMap::default();
        map.push(1, 0, 1);
        map.push(1, 1, 3);
        map.push(1, 4, 1);
        map.push(1, 5, 2);
        map.push(1, 7, 1);
        assert_eq!((map.start(1), map.end(2)), (1, 4));
        assert_eq!((map.start(0), map.end(5)), (0, 8));
        assert_eq!((map.start(3), map.end(4)), (5, 7));
        assert_eq!(OffsetMap::default().start(9), 9);
    }
}
